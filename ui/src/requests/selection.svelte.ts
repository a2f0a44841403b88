// Which requests are selected, to be replayed or compared.
import { SvelteSet } from "svelte/reactivity";
import type { RequestRow } from "../bindings";

/** What the selection needs from the page. */
export type SelectionContext = {
  /** The rows of the list, in order. */
  rows: () => readonly RequestRow[];
  /** The request that is open, or the row under the cursor. */
  current: () => number | null;
};

export class Selection {
  readonly ids = new SvelteSet<number>();
  private anchor: number | null = null;

  constructor(private readonly context: SelectionContext) {}

  toggle(id: number): void {
    if (!this.ids.delete(id)) this.ids.add(id);
    this.anchor = id;
  }

  /** Selects everything from the last selected row, or from the cursor, to this row. */
  reach(to: number): void {
    const rows = this.context.rows();
    const from = this.anchor ?? this.context.current() ?? to;
    const [a, b] = [rows.findIndex((row) => row.id === from), rows.findIndex((row) => row.id === to)];
    if (a === -1 || b === -1) return;
    this.ids.clear();
    for (const row of rows.slice(Math.min(a, b), Math.max(a, b) + 1)) this.ids.add(row.id);
    this.anchor = from;
  }

  /** Selects all that are loaded. */
  all(): void {
    for (const row of this.context.rows()) this.ids.add(row.id);
  }

  /** Returns true if anything was selected. */
  clear(): boolean {
    this.anchor = null;
    if (this.ids.size === 0) return false;
    this.ids.clear();
    return true;
  }
}
