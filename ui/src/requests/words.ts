// The state and the attempts of a request as text.
import type { AttemptRow, RelayView, RequestCounts, RequestState, Trigger } from "../bindings";
import { grouped } from "../format/counts";
import { sinceTime } from "../format/times";

export const STATE_WORDS: Readonly<Record<RequestState, string>> = {
  delivered: "Delivered",
  waiting: "Waiting",
  needs_you: "Needs you",
  dead: "Given up",
  passed: "Passed on",
};

/** A shape for each, so that colour is never the only sign. */
export const STATE_SHAPES: Readonly<Record<RequestState, string>> = {
  delivered: "✓",
  waiting: "◔",
  needs_you: "▲",
  dead: "✕",
  passed: "→",
};

export const TRIGGER_WORDS: Readonly<Record<Trigger, string>> = {
  initial: "First try",
  automatic: "Tried again",
  manual: "Tried by you",
  replay: "Replay",
};

/** The outcome of an attempt. */
export function cameTo({ status, error }: Pick<AttemptRow, "status" | "error">): string {
  if (status === null) return error ?? "No answer";
  return error === null ? String(status) : `${status} (${error})`;
}

/** "23 wait since 09:12." */
export function waitingWords({ waiting, oldest_waiting }: RequestCounts, now: Date): string {
  const since = oldest_waiting === null ? "" : ` since ${sinceTime(oldest_waiting, now)}`;
  return `${grouped(waiting)} ${waiting === 1 ? "waits" : "wait"}${since}.`;
}

/** Why requests are waiting. Empty while they are being tried. */
export function whyWaiting(relay: RelayView, waiting: number): string {
  if (!relay.is_on) return "The relay is off.";
  if (relay.target === null) return "The relay has no target.";
  if (relay.is_paused)
    return waiting > 0 ? "You stopped the queue." : "You stopped the queue: new requests wait.";
  if (relay.held_since === null) return "";
  return `Nothing listens ${placeOf(relay.target)}: what waits goes on as soon as something does.`;
}

/** "on port 3000" for this machine, "at pos.example:8443" for others. */
function placeOf(target: string): string {
  const url = URL.parse(target);
  if (!url) return `at ${target}`;
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  return isThisMachine(target) ? `on port ${port}` : `at ${url.hostname}:${port}`;
}

/** Whether a URL points to this machine. */
export function isThisMachine(url: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(URL.parse(url)?.hostname ?? "");
}
