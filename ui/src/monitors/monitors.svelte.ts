// The state of the monitors page: the monitors, the hours of the open one, and the draft of a new one. A check
// started by the user is a probe. The app validates what is saved.
import { t } from "../words/t";
import { asProblem } from "../backend";
import type { Monitor, MonitorHour, MonitorConfig, Problem } from "../bindings";
import { throttle } from "../parts/throttle";
import { routeHash } from "../session/route";
import type { Session } from "../session/session.svelte";
import { ListPosition } from "../parts/list-position.svelte";
import type { ListNavigation } from "../parts/list-navigation";
import type { ProbeRuns, Run } from "../parts/probe-runs.svelte";

const EVERY = 1_000;
const HOUR = 3_600_000;

/** The defaults of a new monitor. */
export const DEFAULT_MONITOR: MonitorConfig = {
  url: "",
  interval_s: 300,
  expected: "",
  timeout_s: 10,
  failures: 3,
  on: true,
};

export type SpanId = "24h" | "7d" | "30d";
const span = (id: SpanId, words: string, hours: number): { id: SpanId; words: string; hours: number } => ({
  id,
  get words() {
    return t(words);
  },
  hours,
});
export const SPANS = [
  span("24h", "span-day", 24),
  span("7d", "span-week", 168),
  span("30d", "span-month", 720),
];

const nameOf = (monitor: number): string => `monitor ${monitor}`;

export class Monitors {
  rows = $state.raw<readonly Monitor[]>([]);
  offline = $state(false);
  failingHosts = $state.raw<readonly string[]>([]);
  loaded = $state(false);
  failed = $state.raw<Problem | null>(null);
  /** The initial values of a new monitor. */
  draft = $state.raw<MonitorConfig>(DEFAULT_MONITOR);
  span = $state<SpanId>("24h");
  hours = $state.raw<readonly MonitorHour[]>([]);
  hoursFailed = $state.raw<Problem | null>(null);
  readonly position = new ListPosition();
  readonly changed = throttle(EVERY, () => this.fetch());
  private asked = 0;

  constructor(
    readonly session: Session,
    readonly navigation: ListNavigation,
    private readonly runs: ProbeRuns,
  ) {}

  get count(): number {
    return this.rows.length;
  }

  readonly idAt = (index: number): number | null => this.rows[index]?.id ?? null;

  readonly indexOf = (id: number): number => this.rows.findIndex((row) => row.id === id);

  toTop(): Promise<void> {
    this.position.handlers.toTop?.();
    return Promise.resolve();
  }

  show(id: number | "new"): void {
    this.session.router.go(routeHash({ view: "monitors", monitor: id }));
  }

  /** Opens the form for a new monitor, for this endpoint if one is given. */
  create(url = ""): void {
    this.draft = { ...DEFAULT_MONITOR, url };
    this.show("new");
  }

  find(id: number): Monitor | null {
    return this.rows.find((one) => one.id === id) ?? null;
  }

  /** The monitor of this incident's endpoint. */
  of(incident: number): Monitor | null {
    return this.rows.find((one) => one.incident_id === incident) ?? null;
  }

  async fetch(): Promise<void> {
    try {
      const list = await this.session.backend.call("monitors", {});
      this.rows = list.monitors;
      this.offline = list.offline;
      this.failingHosts = list.failing_hosts;
      this.loaded = true;
      this.failed = null;
    } catch (reason) {
      this.failed = asProblem("monitors", reason);
    }
  }

  /** Loads the hours of the selected span. */
  async fetchHours(id: number): Promise<void> {
    const asked = ++this.asked;
    const length = SPANS.find((span) => span.id === this.span)?.hours ?? 24;
    const from = new Date(Date.now() - length * HOUR).toISOString();
    try {
      const hours = await this.session.backend.call("monitor_hours", { id, from });
      if (asked !== this.asked) return;
      this.hours = hours;
      this.hoursFailed = null;
    } catch (reason) {
      if (asked === this.asked) this.hoursFailed = asProblem("monitor_hours", reason);
    }
  }

  /** Clears the hours when another monitor is opened. */
  forgetHours(): void {
    this.asked += 1;
    this.hours = [];
    this.hoursFailed = null;
  }

  /** The latest check of this monitor that the user started. */
  run(id: number): Run | null {
    return this.runs.of(nameOf(id));
  }

  isChecking(id: number): boolean {
    return this.runs.isRunning(nameOf(id));
  }

  /** Checks this monitor now, or stops the check. A paused monitor is not checked. */
  async checkOrStop(id: number): Promise<void> {
    const monitor = this.find(id);
    if (this.isChecking(id)) return this.runs.stop(nameOf(id));
    if (monitor?.wish.on !== true) return;
    const order = { incident_id: null, url: monitor.wish.url, method: "head" } as const;
    await this.runs.start(nameOf(id), order, (probe, show) => {
      show();
      if (probe) this.session.announce(probe.sentence);
      this.changed();
    });
  }

  /** Rejects with the problem of an invalid value. */
  async save(id: number | null, wish: MonitorConfig): Promise<Monitor> {
    const saved = await this.session.backend.call("save_monitor", { id, wish });
    this.draft = DEFAULT_MONITOR;
    this.session.announce(t("saved-said"));
    await this.fetch();
    return saved;
  }

  async remove(id: number): Promise<void> {
    await this.session.backend.call("remove_monitor", { id });
    this.rows = this.rows.filter((one) => one.id !== id);
    this.session.announce(t("removed-said"));
  }
}
