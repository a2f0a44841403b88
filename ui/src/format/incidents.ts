// How incidents are described in rows and copies: state, count, since when. The sentence about the cause comes from
// the app.
import type { Incident, IncidentState } from "../bindings";
import { facts, t, wordsOf } from "../words/t";
import { isRightToLeft } from "../words/locale.svelte";
import { grouped } from "./counts";
import { sinceTime, untilTime } from "./times";

export const STATE_WORDS: Readonly<Record<IncidentState, string>> = wordsOf({
  open: "state-open",
  acknowledged: "state-acknowledged",
  resolved: "state-resolved",
});

/** Its state in words: "Acknowledged until it changes". */
export function stateWords({ state, until_change }: Pick<Incident, "state" | "until_change">): string {
  return until_change ? t("state-acknowledged-until") : STATE_WORDS[state];
}

/** "×412": how many reports, in a column. */
export function timesInColumn(count: number): string {
  return `×${grouped(count)}`;
}

/** "3rd". */
export function ordinal(n: number): string {
  if (isRightToLeft()) return grouped(n);
  const tens = n % 100;
  const ending = tens >= 11 && tens <= 13 ? "th" : (["th", "st", "nd", "rd"][n % 10] ?? "th");
  return `${n}${ending}`;
}

/** "3rd this week", or null for the first. */
export function repeats({ times_this_week: times }: Incident): string | null {
  return times > 1 ? t("incident-again", { ordinal: ordinal(times) }) : null;
}

/** "since 09:14 · 3rd this week". */
export function sinceAndReopened(incident: Incident, now: Date): string {
  const since = t("incident-since", { time: sinceTime(incident.opened_at, now) });
  return facts([since, repeats(incident) ?? ""]);
}

export function isMuted({ muted_until: until }: Pick<Incident, "muted_until">, now: Date): boolean {
  return until !== null && Date.parse(until) > now.getTime();
}

/** The end of a permanent mute, in milliseconds. */
const FOR_GOOD = Date.parse("9999-12-30T00:00:00Z");

export function isMutedForGood({ muted_until: until }: Pick<Incident, "muted_until">): boolean {
  return until !== null && Date.parse(until) >= FOR_GOOD;
}

/** "Muted until 14:30", "Muted for good". */
export function mutedWords(incident: Pick<Incident, "muted_until">, now: Date): string {
  return isMutedForGood(incident)
    ? t("incident-muted-for-good")
    : t("incident-muted-until", { time: untilTime(incident.muted_until ?? "", now) });
}

/** "412 reports". */
export function reportsOf({ error_count: count }: Pick<Incident, "error_count">): string {
  return t("count-reports", { count });
}

/** "120 per minute". Empty if none came lately. */
export function rateWords(perMinute: number): string {
  return perMinute === 0 ? "" : t("incident-rate", { number: grouped(perMinute) });
}
