// What each key does. The table of keys is in keys.ts.
import type { View } from "../session/route";
import type { Action } from "./keys";
import type { ListName } from "../parts/list-navigation";
import type { Pages } from "./pages.svelte";

/** The keys that work on the first run. */
export const ON_FIRST_RUN: readonly Action[] = ["copy-url", "send-test", "keys"];

/** `within` is the list that has the focus. */
export function keyActions(pages: Pages, within: () => ListName | null): Record<Action, () => void> {
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
    "reach-next": inIncidents(() => {
      list.extendSelection(1);
    }),
    "reach-previous": inIncidents(() => {
      list.extendSelection(-1);
    }),
    open: inList((name) => {
      navigation.openCursor(name);
    }),
    back: () => {
      pages.back();
    },
    "history-back": () => {
      session.router.back();
    },
    expand: inIncidents(() => void list.expand()),
    collapse: inIncidents(() => {
      list.collapse();
    }),
    sort: inIncidents(() => (session.menu = "sort")),
    alike: inIncidents(() => {
      list.openAlike();
    }),
    top: inList((name) => void navigation.toTop(name)),
    acknowledge: () => void actions.act({ kind: "acknowledge" }),
    resolve: () => void actions.act({ kind: "resolve" }),
    reopen: () => void actions.act({ kind: "reopen" }),
    mute: () => {
      list.openMute();
    },
    unmute: () => void actions.act({ kind: "unmute" }),
    undo: () => void actions.undo(),
    select: inIncidents(() => {
      if (list.currentRow !== null) actions.toggle(list.currentRow);
    }),
    "select-all": inIncidents(() => {
      actions.all();
    }),
    search: () => navigation.page.focusSearch?.(),
    copy: () => {
      if (pages.copies.length > 0) session.menu = "copy";
    },
    probe: () => void pages.probe(),
    watch: () => {
      pages.watch();
    },
    "copy-url": () => void session.commands.copyUrl(),
    "send-test": () => void session.commands.sendTest(),
    pause: () => (session.menu = "pause"),
    keys: () => (session.keysShown = true),
    ...goActions(pages),
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
    "go-plots": go("plots"),
    "go-tunnel": go("tunnel"),
    "go-settings": go("settings"),
  };
}
