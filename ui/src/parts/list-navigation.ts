// Moves through the lists of the window: which list gets the keys, where its cursor goes, and what opens on the way.
// Fetches nothing and knows no page. It touches the document only through the handlers that lists and pages register.
import { holdsIncidents } from "../session/route";
import type { Session } from "../session/session.svelte";
import type { ListPosition } from "./list-position.svelte";

/** The lists of the window. `reports` are those of the open incident. */
const LISTS = ["incidents", "reports", "errors", "endpoints", "monitors", "requests"] as const;
export type ListName = (typeof LISTS)[number];

export type NavigableList = {
  readonly position: ListPosition;
  readonly count: number;
  idAt: (index: number) => number | null;
  indexOf: (id: number) => number;
  toTop: () => Promise<void>;
  /** Opens or closes a row that holds others. */
  toggle?: (id: number) => void;
  /** Whether it holds others, and so has nothing of its own to show. */
  holdsOthers?: (id: number) => boolean;
};

/** The requests that the current page can handle. */
export type PageHandlers = { focusDetail: () => void; focusSearch: () => void; focusList: () => void };

export class ListNavigation {
  page: Partial<PageHandlers> = {};

  constructor(
    private readonly session: Session,
    private readonly list: (name: ListName) => NavigableList,
    private readonly openEndpoint: (id: number) => void,
  ) {}

  /** The list that the keys apply to. `within` is the list that has the focus. */
  activeList(within: ListName | null): ListName | null {
    const { view, error, incident } = this.session.router.route;
    if (view === "errors" || view === "endpoints" || view === "monitors" || view === "requests") return view;
    if (!holdsIncidents(view)) return null;
    return incident !== null && (error !== null || within === "reports") ? "reports" : "incidents";
  }

  /** Moves the cursor down or up. Beside the list, its row opens at once; over the list, only if one is open. */
  move(name: ListName, by: 1 | -1): number | null {
    const list = this.list(name);
    const index = Math.min(Math.max(0, this.step(list, by)), list.count - 1);
    const id = list.idAt(index);
    if (id === null) return null;
    list.position.handlers.showRow?.(index);
    list.position.cursor = id;
    if (this.opensAlong(name)) this.open(name, id);
    return id;
  }

  private step({ position, indexOf }: NavigableList, by: 1 | -1): number {
    const at = position.cursor === null ? -1 : indexOf(position.cursor);
    if (at !== -1) return at + by;
    // Where the row was that has gone, there is now the one after it.
    if (position.place !== null) return by === 1 ? position.place : position.place - 1;
    return 0;
  }

  /** Remembers where the cursors are, to go on from there if their rows leave. To be called whenever rows change. */
  rememberPlaces(): void {
    for (const name of LISTS) {
      const { position, indexOf } = this.list(name);
      const at = position.cursor === null ? -1 : indexOf(position.cursor);
      if (at !== -1) position.foundAt(at);
    }
  }

  /** Moves the cursor to this row, as the keys do. */
  reach(name: ListName, id: number): void {
    this.reveal(name, id);
    if (this.opensAlong(name)) this.open(name, id);
  }

  private opensAlong(name: ListName): boolean {
    const beside = this.session.layout.mode === "side-by-side";
    const { incident, error, monitor, request } = this.session.router.route;
    if (name === "requests") return request !== null;
    if (name === "monitors") return monitor !== null;
    if (name === "incidents") return beside || incident !== null;
    if (name === "errors") return beside || error !== null;
    return name === "reports" && error !== null;
  }

  open(name: ListName, id: number): void {
    const { router } = this.session;
    const { incident, error, monitor, request } = router.route;
    this.list(name).position.cursor = id;
    if (name === "incidents" && id < 0) {
      if (incident !== null) router.change({ incident: null, error: null }, "instead");
    } else if (name === "incidents") {
      router.change({ incident: id, error: null }, incident === null ? "next" : "instead");
    } else if (name === "monitors") {
      router.change({ monitor: id }, monitor === null ? "next" : "instead");
    } else if (name === "requests") {
      router.change({ request: id }, request === null ? "next" : "instead");
    } else if (name === "endpoints") {
      this.openEndpoint(id);
    } else {
      router.change({ error: id }, error === null ? "next" : "instead");
    }
  }

  /** Opens the row under the cursor, or the first row, and moves the focus to it. */
  openCursor(name: ListName): void {
    const { position, indexOf } = this.list(name);
    if (position.cursor === null || indexOf(position.cursor) === -1) this.move(name, 1);
    if (position.cursor === null) return;
    if (this.toggles(name, position.cursor)) return;
    this.open(name, position.cursor);
    if (position.cursor < 0) this.list(name).toggle?.(position.cursor);
    else if (name !== "endpoints") this.page.focusDetail?.();
  }

  /** Opens the row, or those that it holds. */
  openOrToggle(name: ListName, id: number): void {
    this.list(name).position.cursor = id;
    if (!this.toggles(name, id)) this.open(name, id);
  }

  private toggles(name: ListName, id: number): boolean {
    const list = this.list(name);
    if (!list.holdsOthers?.(id)) return false;
    list.toggle?.(id);
    return true;
  }

  /** Moves the cursor to this row, and scrolls to it if it is listed. */
  reveal(name: ListName, id: number): void {
    const { position, indexOf } = this.list(name);
    position.cursor = id;
    const index = indexOf(id);
    if (index !== -1) position.handlers.showRow?.(index);
  }

  focus(name: ListName): void {
    this.list(name).position.handlers.focus?.();
  }

  toTop(name: ListName): Promise<void> {
    return this.list(name).toTop();
  }
}
