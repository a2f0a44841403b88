// The window's one session: puts its parts together and holds what belongs to none of them alone: which row
// the cursor is on, whether this is the first run. Every thing a person can do is a method here. Never
// touches the page itself; what must be scrolled or focused is told through `page`.
import { SvelteSet } from "svelte/reactivity";
import type { Backend, Call } from "../backend";
import { asProblem } from "../backend";
import type { Commands, Status } from "../bindings";
import { reportAsJson } from "../words/report-as-json";
import { AppStatus } from "./app-status.svelte";
import { Arrivals } from "./arrivals.svelte";
import { Attention } from "./attention.svelte";
import { Copying, type Copyable } from "./copying.svelte";
import { History } from "./history.svelte";
import { Clock } from "./now.svelte";
import { CurrentPlace } from "./place.svelte";
import { Reading } from "./reading.svelte";
import { Said } from "./said.svelte";
import { Troubles } from "./troubles.svelte";
import { Width } from "./width.svelte";

/** What the page can be asked to do. */
export type PageHands = {
  showRow: (index: number) => void;
  toTop: () => void;
  focusList: () => void;
  focusDetail: () => void;
};

const SENT_SHOWN = 2_000;

export class Session {
  readonly said = new Said();
  readonly clock = new Clock();
  readonly width = new Width();
  readonly place = new CurrentPlace();
  readonly attention = new Attention();
  readonly troubles = new Troubles();
  readonly arrivals = new Arrivals(this.said);
  readonly status: AppStatus;
  readonly history: History;
  readonly reading: Reading;
  readonly copying: Copying;

  /** Whether the app has answered for the first time. */
  ready = $state(false);
  firstRun = $state(false);
  cursor = $state<number | null>(null);
  atTop = $state(true);
  keysShown = $state(false);
  test = $state<"idle" | "sending" | "sent">("idle");
  /** An incident's newest delivery error when it was opened: shown beside the list until another is chosen. */
  private pinned = $state<number | null>(null);
  /** Delivery errors opened in this session: no longer new. */
  readonly read = new SvelteSet<number>();
  page: Partial<PageHands> = {};

  constructor(readonly backend: Backend) {
    this.status = new AppStatus(backend);
    this.history = new History(backend);
    this.reading = new Reading(backend);
    this.copying = new Copying(backend, this.said);
  }

  /** The delivery error that is open, if any. */
  get opened(): number | null {
    const { error, incident } = this.place.place;
    if (error !== null) return error;
    return incident !== null && this.width.room === "side-by-side" ? this.pinned : null;
  }

  get listShown(): boolean {
    return !this.firstRun && (this.width.room === "side-by-side" || this.opened === null);
  }

  /** Answers with what ends it. */
  async start(): Promise<() => void> {
    const stops = [this.place.watch(), this.clock.start(), this.width.watch(), this.attention.watch()];
    stops.push(
      await this.backend.listen("navigate", (hash) => {
        this.leaveFirstRun();
        this.place.go(hash);
      }),
      await this.status.start((status) => {
        this.begin(status);
        if (status.newest_id > (this.history.rows.newest ?? 0)) void this.history.catchUp();
        this.reading.refresh();
      }),
    );
    return () => {
      stops.forEach((stop) => {
        stop();
      });
      this.reading.stop();
    };
  }

  private begin(status: Status): void {
    if (this.ready) return;
    this.ready = true;
    this.firstRun = status.total === 0;
    this.attention.begin(status.newest_id, status.unseen);
  }

  leaveFirstRun(): void {
    if ((this.status.value?.total ?? 0) > 0) this.firstRun = false;
  }

  /** The list of one incident, or of all. */
  async list(incident: number | null): Promise<void> {
    this.pinned = null;
    this.cursor = null;
    await this.history.open(incident);
    if (incident === this.history.incident) this.pinned = this.history.rows.newest;
  }

  /** Shows what is open, and takes the cursor there. */
  async bringUp(id: number | null): Promise<void> {
    if (id !== null) {
      this.cursor = id;
      this.read.add(id);
      const index = this.history.rows.indexOf(id);
      if (index !== -1) this.page.showRow?.(index);
    }
    await this.reading.show(id);
  }

  open(id: number): void {
    this.cursor = id;
    this.place.open(id, this.opened === null ? "next" : "instead");
  }

  close(): void {
    if (this.opened === null) return;
    this.place.close();
    this.page.focusList?.();
  }

  /** Down or up the list. Beside the list what the cursor is on opens at once; over it only where one is open. */
  move(by: 1 | -1): void {
    const { rows } = this.history;
    const at = this.cursor === null ? -1 : rows.indexOf(this.cursor);
    const index = at === -1 ? 0 : Math.min(Math.max(0, at + by), rows.count - 1);
    const row = rows.at(index);
    if (!row) return;
    this.page.showRow?.(index);
    if (this.width.room === "side-by-side" || this.opened !== null) this.open(row.id);
    else this.cursor = row.id;
  }

  openCursor(): void {
    if (this.cursor === null) this.move(1);
    if (this.cursor === null) return;
    this.open(this.cursor);
    this.page.focusDetail?.();
  }

  async toTop(): Promise<void> {
    if (this.history.behind) await this.history.reload();
    this.page.toTop?.();
  }

  copyUrl(): Promise<void> {
    const url = this.status.value?.receiver_url;
    return url ? this.copy("url", url) : Promise.resolve();
  }

  copyReport(): Promise<void> {
    const { detail } = this.reading;
    return detail && this.opened !== null ? this.copy("report", reportAsJson(detail)) : Promise.resolve();
  }

  async copy(what: Copyable, text: string): Promise<void> {
    await this.attempt("copy", () => this.copying.copy(what, text));
  }

  async sendTest(): Promise<void> {
    if (this.test === "sending") return;
    this.test = "sending";
    const sent = await this.attempt("send_test", () => this.backend.call("send_test", {}));
    this.test = sent ? "sent" : "idle";
    if (sent) setTimeout(() => (this.test = "idle"), SENT_SHOWN);
  }

  async pause(paused: boolean): Promise<void> {
    await this.attempt("pause_alerts", () => this.backend.call("pause_alerts", { paused }));
    await this.status.ask();
  }

  async mendReceiver(anyPort: boolean): Promise<void> {
    await this.attempt("mend_receiver", () => this.backend.call("mend_receiver", { any_port: anyPort }));
    await this.status.ask();
  }

  async askAgain(): Promise<void> {
    await this.status.ask();
    if (this.history.failed) await this.history.reload();
    if (this.reading.failed) await this.reading.retry();
  }

  async markSeen(upTo: number): Promise<void> {
    if (this.attention.saw(upTo)) await this.quietly("mark_seen", { up_to: upTo });
  }

  /** Something a person asked for: what it failed with is shown. */
  private async attempt<T>(name: Call, act: () => Promise<T>): Promise<{ answer: T } | null> {
    this.troubles.call = null;
    try {
      return { answer: await act() };
    } catch (reason) {
      this.troubles.call = asProblem(name, reason);
      return null;
    }
  }

  /** Something nobody asked for: the next one makes up for it. */
  private async quietly<K extends Call>(name: K, args: Commands[K]["args"]): Promise<void> {
    await this.backend.call(name, args).catch(() => null);
  }
}
