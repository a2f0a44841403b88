// The in-memory monitors: saved, changed and removed, with generated histories.
import type { Answers } from "./backend";
import type {
  IncidentState,
  Monitor,
  MonitorCheck,
  MonitorHour,
  MonitorList,
  MonitorState,
  MonitorWish,
  Problem,
  Uptime,
} from "../bindings";

type Calls = Pick<Answers, "monitors" | "monitor_hours" | "save_monitor" | "remove_monitor">;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const STRIP = 90;

/** A monitor of a scenario. Missing fields mean healthy. */
export type MonitorSketch = {
  url: string;
  state?: MonitorState;
  /** How many checks it has had. */
  checks?: number;
  /** The approximate duration of a good check, in ms. */
  ms?: number;
  /** Which of the last checks failed, counted back from the latest (0). */
  failed?: (back: number) => boolean;
  sentence?: string;
  /** In how many days its certificate expires. */
  certificate?: number;
  incident?: number;
  incidentState?: IncidentState;
  /** Why it could not be checked, and what to do. */
  notAsked?: { sentence: string; next: string };
  wish?: Partial<MonitorWish>;
};

const refusal = (what: string, meaning: string, remedy: string, field?: string): Problem & Error =>
  Object.assign(new Error(what), { what, meaning, remedy, ...(field === undefined ? {} : { field }) });

/** A number between 0 and 1, the same for the same input. */
function chance(a: number, b: number): number {
  const x = Math.sin(a * 127.1 + b * 311.7) * 43_758.545;
  return x - Math.floor(x);
}

function hostOf(url: string): string {
  return /^[a-z]+:\/\/([^/:?#]+)/i.exec(url)?.[1] ?? url;
}

export class MemoryMonitors {
  offline = false;
  failingHosts: string[] = [];
  private kept: Monitor[] = [];
  private numbers = 0;

  constructor(private readonly changed: () => void) {}

  readonly calls: Calls = {
    monitors: () => this.list(),
    monitor_hours: ({ id, from }) => this.hours(id, Date.parse(from)),
    save_monitor: ({ id, wish }) => {
      refuse(wish, this.kept.filter((one) => one.id !== id));
      const saved = id === null ? this.add({ url: wish.url.trim(), checks: 0, state: "unknown", wish }) : this.change(id, wish);
      this.changed();
      return saved;
    },
    remove_monitor: ({ id }) => {
      this.kept = this.kept.filter((one) => one.id !== id);
      this.changed();
      return null;
    },
  }; // prettier-ignore

  counts(): { total: number; down: number } {
    return { total: this.kept.length, down: this.kept.filter((one) => one.state === "down").length };
  }

  add(sketch: MonitorSketch): Monitor {
    const id = ++this.numbers;
    const {
      url,
      state = "up",
      checks = STRIP,
      ms = 120,
      failed = () => false,
      certificate,
      incident,
    } = sketch;
    const every = sketch.wish?.interval_s ?? 300;
    const sentence = sketch.sentence ?? `${hostOf(url)} does not answer: connection refused.`;
    const now = Date.now() - 40_000;
    const strip = Array.from({ length: Math.min(STRIP, checks) }, (_, i): MonitorCheck => {
      const back = Math.min(STRIP, checks) - 1 - i;
      const good = !failed(back);
      const took_ms = Math.round(ms * (0.7 + 0.5 * chance(id, i) + (chance(i, id) > 0.94 ? 2 : 0)));
      return {
        at: new Date(now - back * every * 1000).toISOString(), good, took_ms: good ? took_ms : 4, cause: good ? "answers" : "refused",
        status: good ? 200 : null, sentence: good ? `200 OK after ${took_ms} ms.` : sentence,
      }; // prettier-ignore
    });
    const broke = strip.findLastIndex((check) => check.good !== (strip.at(-1)?.good ?? true));
    const monitor: Monitor = {
      id,
      wish: { url, interval_s: 300, expected: "", timeout_s: 10, failures: 3, on: state !== "resting", ...sketch.wish },
      label: url.replace(/^[a-z]+:\/\/[^/]+/i, "").replace(/[?#].*$/s, "") || "/",
      host: hostOf(url), state,
      since: strip[broke + 1]?.at ?? null,
      next_at: new Date(now + every * 1000).toISOString(),
      last: strip.at(-1) ?? null, strip,
      uptimes: uptimesOf(strip, ms, checks),
      certificate_until: certificate === undefined ? null : new Date(Date.now() + certificate * DAY + HOUR).toISOString(),
      incident_id: incident ?? null,
      incident_state: incident === undefined ? null : (sketch.incidentState ?? "open"),
      not_asked: sketch.notAsked ? { at: new Date(now).toISOString(), ...sketch.notAsked } : null,
    }; // prettier-ignore
    this.kept.push(monitor);
    return monitor;
  }

  private change(id: number, wish: MonitorWish): Monitor {
    const found = this.kept.find((one) => one.id === id);
    if (!found) throw refusal(`There is no monitor ${id}.`, "It was removed.", "Add it again.");
    const { url } = wish;
    const state = wish.on ? (found.state === "resting" ? "unknown" : found.state) : "resting";
    const saved: Monitor = {
      ...found,
      wish,
      state,
      host: hostOf(url),
      label: url.replace(/^[a-z]+:\/\/[^/]+/i, "") || "/",
    };
    this.kept = this.kept.map((one) => (one.id === id ? saved : one));
    return saved;
  }

  private list(): MonitorList {
    const rank = (state: MonitorState): number => (state === "down" ? 0 : state === "failing" ? 1 : 2);
    const monitors = this.kept.toSorted((a, b) => rank(a.state) - rank(b.state) || a.id - b.id);
    return { monitors, offline: this.offline, failing_hosts: this.failingHosts };
  }

  private hours(id: number, from: number): MonitorHour[] {
    const monitor = this.kept.find((one) => one.id === id);
    const base = monitor?.uptimes[0]?.p50_ms ?? null;
    if (!monitor || base === null) return [];
    const first = Math.ceil(from / HOUR) * HOUR;
    const count = Math.max(0, Math.floor((Date.now() - first) / HOUR) + 1);
    return Array.from({ length: count }, (_, i) => {
      const at = first + i * HOUR;
      const hour = Math.floor(at / HOUR);
      const p50 = Math.round(base * (0.8 + 0.3 * Math.sin(hour / 4) + 0.3 * chance(id, hour)));
      const gone = monitor.state === "down" && i > count - 3;
      const asleep = hour % 151 < 9;
      return {
        at: new Date(at).toISOString(), checks: asleep ? 0 : 12, good: asleep || gone ? 0 : 12 - (chance(hour, id) > 0.96 ? 2 : 0),
        p50_ms: asleep || gone ? null : p50, p95_ms: asleep || gone ? null : Math.round(p50 * (1.5 + chance(hour, 3))),
      }; // prettier-ignore
    });
  }
}

function uptimesOf(strip: readonly MonitorCheck[], ms: number, checks: number): Uptime[] {
  const bad = strip.filter((check) => !check.good).length;
  return [["24 h", 288, 1], ["7 d", 2016, 1.1], ["30 d", 8640, 1.3]].map(([span, whole, more]) => {
    const many = checks < STRIP ? checks : Number(whole);
    return {
      span: String(span), checks: many,
      good_per_100k: many === 0 ? null : Math.floor(((many - Math.min(many, bad)) / many) * 100_000),
      p50_ms: many === 0 ? null : Math.round(ms * Number(more)),
      p95_ms: many === 0 ? null : Math.round(ms * 2.1 * Number(more)),
    };
  }); // prettier-ignore
}

function refuse({ url, expected }: MonitorWish, others: readonly Monitor[]): void {
  if (!/^https?:\/\/[^/\s]+/.test(url.trim()))
    throw refusal(
      `“${url}” is no URL.`,
      "Nothing was saved.",
      "Write it like https://pos.example.com/retm/orders.",
      "url",
    );
  if (expected !== "" && !/^[\d\s,-]+$/.test(expected))
    throw refusal(
      `“${expected}” is no list of statuses.`,
      "Nothing was saved.",
      "Write it like 200 or 200-299,405.",
      "expected",
    );
  if (others.some((one) => one.wish.url === url.trim()))
    throw refusal(
      "It is monitored already.",
      "One monitor of it is enough.",
      "Change the one there is.",
      "url",
    );
}
