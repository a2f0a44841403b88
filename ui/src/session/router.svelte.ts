// The current route. It lives in the URL hash only, so that back and forward work and a notification can open the
// right page.
import { routeHash, parseRoute, type Route, type View } from "./route";

export class Router {
  hash = $state(location.hash);
  readonly route = $derived(parseRoute(this.hash));

  /** Returns a function that stops listening. */
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

  /** Goes to a hash. `instead` replaces the current entry, as when moving row by row. */
  go(hash: string, how: "next" | "instead" = "next"): void {
    if (hash === this.hash) return;
    if (how === "instead") window.history.replaceState(null, "", hash);
    else window.history.pushState(null, "", hash);
    this.hash = location.hash;
  }

  /** Changes parts of the route. */
  change(to: Partial<Route>, how: "next" | "instead" = "next"): void {
    this.go(routeHash({ ...this.route, ...to }), how);
  }

  view(view: View): void {
    this.go(routeHash({ view }));
  }

  /** Goes up one level: from the report to its incident, from an incident or a monitor to the list. */
  close(): void {
    if (this.route.monitor !== null) this.change({ monitor: null });
    else if (this.route.error !== null) this.change({ error: null });
    else this.change({ incident: null });
  }
}
