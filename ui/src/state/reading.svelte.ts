// The one delivery error that is being read. Keeps showing the last one until the next has come, so that
// moving from row to row does not flicker. Never shows one under another's number.
import type { Backend } from "../backend";
import { asProblem } from "../backend";
import type { DeliveryErrorDetail, Problem } from "../bindings";

const CALM = 2_000;

export class Reading {
  id = $state<number | null>(null);
  detail = $state.raw<DeliveryErrorDetail | null>(null);
  /** It was asked for, and is not kept. */
  missing = $state(false);
  failed = $state.raw<Problem | null>(null);
  private refreshing: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly backend: Backend) {}

  async show(id: number | null): Promise<void> {
    if (id === this.id && !this.failed) return;
    this.id = id;
    this.failed = null;
    this.missing = false;
    if (id === null) this.detail = null;
    else await this.fetch(id);
  }

  async retry(): Promise<void> {
    if (this.id !== null) await this.fetch(this.id);
  }

  /** Something changed: its incident may have grown. Asked for calmly, however often this is called. */
  refresh(): void {
    this.refreshing ??= setTimeout(() => {
      this.refreshing = null;
      if (this.id !== null && !this.failed) void this.fetch(this.id);
    }, CALM);
  }

  stop(): void {
    if (this.refreshing) clearTimeout(this.refreshing);
    this.refreshing = null;
  }

  private async fetch(id: number): Promise<void> {
    try {
      const detail = await this.backend.call("delivery_error", { id });
      if (this.id !== id) return;
      this.detail = detail;
      this.missing = detail === null;
      this.failed = null;
    } catch (reason) {
      if (this.id === id) this.failed = asProblem("delivery_error", reason);
    }
  }
}
