// How the state and the attempts of a request are put into words.
import type { AttemptRow, RequestState, Trigger } from "../bindings";

export const STATE_WORDS: Readonly<Record<RequestState, string>> = {
  delivered: "Delivered",
  waiting: "Waiting",
  needs_you: "Needs you",
  dead: "Given up",
  passed: "Passed on",
};

/** A shape for each, so that colour alone tells nothing. */
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

/** What an attempt came to. */
export function cameTo({ status, error }: Pick<AttemptRow, "status" | "error">): string {
  if (status === null) return error ?? "No answer";
  return error === null ? String(status) : `${status} (${error})`;
}
