// How durations are written, in few digits and no more exact than they were measured.

/** "0.4 ms", "184 ms", "1.2 s", "12 s". */
export function tookMs(ms: number): string {
  if (ms < 10) return `${Number(ms.toFixed(1))} ms`;
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return ms < 9_950 ? `${(ms / 1_000).toFixed(1)} s` : `${Math.round(ms / 1_000)} s`;
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
