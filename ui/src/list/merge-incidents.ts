// How a list of incidents that somebody is looking at takes in what the app says now: every row is brought up
// to date where it stands, and what is gone goes; nothing moves and nothing comes in unasked. Never asks anybody.
import type { Incident } from "../bindings";

export type Merged = {
  rows: Incident[];
  /** How many there are now that are not shown. */
  fresh: number;
  /** Whether the latest active would no longer be first. */
  moved: boolean;
};

/** `now` begins at the top; `whole` says that it reaches to the end. */
export function mergeIncidents(shown: readonly Incident[], now: readonly Incident[], whole: boolean): Merged {
  const known = new Map(now.map((row) => [row.id, row]));
  const ids = new Set(shown.map((row) => row.id));
  const reaches = whole ? -Infinity : (now.at(-1)?.last_error_id ?? Infinity);
  const rows = shown.flatMap((row) => {
    const fresh = known.get(row.id);
    if (fresh) return [fresh];
    return row.last_error_id < reaches ? [row] : [];
  });
  const fresh = now.filter((row) => !ids.has(row.id)).length;
  const moved = rows.some((row, i) => row.last_error_id > (rows[i - 1]?.last_error_id ?? Infinity));
  return { rows, fresh, moved };
}

/** The same, and what is not shown comes in at its place: for what the person has just done. */
export function insertIncidents(rows: readonly Incident[], now: readonly Incident[]): Incident[] {
  const all = [...rows];
  const ids = new Set(rows.map((row) => row.id));
  for (const row of now) {
    if (ids.has(row.id)) continue;
    const at = all.findIndex((other) => other.last_error_id < row.last_error_id);
    all.splice(at === -1 ? all.length : at, 0, row);
  }
  return all;
}
