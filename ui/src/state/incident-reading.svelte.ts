// The one incident that is open. Keeps showing the last one until the next has come, so that moving from row to
// row does not flicker. Never shows one under another's number.
import type { Backend } from "../backend";
import { asProblem } from "../backend";
import type { IncidentDetail, Problem } from "../bindings";
import { atMost } from "./at-most";

const EVERY = 1_000;

export type Tab = "reports" | "probe" | "missed" | "timeline" | "former";

export class IncidentReading {
  id = $state<number | null>(null);
  detail = $state.raw<IncidentDetail | null>(null);
  /** It was asked for, and is not kept. */
  missing = $state(false);
  failed = $state.raw<Problem | null>(null);
  /** Stays as one moves from incident to incident. */
  tab = $state<Tab>("reports");
  /** Something changed: it may have grown. Asked for calmly, however often this is called. */
  readonly changed = atMost(EVERY, () => {
    if (this.id !== null && !this.failed) void this.fetch(this.id);
  });

  constructor(private readonly backend: Backend) {}

  async show(id: number | null): Promise<void> {
    if (id === this.id && !this.failed) return;
    this.id = id;
    this.failed = null;
    this.missing = false;
    if (id === null) this.detail = null;
    else await this.fetch(id);
  }

  async again(): Promise<void> {
    if (this.id !== null) await this.fetch(this.id);
  }

  private async fetch(id: number): Promise<void> {
    try {
      const detail = await this.backend.call("incident", { id });
      if (this.id !== id) return;
      this.detail = detail;
      this.missing = detail === null;
      this.failed = null;
    } catch (reason) {
      if (this.id === id) this.failed = asProblem("incident", reason);
    }
  }
}
