// Scenarios of the monitors page.
import { MemoryBackend } from "./backend";
import { badWeek, HOST } from "./scenarios.reports";

const BRANCHES = ["riyadh-olaya", "riyadh-malqa", "jeddah-corniche", "dammam", "abha", "khobar"];
const ARABIC_HOST = "https://نقاط-البيع-للمطاعم-والمقاهي.شركة-التكامل-المحدودة.example";

const NOT_ASKED = {
  sentence: "0.0.0.0 is an unspecified address, which is never asked. Nothing was sent.",
  next: "Write the URL with the endpoint's own address or name; on this machine that is 127.0.0.1.",
};

function onPage(): MemoryBackend {
  location.hash = "#/monitors";
  return badWeek(new MemoryBackend());
}

function orders(backend: MemoryBackend): number {
  const ids = [...Array(200).keys()];
  return ids.findLast((id) => backend.incidents.get(id)?.label === "/retm/orders") ?? 1;
}

/** Thirty of them, some of which are down. */
function many(backend: MemoryBackend): MemoryBackend {
  const { monitors } = backend;
  monitors.add({
    url: `${HOST}/retm/orders`, state: "down", failed: (back) => back < 7, incident: orders(backend), certificate: 61,
    sentence: "pos-bridge.example.com answers 503 Service Unavailable itself: the way there is open, the application behind it is not.",
  });
  monitors.add({ url: `${HOST}/retm/menu`, state: "down", failed: (back) => back < 3 || (back > 40 && back < 46), ms: 640 });
  monitors.add({ url: `${HOST}/retm/loyalty/rewards`, state: "failing", failed: (back) => back < 1, ms: 90 });
  monitors.add({ url: `${HOST}/retm/invoices`, state: "up", failed: (back) => back > 30 && back < 33, ms: 180, certificate: 12 });
  monitors.add({ url: "https://www.example.org/", state: "resting", ms: 70 });
  monitors.add({ url: `${ARABIC_HOST}/واجهة-برمجة-التطبيقات/الإصدار-الثاني/طلبات-التوصيل`, ms: 260, certificate: 200 });
  for (let i = 0; i < 23; i++) {
    const branch = `${BRANCHES[i % BRANCHES.length] ?? ""}-${Math.floor(i / BRANCHES.length) + 1}`;
    monitors.add({ url: `https://${branch}.pos.example.com/retm/orders`, ms: 60 + ((i * 53) % 400), failed: (back) => i % 7 === 3 && back === 50 + i });
  }
  monitors.add({ url: "https://new.example.com/hooks/retm", state: "unknown", checks: 0 });
  monitors.add({ url: "http://0.0.0.0:3000/retm/orders", state: "unknown", checks: 0, notAsked: NOT_ASKED });
  return backend;
} // prettier-ignore

export const MONITOR_SCENARIOS: Record<string, () => MemoryBackend> = {
  "monitors-none": onPage,
  monitors: () => many(onPage()),
  "monitors-offline": () => {
    const backend = many(onPage());
    backend.monitors.offline = true;
    return backend;
  },
  "monitors-host-down": () => {
    const backend = many(onPage());
    backend.monitors.failingHosts = ["pos-bridge.example.com"];
    backend.changed();
    return backend;
  },
  "monitor-not-asked": () => {
    const backend = many(onPage());
    location.hash = "#/monitors/monitor/31";
    return backend;
  },
  "monitors-certificate": () => {
    const backend = onPage();
    backend.monitors.add({ url: `${HOST}/retm/orders`, certificate: 2 });
    backend.monitors.add({ url: `${HOST}/retm/menu`, certificate: 12 });
    backend.monitors.add({ url: `${HOST}/retm/customers`, certificate: -1, state: "down", failed: (back) => back < 30, sentence: "Your certificate for pos-bridge.example.com expired today." });
    location.hash = "#/monitors/monitor/1";
    return backend;
  },
}; // prettier-ignore
