// The text of an empty list. Shows the app's verdict.
import type { Level, ProofName, ProofState, Status } from "../bindings";
import type { Route, View } from "../session/route";
import { relativeTime } from "../format/times";

export type EmptyStateWords = {
  level: Level;
  headline: string;
  detail: string;
  link: { view: View; words: string } | null;
};

const ELSEWHERE: Partial<Record<View, [string, string]>> = {
  acknowledged: [
    "No acknowledged incidents.",
    "Acknowledge an open incident to keep it here while it is fixed.",
  ],
  resolved: ["No resolved incidents yet.", "Incidents that are over are kept here."],
  errors: ["No reports yet.", "Reports appear here as they arrive."],
  endpoints: ["No endpoints yet.", "Endpoints appear here once RETM reports one."],
};

export function emptyStateWords(
  { view, query }: Pick<Route, "view" | "query">,
  status: Status | null,
  lost: boolean,
  now: Date,
): EmptyStateWords {
  const plain = (headline: string, detail: string): EmptyStateWords => ({
    level: "calm",
    headline,
    detail,
    link: null,
  });
  if (query !== "") return plain("Nothing matches.", "Remove a filter, or search another view.");
  const elsewhere = ELSEWHERE[view];
  if (elsewhere) return plain(...elsewhere);
  if (status === null || lost) {
    return { level: "attention", headline: "The current state is unknown.", detail: "", link: null };
  }
  const { level, headline, detail } = status.verdict;
  return {
    level,
    headline,
    detail: level === "calm" ? calmDetail(status, now) : detail,
    link: linkOf(status),
  };
}

/** What is known, with its age instead of the time. */
function calmDetail({ verdict, connection }: Status, now: Date): string {
  const { reachability } = connection;
  const detail = verdict.proofs
    .filter(({ name, state }) => name === "way_in" || (state === "set_aside" && name !== "setup"))
    .map((proof) =>
      proof.name === "way_in" && reachability.state === "proven"
        ? `RETM could reach you ${relativeTime(reachability.at, now)}.`
        : saidBy(proof),
    );
  return detail.join(" ");
}

function saidBy(state: ProofState): string {
  return "said" in state ? state.said : state.problem.what;
}

/** The page where the most important problem is fixed. */
function linkOf({ verdict, connection, counts }: Status): EmptyStateWords["link"] {
  const first =
    verdict.proofs.find(({ state }) => state === "missing") ??
    verdict.proofs.find(({ state }) => state === "not_known_yet");
  const links: Partial<Record<ProofName, EmptyStateWords["link"]>> = {
    way_in: {
      view: "tunnel",
      words:
        connection.state === "off" || connection.state === "unchecked"
          ? "Set up a tunnel"
          : "See the connection",
    },
    unresolved:
      counts.acknowledged > 0 && counts.open === 0
        ? { view: "acknowledged", words: "Show acknowledged" }
        : { view: "monitors", words: "Show monitors" },
    setup: { view: "setup", words: "Finish setup" },
    settings: { view: "settings", words: "Open settings" },
  };
  return first ? (links[first.name] ?? null) : null;
}
