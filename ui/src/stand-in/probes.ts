// The in-memory diagnosis: probes that run step by step, their diagnosis, the missed window and the saved document.
import type { Answers } from "./backend";
import { asFarAs, probeFinding } from "./findings";
import type {
  Diagnosis, Explanation, Incident, MissedWindow, Probe, ProbeCause, ProbeMethod, ProbeProgress, ProbeTarget,
} from "../bindings"; // prettier-ignore

type Calls = Pick<
  Answers,
  "diagnosis" | "start_probe" | "cancel_probe" | "allow_host" | "save_evidence" | "evidence"
>;

export type ProbesHost = {
  incident: (id: number) => Incident | null;
  setting: (name: string) => string;
  set: (name: string, value: string) => void;
  settings: Answers["settings"];
  probing: (progress: ProbeProgress) => void;
  changed: () => void;
};

const THREE_TRIES = 45_000;

const EXPLAINED: Readonly<Record<string, Explanation>> = {
  "503": {
    cause: "status", candidates: [], status: 503,
    meaning: "Your server answered that it can't take requests now.",
    causes: ["It is being deployed or restarted.", "Its workers are all busy, or it ran out of memory.", "A proxy in front of it has no healthy server left."],
    next: "Look whether the application runs, then at the proxy's log.",
  },
  "0": {
    cause: "unknown", candidates: [], status: null,
    meaning: "RETM could not connect at all.",
    causes: ["The server or the tunnel is down.", "The address in RETM's portal is wrong.", "A firewall drops RETM's requests."],
    next: "Probe the endpoint from here.",
  },
  "401": {
    cause: "status", candidates: [], status: 401,
    meaning: "Your server did not accept how RETM proves who it is.",
    causes: ["The token in RETM's portal is an old one."],
    next: "Compare the token with the one your integration expects.",
  },
}; // prettier-ignore
const UNKNOWN: Explanation = {
  cause: "unknown",
  candidates: [],
  status: null,
  meaning: "RETM gave up, and its code says no more than that.",
  causes: ["The application failed while it handled the request.", "Something between RETM and it did."],
  next: "Probe the endpoint, and look at its log at the time of the first report.",
};

export class MemoryProbes {
  /** The result of a probe. */
  finds: ProbeCause = "server_error";
  /** How long each step is shown, in ms. */
  beat = 0;
  /** When an endpoint recovered, as text and as a time. */
  recovery: { words: string; at: string; until?: string } | null = null;
  private readonly latest = new Map<number, Probe>();
  private readonly running = new Map<number, () => void>();
  private tickets = 0;

  constructor(private readonly host: ProbesHost) {}

  readonly calls: Calls = {
    diagnosis: ({ incident_id }) => this.diagnosis(incident_id),
    start_probe: ({ incident_id, url, method }) => this.start(incident_id, url, method),
    cancel_probe: ({ ticket }) => {
      this.running.get(ticket)?.();
      return null;
    },
    allow_host: ({ host }) => {
      this.host.set("probe.allowed_hosts", [...this.allowed(), host].join(", "));
      if (this.finds === "not_allowed") this.finds = "answers";
      return this.host.settings({});
    },
    evidence: ({ incident_id }) => {
      const incident = this.host.incident(incident_id);
      return `# ${incident?.label ?? ""}\n\n${this.diagnosis(incident_id)?.sentence ?? ""}\n\n> ${incident?.last_message ?? ""}\n`;
    },
    save_evidence: ({ incident_id, format }) =>
      `/home/amal/Downloads/missedhook-incident-${incident_id}.${format === "html" ? "html" : "md"}`,
  }; // prettier-ignore

  /** An earlier probe of this incident. */
  made(incident: number, cause: ProbeCause, at: number): void {
    const target = this.target(this.host.incident(incident));
    if (target.state === "ready") this.latest.set(incident, probeFinding(target.url, "head", cause, at));
  }

  private allowed(): string[] {
    return this.host.setting("probe.allowed_hosts").split(", ").filter(Boolean);
  }

  private target(incident: Incident | null): ProbeTarget {
    const endpoint = incident?.endpoint ?? "";
    const base = this.host.setting("probe.base_url");
    if (endpoint === "") return { state: "none" };
    if (endpoint.startsWith("/") && base === "") return { state: "needs_base_url", path: endpoint };
    const whole = endpoint.startsWith("/") ? base.replace(/\/$/, "") + endpoint : endpoint;
    const url = /^[a-z]+:\/\//i.test(whole) ? whole : `https://${whole}`;
    const host = /^[a-z]+:\/\/([^/:?#]+)/i.exec(url)?.[1] ?? url;
    return { state: "ready", url, host, allowed: this.allowed().includes(host) };
  }

  private diagnosis(id: number): Diagnosis | null {
    const incident = this.host.incident(id);
    if (!incident) return null;
    const explanation = EXPLAINED[String(incident.last_code)] ?? UNKNOWN;
    const probe = this.latest.get(id) ?? null;
    const since = probe !== null && probe.at >= incident.opened_at;
    return {
      sentence: since ? probe.sentence : explanation.meaning,
      next: since ? probe.next : explanation.next,
      cause: explanation.cause,
      explanation,
      target: this.target(incident),
      probe,
      recovery: this.recovery?.words ?? null,
      recovery_until: this.recovery?.until ?? null,
      missed: missedOf(incident, this.recovery?.at ?? null),
    };
  }

  private start(incident: number | null, asked: string | null, method: ProbeMethod): number {
    const ticket = ++this.tickets;
    const target = this.target(incident === null ? null : this.host.incident(incident));
    const url = asked ?? (target.state === "ready" ? target.url : "");
    const whole = probeFinding(url, method, url === "" ? "no_target" : this.finds);
    let timer: ReturnType<typeof setTimeout> | null = null;
    const end = (probe: Probe): void => {
      if (timer) clearTimeout(timer);
      this.running.delete(ticket);
      if (incident !== null) this.latest.set(incident, probe);
      this.host.probing({ ticket, probe, ended: true });
      this.host.changed();
    };
    const step = (at: number): void => {
      if (at >= whole.steps.length) {
        end(whole);
        return;
      }
      this.host.probing({ ticket, probe: asFarAs(whole, at), ended: false });
      timer = setTimeout(step, this.beat, at + 1);
    };
    this.running.set(ticket, () => {
      end({ ...probeFinding(url, method, "cancelled"), at: whole.at });
    });
    timer = setTimeout(step, 0, 0);
    return ticket;
  }
}

function missedOf(incident: Incident, to: string | null): MissedWindow {
  const from = new Date(Date.parse(incident.opened_at) - THREE_TRIES).toISOString();
  const calls = ["orders", "invoices"].map((what) => ({
    call: `GET https://{business_id}.retm.sa/api/v2/${what}/list?from=${from.slice(0, 16)}Z${to ? `&to=${to.slice(0, 16)}Z` : ""}`,
    note: `Lists the ${what} of that time; compare them with what you have.`,
  }));
  return {
    from,
    from_known_by:
      "RETM tries three times within 45 s before it reports, so the first delivery failed about then.",
    to,
    to_known_by: to
      ? "The first good probe after the last report."
      : "Nothing has shown yet that it works again.",
    text: `Deliveries to ${incident.label} failed from ${from} to ${to ?? "now"} (UTC).\n${calls.map((one) => one.call).join("\n")}\n`,
    calls,
  };
}
