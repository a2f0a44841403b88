// The in-memory verdict: a simplified version of the app's.
import type {
  Level,
  Problem,
  ProofName,
  ProofState,
  Setup,
  SetupStep,
  SetupStepName,
  Status,
  Verdict,
  WayStanding,
  WayStatus,
} from "../bindings";

type Proofless = Omit<Status, "verdict">;
export type SetupMemory = { connection: boolean; heard: boolean };

const LASTS = 450_000;

export function standingOf(way: Omit<WayStatus, "standing">, localOnly: boolean): WayStanding {
  const { tunnel, reachability } = way;
  if (tunnel.state === "down" || reachability.state === "failing") return "failing";
  if (reachability.state === "proven") {
    return Date.now() - Date.parse(reachability.at) < LASTS ? "proven" : "stale";
  }
  if (tunnel.state !== "off" || reachability.state !== "off") return "working";
  return localOnly ? "local" : "off";
}

export function setupOf(way: WayStatus, total: number, notified: boolean, memory: SetupMemory): Setup {
  const local_only = way.standing === "local";
  const isPublic = way.tunnel.state !== "off";
  const done: Record<SetupStepName, boolean> = {
    connection: isPublic && memory.connection,
    url: isPublic && (way.url_copied || (memory.heard && !way.url_changed)),
    report: total > 0 && notified,
  };
  const steps = (["connection", "url", "report"] as const).map((name): SetupStep => {
    const aside = local_only && name !== "report";
    return { name, state: aside ? "set_aside" : done[name] ? "done" : "left" };
  });
  return { steps, left: steps.filter(({ state }) => state === "left").length, local_only };
}

const said = (text: string): ProofState => ({ state: "proven", said: text });
const missing = (problem: Problem): ProofState => ({ state: "missing", problem });
const lacking = (what: string, remedy = ""): ProofState => missing({ what, meaning: "", remedy });
const counted = (n: number, what: string): string => `${String(n)} ${what}${n === 1 ? "" : "s"}`;
const are = (n: number): string => (n === 1 ? "is" : "are");

function way({ way }: Proofless): ProofState {
  const problem =
    way.tunnel.state === "down"
      ? way.tunnel.problem
      : way.reachability.state === "failing"
        ? way.reachability.problem
        : null;
  if (problem) return missing({ ...problem, what: `RETM can't reach you: ${problem.what}` });
  switch (way.standing) {
    case "proven":
      return said("RETM could reach you at 10:04.");
    case "local":
      return { state: "set_aside", said: "This machine only: RETM can't reach you." };
    case "off":
      return lacking("RETM can't reach you yet.", "Set up a tunnel, or choose “This machine only”.");
    default:
      return {
        state: "not_known_yet",
        problem: { what: "Checking whether RETM can reach you.", meaning: "", remedy: "Wait a moment." },
      };
  }
}

function unresolved({ counts, monitors }: Proofless): ProofState {
  const { open, acknowledged } = counts;
  if (open > 0) return lacking(`${counted(open, "endpoint")} ${are(open)} failing.`, "Look at the history.");
  if (monitors.down > 0)
    return lacking(`${counted(monitors.down, "monitored endpoint")} ${are(monitors.down)} down.`);
  return acknowledged > 0
    ? lacking(
        `Nothing new. ${counted(acknowledged, "acknowledged endpoint")} ${are(acknowledged)} still failing.`,
        "Look at the history.",
      )
    : said("Nothing is unresolved.");
}

function setup({ setup, way }: Proofless): ProofState {
  if (way.url_changed) return lacking("Your receiver URL has changed.", "Update it in RETM's portal.");
  return setup.left > 0
    ? lacking(`Setup: ${String(setup.left)} of 3 steps left.`, "Choose “Finish setup”.")
    : said("Setup is finished.");
}

export function verdictOf(status: Proofless): Verdict {
  const { store, receiver, notifications } = status;
  const states: Record<ProofName, ProofState> = {
    store: store.state === "failing" ? missing(store.problem) : said("Reports can be kept."),
    receiver: receiver.state === "failed" ? missing(receiver.problem) : said("Listening."),
    way_in: way(status),
    workers: status.workers[0] ? missing(status.workers[0].problem) : said("Every worker runs."),
    unresolved: unresolved(status),
    history: said("All of the history is shown."),
    setup: setup(status),
    notifications:
      notifications.state === "missing"
        ? missing(notifications.problem)
        : status.alerts_paused
          ? { state: "set_aside", said: "Notifications are paused." }
          : said("Notifications can be shown."),
    settings: status.settings_problem ? missing(status.settings_problem) : said("Sound."),
  };
  const proofs = (Object.keys(states) as ProofName[]).map((name) => ({ name, ...states[name] }));
  const ofState = (state: ProofState["state"]) => proofs.filter((proof) => proof.state === state);
  const lacks = [...ofState("missing"), ...ofState("not_known_yet")];
  const vital: ProofName[] = ["store", "receiver", "way_in"];
  const deaf = ofState("missing").some(({ name }) => vital.includes(name));
  const level: Level = lacks.length === 0 ? "calm" : deaf ? "deaf" : "attention";
  const [first, ...others] = lacks.map((proof) => ("problem" in proof ? proof.problem : null));
  const { reachability } = status.way;
  const good_until =
    reachability.state === "proven" ? new Date(Date.parse(reachability.at) + LASTS).toISOString() : null;
  return {
    level,
    headline: first?.what ?? "No open incidents.",
    detail: first ? [first.remedy, ...others.map((one) => one?.what ?? "")].filter(Boolean).join(" ") : "",
    proofs,
    good_until,
  };
}
