// What each key does. The table of keys is in keys.ts.
import { tick } from "svelte";
import type { View } from "../session/route";
import { OF_WINDOW, type Action } from "./keys";
import type { ListName } from "../parts/list-navigation";
import type { Pages } from "./pages.svelte";

/** The keys that work on the first run. */
export const ON_FIRST_RUN: readonly Action[] = ["copy-url", "send-test", "keys", ...OF_WINDOW];

type WindowAction = "palette" | "zoom-in" | "zoom-out" | "zoom-reset" | "close-window" | "quit";

/** `within` is the list that has the focus; `openMenu` opens the menu of its row. */
export function keyActions(
  pages: Pages,
  within: () => ListName | null,
  openMenu: () => void,
): Record<Action, () => void> {
  const { session, navigation, list } = pages;
  const { actions } = list;
  const inList = (act: (name: ListName) => void) => (): void => {
    const name = navigation.activeList(within());
    if (name !== null) act(name);
  };
  return {
    next: inList((name) => void navigation.move(name, 1)),
    previous: inList((name) => void navigation.move(name, -1)),
    open: inList((name) => {
      navigation.openCursor(name);
    }),
    back: () => {
      pages.back();
    },
    top: inList((name) => void navigation.toTop(name)),
    ...openingActions(pages, inList),
    undo: () => void actions.undo(),
    search: () => {
      // Only the lists have a search.
      if (!navigation.page.focusSearch) session.router.view("open");
      void tick().then(() => navigation.page.focusSearch?.());
    },
    copy: () => {
      if (pages.copies.length > 0) void session.openMenu("copy");
    },
    compare: () => {
      pages.compare();
    },
    "compare-before": () => void pages.compareBefore(),
    "copy-link": () => void pages.copyLink(),
    probe: () => void pages.probe(),
    watch: () => {
      pages.watch();
    },
    "copy-url": () => void session.commands.copyUrl(),
    "send-test": () => void session.commands.sendTest(),
    pause: () => void session.openMenu("pause"),
    keys: () => (session.keysShown = true),
    "history-back": () => {
      session.router.back();
    },
    menu: openMenu,
    ...windowActions(pages),
    ...stateActions(pages),
    ...rowActions(pages, inList),
    ...goActions(pages),
  };
}

/** What the arrows do with a row that holds others. */
function openingActions(
  { list, incident }: Pages,
  inList: (act: (name: ListName) => void) => () => void,
): Record<"expand" | "collapse", () => void> {
  return {
    expand: inList((name) => {
      if (name === "incidents") void list.expand();
      else if (name === "reports") incident.reports.expand();
    }),
    collapse: inList((name) => {
      if (name === "incidents") list.collapse();
      else if (name === "reports") incident.reports.collapse();
    }),
  };
}

type IncidentKeys = "acknowledge" | "acknowledge-until-change" | "resolve" | "reopen" | "mute" | "unmute";

function stateActions({ list }: Pages): Record<IncidentKeys, () => void> {
  const { actions } = list;
  return {
    acknowledge: () => void actions.act({ kind: "acknowledge" }),
    "acknowledge-until-change": () => void actions.act({ kind: "acknowledge_until_change" }),
    resolve: () => void actions.act({ kind: "resolve" }),
    reopen: () => void actions.act({ kind: "reopen" }),
    mute: () => {
      list.openMute();
    },
    unmute: () => void actions.act({ kind: "unmute" }),
  };
}

function windowActions({ session }: Pages): Record<WindowAction, () => void> {
  const { appWindow } = session;
  return {
    palette: () => (session.paletteShown = true),
    "zoom-in": () => void appWindow.zoomBy(1),
    "zoom-out": () => void appWindow.zoomBy(-1),
    "zoom-reset": () => void appWindow.zoomBy(0),
    "close-window": () => void appWindow.close(),
    quit: () => void appWindow.quit(),
  };
}

type RowAction =
  | "reach-next" | "reach-previous" | "select" | "select-all" | "sort" | "alike"; // prettier-ignore

/** What the keys do with the rows of a list in which several can be selected. */
function rowActions(
  pages: Pages,
  inList: (act: (name: ListName) => void) => () => void,
): Record<RowAction, () => void> {
  const acts = incidentActions(pages);
  const ofRequests: Partial<typeof acts> = requestActions(pages);
  const act = (name: RowAction): (() => void) =>
    inList((list) => {
      if (list === "incidents") acts[name]();
      else if (list === "requests") ofRequests[name]?.();
    });
  const names = Object.keys(acts) as RowAction[];
  return Object.fromEntries(names.map((name) => [name, act(name)])) as Record<RowAction, () => void>;
}

type RequestRowAction = Extract<RowAction, "reach-next" | "reach-previous" | "select" | "select-all">;

function requestActions({ requests }: Pages): Record<RequestRowAction, () => void> {
  return {
    "reach-next": () => {
      requests.extendSelection(1);
    },
    "reach-previous": () => {
      requests.extendSelection(-1);
    },
    select: () => {
      const { cursor } = requests.position;
      if (cursor !== null) requests.selection.toggle(cursor);
    },
    "select-all": () => {
      requests.selection.all();
    },
  };
}

function incidentActions({ session, list }: Pages): Record<RowAction, () => void> {
  return {
    "reach-next": () => {
      list.extendSelection(1);
    },
    "reach-previous": () => {
      list.extendSelection(-1);
    },
    select: () => {
      if (list.currentRow !== null) list.actions.toggle(list.currentRow);
    },
    "select-all": () => {
      list.actions.all();
    },
    sort: () => void session.openMenu("sort"),
    alike: () => {
      list.openAlike();
    },
  };
}

type GoAction = Extract<Action, `go-${string}`>;

function goActions({ session, navigation }: Pages): Record<GoAction, () => void> {
  const go = (view: View) => (): void => {
    session.router.view(view);
    navigation.page.focusList?.();
  };
  return {
    "go-open": go("open"),
    "go-acknowledged": go("acknowledged"),
    "go-resolved": go("resolved"),
    "go-errors": go("errors"),
    "go-endpoints": go("endpoints"),
    "go-monitors": go("monitors"),
    "go-requests": go("requests"),
    "go-plots": go("plots"),
    "go-week": go("week"),
    "go-tunnel": go("tunnel"),
    "go-settings": go("settings"),
    "go-help": go("help"),
  };
}
