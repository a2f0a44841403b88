// The app's stand-in in memory, for a plain browser and for tests: it answers every call as the app would,
// over a history that may be a million rows long without being held. Never part of a release.
import type { Backend, Call } from "./backend";
import type {
  Commands,
  DeliveryError,
  DeliveryErrorDetail,
  Events,
  Incident,
  Problem,
  Status,
} from "./bindings";
import { RECEIVER_URL, scenario } from "./scenarios";

/** A delivery error as a test or a scenario writes it; what is left out is filled in. */
export type Sketch = Partial<DeliveryError> & {
  body?: string | null;
  body_base64?: string | null;
  headers?: Record<string, string>;
  unreadable_reason?: string | null;
};

export type Answers = { [K in Call]: (args: Commands[K]["args"]) => Commands[K]["returns"] };
type Handlers = { [E in keyof Events]: Set<(payload: Events[E]) => void> };

export class MemoryBackend implements Backend {
  /** Every call made, in order. */
  readonly calls: { name: Call; args: unknown }[] = [];
  /** What each call rejects with, where it is to fail. */
  readonly failing = new Map<Call, Problem>();
  copied: string[] = [];
  seenUpTo = 0;
  /** How long "Send test report" takes to come round through the receiver. */
  testDelay = 0;
  private readonly rows: DeliveryError[] = [];
  private readonly sketches = new Map<number, Sketch>();
  private readonly incidents = new Map<string, number>();
  private readonly handlers: Handlers = { changed: new Set(), navigate: new Set() };
  private state: Omit<Status, "total" | "newest_id" | "unseen"> = {
    version: "0.1.0",
    receiver_url: RECEIVER_URL,
    receiver: { state: "listening", address: "127.0.0.1:7386" },
    store: { state: "working" },
    notifications: { state: "working", server: "gnome-shell 43.9" },
    alerts_paused: false,
    data_dir: "/home/amal/.local/share/missedhook",
  };

  /** Where `rows` older than those that were reported come from; `oldRows` says how many. */
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
    const answer: Answers[K] = this.answers[name];
    return answer(args);
  }

  listen<E extends keyof Events>(event: E, handler: (payload: Events[E]) => void): Promise<() => void> {
    const handlers = this.handlers[event] as Set<(payload: Events[E]) => void>;
    handlers.add(handler);
    return Promise.resolve(() => void handlers.delete(handler));
  }

  /** A report arrives; tells nobody until `changed` is called, as the app gathers changes too. */
  report(sketch: Sketch = {}): DeliveryError {
    const id = this.newestId + 1;
    const endpoint = sketch.endpoint ?? "https://pos-bridge.example.com/retm/orders";
    const error: DeliveryError = {
      id,
      received_at: sketch.received_at ?? new Date().toISOString(),
      code: sketch.code === undefined ? 503 : sketch.code,
      endpoint,
      message: sketch.message ?? "Service Unavailable",
      readable: sketch.readable ?? true,
      source: sketch.source ?? "retm",
      incident_id: sketch.incident_id ?? this.incidentOf(endpoint),
    };
    this.rows.push(error);
    this.sketches.set(id, sketch);
    return error;
  }

  /** Tells the window that something changed. */
  changed(what: Partial<Status> = {}): void {
    this.state = { ...this.state, ...what };
    const status = this.status();
    this.handlers.changed.forEach((handler) => {
      handler(status);
    });
  }

  navigate(hash: string): void {
    this.handlers.navigate.forEach((handler) => {
      handler(hash);
    });
  }

  status(): Status {
    const newest_id = this.newestId;
    const total = newest_id;
    return { ...this.state, total, newest_id, unseen: Math.max(0, newest_id - this.seenUpTo) };
  }

  private get newestId(): number {
    return this.oldRows + this.rows.length;
  }

  private incidentOf(endpoint: string): number {
    const known = this.incidents.get(endpoint) ?? this.incidents.size + 1;
    this.incidents.set(endpoint, known);
    return known;
  }

  private row(id: number): DeliveryError | null {
    if (id < 1 || id > this.newestId) return null;
    return id <= this.oldRows ? this.oldRow(id) : (this.rows[id - this.oldRows - 1] ?? null);
  }

  private readonly answers: Answers = {
    status: () => this.status(),
    delivery_errors: ({ before, after, incident_id, limit }) => {
      const rows: DeliveryError[] = [];
      for (let id = Math.min(this.newestId, (before ?? Infinity) - 1); id > (after ?? 0); id--) {
        const row = this.row(id);
        if (!row || (incident_id !== null && row.incident_id !== incident_id)) continue;
        if (rows.length === limit) return { rows, more: true };
        rows.push(row);
      }
      return { rows, more: false };
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
    pause_alerts: ({ paused }) => {
      this.changed({ alerts_paused: paused });
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
    };
  }

  private incident(error: DeliveryError): Incident {
    const all = this.rows.filter((row) => row.incident_id === error.incident_id);
    const last = all.at(-1) ?? error;
    return {
      id: error.incident_id,
      endpoint: error.endpoint,
      label:
        error.endpoint === "" ? "unreadable reports" : error.endpoint.replace(/^(https?:\/\/)?[^/]+/, ""),
      state: "open",
      opened_at: (all[0] ?? error).received_at,
      last_error_at: last.received_at,
      error_count: Math.max(1, all.length),
      last_code: last.code,
      previous_id: null,
      muted_until: null,
      changed_at: (all[0] ?? error).received_at,
      first_code: (all[0] ?? error).code,
      worst_code: last.code,
      last_error_id: last.id,
      last_message: last.message,
      last_source: last.source,
      times_this_week: 1,
    };
  }
}

export function memoryBackend(name: string): MemoryBackend {
  return scenario(name);
}
