// The scenarios, by `?scenario=NAME` in a plain browser. Tests write their own histories.
import { MemoryBackend, type Sketch } from "./backend";
import type { DeliveryError, Problem } from "../bindings";
import { MONITOR_SCENARIOS } from "./scenarios.monitors";
import { PROBE_SCENARIOS } from "./scenarios.probes";
import { provenWay, WAY_SCENARIOS } from "./scenarios.connection";
import { badWeek, HOST, LONG, MORNING } from "./scenarios.reports";

export const RECEIVER_URL = "http://127.0.0.1:7386/error/3f9c2b7e51a84d06b1c7e2f0a9d4486b";

const MINUTE = 60_000;

function filled(sketches: Sketch[], every = 11 * MINUTE): MemoryBackend {
  const backend = new MemoryBackend();
  const now = Date.now();
  sketches.forEach((sketch, i) => {
    const age = (sketches.length - 1 - i) * every * (1 + (sketches.length - i) / 12);
    backend.report({ received_at: new Date(now - age - 40_000).toISOString(), ...sketch });
  });
  backend.seenUpTo = Math.max(0, sketches.length - 3);
  return backend;
}

/** A row of a history too long for memory: generated from its number. */
export function oldRow(id: number, newest: number, now: number): DeliveryError {
  const paths = ["orders", "menu", "customers", "invoices", "loyalty/rewards"];
  const n = (id * 7919) % paths.length;
  return {
    id,
    received_at: new Date(now - (newest - id + 1) * 31_000).toISOString(),
    code: [503, 0, 500, 504, null][n] ?? null,
    endpoint: `${HOST}/retm/${paths[n] ?? ""}`,
    message: ["Service Unavailable", "Connection refused", "تعذر الاتصال بالخادم", "", "timeout"][n] ?? "",
    readable: true,
    source: "retm",
    incident_id: n + 1,
  };
}

function problem(what: string, meaning: string, remedy: string): Problem {
  return { what, meaning, remedy };
}

const PORT_TAKEN = problem(
  "Port 7386 is taken by node (pid 4711).",
  "RETM's reports do not reach Missedhook until it can listen again.",
  "Stop node and try again, or use a free port and point your tunnel at it.",
);
const DISK_FULL = problem(
  "Reports can't be stored: the disk is full.",
  "RETM is told to come back later; nothing new is kept until there is room.",
  "Free some space on /home, then check again.",
);
const NO_NOTIFICATIONS = problem(
  "This desktop shows no notifications.",
  "Delivery errors are kept and counted in the tray, but nothing pops up.",
  "Start a notification service, such as dunst or mako.",
);

const SETTINGS = problem(
  "settings.toml, line 7: alerts.quiet_hours is no time: “22-7”.",
  "The last good settings stay in force.",
  "Write it like 22:00-07:00.",
);

/** Reports keep coming, every so often a burst. */
function storm(): MemoryBackend {
  const backend = filled([...MORNING, ...MORNING, ...MORNING]);
  let beat = 0;
  setInterval(() => {
    const burst = ++beat % 20 === 0 ? 30 : 1;
    for (let i = 0; i < burst; i++) backend.report({ ...MORNING[(beat + i) % MORNING.length] });
    backend.changed();
  }, 1500);
  return backend;
}

/** A generated history at five endpoints. */
function many(count: number): MemoryBackend {
  const now = Date.now();
  const backend = new MemoryBackend(count, (id) => oldRow(id, count, now));
  for (let n = 1; n <= 5; n++) {
    const newest = Array.from({ length: 5 }, (_, i) => oldRow(count - i, count, now)).find(
      (row) => row.incident_id === n,
    );
    if (!newest) continue;
    const opened_at = oldRow(n, count, now).received_at;
    const { id, code, endpoint, received_at: last_at, message } = newest;
    const from = Date.parse(opened_at);
    const each = (Date.parse(last_at) - from) / 2_000;
    backend.incidents.seed(
      {
        id: n, endpoint, label: endpoint.replace(HOST, ""), state: "open", opened_at, last_error_at: last_at,
        error_count: count / 5, last_code: code, previous_id: null, muted_until: null, changed_at: opened_at,
        first_code: code, worst_code: code, last_error_id: id, last_message: message, last_source: "retm",
        times_this_week: 1,
      },
      [{ code, count: count / 5, first_at: opened_at, last_at }],
      Array.from({ length: 2_000 }, (_, i) => from + i * each),
    ); // prettier-ignore
  }
  backend.seenUpTo = count - 4;
  return backend;
}

/** Fifty endpoints failed at once, to be worked through by keyboard. */
function fifty(): MemoryBackend {
  const backend = new MemoryBackend();
  const now = Date.now();
  for (let i = 0; i < 180; i++) {
    const n = i < 50 ? i : (i * 31) % 50;
    backend.report({
      endpoint: `${HOST}/retm/branches/${["riyadh", "jeddah", "dammam", "makkah", "abha"][n % 5] ?? ""}-${Math.floor(n / 5) + 1}/orders`,
      code: [503, 503, 0, 500, 504][n % 5] ?? 503,
      message: ["Service Unavailable", "", "Connection refused", "تعذر الاتصال بالخادم", ""][n % 5] ?? "",
      received_at: new Date(now - (180 - i) * 4_000).toISOString(),
    });
  }
  backend.seenUpTo = 170;
  return backend;
}

const SCENARIOS: Record<string, () => MemoryBackend> = {
  "first-run": () => {
    const backend = Object.assign(new MemoryBackend(), { testDelay: 700 });
    backend.way.beat = 900;
    return backend;
  },
  ...WAY_SCENARIOS,
  ...PROBE_SCENARIOS,
  ...MONITOR_SCENARIOS,
  history: () => badWeek(new MemoryBackend()),
  morning: () => filled(MORNING),
  fifty,
  storm,
  "hundred-thousand": () => many(100_000),
  million: () => many(1_000_000),
  "all-quiet": () => {
    const backend = filled(MORNING);
    const ids = [...Array(20).keys()];
    backend.incidents.act({ kind: "resolve" }, ids);
    return provenWay(backend);
  },
  acknowledged: () => {
    const backend = fifty();
    backend.incidents.act({ kind: "acknowledge" }, [...Array(60).keys()]);
    return provenWay(backend);
  },
  "no-way": () => {
    const backend = filled(MORNING);
    backend.incidents.act({ kind: "resolve" }, [...Array(20).keys()]);
    return backend;
  },
  paused: () => {
    const backend = badWeek(new MemoryBackend());
    const until = new Date(Date.now() + 25 * MINUTE).toISOString();
    backend.changed({ alerts_paused: true, alerts_paused_until: until });
    return backend;
  },
  "settings-problem": () => {
    const backend = badWeek(new MemoryBackend());
    backend.changed({ settings_problem: SETTINGS });
    return backend;
  },
  "port-taken": () => {
    const backend = filled(MORNING);
    backend.changed({ receiver: { state: "failed", problem: PORT_TAKEN } });
    return backend;
  },
  "port-taken-first-run": () => {
    const backend = new MemoryBackend();
    backend.changed({ receiver: { state: "failed", problem: PORT_TAKEN }, receiver_url: null });
    return backend;
  },
  "store-failing": () => {
    const backend = filled(MORNING);
    backend.changed({ store: { state: "failing", problem: DISK_FULL } });
    return backend;
  },
  "no-notifications": () => {
    const backend = filled(MORNING);
    backend.changed({ notifications: { state: "missing", problem: NO_NOTIFICATIONS }, alerts_paused: true });
    return backend;
  },
  "empty-incident": () => {
    location.hash = "#/incident/4711";
    return filled(MORNING);
  },
  "long-text": () => filled(LONG),
};

export function scenario(name: string): MemoryBackend {
  return (SCENARIOS[name] ?? SCENARIOS["history"] ?? (() => many(1000)))();
}
