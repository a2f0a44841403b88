// The rows of a list of reports as they are shown: each by itself, or consecutive ones that say the same as one row that
// opens in place. Immutable: made anew whenever the reports or what is open change.
import type { DeliveryError } from "../bindings";
import type { Branch } from "../parts/VirtualList.svelte";
import type { PagedRows } from "./paged-rows";

export type Run = {
  newest: DeliveryError;
  oldest: DeliveryError;
  count: number;
  /** Older ones may belong to it that are not loaded. */
  more: boolean;
  open: boolean;
};

/** `inRun`: below the row that stands for it. */
export type ShownReport = { report: DeliveryError; inRun: boolean } | { run: Run };

type Place = { run: number; child: number | null };

export class ReportRuns {
  /** Of each run: the index of its newest row, and the id of its oldest. */
  private readonly starts: number[] = [];
  private readonly oldest: number[] = [];
  /** The runs before each page. */
  private readonly before: number[] = [];
  /** The open runs, in order, and how many rows each holds. */
  private readonly opened: { run: number; size: number }[];
  readonly count: number;

  /** `open`: reports of the runs that are open. `more`: there are older reports. */
  constructor(
    private readonly rows: PagedRows,
    open: ReadonlySet<number>,
    private readonly more: boolean,
  ) {
    let above = 0;
    rows.pages.forEach((page, i) => {
      const joins = page.runs[0]?.key != null && page.runs[0].key === rows.pages[i - 1]?.runs.at(-1)?.key;
      this.before.push(this.starts.length - (joins ? 1 : 0));
      page.runs.forEach(({ start, oldest }, at) => {
        if (at === 0 && joins) this.oldest[this.oldest.length - 1] = oldest;
        else {
          this.starts.push(above + start);
          this.oldest.push(oldest);
        }
      });
      above += page.count;
    });
    const runs = new Set([...open].map((id) => this.runOf(id)));
    this.opened = [...runs]
      .map((run) => ({ run, size: this.size(run) }))
      .filter(({ size }) => size > 1)
      .sort((a, b) => a.run - b.run);
    this.count = this.starts.length + this.opened.reduce((sum, { size }) => sum + size, 0);
  }

  private size(run: number): number {
    const start = this.starts[run];
    return start === undefined ? 0 : (this.starts[run + 1] ?? this.rows.count) - start;
  }

  /** The run with this report, or -1. A negative id is the run of that report. */
  private runOf(id: number): number {
    const report = Math.abs(id);
    const which = this.rows.pages.findIndex(({ newest, oldest }) => report <= newest && report >= oldest);
    const within = this.rows.pages[which]?.runs.findIndex(({ oldest }) => oldest <= report) ?? -1;
    return within === -1 ? -1 : (this.before[which] ?? 0) + within;
  }

  /** How many reports the last run has, if it is closed. */
  get closedTail(): number {
    const last = this.starts.length - 1;
    return this.isOpen(last) ? 0 : this.size(last);
  }

  private isOpen(run: number): boolean {
    return this.opened.some((one) => one.run === run);
  }

  private place(index: number): Place {
    let shift = 0;
    for (const { run, size } of this.opened) {
      const head = run + shift;
      if (index <= head) break;
      if (index <= head + size) return { run, child: index - head - 1 };
      shift += size;
    }
    return { run: index - shift, child: null };
  }

  /** Null for a row that was dropped. */
  at(index: number): ShownReport | null {
    const { run, child } = this.place(index);
    const start = this.starts[run];
    if (start === undefined) return null;
    const report = this.rows.at(start + (child ?? 0));
    const count = this.size(run);
    if (!report) return null;
    if (child !== null || count === 1) return { report, inRun: child !== null };
    const more = this.more && run === this.starts.length - 1;
    const oldest = this.rows.at(start + count - 1) ?? report;
    return { run: { newest: report, oldest, count, more, open: this.isOpen(run) } };
  }

  /** A run has the id of its oldest report, negative; and the cursor's where that is in it and hidden. So it stays the same row
   *  while others join. */
  idAt(index: number, cursor: number | null): number | null {
    const { run, child } = this.place(index);
    const start = this.starts[run];
    if (start === undefined) return null;
    if (child !== null || this.size(run) === 1) return this.rows.idAt(start + (child ?? 0));
    const isHere = cursor !== null && this.runOf(cursor) === run && (cursor < 0 || !this.isOpen(run));
    return isHere ? cursor : -(this.oldest[run] ?? 0);
  }

  indexOf(id: number): number {
    const run = this.runOf(id);
    if (run === -1) return -1;
    const above = this.opened.reduce((sum, one) => sum + (one.run < run ? one.size : 0), 0);
    if (id < 0 || !this.isOpen(run)) return run + above;
    const row = this.rows.indexOf(id);
    return row === -1 ? -1 : run + above + 1 + row - (this.starts[run] ?? 0);
  }

  /** Whether the row of this id holds others, and is open; null if it holds none. */
  opens(id: number): boolean | null {
    const run = this.runOf(id);
    if (this.size(run) < 2) return null;
    const open = this.isOpen(run);
    return id < 0 || !open ? open : null;
  }

  /** The row of the run that this report is in. */
  rowOf(id: number): number {
    return -(this.oldest[this.runOf(id)] ?? 0);
  }

  /** The open ones without the run of this report. */
  closed(open: ReadonlySet<number>, id: number): ReadonlySet<number> {
    const run = this.runOf(id);
    return new Set([...open].filter((one) => this.runOf(one) !== run));
  }

  branch(index: number): Branch {
    const { run, child } = this.place(index);
    const size = this.size(run);
    if (child !== null) return { level: 2, open: null, place: child + 1, size };
    const open = size > 1 ? this.isOpen(run) : null;
    return { level: 1, open, place: run + 1, size: this.more ? -1 : this.starts.length };
  }

  /** The reports that these rows show. */
  covered(from: number, to: number): { from: number; to: number } {
    const reportsOf = (index: number): [number, number] => {
      const { run, child } = this.place(index);
      const start = this.starts[run] ?? this.rows.count;
      return child === null ? [start, start + this.size(run)] : [start + child, start + child + 1];
    };
    return { from: reportsOf(from)[0], to: to > from ? reportsOf(to - 1)[1] : reportsOf(from)[0] };
  }
}
