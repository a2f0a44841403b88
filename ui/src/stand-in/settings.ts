// The in-memory settings: a plausible settings.toml. Rejects a few values, so that rejections can be seen.
import type { Problem, Setting, SettingKind, SettingsView } from "../bindings";

export const KEY = "receiver.key";

const problem = (what: string, meaning: string, remedy: string): Problem & Error =>
  Object.assign(new Error(what), { what, meaning, remedy });
const UNCHANGED = "Nothing was changed.";

type More = Partial<Pick<Setting, "default" | "unit" | "empty_means" | "choices">>;

function setting(
  group: string,
  name: string,
  kind: SettingKind,
  words: [string, string],
  more: More = {},
): Setting {
  const value = more.default ?? "";
  return {
    name, group, kind, title: words[0], help: words[1], value,
    default: value, choices: [], unit: null, empty_means: null, ...more,
  }; // prettier-ignore
}

function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const fresh = (): Setting[] => [
  setting("Receiver", "receiver.listen", "text", ["Address and port", "Where RETM's reports arrive on this computer. Your tunnel points here."], { default: "127.0.0.1:7386" }),
  { ...setting("Receiver", KEY, "secret", ["Key", "The last part of the receiver URL. Whoever has it can send reports here."]), value: "3f9c2b7e51a84d06b1c7e2f0a9d4486b" },
  setting("Receiver", "receiver.bearer_token", "secret", ["Bearer token", "What RETM must send in the authorization header besides the key."], { empty_means: "no token is asked for" }),
  setting("Receiver", "receiver.public_url", "text", ["Public URL", "Where your own way in begins, like https://hooks.example.com."], { empty_means: "none" }),
  setting("Tunnel", "tunnel.kind", "choice", ["Tunnel", "What carries RETM's calls to this computer."], { choices: ["", "tailscale", "ngrok", "ssh", "own_url", "cloudflared", "bore"], empty_means: "only this computer can reach the receiver" }),
  setting("Tunnel", "tunnel.ngrok_domain", "text", ["Domain", "The domain of your ngrok account, like abc.ngrok-free.dev."], { empty_means: "whichever ngrok gives" }),
  setting("Tunnel", "tunnel.ssh_destination", "text", ["Server", "As ssh takes it: user@host, or a name in its configuration."]),
  setting("Tunnel", "tunnel.ssh_port", "number", ["Port on the server", "The port that ssh opens there."], { default: "7386" }),
  setting("Tunnel", "tunnel.ssh_public_url", "text", ["Public URL", "What leads to that port, like https://hooks.example.com."]),
  setting("Tunnel", "tunnel.cloudflared_token", "secret", ["Token", "The token of a named tunnel."], { empty_means: "a quick tunnel, whose URL changes at every start" }),
  setting("Tunnel", "tunnel.cloudflared_hostname", "text", ["Host name", "What Cloudflare's dashboard leads to the named tunnel."]),
  setting("Tunnel", "tunnel.bore_server", "text", ["Server", "Its name or address; bore.pub is a public one."]),
  setting("Tunnel", "tunnel.bore_port", "number", ["Port", "The port that opens there."], { default: "0", empty_means: "any free port" }),
  setting("Tunnel", "tunnel.bore_secret", "secret", ["Secret", "What the server asks for."], { empty_means: "it asks for none" }),
  setting("Alerts", "alerts.enabled", "switch", ["Notifications", "Pop up when an endpoint begins to fail. Reports are kept either way."], { default: "true" }),
  setting("Alerts", "alerts.quiet_hours", "text", ["Quiet hours", "From when to when nothing pops up, like 22:00-07:00."], { empty_means: "no quiet hours" }),
  setting("Alerts", "alerts.storm_from", "number", ["One notification for many", "From how many failing endpoints within a minute they are told as one."], { default: "4", unit: "endpoints" }),
  setting("Alerts", "alerts.sound", "switch", ["Sound", "Play the desktop's message sound with a notification."], { default: "false" }),
  setting("Probe", "probe.base_url", "text", ["Base URL", "What is put before an endpoint that RETM names by its path alone, like https://pos.example.com."], { empty_means: "such endpoints can't be probed" }),
  setting("Probe", "probe.allowed_hosts", "text", ["Allowed hosts", "Hosts that Missedhook may ask by itself, also within a private network."], { empty_means: "only on your click, and never within a private network" }),
  setting("History", "history.keep_days", "number", ["Keep reports for", "Older ones are deleted at night; incidents stay."], { default: "90", unit: "days", empty_means: "kept for ever" }),
  setting("Window", "window.theme", "choice", ["Colours", "Light, dark, or as the desktop has it."], { default: "system", choices: ["system", "light", "dark"] }),
  setting("Start", "setup.local_only", "switch", ["This machine only", "RETM need not reach this computer, and nothing asks for a tunnel."], { default: "false" }),
]; // prettier-ignore

export class MemorySettings {
  private settings = fresh();
  problem: Problem | null = null;

  view(): SettingsView {
    return {
      file: "/home/amal/.local/share/missedhook/settings.toml",
      settings: this.settings.map((one) => ({ ...one })),
      problem: this.problem,
      alert_policy: this.policy(),
    };
  }

  value(name: string): string {
    return this.settings.find((one) => one.name === name)?.value ?? "";
  }

  set(name: string, value: string): void {
    const one = this.settings.find((candidate) => candidate.name === name);
    if (!one)
      throw problem(`There is no setting “${name}”.`, UNCHANGED, "See the settings page for all there are.");
    const wanted = value.trim();
    if (wanted !== "") refuse(one, wanted);
    this.put(name, wanted === "" ? one.default : wanted);
  }

  replaceKey(): void {
    this.put(KEY, newKey());
  }

  private put(name: string, value: string): void {
    this.settings = this.settings.map((one) => (one.name === name ? { ...one, value } : one));
  }

  private policy(): string[] {
    if (this.value("alerts.enabled") === "false") return ["Nothing pops up: notifications are off."];
    const quiet = this.value("alerts.quiet_hours");
    return [
      "The first report of an incident pops up at once.",
      "At 10, 100 and 1,000 reports the same notification is told again, without a sound.",
      `${this.value("alerts.storm_from")} endpoints failing within a minute are told as one notification.`,
      "Acknowledged and muted incidents are not told.",
      quiet === "" ? "There are no quiet hours." : `From ${quiet.replace("-", " to ")} nothing pops up.`,
    ];
  }
}

function refuse({ kind, name, title, unit, choices }: Setting, value: string): void {
  if (kind === "number" && !/^\d{1,6}$/.test(value)) {
    throw problem(
      `“${value}” is not a whole number.`,
      UNCHANGED,
      `Write how many ${unit ?? "there are"}, like 30.`,
    );
  }
  if (name === "alerts.quiet_hours" && !/^\d\d:\d\d-\d\d:\d\d$/.test(value)) {
    throw problem(`“${value}” is no span of time.`, UNCHANGED, "Write it like 22:00-07:00.");
  }
  if (name === "receiver.listen" && !/^\S+:\d{1,5}$/.test(value)) {
    throw problem(`“${value}” is no address with a port.`, UNCHANGED, "Write it like 127.0.0.1:7386.");
  }
  if (/(public|base)_url$/.test(name) && !/^https?:\/\/[^/\s]+/.test(value)) {
    throw problem(`“${value}” is no URL.`, UNCHANGED, "Write it like https://hooks.example.com.");
  }
  if (kind === "choice" && !choices.includes(value)) {
    throw problem(`${title} cannot be “${value}”.`, UNCHANGED, `Choose one of ${choices.join(", ")}.`);
  }
}
