//! Creates the tunnel for a configuration.

#[cfg(any(test, feature = "fuzzing"))]
use super::run::TunnelEvent;
use super::{TunnelDeps, bore, cloudflared, ngrok, own_url, run::Tunnel, ssh, tailscale};
use crate::model::tunnel::TunnelConfig;
#[cfg(any(test, feature = "fuzzing"))]
use crate::model::tunnel::TunnelKind;

pub(super) fn tunnel(wanted: &TunnelConfig, deps: &TunnelDeps) -> Box<dyn Tunnel> {
    match wanted.clone() {
        TunnelConfig::Tailscale => Box::new(tailscale::Tailscale::new(deps)),
        TunnelConfig::Ngrok { domain } => Box::new(ngrok::Ngrok::new(deps, domain)),
        TunnelConfig::Ssh {
            destination,
            remote_port,
            public_url,
        } => Box::new(ssh::Ssh::new(deps, destination, remote_port, public_url)),
        TunnelConfig::OwnUrl { url } => Box::new(own_url::OwnUrl { url }),
        TunnelConfig::Cloudflared { named } => Box::new(cloudflared::Cloudflared::new(deps, named)),
        TunnelConfig::Bore {
            server,
            port,
            secret,
        } => Box::new(bore::Bore {
            server,
            port,
            secret,
        }),
    }
}

/// Parses a line of a tunnel's program, for the fuzzers.
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) fn read_line(kind: TunnelKind, line: &str) -> Option<TunnelEvent> {
    match kind {
        TunnelKind::Tailscale => tailscale::read(line),
        TunnelKind::Ngrok => ngrok::read(line),
        TunnelKind::Ssh => ssh::read(line),
        TunnelKind::Cloudflared => cloudflared::read(line),
        // These run no programs.
        TunnelKind::OwnUrl | TunnelKind::Bore => None,
    }
}
