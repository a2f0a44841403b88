// Moving about: which list the keys are for, where its cursor goes, and what opens on the way. Never fetches
// anything, and never touches the page but through what a list can be asked to do.
import { holdsIncidents } from "../session/address";
import type { EndpointList } from "../list/endpoint-list.svelte";
import type { History } from "../list/history.svelte";
import type { IncidentList } from "../list/incident-list.svelte";
import type { ListPlace } from "../parts/list-place.svelte";
import type { Monitors } from "../monitors/monitors.svelte";
import type { CurrentPlace } from "../session/place.svelte";
import type { Width } from "../session/width.svelte";

/** The lists of the window; `reports` are those of the incident that is open. */
export type ListName = "incidents" | "reports" | "errors" | "endpoints" | "monitors";

type List = {
  place: ListPlace;
  count: number;
  idAt: (index: number) => number | null;
  indexOf: (id: number) => number;
};

export type Lists = {
  incidents: IncidentList;
  reports: History;
  history: History;
  endpoints: EndpointList;
  monitors: Monitors;
};

export class Moving {
  constructor(
    private readonly lists: Lists,
    private readonly place: CurrentPlace,
    private readonly width: Width,
    private readonly chooseEndpoint: (id: number) => void,
  ) {}

  /** The list that keys are for; `within` is the one that has the focus. */
  inHand(within: ListName | null): ListName | null {
    const { view, error, incident } = this.place.place;
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
        place: this.lists[name].place,
        count: rows.length,
        idAt: (index) => rows[index]?.id ?? null,
        indexOf: (id) => rows.findIndex((row) => row.id === id),
      };
    }
    const { rows, place } = name === "errors" ? this.lists.history : this.lists.reports;
    return {
      place,
      count: rows.count,
      idAt: (index) => rows.at(index)?.id ?? null,
      indexOf: (id) => rows.indexOf(id),
    };
  }

  /** Down or up. Beside the list what the cursor is on opens at once; over it only where one is open. */
  move(name: ListName, by: 1 | -1): number | null {
    const { place, count, idAt, indexOf } = this.list(name);
    const at = place.cursor === null ? -1 : indexOf(place.cursor);
    const index = at === -1 ? 0 : Math.min(Math.max(0, at + by), count - 1);
    const id = idAt(index);
    if (id === null) return null;
    place.hands.showRow?.(index);
    place.cursor = id;
    if (this.opensAlong(name)) this.open(name, id);
    return id;
  }

  private opensAlong(name: ListName): boolean {
    const beside = this.width.room === "side-by-side";
    const { incident, error, monitor } = this.place.place;
    if (name === "monitors") return monitor !== null;
    if (name === "incidents") return beside || incident !== null;
    if (name === "errors") return beside || error !== null;
    return name === "reports" && error !== null;
  }

  open(name: ListName, id: number): void {
    const { incident, error, monitor } = this.place.place;
    this.list(name).place.cursor = id;
    if (name === "incidents") {
      this.place.change({ incident: id, error: null }, incident === null ? "next" : "instead");
    } else if (name === "monitors") {
      this.place.change({ monitor: id }, monitor === null ? "next" : "instead");
    } else if (name === "endpoints") {
      this.chooseEndpoint(id);
    } else {
      this.place.change({ error: id }, error === null ? "next" : "instead");
    }
  }

  /** Opens what the cursor is on, the first where it is on none. */
  openCursor(name: ListName): boolean {
    const { place, indexOf } = this.list(name);
    if (place.cursor === null || indexOf(place.cursor) === -1) this.move(name, 1);
    if (place.cursor === null) return false;
    this.open(name, place.cursor);
    return true;
  }

  /** Takes the cursor there, and shows it where it is listed. */
  bringUp(name: ListName, id: number): void {
    const { place, indexOf } = this.list(name);
    place.cursor = id;
    const index = indexOf(id);
    if (index !== -1) place.hands.showRow?.(index);
  }

  focus(name: ListName): void {
    this.list(name).place.hands.focus?.();
  }
}
