//! Reading: a read-only connection of its own, which never waits for the writer. Each question that can be asked is an
//! `impl Reader` beside its SQL.

use rusqlite::Connection;

/// A read-only connection, with every question that can be asked of the store.
pub struct Reader(pub(super) Connection);
