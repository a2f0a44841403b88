// The state of the list page: the incidents, all reports and the endpoints, the search, the selection and its actions.
import type { Likeness, Problem, Status } from "../bindings";
import type { ListNavigation } from "../parts/list-navigation";
import { endpointHash, holdsIncidents, type Route } from "../session/route";
import type { Session } from "../session/session.svelte";
import { Arrivals } from "./arrivals.svelte";
import { Attention } from "./attention.svelte";
import { EndpointList } from "./endpoint-list.svelte";
import { IncidentActions, leaves } from "./incident-actions.svelte";
import { IncidentList } from "./incident-list.svelte";
import { ANY_SOURCE, ReportList } from "./report-list.svelte";
import { SavedSearches } from "./saved-searches.svelte";
import { Search } from "./search.svelte";
import { Team } from "./team.svelte";

export class ListPage {
  readonly incidents: IncidentList;
  /** All reports. */
  readonly reports: ReportList;
  readonly endpoints: EndpointList;
  readonly search: Search;
  readonly saved: SavedSearches;
  readonly team: Team;
  /** The new delivery errors, and the new incidents. */
  readonly arrivals: Arrivals;
  readonly newIncidents: Arrivals;
  readonly attention: Attention;
  readonly actions: IncidentActions;
  /** Another report than the open one was chosen to compare with. */
  onCompare: (open: number, other: number) => void = () => {};

  /** `reloadIncident` reloads the open incident after an action. */
  constructor(
    readonly session: Session,
    readonly navigation: ListNavigation,
    private readonly reloadIncident: () => Promise<void>,
  ) {
    const { backend, router, attempt, announce } = session;
    this.incidents = new IncidentList(backend, () => session.status.value?.newest_id ?? 0);
    this.reports = new ReportList(backend, false, () => session.status.value);
    this.endpoints = new EndpointList(backend);
    this.search = new Search(backend, router);
    this.saved = new SavedSearches(backend);
    this.team = new Team(session);
    this.arrivals = new Arrivals(announce, "arrived-errors");
    this.newIncidents = new Arrivals(announce, "arrived-incidents");
    this.incidents.onNew = (ids) => {
      this.newIncidents.came(ids);
    };
    this.attention = new Attention(backend);
    this.actions = new IncidentActions({
      rows: () => this.incidents.shown.map(({ row }) => row),
      current: () => this.currentRow,
      place: () => this.incidents.position.place ?? 0,
      leaves: (action) => leaves(router.route.view, action),
      act: async (action, incident_ids) => {
        const { view } = router.route;
        const done = await attempt("act", () => backend.call("act", { action, incident_ids }));
        if (done && view === router.route.view && leaves(view, action)) this.incidents.drop(incident_ids);
        return done?.answer ?? null;
      },
      undo: () => attempt("undo", () => backend.call("undo", {})),
      after: (next) => this.afterAction(next),
      announce,
    });
  }

  /** The open incident, or the row under the cursor, which may be a group. */
  get currentRow(): number | null {
    const { view, incident } = this.session.router.route;
    if (!holdsIncidents(view)) return null;
    const { cursor } = this.incidents.position;
    return incident ?? (this.incidents.indexOf(cursor) === -1 ? null : cursor);
  }

  /** Why the list on screen could not be loaded. */
  get failed(): Problem | null {
    const { view } = this.session.router.route;
    if (view === "errors") return this.reports.failed;
    if (view === "endpoints") return this.endpoints.failed;
    return holdsIncidents(view) ? this.incidents.failed : null;
  }

  async show({ view, query }: Pick<Route, "view" | "query">): Promise<void> {
    this.search.follow(view, query);
    if (view === "errors") await this.reports.open(null, query);
    else if (view === "endpoints") await this.endpoints.open(query);
    else if (holdsIncidents(view)) await this.incidents.open(`is:${view} ${query}`.trim());
  }

  /** Something changed in the app: updates the list on screen. */
  follow(status: Status, firstRun: boolean): void {
    const { view } = this.session.router.route;
    if (view === "errors" || firstRun) void this.reports.catchUpTo(status.newest_id);
    if (holdsIncidents(view)) this.incidents.changed();
    if (view === "endpoints") this.endpoints.changed();
    if (this.session.router.route.query !== "") this.search.changed();
    this.saved.changed();
    this.team.changed();
  }

  async retry(): Promise<void> {
    if (this.reports.failed) await this.reports.reload();
    if (this.incidents.failed) await this.incidents.refresh("as-it-is");
    if (this.endpoints.failed) await this.endpoints.fetch();
  }

  stop(): void {
    this.incidents.stop();
    this.endpoints.changed.stop();
    this.search.changed.stop();
    this.saved.changed.stop();
    this.team.changed.stop();
  }

  /** The newest report that is visible while the user looks. */
  seenUpTo(firstRun: boolean): number | null {
    const { session, reports, incidents } = this;
    const { view, query, incident, error, monitor } = session.router.route;
    const covered =
      session.layout.mode === "one" && (incident !== null || error !== null || monitor !== null);
    if (!session.ready || !this.attention.looking || covered || query !== "") return null;
    if (view === "errors" || firstRun) {
      const listed = firstRun ? ANY_SOURCE : "";
      const all = reports.listed?.incident === null && reports.listed.query === listed && reports.loaded;
      return all && !reports.behind && reports.position.atTop ? reports.rows.newest : null;
    }
    const atTop = incidents.loaded && incidents.position.atTop;
    return view === "open" && atTop && incidents.asOf > 0 ? incidents.asOf : null;
  }

  /** Moves the cursor down or up and extends the selection to it. */
  extendSelection(by: 1 | -1): void {
    const from = this.incidents.position.cursor;
    const isListed = this.incidents.indexOf(from) !== -1;
    if (from !== null && isListed && this.actions.selected.size === 0) this.actions.toggle(from);
    const to = this.navigation.move("incidents", by);
    if (to !== null) this.actions.reach(to);
  }

  /** Whether the incidents of the view can be muted. Resolved ones are quiet. */
  get canMute(): boolean {
    return this.session.router.route.view !== "resolved";
  }

  /** Opens the mute menu. If no incident is open, selects the one under the cursor: the selection bar has a menu. */
  openMute(): void {
    const { selected } = this.actions;
    const current = this.currentRow;
    if (current === null && selected.size === 0) return;
    if (selected.size === 0 && this.session.router.route.incident === null && current !== null) {
      if (!this.canMute) return;
      this.actions.toggle(current);
    }
    void this.session.openMenu(selected.size > 0 ? "mute-selected" : "mute");
  }

  /** Opens the page of this endpoint. Unreadable reports have no page, so they are listed. */
  openEndpoint(id: number): void {
    const row = this.endpoints.rows.find((one) => one.latest.id === id);
    if (row) this.session.router.go(endpointHash(row.endpoint));
  }

  /** Opens the group under the cursor, or moves to its first row. */
  async expand(): Promise<void> {
    const { position, shown, isOpen } = this.openable();
    if (position.cursor === null || isOpen === null) return;
    if (!isOpen) await this.incidents.openGroup(position.cursor);
    else if (shown.some(({ within }) => within?.id === position.cursor)) this.navigation.move("incidents", 1);
  }

  /** Closes the group under the cursor, or the one that contains its row. */
  collapse(): void {
    const { position, shown, isOpen } = this.openable();
    const { cursor } = position;
    const within = shown.find(({ row }) => row.id === cursor)?.within?.id;
    if (isOpen && cursor !== null) this.incidents.closeGroup(cursor);
    else if (within !== undefined) this.navigation.reach("incidents", within);
  }

  private openable(): Pick<IncidentList, "position" | "shown"> & { isOpen: boolean | null } {
    const { position, shown } = this.incidents;
    return {
      position,
      shown,
      isOpen: position.cursor === null ? null : this.incidents.isOpen(position.cursor),
    };
  }

  /** Opens the menu of similarity criteria. If nothing is selected, selects the row under the cursor. */
  openAlike(): void {
    const current = this.currentRow;
    if (this.actions.selected.size === 0 && current !== null) this.actions.toggle(current);
    if (this.actions.selected.size > 0) void this.session.openMenu("alike");
  }

  /** Selects all incidents of the view that are similar to the selected one. */
  async selectAlike(by: Likeness): Promise<void> {
    const [incident] = this.actions.targets;
    const { view, query } = this.session.router.route;
    if (incident === undefined) return;
    const args = { query: `is:${view} ${query}`.trim(), incident, by };
    const alike = await this.session.attempt("alike", () => this.session.backend.call("alike", args));
    if (alike && view === this.session.router.route.view) this.actions.add(alike.answer);
  }

  private async afterAction(next: number | null | "stay"): Promise<void> {
    const { router } = this.session;
    const { incident } = router.route;
    if (next !== "stay") {
      this.incidents.position.cursor = next;
      const opens = next !== null && next > 0 ? next : null;
      if (incident !== null) router.change({ incident: opens, error: null }, "instead");
    }
    await Promise.all([this.incidents.refresh("all-around"), this.reloadIncident()]);
    const { cursor } = this.incidents.position;
    if (cursor !== null) this.navigation.reveal("incidents", cursor);
  }
}
