// The window's one session: puts its parts together, follows the address, and holds what belongs to none of them
// alone. Every thing a person can do is a method here or in a part. Never touches the page itself; what must be
// scrolled or focused is told through `page` and the lists' hands.
import { SvelteMap, SvelteSet } from "svelte/reactivity";
import type { Backend, Call } from "../backend";
import { asProblem } from "../backend";
import type { AlertPause, Commands, Incident, ProbeMethod, Problem, Status } from "../bindings";
import { endpointQuery } from "../format/endpoints";
import { Acting, leaves } from "../list/acting.svelte";
import { addressOf, holdsIncidents, type Place } from "./address";
import { AppStatus } from "./app-status.svelte";
import { Arrivals } from "../list/arrivals.svelte";
import { Attention } from "./attention.svelte";
import { copiesOfIncident, copiesOfReport, type CopyChoice } from "../parts/copy-choices";
import { Copying, type Copyable } from "../parts/copying.svelte";
import { Diagnosing } from "../incident/diagnosing.svelte";
import { EndpointList } from "../list/endpoint-list.svelte";
import { EvidenceSaving } from "../incident/evidence-saving.svelte";
import { History } from "../list/history.svelte";
import { IncidentList } from "../list/incident-list.svelte";
import { IncidentReading } from "../incident/incident-reading.svelte";
import { Monitors, USUAL } from "../monitors/monitors.svelte";
import { Moving, type ListName } from "../shell/moving";
import { Clock } from "./now.svelte";
import { CurrentPlace } from "./place.svelte";
import { ProbeRuns } from "../parts/probe-runs.svelte";
import { Reading } from "../report/reading.svelte";
import { Said } from "./said.svelte";
import { Search } from "../list/search.svelte";
import { SettingUp } from "../access/setting-up.svelte";
import { Troubles } from "./troubles.svelte";
import { Width } from "./width.svelte";

/** What the page can be asked to do. */
export type PageHands = { focusDetail: () => void; focusSearch: () => void; focusList: () => void };

/** The menus of the window; one is open at most. */
export type MenuName = "pause" | "mute" | "mute-selected" | "copy" | "export" | "probe";

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
  readonly settingUp: SettingUp;
  readonly incidents: IncidentList;
  readonly looking: IncidentReading;
  /** The delivery errors of the incident that is open. */
  readonly reports: History;
  /** All delivery errors. */
  readonly history: History;
  readonly reading: Reading;
  readonly endpoints: EndpointList;
  readonly copying: Copying;
  readonly diagnosing: Diagnosing;
  readonly evidence: EvidenceSaving;
  readonly monitors: Monitors;
  private readonly probes: ProbeRuns;
  readonly search: Search;
  readonly moving: Moving;
  readonly acting: Acting;

  /** Whether the app has answered for the first time. */
  ready = $state(false);
  keysShown = $state(false);
  menu = $state<MenuName | null>(null);
  test = $state<"idle" | "sending" | "sent">("idle");
  /** Delivery errors opened in this session: no longer new. */
  readonly read = new SvelteSet<number>();
  /** Incidents opened in this session, each with the newest of its delivery errors then. */
  private readonly readUpTo = new SvelteMap<number, number>();
  page: Partial<PageHands> = {};

  constructor(readonly backend: Backend) {
    this.status = new AppStatus(backend);
    this.settingUp = new SettingUp(backend, this.place, this.attempt.bind(this));
    this.incidents = new IncidentList(backend, () => this.status.value?.newest_id ?? 0);
    this.looking = new IncidentReading(backend);
    this.reports = new History(backend);
    this.history = new History(backend);
    this.reading = new Reading(backend);
    this.endpoints = new EndpointList(backend);
    this.copying = new Copying(backend, this.said);
    const say = this.said.say.bind(this.said);
    this.probes = new ProbeRuns(backend, this.attempt.bind(this));
    this.diagnosing = new Diagnosing(backend, this.probes, this.attempt.bind(this), say);
    this.evidence = new EvidenceSaving(backend, say);
    this.monitors = new Monitors(backend, this.probes, say);
    this.search = new Search(backend, this.place);
    this.moving = new Moving(this, this.place, this.width, (id) => {
      this.chooseEndpoint(id);
    });
    this.acting = new Acting({
      rows: () => this.incidents.rows,
      current: () => this.currentIncident,
      leaves: (action) => leaves(this.place.place.view, action),
      act: async (action, incident_ids) =>
        (await this.attempt("act", () => this.backend.call("act", { action, incident_ids })))?.answer ?? null,
      undo: () => this.attempt("undo", () => this.backend.call("undo", {})),
      after: (next) => this.afterActing(next),
      say,
    });
  }

  /** The incident that is open, or under the cursor. */
  get currentIncident(): number | null {
    const { view, incident } = this.place.place;
    if (!holdsIncidents(view)) return null;
    const { cursor } = this.incidents.place;
    return incident ?? (this.incidents.indexOf(cursor) === -1 ? null : cursor);
  }

  /** What the list that is shown failed with. */
  get failed(): Problem | null {
    const { view } = this.place.place;
    if (view === "errors") return this.history.failed;
    if (view === "endpoints") return this.endpoints.failed;
    if (view === "monitors") return this.monitors.failed;
    return holdsIncidents(view) ? this.incidents.failed : null;
  }

  /** Answers with what ends it. */
  async start(): Promise<() => void> {
    const stops = [this.place.watch(), this.clock.start(), this.width.watch(), this.attention.watch()];
    stops.push(
      await this.backend.listen("navigate", (hash) => {
        this.leaveFirstRun();
        this.place.go(hash);
      }),
      await this.probes.listen(),
      await this.status.start((status) => {
        this.begin(status);
        this.follow(status);
      }),
    );
    return () => {
      stops.push(
        this.incidents.stop.bind(this.incidents),
        this.looking.changed.stop,
        this.reading.changed.stop,
        this.diagnosing.changed.stop,
        this.monitors.changed.stop,
        this.endpoints.changed.stop,
      );
      stops.forEach((stop) => {
        stop();
      });
    };
  }

  private begin(status: Status): void {
    if (this.ready) return;
    this.ready = true;
    this.settingUp.begin(status);
    this.attention.begin(status.newest_id, status.unseen);
  }

  private revision = 0;

  /** Something changed: what is shown is brought up to date, and nothing else. */
  private follow(status: Status): void {
    if (status.revision === this.revision) return;
    this.revision = status.revision;
    const { view, incident } = this.place.place;
    const newer = (list: History): boolean => status.newest_id > (list.rows.newest ?? 0);
    if ((view === "errors" || this.firstRun) && newer(this.history)) void this.history.catchUp();
    if (holdsIncidents(view)) this.incidents.changed();
    if (view === "endpoints") this.endpoints.changed();
    if (view === "monitors" || (incident !== null && this.hasMonitors)) this.monitors.changed();
    if (incident !== null) {
      this.diagnosing.changed();
      this.looking.changed();
      if (newer(this.reports)) void this.reports.catchUp();
    }
    this.reading.changed();
  }

  get firstRun(): boolean {
    return this.settingUp.shown;
  }

  leaveFirstRun(): void {
    this.settingUp.leave(this.status.value);
  }

  /** The list of the view, as far as it has one. */
  async showView({ view, query }: Pick<Place, "view" | "query">): Promise<void> {
    this.search.follow(view, query);
    this.acting.clear();
    if (view === "errors") await this.history.open(null, query);
    else if (view === "endpoints") await this.endpoints.open(query);
    else if (view === "monitors") await this.monitors.fetch();
    else if (holdsIncidents(view)) await this.incidents.open(`is:${view} ${query}`.trim());
  }

  async showIncident(id: number | null): Promise<void> {
    if (id !== null) {
      this.moving.bringUp("incidents", id);
      void this.reports.open(id);
      if (this.hasMonitors) this.monitors.changed();
    }
    await Promise.all([this.looking.show(id), this.diagnosing.show(id)]);
  }

  async showError(id: number | null): Promise<void> {
    if (id !== null) {
      this.moving.bringUp(this.place.place.incident === null ? "errors" : "reports", id);
      this.read.add(id);
    }
    await this.reading.show(id);
  }

  private get hasMonitors(): boolean {
    return (this.status.value?.monitors.total ?? 0) > 0;
  }

  /** Asks the endpoint of the open incident or monitor, or stops that; where something is missing for it, shows what. */
  async probe(method: ProbeMethod = "head"): Promise<void> {
    const { incident, error, monitor } = this.place.place;
    if (typeof monitor === "number") return this.monitors.checkOrStop(monitor);
    if (incident === null) return;
    if (this.diagnosing.running) return this.diagnosing.stop();
    this.looking.tab = "probe";
    if (error !== null) this.place.close();
    await this.diagnosing.start(method);
  }

  /** To the monitor of the open incident's endpoint, or to a new one, which begins with that endpoint. */
  watch(): void {
    const { incident, view } = this.place.place;
    if (incident === null && view !== "monitors") return;
    const url = incident === null ? "" : this.diagnosing.named;
    const there = incident === null ? null : this.monitors.of(incident);
    this.monitors.draft = { ...USUAL, url };
    this.place.go(addressOf({ view: "monitors", monitor: there?.id ?? "new" }));
  }

  /** What was looked at is no longer new, until something is added to it. */
  sawIncident({ id, last_error_id }: Incident): void {
    this.readUpTo.set(id, last_error_id);
  }

  isNew({ id, last_error_id }: Incident): boolean {
    return last_error_id > Math.max(this.attention.seenBefore, this.readUpTo.get(id) ?? 0);
  }

  /** One level up: selection, delivery error, incident. */
  back(): void {
    const { error, incident, monitor, view } = this.place.place;
    if (this.acting.clear()) return;
    if (error === null && incident === null && monitor === null) return;
    this.place.close();
    if (error !== null && incident !== null) this.moving.focus("reports");
    else if (view === "monitors") this.moving.focus("monitors");
    else this.moving.focus(holdsIncidents(view) ? "incidents" : "errors");
  }

  openCursor(name: ListName): void {
    if (!this.moving.openCursor(name) || name === "endpoints") return;
    this.page.focusDetail?.();
  }

  /** Further down or up, taking what one passes into the selection. */
  reach(by: 1 | -1): void {
    const from = this.incidents.place.cursor;
    if (from !== null && this.acting.selected.size === 0) this.acting.toggle(from);
    const to = this.moving.move("incidents", by);
    if (to !== null) this.acting.reach(to);
  }

  async toTop(name: ListName): Promise<void> {
    if (name === "incidents") return this.incidents.toTop();
    if (name === "monitors" || name === "endpoints") return this[name].place.hands.toTop?.();
    const list = name === "errors" ? this.history : this.reports;
    if (list.behind) await list.reload();
    list.place.hands.toTop?.();
  }

  /** Where a menu of the incident's is not on the page, the incident is selected, whose bar has one. */
  openMute(): void {
    const { selected } = this.acting;
    const current = this.currentIncident;
    if (current === null && selected.size === 0) return;
    if (selected.size === 0 && this.place.place.incident === null && current !== null)
      this.acting.toggle(current);
    this.menu = selected.size > 0 ? "mute-selected" : "mute";
  }

  private async afterActing(next: number | null | "stay"): Promise<void> {
    const { incident } = this.place.place;
    if (next !== "stay") {
      this.incidents.place.cursor = next;
      if (incident !== null) this.place.change({ incident: next, error: null }, "instead");
    }
    await Promise.all([this.incidents.refresh("with-what-came"), this.looking.again()]);
    const { cursor } = this.incidents.place;
    if (cursor !== null) this.moving.bringUp("incidents", cursor);
  }

  private chooseEndpoint(id: number): void {
    const row = this.endpoints.rows.find((one) => one.latest.id === id);
    if (row) this.place.change({ view: "errors", query: endpointQuery(row.endpoint) });
  }

  /** What can be copied of what is open. */
  get copies(): CopyChoice[] {
    const { error, incident } = this.place.place;
    const report = this.reading.detail;
    const { detail } = this.looking;
    if (error !== null) return report ? copiesOfReport(report) : [];
    if (incident === null || !detail) return [];
    const { last_error_id: id } = detail.incident;
    return copiesOfIncident(
      detail,
      () => this.backend.call("delivery_error", { id }),
      () => this.backend.call("evidence", { incident_id: incident }),
    );
  }

  async copyChoice(choice: CopyChoice): Promise<void> {
    const made = await this.attempt("delivery_error", () => choice.text());
    if (made?.answer) await this.copy("choice", made.answer);
  }

  /** The app copies it itself, and notes that it was copied. */
  async copyUrl(): Promise<void> {
    if (!this.status.value?.receiver_url) return;
    await this.attempt("copy_receiver_url", () => this.copying.copyReceiverUrl());
    await this.status.ask();
  }

  async checkReachability(): Promise<void> {
    await this.attempt("check_reachability", () => this.backend.call("check_reachability", {}));
    await this.status.ask();
  }

  async restartTunnel(): Promise<void> {
    await this.attempt("restart_tunnel", () => this.backend.call("restart_tunnel", {}));
    await this.status.ask();
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

  async pause(pause: AlertPause): Promise<void> {
    await this.attempt("pause_alerts", () => this.backend.call("pause_alerts", { pause }));
    await this.status.ask();
  }

  async mendReceiver(anyPort: boolean): Promise<void> {
    await this.attempt("mend_receiver", () => this.backend.call("mend_receiver", { any_port: anyPort }));
    await this.status.ask();
  }

  async askAgain(): Promise<void> {
    await this.status.ask();
    if (this.history.failed) await this.history.reload();
    if (this.incidents.failed) await this.incidents.refresh("as-it-is");
    if (this.endpoints.failed) await this.endpoints.fetch();
    if (this.reading.failed) await this.reading.again();
    if (this.looking.failed) await this.looking.again();
    if (this.monitors.failed) await this.monitors.fetch();
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
