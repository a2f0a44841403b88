// Actions on incidents, on the open one or on all selected, and their undo. The cursor moves on to the next incident,
// so that many can be worked through quickly.
import { SvelteSet } from "svelte/reactivity";
import type { ActionDone, Incident, IncidentAction } from "../bindings";
import type { View } from "../session/route";

/** What the actions need from the page. */
export type ActionContext = {
  /** The rows of the list, in order. */
  rows: () => readonly Incident[];
  /** The incident that is open, or under the cursor. */
  current: () => number | null;
  /** True if the action removes incidents from this list. */
  leaves: (action: IncidentAction) => boolean;
  act: (action: IncidentAction, ids: number[]) => Promise<ActionDone | null>;
  undo: () => Promise<{ answer: ActionDone | null } | null>;
  /** Called after an action: reloads the rows and the incident, and moves the cursor. */
  after: (next: number | null | "stay") => Promise<void>;
  announce: (text: string) => void;
};

const SHOWN = 12_000;

/** True if the action removes incidents from the view's list. */
export function leaves(view: View, { kind }: IncidentAction): boolean {
  const to = { acknowledge: "acknowledged", resolve: "resolved", reopen: "open" } as const;
  return kind in to && to[kind as keyof typeof to] !== view;
}

export class IncidentActions {
  readonly selected = new SvelteSet<number>();
  /** The last action, as long as it is shown and can be undone. */
  done = $state.raw<{ text: string; undoable: boolean } | null>(null);
  private anchor: number | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private busy = false;

  constructor(private readonly context: ActionContext) {}

  /** The selected incidents in list order, or the current one. */
  get targets(): number[] {
    const listed = this.context.rows().filter((row) => this.selected.has(row.id));
    if (listed.length > 0) return listed.map((row) => row.id);
    const current = this.context.current();
    return current === null ? [] : [current];
  }

  toggle(id: number): void {
    if (!this.selected.delete(id)) this.selected.add(id);
    this.anchor = id;
  }

  /** Selects everything from the last selected row, or from the cursor, to this row. */
  reach(to: number): void {
    const rows = this.context.rows();
    const from = this.anchor ?? this.context.current() ?? to;
    const [a, b] = [rows.findIndex((row) => row.id === from), rows.findIndex((row) => row.id === to)];
    if (a === -1 || b === -1) return;
    this.selected.clear();
    for (const row of rows.slice(Math.min(a, b), Math.max(a, b) + 1)) this.selected.add(row.id);
    this.anchor = from;
  }

  all(): void {
    for (const row of this.context.rows()) this.selected.add(row.id);
  }

  /** Returns true if anything was selected. */
  clear(): boolean {
    this.anchor = null;
    if (this.selected.size === 0) return false;
    this.selected.clear();
    return true;
  }

  async act(action: IncidentAction): Promise<void> {
    const ids = this.targets;
    if (ids.length === 0 || this.busy) return;
    this.busy = true;
    const next = this.context.leaves(action) ? this.next(new Set(ids)) : "stay";
    const done = await this.context.act(action, ids);
    this.busy = false;
    if (!done) return;
    this.clear();
    this.tell(done.text, done.changed > 0);
    await this.context.after(next);
  }

  async undo(): Promise<void> {
    const asked = await this.context.undo();
    if (!asked) return;
    this.tell(asked.answer?.text ?? "Nothing to undo.", false);
    if (asked.answer) await this.context.after("stay");
  }

  /** The first row after these, or at the end of the list the one before. */
  private next(ids: ReadonlySet<number>): number | null {
    const rows = this.context.rows();
    const last = rows.findLastIndex((row) => ids.has(row.id));
    const after = rows.slice(last + 1).find((row) => !ids.has(row.id));
    return (after ?? rows.findLast((row) => !ids.has(row.id)))?.id ?? null;
  }

  private tell(text: string, undoable: boolean): void {
    this.done = { text, undoable };
    this.context.announce(undoable ? `${text}. Press z to undo.` : text);
    if (this.timer) clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.done = null;
    }, SHOWN);
  }
}
