//! Tunnels as values: the kinds, the user's choice, and the status. `ingress` in the core runs them.

use serde::Serialize;
use strum::{EnumString, IntoStaticStr, VariantArray};
use ts_rs::TS;

use super::{moment::Moment, problem::Problem, secret::Secret};
use crate::locale::Locale;

/// The kinds of tunnel, in the order in which they are offered if nothing else decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[derive(Serialize, TS, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case", const_into_str)]
#[serde(rename_all = "snake_case")]
pub enum TunnelKind {
    /// Tailscale Funnel.
    Tailscale,
    /// The ngrok agent.
    Ngrok,
    /// `ssh -R` to one of the user's hosts.
    Ssh,
    /// Whatever the user runs; the app only knows its URL.
    OwnUrl,
    /// Cloudflare's tunnel, quick or named.
    Cloudflared,
    /// bore, built into this program.
    Bore,
}

impl TunnelKind {
    /// Its display name.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Tailscale => "Tailscale Funnel",
            Self::Ngrok => "ngrok",
            Self::Ssh => "SSH (ssh -R)",
            Self::OwnUrl => "My own URL",
            Self::Cloudflared => "Cloudflare Tunnel",
            Self::Bore => "bore",
        }
    }
}

/// The tunnel that the user chose. The values are as entered; each kind validates its own before use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TunnelConfig {
    /// Tailscale Funnel on port 443 of this machine's name in the tailnet.
    Tailscale,
    /// ngrok on one of the account's domains, or without one, on any that ngrok assigns.
    Ngrok {
        /// `abc.ngrok-free.dev`.
        domain: Option<String>,
    },
    /// `ssh -R`.
    Ssh {
        /// As `ssh` accepts it: a name from its configuration, `user@host`, or `ssh://user@host:port`.
        destination: String,
        /// The port to open there.
        remote_port: u16,
        /// The URL of that port.
        public_url: String,
    },
    /// Any URL of the receiver.
    OwnUrl { url: String },
    /// Cloudflare's tunnel. Without a name, a quick one whose URL changes at every start.
    Cloudflared { named: Option<NamedTunnel> },
    /// bore.
    Bore {
        /// The server's name or address.
        server: String,
        /// The port to open there; 0 means any.
        port: u16,
        /// The secret that the server requires.
        secret: Option<Secret>,
    },
}

/// A tunnel created in Cloudflare's dashboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedTunnel {
    /// The token to run it.
    pub token: Secret,
    /// The host name that the dashboard routes to it: `hooks.example.com`.
    pub hostname: String,
}

impl TunnelConfig {
    pub const fn kind(&self) -> TunnelKind {
        match self {
            Self::Tailscale => TunnelKind::Tailscale,
            Self::Ngrok { .. } => TunnelKind::Ngrok,
            Self::Ssh { .. } => TunnelKind::Ssh,
            Self::OwnUrl { .. } => TunnelKind::OwnUrl,
            Self::Cloudflared { .. } => TunnelKind::Cloudflared,
            Self::Bore { .. } => TunnelKind::Bore,
        }
    }

    /// The secret to keep out of the log.
    pub fn secret(&self) -> Option<&Secret> {
        match self {
            Self::Cloudflared { named } => named.as_ref().map(|named| &named.token),
            Self::Bore { secret, .. } => secret.as_ref(),
            _ => None,
        }
    }
}

/// The state of the tunnel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "state", rename_all = "lowercase")]
pub enum TunnelStatus {
    /// No tunnel is configured.
    Off,
    /// It is starting, as the user wanted.
    Starting { kind: TunnelKind },
    /// It reports that it is up. The reachability check proves whether it leads here.
    Up {
        kind: TunnelKind,
        /// Its public end, without a trailing slash.
        public_url: String,
        since: Moment,
        /// Whether it was already running and is only watched.
        adopted: bool,
    },
    /// It is not up. This state lasts through all attempts until one succeeds.
    Down {
        kind: TunnelKind,
        /// Why, in words.
        problem: Problem,
        since: Moment,
        /// The time of the next attempt. `None` during an attempt, or if the tunnel recovers by itself.
        retry_at: Option<Moment>,
    },
}

impl TunnelStatus {
    /// The same in that language.
    #[must_use]
    pub fn in_language(self, locale: Locale) -> Self {
        match self {
            Self::Down {
                kind,
                problem,
                since,
                retry_at,
            } => Self::Down {
                kind,
                problem: problem.in_language(locale),
                since,
                retry_at,
            },
            Self::Off | Self::Starting { .. } | Self::Up { .. } => self,
        }
    }
}
