// Copies text, and shows "Copied" for two seconds on the button that was pressed. The app writes to the clipboard:
// a web page may not do so everywhere.
import { t } from "../words/t";
import type { Session } from "./session.svelte";

const SHOWN = 2_000;

/** What can be copied. Each has a button that shows "Copied". */
export type CopyTarget =
  | "url"
  | "relay-url"
  | "request-curl"
  | "relay-test"
  | "endpoint"
  | "choice"
  | "body"
  | "comparison"
  | `answer-${number}`
  | `edited-${number}`
  | `request-${number}`
  | "log"
  | "missed"
  | "diagnostics"
  | `call-${number}`;

export class Clipboard {
  done = $state<CopyTarget | null>(null);
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly session: Session) {}

  async copy(what: CopyTarget, text: string): Promise<void> {
    const copied = await this.session.attempt("copy", () => this.session.backend.call("copy", { text }));
    if (copied) this.showDone(what);
  }

  /** Like `copy`. The app knows the URL. */
  async copyReceiverUrl(): Promise<void> {
    const { attempt, backend } = this.session;
    const copied = await attempt("copy_receiver_url", () => backend.call("copy_receiver_url", {}));
    if (copied) this.showDone("url");
  }

  private showDone(what: CopyTarget): void {
    this.done = what;
    this.session.announce(t("copied-said"));
    if (this.timer) clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.done = null;
    }, SHOWN);
  }
}
