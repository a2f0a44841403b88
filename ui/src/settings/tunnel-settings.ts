// The settings of the tunnel. The connection page shows them, so the settings page leaves them out.
import type { Setting, TunnelKind } from "../bindings";

export const KIND = "tunnel.kind";

type Field = { name: string; needed: boolean };
const needed = (name: string): Field => ({ name, needed: true });
const optional = (name: string): Field => ({ name, needed: false });

/** The settings of each kind, in order. */
export const FIELDS: Readonly<Record<TunnelKind, readonly Field[]>> = {
  tailscale: [],
  ngrok: [optional("tunnel.ngrok_domain")],
  ssh: [needed("tunnel.ssh_destination"), optional("tunnel.ssh_port"), needed("tunnel.ssh_public_url")],
  own_url: [needed("receiver.public_url")],
  cloudflared: [optional("tunnel.cloudflared_token"), optional("tunnel.cloudflared_hostname")],
  bore: [needed("tunnel.bore_server"), optional("tunnel.bore_port"), optional("tunnel.bore_secret")],
};

const TUNNEL_SETTINGS = new Set([
  KIND,
  ...Object.values(FIELDS).flatMap((fields) => fields.map(({ name }) => name)),
]);

export function isTunnelSetting({ name }: Setting): boolean {
  return TUNNEL_SETTINGS.has(name);
}
