//! The gate between the readers of this program and the writer. Readers pass it freely. The writer shuts it briefly to
//! empty the log or reopen the database, and learns whether all readers have left.

use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};

#[derive(Debug, Default)]
pub struct ReaderGate {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    readers: usize,
    shut: bool,
}

/// A reader that has passed the gate. Dropping it means that the reader has left.
pub struct Passed<'a>(&'a ReaderGate);

/// The shut gate. Dropping it opens the gate.
pub struct Shut<'a> {
    gate: &'a ReaderGate,
    /// Whether no reader is inside.
    pub alone: bool,
}

impl ReaderGate {
    /// Waits while the gate is shut. `None` if it is shut for longer than `limit`: the writer waits for a disk that does
    /// not answer.
    pub fn pass(&self, limit: Duration) -> Option<Passed<'_>> {
        let mut state = self.state.lock();
        let waited = self
            .changed
            .wait_while_for(&mut state, |state| state.shut, limit);
        if waited.timed_out() {
            return None;
        }
        state.readers += 1;
        Some(Passed(self))
    }

    /// Shuts the gate and waits up to `limit` for the readers inside to leave. Only the writer calls this.
    pub fn shut(&self, limit: Duration) -> Shut<'_> {
        let end = Instant::now() + limit;
        let mut state = self.state.lock();
        state.shut = true;
        self.changed
            .wait_while_until(&mut state, |state| state.readers > 0, end);
        Shut {
            gate: self,
            alone: state.readers == 0,
        }
    }
}

impl Drop for Passed<'_> {
    fn drop(&mut self) {
        self.0.state.lock().readers -= 1;
        self.0.changed.notify_all();
    }
}

impl Drop for Shut<'_> {
    fn drop(&mut self) {
        self.gate.state.lock().shut = false;
        self.gate.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn a_shut_gate_keeps_new_readers_out_and_says_whether_any_is_inside() {
        let gate = ReaderGate::default();
        let inside = gate.pass(LONG).unwrap();
        let shut = gate.shut(Duration::ZERO);
        assert!(!shut.alone);
        assert!(gate.pass(Duration::from_millis(10)).is_none());
        std::thread::scope(|scope| {
            let second = scope.spawn(|| drop(gate.pass(LONG).unwrap()));
            drop(inside);
            assert!(!second.is_finished(), "it passed a gate that is shut");
            drop(shut);
            second.join().unwrap();
        });
        assert!(gate.shut(Duration::ZERO).alone);
    }
}
