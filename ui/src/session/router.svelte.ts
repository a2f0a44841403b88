// The current route. It lives in the URL hash only, so that back and forward work and a notification can open the
// right page.
import { routeHash, parseRoute, type Route, type View } from "./route";

type Mark = { fromWindow?: boolean } | null | undefined;

function isMarked(): boolean {
  return (window.history.state as Mark)?.fromWindow !== undefined;
}

/** Whether the previous history entry is a page of the window. */
function isLed(): boolean {
  return (window.history.state as Mark)?.fromWindow === true;
}

export class Router {
  hash = $state(location.hash);
  readonly route = $derived(parseRoute(this.hash));
  /** Called at once when something else is shown. */
  onChange: () => void = () => {};

  /** Returns a function that stops listening. */
  watch(): () => void {
    // No page of the window precedes the first entry. Links add entries without a mark.
    if (!isMarked()) window.history.replaceState({ fromWindow: false }, "");
    const follow = (): void => {
      if (!isMarked()) window.history.replaceState({ fromWindow: true }, "");
      this.arrive();
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
    // Marks entries that were reached from another page of the window.
    if (how === "instead") window.history.replaceState(window.history.state, "", hash);
    else window.history.pushState({ fromWindow: true }, "", hash);
    this.arrive();
  }

  private arrive(): void {
    if (location.hash === this.hash) return;
    this.hash = location.hash;
    this.onChange();
  }

  /** Changes parts of the route. */
  change(to: Partial<Route>, how: "next" | "instead" = "next"): void {
    this.go(routeHash({ ...this.route, ...to }), how);
  }

  /** Goes back to the previous page, or to this view if there is none. */
  back(otherwise: View | null = null): void {
    if (isLed()) window.history.back();
    else if (otherwise !== null) this.view(otherwise);
  }

  view(view: View): void {
    this.go(routeHash({ view }));
  }

  /** Goes up one level: from the report to its incident, from an incident or a monitor to the list. */
  close(): void {
    if (this.route.view === "endpoint") this.back("endpoints");
    else if (this.route.monitor !== null) this.change({ monitor: null });
    else if (this.route.request !== null) this.change({ request: null });
    else if (this.route.error !== null) this.change({ error: null });
    else this.change({ incident: null });
  }
}
