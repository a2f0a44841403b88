// The list of reports: loads page by page while scrolling, and grows at the top as reports arrive. It never has a gap
// between two rows. Rows far from the view are dropped.
import { untrack } from "svelte";
import type { Backend } from "../backend";
import { asProblem } from "../backend";
import type { DeliveryErrorPage, Problem, Status } from "../bindings";
import type { NavigableList } from "../parts/list-navigation";
import { ListPosition } from "../parts/list-position.svelte";
import { PagedRows } from "./paged-rows";
import { ReportRuns, type ShownReport } from "./report-runs";

export const PAGE = 200;
/** Includes test reports, which the list of all omits. */
export const ANY_SOURCE = "is:real is:test is:simulated";
/** How many rows are kept on either side of the view. */
const KEPT = 1_000;
/** How close to the end of the loaded rows the next page is loaded. */
const NEAR = 60;
/** A closed run at the end of the loaded rows is not loaded further. Opened, it is. */
const MAX_LENGTH = 2_000;

/** `added`: how many rows that is. */
export type Arrival = { ids: readonly number[]; added: number };
/** The newest of all reports, and how many are stored. */
export type Stored = Pick<Status, "newest_id" | "total">;
export type Listed = { incident: number | null; query: string };

export class ReportList {
  rows = $state.raw(PagedRows.EMPTY);
  /** True if there are older rows than the loaded ones. */
  more = $state(false);
  /** True once the first page has been loaded. */
  loaded = $state(false);
  failed = $state.raw<Problem | null>(null);
  /** How many rows arrived above the visible ones. */
  waiting = $state(0);
  /** More arrived than was loaded. The top must be loaded again before it is shown. */
  behind = $state(false);
  /** True if new rows may push the others down: the top is visible. */
  follows = true;
  /** What is listed: all, those of one incident, or the results of a query. */
  listed = $state.raw<Listed | null>(null);
  readonly position = new ListPosition();
  /** Called before rows are added on top, so that the list can keep its scroll position. */
  onArrival: (arrival: Arrival) => void = () => {};

  /** Reports of the runs that are open. */
  private openRuns = $state.raw<ReadonlySet<number>>(new Set());
  /** The rows with reports that say the same as one. */
  readonly runs = $derived.by(() =>
    this.collapses ? new ReportRuns(this.rows, this.openRuns, this.more) : null,
  );

  /** What was stored when the top was loaded. */
  private storedAtTop: Stored | null = null;
  private generation = 0;
  private catching: Promise<void> | null = null;
  /** Null until something was opened. */
  private reloading: Promise<void> | null = null;
  private again = false;
  private fetching = false;

  /** `collapses`: consecutive reports that say the same are one row. `stored`: null while it is not known. */
  constructor(
    private readonly backend: Backend,
    private readonly collapses = false,
    private readonly stored: () => Stored | null = () => null,
  ) {}

  /**
   * Whether any report was deleted since the top was loaded. IDs are given one after the other and never again, so that
   * their distance to the number of reports is the number of those that were deleted, but for the newest of all.
   */
  private get hasDeleted(): boolean {
    // An effect asks this too, and must not run again with each status.
    const [before, now] = [this.storedAtTop, untrack(this.stored)];
    if (!before || !now) return false;
    return now.newest_id < before.newest_id || now.newest_id - now.total !== before.newest_id - before.total;
  }

  /** Shows this list from the top. If it is shown already, loads what is new; all, if any was deleted. */
  async open(incident: number | null, query = ""): Promise<void> {
    if (this.loaded && this.listed?.incident === incident && this.listed.query === query) {
      if (this.hasDeleted) {
        this.position.reset();
        await this.reload();
      } else await this.catchUp();
      return;
    }
    this.listed = { incident, query };
    this.rows = PagedRows.EMPTY;
    this.loaded = false;
    this.more = false;
    this.openRuns = new Set();
    this.position.reset();
    await this.reload();
  }

  /** Loads what is new, if the newest report is newer than the list, or if any was deleted. */
  async catchUpTo(newest: number): Promise<void> {
    if (newest > (this.rows.newest ?? 0) || this.isOutdated) await this.catchUp();
  }

  /** The top must be loaded again, and nothing that is read would move. */
  private get isOutdated(): boolean {
    return this.follows && (this.behind || this.hasDeleted);
  }

  get count(): number {
    return (this.runs ?? this.rows).count;
  }

  at(index: number): ShownReport | null {
    if (this.runs) return this.runs.at(index);
    const report = this.rows.at(index);
    return report && { report, inRun: false };
  }

  readonly idAt = (index: number): number | null =>
    this.runs ? this.runs.idAt(index, this.position.cursor) : this.rows.idAt(index);

  readonly indexOf = (id: number): number => (this.runs ?? this.rows).indexOf(id);

  readonly holdsOthers = (id: number): boolean => this.runs?.opens(id) != null;

  /** Opens or closes a row that stands for several. */
  toggle(id: number): void {
    const open = this.runs?.opens(id) ?? null;
    if (open === null) return;
    if (open) this.collapse();
    else this.expand();
  }

  /** Opens the row under the cursor; of an open one, goes to the first below it. */
  expand(): void {
    const { cursor } = this.position;
    const open = cursor === null ? null : (this.runs?.opens(cursor) ?? null);
    if (!this.runs || cursor === null || open === null) return;
    const row = this.runs.rowOf(cursor);
    if (open) this.position.cursor = this.idAt(this.indexOf(row) + 1);
    else {
      this.openRuns = new Set([...this.openRuns, -row]);
      this.position.cursor = row;
    }
    this.showCursor();
  }

  /** Closes the open row under the cursor, or the one that its row is in. */
  collapse(): void {
    const { cursor } = this.position;
    if (!this.runs || cursor === null || this.indexOf(cursor) === -1) return;
    const row = this.runs.rowOf(cursor);
    if (this.runs.opens(row) !== true) return;
    if (cursor < 0) this.openRuns = this.runs.closed(this.openRuns, cursor);
    this.position.cursor = row;
    this.showCursor();
  }

  private showCursor(): void {
    const { cursor, handlers } = this.position;
    if (cursor !== null) handlers.showRow?.(this.indexOf(cursor));
  }

  /** Each report as a row of its own: how keys go through them while one is open. */
  get single(): NavigableList {
    return {
      position: this.position,
      count: this.rows.count,
      idAt: (index) => this.rows.idAt(index),
      indexOf: (id) => this.rows.indexOf(id),
      toTop: () => this.toTop(),
    };
  }

  async toTop(): Promise<void> {
    if (this.behind || this.hasDeleted) await this.reload();
    this.position.handlers.toTop?.();
  }

  /** Loads the top again. Afterwards the newest rows are shown without a gap. */
  reload(): Promise<void> {
    const reloading = this.loadTop();
    this.reloading = reloading;
    return reloading;
  }

  private async loadTop(): Promise<void> {
    const generation = ++this.generation;
    const stored = this.stored();
    const page = await this.fetch(null, null);
    if (!page || generation !== this.generation) return;
    this.storedAtTop = stored;
    this.rows = PagedRows.of(page.rows);
    this.more = page.more;
    this.loaded = true;
    this.waiting = 0;
    this.behind = false;
  }

  /** Loads what is new. Can be called any number of times: one load at a time, and one more after it. */
  catchUp(): Promise<void> {
    if (!this.reloading) return Promise.resolve();
    this.again = true;
    this.catching ??= this.catchUpUntilDone();
    return this.catching;
  }

  private async settled(): Promise<void> {
    let awaited: Promise<void> | null = null;
    while (awaited !== this.reloading) {
      awaited = this.reloading;
      await awaited;
    }
  }

  private async catchUpUntilDone(): Promise<void> {
    try {
      while (this.again) {
        this.again = false;
        // A load in progress may already bring it and must not be overtaken.
        await this.settled();
        if (!this.loaded || this.rows.newest === null || this.isOutdated) await this.reload();
        else if (!this.behind) await this.fetchNewer(this.rows.newest);
      }
    } finally {
      // Reset at once, or a request in between would be lost.
      this.catching = null;
    }
  }

  private async fetchNewer(newest: number): Promise<void> {
    const generation = this.generation;
    const page = await this.fetch(null, newest);
    if (!page || generation !== this.generation || page.rows.length === 0) return;
    if (page.more) {
      // More than a page arrived: these rows do not connect to the shown ones.
      this.behind = true;
      if (this.follows) await this.reload();
      else this.waiting += page.rows.length;
      return;
    }
    if (!this.follows) this.waiting += page.rows.length;
    const rows = this.rows.withNewer(page.rows);
    const count = this.runs ? new ReportRuns(rows, this.openRuns, this.more).count : rows.count;
    this.onArrival({ ids: page.rows.map((row) => row.id), added: count - this.count });
    this.rows = rows;
  }

  /** Whether the list is at its top. */
  setFollows(follows: boolean): void {
    this.follows = follows;
    if (!follows) return;
    this.waiting = 0;
    if (this.isOutdated) void this.catchUp();
  }

  /** These rows are visible. Loads what is missing and drops what is far away. */
  async inView(first: number, end: number): Promise<void> {
    if (this.fetching || !this.loaded) return;
    const { from, to } = this.runs?.covered(first, end) ?? { from: first, to: end };
    // What says the same is not read to its end.
    if (this.runs && this.more && to === this.rows.count && this.runs.closedTail > MAX_LENGTH) return;
    const missing = this.rows.missing(from, to);
    const older = missing === null && this.more && to > this.rows.count - NEAR;
    if (!missing && !older) return;
    this.fetching = true;
    const generation = this.generation;
    const oldest = this.rows.oldest;
    const page = missing
      ? await this.fetch(missing.newest + 1, null, missing.count)
      : await this.fetch(oldest, null);
    this.fetching = false;
    if (!page || generation !== this.generation) return;
    if (missing) {
      this.rows = this.rows.filled(missing, page.rows);
    } else {
      this.rows = this.rows.withOlder(page.rows);
      this.more = page.more;
    }
    this.rows = this.rows.keeping(from - KEPT, to + KEPT);
  }

  private async fetch(
    before: number | null,
    after: number | null,
    limit = PAGE,
  ): Promise<DeliveryErrorPage | null> {
    try {
      const page = await this.backend.call("delivery_errors", {
        query: this.listed?.query ?? "",
        before,
        after,
        incident_id: this.listed?.incident ?? null,
        limit,
      });
      this.failed = null;
      return page;
    } catch (reason) {
      this.failed = asProblem("delivery_errors", reason);
      return null;
    }
  }
}
