// The loaded pages of a list of reports, newest first and without gaps. Pages far from the view can drop their rows
// and be loaded again, so a million rows can be scrolled through. Immutable: every operation returns a new value.
import type { DeliveryError } from "../bindings";

export type Page = {
  newest: number;
  oldest: number;
  count: number;
  /** They stay when the rows are dropped, so that the cursor keeps its place. */
  ids: readonly number[];
  /** Null once dropped. `before: newest + 1` loads them again. */
  rows: readonly DeliveryError[] | null;
  /** Consecutive reports that say the same. They stay when the rows are dropped. */
  runs: readonly PageRun[];
};

/** `key`: what its reports say; null for one that is never the same as another. */
export type PageRun = { start: number; oldest: number; key: string | null };

/** New rows join the top page up to this size. Then a new page begins. */
const FULL = 200;

export class PagedRows {
  static readonly EMPTY = new PagedRows([]);
  readonly count: number;
  /** The number of rows above each page. */
  private readonly starts: number[];

  private constructor(readonly pages: readonly Page[]) {
    let above = 0;
    this.starts = pages.map((page) => {
      const start = above;
      above += page.count;
      return start;
    });
    this.count = above;
  }

  static of(rows: readonly DeliveryError[]): PagedRows {
    return PagedRows.EMPTY.withOlder(rows);
  }

  get newest(): number | null {
    return this.pages[0]?.newest ?? null;
  }

  get oldest(): number | null {
    return this.pages.at(-1)?.oldest ?? null;
  }

  /** The row at this index, or null if it was dropped. */
  at(index: number): DeliveryError | null {
    const which = this.pageOf(index);
    return this.pages[which]?.rows?.[index - (this.starts[which] ?? 0)] ?? null;
  }

  /** The id of the row at this index, also of one that was dropped. Null past the loaded pages. */
  idAt(index: number): number | null {
    const which = this.pageOf(index);
    return this.pages[which]?.ids[index - (this.starts[which] ?? 0)] ?? null;
  }

  /** The index of the row with this id, or -1 if it was never loaded. */
  indexOf(id: number): number {
    const which = this.pages.findIndex((page) => id <= page.newest && id >= page.oldest);
    const within = this.pages[which]?.ids.indexOf(id) ?? -1;
    return within === -1 ? -1 : (this.starts[which] ?? 0) + within;
  }

  withOlder(rows: readonly DeliveryError[]): PagedRows {
    const page = pageOf(rows);
    return page ? new PagedRows([...this.pages, page]) : this;
  }

  withNewer(rows: readonly DeliveryError[]): PagedRows {
    const [top, ...rest] = this.pages;
    if (top?.rows && top.count + rows.length <= FULL) {
      const page = pageOf([...rows, ...top.rows]);
      return page ? new PagedRows([page, ...rest]) : this;
    }
    const page = pageOf(rows);
    return page ? new PagedRows([page, ...this.pages]) : this;
  }

  /** Drops the rows of pages that lie completely outside this range. */
  keeping(from: number, to: number): PagedRows {
    let changed = false;
    const pages = this.pages.map((page, i) => {
      const start = this.starts[i] ?? 0;
      if (!page.rows || (start < to && start + page.count > from)) return page;
      changed = true;
      return { ...page, rows: null };
    });
    return changed ? new PagedRows(pages) : this;
  }

  /** The first page in this range whose rows were dropped. */
  missing(from: number, to: number): Page | null {
    for (let i = this.pageOf(from); i < this.pages.length && (this.starts[i] ?? 0) < to; i++) {
      const page = this.pages[i];
      if (page && !page.rows) return page;
    }
    return null;
  }

  /** Puts the rows back into the page. Removes the page if none are stored any more. */
  filled(page: Page, rows: readonly DeliveryError[]): PagedRows {
    const fresh = pageOf(rows.filter((row) => row.id >= page.oldest && row.id <= page.newest));
    return new PagedRows(this.pages.flatMap((old) => (old === page ? (fresh ? [fresh] : []) : [old])));
  }

  private pageOf(index: number): number {
    let low = 0;
    let high = this.pages.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function pageOf(rows: readonly DeliveryError[]): Page | null {
  const [first] = rows;
  const last = rows.at(-1);
  if (!first || !last) return null;
  const ids = rows.map((row) => row.id);
  return { newest: first.id, oldest: last.id, count: rows.length, ids, rows, runs: runsOf(rows) };
}

/** From this length on a message may be cut, and be another one behind its end. */
const CUT = 500;

function keyOf({ readable, code, message, source, merchant }: DeliveryError): string | null {
  if (!readable || (message.length >= CUT && message.endsWith("…"))) return null;
  return JSON.stringify([code, message, source, merchant]);
}

function runsOf(rows: readonly DeliveryError[]): PageRun[] {
  const runs: PageRun[] = [];
  rows.forEach((row, start) => {
    const key = keyOf(row);
    const last = runs.at(-1);
    if (last && key !== null && last.key === key) last.oldest = row.id;
    else runs.push({ start, oldest: row.id, key });
  });
  return runs;
}
