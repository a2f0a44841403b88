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
  const inIncidents = (act: () => void): (() => void) =>
    inList((name) => {
      if (name === "incidents") act();
    });
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
    undo: () => void actions.undo(),
    search: () => {
      // Only the lists have a search.
      if (!navigation.page.focusSearch) session.router.view("open");
      void tick().then(() => navigation.page.focusSearch?.());
    },
    copy: () => {
      if (pages.copies.length > 0) session.menu = "copy";
    },
    "copy-link": () => void pages.copyLink(),
    probe: () => void pages.probe(),
    watch: () => {
      pages.watch();
    },
    "copy-url": () => void session.commands.copyUrl(),
    "send-test": () => void session.commands.sendTest(),
    pause: () => (session.menu = "pause"),
    keys: () => (session.keysShown = true),
    "history-back": () => {
      session.router.back();
    },
    menu: openMenu,
    ...windowActions(pages),
    ...stateActions(pages),
    ...incidentActions(pages, inIncidents),
    ...goActions(pages),
  };
}

type IncidentKeys = "acknowledge" | "resolve" | "reopen" | "mute" | "unmute";

function stateActions({ list }: Pages): Record<IncidentKeys, () => void> {
  const { actions } = list;
  return {
    acknowledge: () => void actions.act({ kind: "acknowledge" }),
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
  | "reach-next" | "reach-previous" | "select" | "select-all" | "expand" | "collapse" | "sort" | "alike"; // prettier-ignore

/** The actions of keys on the rows of a list of incidents. */
function incidentActions(
  { session, list }: Pages,
  inIncidents: (act: () => void) => () => void,
): Record<RowAction, () => void> {
  const acts: Record<RowAction, () => void> = {
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
    expand: () => void list.expand(),
    collapse: () => {
      list.collapse();
    },
    sort: () => (session.menu = "sort"),
    alike: () => {
      list.openAlike();
    },
  };
  for (const name of Object.keys(acts) as RowAction[]) acts[name] = inIncidents(acts[name]);
  return acts;
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
    "go-tunnel": go("tunnel"),
    "go-settings": go("settings"),
    "go-help": go("help"),
  };
}
