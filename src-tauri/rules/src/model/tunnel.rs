//! Tunnels as values: which there are, what was chosen, and how one stands. `ingress` in the core runs them.

use serde::Serialize;
use strum::{EnumString, IntoStaticStr, VariantArray};
use ts_rs::TS;

use super::{moment::Moment, problem::Problem, secret::Secret};

/// The kinds of tunnel, in the order in which they are offered where all else is equal.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    TS,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[strum(serialize_all = "snake_case", const_into_str)]
#[serde(rename_all = "snake_case")]
pub enum TunnelKind {
    /// Tailscale Funnel.
    Tailscale,
    /// The ngrok agent.
    Ngrok,
    /// `ssh -R` to a host of the user's.
    Ssh,
    /// Whatever the user runs; the app only knows its URL.
    OwnUrl,
    /// Cloudflare's tunnel, quick or named.
    Cloudflared,
    /// bore, built into this program.
    Bore,
}

impl TunnelKind {
    /// What a person calls it.
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

/// A tunnel as the user chose it. The values are as entered: each kind looks at its own before it uses them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TunnelConfig {
    /// Tailscale Funnel on port 443 of this machine's name in the tailnet.
    Tailscale,
    /// ngrok, on a domain of the account's; without one, on whichever ngrok gives.
    Ngrok {
        /// `abc.ngrok-free.dev`.
        domain: Option<String>,
    },
    /// `ssh -R`.
    Ssh {
        /// As `ssh` takes it: a name in its configuration, `user@host`, or `ssh://user@host:port`.
        destination: String,
        /// The port that opens there.
        remote_port: u16,
        /// The URL that leads to that port.
        public_url: String,
    },
    /// Any URL that leads to the receiver.
    OwnUrl {
        /// The URL.
        url: String,
    },
    /// Cloudflare's tunnel; without a name, a quick one whose URL changes at every start.
    Cloudflared {
        /// The named tunnel.
        named: Option<NamedTunnel>,
    },
    /// bore.
    Bore {
        /// The server's name or address.
        server: String,
        /// The port that opens there; 0 takes any.
        port: u16,
        /// What the server asks for.
        secret: Option<Secret>,
    },
}

/// A tunnel that was made in Cloudflare's dashboard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedTunnel {
    /// The token that runs it.
    pub token: Secret,
    /// The host name that the dashboard leads to it: `hooks.example.com`.
    pub hostname: String,
}

impl TunnelConfig {
    /// The kind.
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

    /// What must not be in the log.
    pub fn secret(&self) -> Option<&Secret> {
        match self {
            Self::Cloudflared { named } => named.as_ref().map(|named| &named.token),
            Self::Bore { secret, .. } => secret.as_ref(),
            _ => None,
        }
    }
}

/// What the tunnel is doing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "state", rename_all = "lowercase")]
pub enum TunnelStatus {
    /// None is wanted.
    Off,
    /// It is being started, by the user's wish.
    Starting {
        /// Which.
        kind: TunnelKind,
    },
    /// It says that it is up; whether it leads here is for the reachability check to prove.
    Up {
        /// Which.
        kind: TunnelKind,
        /// Where it begins, without a slash at its end.
        public_url: String,
        /// Since when.
        since: Moment,
        /// Whether it ran already and is only watched.
        adopted: bool,
    },
    /// It is not up. The state stays through every new try, until one succeeds.
    Down {
        /// Which.
        kind: TunnelKind,
        /// Why, in words.
        problem: Problem,
        /// Since when.
        since: Moment,
        /// When it is tried again; none while it is being tried, or mends itself.
        retry_at: Option<Moment>,
    },
}
