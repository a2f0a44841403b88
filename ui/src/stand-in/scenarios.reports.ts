// The reports of the scenarios: every kind that was ever seen, and the history of a bad week. Tests must not rely on
// the numbers.
import type { MemoryBackend, Sketch } from "./backend";
import type { IncidentAction } from "../bindings";

export const HOST = "https://pos-bridge.example.com";
const MINUTE = 60_000;
const HOUR = 60;
const DAY = 24 * HOUR;

/** The reports of a bad morning, oldest first. */
export const MORNING: Sketch[] = [
  { code: 500, endpoint: `${HOST}/retm/customers`, message: "تعذر الاتصال بالخادم بعد ثلاث محاولات" },
  { code: 503, endpoint: `${HOST}/retm/orders` },
  { code: 503, endpoint: `${HOST}/retm/orders` },
  { code: 504, endpoint: `${HOST}/retm/orders`, message: "", body: '{"code":"504","endpoint":"https://pos-bridge.example.com/retm/orders","message":""}' },
  { code: 0, endpoint: "/retm/menu", message: "Connection refused" },
  { code: null, endpoint: "pos-bridge.example.com/retm/orders", message: "", body: '{"code":null,"endpoint":"pos-bridge.example.com/retm/orders","message":null}' },
  {
    code: null, endpoint: "", message: "", readable: false,
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
    code: null, endpoint: "", message: "", readable: false,
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

export const LONG: Sketch[] = [
  {
    code: 500,
    endpoint: `${HOST}/retm/v2/tenants/8f14e45f-ceea-467f-a0e6-3f0f1d3c9b55/branches/riyadh-olaya-street-main/orders/notifications/incoming?signature=${"a9f3".repeat(40)}`,
    message: "System.Net.Http.HttpRequestException: No connection could be made because the target machine actively refused it. ".repeat(12),
  },
  { code: 500, endpoint: `${HOST}/retm/customers`, message: "تعذر الاتصال بالخادم بعد ثلاث محاولات متتالية، يرجى التحقق من نقطة النهاية وإعدادات الشبكة ثم إعادة المحاولة. ".repeat(6) },
  { code: 2147483647, endpoint: "https://another-host.example.org/hooks", message: "x".repeat(600), headers: { "x-very-long": "v".repeat(400), host: "h.example" } },
  { code: -1, endpoint: "", message: "No endpoint was given" },
]; // prettier-ignore

/** One event, this many minutes ago. */
type Event = { age: number; happen: (backend: MemoryBackend, at: Date) => void };

function reports(count: number, from: number, to: number, sketch: (i: number) => Sketch): Event[] {
  return Array.from({ length: count }, (_, i) => {
    // In waves, like a service that recovers and fails again.
    const along = count === 1 ? 0 : i / (count - 1);
    const age = from - (from - to) * (along + 0.09 * Math.sin(along * 6 * Math.PI) * (1 - along));
    return {
      age: Math.max(to, age),
      happen: (backend, at) => void backend.report({ ...sketch(i), received_at: at.toISOString() }),
    };
  });
}

function acted(age: number, label: string, action: IncidentAction): Event {
  return {
    age,
    happen: ({ incidents }, at) => {
      const all = [...Array(200).keys()].map((id) => incidents.get(id));
      const one = all.findLast((incident) => incident?.label === label);
      if (one) incidents.act(action, [one.id], at);
    },
  };
}

const ORDERS: Sketch[] = [
  { code: 503 }, { code: 503 }, { code: 503 }, { code: 504, message: "" }, { code: 503 }, { code: 503 }, { code: 503 },
  MORNING[7] ?? {}, { code: 503 }, { code: 503 }, MORNING[5] ?? {}, { code: 503 }, MORNING[8] ?? {}, { code: 503 },
]; // prettier-ignore

const WEEK: Event[] = [
  ...reports(1, 6 * DAY, 6 * DAY, () => ({ ...MORNING[14], endpoint: "https://your-integration.example/retm/test" })),
  acted(6 * DAY - 3, "/retm/test", { kind: "resolve" }),
  ...reports(38, 4 * DAY, 4 * DAY - 48, () => ({ code: 502, message: "Bad Gateway" })),
  acted(4 * DAY - 50, "/retm/orders", { kind: "acknowledge" }),
  acted(4 * DAY - 90, "/retm/orders", { kind: "resolve" }),
  ...reports(9, 3 * DAY, 3 * DAY - 30, () => ({ code: 404, message: "Not Found", endpoint: `${HOST}/retm/v1/orders` })),
  acted(3 * DAY - 60, "/retm/v1/orders", { kind: "resolve" }),
  ...reports(64, DAY + 5 * HOUR, DAY + 3 * HOUR, () => ({ code: 503 })),
  acted(DAY + 2 * HOUR, "/retm/orders", { kind: "resolve" }),
  ...reports(31, 9 * HOUR, 40, () => ({ code: 429, message: "Too Many Requests", endpoint: `${HOST}/retm/invoices` })),
  acted(8 * HOUR, "/retm/invoices", { kind: "mute", minutes: 12 * HOUR }),
  ...reports(5, 7 * HOUR, 5 * HOUR, () => MORNING[13] ?? {}),
  acted(6 * HOUR, "/retm/loyalty/rewards", { kind: "acknowledge" }),
  ...reports(2, 4 * HOUR, 65, () => MORNING[0] ?? {}),
  ...reports(404, 3 * HOUR, 2, (i) => ({ ...ORDERS[i % ORDERS.length], endpoint: `${HOST}/retm/orders` })),
  ...reports(7, 100, 11, () => MORNING[4] ?? {}),
  ...reports(1, 75, 75, () => MORNING[6] ?? {}),
  ...reports(1, 30, 30, () => MORNING[9] ?? {}),
  ...reports(1, 24, 24, () => ({ ...MORNING[11], code: 500, message: "Internal Server Error", endpoint: `${HOST}/retm/branches/riyadh-olaya` })),
]; // prettier-ignore

/** A week that ends with four hundred missing orders. */
export function badWeek(backend: MemoryBackend): MemoryBackend {
  const now = Date.now() - 20_000;
  for (const { age, happen } of WEEK.toSorted((a, b) => b.age - a.age)) {
    happen(backend, new Date(now - age * MINUTE));
  }
  backend.seenUpTo = backend.status().newest_id - 9;
  return backend;
}
