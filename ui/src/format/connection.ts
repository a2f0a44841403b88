// The connection in words: whether RETM can reach the receiver, what is in progress, and what fails. The app decides
// the state. `now` is passed in.
import { t } from "../words/t";
import type { Problem, ConnectionStatus } from "../bindings";
import { clockSeconds, relativeTime, sinceTime } from "./times";

/** The button that repairs it. */
export type Repair = "check" | "restart";

export type ConnectionProblem = { problem: Problem; repair: Repair };

/** "Reachable · checked 40 s ago", what is in progress, or what is wrong. */
export function connectionWords(connection: ConnectionStatus, now: Date): string {
  const { tunnel, reachability, state } = connection;
  const ago = reachability.state === "proven" ? relativeTime(reachability.at, now) : "";
  switch (state) {
    case "proven":
      return t("connection-proven", { ago });
    case "stale":
      return t("connection-stale", { ago });
    case "failing":
      return t("connection-failing");
    case "off":
      return t("connection-off");
    case "local":
      return t("connection-local");
    case "unchecked":
      return t("connection-unchecked");
    case "working":
      if (tunnel.state === "starting") return t("connection-opening");
      return reachability.state === "checking" ? t("connection-checking") : t("connection-up");
  }
}

/** The link text of the repair, or null if none is needed. */
export function repairWords({ state }: ConnectionStatus): string | null {
  return state === "off" || state === "unchecked" ? t("connection-set-up") : null;
}

/** The problem and the button that repairs it. */
export function connectionProblem({ tunnel, reachability }: ConnectionStatus): ConnectionProblem | null {
  if (tunnel.state === "down") {
    return { problem: tunnel.problem, repair: tunnel.kind === "own_url" ? "check" : "restart" };
  }
  if (reachability.state !== "failing") return null;
  const owned = tunnel.state === "up" && !tunnel.adopted && tunnel.kind !== "own_url";
  const repair = reachability.hop === "tunnel" && owned ? "restart" : "check";
  return { problem: reachability.problem, repair };
}

/** "Since 10:07; last proven 12 min ago.", "Since 10:07; tried again at 10:09:30." */
export function connectionTimes({ tunnel, reachability }: ConnectionStatus, now: Date): string | null {
  if (tunnel.state === "down") {
    const since = sinceTime(tunnel.since, now);
    return tunnel.retry_at === null
      ? t("connection-since-reconnecting", { since })
      : t("connection-since-next", { since, time: secondsOf(tunnel.retry_at) });
  }
  if (reachability.state !== "failing") return null;
  const { last_proven_at: last } = reachability;
  const since = sinceTime(reachability.since, now);
  return last === null
    ? t("connection-since-never", { since })
    : t("connection-since-last", { since, ago: relativeTime(last, now) });
}

/** For the problem bar, which has no other context. */
export function unreachable(connection: ConnectionStatus, now: Date): Problem | null {
  const trouble = connectionProblem(connection);
  if (!trouble) return null;
  const { what, meaning, remedy } = trouble.problem;
  const own = /can.t reach you|لا يستطيع RETM الوصول إليك/i;
  const parts = [
    own.test(what) ? "" : what,
    own.test(meaning) ? "" : meaning,
    connectionTimes(connection, now) ?? "",
  ];
  return {
    what: t("connection-cannot-reach"),
    meaning: parts.filter((part) => part !== "").join(" "),
    remedy,
  };
}

/** "10:09:30" in local time: the next try is seconds away. */
function secondsOf(iso: string): string {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? iso : clockSeconds(at);
}
