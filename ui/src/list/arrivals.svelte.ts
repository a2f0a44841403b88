// New rows: which ones are marked for a moment, and one announcement for a whole burst.

import { t } from "../words/t";

const MARKED = 2_500;
const GATHERED = 1_000;

export class Arrivals {
  /** The rows that arrived a moment ago. */
  marked = $state.raw<ReadonlySet<number>>(new Set());
  private gathered = 0;
  private speak: ReturnType<typeof setTimeout> | null = null;

  constructor(
    private readonly announce: (text: string) => void,
    private readonly count: string,
  ) {}

  came(ids: readonly number[]): void {
    if (ids.length === 0) return;
    this.marked = new Set([...this.marked, ...ids]);
    setTimeout(() => {
      const gone = new Set(ids);
      this.marked = new Set([...this.marked].filter((id) => !gone.has(id)));
    }, MARKED);
    this.gathered += ids.length;
    this.speak ??= setTimeout(() => {
      this.announce(t(this.count, { count: this.gathered }));
      this.gathered = 0;
      this.speak = null;
    }, GATHERED);
  }
}
