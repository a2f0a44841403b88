// How times are written: relative for reading, exact for copying. In the zone and with the hours that the window uses, copies
// aside. `now` is passed in so that every wording can be tested.

import { isRightToLeft, languageTag, locale } from "../words/locale.svelte";
import { t } from "../words/t";
import { durationInWords } from "./durations";
import { timeStyle } from "./time-style.svelte";
import { momentOf, wallClock } from "./wall-clock";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const pad = (n: number): string => String(n).padStart(2, "0");
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** "09:14", or "9:14 am". */
export function clockTime(at: Date): string {
  return timeOfDay(at, "");
}

/** "09:14:03", or "9:14:03 am". */
export function clockSeconds(at: Date): string {
  return timeOfDay(at, `:${pad(wallClock(at).second)}`);
}

function timeOfDay(at: Date, seconds: string, utc = timeStyle().utc): string {
  const { hour, minute } = wallClock(at, utc);
  if (!timeStyle().hours12) return inDigits(`${pad(hour)}:${pad(minute)}${seconds}`);
  const time = inDigits(`${hour % 12 === 0 ? 12 : hour % 12}:${pad(minute)}${seconds}`);
  return hour < 12 ? t("time-am", { time }) : t("time-pm", { time });
}

/** In the digits of the language. */
export function inDigits(text: string): string {
  if (locale().digits !== "arabic" || !isRightToLeft()) return text;
  return text.replace(/\d/g, (digit) => String.fromCharCode(0x660 + Number(digit)));
}

/** A part of a date as Arabic has it: calendar, digits and zone are always named. */
function arabicDate(at: Date, parts: Intl.DateTimeFormatOptions, utc: boolean, calendar = "gregory"): string {
  const timeZone = utc ? "UTC" : Intl.DateTimeFormat().resolvedOptions().timeZone;
  const format = new Intl.DateTimeFormat(languageTag(locale(), calendar), { timeZone, ...parts });
  // What stands beside it decides how it runs.
  return format.format(at).replace(/[\u200e\u200f\u061c]/g, "");
}

/** "Tue". */
export function weekdayOf(at: Date, utc = timeStyle().utc): string {
  if (isRightToLeft()) return arabicDate(at, { weekday: "long" }, utc);
  return WEEKDAYS[wallClock(at, utc).weekday] ?? "";
}

/** "24 Nov", with the year where it is asked for. */
export function dateOf(at: Date, withYear: boolean, utc = timeStyle().utc): string {
  if (isRightToLeft()) {
    const year = withYear ? ({ year: "numeric" } as const) : {};
    return arabicDate(at, { day: "numeric", month: "long", ...year }, utc);
  }
  const { year, month, day } = wallClock(at, utc);
  const short = `${day} ${MONTHS[month] ?? ""}`;
  return withYear ? `${short} ${year}` : short;
}

/** The same day in the calendar of Umm al-Qura. */
function hijriDate(at: Date, utc: boolean): string {
  return arabicDate(at, { day: "numeric", month: "long", year: "numeric" }, utc, "islamic-umalqura");
}

/** "12 Mar", with the year only if it is not the current one. */
export function dayOf(at: Date, now: Date): string {
  return dateOf(at, wallClock(at).year !== wallClock(now).year);
}

function startOfDay(at: Date): number {
  const { year, month, day } = wallClock(at);
  return momentOf(year, month, day);
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
  if (age < -MINUTE) return t("time-date-at", { date: dayOf(at, now), time: clockTime(at) });
  if (age < 10 * SECOND) return t("time-just-now");
  if (age < MINUTE) return t("time-seconds-ago", { count: Math.floor(age / (10 * SECOND)) * 10 });
  if (age < HOUR) return t("time-minutes-ago", { count: Math.floor(age / MINUTE) });
  const days = daysBetween(at, now);
  if (age < DAY && (days === 0 || age < 12 * HOUR))
    return t("time-hours-ago", { count: Math.floor(age / HOUR) });
  if (days <= 1) return t("time-yesterday");
  if (days < 7) return t("time-days-ago", { count: days });
  return dayOf(at, now);
}

/** "since 09:14" for today, with the day for earlier. */
export function sinceTime(iso: string, now: Date): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const days = daysBetween(at, now);
  if (days <= 0) return clockTime(at);
  if (days === 1) return t("time-yesterday-at", { time: clockTime(at) });
  return t("time-date-at", { date: dayOf(at, now), time: clockTime(at) });
}

/** When something ends: "14:30", "tomorrow, 09:00", "Thu, 09:00", "12 Mar, 09:00". */
export function untilTime(iso: string, now: Date): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const days = -daysBetween(at, now);
  if (days <= 0) return clockTime(at);
  if (days === 1) return t("time-tomorrow-at", { time: clockTime(at) });
  return t("time-date-at", { date: days < 7 ? weekdayOf(at) : dayOf(at, now), time: clockTime(at) });
}

/** How soon something is: "now", "in 5 s", "in 2 min". */
export function untilWords(iso: string, now: Date): string {
  const left = Math.ceil((Date.parse(iso) - now.getTime()) / SECOND);
  return left > 0 ? t("time-in", { duration: durationInWords(left) }) : t("time-now");
}

/** The time between two moments: "4 min", "3 h", "2 days". */
export function durationBetween(from: string, to: string): string {
  return durationInWords((Date.parse(to) - Date.parse(from)) / 1_000);
}

/** From the first to the last of several: "09:14:02 to 09:16:40", with the day where it is not today. */
export function timeSpan(from: string, to: string, now: Date): string {
  const [first, last] = [new Date(from), new Date(to)];
  if (Number.isNaN(first.getTime()) || Number.isNaN(last.getTime())) return t("span-exact", { from, to });
  const oneDay = daysBetween(first, last) === 0;
  const exact = (at: Date, withDay: boolean): string =>
    withDay ? t("time-date-at", { date: dayOf(at, now), time: clockSeconds(at) }) : clockSeconds(at);
  const begin = exact(first, daysBetween(first, now) !== 0);
  if (oneDay && clockSeconds(first) === clockSeconds(last)) return begin;
  return t("span-exact", { from: begin, to: exact(last, !oneDay) });
}

/** "UTC+03:00", or "UTC". */
export function localZone(at: Date): string {
  const minutes = -at.getTimezoneOffset();
  if (minutes === 0) return "UTC";
  const size = Math.abs(minutes);
  return `UTC${minutes < 0 ? "−" : "+"}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
}

/** "Tue 24 Nov 2026, 12:14:03 (UTC+03:00)": to the second. */
export function exactTime(iso: string): string {
  return exactIn(iso, timeStyle().utc);
}

/** For a tooltip: the exact time, and below it the same in the other zone. */
export function localAndUtcTime(iso: string): string {
  return isUtc(iso) ? exactTime(iso) : `${exactTime(iso)}\n${exactIn(iso, !timeStyle().utc)}`;
}

/** The same moment in the zone that `exactTime` does not use; null where there is only one. */
export function otherZone(iso: string): string | null {
  if (isUtc(iso)) return null;
  return timeStyle().utc ? exactIn(iso, false) : exactUtc(iso);
}

function exactIn(iso: string, utc: boolean): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const facts = {
    date: `${weekdayOf(at, utc)} ${dateOf(at, true, utc)}`,
    time: timeOfDay(at, `:${pad(wallClock(at, utc).second)}`, utc),
    zone: utc ? "UTC" : localZone(at),
  };
  const hasHijri = locale().calendar === "umm-al-qura" && isRightToLeft();
  return hasHijri ? t("time-exact-both", { ...facts, hijri: hijriDate(at, utc) }) : t("time-exact", facts);
}

/** True if local time is UTC, so that showing both would be redundant. */
function isUtc(iso: string): boolean {
  return Number.isNaN(Date.parse(iso)) || new Date(iso).getTimezoneOffset() === 0;
}

/** "2026-11-24 09:14:03.120 UTC", as in logs. */
export function exactUtc(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  return at.toISOString().replace("T", " ").replace("Z", " UTC");
}
