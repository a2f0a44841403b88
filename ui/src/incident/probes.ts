// How a probe relates to its incident: whether it is older, and whether the endpoint answered.
import type { Incident, Probe } from "../bindings";

/** True if the probe ran before the incident began. */
export function isFormer(probe: Probe, incident: Incident): boolean {
  return Date.parse(probe.at) < Date.parse(incident.opened_at);
}

/** True if the endpoint answered with a success. */
export function isSuccess(probe: Probe | null): boolean {
  const statuses = [probe?.status, probe?.get_status];
  return statuses.some((status) => typeof status === "number" && status >= 200 && status < 300);
}
