// One thing that is shown by its number. Keeps showing the last one until the next has come, so that moving from row
// to row does not flicker. Never shows one under another's number.
import { asProblem, type Call } from "../backend";
import type { Problem } from "../bindings";
import { throttle, type Throttled } from "./throttle";

export class DetailLoader<Detail> {
  id = $state<number | null>(null);
  detail = $state.raw<Detail | null>(null);
  /** It was asked for, and is not kept. */
  missing = $state(false);
  failed = $state.raw<Problem | null>(null);
  /** Something changed: it may have grown. Asked for calmly, however often this is called. */
  readonly changed: Throttled;

  /** `every`: how many milliseconds lie between two askings after changes. `name`: the call by which it is asked for. */
  constructor(
    private readonly name: Call,
    private readonly ask: (id: number) => Promise<Detail | null>,
    every: number,
  ) {
    this.changed = throttle(every, () => {
      if (this.id !== null && !this.failed) void this.fetch(this.id);
    });
  }

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
      const detail = await this.ask(id);
      if (this.id !== id) return;
      this.detail = detail;
      this.missing = detail === null;
      this.failed = null;
    } catch (reason) {
      if (this.id === id) this.failed = asProblem(this.name, reason);
    }
  }
}
