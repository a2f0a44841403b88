// Everything that is wrong right now, as bars at the top of the window. Only problems that do not stop reports can be
// hidden.
import { t } from "../words/t";
import type { Problem, Status, Upgrade } from "../bindings";
import { unreachable, connectionProblem, type Repair } from "../format/connection";

export type ProblemEntry = {
  /** The kind of problem. There is at most one bar of each kind. */
  key:
    | "app"
    | "receiver"
    | "store"
    | "workers"
    | "connection"
    | "url-changed"
    | "notifications"
    | "settings"
    | "relay-quota"
    | "upgraded"
    | "call"
    | "list";
  weight: "bad" | "warn";
  problem: Problem;
  /** What repairs the connection. */
  repair?: Repair;
};

const URL_CHANGED: Problem = {
  get what() {
    return t("url-changed-what");
  },
  get meaning() {
    return t("url-changed-meaning");
  },
  get remedy() {
    return t("url-changed-remedy");
  },
};

export class Problems {
  /** A failed call of the user. */
  call = $state.raw<Problem | null>(null);
  /** Hidden as long as this window is open. */
  private notificationsHidden = $state(false);
  private quotaHidden = $state(false);
  private upgradeHidden = $state(false);

  list(status: Status | null, lost: Problem | null, listed: Problem | null, now: Date): ProblemEntry[] {
    const entries: ProblemEntry[] = [];
    if (lost) entries.push({ key: "app", weight: "bad", problem: lost });
    if (status?.receiver.state === "failed") {
      entries.push({ key: "receiver", weight: "bad", problem: status.receiver.problem });
    }
    if (status?.store.state === "failing") {
      entries.push({ key: "store", weight: "bad", problem: status.store.problem });
    }
    if (status?.receiver.state === "listening") entries.push(...connectionEntries(status, now));
    const [worker] = status?.workers ?? [];
    if (worker) entries.push({ key: "workers", weight: "bad", problem: worker.problem });
    if (listed && !lost) entries.push({ key: "list", weight: "bad", problem: listed });
    if (status?.settings_problem) {
      entries.push({ key: "settings", weight: "warn", problem: status.settings_problem });
    }
    if (status?.notifications.state === "missing" && !this.notificationsHidden) {
      entries.push({ key: "notifications", weight: "warn", problem: status.notifications.problem });
    }
    if (status?.relay_quota && !this.quotaHidden) {
      entries.push({ key: "relay-quota", weight: "warn", problem: status.relay_quota });
    }
    if (status?.upgrade && !this.upgradeHidden) {
      entries.push({ key: "upgraded", weight: "warn", problem: upgraded(status.upgrade) });
    }
    if (this.call) entries.push({ key: "call", weight: "warn", problem: this.call });
    return entries;
  }

  dismiss(key: ProblemEntry["key"]): void {
    if (key === "notifications") this.notificationsHidden = true;
    if (key === "relay-quota") this.quotaHidden = true;
    if (key === "upgraded") this.upgradeHidden = true;
    if (key === "call") this.call = null;
  }
}

/** The program was replaced while it runs. */
function upgraded({ version }: Upgrade): Problem {
  return {
    what: version === null ? t("upgraded-what") : t("upgraded-to-what", { version }),
    meaning: t("upgraded-meaning"),
    remedy: t("upgraded-remedy"),
  };
}

/** Only while the receiver listens: otherwise nothing could arrive through the connection either. */
function connectionEntries({ connection }: Status, now: Date): ProblemEntry[] {
  const entries: ProblemEntry[] = [];
  const problem = unreachable(connection, now);
  const repair = connectionProblem(connection)?.repair;
  if (problem && repair) entries.push({ key: "connection", weight: "bad", problem, repair });
  if (connection.url_changed) entries.push({ key: "url-changed", weight: "warn", problem: URL_CHANGED });
  return entries;
}
