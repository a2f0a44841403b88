// What each key does, as calls to the session; the table of keys itself is keys.ts. Never hears a key, and never
// touches the page but through the session.
import type { View } from "../session/address";
import type { Action } from "./keys";
import type { ListName } from "./moving";
import type { Session } from "../session/session.svelte";

/** The few that work before the first report has come. */
export const ON_FIRST_RUN: readonly Action[] = ["copy-url", "send-test", "keys"];

/** `within` is the list that has the focus. */
export function doing(session: Session, within: () => ListName | null): Record<Action, () => void> {
  const { moving, acting } = session;
  const inList = (act: (name: ListName) => void) => (): void => {
    const name = moving.inHand(within());
    if (name !== null) act(name);
  };
  const inIncidents = (act: () => void): (() => void) =>
    inList((name) => {
      if (name === "incidents") act();
    });
  return {
    next: inList((name) => void moving.move(name, 1)),
    previous: inList((name) => void moving.move(name, -1)),
    "reach-next": inIncidents(() => {
      session.reach(1);
    }),
    "reach-previous": inIncidents(() => {
      session.reach(-1);
    }),
    open: inList((name) => {
      session.openCursor(name);
    }),
    back: () => {
      session.back();
    },
    top: inList((name) => void session.toTop(name)),
    acknowledge: () => void acting.act({ kind: "acknowledge" }),
    resolve: () => void acting.act({ kind: "resolve" }),
    reopen: () => void acting.act({ kind: "reopen" }),
    mute: () => {
      session.openMute();
    },
    unmute: () => void acting.act({ kind: "unmute" }),
    undo: () => void acting.undo(),
    select: inIncidents(() => {
      if (session.currentIncident !== null) acting.toggle(session.currentIncident);
    }),
    "select-all": inIncidents(() => {
      acting.all();
    }),
    search: () => session.page.focusSearch?.(),
    copy: () => {
      if (session.copies.length > 0) session.menu = "copy";
    },
    probe: () => void session.probe(),
    watch: () => {
      session.watch();
    },
    "copy-url": () => void session.copyUrl(),
    "send-test": () => void session.sendTest(),
    pause: () => (session.menu = "pause"),
    keys: () => (session.keysShown = true),
    ...goingTo(session),
  };
}

type Going = Extract<Action, `go-${string}`>;

function goingTo(session: Session): Record<Going, () => void> {
  const go = (view: View) => (): void => {
    session.place.view(view);
    session.page.focusList?.();
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
