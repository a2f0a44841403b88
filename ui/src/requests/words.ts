// How the state and the attempts of a request are put into words.
import type {
  AttemptRow,
  Comparison,
  RelayView,
  ReplayProgress,
  RequestCounts,
  RequestDetail,
  RequestState,
  Trigger,
} from "../bindings";
import { durationInWords } from "../format/durations";
import { t, wordsOf } from "../words/t";
import { sinceTime } from "../format/times";

export const STATE_WORDS: Readonly<Record<RequestState, string>> = wordsOf({
  delivered: "request-delivered",
  waiting: "request-waiting",
  needs_you: "request-needs-you",
  dead: "request-dead",
  passed: "request-passed",
});

/** A shape for each, so that colour is never the only sign. */
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

/** The outcome of an attempt. */
export function outcomeWords({ status, error }: Pick<AttemptRow, "status" | "error">): string {
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

/** Why requests are waiting. Empty while they are being tried. */
export function waitingReason(relay: RelayView, waiting: number): string {
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

/** Whether a URL points to this machine. */
export function isThisMachine(url: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(URL.parse(url)?.hostname ?? "");
}

/** "about 3 s", from milliseconds. */
export function aboutMs(ms: number): string {
  return ms < 1_000
    ? t("about-no-second")
    : t("about-time", { time: durationInWords(Math.ceil(ms / 1_000)) });
}

/** "About 12 s left.", by what was sent so far; empty where that is not known. */
export function replayLeft({ sent, total, took_ms }: ReplayProgress): string {
  if (sent === 0 || sent === total) return "";
  const left = aboutMs((took_ms / sent) * (total - sent));
  return t("replay-left", { time: left.charAt(0).toUpperCase() + left.slice(1) });
}

/** "12 requests sent again: 11 got through, 1 did not." */
export function replayedWords({ sent, total, got_through: passed }: ReplayProgress): string {
  const failed = sent - passed;
  if (sent === 0) return t("replayed-none", { count: total });
  if (sent === total)
    return failed === 0
      ? t("replayed", { count: sent })
      : t("replayed-some", { count: sent, passed, failed });
  return failed === 0
    ? t("replayed-part", { sent, count: total })
    : t("replayed-some-part", { sent, count: total, passed, failed });
}

/** Whether its answer counts, so that a second time may redeem a reward twice. */
export function isReward({ mode, body }: Pick<RequestDetail, "mode" | "body">): boolean {
  if (mode !== "through") return false;
  // What can't be read may be one.
  if (body === null) return true;
  try {
    const read: unknown = JSON.parse(body);
    return typeof read === "object" && read !== null && "reward_code" in read;
  } catch {
    return body.includes('"reward_code"');
  }
}

/** What was edited of the body that was sent in place of the request's own. */
export function editedWords({ differences, by, more }: Comparison): string {
  if (by === "bytes") return t("edited-bytes");
  const count = differences.length;
  if (count === 0) return t("edited-same");
  return more ? t("edited-more", { count }) : t("edited", { count });
}
