// The page of the first run, and what is set aside of the setup. What is done, and what is left, is the app's word.
import type { Backend, Call } from "../backend";
import type { Status } from "../bindings";
import type { Router } from "../session/router.svelte";

export class Setup {
  /** Nothing was ever received, and the page was not left. */
  private fresh = $state(false);

  constructor(
    private readonly backend: Backend,
    private readonly router: Router,
    private readonly attempt: <T>(name: Call, act: () => Promise<T>) => Promise<unknown>,
  ) {}

  begin(status: Status): void {
    this.fresh = status.total === 0;
  }

  /** Whether the page is shown: at the first start, or because somebody finishes the setup. */
  readonly shown = $derived.by(() => this.fresh || this.router.route.view === "setup");

  leave(status: Status | null): void {
    if ((status?.total ?? 0) > 0) this.fresh = false;
    if (this.router.route.view === "setup") this.router.go("#/");
  }

  /** Whether this machine is enough: RETM need not reach it. */
  async setLocalOnly(only: boolean): Promise<void> {
    const args = { name: "setup.local_only", value: only ? "true" : "" };
    await this.attempt("set_setting", () => this.backend.call("set_setting", args));
  }
}
