//! Tunnels: the way from the internet to the receiver, run and watched by the app. One file a kind; all of them
//! are a `Tunnel`, whether a program of its own or a part of this one. [`Supervisor`] owns the one that is
//! wanted: starts it, reads what it says, restarts it, keeps its log. Whether the public URL really leads here is
//! proven elsewhere. What a tunnel program prints is data: a line of it is never trusted further than its form.

mod about;
mod bore;
mod cloudflared;
mod deps;
mod discovery;
pub mod guard;
mod kinds;
mod local_api;
mod log;
mod ngrok;
mod offer;
mod own_url;
mod program;
mod public_url;
mod run;
mod ssh;
mod supervisor;
mod tailscale;
mod timings;

pub use deps::TunnelDeps;
pub use discovery::usual_places;
pub use guard::Guard;
pub(crate) use ngrok::served as served_by_ngrok;
pub use offer::{Offer, offers};
pub use supervisor::Supervisor;
pub use timings::TunnelTimings;

#[cfg(any(test, feature = "fuzzing"))]
pub(crate) use kinds::read_line;
pub use run::{Ended, TunnelEvent};

#[cfg(any(test, feature = "fuzzing"))]
use crate::model::secret::Secret;
use kinds::tunnel;
use run::{BoxFuture, RunContext, Tunnel, problem};

/// A line as the log keeps it, for the fuzzers.
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) fn plain_line(line: &str, secret: Option<&Secret>) -> String {
    log::plain(line, secret)
}

#[cfg(test)]
mod tests;
