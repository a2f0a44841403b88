// Moving about: which list the keys are for, where its cursor goes, and what opens on the way. Never fetches
// anything, and never touches the page but through what a list can be asked to do.
import { holdsIncidents } from "../session/route";
import type { EndpointList } from "../list/endpoint-list.svelte";
import type { ReportList } from "../list/report-list.svelte";
import type { IncidentList } from "../list/incident-list.svelte";
import type { ListPosition } from "./list-position.svelte";
import type { Monitors } from "../monitors/monitors.svelte";
import type { Router } from "../session/router.svelte";
import type { Layout } from "../session/layout.svelte";

/** The lists of the window; `reports` are those of the incident that is open. */
export type ListName = "incidents" | "reports" | "errors" | "endpoints" | "monitors";

type List = {
  position: ListPosition;
  count: number;
  idAt: (index: number) => number | null;
  indexOf: (id: number) => number;
};

export type Lists = {
  incidents: IncidentList;
  incidentReports: ReportList;
  allReports: ReportList;
  endpoints: EndpointList;
  monitors: Monitors;
};

export class ListNavigation {
  constructor(
    private readonly lists: Lists,
    private readonly router: Router,
    private readonly layout: Layout,
    private readonly chooseEndpoint: (id: number) => void,
  ) {}

  /** The list that keys are for; `within` is the one that has the focus. */
  activeList(within: ListName | null): ListName | null {
    const { view, error, incident } = this.router.route;
    if (view === "errors" || view === "endpoints" || view === "monitors") return view;
    if (!holdsIncidents(view)) return null;
    return incident !== null && (error !== null || within === "reports") ? "reports" : "incidents";
  }

  private list(name: ListName): List {
    const { incidents, endpoints, monitors } = this.lists;
    if (name === "incidents" || name === "endpoints" || name === "monitors") {
      const rows = {
        incidents: incidents.rows,
        endpoints: endpoints.rows.map((row) => row.latest),
        monitors: monitors.rows,
      }[name];
      return {
        position: this.lists[name].position,
        count: rows.length,
        idAt: (index) => rows[index]?.id ?? null,
        indexOf: (id) => rows.findIndex((row) => row.id === id),
      };
    }
    const { rows, position } = name === "errors" ? this.lists.allReports : this.lists.incidentReports;
    return {
      position,
      count: rows.count,
      idAt: (index) => rows.at(index)?.id ?? null,
      indexOf: (id) => rows.indexOf(id),
    };
  }

  /** Down or up. Beside the list what the cursor is on opens at once; over it only where one is open. */
  move(name: ListName, by: 1 | -1): number | null {
    const { position, count, idAt, indexOf } = this.list(name);
    const at = position.cursor === null ? -1 : indexOf(position.cursor);
    const index = at === -1 ? 0 : Math.min(Math.max(0, at + by), count - 1);
    const id = idAt(index);
    if (id === null) return null;
    position.handlers.showRow?.(index);
    position.cursor = id;
    if (this.opensAlong(name)) this.open(name, id);
    return id;
  }

  private opensAlong(name: ListName): boolean {
    const beside = this.layout.mode === "side-by-side";
    const { incident, error, monitor } = this.router.route;
    if (name === "monitors") return monitor !== null;
    if (name === "incidents") return beside || incident !== null;
    if (name === "errors") return beside || error !== null;
    return name === "reports" && error !== null;
  }

  open(name: ListName, id: number): void {
    const { incident, error, monitor } = this.router.route;
    this.list(name).position.cursor = id;
    if (name === "incidents") {
      this.router.change({ incident: id, error: null }, incident === null ? "next" : "instead");
    } else if (name === "monitors") {
      this.router.change({ monitor: id }, monitor === null ? "next" : "instead");
    } else if (name === "endpoints") {
      this.chooseEndpoint(id);
    } else {
      this.router.change({ error: id }, error === null ? "next" : "instead");
    }
  }

  /** Opens what the cursor is on, the first where it is on none. */
  openCursor(name: ListName): boolean {
    const { position, indexOf } = this.list(name);
    if (position.cursor === null || indexOf(position.cursor) === -1) this.move(name, 1);
    if (position.cursor === null) return false;
    this.open(name, position.cursor);
    return true;
  }

  /** Takes the cursor there, and shows it where it is listed. */
  reveal(name: ListName, id: number): void {
    const { position, indexOf } = this.list(name);
    position.cursor = id;
    const index = indexOf(id);
    if (index !== -1) position.handlers.showRow?.(index);
  }

  focus(name: ListName): void {
    this.list(name).position.handlers.focus?.();
  }
}
