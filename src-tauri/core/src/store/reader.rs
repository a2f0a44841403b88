//! The read-only connection, which never waits for the writer. Each query is an `impl Reader` beside its SQL.

use rusqlite::Connection;

/// A read-only connection with all queries of the store.
pub struct Reader(pub(super) Connection);
