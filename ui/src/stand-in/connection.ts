// The in-memory connection: offers tunnels, opens the chosen one step by step, succeeds or fails as a scenario says,
// and remembers its URLs.
import type { Answers } from "./backend";
import type { Offer, Problem, PublicUrl, Reachability, TunnelKind, WayStatus } from "../bindings";

type Calls = Pick<
  Answers,
  | "tunnel_offers"
  | "tunnel_log"
  | "restart_tunnel"
  | "check_reachability"
  | "public_urls"
  | "copy_receiver_url"
>;

export type WayHost = {
  value: (setting: string) => string;
  receiverUrl: () => string | null;
  changed: (what: { way: WayStatus; receiver_url?: string }) => void;
  copied: (url: string) => void;
};

const LINES = 200;
export const NO_WAY: WayStatus = {
  tunnel: { state: "off" },
  reachability: { state: "off" },
  url_copied: false,
  url_changed: false,
  standing: "off",
};

function offer(kind: TunnelKind, title: string, cost_and_life: string, more: Partial<Offer> = {}): Offer {
  const lasting = kind !== "cloudflared" && kind !== "bore";
  return {
    kind, title, cost_and_life, lasting, found: true, program: null, version: null, how_to_get: null,
    already: null, ...more,
  }; // prettier-ignore
}

export const OFFERS: readonly Offer[] = [
  offer("ssh", "SSH (ssh -R)", "Needs a server of yours with sshd and a web server. The URL is yours, and stays.", { program: "/usr/bin/ssh", version: "OpenSSH_9.2p1" }),
  offer("own_url", "My own URL", "You run the way in, Missedhook only proves it. The URL is yours, and stays."),
  offer("cloudflared", "Cloudflare Tunnel", "Free, without an account: the URL changes at every start. With the token of a named tunnel it stays.", { program: "/usr/local/bin/cloudflared", version: "cloudflared version 2026.3.0" }),
  offer("bore", "bore", "Free, built in. Sends in clear text: who is between can read the reports and the key. The URL changes unless server and port are yours."),
  offer("tailscale", "Tailscale Funnel", "Free with a Tailscale account. The URL is this machine's name there, and stays.", { found: false, how_to_get: "Install it from tailscale.com/download and run `tailscale up`." }),
  offer("ngrok", "ngrok", "Free with an ngrok account, which comes with one domain. On that domain the URL stays.", { found: false, how_to_get: "Install it from ngrok.com/download and run `ngrok config add-authtoken TOKEN`." }),
]; // prettier-ignore

export class MemoryWay {
  status: WayStatus = NO_WAY;
  offers: readonly Offer[] = OFFERS;
  log: string[] = [];
  urls: PublicUrl[] = [];
  /** How long each step of opening takes. */
  beat = 0;
  /** Why the check fails, or null if it succeeds. */
  broken: Extract<Reachability, { state: "failing" }> | null = null;
  private opened = 0;
  private generation = 0;

  constructor(private readonly host: WayHost) {}

  readonly calls: Calls = {
    tunnel_offers: () => this.offers.map((one) => ({ ...one })),
    tunnel_log: () => this.log.slice(-LINES),
    restart_tunnel: () => {
      this.follow();
      return null;
    },
    check_reachability: () => {
      const { tunnel } = this.status;
      if (tunnel.state === "up") this.prove(tunnel.public_url);
      return null;
    },
    public_urls: () => this.urls.map((one) => ({ ...one })),
    copy_receiver_url: () => {
      const url = this.host.receiverUrl();
      if (url !== null) this.host.copied(url);
      this.put({ url_copied: true, url_changed: false });
      return null;
    },
  };

  /** The settings changed: opens their tunnel. */
  follow(): void {
    const kind = this.host.value("tunnel.kind") as TunnelKind | "";
    this.generation += 1;
    if (kind === "") {
      this.put({ tunnel: { state: "off" }, reachability: { state: "off" } });
      return;
    }
    this.log.push(`${kind}: starting`);
    this.put({ tunnel: { state: "starting", kind }, reachability: { state: "off" } });
    this.later(() => {
      this.up(kind, this.publicUrl(kind));
    });
  }

  /** Overrides parts of the state, for a scenario or a test. */
  put(what: Partial<WayStatus>, receiver_url?: string): void {
    this.status = { ...this.status, ...what };
    this.host.changed({ way: this.status, ...(receiver_url === undefined ? {} : { receiver_url }) });
  }

  up(kind: TunnelKind, public_url: string): void {
    const since = new Date().toISOString();
    const [latest] = this.urls;
    const other = latest?.url !== public_url;
    if (other) this.urls.unshift({ url: public_url, first_at: since, last_at: since });
    this.log.push(`${kind}: forwarding ${public_url}`);
    const url_changed = this.status.url_changed || (other && this.status.url_copied);
    const url_copied = this.status.url_copied && !other;
    const path = new URL(this.host.receiverUrl() ?? "http://x/error/").pathname;
    this.put(
      { tunnel: { state: "up", kind, public_url, since, adopted: kind === "own_url" }, url_changed, url_copied },
      `${public_url}${path}`,
    ); // prettier-ignore
    this.prove(public_url);
  }

  down(kind: TunnelKind, problem: Problem, retry_at: string | null = null): void {
    this.put({
      tunnel: { state: "down", kind, problem, since: new Date().toISOString(), retry_at },
      reachability: { state: "off" },
    });
  }

  private prove(url: string): void {
    this.put({ reachability: { state: "checking", url } });
    this.later(() => {
      const at = new Date().toISOString();
      this.put({ reachability: this.broken ?? { state: "proven", url, at, took_ms: 212 } });
    });
  }

  private later(act: () => void): void {
    const { generation } = this;
    setTimeout(() => {
      if (generation === this.generation) act();
    }, this.beat);
  }

  private publicUrl(kind: TunnelKind): string {
    const { value } = this.host;
    if (kind === "own_url") return value("receiver.public_url");
    if (kind === "ssh") return value("tunnel.ssh_public_url");
    if (kind === "bore") return `http://${value("tunnel.bore_server")}:${value("tunnel.bore_port")}`;
    if (kind === "cloudflared" && value("tunnel.cloudflared_hostname") !== "") {
      return `https://${value("tunnel.cloudflared_hostname")}`;
    }
    if (kind === "cloudflared") return `https://quiet-otter-${++this.opened}.trycloudflare.com`;
    return kind === "ngrok" ? "https://quiet-otter.ngrok-free.app" : "https://till.tail1234.ts.net";
  }
}
