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

use std::{future::Future, net::SocketAddr, pin::Pin, sync::Arc};

use tokio::sync::{mpsc, watch};

#[cfg(any(test, feature = "fuzzing"))]
use crate::model::tunnel::{Kind, Secret};
use crate::model::{problem::Problem, tunnel::Wanted};
use log::Log;

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
