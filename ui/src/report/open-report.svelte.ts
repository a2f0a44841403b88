// The open report.
import type { Backend } from "../backend";
import type { DeliveryErrorDetail } from "../bindings";
import { DetailLoader } from "../parts/detail-loader.svelte";

const EVERY = 2_000;

export class OpenReport extends DetailLoader<DeliveryErrorDetail> {
  constructor(backend: Backend) {
    super("delivery_error", (id) => backend.call("delivery_error", { id }), EVERY);
  }
}
