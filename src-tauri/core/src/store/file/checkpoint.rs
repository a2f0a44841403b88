//! Checkpoints: copy the write-ahead log into the database and empty it.

use std::time::Duration;

use rusqlite::Connection;

use super::connect::BUSY_TIMEOUT;
use crate::store::error::StoreError;

/// How many pages in the log trigger a checkpoint: SQLite's own default.
pub const CHECKPOINT_AT: i64 = 1_000;

/// The same after a commit without reports. A batch of retention writes some hundred pages all over the file, and a report
/// that arrives while a thousand of them are copied waits longer than for the batch itself.
pub const CHECKPOINT_AFTER_CHANGE: i64 = 100;

/// From how many pages on the log is reset even if somebody reads from it.
pub const LARGE: i64 = 3_000;

/// How long emptying the log waits for other programs that read from it.
const OTHER_READERS: Duration = Duration::from_millis(500);

/// How many pages the log has, and how many of them are copied, according to SQLite.
pub fn wal_pages(connection: &Connection) -> rusqlite::Result<(i64, i64)> {
    connection
        .prepare_cached("PRAGMA wal_checkpoint(NOOP)")?
        .query_row([], |row| Ok((row.get(1)?, row.get(2)?)))
}

/// Copies the whole log into the database, synced, and empties it.
pub fn copy_all(connection: &Connection) -> Result<(), StoreError> {
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(())
}

/// Empties the log, unless a reader stays in it for longer than [`OTHER_READERS`]. Returns whether it is empty: the
/// database file is then complete on its own. After an error, the state of the database is unknown.
pub fn empty_wal(connection: &Connection) -> Result<bool, StoreError> {
    connection.busy_timeout(OTHER_READERS)?;
    let busy = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| {
        row.get::<_, bool>(0)
    });
    connection.busy_timeout(BUSY_TIMEOUT)?;
    Ok(!busy?)
}

/// Runs after a commit: copies the log into the database once `at` of its pages are not copied. Returns how many pages the log has.
/// The next commit reuses the log from its start, unless somebody reads from it at that moment. After an error, the
/// state of the database is unknown.
pub fn checkpoint(connection: &Connection, at: i64) -> Result<i64, StoreError> {
    let (pages, copied) = wal_pages(connection)?;
    if pages - copied >= at {
        connection
            .prepare_cached("PRAGMA wal_checkpoint(PASSIVE)")?
            .query_row([], |_| Ok(()))?;
    }
    Ok(pages)
}
