//! Opens connections to the database and sets them up.

use std::{fs, path::Path, time::Duration};

use rusqlite::{Connection, OpenFlags, config::DbConfig};

use crate::store::{
    error::StoreError,
    reader::Reader,
    search::{causes, endpoints, folding, hosts, patterns},
};

/// Up to this size the whole database is checked at each start. A larger one is checked by `missedhook doctor`, so that
/// a start stays quick.
pub const CHECKED_AT_START: u64 = 64 * 1024 * 1024;

/// The size to which the write-ahead log is truncated once it is copied into the database.
const JOURNAL_LIMIT: i64 = 16 * 1024 * 1024;

/// The page cache of the writer, in KiB, negative because SQLite wants it so. Enough for the index pages of reports at
/// hundreds of endpoints.
const WRITER_CACHE: i64 = -16 * 1024;

/// How many prepared statements a connection caches: more than one report needs.
const STATEMENTS: usize = 64;

/// How long a connection waits for the lock of another.
pub const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Opens the writer's connection to an existing database.
pub fn writer(path: &Path) -> Result<Connection, StoreError> {
    let connection = Connection::open(path)?;
    patterns::register(&connection)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    let path_size = fs::metadata(path)?.len();
    enable_auto_vacuum(&connection, path_size)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "journal_size_limit", JOURNAL_LIMIT)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    // The writer does its own checkpoints, so that it notices a failure.
    connection.pragma_update(None, "wal_autocheckpoint", 0)?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    connection.pragma_update(None, "cache_size", WRITER_CACHE)?;
    // Otherwise a change with a savepoint writes each page that it touches to a temporary file first.
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(connection)
}

/// Lets free pages be returned to the disk. An older database without this mode is rewritten once if it is small. A
/// large one keeps its free pages and reuses them.
fn enable_auto_vacuum(connection: &Connection, size: u64) -> Result<(), StoreError> {
    const INCREMENTAL: i64 = 2;
    let now: i64 = connection.query_row("PRAGMA auto_vacuum", [], |row| row.get(0))?;
    if now == INCREMENTAL || size > CHECKED_AT_START {
        return Ok(());
    }
    connection.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
    if size > 0 {
        connection.execute_batch("VACUUM")?;
    }
    Ok(())
}

/// Opens a connection that can't change the file.
pub fn for_reading(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    prepare_reader(&connection)?;
    Ok(connection)
}

pub fn prepare_reader(connection: &Connection) -> Result<(), StoreError> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // So that a search leaves no file behind.
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    causes::register(connection)?;
    hosts::register(connection)?;
    endpoints::register(connection)?;
    folding::register(connection)?;
    Ok(())
}

/// The schema version of a database of which this program knows the first `known`. Fails with
/// [`StoreError::FromTheFuture`] if a newer program wrote it.
pub fn version(connection: &Connection, path: &Path, known: i64) -> Result<i64, StoreError> {
    let found = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if found > known {
        return Err(StoreError::FromTheFuture {
            path: path.to_owned(),
            found,
            known,
        });
    }
    Ok(found)
}

/// The first findings of SQLite's quick check; `None` if it finds nothing.
pub fn integrity(connection: &Connection) -> Result<Option<String>, StoreError> {
    let mut check = connection.prepare("PRAGMA quick_check(3)")?;
    let said = check
        .query_map([], |row| row.get::<_, String>(0))?
        .collect::<Result<Vec<_>, _>>()?;
    let said = said.join("; ").replace('\n', "; ");
    Ok((said != "ok").then_some(said))
}

impl Reader {
    /// SQLite's check of every page and index; `None` if it finds nothing. Slow on a large database.
    pub fn integrity(&self) -> Result<Option<String>, StoreError> {
        integrity(&self.0)
    }
}
