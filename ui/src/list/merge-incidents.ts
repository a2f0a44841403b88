// How a list that the user is looking at takes in the current incidents: rows are updated in place and removed when
// gone. Nothing moves, and nothing is inserted.
import type { Incident } from "../bindings";

export type Merged = {
  rows: Incident[];
  /** How many current incidents are not shown. */
  fresh: number;
  /** True if the latest active one would no longer be first. */
  moved: boolean;
};

/** `now` begins at the top. `whole` means that it reaches the end. */
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

/** Inserts incidents that are not shown at their place, after an action of the user. */
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
