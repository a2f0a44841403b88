// Copying, and saying so for two seconds on the button that was pressed. Never touches the clipboard itself:
// the app does, for a web page may not everywhere.
import type { Backend } from "../backend";
import type { LiveRegion } from "./live-region.svelte";

const SHOWN = 2_000;

/** What can be copied; each has a button that says "Copied". */
export type CopyTarget = "url" | "endpoint" | "choice" | "body" | "log" | "missed" | `call-${number}`;

export class Clipboard {
  done = $state<CopyTarget | null>(null);
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(
    private readonly backend: Backend,
    private readonly liveRegion: LiveRegion,
  ) {}

  /** Rejects with a Problem where it could not be copied. */
  async copy(what: CopyTarget, text: string): Promise<void> {
    await this.backend.call("copy", { text });
    this.tell(what);
  }

  /** As `copy`; the app knows the URL. */
  async copyReceiverUrl(): Promise<void> {
    await this.backend.call("copy_receiver_url", {});
    this.tell("url");
  }

  private tell(what: CopyTarget): void {
    this.done = what;
    this.liveRegion.announce("Copied.");
    if (this.timer) clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.done = null;
    }, SHOWN);
  }
}
