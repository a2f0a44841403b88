// How the state and the attempts of a request are put into words.
import type { AttemptRow, RelayView, RequestCounts, RequestState, Trigger } from "../bindings";
import { t, wordsOf } from "../words/t";
import { sinceTime } from "../format/times";

export const STATE_WORDS: Readonly<Record<RequestState, string>> = wordsOf({
  delivered: "request-delivered",
  waiting: "request-waiting",
  needs_you: "request-needs-you",
  dead: "request-dead",
  passed: "request-passed",
});

/** A shape for each, so that colour alone tells nothing. */
export const STATE_SHAPES: Readonly<Record<RequestState, string>> = {
  delivered: "✓",
  waiting: "◔",
  needs_you: "▲",
  dead: "✕",
  passed: "→",
};

export const TRIGGER_WORDS: Readonly<Record<Trigger, string>> = wordsOf({
  initial: "trigger-initial",
  automatic: "trigger-automatic",
  manual: "trigger-manual",
  replay: "trigger-replay",
});

/** What an attempt came to. */
export function cameTo({ status, error }: Pick<AttemptRow, "status" | "error">): string {
  if (status === null) return error ?? t("request-no-answer");
  return error === null ? String(status) : `${status} (${error})`;
}

/** "23 wait since 09:12." */
export function waitingWords({ waiting, oldest_waiting }: RequestCounts, now: Date): string {
  const count = waiting;
  return oldest_waiting === null
    ? t("request-wait", { count })
    : t("request-wait-since", { count, time: sinceTime(oldest_waiting, now) });
}

/** Why what waits is not through; empty while it is being tried. */
export function whyWaiting(relay: RelayView, waiting: number): string {
  if (!relay.is_on) return t("relay-is-off");
  if (relay.target === null) return t("relay-no-target");
  if (relay.is_paused) return waiting > 0 ? t("relay-stopped") : t("relay-stopped-new");
  if (relay.held_since === null) return "";
  return nothingListens(relay.target);
}

/** On a port of this machine, or at a host. */
function nothingListens(target: string): string {
  const url = URL.parse(target);
  if (!url) return t("relay-nothing-at", { place: target });
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  return isThisMachine(target)
    ? t("relay-nothing-on-port", { port })
    : t("relay-nothing-at", { place: `${url.hostname}:${port}` });
}

/** Whether a URL names this machine. */
export function isThisMachine(url: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(URL.parse(url)?.hostname ?? "");
}
