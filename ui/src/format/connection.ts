// The connection in words: whether RETM can reach the receiver, what is in progress, and what fails. The app decides
// the state. `now` is passed in.
import type { Problem, ConnectionStatus } from "../bindings";
import { relativeTime, sinceTime } from "./times";

/** The button that repairs it. */
export type Repair = "check" | "restart";

export type ConnectionProblem = { problem: Problem; repair: Repair };

/** "Reachable · checked 40 s ago", what is in progress, or what is wrong. */
export function connectionWords(connection: ConnectionStatus, now: Date): string {
  const { tunnel, reachability, state } = connection;
  const ago = reachability.state === "proven" ? relativeTime(reachability.at, now) : "";
  switch (state) {
    case "proven":
      return `Reachable · checked ${ago}`;
    case "stale":
      return `Reachable ${ago} · not checked since`;
    case "failing":
      return "RETM can't reach you";
    case "off":
      return "RETM can't reach you yet";
    case "local":
      return "This machine only: RETM can't reach you";
    case "unchecked":
      return "Unknown whether RETM can reach you";
    case "working":
      if (tunnel.state === "starting") return "Opening the tunnel…";
      return reachability.state === "checking"
        ? "Checking whether RETM can reach you…"
        : "The tunnel is up, not checked yet…";
  }
}

/** The link text of the repair, or null if none is needed. */
export function repairWords({ state }: ConnectionStatus): string | null {
  return state === "off" || state === "unchecked" ? "Set up a tunnel" : null;
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
    const next = tunnel.retry_at === null ? "reconnecting" : `next try at ${clockSeconds(tunnel.retry_at)}`;
    return `Since ${sinceTime(tunnel.since, now)}; ${next}.`;
  }
  if (reachability.state !== "failing") return null;
  const { last_proven_at: last } = reachability;
  const proven = last === null ? "never reached" : `last reached ${relativeTime(last, now)}`;
  return `Since ${sinceTime(reachability.since, now)}; ${proven}.`;
}

/** For the problem bar, which has no other context. */
export function unreachable(connection: ConnectionStatus, now: Date): Problem | null {
  const trouble = connectionProblem(connection);
  if (!trouble) return null;
  const { what, meaning, remedy } = trouble.problem;
  const own = /can.t reach you/i;
  const parts = [
    own.test(what) ? "" : what,
    own.test(meaning) ? "" : meaning,
    connectionTimes(connection, now) ?? "",
  ];
  return { what: "RETM can't reach you.", meaning: parts.filter((part) => part !== "").join(" "), remedy };
}

/** "10:09:30" in local time, because the next attempt is seconds away. */
function clockSeconds(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map((n) => String(n).padStart(2, "0")).join(":");
}
