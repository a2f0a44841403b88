// Actions on incidents, on the open one or on all selected, and their undo. The cursor moves on to the next incident,
// so that many can be worked through quickly.
import { t } from "../words/t";
import { SvelteSet } from "svelte/reactivity";
import type { ActionDone, IncidentAction, IncidentRow } from "../bindings";
import type { View } from "../session/route";
import { incidentsOf } from "./incident-rows";

/** What the actions need from the page. */
export type ActionContext = {
  /** The rows of the list, in order. */
  rows: () => readonly IncidentRow[];
  /** The open incident, or the row under the cursor. */
  current: () => number | null;
  /** Where the current row is, or was before it left the list. */
  place: () => number;
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
  const to = {
    acknowledge: "acknowledged",
    acknowledge_until_change: "acknowledged",
    resolve: "resolved",
    reopen: "open",
  } as const;
  return kind in to && to[kind as keyof typeof to] !== view;
}

export class IncidentActions {
  readonly selected = new SvelteSet<number>();
  /** The last action, as long as it is shown and can be undone. */
  done = $state.raw<{ text: string; undoable: boolean } | null>(null);
  private anchor: number | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private busy = false;
  private undoing = false;

  constructor(private readonly context: ActionContext) {}

  /** The selected incidents in list order, or those of the current row. */
  get targets(): number[] {
    const rows = this.context.rows();
    if (this.selected.size > 0) {
      const listed = rows.flatMap(incidentsOf).filter((id) => this.selected.has(id));
      return [...new Set([...listed, ...this.selected])];
    }
    const current = this.context.current();
    return current === null ? [] : [...this.incidents(current)];
  }

  /** The incidents of a row, which may be a whole group. */
  private incidents(id: number): readonly number[] {
    const row = this.context.rows().find((one) => one.id === id);
    return row ? incidentsOf(row) : id < 0 ? [] : [id];
  }

  toggle(id: number): void {
    const ids = this.incidents(id);
    const isWhole = ids.every((one) => this.selected.has(one));
    for (const one of ids) {
      if (isWhole) this.selected.delete(one);
      else this.selected.add(one);
    }
    this.anchor = id;
  }

  /** Selects everything from the last selected row, or from the cursor, to this row. */
  reach(to: number): void {
    const rows = this.context.rows();
    const from = this.anchor ?? this.context.current() ?? to;
    const [a, b] = [rows.findIndex((row) => row.id === from), rows.findIndex((row) => row.id === to)];
    if (a === -1 || b === -1) return;
    this.selected.clear();
    this.add(rows.slice(Math.min(a, b), Math.max(a, b) + 1).flatMap(incidentsOf));
    this.anchor = from;
  }

  all(): void {
    this.add(this.context.rows().flatMap(incidentsOf));
  }

  add(ids: readonly number[]): void {
    for (const id of ids) this.selected.add(id);
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
    if (ids.length === 0 || this.busy || this.undoing) return;
    this.busy = true;
    const next = this.context.leaves(action) ? this.next(new Set(ids)) : "stay";
    const done = await this.context.act(action, ids);
    this.busy = false;
    if (!done) return;
    this.clear();
    this.announce(done.text, done.changed > 0);
    await this.context.after(next);
  }

  async undo(): Promise<void> {
    // Twice at once would take back an older action, which nobody was shown. An action on its way is what it takes back.
    if (this.undoing) return;
    this.undoing = true;
    const asked = await this.context.undo();
    this.undoing = false;
    if (!asked) return;
    this.announce(asked.answer?.text ?? t("undo-nothing"), false);
    if (asked.answer) await this.context.after("stay");
  }

  /** The first row after these, or at the end of the list the one before. */
  private next(ids: ReadonlySet<number>): number | null {
    const rows = this.context.rows();
    const stays = (row: IncidentRow): boolean => incidentsOf(row).some((id) => !ids.has(id));
    const last = rows.findLastIndex((row) => !stays(row));
    const after = rows.slice(last === -1 ? this.context.place() : last + 1).find(stays);
    return (after ?? rows.findLast(stays))?.id ?? null;
  }

  private announce(text: string, undoable: boolean): void {
    this.done = { text, undoable };
    this.context.announce(undoable ? t("undo-said", { text }) : text);
    if (this.timer) clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.done = null;
    }, SHOWN);
  }
}
