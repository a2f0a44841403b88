//! State that the writer, the readers and the handle share.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use parking_lot::Mutex;
use rusqlite::Connection;

use super::{
    committed::Committed,
    error::StoreError,
    file::{set_aside::SetAside, stamp::FileStamp},
    reader_gate::ReaderGate,
    stall::Stall,
};

/// How many idle read connections are kept.
const IDLE_READERS: usize = 4;

#[derive(Default)]
pub struct Shared {
    // Never held across an await, and each only for a push or a pop.
    idle: Mutex<Vec<Connection>>,
    failure: Mutex<Option<StoreError>>,
    /// What was set aside and is not announced yet.
    set_aside: Mutex<Option<SetAside>>,
    /// Whether a restored history waits to be put in place.
    pub restore: AtomicBool,
    /// The file that waits to be put in place, as it was when it was checked.
    pub checked_restore: Mutex<Option<FileStamp>>,
    /// Whether a reader met damage.
    pub damage_met: AtomicBool,
    /// The rows of the latest commits.
    pub committed: Committed,
    pub gate: ReaderGate,
    pub stall: Stall,
    /// Whether endpoints that differ only in an id get separate incidents.
    pub ids_apart: AtomicBool,
    /// The names of the targets that changes are sent to.
    pub targets: Mutex<Arc<[String]>>,
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

    /// Returns the previous failure.
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
