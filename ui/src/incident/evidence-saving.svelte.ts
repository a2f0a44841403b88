// Saving an incident as a document: where it is, or why it failed.
import { t } from "../words/t";
import type { Backend } from "../backend";
import { asProblem } from "../backend";
import type { EvidenceFormat, Language, Problem } from "../bindings";

export class EvidenceSaving {
  /** The last one, until it is hidden. */
  saved = $state.raw<{ incident: number; path: string } | null>(null);
  failed = $state.raw<{ incident: number; problem: Problem } | null>(null);

  constructor(
    private readonly backend: Backend,
    private readonly announce: (text: string) => void,
  ) {}

  async save(incident: number, format: EvidenceFormat, language: Language): Promise<void> {
    this.dismiss();
    try {
      const path = await this.backend.call("save_evidence", { incident_id: incident, format, language });
      this.saved = { incident, path };
      this.announce(t("evidence-saved-said", { path }));
    } catch (reason) {
      this.failed = { incident, problem: asProblem("save_evidence", reason) };
    }
  }

  dismiss(): void {
    this.saved = null;
    this.failed = null;
  }
}
