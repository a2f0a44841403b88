// How durations are written, in few digits and no more exact than they were measured.

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long something lasted: "20 s", "48 min", "3 h", "2 days". The same as `model::duration` in the rules. */
export function lasted(seconds: number): string {
  const whole = Math.floor(seconds);
  const minutes = Math.round(whole / MINUTE);
  const hours = Math.round(whole / HOUR);
  if (whole < MINUTE) return `${Math.max(whole, 1)} s`;
  if (minutes < 120) return `${minutes} min`;
  return hours < 48 ? `${hours} h` : `${Math.round(whole / DAY)} days`;
}

/** "0.4 ms", "184 ms", "1.2 s", "12 s". The same as `model::duration` in the rules. */
export function tookMs(ms: number): string {
  const rounded = (value: number, digits: number): string => String(Number(value.toFixed(digits)));
  if (ms < 9.95) return `${rounded(ms, 1)} ms`;
  if (ms < 999.5) return `${rounded(ms, 0)} ms`;
  return `${rounded(ms / 1_000, ms < 9_950 ? 1 : 0)} s`;
}

/** Like `tookMs`, for microseconds. */
export function tookUs(us: number): string {
  return us > 0 && us < 100 ? "< 0.1 ms" : tookMs(us / 1_000);
}

/** "every 30 s", "every 5 min", "every hour", "every 6 h", "once a day". */
export function everyWords(seconds: number): string {
  if (seconds === 86_400) return "once a day";
  if (seconds === 3_600) return "every hour";
  if (seconds % 3_600 === 0) return `every ${seconds / 3_600} h`;
  if (seconds === 60) return "every minute";
  return seconds % 60 === 0 ? `every ${seconds / 60} min` : `every ${seconds} s`;
}
