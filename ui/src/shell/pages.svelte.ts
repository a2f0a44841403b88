// Every page's state, put together: shows what the route names, passes on what changes in the app, and knows what a
// key means on the page that is open.
import { t } from "../words/t";
import type { DeliveryError, Problem, Setting, Status } from "../bindings";
import { Setup } from "../access/setup.svelte";
import { EndpointPage } from "../endpoint/endpoint-page.svelte";
import { IncidentPage } from "../incident/incident-page.svelte";
import { ListPage } from "../list/list-page.svelte";
import { Monitors } from "../monitors/monitors.svelte";
import { copiesOfReport, type CopyChoice } from "../parts/copy-choices";
import { ListNavigation, type ListName, type NavigableList } from "../parts/list-navigation";
import type { MenuItem, MenuPlace } from "../parts/MenuList.svelte";
import { ProbeRuns } from "../parts/probe-runs.svelte";
import { linkTo } from "../format/links";
import { Requests } from "../requests/requests.svelte";
import { OpenReport } from "../report/open-report.svelte";
import { endpointHash, holdsIncidents, routeHash, type Route } from "../session/route";
import type { Session } from "../session/session.svelte";
import { WeekPage } from "../week/week-page.svelte";
import { sectionOf } from "../settings/sections";

/** How long a page may take to appear, in milliseconds. */
const TIMEOUT = 3_000;

/** The most reports that are offered to compare with. */
const COMPARABLE = 50;

/** What the context menu offers, and for what. */
export type ContextMenu = { label: string; items: MenuItem[] };

export class Pages {
  readonly navigation: ListNavigation;
  readonly list: ListPage;
  readonly incident: IncidentPage;
  readonly report: OpenReport;
  readonly monitors: Monitors;
  readonly endpoint: EndpointPage;
  readonly requests: Requests;
  readonly week: WeekPage;
  readonly setup: Setup;
  /** The context menu and its last position. */
  context = $state.raw<{ menu: ContextMenu; at: MenuPlace; pointed: boolean } | null>(null);
  private readonly probes: ProbeRuns;
  private revision = 0;

  /** The route, or the first-run page that is shown in its place. */
  get shownRoute(): Route {
    const { route } = this.session.router;
    return this.setup.shown ? { ...route, view: "setup" } : route;
  }

  constructor(readonly session: Session) {
    const { backend, router, attempt } = session;
    this.setup = new Setup(router);
    this.probes = new ProbeRuns(backend, attempt);
    this.navigation = new ListNavigation(
      session,
      (name) => this.listNamed(name),
      (id) => {
        this.list.openEndpoint(id);
      },
    );
    this.list = new ListPage(session, this.navigation, () => this.incident.open.again());
    this.monitors = new Monitors(session, this.navigation, this.probes);
    this.requests = new Requests(session, this.navigation);
    this.week = new WeekPage(backend);
    this.endpoint = new EndpointPage(session, this.monitors);
    this.incident = new IncidentPage(session, this.list, this.monitors, this.probes);
    this.report = new OpenReport(backend);
    this.list.onCompare = (open, other) => void this.report.comparing.compare(open, other);
  }

  private listNamed(name: ListName): NavigableList {
    const { list, incident, monitors, requests } = this;
    const lists = { incidents: list.incidents, errors: list.reports, endpoints: list.endpoints };
    if (name === "requests") return requests;
    if (name === "reports") {
      return this.session.router.route.error === null ? incident.reports : incident.reports.single;
    }
    return name === "monitors" ? monitors : lists[name];
  }

  /** Shows what the page came with. Before the window is mounted. */
  begin(): Promise<void> {
    return this.session.begin((status, pushed) => {
      this.follow(status, pushed);
    });
  }

  /** Returns a function that stops everything started here. */
  async start(): Promise<() => void> {
    const { backend, router } = this.session;
    const stopAttention = this.list.attention.watch();
    const go = (hash: string): void => {
      this.leaveFirstRun();
      router.go(hash);
    };
    const listenToClicks = async (): Promise<() => void> => {
      const stop = await backend.listen("navigate", go);
      // A click that came before the page could hear of it.
      void backend
        .call("take_address", {})
        .then((missed) => {
          if (missed !== null) go(missed);
        })
        .catch(() => {});
      return stop;
    };
    await this.begin();
    const stopSession = await this.session.start(() => Promise.all([listenToClicks(), this.probes.listen()]));
    return () => {
      stopAttention();
      stopSession();
      this.list.stop();
      this.incident.stop();
      this.report.changed.stop();
      this.monitors.changed.stop();
      this.endpoint.changed.stop();
      this.requests.stop();
      this.week.changed.stop();
    };
  }

  /** Updates what is on screen, and nothing else. */
  private follow(status: Status, pushed: boolean): void {
    this.setup.follow(status);
    if (!this.session.ready) {
      this.setup.begin(status);
      this.list.attention.begin(status.newest_id, status.unseen);
      this.list.saved.changed();
      if (!pushed) {
        // The content on screen is loaded at the same time, and is current. It came with the page and is as new as this
        // status, where the page does not hear of changes yet.
        if (!this.session.listening) this.revision = status.revision;
        return;
      }
    }
    if (status.revision === this.revision) return;
    this.revision = status.revision;
    const { view, incident } = this.session.router.route;
    this.list.follow(status, this.setup.shown);
    if (view === "monitors" || (incident !== null && this.hasMonitors)) this.monitors.changed();
    this.incident.follow();
    this.report.changed();
    if (view === "endpoint") this.endpoint.changed();
    if (view === "requests") this.requests.changed();
    if (view === "week") this.week.changed();
  }

  private get hasMonitors(): boolean {
    return (this.session.status.value?.monitors.total ?? 0) > 0;
  }

  leaveFirstRun(): void {
    // The first report may be listed before the status counts it.
    const total = this.session.status.value?.total ?? 0;
    this.setup.leave(total > 0 || this.list.reports.rows.count > 0);
  }

  async showView(route: Pick<Route, "view" | "query">): Promise<void> {
    // The keys would act on what no page shows.
    this.list.actions.clear();
    if (route.view !== "requests") this.requests.selection.clear();
    // Its search has a different query language.
    if (route.view === "requests") {
      await this.requests.search(route.query);
      return;
    }
    await Promise.all([this.list.show(route), route.view === "monitors" ? this.monitors.fetch() : null]);
  }

  async revealIncident(id: number | null): Promise<void> {
    if (id === null) return;
    if (this.hasMonitors) this.monitors.changed();
    await this.incident.reveal(id);
  }

  async showReport(id: number | null): Promise<void> {
    if (id !== null) {
      this.navigation.reveal(this.session.router.route.incident === null ? "errors" : "reports", id);
      this.list.attention.openedReport(id);
    }
    await this.report.show(id);
  }

  /** Why the page on screen could not be loaded. */
  get failed(): Problem | null {
    if (this.session.router.route.view === "requests") return this.requests.failed;
    return this.session.router.route.view === "monitors" ? this.monitors.failed : this.list.failed;
  }

  async retry(): Promise<void> {
    await this.session.status.ask();
    await this.list.retry();
    if (this.report.failed) await this.report.again();
    await this.incident.retry();
    if (this.requests.failed) await this.requests.fetch();
    if (this.monitors.failed) await this.monitors.fetch();
    if (this.endpoint.failed) await this.endpoint.fetch();
    if (this.week.failed) await this.week.fetch();
  }

  async probe(): Promise<void> {
    const { monitor } = this.session.router.route;
    await (typeof monitor === "number" ? this.monitors.checkOrStop(monitor) : this.incident.probe());
  }

  watch(): void {
    const { incident, view } = this.session.router.route;
    if (incident !== null) this.incident.watch();
    else if (view === "monitors") this.monitors.create();
    else if (view === "endpoint") this.endpoint.watch();
  }

  /** Goes up one level: from the selection, the report, the incident or the monitor. */
  back(): void {
    const { router } = this.session;
    const { error, incident, monitor, request, view } = router.route;
    if (view === "requests" ? this.requests.selection.clear() : this.list.actions.clear()) return;
    if (view === "endpoint") {
      router.close();
      this.focusSoon();
      return;
    }
    if (error === null && incident === null && monitor === null && request === null) return;
    router.close();
    if (error !== null && incident !== null) this.navigation.focus("reports");
    else if (view === "monitors" || view === "requests") this.navigation.focus(view);
    else this.navigation.focus(holdsIncidents(view) ? "incidents" : "errors");
  }

  /** Opens the context menu, or another one in its place. */
  showMenu(menu: ContextMenu | null, at = this.context?.at, pointed = this.context?.pointed ?? false): void {
    this.session.menu = null;
    if (!menu || !at) return;
    this.context = { menu, at, pointed };
    this.session.menu = "context";
  }

  async copyText(make: () => string | null | Promise<string | null>): Promise<void> {
    const { attempt, backend } = this.session;
    const text = (await attempt("copy", async () => make()))?.answer ?? null;
    if (text !== null && (await attempt("copy", () => backend.call("copy", { text }))))
      this.session.flash(t("copied-said"));
  }

  /** The report that is open or under the cursor; for several that say the same, the newest. */
  private get currentReport(): DeliveryError | null {
    const { error, incident } = this.session.router.route;
    const { reports } = this.incident;
    if (error !== null) return this.report.detail?.error.id === error ? this.report.detail.error : null;
    const { cursor } = reports.position;
    if (incident === null || cursor === null) return null;
    const shown = reports.at(reports.indexOf(cursor));
    return shown && ("run" in shown ? shown.run.newest : shown.report);
  }

  /** Opens the report, or the request, beside another one that is still to be chosen. */
  compare(report = this.currentReport): void {
    const { view, request } = this.session.router.route;
    if (view === "requests" && request !== null) this.requests.comparing.toggle(request);
    else if (report) {
      this.report.comparing.toggle(report.id);
      this.showCompared(report.id);
    }
  }

  async compareBefore(report = this.currentReport): Promise<void> {
    const { view, request } = this.session.router.route;
    if (view === "requests" && request !== null) await this.requests.compareBefore(request);
    else if (report) {
      this.showCompared(report.id);
      await this.report.compareBefore(report);
    }
  }

  private showCompared(id: number): void {
    const { router } = this.session;
    if (router.route.error !== id)
      router.change({ error: id }, router.route.error === null ? "next" : "instead");
  }

  /** Those of the list that the open report can be compared with, the newest first. */
  get comparable(): DeliveryError[] {
    const list = this.session.router.route.incident === null ? this.list.reports : this.incident.reports;
    const newest = Array.from({ length: Math.min(COMPARABLE, list.rows.count) }, (_, at) => list.rows.at(at));
    return newest.filter((row) => row !== null);
  }

  /** Copies a link to the open report or incident, or the one under the cursor. */
  async copyLink(): Promise<void> {
    const { error } = this.session.router.route;
    const current = this.list.currentRow ?? 0;
    // A group has no ID to link to.
    const incident = current > 0 ? current : null;
    if (error !== null) await this.copyText(() => linkTo("report", error));
    else if (incident !== null) await this.copyText(() => linkTo("incident", incident));
  }

  openEndpoint(endpoint: string): void {
    this.session.router.go(endpointHash(endpoint));
  }

  /** Opens the monitor of this endpoint, or the form for a new one. */
  watchEndpoint(endpoint: string, incident: number): void {
    const existing = this.monitors.of(incident);
    if (existing) this.monitors.show(existing.id);
    else this.monitors.create(/^https?:/i.test(endpoint) ? endpoint : "");
  }

  /** Changes the search of the list on screen, and closes what is open. */
  filter(change: (query: string) => string): void {
    const { router } = this.session;
    const { view, query } = router.route;
    router.go(routeHash({ view, query: change(query) }));
  }

  /** Opens the settings at this one. */
  openSetting(setting: Pick<Setting, "name" | "group">): void {
    const { name } = setting;
    this.session.router.go(routeHash({ view: "settings", section: sectionOf(setting) }));
    const started = Date.now();
    const reveal = (): void => {
      const field = document.querySelector<HTMLElement>(`[data-testid="setting-${name}"]`);
      if (!field) {
        if (Date.now() - started < TIMEOUT) requestAnimationFrame(reveal);
        return;
      }
      field.scrollIntoView({ block: "center" });
      field.querySelector<HTMLElement>("input, select, textarea, button")?.focus({ preventScroll: true });
    };
    reveal();
  }

  /** The list of the page that appears, if it has one. */
  private focusSoon(): void {
    requestAnimationFrame(() => this.navigation.page.focusList?.());
  }

  /** What can be copied from the open item. */
  get copies(): CopyChoice[] {
    if (this.session.router.route.error === null) return this.incident.copies;
    return this.report.detail ? copiesOfReport(this.report.detail) : [];
  }
}
