// How times are written: relative for reading, exact for copying. In the zone and with the hours that the window uses, copies
// aside. `now` is passed in so that every wording can be tested.

import { lasted } from "./durations";
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
  if (!timeStyle().hours12) return `${pad(hour)}:${pad(minute)}${seconds}`;
  return `${hour % 12 === 0 ? 12 : hour % 12}:${pad(minute)}${seconds} ${hour < 12 ? "am" : "pm"}`;
}

/** "12 Mar", with the year only if it is not the current one. */
export function dayOf(at: Date, now: Date): string {
  const { year, month, day } = wallClock(at);
  const short = `${day} ${MONTHS[month] ?? ""}`;
  return year === wallClock(now).year ? short : `${short} ${year}`;
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
  if (age < -MINUTE) return `${dayOf(at, now)}, ${clockTime(at)}`;
  if (age < 10 * SECOND) return "just now";
  if (age < MINUTE) return `${Math.floor(age / (10 * SECOND)) * 10} s ago`;
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min ago`;
  const days = daysBetween(at, now);
  if (age < DAY && (days === 0 || age < 12 * HOUR)) return `${Math.floor(age / HOUR)} h ago`;
  if (days <= 1) return "yesterday";
  if (days < 7) return `${days} days ago`;
  return dayOf(at, now);
}

/** "since 09:14" for today, with the day for earlier. */
export function sinceTime(iso: string, now: Date): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const days = daysBetween(at, now);
  if (days <= 0) return clockTime(at);
  if (days === 1) return `yesterday, ${clockTime(at)}`;
  return `${dayOf(at, now)}, ${clockTime(at)}`;
}

/** When something ends: "14:30", "tomorrow, 09:00", "Thu, 09:00", "12 Mar, 09:00". */
export function untilTime(iso: string, now: Date): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const days = -daysBetween(at, now);
  if (days <= 0) return clockTime(at);
  if (days === 1) return `tomorrow, ${clockTime(at)}`;
  return days < 7
    ? `${WEEKDAYS[wallClock(at).weekday] ?? ""}, ${clockTime(at)}`
    : `${dayOf(at, now)}, ${clockTime(at)}`;
}

/** How soon something is: "now", "in 5 s", "in 2 min". */
export function untilWords(iso: string, now: Date): string {
  const left = Math.ceil((Date.parse(iso) - now.getTime()) / SECOND);
  return left > 0 ? `in ${lasted(left)}` : "now";
}

/** How long it was from one moment to another: "4 min", "3 h", "2 days". */
export function lasting(from: string, to: string): string {
  return lasted((Date.parse(to) - Date.parse(from)) / 1_000);
}

/** From the first to the last of several: "09:14:02 to 09:16:40", with the day where it is not today. */
export function timeSpan(from: string, to: string, now: Date): string {
  const [first, last] = [new Date(from), new Date(to)];
  if (Number.isNaN(first.getTime()) || Number.isNaN(last.getTime())) return `${from} to ${to}`;
  const oneDay = daysBetween(first, last) === 0;
  const begin = daysBetween(first, now) === 0 ? "" : `${dayOf(first, now)}, `;
  const end = oneDay ? "" : `${dayOf(last, now)}, `;
  if (oneDay && clockSeconds(first) === clockSeconds(last)) return `${begin}${clockSeconds(first)}`;
  return `${begin}${clockSeconds(first)} to ${end}${clockSeconds(last)}`;
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
export function bothZones(iso: string): string {
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
  const { year, month, day, weekday, second } = wallClock(at, utc);
  const date = `${WEEKDAYS[weekday] ?? ""} ${day} ${MONTHS[month] ?? ""} ${year}`;
  return `${date}, ${timeOfDay(at, `:${pad(second)}`, utc)} (${utc ? "UTC" : localZone(at)})`;
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
