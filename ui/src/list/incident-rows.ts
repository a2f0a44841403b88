// The rows of a list of incidents: single incidents, and groups as the app forms them. A group has a negative ID and
// opens into its own rows.
import type { Incident, IncidentGroup, IncidentRow } from "../bindings";

export type Cursor = [number, number];
/** The loaded rows of an open group. */
export type OpenGroup = { rows: readonly Incident[]; next: Cursor | null };
export type OpenGroups = ReadonlyMap<number, OpenGroup>;

/** A row as shown. `place` of `size` counts within its group, or within the list. */
export type ShownRow = {
  row: IncidentRow;
  within: IncidentGroup | null;
  place: number;
  size: number;
};

export function isGroup(row: IncidentRow): row is IncidentGroup {
  return row.id < 0;
}

export function incidentsOf(row: IncidentRow): readonly number[] {
  return isGroup(row) ? row.incidents : [row.id];
}

/** The incident of a row that began last. */
export function newestOf(row: IncidentRow): number {
  return isGroup(row) ? row.newest_incident : row.id;
}

/** All rows in order, those of open groups below their group. */
export function shownRows(rows: readonly IncidentRow[], open: OpenGroups, more: boolean): ShownRow[] {
  const size = more ? -1 : rows.length;
  return rows.flatMap((row, index): ShownRow[] => {
    const own = { row, within: null, place: index + 1, size };
    const members = isGroup(row) ? open.get(row.id) : undefined;
    if (!members || !isGroup(row)) return [own];
    return [
      own,
      ...members.rows.map((member, at) => ({
        row: member,
        within: row,
        place: at + 1,
        size: row.incidents.length,
      })),
    ];
  });
}

/** Removes these incidents. A group without any left disappears. */
export function withoutIncidents(rows: readonly IncidentRow[], gone: ReadonlySet<number>): IncidentRow[] {
  return rows.flatMap((row): IncidentRow[] => {
    if (!isGroup(row)) return gone.has(row.id) ? [] : [row];
    const incidents = row.incidents.filter((id) => !gone.has(id));
    return incidents.length === 0 ? [] : [{ ...row, incidents }];
  });
}
