// Where in the window one is, kept in the address, so that back and forward work and a notification can open
// the right thing. Never remembered anywhere else.
import { routeHash, parseRoute, type Route, type View } from "./route";

export class Router {
  hash = $state(location.hash);
  readonly route = $derived(parseRoute(this.hash));

  /** Answers with what ends the listening. */
  watch(): () => void {
    const follow = (): void => {
      this.hash = location.hash;
    };
    const events = ["hashchange", "popstate"] as const;
    events.forEach((event) => {
      window.addEventListener(event, follow);
    });
    return () => {
      events.forEach((event) => {
        window.removeEventListener(event, follow);
      });
    };
  }

  /** Goes to an address. `instead` takes the place of the present one, as when moving row by row. */
  go(hash: string, how: "next" | "instead" = "next"): void {
    if (hash === this.hash) return;
    if (how === "instead") window.history.replaceState(null, "", hash);
    else window.history.pushState(null, "", hash);
    this.hash = location.hash;
  }

  /** Goes elsewhere from here: what is not named stays. */
  change(to: Partial<Route>, how: "next" | "instead" = "next"): void {
    this.go(routeHash({ ...this.route, ...to }), how);
  }

  view(view: View): void {
    this.go(routeHash({ view }));
  }

  /** One level up: from the delivery error to its incident, from that, or from a monitor, to the list. */
  close(): void {
    if (this.route.monitor !== null) this.change({ monitor: null });
    else if (this.route.error !== null) this.change({ error: null });
    else this.change({ incident: null });
  }
}
