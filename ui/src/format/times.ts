// How times are written: relative for reading, exact for copying. `now` is passed in so that every wording can be
// tested.

import { isRightToLeft, languageTag, locale } from "../words/locale.svelte";
import { t } from "../words/t";
import { lasted } from "./durations";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const pad = (n: number): string => String(n).padStart(2, "0");
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** In the digits of the language. */
export function inDigits(text: string): string {
  if (locale().digits !== "arabic" || !isRightToLeft()) return text;
  return text.replace(/\d/g, (digit) => String.fromCharCode(0x660 + Number(digit)));
}

/** "09:14" in local time. */
export function clockTime(at: Date): string {
  return inDigits(`${pad(at.getHours())}:${pad(at.getMinutes())}`);
}

/** "09:14:03" in local time. */
export function clockSeconds(at: Date): string {
  return `${clockTime(at)}:${inDigits(pad(at.getSeconds()))}`;
}

/** A part of a date as Arabic has it: calendar, digits and zone are always named. */
function arabicDate(
  at: Date,
  parts: Intl.DateTimeFormatOptions,
  calendar = "gregory",
  zone?: string,
): string {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const format = new Intl.DateTimeFormat(languageTag(locale(), calendar), {
    timeZone: zone ?? timeZone,
    ...parts,
  });
  // What stands beside it decides how it runs.
  return format.format(at).replace(/[\u200e\u200f\u061c]/g, "");
}

/** "Tue". */
export function weekdayOf(at: Date, zone?: "UTC"): string {
  if (isRightToLeft()) return arabicDate(at, { weekday: "long" }, "gregory", zone);
  return WEEKDAYS[zone ? at.getUTCDay() : at.getDay()] ?? "";
}

/** "24 Nov", with the year where it is asked for. */
export function dateOf(at: Date, withYear: boolean, zone?: "UTC"): string {
  if (isRightToLeft()) {
    const year = withYear ? ({ year: "numeric" } as const) : {};
    return arabicDate(at, { day: "numeric", month: "long", ...year }, "gregory", zone);
  }
  const [day, month] = zone ? [at.getUTCDate(), at.getUTCMonth()] : [at.getDate(), at.getMonth()];
  const short = `${day} ${MONTHS[month] ?? ""}`;
  return withYear ? `${short} ${at.getFullYear()}` : short;
}

/** The same day in the calendar of Umm al-Qura. */
function hijriDate(at: Date): string {
  return arabicDate(at, { day: "numeric", month: "long", year: "numeric" }, "islamic-umalqura");
}

/** "12 Mar", with the year only if it is not the current one. */
export function day(at: Date, now: Date): string {
  return dateOf(at, at.getFullYear() !== now.getFullYear());
}

function startOfDay(at: Date): number {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
}

/** The number of midnights between two times. Rounded, because a day can have 23 or 25 hours. */
function daysBetween(at: Date, now: Date): number {
  return Math.round((startOfDay(now) - startOfDay(at)) / DAY);
}

/** "just now", "40 s ago", "2 min ago", "3 h ago", "yesterday", "4 days ago", "12 Mar". */
export function relativeTime(iso: string, now: Date): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const age = now.getTime() - at.getTime();
  // If the clock was set back a little, this is not the future.
  if (age < -MINUTE) return t("time-date-at", { date: day(at, now), time: clockTime(at) });
  if (age < 10 * SECOND) return t("time-just-now");
  if (age < MINUTE) return t("time-seconds-ago", { count: Math.floor(age / (10 * SECOND)) * 10 });
  if (age < HOUR) return t("time-minutes-ago", { count: Math.floor(age / MINUTE) });
  const days = daysBetween(at, now);
  if (age < DAY && (days === 0 || age < 12 * HOUR))
    return t("time-hours-ago", { count: Math.floor(age / HOUR) });
  if (days <= 1) return t("time-yesterday");
  if (days < 7) return t("time-days-ago", { count: days });
  return day(at, now);
}

/** "since 09:14" for today, with the day for earlier. */
export function sinceTime(iso: string, now: Date): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const days = daysBetween(at, now);
  if (days <= 0) return clockTime(at);
  if (days === 1) return t("time-yesterday-at", { time: clockTime(at) });
  return t("time-date-at", { date: day(at, now), time: clockTime(at) });
}

/** When something ends: "14:30", "tomorrow, 09:00", "Thu, 09:00", "12 Mar, 09:00". */
export function untilTime(iso: string, now: Date): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const days = -daysBetween(at, now);
  if (days <= 0) return clockTime(at);
  if (days === 1) return t("time-tomorrow-at", { time: clockTime(at) });
  return t("time-date-at", { date: days < 7 ? weekdayOf(at) : day(at, now), time: clockTime(at) });
}

/** How soon something is: "now", "in 5 s", "in 2 min". */
export function untilWords(iso: string, now: Date): string {
  const left = Math.ceil((Date.parse(iso) - now.getTime()) / SECOND);
  return left > 0 ? t("time-in", { duration: lasted(left) }) : t("time-now");
}

/** How long it was from one moment to another: "4 min", "3 h", "2 days". */
export function lasting(from: string, to: string): string {
  return lasted((Date.parse(to) - Date.parse(from)) / 1_000);
}

/** "UTC+03:00", or "UTC". */
function offset(at: Date): string {
  const minutes = -at.getTimezoneOffset();
  if (minutes === 0) return "UTC";
  const size = Math.abs(minutes);
  return `UTC${minutes < 0 ? "−" : "+"}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
}

/** "Tue 24 Nov 2026, 12:14:03 (UTC+03:00)": local time to the second. */
export function exactLocal(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const facts = { date: `${weekdayOf(at)} ${dateOf(at, true)}`, time: clockSeconds(at), zone: offset(at) };
  const hijri = locale().calendar === "umm-al-qura" && isRightToLeft() ? hijriDate(at) : null;
  return hijri === null ? t("time-exact", facts) : t("time-exact-both", { ...facts, hijri });
}

/** True if local time is UTC, so that showing both would be redundant. */
export function isUtc(iso: string): boolean {
  return new Date(iso).getTimezoneOffset() === 0;
}

/** "2026-11-24 09:14:03.120 UTC", as in logs. */
export function exactUtc(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  return at.toISOString().replace("T", " ").replace("Z", " UTC");
}
