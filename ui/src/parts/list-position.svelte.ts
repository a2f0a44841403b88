// Where one is in a list: the row the cursor is on, and how far it is scrolled, also while it is not shown.
// Never holds rows.

/** What the list on the page can be asked to do. */
export type ListHandlers = {
  showRow: (index: number) => void;
  toTop: () => void;
  focus: () => void;
};

export class ListPosition {
  cursor = $state<number | null>(null);
  atTop = $state(true);
  /** How far it was scrolled when it was last on the page. */
  scrolled = 0;
  handlers: Partial<ListHandlers> = {};

  reset(): void {
    this.cursor = null;
    this.atTop = true;
    this.scrolled = 0;
    this.handlers.toTop?.();
  }
}
