//! Notices that the writer waits for a disk that does not answer. Such a disk (a network share whose server is away, a
//! failing drive) returns no error: the call just does not come back.

use parking_lot::Mutex;
use std::time::{Duration, Instant};

/// How long one piece of the writer's work may take before reports are refused. The sender should get its 503 before it
/// gives up; another program's lock is waited for half as long.
pub const LIMIT: Duration = Duration::from_secs(10);

/// What the writer is doing, as others see it.
#[derive(Default)]
pub struct Stall(Mutex<State>);

#[derive(Default)]
struct State {
    /// When the present piece of work began; none while the writer waits for work.
    since: Option<Instant>,
    noted: bool,
}

impl Stall {
    /// The writer begins its next piece of work. Whether a reported stall is over.
    pub fn begin(&self) -> bool {
        self.turn(Some(Instant::now()))
    }

    /// The writer waits for work. Whether a reported stall is over.
    pub fn rest(&self) -> bool {
        self.turn(None)
    }

    /// How long the writer has been waiting for the disk; none up to [`LIMIT`].
    pub fn lasts(&self) -> Option<Duration> {
        let lasts = self.0.lock().since?.elapsed();
        (lasts >= LIMIT).then_some(lasts)
    }

    /// Whether there is a stall that was not reported yet.
    pub fn note(&self) -> bool {
        self.lasts().is_some() && !std::mem::replace(&mut self.0.lock().noted, true)
    }

    fn turn(&self, since: Option<Instant>) -> bool {
        let mut state = self.0.lock();
        state.since = since;
        std::mem::take(&mut state.noted)
    }
}
