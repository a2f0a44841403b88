// Commands to the app that several pages offer: check the connection, restart the tunnel, send a test, pause
// notifications. Each shows its own problem and then requests the new status.
import type { Call } from "../backend";
import type { AlertPause, Appearance, Commands } from "../bindings";
import type { Session } from "./session.svelte";

/** How long "Sent" is shown, in milliseconds. */
const SENT_SHOWN = 2_000;

export class AppCommands {
  test = $state<"idle" | "sending" | "sent">("idle");

  constructor(private readonly session: Session) {}

  /** Also requests the status, because the app records that the URL was copied. */
  async copyUrl(): Promise<void> {
    const { clipboard, status } = this.session;
    if (!status.value?.receiver_url) return;
    await clipboard.copyReceiverUrl();
    await status.ask();
  }

  checkReachability(): Promise<void> {
    return this.run("check_reachability", {});
  }

  restartTunnel(): Promise<void> {
    return this.run("restart_tunnel", {});
  }

  pause(pause: AlertPause): Promise<void> {
    return this.run("pause_alerts", { pause });
  }

  repairReceiver(anyPort: boolean): Promise<void> {
    return this.run("mend_receiver", { any_port: anyPort });
  }

  /** True: RETM does not need to reach this machine. */
  async setLocalOnly(only: boolean): Promise<void> {
    const args = { name: "setup.local_only", value: only ? "true" : "" };
    await this.session.attempt("set_setting", () => this.session.backend.call("set_setting", args));
  }

  /** Sets how the window writes times, or the room of its rows. */
  async setAppearance(name: keyof Appearance, value: string, done: string): Promise<void> {
    const { attempt, backend, status } = this.session;
    const args = { name: `window.${name}`, value };
    if (!(await attempt("set_setting", () => backend.call("set_setting", args)))) return;
    await status.ask();
    this.session.flash(done);
  }

  async sendTest(): Promise<void> {
    if (this.test === "sending") return;
    this.test = "sending";
    const sent = await this.session.attempt("send_test", () => this.session.backend.call("send_test", {}));
    this.test = sent ? "sent" : "idle";
    if (sent) setTimeout(() => (this.test = "idle"), SENT_SHOWN);
  }

  private async run<K extends Call>(name: K, args: Commands[K]["args"]): Promise<void> {
    await this.session.attempt(name, () => this.session.backend.call(name, args));
    await this.session.status.ask();
  }
}
