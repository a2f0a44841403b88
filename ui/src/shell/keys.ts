// Every key of the window and its action: one table for the handler, the list under "?" and the tooltips. Keys in text
// fields are ignored except with Ctrl. Alt and Meta are always ignored.
import { LatinKeys } from "../parts/latin-key";

export type Action =
  | "next" | "previous" | "reach-next" | "reach-previous" | "open" | "back" | "top"
  | "expand" | "collapse" | "sort" | "alike" | "history-back"
  | "acknowledge" | "resolve" | "reopen" | "mute" | "unmute" | "undo" | "select" | "select-all"
  | "search" | "copy" | "copy-link" | "probe" | "watch" | "copy-url" | "send-test" | "pause" | "keys"
  | "palette" | "menu" | "zoom-in" | "zoom-out" | "zoom-reset" | "close-window" | "quit"
  | "go-open" | "go-acknowledged" | "go-resolved" | "go-errors" | "go-endpoints" | "go-plots" | "go-tunnel"
  | "go-settings" | "go-monitors" | "go-requests" | "go-help"; // prettier-ignore

type Line = { action: Action; keys: readonly string[]; words: string };

/** Grouped as in the list under "?". */
export const KEYS: readonly { group: string; lines: readonly Line[] }[] = [
  {
    group: "Move",
    lines: [
      { action: "next", keys: ["j", "↓"], words: "Next" },
      { action: "previous", keys: ["k", "↑"], words: "Previous" },
      { action: "open", keys: ["Enter"], words: "Open" },
      { action: "expand", keys: ["→"], words: "Open a group" },
      { action: "collapse", keys: ["←"], words: "Close a group" },
      { action: "back", keys: ["Esc"], words: "Back or deselect" },
      { action: "history-back", keys: ["Alt ←"], words: "Back to where you were" },
      { action: "top", keys: ["g g"], words: "To the newest" },
      { action: "search", keys: ["/", "Ctrl F"], words: "Search" },
    ],
  },
  {
    group: "Incidents",
    lines: [
      { action: "acknowledge", keys: ["a"], words: "Acknowledge" },
      { action: "resolve", keys: ["r"], words: "Resolve" },
      { action: "reopen", keys: ["o"], words: "Reopen" },
      { action: "mute", keys: ["m"], words: "Mute for a while" },
      { action: "unmute", keys: ["u"], words: "Unmute" },
      { action: "probe", keys: ["p"], words: "Probe or check now" },
      { action: "watch", keys: ["w"], words: "Add a monitor" },
      { action: "undo", keys: ["z"], words: "Undo" },
      { action: "select", keys: ["x"], words: "Select" },
      { action: "reach-next", keys: ["Shift ↓"], words: "Select further down" },
      { action: "reach-previous", keys: ["Shift ↑"], words: "Select further up" },
      { action: "select-all", keys: ["*"], words: "Select all" },
      { action: "alike", keys: ["l"], words: "Select all like this" },
      { action: "sort", keys: ["s"], words: "Change the order" },
    ],
  },
  {
    group: "Go to",
    lines: [
      { action: "go-open", keys: ["g o"], words: "Open" },
      { action: "go-acknowledged", keys: ["g a"], words: "Acknowledged" },
      { action: "go-resolved", keys: ["g r"], words: "Resolved" },
      { action: "go-errors", keys: ["g e"], words: "All errors" },
      { action: "go-endpoints", keys: ["g n"], words: "Endpoints" },
      { action: "go-monitors", keys: ["g m"], words: "Monitors" },
      { action: "go-requests", keys: ["g q"], words: "Requests" },
      { action: "go-plots", keys: ["g p"], words: "Plots" },
      { action: "go-tunnel", keys: ["g w"], words: "Connection" },
      { action: "go-settings", keys: ["g s", "Ctrl ,"], words: "Settings" },
      { action: "go-help", keys: ["g h"], words: "Help" },
    ],
  },
  {
    group: "Everywhere",
    lines: [
      { action: "copy", keys: ["c"], words: "Copy what is open as…" },
      { action: "copy-link", keys: ["Ctrl L"], words: "Copy a link to what is open" },
      { action: "copy-url", keys: ["y"], words: "Copy your receiver URL" },
      { action: "send-test", keys: ["t"], words: "Send a test report" },
      { action: "pause", keys: ["n"], words: "Pause notifications" },
      { action: "palette", keys: ["Ctrl K"], words: "Command palette" },
      { action: "menu", keys: ["Shift F10"], words: "Menu of the selected row" },
      { action: "keys", keys: ["?"], words: "Show this list" },
    ],
  },
  {
    group: "Window",
    lines: [
      { action: "zoom-in", keys: ["Ctrl +"], words: "Zoom in" },
      { action: "zoom-out", keys: ["Ctrl -"], words: "Zoom out" },
      { action: "zoom-reset", keys: ["Ctrl 0"], words: "Actual size" },
      { action: "close-window", keys: ["Ctrl W"], words: "Close the window" },
      { action: "quit", keys: ["Ctrl Q"], words: "Quit Missedhook" },
    ],
  },
];

const SINGLE: Readonly<Record<string, Action>> = {
  j: "next", ArrowDown: "next", k: "previous", ArrowUp: "previous", Enter: "open", Escape: "back",
  s: "sort", l: "alike",
  J: "reach-next", K: "reach-previous", a: "acknowledge", r: "resolve", o: "reopen", m: "mute", u: "unmute",
  z: "undo", x: "select", "*": "select-all", "/": "search", c: "copy", y: "copy-url", t: "send-test",
  n: "pause", p: "probe", w: "watch", "?": "keys", ContextMenu: "menu",
}; // prettier-ignore

const WITH_CTRL: Readonly<Record<string, Action>> = {
  k: "palette", f: "search", l: "copy-link", ",": "go-settings", "+": "zoom-in", "=": "zoom-in", "-": "zoom-out", _: "zoom-out",
  "0": "zoom-reset", w: "close-window", q: "quit",
}; // prettier-ignore

/** Work whatever is open, even on the first run and before the app has answered. */
export const OF_WINDOW: readonly Action[] = ["zoom-in", "zoom-out", "zoom-reset", "close-window", "quit"];

const AFTER_G: Readonly<Record<string, Action>> = {
  g: "top", o: "go-open", a: "go-acknowledged", r: "go-resolved", e: "go-errors", n: "go-endpoints",
  m: "go-monitors", q: "go-requests", p: "go-plots", w: "go-tunnel", s: "go-settings", h: "go-help",
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
    const led = event.timeStamp - this.g <= TOGETHER;
    this.g = key === "g" && !led ? event.timeStamp : -Infinity;
    if (led) return AFTER_G[key] ?? null;
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
