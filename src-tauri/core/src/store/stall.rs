//! Detects that the writer waits for a disk that does not answer. Such a disk (a network share whose server is down, a
//! failing drive) returns no error: the call just never returns.

use std::time::{Duration, Instant};

use parking_lot::Mutex;
use tokio::sync::Notify;

/// How long one piece of the writer's work may take before reports are refused. The sender should get its 503 before it
/// gives up. The time limit for another program's lock is half as long.
pub const LIMIT: Duration = Duration::from_secs(10);

/// What the writer is doing, as others see it.
#[derive(Default)]
pub struct Stall {
    state: Mutex<State>,
    /// Wakes whoever watches the writer.
    begun: Notify,
}

#[derive(Default)]
struct State {
    /// When the current piece of work began; `None` while the writer waits for work.
    since: Option<Instant>,
    reported: bool,
}

impl Stall {
    /// The writer begins its next piece of work. Returns whether a reported stall is over.
    pub fn begin(&self) -> bool {
        self.begun.notify_one();
        self.set_since(Some(Instant::now()))
    }

    /// Waits until the writer begins a piece of work, or has begun one since the last call. For one watcher. Cancel
    /// safe.
    pub async fn begun(&self) {
        self.begun.notified().await;
    }

    /// The writer waits for work. Returns whether a reported stall is over.
    pub fn rest(&self) -> bool {
        self.set_since(None)
    }

    /// Whether the writer has been waiting for the disk for [`LIMIT`].
    pub fn is_stalled(&self) -> bool {
        let since = self.state.lock().since;
        since.is_some_and(|since| since.elapsed() >= LIMIT)
    }

    /// Returns true once for each stall.
    pub fn report(&self) -> bool {
        self.is_stalled() && !std::mem::replace(&mut self.state.lock().reported, true)
    }

    fn set_since(&self, since: Option<Instant>) -> bool {
        let mut state = self.state.lock();
        state.since = since;
        std::mem::take(&mut state.reported)
    }
}
