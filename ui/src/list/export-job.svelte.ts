// The export: its progress, result and problem. There is one at a time, and it outlives a change of view.
import { t } from "../words/t";
import type { Backend } from "../backend";
import { asProblem } from "../backend";
import type { ExportFormat, ExportProgress, Problem } from "../bindings";

export class ExportJob {
  progress = $state.raw<ExportProgress | null>(null);
  /** It could not be started or cancelled. */
  failed = $state.raw<Problem | null>(null);
  starting = $state(false);
  private listening = false;

  constructor(
    private readonly backend: Backend,
    private readonly announce: (text: string) => void,
  ) {}

  get running(): boolean {
    return this.starting || this.progress?.state === "running";
  }

  /** Why it failed, whatever the cause. */
  get problem(): Problem | null {
    return this.failed ?? (this.progress?.state === "failed" ? this.progress.problem : null);
  }

  async listen(): Promise<void> {
    if (this.listening) return;
    this.listening = true;
    await this.backend.listen("exporting", (progress) => {
      this.take(progress);
    });
  }

  async start(query: string, format: ExportFormat): Promise<void> {
    if (this.running) return;
    this.starting = true;
    this.failed = null;
    this.progress = null;
    try {
      await this.listen();
      const begun = await this.backend.call("start_export", { query, format });
      // Progress that has arrived in the meantime is newer.
      if (this.heard() === null) this.take(begun);
    } catch (reason) {
      this.failed = asProblem("start_export", reason);
    }
    this.starting = false;
  }

  async cancel(): Promise<void> {
    try {
      await this.backend.call("cancel_export", {});
    } catch (reason) {
      this.failed = asProblem("cancel_export", reason);
    }
  }

  /** Hides the line. A running export continues. */
  dismiss(): void {
    this.failed = null;
    if (!this.running) this.progress = null;
  }

  private heard(): ExportProgress | null {
    return this.progress;
  }

  private take(progress: ExportProgress): void {
    this.progress = progress;
    if (progress.state === "done") this.announce(t("export-done-said", { path: progress.path }));
    if (progress.state === "cancelled") this.announce(t("export-cancelled-said"));
  }
}

const OF = new WeakMap<Backend, ExportJob>();

/** The same job for the same app, so that a change of view loses nothing. */
export function exportJobOf(backend: Backend, announce: (text: string) => void): ExportJob {
  const one = OF.get(backend) ?? new ExportJob(backend, announce);
  OF.set(backend, one);
  return one;
}
