// The state of the open incident: its detail and tab, its reports, its diagnosis and probe, and its saved document.
import { spokenLanguage } from "../words/locale.svelte";
import { t } from "../words/t";
import type { Language, ProbeMethod, Problem } from "../bindings";
import type { ListPage } from "../list/list-page.svelte";
import { ReportList } from "../list/report-list.svelte";
import type { Monitors } from "../monitors/monitors.svelte";
import { copiesOfIncident, type CopyChoice } from "../parts/copy-choices";
import type { MenuItem } from "../parts/MenuList.svelte";
import type { ProbeRuns } from "../parts/probe-runs.svelte";
import { throttle } from "../parts/throttle";
import type { Session } from "../session/session.svelte";
import { DiagnosisState } from "./diagnosis-state.svelte";
import { EvidenceSaving } from "./evidence-saving.svelte";
import { OpenIncident } from "./open-incident.svelte";

/** How often its reports are loaded while others arrive, in milliseconds. */
const EVERY = 1_000;

export class IncidentPage {
  readonly open: OpenIncident;
  readonly reports: ReportList;
  readonly diagnosis: DiagnosisState;
  readonly evidence: EvidenceSaving;
  private readonly reportsChanged = throttle(EVERY, () =>
    this.reports.catchUpTo(this.session.status.value?.newest_id ?? 0),
  );

  constructor(
    readonly session: Session,
    readonly list: ListPage,
    readonly monitors: Monitors,
    probes: ProbeRuns,
  ) {
    const { backend, attempt, announce } = session;
    this.open = new OpenIncident(backend);
    this.reports = new ReportList(backend, true, () => session.status.value);
    this.diagnosis = new DiagnosisState(backend, probes, attempt, announce);
    this.evidence = new EvidenceSaving(backend, announce);
  }

  get failed(): Problem | null {
    return this.open.failed;
  }

  async show(id: number | null): Promise<void> {
    if (id !== null) void this.reports.open(id);
    await Promise.all([this.open.show(id), this.diagnosis.show(id)]);
  }

  /** Shows its row, and opens its group if it has one. */
  async reveal(id: number): Promise<void> {
    const { incidents, navigation } = this.list;
    navigation.reveal("incidents", id);
    const group = incidents.groupWith(id);
    if (!group || incidents.isOpen(group.id)) return;
    await incidents.openGroup(group.id);
    if (this.session.router.route.incident === id) navigation.reveal("incidents", id);
  }

  /** Something changed in the app. */
  follow(): void {
    if (this.session.router.route.incident === null) return;
    this.diagnosis.changed();
    this.open.changed();
    this.reportsChanged();
  }

  async retry(): Promise<void> {
    if (this.open.failed) await this.open.again();
  }

  stop(): void {
    this.open.changed.stop();
    this.diagnosis.changed.stop();
    this.reportsChanged.stop();
  }

  /** Probes the endpoint, or stops the probe. If something is missing for the probe, the tab shows what. */
  async probe(method: ProbeMethod = "head"): Promise<void> {
    const { router } = this.session;
    if (router.route.incident === null) return;
    if (this.diagnosis.running) return this.diagnosis.stop();
    this.open.tab = "probe";
    if (router.route.error !== null) router.close();
    await this.diagnosis.start(method);
  }

  /** Opens the monitor of this endpoint, or the form for a new one. */
  watch(): void {
    const { incident } = this.session.router.route;
    if (incident === null) return;
    const existing = this.monitors.of(incident);
    if (existing) this.monitors.show(existing.id);
    else this.monitors.create(this.diagnosis.named);
  }

  get copies(): CopyChoice[] {
    const { backend, router } = this.session;
    const { incident } = router.route;
    const { detail } = this.open;
    if (incident === null || !detail) return [];
    const { last_error_id: id } = detail.incident;
    return copiesOfIncident(
      detail,
      () => backend.call("delivery_error", { id }),
      () => backend.call("evidence", { incident_id: incident, language: spokenLanguage() }),
    );
  }

  /** Saves the open incident as a document. */
  get saves(): MenuItem[] {
    const { incident } = this.session.router.route;
    if (incident === null) return [];
    const spoken = spokenLanguage();
    const other: Language = spoken === "ar" ? "en" : "ar";
    return [
      {
        words: t("save-html"),
        hint: t("save-html-hint"),
        act: () => void this.evidence.save(incident, "html", spoken),
        testid: "save-html",
      },
      {
        words: t("save-markdown"),
        hint: t("save-markdown-hint"),
        act: () => void this.evidence.save(incident, "markdown", spoken),
        testid: "save-markdown",
      },
      {
        words: t("save-html-other"),
        hint: t("save-html-hint"),
        act: () => void this.evidence.save(incident, "html", other),
        testid: "save-html-other",
      },
      {
        words: t("save-markdown-other"),
        hint: t("save-markdown-hint"),
        act: () => void this.evidence.save(incident, "markdown", other),
        testid: "save-markdown-other",
      },
    ];
  }
}
