// Whether the first-run page is shown. The app decides which setup steps are done.
import type { Status } from "../bindings";
import type { Router } from "../session/router.svelte";

export class Setup {
  /** Nothing was ever received, and the page was not left. */
  private fresh = $state(false);

  constructor(private readonly router: Router) {}

  begin(status: Status): void {
    this.fresh = status.total === 0;
  }

  /** Shown at the first start, and when the user finishes the setup later. */
  readonly shown = $derived.by(() => this.fresh || this.router.route.view === "setup");

  leave(status: Status | null): void {
    if ((status?.total ?? 0) > 0) this.fresh = false;
    if (this.router.route.view === "setup") this.router.go("#/");
  }
}
