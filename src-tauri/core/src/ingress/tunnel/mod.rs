//! Tunnels from the internet to the receiver. Each kind has its own file and implements `Tunnel`, whether it runs an
//! external program or is built in. [`Supervisor`] owns the configured tunnel: it starts it, reads its events, restarts
//! it and keeps its log. It does not prove that the public URL reaches this receiver. Output of tunnel programs is
//! untrusted data.

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
pub use discovery::usual_directories;
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
