// The state of the page of an endpoint: what is kept of it, and the note being written.
import { t } from "../words/t";
import type { Backend } from "../backend";
import { asProblem } from "../backend";
import type { EndpointDetail, Problem } from "../bindings";
import type { Monitors } from "../monitors/monitors.svelte";
import { throttle } from "../parts/throttle";
import type { Session } from "../session/session.svelte";

const EVERY = 1_000;

export class EndpointPage {
  detail = $state.raw<EndpointDetail | null>(null);
  failed = $state.raw<Problem | null>(null);
  /** The note being written. Null while it is unchanged. */
  draft = $state<string | null>(null);
  /** Why the note or a mute could not be saved. */
  problem = $state.raw<Problem | null>(null);
  /** Something changed. Can be called any number of times. */
  readonly changed = throttle(EVERY, () => this.fetch());
  private endpoint: string | null = null;
  private readonly backend: Backend;

  constructor(
    readonly session: Session,
    readonly monitors: Monitors,
  ) {
    this.backend = session.backend;
  }

  async show(endpoint: string | null): Promise<void> {
    if (endpoint === this.endpoint && !this.failed) return;
    this.endpoint = endpoint;
    this.detail = null;
    this.draft = null;
    this.problem = null;
    this.failed = null;
    await this.fetch();
  }

  async fetch(): Promise<void> {
    const { endpoint } = this;
    if (endpoint === null) return;
    try {
      const detail = await this.backend.call("endpoint", { endpoint });
      if (endpoint !== this.endpoint) return;
      this.detail = detail;
      this.failed = null;
      if (detail.monitor_id !== null) await this.monitors.fetch();
    } catch (reason) {
      if (endpoint === this.endpoint) this.failed = asProblem("endpoint", reason);
    }
  }

  /** Opens its monitor, or the form for a new one. */
  watch(): void {
    const { detail } = this;
    if (!detail) return;
    if (detail.monitor_id !== null) this.monitors.show(detail.monitor_id);
    else this.monitors.create(/^https?:/.test(detail.endpoint) ? detail.endpoint : "");
  }

  async saveNote(): Promise<void> {
    const { detail, draft } = this;
    if (!detail || draft === null) return;
    const args = { endpoint: detail.endpoint, note: draft };
    if (!(await this.attempt("set_endpoint_note", () => this.backend.call("set_endpoint_note", args))))
      return;
    this.session.announce(t("note-saved"));
    // It may have been written further meanwhile.
    if (this.draft === draft) this.draft = null;
  }

  async mute(pattern: string): Promise<boolean> {
    const muted = await this.attempt("mute_for_good", () => this.backend.call("mute_for_good", { pattern }));
    if (muted) this.session.announce(t("muted-for-good-said"));
    return muted;
  }

  async unmute(pattern: string): Promise<void> {
    const done = await this.attempt("unmute_for_good", () =>
      this.backend.call("unmute_for_good", { pattern }),
    );
    if (done) this.session.announce(t("unmuted-said"));
  }

  /** Runs an action of the user, shows its problem here, and reloads the page. */
  private async attempt(
    name: "set_endpoint_note" | "mute_for_good" | "unmute_for_good",
    act: () => Promise<null>,
  ): Promise<boolean> {
    const { endpoint } = this;
    this.problem = null;
    try {
      await act();
    } catch (reason) {
      const problem = asProblem(name, reason);
      // Not under another endpoint that was opened meanwhile.
      if (endpoint === this.endpoint) this.problem = problem;
      else this.session.problems.call = problem;
      return false;
    }
    await this.fetch();
    return true;
  }
}
