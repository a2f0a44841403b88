// Every key of the window and its action: one table for the handler, the list under "?" and the tooltips. Keys
// in text fields are left alone, but for those with Ctrl. Alt and Meta are left alone.
import { arrowSign } from "../words/arrows";
import { t } from "../words/t";
import { LatinKeys } from "../parts/latin-key";

export type Action =
  | "next" | "previous" | "reach-next" | "reach-previous" | "open" | "back" | "top"
  | "expand" | "collapse" | "sort" | "alike" | "history-back"
  | "acknowledge" | "acknowledge-until-change" | "resolve" | "reopen" | "mute" | "unmute" | "undo" | "select" | "select-all"
  | "compare" | "compare-before"
  | "search" | "copy" | "copy-link" | "probe" | "watch" | "copy-url" | "send-test" | "pause" | "keys"
  | "palette" | "menu" | "zoom-in" | "zoom-out" | "zoom-reset" | "close-window" | "quit"
  | "go-open" | "go-acknowledged" | "go-resolved" | "go-errors" | "go-endpoints" | "go-plots" | "go-week" | "go-tunnel"
  | "go-settings" | "go-monitors" | "go-requests" | "go-help"; // prettier-ignore

type Line = { action: Action; keys: readonly string[]; words: string };

/** Written as the arrow that leads on or back in the direction of reading. */
const ARROW_ON = "{on}";
const ARROW_BACK = "{back}";

const line = (action: Action, keys: readonly string[], id: string): Line => ({
  action,
  get keys() {
    return keys.map((key) => key.replace(ARROW_ON, arrowSign("on")).replace(ARROW_BACK, arrowSign("back")));
  },
  get words() {
    return t(id);
  },
});

/** Grouped as in the list under "?". */
export const KEYS: readonly { group: string; lines: readonly Line[] }[] = [
  {
    get group() {
      return t("key-group-move");
    },
    lines: [
      line("next", ["j", "↓"], "key-next"),
      line("previous", ["k", "↑"], "key-previous"),
      line("open", ["Enter"], "key-open"),
      line("expand", [ARROW_ON], "key-expand"),
      line("collapse", [ARROW_BACK], "key-collapse"),
      line("back", ["Esc"], "key-back"),
      line("history-back", [`Alt ${ARROW_BACK}`], "key-history-back"),
      line("top", ["g g"], "key-top"),
      line("search", ["/", "Ctrl F"], "key-search"),
    ],
  },
  {
    get group() {
      return t("key-group-incidents");
    },
    lines: [
      line("acknowledge", ["a"], "key-acknowledge"),
      line("acknowledge-until-change", ["A"], "key-acknowledge-until-change"),
      line("resolve", ["r"], "key-resolve"),
      line("reopen", ["o"], "key-reopen"),
      line("mute", ["m"], "key-mute"),
      line("unmute", ["u"], "key-unmute"),
      line("probe", ["p"], "key-probe"),
      line("watch", ["w"], "key-watch"),
      line("undo", ["z"], "key-undo"),
      line("select", ["x"], "key-select"),
      line("reach-next", ["Shift ↓"], "key-reach-next"),
      line("reach-previous", ["Shift ↑"], "key-reach-previous"),
      line("select-all", ["*"], "key-select-all"),
      line("alike", ["l"], "key-alike"),
      line("sort", ["s"], "key-sort"),
    ],
  },
  {
    get group() {
      return t("key-group-go");
    },
    lines: [
      line("go-open", ["g o"], "key-go-open"),
      line("go-acknowledged", ["g a"], "key-go-acknowledged"),
      line("go-resolved", ["g r"], "key-go-resolved"),
      line("go-errors", ["g e"], "key-go-errors"),
      line("go-endpoints", ["g n"], "key-go-endpoints"),
      line("go-monitors", ["g m"], "key-go-monitors"),
      line("go-requests", ["g q"], "key-go-requests"),
      line("go-plots", ["g p"], "key-go-plots"),
      line("go-week", ["g k"], "key-go-week"),
      line("go-tunnel", ["g w"], "key-go-tunnel"),
      line("go-settings", ["g s", "Ctrl ,"], "key-go-settings"),
      line("go-help", ["g h"], "key-go-help"),
    ],
  },
  {
    get group() {
      return t("key-group-everywhere");
    },
    lines: [
      line("copy", ["c"], "key-copy"),
      line("compare-before", ["d"], "key-compare-before"),
      line("compare", ["D"], "key-compare"),
      line("copy-link", ["Ctrl L"], "key-copy-link"),
      line("copy-url", ["y"], "key-copy-url"),
      line("send-test", ["t"], "key-send-test"),
      line("pause", ["n"], "key-pause"),
      line("palette", ["Ctrl K"], "key-palette"),
      line("menu", ["Shift F10"], "key-menu"),
      line("keys", ["?"], "key-keys"),
    ],
  },
  {
    get group() {
      return t("key-group-window");
    },
    lines: [
      line("zoom-in", ["Ctrl +"], "key-zoom-in"),
      line("zoom-out", ["Ctrl -"], "key-zoom-out"),
      line("zoom-reset", ["Ctrl 0"], "key-zoom-reset"),
      line("close-window", ["Ctrl W"], "key-close-window"),
      line("quit", ["Ctrl Q"], "key-quit"),
    ],
  },
];

const SINGLE: Readonly<Record<string, Action>> = {
  j: "next", ArrowDown: "next", k: "previous", ArrowUp: "previous", Enter: "open", Escape: "back",
  s: "sort", l: "alike",
  J: "reach-next", K: "reach-previous", a: "acknowledge", A: "acknowledge-until-change", r: "resolve", o: "reopen", m: "mute", u: "unmute",
  z: "undo", x: "select", "*": "select-all", "/": "search", c: "copy", y: "copy-url", t: "send-test",
  n: "pause", p: "probe", w: "watch", "?": "keys", d: "compare-before", D: "compare", ContextMenu: "menu",
}; // prettier-ignore

const WITH_CTRL: Readonly<Record<string, Action>> = {
  k: "palette", f: "search", l: "copy-link", ",": "go-settings", "+": "zoom-in", "=": "zoom-in", "-": "zoom-out", _: "zoom-out",
  "0": "zoom-reset", w: "close-window", q: "quit",
}; // prettier-ignore

/** Work whatever is open, even on the first run and before the app has answered. */
export const OF_WINDOW: readonly Action[] = ["zoom-in", "zoom-out", "zoom-reset", "close-window", "quit"];

/** What a held key does over and over: it moves on or steps. Any other would act on one incident after another. */
export const REPEATED: readonly Action[] = [
  "next", "previous", "reach-next", "reach-previous", "expand", "collapse", "zoom-in", "zoom-out",
]; // prettier-ignore

const AFTER_G: Readonly<Record<string, Action>> = {
  g: "top", o: "go-open", a: "go-acknowledged", r: "go-resolved", e: "go-errors", n: "go-endpoints",
  m: "go-monitors", q: "go-requests", p: "go-plots", k: "go-week", w: "go-tunnel", s: "go-settings", h: "go-help",
}; // prettier-ignore

const SIDEWAYS = ["ArrowLeft", "ArrowRight"];

/** The arrow that leads back: against the reading direction. */
function backKey(target: Element | null): string {
  const rightToLeft = getComputedStyle(target ?? document.body).direction === "rtl";
  return rightToLeft ? "ArrowRight" : "ArrowLeft";
}

/** How long after g the second key counts, in milliseconds. */
const TOGETHER = 800;

export class KeyReader {
  private g = -Infinity;
  private readonly latin = new LatinKeys();

  /** The action of this key press, or null if it has none. */
  read(event: KeyboardEvent): Action | null {
    const key = this.latin.read(event);
    if (event.defaultPrevented) return null;
    const target = event.target instanceof Element ? event.target : null;
    if (event.altKey) return !event.ctrlKey && key === backKey(target) ? "history-back" : null;
    if (event.ctrlKey !== event.metaKey) return withCtrl(key, target);
    if (event.metaKey) return null;
    if (key === "F10" && event.shiftKey && !target?.closest("input, textarea, dialog, [role=menu]"))
      return "menu";
    if (target?.closest("input, textarea, select, [contenteditable], dialog, [role=menu]")) return null;
    if (key === "Enter" && target?.closest("button, a, summary")) return null;
    const arrow = key.startsWith("Arrow");
    // Arrows scroll the detail, but move within a list inside it. Tabs handle their own.
    if (arrow && target?.closest("[role=tablist]")) return null;
    if (arrow && target?.closest("[data-scrolls]") && !target.closest("[role=listbox], [role=tree]"))
      return null;
    if (arrow && target?.closest("[data-arrows]")) return null;
    if (["Shift", "Control", "Alt", "Meta"].includes(key)) return null;
    if (key === "g" && event.repeat) {
      // Held, it is still the first of two.
      if (this.g !== -Infinity) this.g = event.timeStamp;
      return null;
    }
    const followsG = event.timeStamp - this.g <= TOGETHER;
    this.g = key === "g" && !followsG ? event.timeStamp : -Infinity;
    if (followsG) return AFTER_G[key] ?? null;
    if (SIDEWAYS.includes(key)) return key === backKey(target) ? "collapse" : "expand";
    if (event.shiftKey && arrow) return key === "ArrowDown" ? "reach-next" : "reach-previous";
    return SINGLE[key] ?? null;
  }
}

/** Also from a text field. A dialog and a menu handle all keys but the window's own. */
function withCtrl(key: string, target: Element | null): Action | null {
  const action = WITH_CTRL[key.toLowerCase()] ?? null;
  const covered = target?.closest("dialog, [role=menu]") ?? document.querySelector("dialog[open]");
  return action === null || OF_WINDOW.includes(action) || !covered ? action : null;
}
