//! Checkpoints: copying the write-ahead log into the database, and emptying it.

use std::time::Duration;

use rusqlite::Connection;

use super::connect::BUSY_TIMEOUT;
use crate::store::error::StoreError;

/// How many pages in the log are copied at once: SQLite's own measure.
const CHECKPOINT_AT: i64 = 1_000;

/// From how many pages on the log is started over even if somebody reads.
pub const LARGE: i64 = 3_000;

/// How long emptying the log waits for other programs that read from it.
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

/// Empties the log, unless somebody reads from it for longer than a moment; whether it is empty. The database file
/// alone is whole then. After an error the database is in doubt.
pub fn empty_wal(connection: &Connection) -> Result<bool, StoreError> {
    connection.busy_timeout(OTHER_READERS)?;
    let busy = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| {
        row.get::<_, bool>(0)
    });
    connection.busy_timeout(BUSY_TIMEOUT)?;
    Ok(!busy?)
}

/// After a commit: copies the log into the database once it is long enough. Returns how many pages the log has; the
/// next commit starts it over, unless somebody reads from it just then. After an error the database is in doubt.
pub fn checkpoint(connection: &Connection) -> Result<i64, StoreError> {
    let (pages, copied) = wal_pages(connection)?;
    if pages - copied >= CHECKPOINT_AT {
        connection
            .prepare_cached("PRAGMA wal_checkpoint(PASSIVE)")?
            .query_row([], |_| Ok(()))?;
    }
    Ok(pages)
}
