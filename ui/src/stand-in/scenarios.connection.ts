// Scenarios of the connection.
import { MemoryBackend } from "./backend";
import type { Hop, Problem, Reachability } from "../bindings";
import { badWeek } from "./scenarios.reports";

const HOST = "https://quiet-otter.trycloudflare.com";
const ago = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();
const up = () =>
  ({ state: "up", kind: "cloudflared", public_url: HOST, since: ago(4000), adopted: false }) as const;
const NOT_REACHED: Problem = {
  what: "The tunnel answers, but does not lead to Missedhook.",
  meaning: "RETM's reports can't reach you.",
  remedy: "Restart the tunnel.",
};
const DOWN: Problem = {
  what: "cloudflared: the token is not valid.",
  meaning: "The tunnel is closed.",
  remedy: "Copy the token from Cloudflare's dashboard again.",
};

function failing(hop: Hop): Reachability {
  return {
    state: "failing",
    url: HOST,
    since: ago(200),
    last_proven_at: ago(500),
    hop,
    problem: NOT_REACHED,
  };
}

export function provenWay(backend: MemoryBackend, url_changed = false): MemoryBackend {
  const reachability: Reachability = { state: "proven", url: HOST, at: ago(42), took_ms: 180 };
  backend.way.urls = [
    { url: HOST, first_at: ago(4000), last_at: ago(42) },
    { url: `https://a-${"very-".repeat(30)}long-one.example.com`, first_at: ago(90_000), last_at: ago(4100) },
  ];
  backend.way.log = [...Array(60).keys()].map(
    (n) => `2026-11-24T09:14:${String(n).padStart(2, "0")}Z INF line`,
  );
  backend.way.put(
    { tunnel: up(), reachability, url_changed, url_copied: !url_changed },
    `${HOST}/error/3f9c2b7e51a8`,
  );
  return backend;
}

export const WAY_SCENARIOS: Record<string, () => MemoryBackend> = {
  "way-proven": () => provenWay(badWeek(new MemoryBackend())),
  "way-url-changed": () => provenWay(badWeek(new MemoryBackend()), true),
  "way-failing": () => {
    const backend = provenWay(badWeek(new MemoryBackend()));
    backend.way.put({ reachability: failing("tunnel") });
    return backend;
  },
  "way-down": () => {
    const backend = badWeek(new MemoryBackend());
    backend.way.down("cloudflared", DOWN, ago(-30));
    return backend;
  },
  "first-run-failing": () => {
    const backend = new MemoryBackend();
    backend.way.put({ tunnel: up(), reachability: failing("stranger") });
    return backend;
  },
};
