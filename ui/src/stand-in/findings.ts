// The results of an in-memory probe: for some causes, steps with plausible times, addresses and sentences.
import type { Probe, ProbeCause, ProbeFact, ProbeMethod, ProbeStep, ProbeStepKind } from "../bindings";

const DAY = 86_400_000;
const ADDRESS = "203.0.113.7";

type Draft = {
  kind: ProbeStepKind;
  title: string;
  took_us: number;
  text: string;
  bad?: true;
  facts?: ProbeFact[];
};
type Finding = { steps: Draft[]; sentence: string; next: string; status?: number; certificate?: number };

const fact = (name: string, value: string): ProbeFact => ({ name, value });

function name(host: string): Draft {
  return {
    kind: "name", title: "Name", took_us: 14_200, text: "Two addresses, from 192.168.1.1.",
    facts: [fact("Host", host), fact("Resolver", "192.168.1.1"), fact("IPv4", ADDRESS), fact("IPv6", "2001:db8::7")],
  }; // prettier-ignore
}

function connect(port: number, took_us = 31_400): Draft {
  return { kind: "connect", title: `Connect to ${ADDRESS}:${port}`, took_us, text: "Connected." };
}

const SIX: Draft = {
  kind: "connect", title: "Connect to [2001:db8::7]:443", took_us: 420, bad: true,
  text: "The network can't be reached: this machine has no IPv6.",
}; // prettier-ignore

function tls(host: string, expires: number, text: string, bad?: true): Draft {
  return {
    kind: "tls", title: "TLS", took_us: 58_900, text, ...(bad ? { bad } : {}),
    facts: [
      fact("Version", "TLS 1.3"),
      fact("Certificate", host),
      fact("Names", `${host}, www.${host}`),
      fact("Valid from", new Date(Date.now() - 88 * DAY).toISOString()),
      fact("Valid until", new Date(Date.now() + expires).toISOString()),
      fact("Issued by", "CN=R11, O=Let's Encrypt, C=US"),
      fact("Chain", `${host} ← R11 ← ISRG Root X1`),
    ],
  }; // prettier-ignore
}

function request(method: ProbeMethod, took_us: number, text: string, bad?: true): Draft {
  return {
    kind: "request", title: method === "head" ? "HEAD" : "POST", took_us, text, ...(bad ? { bad } : {}),
    facts: [fact("date", new Date().toUTCString()), fact("server", "nginx/1.24.0"), fact("retry-after", "120"), fact("content-type", "text/html; charset=utf-8")],
  }; // prettier-ignore
}

const GOOD = 61 * DAY;

function way(host: string): Draft[] {
  return [name(host), SIX, connect(443), tls(host, GOOD, "TLS 1.3; the certificate is good for 61 days.")];
}

type Make = (host: string, method: ProbeMethod) => Finding;

/** The result for this cause. */
const FINDINGS: Partial<Record<ProbeCause, Make>> = {
  answers: (host, method) => ({
        steps: [...way(host), request(method, 74_000, "200 OK after 74 ms.")],
        sentence: `${host} answers: 200 OK after 180 ms.`, next: "", status: 200, certificate: GOOD,
      }),
  server_error: (host, method) => ({
        steps: [...way(host), request(method, 74_000, "503 Service Unavailable after 74 ms.", true)],
        sentence: `${host} answers 503 Service Unavailable itself: the way there is open, the application behind it is not.`,
        next: "Look at the application's log; it asks to be tried again in 120 seconds.", status: 503, certificate: GOOD,
      }),
  certificate_expired: (host) => ({
        steps: [name(host), connect(443), tls(host, -2 * DAY, "The certificate expired 2 days ago.", true)],
        sentence: `Your certificate for ${host} expired 2 days ago.`,
        next: "Renew it and let the server load it again, then probe once more.", certificate: -2 * DAY,
      }),
  nothing_listens: (host, method) => ({
        steps: [...way(host), request(method, 61_000, "502 Bad Gateway after 61 ms, from the tunnel.", true), {
          kind: "local", title: "Local: 127.0.0.1:3000", took_us: 310, bad: true,
          text: "Nothing listens on port 3000.",
          facts: [fact("Tunnel", "cloudflared, up since 08:02"), fact("Leads to", "127.0.0.1:3000"), fact("Listens there", "nothing; node (pid 4711) listens on 3001")],
        }],
        sentence: "Nothing listens on port 3000; the tunnel is up.",
        next: "Start your application, or let it listen on port 3000: node (pid 4711) listens on 3001.", status: 502, certificate: GOOD,
      }),
  refused: (host) => ({
        steps: [name(host), { kind: "connect", title: `Connect to ${ADDRESS}:443`, took_us: 900, text: "Refused: nothing listens there.", bad: true }],
        sentence: `${host} refuses connections on port 443: nothing listens there.`,
        next: "Start the server, or correct the port.",
      }),
  name_not_found: (host) => ({
        steps: [{ kind: "name", title: "Name", took_us: 44_000, text: "There is no such name, says 192.168.1.1.", bad: true, facts: [fact("Host", host), fact("Resolver", "192.168.1.1")] }],
        sentence: `There is no host named ${host}.`,
        next: "Look for a typo in RETM's portal, or for the missing DNS record.",
      }),
  silent: (host, method) => ({
        steps: [...way(host), request(method, 9_800_000, "No answer within 10 s.", true)],
        sentence: `${host} takes the request and answers nothing within 10 s.`,
        next: "Look for what the handler waits for: a database, a lock, another service.", certificate: GOOD,
      }),
  cancelled: (host) => ({ steps: [name(host)], sentence: "The probe was stopped.", next: "" }),
  not_allowed: (host) => ({
        steps: [{ ...name(host), text: "192.168.10.14 is in a private network.", bad: true }],
        sentence: `${host} is at 192.168.10.14, in a private network: Missedhook asks there only where you allow it.`,
        next: "Allow the host if it is yours.",
      }),
}; // prettier-ignore

/** Other causes have only a name. */
function findingOf(cause: ProbeCause, host: string, method: ProbeMethod): Finding {
  const make = FINDINGS[cause];
  if (make) return make(host, method);
  return { steps: way(host), sentence: `${host}: ${cause.replaceAll("_", " ")}.`, next: "Probe again." };
}

export function probeFinding(url: string, method: ProbeMethod, cause: ProbeCause, at = Date.now()): Probe {
  const host = /^[a-z]+:\/\/([^/?#]+)/i.exec(url)?.[1] ?? url;
  const finding = findingOf(cause, host, method);
  let began = 0;
  const steps = finding.steps.map(({ bad, facts = [], ...draft }): ProbeStep => {
    const step: ProbeStep = { ...draft, facts, started_us: began, state: bad ? "failed" : "done" };
    began += draft.took_us + 120;
    return step;
  });
  const expires = finding.certificate;
  return {
    url, method, at: new Date(at).toISOString(), took_us: began, steps, status: finding.status ?? null, get_status: null,
    certificate_until: expires === undefined ? null : new Date(Date.now() + expires).toISOString(),
    cause, sentence: finding.sentence, next: finding.next,
  }; // prettier-ignore
}

/** The probe while its step `at` is running. */
export function asFarAs(whole: Probe, at: number, cause: ProbeCause = "no_target"): Probe {
  const steps = whole.steps
    .slice(0, at + 1)
    .map((step, i): ProbeStep =>
      i < at
        ? step
        : { ...step, took_us: Math.round(step.took_us / 2), state: "running", text: "", facts: [] },
    );
  const last = steps.at(-1);
  const took_us = last ? last.started_us + last.took_us : 0;
  return {
    ...whole,
    steps,
    took_us,
    status: null,
    get_status: null,
    certificate_until: null,
    cause,
    sentence: "",
    next: "",
  };
}
