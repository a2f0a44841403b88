// The incidents of one view, the latest active first. What comes in is always listed: at the top it pushes the others
// down, and further down the rows in sight stay where they are. While the user reads, the rows in sight keep their
// order. Loads at most four times a second.
import type { Backend } from "../backend";
import { asProblem } from "../backend";
import type { Incident, IncidentPage, Problem } from "../bindings";
import { throttle } from "../parts/throttle";
import { ListPosition } from "../parts/list-position.svelte";
import { mergeIncidents } from "./merge-incidents";

export const PAGE = 200;
const EVERY = 250;
/** How close to the end of the loaded rows the next page is loaded. */
const NEAR = 40;
/** How many rows are loaded at most to find all that came in. */
const MOST_AT_ONCE = 5 * PAGE;

/** In order, or around the rows in sight. After an action more of the loaded rows are loaded again. */
const TAKINGS = ["as-it-is", "all-around", "around"] as const;
type Taking = (typeof TAKINGS)[number];

export class IncidentList {
  rows = $state.raw<readonly Incident[]>([]);
  more = $state(false);
  loaded = $state(false);
  failed = $state.raw<Problem | null>(null);
  /** The new incidents above the rows in sight. */
  above = $state.raw<ReadonlySet<number>>(new Set());
  /** Among the rows in sight, the order is no longer the latest. */
  moved = $state(false);
  /** The newest report that the rows include. */
  asOf = $state(0);
  readonly position = new ListPosition();
  follows = true;
  /** Called before rows change, so that the list can keep its scroll position. */
  onRows: (before: readonly Incident[], after: readonly Incident[]) => void = () => {};
  /** Called with the incidents that are new. */
  onNew: (ids: readonly number[]) => void = () => {};
  /** How many rows there are from the first to the last in sight. */
  inSight: () => number = () => Infinity;

  private query: string | null = null;
  private generation = 0;
  /** Where the next older page begins: the last row as it was loaded. */
  private tail: number | null = null;
  /** The newest delivery error and the newest incident in any row so far. */
  private latest = 0;
  private newestIncident = 0;
  private paging = false;
  private busy: Promise<void> | null = null;
  private again: Taking | null = null;
  private readonly calm = throttle(EVERY, () => void this.refresh(this.follows ? "as-it-is" : "around"));

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
    this.position.reset();
    await this.refresh("as-it-is");
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

  /** The top is in sight. */
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
    const wanted = taking === "all-around" ? Math.min(this.rows.length, MOST_AT_ONCE) : 1;
    const rows: Incident[] = [];
    let more = true;
    // All that came in is above the newest delivery error that was known.
    const reached = (): boolean =>
      !more || taking === "as-it-is" || (rows.at(-1)?.last_error_id ?? Infinity) <= this.latest;
    while (more && (rows.length < wanted || (!reached() && rows.length < MOST_AT_ONCE))) {
      const page = await this.fetch(rows.at(-1)?.last_error_id ?? null);
      if (!page || generation !== this.generation) return;
      rows.push(...page.rows);
      more = page.more && page.rows.length > 0;
    }
    this.asOf = asOf;
    const isGap = !reached();
    this.take(this.loaded ? taking : "as-it-is", rows, more);
    // What is missing is loaded with the whole list.
    this.moved ||= isGap;
    this.loaded = true;
  }

  private take(taking: Taking, rows: Incident[], more: boolean): void {
    const fresh = this.noteNew(rows);
    if (taking === "as-it-is") {
      this.set(rows);
      this.more = more;
      this.tail = rows.at(-1)?.last_error_id ?? null;
      this.above = new Set();
      this.moved = false;
    } else {
      const merged = mergeIncidents(this.rows, rows, {
        whole: !more,
        since: this.latest,
        held: this.inSight(),
      });
      this.set(merged.rows);
      this.moved ||= merged.moved;
      if (this.position.scrolled > 0) this.above = new Set([...this.above, ...fresh]);
    }
    this.latest = Math.max(this.latest, ...rows.map((row) => row.last_error_id));
    if (this.loaded) this.onNew(fresh);
  }

  /** These incidents have left the view. */
  drop(ids: readonly number[]): void {
    const gone = new Set(ids);
    this.set(this.rows.filter((row) => !gone.has(row.id)));
  }

  /** The incidents that no row was of before. Numbers are assigned in order. */
  private noteNew(rows: readonly Incident[]): number[] {
    const before = this.newestIncident;
    const ids = rows.map((row) => row.id);
    this.newestIncident = Math.max(before, ...ids);
    return ids.filter((id) => id > before);
  }

  private set(rows: readonly Incident[]): void {
    this.onRows(this.rows, rows);
    this.rows = rows;
  }

  /** These rows are visible. Loads the next page near the end. */
  async inView(to: number): Promise<void> {
    if (this.paging || !this.more || !this.loaded || to < this.rows.length - NEAR) return;
    this.paging = true;
    const { generation } = this;
    const page = await this.fetch(this.tail);
    this.paging = false;
    if (!page || generation !== this.generation) return;
    const ids = new Set(this.rows.map((row) => row.id));
    this.tail = page.rows.at(-1)?.last_error_id ?? this.tail;
    this.more = page.more && page.rows.length > 0;
    this.rows = [...this.rows, ...page.rows.filter((row) => !ids.has(row.id))];
  }

  get count(): number {
    return this.rows.length;
  }

  readonly idAt = (index: number): number | null => this.rows[index]?.id ?? null;

  readonly indexOf = (id: number | null): number => this.rows.findIndex((row) => row.id === id);

  async toTop(): Promise<void> {
    if (this.moved) await this.refresh("as-it-is");
    this.position.handlers.toTop?.();
  }

  private async fetch(before: number | null): Promise<IncidentPage | null> {
    try {
      const query = this.query ?? "";
      const page = await this.backend.call("incidents", { query, before, limit: PAGE });
      this.failed = null;
      return page;
    } catch (reason) {
      this.failed = asProblem("incidents", reason);
      return null;
    }
  }
}
