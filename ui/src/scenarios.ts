// The states the window can be looked at in, each by `?scenario=NAME` in a plain browser. Never part of a
// release, and never what a test relies on for numbers: tests write their own histories.
import { MemoryBackend, type Sketch } from "./backend.memory";
import type { DeliveryError, Problem } from "./bindings";

export const RECEIVER_URL = "http://127.0.0.1:7386/error/3f9c2b7e51a84d06b1c7e2f0a9d4486b";

const HOST = "https://pos-bridge.example.com";
const MINUTE = 60_000;

/** What comes in over a bad morning, oldest first. */
const MORNING: Sketch[] = [
  { code: 500, endpoint: `${HOST}/retm/customers`, message: "تعذر الاتصال بالخادم بعد ثلاث محاولات" },
  { code: 503, endpoint: `${HOST}/retm/orders` },
  { code: 503, endpoint: `${HOST}/retm/orders` },
  { code: 504, endpoint: `${HOST}/retm/orders`, message: "", body: '{"code":"504","endpoint":"https://pos-bridge.example.com/retm/orders","message":""}' },
  { code: 0, endpoint: "/retm/menu", message: "Connection refused" },
  { code: null, endpoint: "pos-bridge.example.com/retm/orders", message: "", body: '{"code":null,"endpoint":"pos-bridge.example.com/retm/orders","message":null}' },
  {
    code: null, endpoint: "", message: "", readable: false, incident_id: 99,
    body: '{"code": 503, "endpoint": "https://pos-bridge.example.com/retm/ord',
    unreadable_reason: "The JSON ends in the middle of a string, at byte 66.",
  },
  {
    code: 502, endpoint: `${HOST}/retm/orders?x=<b>&y="1"`,
    message: '<a href="https://evil.example">click</a> & <img src=x onerror=alert(1)>',
  },
  {
    code: 422, endpoint: `${HOST}/retm/orders`, message: '{"error":"invalid","fields":["branch_id"]}',
    body: '{"code":422,"endpoint":"https://pos-bridge.example.com/retm/orders","message":{"error":"invalid","fields":["branch_id"]},"event":"order.created","reference":"f70a1df4-3161-4d91-92ca-dbd4a079ac80","order_id":90071992547409931234}',
  },
  {
    code: null, endpoint: "", message: "", readable: false, incident_id: 99,
    body_base64: btoa(String.fromCharCode(...Array.from({ length: 5000 }, (_, i) => (i * 37 + 11) % 256))),
    unreadable_reason: "The body is not text: byte 0 is no valid UTF-8.",
  },
  { code: 503, endpoint: `${HOST}/retm/orders` },
  { code: 503, endpoint: `${HOST}/retm/orders`, source: "simulated" },
  { code: 500, endpoint: `${HOST}/retm/customers`, message: "تعذر الاتصال بالخادم بعد ثلاث محاولات" },
  { code: 401, endpoint: `${HOST}/retm/loyalty/rewards`, message: "Unauthorized" },
  { code: 503, endpoint: `${HOST}/retm/orders`, source: "test", message: "This is a test report from Missedhook." },
  { code: 503, endpoint: `${HOST}/retm/orders` },
]; // prettier-ignore

const LONG: Sketch[] = [
  {
    code: 500,
    endpoint: `${HOST}/retm/v2/tenants/8f14e45f-ceea-467f-a0e6-3f0f1d3c9b55/branches/riyadh-olaya-street-main/orders/notifications/incoming?signature=${"a9f3".repeat(40)}`,
    message: "System.Net.Http.HttpRequestException: No connection could be made because the target machine actively refused it. ".repeat(12),
  },
  { code: 500, endpoint: `${HOST}/retm/customers`, message: "تعذر الاتصال بالخادم بعد ثلاث محاولات متتالية، يرجى التحقق من نقطة النهاية وإعدادات الشبكة ثم إعادة المحاولة. ".repeat(6) },
  { code: 2147483647, endpoint: "https://another-host.example.org/hooks", message: "x".repeat(600), headers: { "x-very-long": "v".repeat(400), host: "h.example" } },
  { code: -1, endpoint: "", message: "No endpoint was given" },
]; // prettier-ignore

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

/** A row of a history too long to be held: made from its number alone. */
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

function million(): MemoryBackend {
  const now = Date.now();
  const backend = new MemoryBackend(1_000_000, (id) => oldRow(id, 1_000_000, now));
  backend.seenUpTo = 999_996;
  return backend;
}

const SCENARIOS: Record<string, () => MemoryBackend> = {
  "first-run": () => Object.assign(new MemoryBackend(), { testDelay: 700 }),
  history: () => filled(MORNING),
  storm,
  million,
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
  return (SCENARIOS[name] ?? SCENARIOS["history"] ?? million)();
}
