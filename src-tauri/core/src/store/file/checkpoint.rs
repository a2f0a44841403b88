//! Checkpoints: copying the write-ahead log into the database, and emptying it.

use std::time::Duration;

use rusqlite::Connection;

use super::connect::BUSY_TIMEOUT;
use crate::store::error::StoreError;

/// At how many pages in the log they are copied into the database: SQLite's own measure.
const CHECKPOINT_AT: i64 = 1_000;

/// At how many pages the log is begun anew, whoever reads: well below what the file may grow to.
pub const LARGE: i64 = 3_000;

/// How long it waits for the readers of others, where the log is to be emptied.
const OTHER_READERS: Duration = Duration::from_millis(500);

/// How many pages the log has, and how many of them count as copied.
pub fn wal_pages(connection: &Connection) -> rusqlite::Result<(i64, i64)> {
    connection
        .prepare_cached("PRAGMA wal_checkpoint(NOOP)")?
        .query_row([], |row| Ok((row.get(1)?, row.get(2)?)))
}

/// Copies all of the log into the database, synced, and empties it.
pub fn copy_all(connection: &Connection) -> Result<(), StoreError> {
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(())
}

/// Copies all of the log into the database and empties it, unless somebody reads from the log for longer than a
/// moment; whether it is empty. The database file alone is whole then.
///
/// # Errors
/// What the disk says; the database is in doubt then.
pub fn empty_wal(connection: &Connection) -> Result<bool, StoreError> {
    connection.busy_timeout(OTHER_READERS)?;
    let busy = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| {
        row.get::<_, bool>(0)
    });
    connection.busy_timeout(BUSY_TIMEOUT)?;
    Ok(!busy?)
}

/// After a commit: copies the log into the database once there is enough of it. Gives how many pages the log has: it is
/// begun anew by the next commit, unless somebody reads from it just then.
///
/// # Errors
/// What the disk says; the database is in doubt then.
pub fn checkpoint(connection: &Connection) -> Result<i64, StoreError> {
    let (pages, copied) = wal_pages(connection)?;
    if pages - copied >= CHECKPOINT_AT {
        connection
            .prepare_cached("PRAGMA wal_checkpoint(PASSIVE)")?
            .query_row([], |_| Ok(()))?;
    }
    Ok(pages)
}
