// Why the open incident fails: the app's diagnosis, and the probe that the user starts.
import type { Backend } from "../backend";
import { asProblem } from "../backend";
import type { Diagnosis, Probe, ProbeMethod, Problem } from "../bindings";
import { throttle } from "../parts/throttle";
import type { Attempt, ProbeRuns, Run } from "../parts/probe-runs.svelte";

const EVERY = 1_000;
/** How long after the promised time the diagnosis is loaded again, in milliseconds. */
const AFTER = 1_000;
/** The longest delay of a timer. */
const MAX_LENGTH = 2 ** 31 - 1;
const BASE_URL = "probe.base_url";

const nameOf = (incident: number): string => `incident ${incident}`;

export class DiagnosisState {
  id = $state<number | null>(null);
  value = $state.raw<Diagnosis | null>(null);
  failed = $state.raw<Problem | null>(null);
  /** Why the base URL was rejected. */
  refused = $state.raw<Problem | null>(null);
  /** The incident to probe once the missing input is given. */
  wanting = $state<number | null>(null);
  private again: ReturnType<typeof setTimeout> | undefined;
  readonly changed = throttle(EVERY, () => this.fetch());

  constructor(
    private readonly backend: Backend,
    private readonly runs: ProbeRuns,
    private readonly attempt: Attempt<"allow_host">,
    private readonly announce: (text: string) => void,
  ) {}

  /** The probe of the open incident that the user started. */
  get run(): Run | null {
    return this.id === null ? null : this.runs.of(nameOf(this.id));
  }

  get running(): boolean {
    return this.run?.ended === false;
  }

  /** The probe to show: the running one, or the latest. */
  get probe(): Probe | null {
    const { run } = this;
    const kept = this.value?.probe ?? null;
    if (!run) return kept;
    if (!run.ended || kept === null) return run.probe;
    return run.probe !== null && run.probe.at >= kept.at ? run.probe : kept;
  }

  /** The URL or path of the endpoint, as far as it is known. */
  get named(): string {
    const target = this.value?.target;
    if (target?.state === "ready") return target.url;
    return target?.state === "needs_base_url" ? target.path : "";
  }

  get canProbe(): boolean {
    return this.value?.target.state === "ready";
  }

  async show(id: number | null): Promise<void> {
    if (id === this.id && !this.failed) return;
    this.id = id;
    this.failed = null;
    this.refused = null;
    this.wanting = null;
    this.value = null;
    clearTimeout(this.again);
    await this.fetch();
  }

  /** `along` runs when the answer is shown. */
  async fetch(along: () => void = () => {}): Promise<void> {
    const { id } = this;
    if (id === null) return;
    try {
      const value = await this.backend.call("diagnosis", { incident_id: id });
      along();
      if (this.id !== id) return;
      this.value = value;
      this.failed = null;
      this.fetchAfter(value?.recovery_until ?? null);
    } catch (reason) {
      along();
      if (this.id === id) this.failed = asProblem("diagnosis", reason);
    }
  }

  /** Loads it again once the promised time has passed. */
  private fetchAfter(until: string | null): void {
    clearTimeout(this.again);
    if (until === null) return;
    const wait = Math.max(0, Date.parse(until) - Date.now()) + AFTER;
    this.again = setTimeout(() => void this.fetch(), Math.min(wait, MAX_LENGTH));
  }

  async start(method: ProbeMethod = "head"): Promise<void> {
    const { id } = this;
    if (id === null || this.running) return;
    if (!this.canProbe) {
      this.wanting = id;
      return;
    }
    const order = { incident_id: id, url: null, method };
    await this.runs.start(nameOf(id), order, (probe, show) => void this.end(id, probe, show));
  }

  async stop(): Promise<void> {
    if (this.id !== null) await this.runs.stop(nameOf(this.id));
  }

  /** Allows the host and probes it. */
  async allow(host: string): Promise<void> {
    const allowed = await this.attempt("allow_host", () => this.backend.call("allow_host", { host }));
    if (!allowed) return;
    await this.fetch();
    await this.start();
  }

  /** Sets the base URL for bare paths and probes. Returns true if it was accepted. */
  async setBase(value: string): Promise<boolean> {
    try {
      await this.backend.call("set_setting", { name: BASE_URL, value });
      this.refused = null;
    } catch (reason) {
      this.refused = asProblem("set_setting", reason);
      return false;
    }
    await this.fetch();
    await this.start();
    return true;
  }

  /** Loads the new diagnosis first, so that both change at once. */
  private async end(id: number, probe: Probe | null, show: () => void): Promise<void> {
    if (id === this.id) await this.fetch(show);
    else show();
    if (id === this.id && probe) this.announce(probe.sentence);
  }
}
