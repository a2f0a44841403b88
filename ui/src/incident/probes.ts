// What is said of a probe beside its own sentence: whether it tells the cause, and whether it is older than what it
// is to explain. Never decides a cause; the app does.
import type { Incident, Probe, ProbeCause } from "../bindings";

/** These say why there is no answer to be had from a probe, not why the endpoint fails. */
const TELL_NOTHING: readonly ProbeCause[] = ["not_allowed", "no_target", "cancelled", "offline"];

/** From before the incident began. */
export function isFormer(probe: Probe, incident: Incident): boolean {
  return Date.parse(probe.at) < Date.parse(incident.opened_at);
}

/** Whether this probe says why the incident is. */
export function tellsCause(probe: Probe | null, incident: Incident): boolean {
  return probe !== null && !isFormer(probe, incident) && !TELL_NOTHING.includes(probe.cause);
}
