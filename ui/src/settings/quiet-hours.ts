// Quiet hours as stored in the settings ("sat-thu 22:00-07:00"), and as two times and days. The app validates.

import { isRightToLeft } from "../words/locale.svelte";
import { t } from "../words/t";

export const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Day = (typeof DAYS)[number];
/** As they are shown: in Saudi Arabia the week begins on Sunday. */
export const shownDays = (): readonly Day[] =>
  isRightToLeft() ? ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] : DAYS;

type DayName = { short: string; long: string };
const day = (short: string, long: string): DayName => ({
  get short() {
    return t(short);
  },
  get long() {
    return t(long);
  },
});
export const DAY_NAMES: Readonly<Record<Day, DayName>> = {
  mon: day("day-mon-short", "day-mon"),
  tue: day("day-tue-short", "day-tue"),
  wed: day("day-wed-short", "day-wed"),
  thu: day("day-thu-short", "day-thu"),
  fri: day("day-fri-short", "day-fri"),
  sat: day("day-sat-short", "day-sat"),
  sun: day("day-sun-short", "day-sun"),
};

export type QuietHours = { from: string; to: string; days: readonly Day[] };
export const AT_FIRST: QuietHours = { from: "22:00", to: "07:00", days: DAYS };

/** Null for none, and for a value that can't be shown as two times and days. */
export function parseQuietHours(text: string): QuietHours | null {
  const found = /^\s*(?:([a-z,\s–-]+?)\s+)?(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})\s*$/i.exec(text);
  if (!found) return null;
  const [, named, fromHour = "", fromMinute = "", toHour = "", toMinute = ""] = found;
  const days = named === undefined ? DAYS : parseDays(named);
  if (!days) return null;
  const time = (hour: string, minute: string): string => `${hour.padStart(2, "0")}:${minute}`;
  return { from: time(fromHour, fromMinute), to: time(toHour, toMinute), days };
}

export function quietHoursText({ from, to, days }: QuietHours): string {
  const times = `${from}-${to}`;
  return days.length === DAYS.length ? times : `${daysText(days)} ${times}`;
}

function parseDays(text: string): Day[] | null {
  const chosen = new Set<Day>();
  for (const part of text.toLowerCase().split(",")) {
    const [first = "", last = first] = part.split(/[-–]/).map((name) => name.trim());
    const begin = DAYS.findIndex((day) => day === first);
    const end = DAYS.findIndex((day) => day === last);
    if (begin < 0 || end < 0) return null;
    for (let at = begin; ; at = (at + 1) % DAYS.length) {
      chosen.add(DAYS[at] as Day);
      if (at === end) break;
    }
  }
  return DAYS.filter((day) => chosen.has(day));
}

/** Consecutive days form a range, even past the end of the week: "sat-thu". */
function daysText(days: readonly Day[]): string {
  const has = (at: number): boolean => days.includes(DAYS[(at + DAYS.length) % DAYS.length] as Day);
  const runs: string[] = [];
  for (let at = 0; at < DAYS.length; at += 1) {
    if (!has(at) || has(at - 1)) continue;
    let end = at;
    while (has(end + 1) && end + 1 < at + DAYS.length) end += 1;
    const first = DAYS[at] as Day;
    const last = DAYS[end % DAYS.length] as Day;
    const gap = end - at;
    runs.push(gap === 0 ? first : gap === 1 ? `${first},${last}` : `${first}-${last}`);
  }
  return runs.join(",");
}
