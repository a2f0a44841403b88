// Every key of the window and what it does: one table for the handler, the list under "?" and the tooltips.
// Never takes a key from a field one types in, nor one that is held with Ctrl, Alt or Meta.

export type Action =
  | "next" | "previous" | "open" | "back" | "copy-report" | "copy-url" | "send-test" | "top" | "keys"; // prettier-ignore

export const KEYS: readonly { action: Action; keys: readonly string[]; words: string }[] = [
  { action: "next", keys: ["j", "↓"], words: "Next delivery error" },
  { action: "previous", keys: ["k", "↑"], words: "Previous delivery error" },
  { action: "open", keys: ["Enter"], words: "Open, and go to it" },
  { action: "back", keys: ["Esc"], words: "Back to the list" },
  { action: "top", keys: ["g g"], words: "To the newest" },
  { action: "copy-report", keys: ["c"], words: "Copy the report as JSON" },
  { action: "copy-url", keys: ["u"], words: "Copy your receiver URL" },
  { action: "send-test", keys: ["t"], words: "Send a test report" },
  { action: "keys", keys: ["?"], words: "Show this list" },
];

const SINGLE: Readonly<Record<string, Action>> = {
  j: "next", ArrowDown: "next", k: "previous", ArrowUp: "previous", Enter: "open", Escape: "back",
  c: "copy-report", u: "copy-url", t: "send-test", "?": "keys",
}; // prettier-ignore

/** How long after the first g the second counts. */
const TOGETHER = 800;

export class KeyReader {
  private g = -Infinity;

  /** What this key press asks for; null where it is not for us. */
  read(event: KeyboardEvent): Action | null {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return null;
    const target = event.target instanceof Element ? event.target : null;
    if (target?.closest("input, textarea, select, [contenteditable], dialog")) return null;
    if (event.key === "Enter" && target?.closest("button, a")) return null;
    // In the detail the arrows scroll what one reads.
    if (event.key.startsWith("Arrow") && target?.closest("[data-scrolls]")) return null;
    if (event.key === "g") return this.readG(event.timeStamp);
    this.g = -Infinity;
    return SINGLE[event.key] ?? null;
  }

  private readG(at: number): Action | null {
    const second = at - this.g <= TOGETHER;
    this.g = second ? -Infinity : at;
    return second ? "top" : null;
  }
}
