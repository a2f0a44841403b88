// How times are written: relative for reading, exact for copying. `now` is passed in so that every wording can be
// tested.

import { lasted } from "./durations";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const pad = (n: number): string => String(n).padStart(2, "0");
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** "09:14" in local time. */
export function clockTime(at: Date): string {
  return `${pad(at.getHours())}:${pad(at.getMinutes())}`;
}

/** "12 Mar", with the year only if it is not the current one. */
function day(at: Date, now: Date): string {
  const short = `${at.getDate()} ${MONTHS[at.getMonth()] ?? ""}`;
  return at.getFullYear() === now.getFullYear() ? short : `${short} ${at.getFullYear()}`;
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
  if (age < -MINUTE) return `${day(at, now)}, ${clockTime(at)}`;
  if (age < 10 * SECOND) return "just now";
  if (age < MINUTE) return `${Math.floor(age / (10 * SECOND)) * 10} s ago`;
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min ago`;
  const days = daysBetween(at, now);
  if (age < DAY && (days === 0 || age < 12 * HOUR)) return `${Math.floor(age / HOUR)} h ago`;
  if (days <= 1) return "yesterday";
  if (days < 7) return `${days} days ago`;
  return day(at, now);
}

/** "since 09:14" for today, with the day for earlier. */
export function sinceTime(iso: string, now: Date): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const days = daysBetween(at, now);
  if (days <= 0) return clockTime(at);
  if (days === 1) return `yesterday, ${clockTime(at)}`;
  return `${day(at, now)}, ${clockTime(at)}`;
}

/** When something ends: "14:30", "tomorrow, 09:00", "Thu, 09:00", "12 Mar, 09:00". */
export function untilTime(iso: string, now: Date): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const days = -daysBetween(at, now);
  if (days <= 0) return clockTime(at);
  if (days === 1) return `tomorrow, ${clockTime(at)}`;
  return days < 7 ? `${WEEKDAYS[at.getDay()] ?? ""}, ${clockTime(at)}` : `${day(at, now)}, ${clockTime(at)}`;
}

/** How soon something is: "now", "in 5 s", "in 2 min". */
export function untilWords(iso: string, now: Date): string {
  const left = Math.ceil((Date.parse(iso) - now.getTime()) / SECOND);
  return left > 0 ? `in ${lasted(left)}` : "now";
}

/** The time between two moments: "4 min", "3 h", "2 days". */
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
  const date = `${WEEKDAYS[at.getDay()] ?? ""} ${at.getDate()} ${MONTHS[at.getMonth()] ?? ""} ${at.getFullYear()}`;
  return `${date}, ${clockTime(at)}:${pad(at.getSeconds())} (${offset(at)})`;
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
