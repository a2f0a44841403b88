//! The `Tunnel` trait, and how a running tunnel talks to its supervisor.

use std::{future::Future, net::SocketAddr, pin::Pin, sync::Arc};

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::log::Log;
use crate::model::problem::Problem;

/// What a running tunnel has to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TunnelEvent {
    /// It is up at that URL.
    Url(String),
    /// One of its connections stands: which, from 0.
    Connected(u8),
    /// One of its connections is gone; it makes a new one by itself.
    Lost(u8),
    /// Something is wrong that it can't mend; it may try on, or end.
    Failed(Problem),
}

#[cfg(test)]
impl TunnelEvent {
    pub(super) fn failure(self) -> Option<String> {
        match self {
            Self::Failed(problem) => Some(problem.what),
            _ => None,
        }
    }
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
pub(super) type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A tunnel. It holds what the user chose, and nothing of a run.
pub(super) trait Tunnel: Send + Sync {
    /// The public URL at which an agent that runs already leads to `local`. Asks on this machine only, and takes
    /// a few seconds at the most.
    fn adopt(&self, _local: SocketAddr) -> BoxFuture<'_, Option<String>> {
        Box::pin(async { None })
    }

    /// Leads the internet to `local` until it fails or is told to stop, and tells of it. All that it started has
    /// ended when the future has.
    fn run<'a>(&'a self, local: SocketAddr, context: &'a RunContext) -> BoxFuture<'a, Ended>;
}

/// How a run talks with its supervisor.
pub(super) struct RunContext {
    pub(super) event: mpsc::Sender<TunnelEvent>,
    pub(super) log: Arc<Log>,
    /// Cancelled when the run is to end.
    pub(super) stop: CancellationToken,
}

impl RunContext {
    /// Says something; waits where the supervisor is behind.
    pub(super) async fn emit(&self, event: TunnelEvent) {
        // Where nobody listens any more, the run is about to be stopped.
        let _ = self.event.send(event).await;
    }
}

/// A problem of a tunnel: they all mean the same.
pub(super) fn problem(what: impl Into<String>, remedy: impl Into<String>) -> Problem {
    Problem::new(what, "RETM's reports can't reach you.", remedy)
}
