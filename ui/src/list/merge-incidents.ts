// Merges the current incidents into a list that the user is reading. Visible rows keep their order; any other active
// row is added at the top.
import type { IncidentRow } from "../bindings";
import { isGroup } from "./incident-rows";

export type Merged = {
  rows: IncidentRow[];
  /** The rows that were added at the top. */
  above: IncidentRow[];
  /** True if a row that kept its place is among the latest active ones. */
  moved: boolean;
};

export type Merging = {
  /** `now` reaches the end. */
  whole: boolean;
  /** The newest delivery error that the list knew before. */
  since: number;
  /** How many of the shown rows keep their place, from the first. */
  held: number;
};

/** `now` are the current rows, from the latest active one down. */
export function mergeIncidents(
  shown: readonly IncidentRow[],
  now: readonly IncidentRow[],
  { whole, since, held }: Merging,
): Merged {
  const known = new Map(now.map((row) => [row.id, row]));
  const reaches = whole ? -Infinity : (now.at(-1)?.last_error_id ?? Infinity);
  /** Incidents that have joined a group since. */
  const joined = new Set(now.filter(isGroup).flatMap((row) => row.incidents));
  const isTakenApart = (row: IncidentRow): boolean =>
    isGroup(row) && row.incidents.some((id) => known.has(id));
  const current = (rows: readonly IncidentRow[]): IncidentRow[] =>
    rows.flatMap((row) => {
      const fresh = known.get(row.id);
      if (fresh) return [fresh];
      if (joined.has(row.id) || isTakenApart(row)) return [];
      return row.last_error_id < reaches ? [row] : [];
    });
  const inSight = current(shown.slice(0, held));
  const kept = new Set(inSight.map((row) => row.id));
  const above = now.filter((row) => !kept.has(row.id) && row.last_error_id > since);
  for (const row of above) kept.add(row.id);
  const below = current(shown.slice(held)).filter((row) => !kept.has(row.id));
  for (const row of below) kept.add(row.id);
  const others = now.filter((row) => !kept.has(row.id));
  return {
    rows: [...above, ...insertIncidents([...inSight, ...below], others)],
    above,
    moved: inSight.some((row) => row.last_error_id > since),
  };
}

/** Inserts incidents that were in another view before, at their place. */
function insertIncidents(rows: readonly IncidentRow[], others: readonly IncidentRow[]): IncidentRow[] {
  const all = [...rows];
  for (const row of others) {
    const at = all.findIndex((other) => other.last_error_id < row.last_error_id);
    all.splice(at === -1 ? all.length : at, 0, row);
  }
  return all;
}
