//! Wakes a worker that sleeps on its own thread, and tells it to end. Outlives each run of the worker.

use std::time::Duration;

use parking_lot::{Condvar, Mutex};

/// Shared by the worker and the code that wakes it.
#[derive(Debug, Default)]
pub struct Wake {
    told: Mutex<WakeFlags>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct WakeFlags {
    look: bool,
    end: bool,
}

impl Wake {
    /// Wakes the worker: there may be something to do.
    pub fn look(&self) {
        self.told.lock().look = true;
        self.changed.notify_all();
    }

    /// Tells the worker to end.
    pub(super) fn end(&self) {
        self.told.lock().end = true;
        self.changed.notify_all();
    }

    /// Waits up to `limit` until there may be something to do. Returns false if the worker is to end. Several calls of
    /// [`Self::look`] cause one turn.
    pub fn wait(&self, limit: Duration) -> bool {
        let mut told = self.told.lock();
        self.changed
            .wait_while_for(&mut told, |told| !told.look && !told.end, limit);
        told.look = false;
        !told.end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_looks_are_one_turn_and_an_end_stays() {
        let wake = Wake::default();
        wake.look();
        wake.look();
        let long = Duration::from_secs(3600);
        assert!(wake.wait(long));
        assert!(wake.wait(Duration::ZERO), "the time was over");
        wake.end();
        wake.look();
        assert!(!wake.wait(long));
        assert!(!wake.wait(long));
    }
}
