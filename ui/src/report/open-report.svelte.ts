// The open report, and the one that it is compared with.
import type { Backend } from "../backend";
import { asProblem } from "../backend";
import type { DeliveryError, ReportView, RequestDetail } from "../bindings";
import { Comparing } from "../parts/comparing.svelte";
import { DetailLoader } from "../parts/detail-loader.svelte";
import { t } from "../words/t";

const EVERY = 2_000;

export class OpenReport extends DetailLoader<ReportView> {
  readonly comparing: Comparing;

  constructor(private readonly reports: Backend) {
    super("delivery_error", (id) => reports.call("delivery_error", { id }), EVERY);
    this.comparing = new Comparing("compare_reports", (first, second) =>
      reports.call("compare_reports", { first, second }),
    );
  }

  /** One of the relay's requests that it is probably about, in full. */
  request(id: number): Promise<RequestDetail | null> {
    return this.reports.call("request", { id });
  }

  /** Compares it with the one before it in its incident. */
  async compareBefore({ id, incident_id }: Pick<DeliveryError, "id" | "incident_id">): Promise<void> {
    const asked = { query: "", before: id, after: null, incident_id, limit: 1 };
    try {
      const [before] = (await this.reports.call("delivery_errors", asked)).rows;
      if (before) await this.comparing.compare(id, before.id);
      else
        this.comparing.fail(id, {
          what: t("compare-first-what"),
          meaning: t("compare-first-meaning"),
          remedy: t("compare-another"),
        });
    } catch (reason) {
      this.comparing.fail(id, asProblem("delivery_errors", reason));
    }
  }
}
