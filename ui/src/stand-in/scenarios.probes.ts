// Scenarios of a diagnosis. Each opens its incident.
import { MemoryBackend, type Sketch } from "./backend";
import type { ProbeCause } from "../bindings";
import { badWeek } from "./scenarios.reports";

const MINUTE = 60_000;
const ago = (minutes: number): number => Date.now() - minutes * MINUTE;

/** The bad week, with the incident of this endpoint open. */
function week(label: string): { backend: MemoryBackend; id: number } {
  const backend = badWeek(new MemoryBackend());
  return { backend, id: opened(backend, label) };
}

function opened(backend: MemoryBackend, label: string): number {
  const ids = [...Array(200).keys()];
  const id = ids.findLast((one) => backend.incidents.get(one)?.label === label) ?? 1;
  location.hash = `#/open/incident/${id}`;
  return id;
}

/** Orders fail, and a probe two minutes ago found this. */
function probed(finds: ProbeCause, minutes = 2): MemoryBackend {
  const { backend, id } = week("/retm/orders");
  backend.probes.finds = finds;
  backend.probes.beat = 500;
  backend.probes.made(id, finds, ago(minutes));
  return backend;
}

const ARABIC: Sketch = {
  code: 0,
  endpoint:
    "https://نقاط-البيع-للمطاعم-والمقاهي.شركة-التكامل-المحدودة.example/واجهة-برمجة-التطبيقات/الإصدار-الثاني/طلبات-التوصيل",
  message:
    "تعذر الاتصال بالخادم بعد ثلاث محاولات متتالية، يرجى التحقق من نقطة النهاية وإعدادات الشبكة ثم إعادة المحاولة.",
};

export const PROBE_SCENARIOS: Record<string, () => MemoryBackend> = {
  "why-certificate": () => probed("certificate_expired"),
  "why-local": () => probed("nothing_listens"),
  "why-not-allowed": () => probed("not_allowed"),
  "why-answers": () => probed("answers"),
  "why-former": () => probed("certificate_expired", 20 * 60),
  "why-base-url": () => week("/retm/menu").backend,
  "why-none": () => {
    const { backend } = week("unreadable reports");
    return backend;
  },
  "why-probing": () => {
    const { backend } = week("/retm/orders");
    backend.probes.finds = "silent";
    backend.probes.beat = 900;
    return backend;
  },
  "why-recovered": () => {
    const { backend, id } = week("/retm/orders");
    const at = new Date(ago(1)).toISOString();
    backend.probes.recovery = { words: "Answers again since a minute ago; resolved by itself if nothing comes in 15 minutes.", at };
    backend.probes.finds = "answers";
    backend.probes.made(id, "answers", ago(1));
    backend.incidents.note(id, "recovered" as never, "rule", "recovered: it answers again", at);
    backend.incidents.note(id, "flapping_damped" as never, "rule", "flapping: told once for 4 times in an hour", at);
    return backend;
  },
  "why-arabic": () => {
    const backend = badWeek(new MemoryBackend());
    backend.report({ ...ARABIC, received_at: new Date(ago(3)).toISOString() });
    const id = [...Array(200).keys()].findLast((one) => backend.incidents.get(one) !== null) ?? 1;
    location.hash = `#/open/incident/${id}`;
    backend.probes.finds = "refused";
    backend.probes.made(id, "refused", ago(1));
    return backend;
  },
}; // prettier-ignore
