//! The read-only connection, which never waits for the writer. Each query is an `impl Reader` beside its SQL.

use rusqlite::Connection;

use super::{error::StoreError, snapshot::Snapshot};

/// A read-only connection with all queries of the store.
pub struct Reader(pub(super) Connection);

impl Reader {
    /// Makes the results of several queries belong to one moment, until it is dropped.
    pub fn snapshot(&self) -> Result<Snapshot<'_>, StoreError> {
        Snapshot::of(&self.0)
    }
}
