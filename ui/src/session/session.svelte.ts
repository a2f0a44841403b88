// The window's one session: puts its parts together, follows the address, and holds what belongs to none of them
// alone. Every thing a person can do is a method here or in a part. Never touches the page itself; what must be
// scrolled or focused is told through `page` and the lists' hands.
import { SvelteMap, SvelteSet } from "svelte/reactivity";
import type { Backend, Call } from "../backend";
import { asProblem } from "../backend";
import type { AlertPause, Commands, Incident, ProbeMethod, Problem, Status } from "../bindings";
import { endpointQuery } from "../format/endpoints";
import { IncidentActions, leaves } from "../list/incident-actions.svelte";
import { routeHash, holdsIncidents, type Route } from "./route";
import { AppStatus } from "./app-status.svelte";
import { Arrivals } from "../list/arrivals.svelte";
import { Attention } from "./attention.svelte";
import { copiesOfIncident, copiesOfReport, type CopyChoice } from "../parts/copy-choices";
import { Clipboard, type CopyTarget } from "./clipboard.svelte";
import { DiagnosisState } from "../incident/diagnosis-state.svelte";
import { EndpointList } from "../list/endpoint-list.svelte";
import { EvidenceSaving } from "../incident/evidence-saving.svelte";
import { ReportList } from "../list/report-list.svelte";
import { IncidentList } from "../list/incident-list.svelte";
import { OpenIncident } from "../incident/open-incident.svelte";
import { Monitors, DEFAULT_MONITOR } from "../monitors/monitors.svelte";
import { ListNavigation, type ListName } from "../parts/list-navigation";
import { Clock } from "./clock.svelte";
import { Router } from "./router.svelte";
import { ProbeRuns } from "../parts/probe-runs.svelte";
import { OpenReport } from "../report/open-report.svelte";
import { LiveRegion } from "./live-region.svelte";
import { Search } from "../list/search.svelte";
import { Setup } from "../access/setup.svelte";
import { Problems } from "./problems.svelte";
import { Layout } from "./layout.svelte";

/** What the page can be asked to do. */
export type PageHandlers = { focusDetail: () => void; focusSearch: () => void; focusList: () => void };

/** The menus of the window; one is open at most. */
export type MenuName = "pause" | "mute" | "mute-selected" | "copy" | "export" | "probe";

const SENT_SHOWN = 2_000;

export class Session {
  readonly liveRegion = new LiveRegion();
  readonly clock = new Clock();
  readonly layout = new Layout();
  readonly router = new Router();
  readonly attention = new Attention();
  readonly problems = new Problems();
  readonly arrivals = new Arrivals(this.liveRegion);
  readonly status: AppStatus;
  readonly setup: Setup;
  readonly incidents: IncidentList;
  readonly openIncident: OpenIncident;
  /** The delivery errors of the incident that is open. */
  readonly incidentReports: ReportList;
  /** All delivery errors. */
  readonly allReports: ReportList;
  readonly openReport: OpenReport;
  readonly endpoints: EndpointList;
  readonly clipboard: Clipboard;
  readonly diagnosisState: DiagnosisState;
  readonly evidence: EvidenceSaving;
  readonly monitors: Monitors;
  private readonly probes: ProbeRuns;
  readonly search: Search;
  readonly navigation: ListNavigation;
  readonly actions: IncidentActions;

  /** Whether the app has answered for the first time. */
  ready = $state(false);
  keysShown = $state(false);
  menu = $state<MenuName | null>(null);
  test = $state<"idle" | "sending" | "sent">("idle");
  /** Delivery errors opened in this session: no longer new. */
  readonly read = new SvelteSet<number>();
  /** Incidents opened in this session, each with the newest of its delivery errors then. */
  private readonly readUpTo = new SvelteMap<number, number>();
  page: Partial<PageHandlers> = {};

  constructor(readonly backend: Backend) {
    this.status = new AppStatus(backend);
    this.setup = new Setup(backend, this.router, this.attempt.bind(this));
    this.incidents = new IncidentList(backend, () => this.status.value?.newest_id ?? 0);
    this.openIncident = new OpenIncident(backend);
    this.incidentReports = new ReportList(backend);
    this.allReports = new ReportList(backend);
    this.openReport = new OpenReport(backend);
    this.endpoints = new EndpointList(backend);
    this.clipboard = new Clipboard(backend, this.liveRegion);
    const announce = this.liveRegion.announce.bind(this.liveRegion);
    this.probes = new ProbeRuns(backend, this.attempt.bind(this));
    this.diagnosisState = new DiagnosisState(backend, this.probes, this.attempt.bind(this), announce);
    this.evidence = new EvidenceSaving(backend, announce);
    this.monitors = new Monitors(backend, this.probes, announce);
    this.search = new Search(backend, this.router);
    this.navigation = new ListNavigation(this, this.router, this.layout, (id) => {
      this.chooseEndpoint(id);
    });
    this.actions = new IncidentActions({
      rows: () => this.incidents.rows,
      current: () => this.currentIncident,
      leaves: (action) => leaves(this.router.route.view, action),
      act: async (action, incident_ids) =>
        (await this.attempt("act", () => this.backend.call("act", { action, incident_ids })))?.answer ?? null,
      undo: () => this.attempt("undo", () => this.backend.call("undo", {})),
      after: (next) => this.afterActing(next),
      announce,
    });
  }

  /** The incident that is open, or under the cursor. */
  get currentIncident(): number | null {
    const { view, incident } = this.router.route;
    if (!holdsIncidents(view)) return null;
    const { cursor } = this.incidents.position;
    return incident ?? (this.incidents.indexOf(cursor) === -1 ? null : cursor);
  }

  /** What the list that is shown failed with. */
  get failed(): Problem | null {
    const { view } = this.router.route;
    if (view === "errors") return this.allReports.failed;
    if (view === "endpoints") return this.endpoints.failed;
    if (view === "monitors") return this.monitors.failed;
    return holdsIncidents(view) ? this.incidents.failed : null;
  }

  /** Answers with what ends it. */
  async start(): Promise<() => void> {
    const stops = [this.router.watch(), this.clock.start(), this.layout.watch(), this.attention.watch()];
    stops.push(
      await this.backend.listen("navigate", (hash) => {
        this.leaveFirstRun();
        this.router.go(hash);
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
        this.openIncident.changed.stop,
        this.openReport.changed.stop,
        this.diagnosisState.changed.stop,
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
    this.setup.begin(status);
    this.attention.begin(status.newest_id, status.unseen);
  }

  private revision = 0;

  /** Something changed: what is shown is brought up to date, and nothing else. */
  private follow(status: Status): void {
    if (status.revision === this.revision) return;
    this.revision = status.revision;
    const { view, incident } = this.router.route;
    const newer = (list: ReportList): boolean => status.newest_id > (list.rows.newest ?? 0);
    if ((view === "errors" || this.firstRun) && newer(this.allReports)) void this.allReports.catchUp();
    if (holdsIncidents(view)) this.incidents.changed();
    if (view === "endpoints") this.endpoints.changed();
    if (view === "monitors" || (incident !== null && this.hasMonitors)) this.monitors.changed();
    if (incident !== null) {
      this.diagnosisState.changed();
      this.openIncident.changed();
      if (newer(this.incidentReports)) void this.incidentReports.catchUp();
    }
    this.openReport.changed();
  }

  get firstRun(): boolean {
    return this.setup.shown;
  }

  leaveFirstRun(): void {
    this.setup.leave(this.status.value);
  }

  /** The list of the view, as far as it has one. */
  async showView({ view, query }: Pick<Route, "view" | "query">): Promise<void> {
    this.search.follow(view, query);
    this.actions.clear();
    if (view === "errors") await this.allReports.open(null, query);
    else if (view === "endpoints") await this.endpoints.open(query);
    else if (view === "monitors") await this.monitors.fetch();
    else if (holdsIncidents(view)) await this.incidents.open(`is:${view} ${query}`.trim());
  }

  async showIncident(id: number | null): Promise<void> {
    if (id !== null) {
      this.navigation.reveal("incidents", id);
      void this.incidentReports.open(id);
      if (this.hasMonitors) this.monitors.changed();
    }
    await Promise.all([this.openIncident.show(id), this.diagnosisState.show(id)]);
  }

  async showError(id: number | null): Promise<void> {
    if (id !== null) {
      this.navigation.reveal(this.router.route.incident === null ? "errors" : "reports", id);
      this.read.add(id);
    }
    await this.openReport.show(id);
  }

  private get hasMonitors(): boolean {
    return (this.status.value?.monitors.total ?? 0) > 0;
  }

  /** Asks the endpoint of the open incident or monitor, or stops that; where something is missing for it, shows what. */
  async probe(method: ProbeMethod = "head"): Promise<void> {
    const { incident, error, monitor } = this.router.route;
    if (typeof monitor === "number") return this.monitors.checkOrStop(monitor);
    if (incident === null) return;
    if (this.diagnosisState.running) return this.diagnosisState.stop();
    this.openIncident.tab = "probe";
    if (error !== null) this.router.close();
    await this.diagnosisState.start(method);
  }

  /** To the monitor of the open incident's endpoint, or to a new one, which begins with that endpoint. */
  watch(): void {
    const { incident, view } = this.router.route;
    if (incident === null && view !== "monitors") return;
    const url = incident === null ? "" : this.diagnosisState.named;
    const there = incident === null ? null : this.monitors.of(incident);
    this.monitors.draft = { ...DEFAULT_MONITOR, url };
    this.router.go(routeHash({ view: "monitors", monitor: there?.id ?? "new" }));
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
    const { error, incident, monitor, view } = this.router.route;
    if (this.actions.clear()) return;
    if (error === null && incident === null && monitor === null) return;
    this.router.close();
    if (error !== null && incident !== null) this.navigation.focus("reports");
    else if (view === "monitors") this.navigation.focus("monitors");
    else this.navigation.focus(holdsIncidents(view) ? "incidents" : "errors");
  }

  openCursor(name: ListName): void {
    if (!this.navigation.openCursor(name) || name === "endpoints") return;
    this.page.focusDetail?.();
  }

  /** Further down or up, taking what one passes into the selection. */
  reach(by: 1 | -1): void {
    const from = this.incidents.position.cursor;
    if (from !== null && this.actions.selected.size === 0) this.actions.toggle(from);
    const to = this.navigation.move("incidents", by);
    if (to !== null) this.actions.reach(to);
  }

  async toTop(name: ListName): Promise<void> {
    if (name === "incidents") return this.incidents.toTop();
    if (name === "monitors" || name === "endpoints") return this[name].position.handlers.toTop?.();
    const list = name === "errors" ? this.allReports : this.incidentReports;
    if (list.behind) await list.reload();
    list.position.handlers.toTop?.();
  }

  /** Where a menu of the incident's is not on the page, the incident is selected, whose bar has one. */
  openMute(): void {
    const { selected } = this.actions;
    const current = this.currentIncident;
    if (current === null && selected.size === 0) return;
    if (selected.size === 0 && this.router.route.incident === null && current !== null)
      this.actions.toggle(current);
    this.menu = selected.size > 0 ? "mute-selected" : "mute";
  }

  private async afterActing(next: number | null | "stay"): Promise<void> {
    const { incident } = this.router.route;
    if (next !== "stay") {
      this.incidents.position.cursor = next;
      if (incident !== null) this.router.change({ incident: next, error: null }, "instead");
    }
    await Promise.all([this.incidents.refresh("with-what-came"), this.openIncident.again()]);
    const { cursor } = this.incidents.position;
    if (cursor !== null) this.navigation.reveal("incidents", cursor);
  }

  private chooseEndpoint(id: number): void {
    const row = this.endpoints.rows.find((one) => one.latest.id === id);
    if (row) this.router.change({ view: "errors", query: endpointQuery(row.endpoint) });
  }

  /** What can be copied of what is open. */
  get copies(): CopyChoice[] {
    const { error, incident } = this.router.route;
    const report = this.openReport.detail;
    const { detail } = this.openIncident;
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
    await this.attempt("copy_receiver_url", () => this.clipboard.copyReceiverUrl());
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

  async copy(what: CopyTarget, text: string): Promise<void> {
    await this.attempt("copy", () => this.clipboard.copy(what, text));
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

  async repairReceiver(anyPort: boolean): Promise<void> {
    await this.attempt("mend_receiver", () => this.backend.call("mend_receiver", { any_port: anyPort }));
    await this.status.ask();
  }

  async askAgain(): Promise<void> {
    await this.status.ask();
    if (this.allReports.failed) await this.allReports.reload();
    if (this.incidents.failed) await this.incidents.refresh("as-it-is");
    if (this.endpoints.failed) await this.endpoints.fetch();
    if (this.openReport.failed) await this.openReport.again();
    if (this.openIncident.failed) await this.openIncident.again();
    if (this.monitors.failed) await this.monitors.fetch();
  }

  async markSeen(upTo: number): Promise<void> {
    if (this.attention.saw(upTo)) await this.quietly("mark_seen", { up_to: upTo });
  }

  /** Something a person asked for: what it failed with is shown. */
  private async attempt<T>(name: Call, act: () => Promise<T>): Promise<{ answer: T } | null> {
    this.problems.call = null;
    try {
      return { answer: await act() };
    } catch (reason) {
      this.problems.call = asProblem(name, reason);
      return null;
    }
  }

  /** Something nobody asked for: the next one makes up for it. */
  private async quietly<K extends Call>(name: K, args: Commands[K]["args"]): Promise<void> {
    await this.backend.call(name, args).catch(() => null);
  }
}
