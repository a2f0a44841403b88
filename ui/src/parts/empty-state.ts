// The text of an empty list. Shows the app's verdict.
import { t } from "../words/t";
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
  acknowledged: ["empty-acknowledged", "empty-acknowledged-more"],
  resolved: ["empty-resolved", "empty-resolved-more"],
  errors: ["empty-errors", "empty-errors-more"],
  endpoints: ["empty-endpoints", "empty-endpoints-more"],
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
  if (query !== "") return plain(t("empty-nothing"), t("empty-nothing-more"));
  const elsewhere = ELSEWHERE[view];
  if (elsewhere) return plain(t(elsewhere[0]), t(elsewhere[1]));
  if (status === null || lost) {
    return { level: "attention", headline: t("empty-unknown"), detail: "", link: null };
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
        ? t("empty-reached", { ago: relativeTime(reachability.at, now) })
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
          ? t("connection-set-up")
          : t("empty-see-connection"),
    },
    unresolved:
      counts.acknowledged > 0 && counts.open === 0
        ? { view: "acknowledged", words: t("empty-show-acknowledged") }
        : { view: "monitors", words: t("empty-show-monitors") },
    setup: { view: "setup", words: t("empty-finish-setup") },
    settings: { view: "settings", words: t("empty-open-settings") },
  };
  return first ? (links[first.name] ?? null) : null;
}
