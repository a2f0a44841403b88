//! The `Tunnel` trait, and how a running tunnel talks to its supervisor.

use std::{future::Future, net::SocketAddr, pin::Pin, sync::Arc};

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::log::Log;
use crate::model::problem::Problem;

/// An event of a running tunnel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TunnelEvent {
    /// It is up at that URL.
    Url(String),
    /// A connection is up; the number is from 0.
    Connected(u8),
    /// A connection is gone; the tunnel reconnects on its own.
    Lost(u8),
    /// A failure that the tunnel can't repair; it may keep trying or end.
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

/// How a run of a tunnel ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It was told to stop.
    Stopped,
    /// On its own.
    Failed(Problem),
}

/// A boxed future, because the trait below is used as an object.
pub(super) type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A tunnel: the user's choices, without the state of a run.
pub(super) trait Tunnel: Send + Sync {
    /// The public URL at which a running agent already forwards to `local`. Queries only this machine, and takes a few
    /// seconds at most.
    fn adopt(&self, _local: SocketAddr) -> BoxFuture<'_, Option<String>> {
        Box::pin(async { None })
    }

    /// Forwards from the internet to `local` until it fails or is told to stop, and emits events. When the future ends,
    /// everything that it started has ended.
    fn run<'a>(&'a self, local: SocketAddr, context: &'a RunContext) -> BoxFuture<'a, Ended>;
}

/// How a run communicates with its supervisor.
pub(super) struct RunContext {
    pub(super) event: mpsc::Sender<TunnelEvent>,
    pub(super) log: Arc<Log>,
    /// Cancelled when the run is to end.
    pub(super) stop: CancellationToken,
}

impl RunContext {
    /// Emits an event; waits if the supervisor is behind.
    pub(super) async fn emit(&self, event: TunnelEvent) {
        // If the receiver is gone, the run is about to be stopped.
        let _ = self.event.send(event).await;
    }
}

/// A problem of a tunnel. The meaning is always the same.
pub(super) fn problem(what: impl Into<String>, remedy: impl Into<String>) -> Problem {
    Problem::new(what, "RETM's reports can't reach you.", remedy)
}
