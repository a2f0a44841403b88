//! The kinds of tunnels, each by what was chosen.

#[cfg(any(test, feature = "fuzzing"))]
use super::run::Said;
use super::{Means, bore, cloudflared, ngrok, own_url, run::Tunnel, ssh, tailscale};
#[cfg(any(test, feature = "fuzzing"))]
use crate::model::tunnel::Kind;
use crate::model::tunnel::Wanted;

/// The tunnel for what was chosen.
pub(super) fn tunnel(wanted: &Wanted, means: &Means) -> Box<dyn Tunnel> {
    match wanted.clone() {
        Wanted::Tailscale => Box::new(tailscale::Tailscale::new(means)),
        Wanted::Ngrok { domain } => Box::new(ngrok::Ngrok::new(means, domain)),
        Wanted::Ssh {
            destination,
            remote_port,
            public_url,
        } => Box::new(ssh::Ssh::new(means, destination, remote_port, public_url)),
        Wanted::OwnUrl { url } => Box::new(own_url::OwnUrl { url }),
        Wanted::Cloudflared { named } => Box::new(cloudflared::Cloudflared::new(means, named)),
        Wanted::Bore {
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

/// What a line of the tunnel's program says, for the fuzzers.
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) fn read_line(kind: Kind, line: &str) -> Option<Said> {
    match kind {
        Kind::Tailscale => tailscale::read(line),
        Kind::Ngrok => ngrok::read(line),
        Kind::Ssh => ssh::read(line),
        Kind::Cloudflared => cloudflared::read(line),
        // No programs of their own.
        Kind::OwnUrl | Kind::Bore => None,
    }
}
