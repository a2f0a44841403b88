// The relay on the settings page: its URL, and its routes, which are saved together.
import { t } from "../words/t";
import type { Backend } from "../backend";
import { asProblem } from "../backend";
import type { Problem, RelayRoute, RelayView } from "../bindings";
import { withoutName } from "../format/problems";
import { inOrder } from "../parts/in-order";
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
  private saving = 0;
  private rearranging = false;
  private readonly inOrder = inOrder();
  readonly changed = throttle(EVERY, () => void this.fetch());

  constructor(
    private readonly backend: Backend,
    private readonly announce: (text: string) => void,
  ) {}

  async fetch(): Promise<void> {
    try {
      await this.inOrder(async () => {
        this.view = await this.backend.call("relay", {});
        this.failed = null;
      });
    } catch (reason) {
      this.failed = asProblem("relay", reason);
    }
  }

  /** Changes one route. Returns true if it was saved; false, too, while the routes are being rearranged. */
  async change(at: number, to: Partial<RelayRoute>): Promise<boolean> {
    if (this.rearranging) return false;
    return this.save((routes) => routes.map((route, i) => (i === at ? { ...route, ...to } : route)), at);
  }

  /** Adds, moves or removes routes. Returns true if that was saved; false, too, while another change is being saved,
   * because a place in the list may mean another route by then. */
  async rearrange(change: (routes: readonly RelayRoute[]) => RelayRoute[], at: RoutePlace): Promise<boolean> {
    if (this.saving > 0) return false;
    this.rearranging = true;
    return this.save(change, at);
  }

  private async save(
    change: (routes: readonly RelayRoute[]) => RelayRoute[],
    at: RoutePlace,
  ): Promise<boolean> {
    this.saving += 1;
    try {
      await this.inOrder(async () => {
        const routes = change(this.view?.routes ?? []);
        try {
          this.view = await this.backend.call("save_relay_routes", { routes });
        } finally {
          // Together with the view: who sees the change can make the next one.
          this.saving -= 1;
          this.rearranging = false;
        }
      });
      this.refused = null;
      this.announce(t("saved-said"));
      return true;
    } catch (reason) {
      this.refused = { at, problem: withoutName("relay.route", asProblem("save_relay_routes", reason)) };
      return false;
    }
  }
}
