// How time spans are written in the plots: as text, axis labels, field values and query, all in local time. `now` is
// passed in.
import type { PlotStep } from "../bindings";
import { t } from "../words/t";
import { clockTime, dateOf as dayOf, inDigits } from "./times";

const pad = (n: number): string => String(n).padStart(2, "0");
const DAY = 86_400;

function dateOf(at: Date, now: Date): string {
  return dayOf(at, at.getFullYear() !== now.getFullYear());
}

const dateAndTime = (at: Date, now: Date): string =>
  t("time-date-at", { date: dateOf(at, now), time: clockTime(at) });
const sameDay = (a: Date, b: Date): boolean => a.toDateString() === b.toDateString();
const isMidnight = (at: Date): boolean => at.getHours() === 0 && at.getMinutes() === 0;

/** "09:14–09:31", "23 Nov, 09:14–09:31", "23 Nov, 22:00 – 24 Nov, 09:31", "22–23 Nov" as "22 Nov – 23 Nov". */
export function spanWords(span: { from: number; to: number }, now: Date): string {
  const [from, to] = [new Date(span.from), new Date(span.to)];
  const last = new Date(span.to - 1);
  if (isMidnight(from) && isMidnight(to) && !sameDay(from, to)) {
    return sameDay(from, last)
      ? dateOf(from, now)
      : t("span-dates", { from: dateOf(from, now), to: dateOf(last, now) });
  }
  const end = sameDay(from, last) && isMidnight(to) ? inDigits("24:00") : clockTime(to);
  if (sameDay(from, last)) {
    const times = t("span-times", { from: clockTime(from), to: end });
    return sameDay(from, now) ? times : t("time-date-at", { date: dateOf(from, now), time: times });
  }
  return t("span-dates", { from: dateAndTime(from, now), to: dateAndTime(to, now) });
}

/** "24 Nov, 09:14 – now", for a span that moves with the clock. */
export function untilNowWords(from: number, now: Date): string {
  const start = new Date(from);
  return t("span-now", { from: sameDay(start, now) ? clockTime(start) : dateAndTime(start, now) });
}

/** The time of one bar: "24 Nov, 09:14", "24 Nov, 09:00–10:00", "24 Nov". */
export function stepWords(at: number, step: PlotStep, now: Date): string {
  const start = new Date(at);
  const date = dateOf(start, now);
  if (step === "day") return date;
  const hour = t("span-times", { from: clockTime(start), to: clockTime(new Date(at + 3_600_000)) });
  return t("time-date-at", { date, time: step === "hour" ? hour : clockTime(start) });
}

/** The axis labels: the date on the first label and where a day begins, otherwise the time. */
export function tickWords(seconds: readonly number[], apart: number, now: Date): string[] {
  return seconds.map((second, i) => {
    const at = new Date(second * 1000);
    if (apart >= DAY || isMidnight(at)) return dateOf(at, now);
    return i === 0 && !sameDay(at, now) ? dateAndTime(at, now) : clockTime(at);
  });
}

function dayText(at: Date): string {
  return `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
}

/** "2026-11-24 09:14", the value of a time field. */
export function fieldTime(at: number): string {
  const date = new Date(at);
  return `${dayText(date)} ${pad(date.getHours())}:${pad(date.getMinutes())}`;
}

/** "since:2026-11-24T09:14 until:2026-11-24T09:31". Either end may be open. */
export function spanQuery({ from, to }: { from: number | null; to: number | null }): string {
  const word = (name: string, at: number | null): string[] =>
    at === null ? [] : [`${name}:${fieldTime(at).replace(" ", "T")}`];
  return [...word("since", from), ...word("until", to)].join(" ");
}

const TIME = /^(?:(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]+|$))?(?:(\d{1,2}):(\d{2}))?$/;

/** Reads "2026-11-24 09:14", "2026-11-24", or "09:14" on the day of `now`. Null if it is not a time. */
export function readTime(text: string, now: Date): number | null {
  const typed = text.trim();
  const found = TIME.exec(typed);
  if (typed === "" || !found) return null;
  const [year, month, day, hour, minute] = found.slice(1).map((part) => (part ? Number(part) : undefined));
  const at = new Date(
    year ?? now.getFullYear(),
    month === undefined ? now.getMonth() : month - 1,
    day ?? now.getDate(),
    hour ?? 0,
    minute ?? 0,
  );
  const same =
    (month === undefined || at.getMonth() === month - 1) && (day === undefined || at.getDate() === day);
  return same && (hour ?? 0) < 24 && (minute ?? 0) < 60 ? at.getTime() : null;
}
