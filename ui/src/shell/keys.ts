// Every key of the window and its action: one table for the handler, the list under "?" and the tooltips. Keys in
// text fields and with Ctrl, Alt or Meta are left alone.

export type Action =
  | "next" | "previous" | "reach-next" | "reach-previous" | "open" | "back" | "top"
  | "expand" | "collapse" | "sort" | "alike" | "history-back"
  | "acknowledge" | "resolve" | "reopen" | "mute" | "unmute" | "undo" | "select" | "select-all"
  | "search" | "copy" | "probe" | "watch" | "copy-url" | "send-test" | "pause" | "keys"
  | "go-open" | "go-acknowledged" | "go-resolved" | "go-errors" | "go-endpoints" | "go-plots" | "go-tunnel"
  | "go-settings" | "go-monitors"; // prettier-ignore

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
      { action: "search", keys: ["/"], words: "Search" },
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
      { action: "go-plots", keys: ["g p"], words: "Plots" },
      { action: "go-tunnel", keys: ["g w"], words: "Connection" },
      { action: "go-settings", keys: ["g s"], words: "Settings" },
    ],
  },
  {
    group: "Everywhere",
    lines: [
      { action: "copy", keys: ["c"], words: "Copy what is open as…" },
      { action: "copy-url", keys: ["y"], words: "Copy your receiver URL" },
      { action: "send-test", keys: ["t"], words: "Send a test report" },
      { action: "pause", keys: ["n"], words: "Pause notifications" },
      { action: "keys", keys: ["?"], words: "Show this list" },
    ],
  },
];

const SINGLE: Readonly<Record<string, Action>> = {
  j: "next", ArrowDown: "next", k: "previous", ArrowUp: "previous", Enter: "open", Escape: "back",
  s: "sort", l: "alike",
  J: "reach-next", K: "reach-previous", a: "acknowledge", r: "resolve", o: "reopen", m: "mute", u: "unmute",
  z: "undo", x: "select", "*": "select-all", "/": "search", c: "copy", y: "copy-url", t: "send-test",
  n: "pause", p: "probe", w: "watch", "?": "keys",
}; // prettier-ignore

const AFTER_G: Readonly<Record<string, Action>> = {
  g: "top", o: "go-open", a: "go-acknowledged", r: "go-resolved", e: "go-errors", n: "go-endpoints",
  m: "go-monitors", p: "go-plots", w: "go-tunnel", s: "go-settings",
}; // prettier-ignore

const SIDEWAYS = ["ArrowLeft", "ArrowRight"];

/** The arrow that leads back: against the direction of reading. */
function backKey(target: Element | null): string {
  const rightToLeft = getComputedStyle(target ?? document.body).direction === "rtl";
  return rightToLeft ? "ArrowRight" : "ArrowLeft";
}

/** How long after g the second key counts, in milliseconds. */
const TOGETHER = 800;

export class KeyReader {
  private g = -Infinity;

  /** The action of this key press, or null if it has none. */
  read(event: KeyboardEvent): Action | null {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey) return null;
    const target = event.target instanceof Element ? event.target : null;
    if (event.altKey) return event.key === backKey(target) ? "history-back" : null;
    if (target?.closest("input, textarea, select, [contenteditable], dialog, [role=menu]")) return null;
    if (event.key === "Enter" && target?.closest("button, a, summary")) return null;
    const arrow = event.key.startsWith("Arrow");
    // Arrows scroll the detail, but move in a list within it. Tabs handle their own.
    if (arrow && target?.closest("[role=tablist]")) return null;
    if (arrow && target?.closest("[data-scrolls]") && !target.closest("[role=listbox], [role=tree]"))
      return null;
    if (arrow && target?.closest("[data-arrows]")) return null;
    if (["Shift", "Control", "Alt", "Meta"].includes(event.key)) return null;
    const led = event.timeStamp - this.g <= TOGETHER;
    this.g = event.key === "g" && !led ? event.timeStamp : -Infinity;
    if (led) return AFTER_G[event.key] ?? null;
    if (SIDEWAYS.includes(event.key)) return event.key === backKey(target) ? "collapse" : "expand";
    if (event.shiftKey && arrow) return event.key === "ArrowDown" ? "reach-next" : "reach-previous";
    return SINGLE[event.key] ?? null;
  }
}
