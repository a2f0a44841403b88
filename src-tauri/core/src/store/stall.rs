//! Notices that the writer waits for a disk that does not answer. Such a disk (a network share whose server is away, a
//! drive that is failing) returns no error: the call to it just does not come back.

use parking_lot::Mutex;
use std::time::{Duration, Instant};

/// How long one piece of the writer's work may take before reports are refused. A sender should have its 503 before it
/// gives up, and another program's lock is waited for half as long.
pub const LIMIT: Duration = Duration::from_secs(10);

/// What the writer is doing, as others see it.
#[derive(Default)]
pub struct Stall(Mutex<State>);

#[derive(Default)]
struct State {
    /// Since when the present piece of work goes on; none while the writer waits for work.
    since: Option<Instant>,
    /// Whether the stall was told already.
    noted: bool,
}

impl Stall {
    /// The writer begins its next piece of work. Whether a stall that was noted is over.
    pub fn begin(&self) -> bool {
        self.turn(Some(Instant::now()))
    }

    /// The writer waits for work. Whether a stall that was noted is over.
    pub fn rest(&self) -> bool {
        self.turn(None)
    }

    /// How long the writer has been waiting for the disk; none where it is not longer than [`LIMIT`].
    pub fn lasts(&self) -> Option<Duration> {
        let lasts = self.0.lock().since?.elapsed();
        (lasts >= LIMIT).then_some(lasts)
    }

    /// Whether there is a stall that was not noted before.
    pub fn note(&self) -> bool {
        self.lasts().is_some() && !std::mem::replace(&mut self.0.lock().noted, true)
    }

    fn turn(&self, since: Option<Instant>) -> bool {
        let mut state = self.0.lock();
        state.since = since;
        std::mem::take(&mut state.noted)
    }
}
