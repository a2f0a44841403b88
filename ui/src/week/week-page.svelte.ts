// The state of the page of a week. An answer about another week than the one on screen is dropped.
import type { Backend } from "../backend";
import { asProblem } from "../backend";
import type { Problem, WeekSummary } from "../bindings";
import { throttle } from "../parts/throttle";

const EVERY = 1_000;

export class WeekPage {
  summary = $state.raw<WeekSummary | null>(null);
  failed = $state.raw<Problem | null>(null);
  /** Something changed. Can be called any number of times. */
  readonly changed = throttle(EVERY, () => this.fetch());
  private week: string | null = null;
  private asked = 0;

  constructor(private readonly backend: Backend) {}

  /** Shows a week, or the last one that is over. */
  async show(week: string | null): Promise<void> {
    this.week = week;
    await this.fetch();
  }

  async fetch(): Promise<void> {
    const asked = ++this.asked;
    try {
      const summary = await this.backend.call("week_summary", { week: this.week });
      if (asked !== this.asked) return;
      this.summary = summary;
      this.failed = null;
    } catch (reason) {
      if (asked === this.asked) this.failed = asProblem("week_summary", reason);
    }
  }
}
