// The position in a list: the row under the cursor, and the scroll position, even while the list is not shown.

/** The requests that the list on screen can handle. */
export type ListHandlers = {
  showRow: (index: number) => void;
  toTop: () => void;
  focus: () => void;
};

export class ListPosition {
  cursor = $state<number | null>(null);
  atTop = $state(true);
  /** The last scroll position. */
  scrolled = 0;
  handlers: Partial<ListHandlers> = {};
  private last: { id: number; index: number } | null = null;

  /** The row under the cursor is at this index. */
  foundAt(index: number): void {
    if (this.cursor !== null) this.last = { id: this.cursor, index };
  }

  /** Where the row under the cursor is, or was before it left the list. Null if it was never listed. */
  get place(): number | null {
    return this.last?.id === this.cursor ? (this.last?.index ?? null) : null;
  }

  reset(): void {
    this.cursor = null;
    this.atTop = true;
    this.scrolled = 0;
    this.handlers.toTop?.();
  }
}
