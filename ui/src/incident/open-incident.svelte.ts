// The open incident and its selected tab.
import type { Backend } from "../backend";
import type { IncidentDetail } from "../bindings";
import { DetailLoader } from "../parts/detail-loader.svelte";

const EVERY = 1_000;

export type Tab = "reports" | "probe" | "missed" | "timeline" | "former";

export class OpenIncident extends DetailLoader<IncidentDetail> {
  /** Kept when moving from incident to incident. */
  tab = $state<Tab>("reports");
  /** Whether the timeline shows notifications. Also kept. */
  showsNotifications = $state(false);

  constructor(backend: Backend) {
    super("incident", (id) => backend.call("incident", { id }), EVERY);
  }
}
