// The probes that a person starts, each under the name of what it is of, so that one that runs goes on while something
// else is read. Never decides what is asked, nor what was found; the app does.
import { SvelteMap } from "svelte/reactivity";
import type { Backend } from "../backend";
import type { Commands, Probe, ProbeProgress } from "../bindings";

export type Run = {
  /** None until the app has answered. */
  ticket: number | null;
  /** As far as it is. */
  probe: Probe | null;
  ended: boolean;
};

/** Shows what a call by hand failed with. */
export type Attempt<Name> = <T>(name: Name, act: () => Promise<T>) => Promise<{ answer: T } | null>;

/** What is done when one has ended; it calls `show` at the moment at which that is to be seen. */
type Ended = (probe: Probe | null, show: () => void) => void;

export class ProbeRuns {
  /** The latest of each. */
  private readonly runs = new SvelteMap<string, Run>();
  private readonly ends = new Map<string, Ended>();
  /** What was heard of probes whose ticket is not known yet. */
  private readonly early = new Map<number, ProbeProgress>();

  constructor(
    private readonly backend: Backend,
    private readonly attempt: Attempt<"start_probe" | "cancel_probe">,
  ) {}

  /** Answers with what ends the listening. */
  listen(): Promise<() => void> {
    return this.backend.listen("probing", (progress) => {
      this.hear(progress);
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
    if (heard) this.hear(heard);
  }

  async stop(name: string): Promise<void> {
    const ticket = this.of(name)?.ticket ?? null;
    if (ticket === null) return;
    await this.attempt("cancel_probe", () => this.backend.call("cancel_probe", { ticket }));
  }

  private hear(progress: ProbeProgress): void {
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
