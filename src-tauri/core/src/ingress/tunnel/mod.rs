//! Tunnels: the way from the internet to the receiver, run and watched by the app. One file a kind; all of them
//! are a `Tunnel`, whether a program of its own or a part of this one. [`Supervisor`] owns the one that is
//! wanted: starts it, reads what it says, restarts it, keeps its log. Whether the public URL really leads here is
//! proven elsewhere. What a tunnel program prints is data: a line of it is never trusted further than its form.

mod bore;
mod cloudflared;
mod finding;
pub mod guard;
mod local_api;
mod log;
mod ngrok;
mod offer;
mod own_url;
mod pace;
mod program;
mod public_url;
mod ssh;
mod supervisor;
mod tailscale;

pub use finding::usual_places;
pub use guard::Guard;
pub(crate) use ngrok::served as served_by_ngrok;
pub use offer::{Offer, offers};
pub use pace::Pace;
pub use supervisor::{Means, Supervisor};

use std::{fmt, future::Future, net::SocketAddr, pin::Pin, sync::Arc};

use serde::Serialize;
use tokio::sync::{mpsc, watch};
use ts_rs::TS;

use crate::model::{moment::Moment, problem::Problem};
use log::Log;

/// The kinds of tunnel, in the order in which they are offered where all else is equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "TunnelKind")]
pub enum Kind {
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

impl Kind {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Tailscale,
        Self::Ngrok,
        Self::Ssh,
        Self::OwnUrl,
        Self::Cloudflared,
        Self::Bore,
    ];

    /// The word for it in the settings.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Tailscale => "tailscale",
            Self::Ngrok => "ngrok",
            Self::Ssh => "ssh",
            Self::OwnUrl => "own_url",
            Self::Cloudflared => "cloudflared",
            Self::Bore => "bore",
        }
    }

    /// The kind with that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

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

/// A value that is never shown: not by `Debug`, not in the log, not on a command line.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// A secret; none where the text is empty.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| Self(text.to_owned()))
    }

    /// The secret in clear, for the tunnel that it opens.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret([redacted])")
    }
}

/// A tunnel as the user chose it. The values are as entered: each kind looks at its own before it uses them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
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

impl Wanted {
    /// The kind.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Tailscale => Kind::Tailscale,
            Self::Ngrok { .. } => Kind::Ngrok,
            Self::Ssh { .. } => Kind::Ssh,
            Self::OwnUrl { .. } => Kind::OwnUrl,
            Self::Cloudflared { .. } => Kind::Cloudflared,
            Self::Bore { .. } => Kind::Bore,
        }
    }

    /// What must not be in the log.
    fn secret(&self) -> Option<&Secret> {
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
        kind: Kind,
    },
    /// It says that it is up; whether it leads here is for the reachability check to prove.
    Up {
        /// Which.
        kind: Kind,
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
        kind: Kind,
        /// Why, in words.
        problem: Problem,
        /// Since when.
        since: Moment,
        /// When it is tried again; none while it is being tried, or mends itself.
        retry_at: Option<Moment>,
    },
}

/// What a running tunnel has to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// It is up at that URL.
    Url(String),
    /// One of its connections stands: which, from 0.
    Connected(u8),
    /// One of its connections is gone; it makes a new one by itself.
    Lost(u8),
    /// Something is wrong that it can't mend; it may try on, or end.
    Failed(Problem),
}

/// How the run of a tunnel ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It was told to stop.
    Stopped,
    /// By itself.
    Failed(Problem),
}

/// What takes a while; the trait below is used as an object, so its futures are boxed.
type Doing<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A tunnel. It holds what the user chose, and nothing of a run.
trait Tunnel: Send + Sync {
    /// The public URL at which an agent that runs already leads to `local`. Asks on this machine only, and takes
    /// a few seconds at the most.
    fn adopt(&self, _local: SocketAddr) -> Doing<'_, Option<String>> {
        Box::pin(async { None })
    }

    /// Leads the internet to `local` until it fails or is told to stop, and tells of it. All that it started has
    /// ended when the future has.
    fn run<'a>(&'a self, local: SocketAddr, events: &'a Events) -> Doing<'a, Ended>;
}

/// The tunnel for what was chosen.
fn tunnel(wanted: &Wanted, means: &Means) -> Box<dyn Tunnel> {
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

/// How a run talks with its supervisor.
struct Events {
    said: mpsc::Sender<Said>,
    log: Arc<Log>,
    stop: watch::Receiver<bool>,
}

impl Events {
    /// Says something; waits where the supervisor is behind.
    async fn say(&self, said: Said) {
        // Where nobody listens any more, the run is about to be stopped.
        let _ = self.said.send(said).await;
    }

    /// Waits until the run is to end.
    async fn stopped(&self) {
        let mut stop = self.stop.clone();
        // A supervisor that is gone wants nothing any more.
        let _ = stop.wait_for(|&stop| stop).await;
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

/// A line as the log keeps it, for the fuzzers.
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) fn plain_line(line: &str, secret: Option<&Secret>) -> String {
    log::plain(line, secret)
}

/// A problem of a tunnel: they all mean the same.
fn problem(what: impl Into<String>, remedy: impl Into<String>) -> Problem {
    Problem::new(what, "RETM's reports can't reach you.", remedy)
}

#[cfg(test)]
mod tests;
