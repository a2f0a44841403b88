// Loads one item by its id. The last one stays on screen until the next is there, so that moving from row to row does
// not flicker.
import { asProblem, type Call } from "../backend";
import type { Problem } from "../bindings";
import { throttle, type Throttled } from "./throttle";

export class DetailLoader<Detail> {
  id = $state<number | null>(null);
  detail = $state.raw<Detail | null>(null);
  /** The item does not exist. */
  missing = $state(false);
  failed = $state.raw<Problem | null>(null);
  /** Something changed: loads the item again. Throttled, so it can be called any number of times. */
  readonly changed: Throttled;

  /** `every`: milliseconds between two loads after changes. `name`: the call that loads it. */
  constructor(
    private readonly name: Call,
    private readonly ask: (id: number) => Promise<Detail | null>,
    every: number,
  ) {
    this.changed = throttle(every, async () => {
      if (this.id !== null && !this.failed) await this.fetch(this.id);
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
