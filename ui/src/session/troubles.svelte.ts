// Everything that is wrong right now, as bars for the top of the window: what happened, what it means, and
// what mends it. Never hides a trouble by itself; only what does not stop reports can be put away.
import type { Problem, Status } from "../bindings";
import { unreachable, wayTrouble, type Mending } from "../format/way";

export type Trouble = {
  /** Which of them it is; there is one bar of each at most. */
  key:
    | "app"
    | "receiver"
    | "store"
    | "workers"
    | "way"
    | "url-changed"
    | "notifications"
    | "settings"
    | "call"
    | "list";
  weight: "bad" | "warn";
  problem: Problem;
  /** What mends the way in. */
  mending?: Mending;
};

const URL_CHANGED: Problem = {
  what: "Your receiver URL has changed.",
  meaning: "What RETM sends to the old one may not arrive.",
  remedy: "Update it in RETM's portal.",
};

export class Troubles {
  /** A call made by hand that failed. */
  call = $state.raw<Problem | null>(null);
  /** Put away for as long as this window is open. */
  private notificationsHidden = $state(false);

  list(status: Status | null, lost: Problem | null, listed: Problem | null, now: Date): Trouble[] {
    const troubles: Trouble[] = [];
    if (lost) troubles.push({ key: "app", weight: "bad", problem: lost });
    if (status?.receiver.state === "failed") {
      troubles.push({ key: "receiver", weight: "bad", problem: status.receiver.problem });
    }
    if (status?.store.state === "failing") {
      troubles.push({ key: "store", weight: "bad", problem: status.store.problem });
    }
    if (status?.receiver.state === "listening") troubles.push(...wayTroubles(status, now));
    const [worker] = status?.workers ?? [];
    if (worker) troubles.push({ key: "workers", weight: "bad", problem: worker.problem });
    if (listed && !lost) troubles.push({ key: "list", weight: "bad", problem: listed });
    if (status?.settings_problem) {
      troubles.push({ key: "settings", weight: "warn", problem: status.settings_problem });
    }
    if (status?.notifications.state === "missing" && !this.notificationsHidden) {
      troubles.push({ key: "notifications", weight: "warn", problem: status.notifications.problem });
    }
    if (this.call) troubles.push({ key: "call", weight: "warn", problem: this.call });
    return troubles;
  }

  putAway(key: Trouble["key"]): void {
    if (key === "notifications") this.notificationsHidden = true;
    if (key === "call") this.call = null;
  }
}

/** A receiver that does not listen is told first: nothing could come through the way in either. */
function wayTroubles({ way }: Status, now: Date): Trouble[] {
  const troubles: Trouble[] = [];
  const problem = unreachable(way, now);
  const mending = wayTrouble(way)?.mending;
  if (problem && mending) troubles.push({ key: "way", weight: "bad", problem, mending });
  if (way.url_changed) troubles.push({ key: "url-changed", weight: "warn", problem: URL_CHANGED });
  return troubles;
}
