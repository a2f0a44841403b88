// The in-memory app, for a plain browser and for tests. It answers every call as the app would, over a history that
// may have a million rows. No release contains it.
import type { Backend, Call } from "../backend";
import { MemoryIncidents } from "./incidents";
import { MemoryMonitors } from "./monitors";
import { pagesOf } from "./pages";
import { MemoryProbes } from "./probes";
import { matcher, type Matcher } from "./query";
import { setupOf, standingOf, verdictOf } from "./verdict";
import { MemoryWay, NO_WAY } from "./connection";
import type {
  AlertPause,
  Commands,
  DeliveryError,
  DeliveryErrorDetail,
  DeliveryErrorPage,
  Events,
  Incident,
  Problem,
  Status,
} from "../bindings";
import { RECEIVER_URL, scenario } from "./scenarios";

/** A report as a test or a scenario writes it. Missing fields are filled in. */
export type Sketch = Partial<Omit<DeliveryError, "id" | "incident_id">> & {
  body?: string | null;
  body_base64?: string | null;
  headers?: Record<string, string>;
  unreadable_reason?: string | null;
};

const EVERYTHING = matcher("");
export type Answers = { [K in Call]: (args: Commands[K]["args"]) => Commands[K]["returns"] };
type Handlers = { [E in keyof Events]: Set<(payload: Events[E]) => void> };

export class MemoryBackend implements Backend {
  /** Every call made, in order. */
  readonly calls: { name: Call; args: unknown }[] = [];
  /** The problems of calls that should fail. */
  readonly failing = new Map<Call, Problem>();
  copied: string[] = [];
  seenUpTo = 0;
  /** How long "Send test report" takes. */
  testDelay = 0;
  private readonly rows: DeliveryError[] = [];
  private readonly sketches = new Map<number, Sketch>();
  readonly incidents = new MemoryIncidents();
  private readonly handlers: Handlers = {
    changed: new Set(),
    navigate: new Set(),
    exporting: new Set(),
    probing: new Set(),
  };
  private revision = 1;
  /** The setup steps that were proven. A scenario may add some. */
  readonly setupDone = { connection: false, heard: false };
  private state: Omit<
    Status,
    "total" | "newest_id" | "unseen" | "counts" | "monitors" | "revision" | "verdict" | "setup"
  > = {
    version: "0.1.0",
    receiver_url: RECEIVER_URL,
    receiver: { state: "listening", address: "127.0.0.1:7386" },
    way: NO_WAY,
    store: { state: "working" },
    notifications: { state: "working", server: "gnome-shell 43.9" },
    workers: [],
    alerts_paused: false,
    alerts_paused_until: null,
    settings_problem: null,
    theme: "system",
    data_dir: "/home/amal/.local/share/missedhook",
  };

  /** Makes the rows older than those that were reported. `oldRows` is their number. */
  constructor(
    private readonly oldRows = 0,
    private readonly oldRow: (id: number) => DeliveryError = () => {
      throw new Error("no old rows");
    },
  ) {}

  async call<K extends Call>(name: K, args: Commands[K]["args"]): Promise<Commands[K]["returns"]> {
    this.calls.push({ name, args });
    await Promise.resolve();
    const failure = this.failing.get(name);
    if (failure) throw Object.assign(new Error(failure.what), failure);
    if (name === "send_test" && this.testDelay > 0) {
      await new Promise((done) => setTimeout(done, this.testDelay));
    }
    return this.answers[name](args);
  }

  listen<E extends keyof Events>(event: E, handler: (payload: Events[E]) => void): Promise<() => void> {
    const handlers = this.handlers[event] as Set<(payload: Events[E]) => void>;
    handlers.add(handler);
    return Promise.resolve(() => void handlers.delete(handler));
  }

  /** Adds a report. Listeners hear of it when `changed` is called: the app batches changes, too. */
  report(sketch: Sketch = {}): DeliveryError {
    const id = this.newestId + 1;
    const endpoint = sketch.endpoint ?? "https://pos-bridge.example.com/retm/orders";
    const arrived = {
      id,
      received_at: sketch.received_at ?? new Date().toISOString(),
      code: sketch.code === undefined ? 503 : sketch.code,
      endpoint,
      message: sketch.message ?? "Service Unavailable",
      readable: sketch.readable ?? true,
      source: sketch.source ?? "retm",
    };
    this.setupDone.heard ||= arrived.source === "retm";
    const error: DeliveryError = { ...arrived, incident_id: this.incidents.file(arrived) };
    this.rows.push(error);
    this.sketches.set(id, sketch);
    return error;
  }

  /** Tells the window that something changed. */
  changed(what: Partial<Status> = {}): void {
    this.state = { ...this.state, ...what };
    this.revision += 1;
    const status = this.status();
    this.handlers.changed.forEach((handler) => {
      handler(status);
    });
  }

  /** Sends any other event. */
  tell<E extends keyof Events>(event: E, payload: Events[E]): void {
    (this.handlers[event] as Set<(payload: Events[E]) => void>).forEach((handler) => {
      handler(payload);
    });
  }

  navigate(hash: string): void {
    this.tell("navigate", hash);
  }

  status(): Status {
    const newest_id = this.newestId;
    const { state, revision } = this;
    const unseen = Math.min(1_000, Math.max(0, newest_id - this.seenUpTo));
    const counts = this.incidents.counts(newest_id);
    const monitors = this.monitors.counts();
    const localOnly = this.pages.value("setup.local_only") === "true";
    const way = { ...state.way, standing: standingOf(state.way, localOnly) };
    this.setupDone.connection ||= way.standing === "proven";
    const shown = state.notifications.state === "working";
    const setup = setupOf(way, newest_id, shown, this.setupDone);
    const known = { ...state, way, setup, counts, monitors, revision, total: newest_id, newest_id, unseen };
    return { ...known, verdict: verdictOf(known) };
  }

  private get newestId(): number {
    return this.oldRows + this.rows.length;
  }

  private row(id: number): DeliveryError | null {
    if (id < 1 || id > this.newestId) return null;
    return id <= this.oldRows ? this.oldRow(id) : (this.rows[id - this.oldRows - 1] ?? null);
  }

  private readonly pages = pagesOf({
    newestId: () => this.newestId,
    mark: (id) => {
      const row = this.row(id);
      if (!row) return null;
      const { endpoint, label } = this.incident(row);
      return { at: Date.parse(row.received_at), endpoint, label };
    },
    count: (query) =>
      this.page({ query, before: null, after: null, incident_id: null, limit: Infinity }).rows.length,
    exporting: (progress) => {
      this.tell("exporting", progress);
    },
    changed: (what) => {
      this.changed(what);
    },
    settingsProblem: () => this.state.settings_problem,
    publicUrl: () => (this.way.status.tunnel.state === "up" ? this.way.status.tunnel.public_url : null),
    tunnelSet: () => {
      this.way.follow();
    },
  });

  readonly way: MemoryWay = new MemoryWay({
    value: (name) => this.pages.value(name),
    receiverUrl: () => this.state.receiver_url,
    changed: (what) => {
      this.changed(what);
    },
    copied: (url) => this.copied.push(url),
  });

  readonly monitors = new MemoryMonitors(() => {
    this.changed();
  });

  readonly probes: MemoryProbes = new MemoryProbes({
    incident: (id) => this.incidents.get(id),
    setting: (name) => this.pages.value(name),
    set: (name, value) => this.pages.answers.set_setting({ name, value }),
    settings: () => this.pages.answers.settings({}),
    probing: (progress) => {
      this.tell("probing", progress);
    },
    changed: () => {
      this.changed();
    },
  });

  private readonly answers: Answers = {
    ...this.pages.answers,
    ...this.way.calls,
    ...this.probes.calls,
    ...this.monitors.calls,
    status: () => this.status(),
    incidents: ({ query, before, limit }) => this.incidents.page(matcher(query), before, limit, Date.now()),
    incident: ({ id }) => this.incidents.detail(id),
    delivery_errors: (asked) => this.page(asked),
    endpoints: ({ query }) => this.incidents.endpoints(matcher(query), Date.now()),
    read_query: ({ query }) => matcher(query).reading,
    act: ({ action, incident_ids }) => {
      const done = this.incidents.act(action, incident_ids);
      this.changed();
      return done;
    },
    undo: () => {
      const done = this.incidents.undo();
      this.changed();
      return done;
    },
    delivery_error: ({ id }) => this.detail(id),
    mark_seen: ({ up_to }) => {
      this.seenUpTo = Math.max(this.seenUpTo, up_to);
      return null;
    },
    send_test: () => {
      const sent = this.report({
        source: "test",
        message: "This is a test report from Missedhook.",
        endpoint: "https://your-integration.example/retm/test",
      });
      setTimeout(() => {
        this.changed();
      }, this.testDelay);
      return { id: sent.id, incident: sent.incident_id };
    },
    copy: ({ text }) => {
      this.copied.push(text);
      return null;
    },
    open_logs: () => null,
    diagnostics: () => `Missedhook diagnostics\n\n## Versions\nmissedhook: ${this.state.version}\n`,
    pause_alerts: ({ pause }) => {
      this.changed({ alerts_paused: pause !== "off", alerts_paused_until: pausedUntil(pause) });
      return null;
    },
    mend_receiver: ({ any_port }) => {
      const address = any_port ? "127.0.0.1:40913" : "127.0.0.1:7386";
      this.changed({
        receiver: { state: "listening", address },
        receiver_url: RECEIVER_URL.replace("127.0.0.1:7386", address),
      });
      return null;
    },
  };

  private page(asked: Commands["delivery_errors"]["args"]): DeliveryErrorPage {
    const { query, before, after, incident_id, limit } = asked;
    const wanted = query.trim() === "" ? EVERYTHING : matcher(query);
    const rows: DeliveryError[] = [];
    const now = Date.now();
    for (let id = Math.min(this.newestId, (before ?? Infinity) - 1); id > (after ?? 0); id--) {
      const row = this.row(id);
      if (!row || (incident_id !== null && row.incident_id !== incident_id)) continue;
      if (wanted !== EVERYTHING && !this.matches(wanted, row, now)) continue;
      if (rows.length === limit) return { rows, more: true };
      rows.push(row);
    }
    return { rows, more: false };
  }

  private matches(wanted: Matcher, row: DeliveryError, now: number): boolean {
    const { state, muted_until } = this.incident(row);
    const subject = {
      incident: row.incident_id,
      state,
      muted: muted_until !== null,
      unreadable: !row.readable,
      codes: [row.code],
      endpoint: row.endpoint,
      text: `${row.message} ${this.sketches.get(row.id)?.body ?? ""}`,
      at: Date.parse(row.received_at),
    };
    return wanted.matches(subject, now);
  }

  private detail(id: number): DeliveryErrorDetail | null {
    const error = this.row(id);
    if (!error) return null;
    const sketch = this.sketches.get(id) ?? {};
    const { code, endpoint, message } = error;
    const body = sketch.body_base64 ? null : (sketch.body ?? JSON.stringify({ code, endpoint, message }));
    return {
      error,
      incident: this.incident(error),
      body,
      body_base64: sketch.body_base64 ?? null,
      headers: sketch.headers ?? {
        accept: "*/*",
        authorization: "Bearer (hidden)",
        "content-length": String(body?.length ?? 0),
        "content-type": "application/json; charset=utf-8",
        host: "quiet-otter.trycloudflare.com",
        "user-agent": "RestSharp/106.15.0.0",
        "x-forwarded-for": "51.36.12.200",
      },
      remote_addr: "127.0.0.1:52114",
      unreadable_reason: sketch.unreadable_reason ?? null,
      read_as: [],
      text: null,
    };
  }

  /** A generated row gets a made-up incident. */
  private incident(error: DeliveryError): Incident {
    const { incident_id: id, endpoint, received_at: at, code } = error;
    return (
      this.incidents.get(id) ?? {
        id,
        endpoint,
        label: endpoint,
        state: "open",
        opened_at: at,
        last_error_at: at,
        error_count: 1,
        last_code: code,
        previous_id: null,
        muted_until: null,
        changed_at: at,
        first_code: code,
        worst_code: code,
        last_error_id: error.id,
        last_message: error.message,
        last_source: error.source,
        times_this_week: 1,
      }
    );
  }
}

function pausedUntil(pause: AlertPause): string | null {
  const tomorrow = new Date();
  tomorrow.setDate(tomorrow.getDate() + 1);
  tomorrow.setHours(9, 0, 0, 0);
  const until = {
    half_hour: Date.now() + 1_800_000,
    hour: Date.now() + 3_600_000,
    tomorrow: tomorrow.getTime(),
  };
  return pause === "off" || pause === "always" ? null : new Date(until[pause]).toISOString();
}

export function memoryBackend(name: string): MemoryBackend {
  return scenario(name);
}
