// The relay on the settings page: its URL, and its routes, which are saved together.
import { t } from "../words/t";
import type { Backend } from "../backend";
import { asProblem } from "../backend";
import type { Problem, RelayRoute, RelayView } from "../bindings";
import { withoutName } from "../format/problems";
import { throttle } from "../parts/throttle";

const EVERY = 1_000;

/** The index of the route being changed. */
export type RoutePlace = number | "new";

export class RelaySettings {
  view = $state.raw<RelayView | null>(null);
  /** Why it could not be loaded. */
  failed = $state.raw<Problem | null>(null);
  /** The problem of a route. */
  refused = $state.raw<{ at: RoutePlace; problem: Problem } | null>(null);
  private saving = false;
  readonly changed = throttle(EVERY, () => void this.fetch());

  constructor(
    private readonly backend: Backend,
    private readonly announce: (text: string) => void,
  ) {}

  async fetch(): Promise<void> {
    try {
      this.view = await this.backend.call("relay", {});
      this.failed = null;
    } catch (reason) {
      this.failed = asProblem("relay", reason);
    }
  }

  /** Replaces all routes. Returns true if they were saved. */
  async save(routes: RelayRoute[], at: RoutePlace): Promise<boolean> {
    if (this.saving) return false;
    this.saving = true;
    try {
      this.view = await this.backend.call("save_relay_routes", { routes });
      this.refused = null;
      this.announce(t("saved-said"));
      return true;
    } catch (reason) {
      this.refused = { at, problem: withoutName("relay.route", asProblem("save_relay_routes", reason)) };
      return false;
    } finally {
      this.saving = false;
    }
  }
}
