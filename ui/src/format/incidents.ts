// How incidents are described in rows and copies: state, count, since when. The sentence about the cause comes from
// the app.
import type { Incident, IncidentState } from "../bindings";
import { counted, grouped } from "./counts";
import { sinceTime, untilTime } from "./times";

export const STATE_WORDS: Readonly<Record<IncidentState, string>> = {
  open: "Open",
  acknowledged: "Acknowledged",
  resolved: "Resolved",
};

/** "×412": how many reports, in a column. */
export function timesInColumn(count: number): string {
  return `×${grouped(count)}`;
}

/** "3rd". */
export function ordinal(n: number): string {
  const tens = n % 100;
  const ending = tens >= 11 && tens <= 13 ? "th" : (["th", "st", "nd", "rd"][n % 10] ?? "th");
  return `${n}${ending}`;
}

/** "3rd this week", or null for the first. */
export function repeats({ times_this_week: times }: Incident): string | null {
  return times > 1 ? `${ordinal(times)} this week` : null;
}

/** "since 09:14 · 3rd this week". */
export function sinceAndAgain(incident: Incident, now: Date): string {
  const again = repeats(incident);
  return `since ${sinceTime(incident.opened_at, now)}${again === null ? "" : ` · ${again}`}`;
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
    ? "Muted for good"
    : `Muted until ${untilTime(incident.muted_until ?? "", now)}`;
}

/** "412 reports". */
export function reportsOf({ error_count: count }: Pick<Incident, "error_count">): string {
  return counted(count, "report");
}

/** "120 per minute". Empty if none came lately. */
export function rateWords(perMinute: number): string {
  return perMinute === 0 ? "" : `${grouped(perMinute)} per minute`;
}
