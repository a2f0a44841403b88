// The incidents of one view, with groups as one row that opens in place. New incidents are always listed: at the top
// they push the others down; further down the visible rows stay where they are. While the user reads, the visible rows
// keep their order. Loads at most four times a second.
import type { Backend } from "../backend";
import { asProblem } from "../backend";
import type { Incident, IncidentGroup, IncidentRow, IncidentRows, IncidentSort, Problem } from "../bindings";
import { throttle } from "../parts/throttle";
import { ListPosition } from "../parts/list-position.svelte";
import {
  isGroup, newestOf, shownRows, withoutIncidents,
  type Cursor, type OpenGroup, type OpenGroups, type ShownRow,
} from "./incident-rows"; // prettier-ignore
import { keepSort, keptSort } from "./incident-sort";
import { mergeIncidents } from "./merge-incidents";

export const PAGE = 200;
const EVERY = 250;
/** How close to the end of the loaded rows the next page is loaded. */
const NEAR = 40;
/**
 * The maximum number of rows loaded to find all new ones, and in each call after the first: a call reads all incidents
 * of the view, however many rows it returns.
 */
const MAX_AT_ONCE = 5 * PAGE;
const REST_AT_ONCE = 500;
/** How many rows of an open group are reloaded at once. */
const MAX_OF_GROUP = 500;

/** In order, or around the visible rows. After an action more of the loaded rows are reloaded. */
const TAKINGS = ["as-it-is", "all-around", "around"] as const;
type Taking = (typeof TAKINGS)[number];

export class IncidentList {
  /** Without the rows of open groups. */
  rows = $state.raw<readonly IncidentRow[]>([]);
  more = $state(false);
  sort = $state<IncidentSort>(keptSort());
  private opened = $state.raw<OpenGroups>(new Map());
  /** All rows in order, including those of open groups. */
  readonly shown = $derived(shownRows(this.rows, this.opened, this.more));
  loaded = $state(false);
  failed = $state.raw<Problem | null>(null);
  /** The new incidents above the visible rows. */
  above = $state.raw<ReadonlySet<number>>(new Set());
  /** The visible rows are no longer in the current order. */
  moved = $state(false);
  /** The newest report that the rows include. */
  asOf = $state(0);
  readonly position = new ListPosition();
  follows = true;
  /** Called before rows change, so that the list can keep its scroll position. */
  onRows: (before: readonly IncidentRow[], after: readonly IncidentRow[]) => void = () => {};
  /** Called with the incidents that are new. */
  onNew: (ids: readonly number[]) => void = () => {};
  /** The number of visible rows. */
  inSight: () => number = () => Infinity;

  private query: string | null = null;
  private generation = 0;
  /** Where the next page begins. */
  private tail: Cursor | null = null;
  /** The newest delivery error and the newest incident in any row so far. */
  private latest = 0;
  private newestIncident = 0;
  private paging = false;
  private busy: Promise<void> | null = null;
  private again: Taking | null = null;
  private readonly calm = throttle(EVERY, () => this.refresh(this.follows ? "as-it-is" : "around"));

  constructor(
    private readonly backend: Backend,
    private readonly newest: () => number,
  ) {}

  /** Shows the results of this query. If they are shown already, updates them. */
  async open(query: string): Promise<void> {
    if (query === this.query) {
      await this.refresh(this.position.scrolled > 0 ? "around" : "as-it-is");
      return;
    }
    this.query = query;
    this.generation += 1;
    this.loaded = false;
    this.above = new Set();
    this.opened = new Map();
    this.position.reset();
    await this.refresh("as-it-is");
  }

  /** Changes the sort order, and goes to the top. */
  async sortBy(sort: IncidentSort): Promise<void> {
    if (sort === this.sort) return;
    this.sort = sort;
    keepSort(sort);
    this.generation += 1;
    await this.refresh("as-it-is");
    this.position.handlers.toTop?.();
  }

  /** Something changed. Can be called any number of times. */
  changed(): void {
    if (this.query !== null) this.calm();
  }

  stop(): void {
    this.calm.stop();
  }

  /** Whether the list is at its top with nothing open. */
  setFollows(follows: boolean): void {
    const began = follows && !this.follows;
    this.follows = follows;
    if (began && this.moved) void this.refresh("as-it-is");
  }

  /** The top is visible. */
  atTop(): void {
    if (this.above.size > 0) this.above = new Set();
  }

  /** Runs one refresh at a time. A request in the meantime runs after it. */
  async refresh(taking: Taking): Promise<void> {
    if (this.query === null) return;
    const [wider] = TAKINGS.filter((one) => one === taking || one === this.again);
    this.again = wider ?? taking;
    this.busy ??= this.refreshUntilDone();
    await this.busy;
  }

  private async refreshUntilDone(): Promise<void> {
    try {
      while (this.again) {
        const taking = this.again;
        this.again = null;
        await this.fetchTop(taking);
      }
    } finally {
      // Reset at once, or a request in between would be lost.
      this.busy = null;
    }
  }

  private async fetchTop(taking: Taking): Promise<void> {
    const { generation } = this;
    const asOf = this.newest();
    const byTime = this.sort === "newest";
    const asMany = taking === "all-around" || (!byTime && this.loaded);
    const wanted = asMany ? Math.min(this.rows.length, MAX_AT_ONCE) : 1;
    const rows: IncidentRow[] = [];
    let next: Cursor | null = null;
    let more = true;
    // Everything new is above the newest delivery error that was known.
    const reached = (): boolean =>
      !more || !byTime || taking === "as-it-is" || (rows.at(-1)?.last_error_id ?? Infinity) <= this.latest;
    while (more && (rows.length < wanted || (!reached() && rows.length < MAX_AT_ONCE))) {
      const page = await this.fetch(next, null, rows.length === 0 ? PAGE : REST_AT_ONCE);
      if (!page || generation !== this.generation) return;
      rows.push(...page.rows);
      next = page.next;
      more = page.next !== null && page.rows.length > 0;
    }
    const opened = await this.fetchOpened(rows);
    if (generation !== this.generation) return;
    this.asOf = asOf;
    const isGap = !reached();
    this.take(this.loaded && byTime ? taking : "as-it-is", { rows, next }, opened);
    // What is missing is loaded with the whole list.
    this.moved ||= isGap;
    this.loaded = true;
  }

  private take(taking: Taking, { rows, next }: IncidentRows, opened: OpenGroups): void {
    const fresh = this.noteNew(rows);
    if (taking === "as-it-is") {
      this.set(rows, opened);
      this.more = next !== null;
      this.tail = next;
      this.above = new Set();
      this.moved = false;
    } else {
      const merged = mergeIncidents(this.rows, rows, {
        whole: next === null,
        since: this.latest,
        held: this.rowsInSight(),
      });
      this.set(merged.rows, opened);
      this.moved ||= merged.moved;
      if (this.position.scrolled > 0) this.above = new Set([...this.above, ...fresh]);
    }
    this.latest = Math.max(this.latest, ...rows.map((row) => row.last_error_id));
    if (this.loaded) this.onNew(fresh);
  }

  /** The number of visible rows, without those of open groups. */
  private rowsInSight(): number {
    const count = this.inSight();
    return count === Infinity ? count : this.shown.slice(0, count).filter(({ within }) => !within).length;
  }

  /** These incidents have left the view. */
  drop(ids: readonly number[]): void {
    const gone = new Set(ids);
    const opened = [...this.opened].map(([id, group]): [number, OpenGroup] => [
      id,
      { ...group, rows: group.rows.filter((row) => !gone.has(row.id)) },
    ]);
    this.set(withoutIncidents(this.rows, gone), new Map(opened));
  }

  /** The rows with incidents that were in no row before. IDs are assigned in order. */
  private noteNew(rows: readonly IncidentRow[]): number[] {
    const before = this.newestIncident;
    this.newestIncident = Math.max(before, ...rows.map(newestOf));
    return rows.filter((row) => newestOf(row) > before).map((row) => row.id);
  }

  private set(rows: readonly IncidentRow[], opened: OpenGroups): void {
    const rowsOf = (shown: readonly ShownRow[]): IncidentRow[] => shown.map(({ row }) => row);
    this.onRows(rowsOf(this.shown), rowsOf(shownRows(rows, opened, this.more)));
    this.rows = rows;
    this.opened = opened;
  }

  /** These rows are visible. Loads the next page near the end of the list, or of an open group. */
  async inView(to: number): Promise<void> {
    if (this.paging || !this.loaded) return;
    const { generation } = this;
    this.paging = true;
    for (const [id, { next }] of this.opened) {
      const last = this.shown.findLastIndex(({ within }) => within?.id === id);
      if (next !== null && last !== -1 && to > last - NEAR) await this.fetchMore(id, next);
    }
    if (this.more && to >= this.shown.length - NEAR && generation === this.generation) {
      const page = await this.fetch(this.tail);
      if (page && generation === this.generation) {
        const ids = new Set(this.rows.map((row) => row.id));
        this.tail = page.next;
        this.more = page.next !== null;
        this.rows = [...this.rows, ...page.rows.filter((row) => !ids.has(row.id))];
      }
    }
    this.paging = false;
  }

  private async fetchMore(id: number, after: Cursor): Promise<void> {
    const page = await this.fetchMembers(id, after, PAGE);
    const group = this.opened.get(id);
    if (!page || !group) return;
    const ids = new Set(group.rows.map((row) => row.id));
    const rows = [...group.rows, ...page.rows.filter((row) => !ids.has(row.id))];
    this.opened = new Map([...this.opened, [id, { rows, next: page.next }]]);
  }

  /** The rows of the open groups, and of a group that absorbed the row under the cursor, so that it stays visible. */
  private async fetchOpened(rows: readonly IncidentRow[]): Promise<OpenGroups> {
    const { cursor } = this.position;
    const all = new Map([...this.rows, ...rows].filter(isGroup).map((group) => [group.id, group]));
    const open = [...all.values()].filter(
      (group) => this.opened.has(group.id) || (cursor !== null && group.incidents.includes(cursor)),
    );
    const before = this.opened;
    const fetched = await Promise.all(
      open.map(async ({ id }): Promise<[number, OpenGroup | undefined]> => {
        const known = before.get(id);
        const count = Math.min(MAX_OF_GROUP, Math.max(PAGE, known?.rows.length ?? 0));
        return [id, (await this.fetchMembers(id, null, count)) ?? known];
      }),
    );
    // A group that was closed or opened in the meantime stays so.
    const isClosed = (id: number): boolean => before.has(id) && !this.opened.has(id);
    const openedMeanwhile = [...this.opened].filter(([id]) => !before.has(id));
    const rowsOf = fetched.flatMap(([id, group]): [number, OpenGroup][] =>
      group && group.rows.length > 0 && !isClosed(id) ? [[id, group]] : [],
    );
    return new Map([...openedMeanwhile, ...rowsOf]);
  }

  private async fetchMembers(group: number, after: Cursor | null, limit: number): Promise<OpenGroup | null> {
    const page = await this.fetch(after, group, limit);
    return page && { rows: page.rows.filter((row): row is Incident => !isGroup(row)), next: page.next };
  }

  /** Whether this group is open. Null for an incident. */
  isOpen(id: number): boolean | null {
    return id < 0 ? this.opened.has(id) : null;
  }

  /** The group with this ID. */
  group(id: number | null): IncidentGroup | null {
    const row = id === null ? undefined : this.rows.find((one) => one.id === id);
    return row && isGroup(row) ? row : null;
  }

  /** The group that contains an incident. */
  groupWith(incident: number): IncidentGroup | null {
    return this.rows.filter(isGroup).find((group) => group.incidents.includes(incident)) ?? null;
  }

  /** Opens a group into its rows. */
  async openGroup(id: number): Promise<void> {
    if (this.opened.has(id) || !this.group(id)) return;
    const members = await this.fetchMembers(id, null, PAGE);
    if (members && this.group(id)) this.opened = new Map([...this.opened, [id, members]]);
  }

  toggle(id: number): void {
    if (this.opened.has(id)) this.closeGroup(id);
    else void this.openGroup(id);
  }

  closeGroup(id: number): void {
    this.opened = new Map([...this.opened].filter(([open]) => open !== id));
  }

  get count(): number {
    return this.shown.length;
  }

  readonly idAt = (index: number): number | null => this.shown[index]?.row.id ?? null;

  readonly indexOf = (id: number | null): number => this.shown.findIndex(({ row }) => row.id === id);

  async toTop(): Promise<void> {
    if (this.moved) await this.refresh("as-it-is");
    this.position.handlers.toTop?.();
  }

  private async fetch(
    after: Cursor | null,
    group: number | null = null,
    limit = PAGE,
  ): Promise<IncidentRows | null> {
    try {
      const { query, sort } = this;
      const page = await this.backend.call("incidents", { query: query ?? "", sort, group, after, limit });
      this.failed = null;
      return page;
    } catch (reason) {
      this.failed = asProblem("incidents", reason);
      return null;
    }
  }
}
