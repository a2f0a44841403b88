// Quiet hours as stored in the settings ("sat-thu 22:00-07:00"), and as two times and days. The app validates.

export const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Day = (typeof DAYS)[number];
export const DAY_NAMES: Readonly<Record<Day, { short: string; long: string }>> = {
  mon: { short: "Mon", long: "Monday" },
  tue: { short: "Tue", long: "Tuesday" },
  wed: { short: "Wed", long: "Wednesday" },
  thu: { short: "Thu", long: "Thursday" },
  fri: { short: "Fri", long: "Friday" },
  sat: { short: "Sat", long: "Saturday" },
  sun: { short: "Sun", long: "Sunday" },
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
