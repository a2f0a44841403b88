// Whether the first-run page is shown. The app decides which setup steps are done.
import type { Status } from "../bindings";
import type { Router } from "../session/router.svelte";

/** The hashes of a window that was sent nowhere. */
const START: readonly string[] = ["", "#", "#/"];

export class Setup {
  /** Nothing was received before the window opened, and the page was not left. */
  private fresh = $state(false);
  private hasReports = $state(false);

  constructor(private readonly router: Router) {}

  begin(status: Status): void {
    this.fresh = status.total === 0;
  }

  follow(status: Status): void {
    this.hasReports = status.total > 0;
  }

  /** The window was sent away from the first-run page, and there is something to see. */
  readonly isElsewhere = $derived.by(
    () =>
      this.fresh &&
      this.hasReports &&
      !START.includes(this.router.hash) &&
      this.router.route.view !== "setup",
  );

  /** Shown at the first start, and when the user finishes the setup later. */
  readonly shown = $derived.by(() => this.fresh || this.router.route.view === "setup");

  /** Leaves the page, if there is something to see. */
  leave(hasReports: boolean): void {
    if (hasReports) this.fresh = false;
    if (this.router.route.view === "setup") this.router.go("#/");
  }
}
