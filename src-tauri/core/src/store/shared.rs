//! What the writer, the readers and the handle share.

use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::Mutex;
use rusqlite::Connection;

use super::{
    committed::Committed, error::StoreError, file::set_aside::SetAside, reader_gate::ReaderGate,
    stall::Stall,
};

/// How many idle reading connections are kept.
const IDLE_READERS: usize = 4;

#[derive(Default)]
pub struct Shared {
    // Nothing awaits while they are held, and each is held for a push or a pop only.
    idle: Mutex<Vec<Connection>>,
    failure: Mutex<Option<StoreError>>,
    /// What was set aside and not announced yet.
    set_aside: Mutex<Option<SetAside>>,
    /// Whether a restored history waits to be put in place.
    pub restore: AtomicBool,
    /// Whether a reader met damage.
    pub damage_met: AtomicBool,
    /// The rows of the latest commits.
    pub committed: Committed,
    pub gate: ReaderGate,
    pub stall: Stall,
    /// Whether endpoints that differ only in an id have incidents of their own.
    pub ids_apart: AtomicBool,
    /// Whether the writer has ended: idle connections are no longer kept then.
    pub ended: AtomicBool,
}

impl Shared {
    pub fn note_set_aside(&self, aside: SetAside) {
        tracing::error!("{}", aside.problem());
        *self.set_aside.lock() = Some(aside);
    }

    pub fn take_set_aside(&self) -> Option<SetAside> {
        self.set_aside.lock().take()
    }

    pub fn failure(&self) -> Option<StoreError> {
        self.failure.lock().clone()
    }

    /// Returns the failure before it.
    pub fn set_failure(&self, failure: Option<StoreError>) -> Option<StoreError> {
        std::mem::replace(&mut *self.failure.lock(), failure)
    }

    pub fn idle_reader(&self) -> Option<Connection> {
        self.idle.lock().pop()
    }

    pub fn keep_idle(&self, connection: Connection) {
        let mut idle = self.idle.lock();
        if idle.len() < IDLE_READERS && !self.ended.load(Ordering::Acquire) {
            idle.push(connection);
        }
    }

    pub fn close_idle_readers(&self) {
        self.idle.lock().clear();
    }
}
