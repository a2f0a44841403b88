// What a search finds in a view, and in the views that hold back what this one does not show.
import { t } from "../words/t";
import type { Matches } from "../bindings";
import { holdsIncidents, type IncidentView, type View } from "../session/route";

/** Delivery errors are counted up to here. */
const MAX_COUNTED = 10_000;

const NAMES: Readonly<Record<IncidentView, string>> = {
  open: "match-in-open",
  acknowledged: "match-in-acknowledged",
  resolved: "match-in-resolved",
};

export function matchesHere(
  view: View,
  matches: Matches,
  endpoints: number,
): { count: number; atLeast: boolean } | null {
  if (view === "errors") return { count: matches.errors, atLeast: matches.errors >= MAX_COUNTED };
  if (view === "endpoints") return { count: endpoints, atLeast: false };
  return holdsIncidents(view) ? { count: matches[view], atLeast: false } : null;
}

/** "3 in Resolved". Views of all delivery errors and endpoints leave nothing out. */
export function matchesElsewhere(view: View, matches: Matches): { view: IncidentView; words: string }[] {
  if (!holdsIncidents(view)) return [];
  return (Object.keys(NAMES) as IncidentView[])
    .filter((other) => other !== view && matches[other] > 0)
    .map((other) => ({ view: other, words: t(NAMES[other], { number: matches[other] }) }));
}
