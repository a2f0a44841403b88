// Why the open incident fails: the app's diagnosis, and the probes that a person starts, each under its incident, so
// that one that runs goes on while another incident is read. Never decides a cause; the app does.
import { SvelteMap } from "svelte/reactivity";
import type { Backend } from "../backend";
import { asProblem } from "../backend";
import type { Diagnosis, Probe, ProbeMethod, ProbeProgress, Problem } from "../bindings";
import { atMost } from "./at-most";

const EVERY = 1_000;
const BASE_URL = "probe.base_url";

export type Run = {
  /** None until the app has answered. */
  ticket: number | null;
  /** As far as it is. */
  probe: Probe | null;
  ended: boolean;
};

export class Diagnosing {
  id = $state<number | null>(null);
  value = $state.raw<Diagnosis | null>(null);
  failed = $state.raw<Problem | null>(null);
  /** The base URL that was refused, and why. */
  refused = $state.raw<Problem | null>(null);
  /** The incident that was to be probed, and for which something must be said first. */
  wanting = $state<number | null>(null);
  /** The latest probe that was started here, by incident. */
  private readonly runs = new SvelteMap<number, Run>();
  /** What was heard of probes whose ticket is not known yet. */
  private readonly early = new Map<number, ProbeProgress>();
  readonly changed = atMost(EVERY, () => void this.fetch());

  constructor(
    private readonly backend: Backend,
    /** Shows what a call by hand failed with. */
    private readonly attempt: <T>(name: "start_probe" | "cancel_probe" | "allow_host", act: () => Promise<T>) => Promise<{ answer: T } | null>,
    private readonly say: (text: string) => void,
  ) {} // prettier-ignore

  /** Answers with what ends the listening. */
  listen(): Promise<() => void> {
    return this.backend.listen("probing", (progress) => {
      this.hear(progress);
    });
  }

  /** The probe of the open incident that was started here. */
  get run(): Run | null {
    return this.id === null ? null : (this.runs.get(this.id) ?? null);
  }

  get running(): boolean {
    return this.run?.ended === false;
  }

  /** The one to show: what runs, or the latest. */
  get probe(): Probe | null {
    const { run } = this;
    const kept = this.value?.probe ?? null;
    if (!run) return kept;
    if (!run.ended || kept === null) return run.probe;
    return run.probe !== null && run.probe.at >= kept.at ? run.probe : kept;
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
    await this.fetch();
  }

  /** `along` is done at the moment at which the answer is shown. */
  async fetch(along: () => void = () => {}): Promise<void> {
    const { id } = this;
    if (id === null) return;
    try {
      const value = await this.backend.call("diagnosis", { incident_id: id });
      along();
      if (this.id !== id) return;
      this.value = value;
      this.failed = null;
    } catch (reason) {
      along();
      if (this.id === id) this.failed = asProblem("diagnosis", reason);
    }
  }

  async start(method: ProbeMethod = "head"): Promise<void> {
    const { id } = this;
    if (id === null || this.running) return;
    if (!this.canProbe) {
      this.wanting = id;
      return;
    }
    this.runs.set(id, { ticket: null, probe: null, ended: false });
    const started = await this.attempt("start_probe", () =>
      this.backend.call("start_probe", { incident_id: id, url: null, method }),
    );
    if (!started) {
      this.runs.delete(id);
      return;
    }
    const ticket = started.answer;
    this.runs.set(id, { ticket, probe: null, ended: false });
    const heard = this.early.get(ticket);
    this.early.clear();
    if (heard) this.hear(heard);
  }

  async stop(): Promise<void> {
    const ticket = this.run?.ticket ?? null;
    if (ticket !== null) await this.attempt("cancel_probe", () => this.backend.call("cancel_probe", { ticket }));
  } // prettier-ignore

  /** And asks it. */
  async allow(host: string): Promise<void> {
    const allowed = await this.attempt("allow_host", () => this.backend.call("allow_host", { host }));
    if (!allowed) return;
    await this.fetch();
    await this.start();
  }

  /** What a bare path is put behind; then asks it. True where it was taken. */
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

  private hear(progress: ProbeProgress): void {
    const { ticket, probe, ended } = progress;
    for (const [id, run] of this.runs) {
      if (run.ticket !== ticket || run.ended) continue;
      if (ended) void this.end(id, { ticket, probe, ended });
      else this.runs.set(id, { ticket, probe, ended });
      return;
    }
    if ([...this.runs.values()].some((run) => run.ticket === null)) this.early.set(ticket, progress);
  }

  /** The diagnosis that comes of it is asked for first, so that both change at once. */
  private async end(id: number, run: Run): Promise<void> {
    const show = (): void => void this.runs.set(id, run);
    if (id === this.id) await this.fetch(show);
    else show();
    if (id === this.id && run.probe) this.say(run.probe.sentence);
  }
}
