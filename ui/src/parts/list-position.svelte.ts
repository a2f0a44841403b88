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

  reset(): void {
    this.cursor = null;
    this.atTop = true;
    this.scrolled = 0;
    this.handlers.toTop?.();
  }
}
