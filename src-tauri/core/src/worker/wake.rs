//! Wakes a worker that sleeps on a thread of its own, and tells it to end. Outlives each run of the worker.

use std::{
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// Shared by the worker and by who wakes it.
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
    /// There may be something to do.
    pub fn look(&self) {
        self.lock().look = true;
        self.changed.notify_all();
    }

    /// It is to end.
    pub fn end(&self) {
        self.lock().end = true;
        self.changed.notify_all();
    }

    /// Waits until there may be something to do, so long at the most; false where it is to end. One turn is enough
    /// for all who asked for one.
    pub fn wait(&self, limit: Duration) -> bool {
        let told = self.lock();
        let waited = self
            .changed
            .wait_timeout_while(told, limit, |told| !told.look && !told.end);
        let (mut told, _) = waited.unwrap_or_else(PoisonError::into_inner);
        told.look = false;
        !told.end
    }

    fn lock(&self) -> MutexGuard<'_, WakeFlags> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
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
