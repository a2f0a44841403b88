// Whether a probe explains its incident, or is older than it.
import type { Incident, Probe, ProbeCause } from "../bindings";

/** These causes say why the probe got no answer, not why the endpoint fails. */
const TELL_NOTHING: readonly ProbeCause[] = ["not_allowed", "no_target", "cancelled", "offline"];

/** True if the probe ran before the incident began. */
export function isFormer(probe: Probe, incident: Incident): boolean {
  return Date.parse(probe.at) < Date.parse(incident.opened_at);
}

/** True if the probe explains the incident. */
export function tellsCause(probe: Probe | null, incident: Incident): boolean {
  return probe !== null && !isFormer(probe, incident) && !TELL_NOTHING.includes(probe.cause);
}
