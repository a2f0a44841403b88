// The incidents of one view, the latest active first. At the top with nothing open, new ones appear at once. While
// the user reads or has scrolled, the order stays and a hint says there is something newer. Loads at most four times
// a second.
import type { Backend } from "../backend";
import { asProblem } from "../backend";
import type { Incident, IncidentPage, Problem } from "../bindings";
import { throttle } from "../parts/throttle";
import { ListPosition } from "../parts/list-position.svelte";
import { insertIncidents, mergeIncidents } from "./merge-incidents";

export const PAGE = 200;
const EVERY = 250;
/** How close to the end of the loaded rows the next page is loaded. */
const NEAR = 40;

type Taking = "as-it-is" | "in-place" | "with-what-came";

export class IncidentList {
  rows = $state.raw<readonly Incident[]>([]);
  more = $state(false);
  loaded = $state(false);
  failed = $state.raw<Problem | null>(null);
  /** How many new incidents are not shown yet. */
  waiting = $state(0);
  /** The first row is no longer the latest active one. */
  moved = $state(false);
  /** The newest report that the rows include. */
  asOf = $state(0);
  readonly position = new ListPosition();
  follows = true;
  /** Called before rows change, so that the list can keep its scroll position. */
  onRows: (before: readonly Incident[], after: readonly Incident[]) => void = () => {};

  private query: string | null = null;
  private generation = 0;
  /** Where the next older page begins: the last row as it was loaded. */
  private tail: number | null = null;
  private paging = false;
  private busy: Promise<void> | null = null;
  private again: Taking | null = null;
  private readonly calm = throttle(EVERY, () => void this.refresh(this.follows ? "as-it-is" : "in-place"));

  constructor(
    private readonly backend: Backend,
    private readonly newest: () => number,
  ) {}

  /** Shows the results of this query. If they are shown already, updates them. */
  async open(query: string): Promise<void> {
    if (query === this.query) {
      await this.refresh(this.position.scrolled > 0 ? "in-place" : "as-it-is");
      return;
    }
    this.query = query;
    this.generation += 1;
    this.loaded = false;
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
    if (began && (this.waiting > 0 || this.moved)) void this.refresh("as-it-is");
  }

  /** Runs one refresh at a time. A request in the meantime runs after it. */
  async refresh(taking: Taking): Promise<void> {
    if (this.query === null) return;
    this.again = this.again === "as-it-is" ? "as-it-is" : taking;
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
    const wanted = taking === "with-what-came" ? Math.max(PAGE, this.rows.length) : 1;
    const rows: Incident[] = [];
    let more = true;
    while (more && rows.length < wanted) {
      const page = await this.fetch(rows.at(-1)?.last_error_id ?? null);
      if (!page || generation !== this.generation) return;
      rows.push(...page.rows);
      more = page.more && page.rows.length > 0;
    }
    this.asOf = asOf;
    this.take(this.loaded ? taking : "as-it-is", rows, more);
    this.loaded = true;
  }

  private take(taking: Taking, rows: Incident[], more: boolean): void {
    if (taking === "as-it-is") {
      this.set(rows);
      this.more = more;
      this.tail = rows.at(-1)?.last_error_id ?? null;
      this.waiting = 0;
      this.moved = false;
      return;
    }
    const merged = mergeIncidents(this.rows, rows, !more);
    const inserting = taking === "with-what-came";
    this.set(inserting ? insertIncidents(merged.rows, rows) : merged.rows);
    this.waiting = inserting ? 0 : merged.fresh;
    this.moved = merged.moved;
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
    if (this.waiting > 0 || this.moved) await this.refresh("as-it-is");
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
