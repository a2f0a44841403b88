//! The read-only connection, which never waits for the writer. Each query is an `impl Reader` beside its SQL.

#[cfg(test)]
use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use rusqlite::Connection;

#[cfg(test)]
use super::file::connect;
use super::{error::StoreError, snapshot::Snapshot};

/// A read-only connection with all queries of the store.
pub struct Reader(pub(super) Connection);

impl Reader {
    /// Makes the results of several queries belong to one moment, until it is dropped.
    pub fn snapshot(&self) -> Result<Snapshot<'_>, StoreError> {
        Snapshot::of(&self.0)
    }
}

#[cfg(test)]
impl Reader {
    /// Opens a database for reading, and counts the steps of SQLite's virtual machine.
    pub fn counting(path: &Path) -> (Self, Arc<AtomicUsize>) {
        let connection = connect::for_reading(path).unwrap();
        let steps = Arc::<AtomicUsize>::default();
        let counted = Arc::clone(&steps);
        let count = move || {
            counted.fetch_add(1, Ordering::Relaxed);
            false
        };
        connection.progress_handler(1, Some(count)).unwrap();
        (Self(connection), steps)
    }
}
