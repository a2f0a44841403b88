// The probes that the user starts, by the name of their target. A running probe continues while something else is
// open.
import { SvelteMap } from "svelte/reactivity";
import type { Backend } from "../backend";
import type { Commands, Probe, ProbeProgress } from "../bindings";

export type Run = {
  /** Null until the app has answered. */
  ticket: number | null;
  /** The steps so far. */
  probe: Probe | null;
  ended: boolean;
};

/** Runs a call of the user and shows its problem. */
export type Attempt<Name> = <T>(name: Name, act: () => Promise<T>) => Promise<{ answer: T } | null>;

/** Called when a probe has ended. It calls `show` when the result should be shown. */
type Ended = (probe: Probe | null, show: () => void) => void;

export class ProbeRuns {
  /** The latest run of each target. */
  private readonly runs = new SvelteMap<string, Run>();
  private readonly ends = new Map<string, Ended>();
  /** Progress of probes whose ticket is not known yet. */
  private readonly early = new Map<number, ProbeProgress>();

  constructor(
    private readonly backend: Backend,
    private readonly attempt: Attempt<"start_probe" | "cancel_probe">,
  ) {}

  /** Returns a function that stops listening. */
  listen(): Promise<() => void> {
    return this.backend.listen("probing", (progress) => {
      this.onProgress(progress);
    });
  }

  of(name: string): Run | null {
    return this.runs.get(name) ?? null;
  }

  isRunning(name: string): boolean {
    return this.of(name)?.ended === false;
  }

  async start(name: string, order: Commands["start_probe"]["args"], ended: Ended): Promise<void> {
    if (this.isRunning(name)) return;
    this.runs.set(name, { ticket: null, probe: null, ended: false });
    this.ends.set(name, ended);
    const started = await this.attempt("start_probe", () => this.backend.call("start_probe", order));
    if (!started) {
      this.runs.delete(name);
      return;
    }
    const ticket = started.answer;
    this.runs.set(name, { ticket, probe: null, ended: false });
    const heard = this.early.get(ticket);
    this.early.clear();
    if (heard) this.onProgress(heard);
  }

  async stop(name: string): Promise<void> {
    const ticket = this.of(name)?.ticket ?? null;
    if (ticket === null) return;
    await this.attempt("cancel_probe", () => this.backend.call("cancel_probe", { ticket }));
  }

  private onProgress(progress: ProbeProgress): void {
    const { ticket, probe, ended } = progress;
    for (const [name, run] of this.runs) {
      if (run.ticket !== ticket || run.ended) continue;
      const show = (): void => void this.runs.set(name, { ticket, probe, ended });
      if (ended) (this.ends.get(name) ?? ((_, showIt): void => showIt()))(probe, show);
      else show();
      return;
    }
    if ([...this.runs.values()].some((run) => run.ticket === null)) this.early.set(ticket, progress);
  }
}
