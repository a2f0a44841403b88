// How durations are written, in few digits and no more exact than they were measured.

import { grouped } from "./counts";
import { t } from "../words/t";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long something lasted: "20 s", "48 min", "3 h", "2 days". The same as `model::duration` in the rules. */
export function durationInWords(seconds: number): string {
  const whole = Math.floor(seconds);
  const minutes = Math.round(whole / MINUTE);
  const hours = Math.round(whole / HOUR);
  if (whole < MINUTE) return t("duration-seconds", { count: Math.max(whole, 1) });
  if (minutes < 120) return t("duration-minutes", { count: minutes });
  return hours < 48
    ? t("duration-hours", { count: hours })
    : t("duration-days", { count: Math.round(whole / DAY) });
}

/** "0.4 ms", "184 ms", "1.2 s", "12 s". The same as `model::duration` in the rules. */
export function tookMs(ms: number): string {
  const rounded = (value: number, digits: number): string =>
    grouped(Number(value.toFixed(digits)), { maximumFractionDigits: digits, useGrouping: false });
  if (ms < 9.95) return t("took-ms", { time: rounded(ms, 1) });
  if (ms < 999.5) return t("took-ms", { time: rounded(ms, 0) });
  return t("took-s", { time: rounded(ms / 1_000, ms < 9_950 ? 1 : 0) });
}

/** Like `tookMs`, for microseconds. */
export function tookUs(us: number): string {
  return us > 0 && us < 100 ? t("took-less") : tookMs(us / 1_000);
}

/** "every 30 s", "every 5 min", "every hour", "every 6 h", "once a day". */
export function everyWords(seconds: number): string {
  if (seconds === 86_400) return t("every-day");
  if (seconds === 3_600) return t("every-hour");
  if (seconds % 3_600 === 0) return t("every-hours", { count: seconds / 3_600 });
  if (seconds === 60) return t("every-minute");
  return seconds % 60 === 0
    ? t("every-minutes", { count: seconds / 60 })
    : t("every-seconds", { count: seconds });
}
