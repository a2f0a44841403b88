// How time spans are written in the plots: as text, axis labels, field values and query, all in the zone that the window
// uses. `now` is passed in.
import type { PlotStep } from "../bindings";
import { timeStyle } from "./time-style.svelte";
import { isRightToLeft } from "../words/locale.svelte";
import { t } from "../words/t";
import { clockTime, dayOf, inDigits } from "./times";
import { momentOf, wallClock } from "./wall-clock";

const pad = (n: number): string => String(n).padStart(2, "0");
const DAY = 86_400;

const dateAndTime = (at: Date, now: Date): string =>
  t("time-date-at", { date: dayOf(at, now), time: clockTime(at) });

function sameDay(a: Date, b: Date): boolean {
  const [one, other] = [wallClock(a), wallClock(b)];
  return one.year === other.year && one.month === other.month && one.day === other.day;
}

function isMidnight(at: Date): boolean {
  const { hour, minute } = wallClock(at);
  return hour === 0 && minute === 0;
}

/** "09:14–09:31", "23 Nov, 09:14–09:31", "23 Nov, 22:00 – 24 Nov, 09:31", "22–23 Nov" as "22 Nov – 23 Nov". */
export function spanWords(span: { from: number; to: number }, now: Date): string {
  const [from, to] = [new Date(span.from), new Date(span.to)];
  const last = new Date(span.to - 1);
  if (isMidnight(from) && isMidnight(to) && !sameDay(from, to)) {
    return sameDay(from, last)
      ? dayOf(from, now)
      : t("span-dates", { from: dayOf(from, now), to: dayOf(last, now) });
  }
  const end =
    sameDay(from, last) && isMidnight(to) && !timeStyle().hours12 ? inDigits("24:00") : clockTime(to);
  if (sameDay(from, last)) {
    const times = t("span-times", { from: clockTime(from), to: end });
    return sameDay(from, now) ? times : t("time-date-at", { date: dayOf(from, now), time: times });
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
  const date = dayOf(start, now);
  if (step === "day") return date;
  const hour = t("span-times", { from: clockTime(start), to: clockTime(new Date(at + 3_600_000)) });
  return t("time-date-at", { date, time: step === "hour" ? hour : clockTime(start) });
}

/** The axis labels: the date on the first label and where a day begins, otherwise the time. A plot is drawn from left to
    right: a date in Arabic is isolated, so that it keeps its order. */
export function tickWords(seconds: readonly number[], apart: number, now: Date): string[] {
  return seconds.map((second, i) => {
    const at = new Date(second * 1000);
    if (apart >= DAY || isMidnight(at)) return inItsOrder(dayOf(at, now));
    return i === 0 && !sameDay(at, now) ? inItsOrder(dateAndTime(at, now)) : clockTime(at);
  });
}

const inItsOrder = (words: string): string => (isRightToLeft() ? `\u2067${words}\u2069` : words);

/** "2026-11-24 09:14", the value of a time field. */
export function fieldTime(at: number): string {
  const { year, month, day, hour, minute } = wallClock(new Date(at));
  return `${year}-${pad(month + 1)}-${pad(day)} ${pad(hour)}:${pad(minute)}`;
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
  const today = wallClock(now);
  const at = momentOf(
    year ?? today.year,
    month === undefined ? today.month : month - 1,
    day ?? today.day,
    hour ?? 0,
    minute ?? 0,
  );
  const read = wallClock(new Date(at));
  const same = (month === undefined || read.month === month - 1) && (day === undefined || read.day === day);
  return same && (hour ?? 0) < 24 && (minute ?? 0) < 60 ? at : null;
}
