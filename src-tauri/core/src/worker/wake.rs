//! Wakes a worker that sleeps on its own thread, and tells it to end. Outlives each run of the worker.

use std::time::Duration;

use parking_lot::{Condvar, Mutex};

/// Shared by the worker and the code that wakes it.
#[derive(Debug, Default)]
pub struct Wake {
    flags: Mutex<WakeFlags>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct WakeFlags {
    notified: bool,
    end: bool,
}

impl Wake {
    /// Wakes the worker: there may be something to do.
    pub fn notify(&self) {
        self.flags.lock().notified = true;
        self.changed.notify_all();
    }

    /// Tells the worker to end.
    pub(super) fn end(&self) {
        self.flags.lock().end = true;
        self.changed.notify_all();
    }

    /// Waits up to `limit` until there may be something to do. Returns false if the worker is to end. Several calls of
    /// [`Self::notify`] cause one turn.
    pub fn wait(&self, limit: Duration) -> bool {
        let mut flags = self.flags.lock();
        self.changed
            .wait_while_for(&mut flags, |flags| !flags.notified && !flags.end, limit);
        flags.notified = false;
        !flags.end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_notifications_are_one_wake_up_and_an_end_stays() {
        let wake = Wake::default();
        wake.notify();
        wake.notify();
        let long = Duration::from_secs(3600);
        assert!(wake.wait(long));
        assert!(wake.wait(Duration::ZERO), "the time was over");
        wake.end();
        wake.notify();
        assert!(!wake.wait(long));
        assert!(!wake.wait(long));
    }
}
