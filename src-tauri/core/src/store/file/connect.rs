//! Connections to the database, and how each is set up.

use std::{fs, path::Path, time::Duration};

use rusqlite::{Connection, OpenFlags, config::DbConfig};

use super::schema;
use crate::store::{
    error::StoreError,
    reader::Reader,
    search::{causes, hosts},
    table::lasting_mutes,
};

/// Up to that size the whole database is checked at each start; a larger one by `missedhook doctor`, so that
/// a start stays quick.
pub const CHECKED_AT_START: u64 = 64 * 1024 * 1024;

/// To how many bytes the write-ahead log is cut back once what is in it stands in the database.
const JOURNAL_LIMIT: i64 = 16 * 1024 * 1024;

/// How much of the database the writer keeps in memory, in KiB as SQLite has it: a negative number. Enough for
/// the index pages that reports at hundreds of endpoints touch.
const WRITER_CACHE: i64 = -16 * 1024;

/// How many statements a connection keeps prepared: more than one report needs.
const STATEMENTS: usize = 64;

/// How long a connection waits for another one's lock.
pub const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// The writer's connection to a database that is there.
pub fn writer(path: &Path) -> Result<Connection, StoreError> {
    let connection = Connection::open(path)?;
    lasting_mutes::teach(&connection)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    let path_size = fs::metadata(path)?.len();
    give_pages_back(&connection, path_size)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "journal_size_limit", JOURNAL_LIMIT)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    // The writer does it, so that it hears of a failure.
    connection.pragma_update(None, "wal_autocheckpoint", 0)?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    connection.pragma_update(None, "cache_size", WRITER_CACHE)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(connection)
}

/// Lets free pages be given back to the disk. A database that was begun without that is written anew once,
/// where that is quickly done; a large one keeps its free pages, and fills them again.
fn give_pages_back(connection: &Connection, size: u64) -> Result<(), StoreError> {
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

/// Opens the database for reading only; nothing that is done with it can change the file.
pub fn for_reading(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    prepare_reader(&connection)?;
    Ok(connection)
}

/// What every reading connection is set to.
pub fn prepare_reader(connection: &Connection) -> Result<(), StoreError> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // What a search gathers for itself leaves no file behind.
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    causes::teach(connection)?;
    hosts::teach(connection)?;
    Ok(())
}

/// The schema version of a database that we know.
pub fn version(connection: &Connection, path: &Path) -> Result<i64, StoreError> {
    let found = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if found > schema::VERSION {
        return Err(StoreError::FromTheFuture {
            path: path.to_owned(),
            found,
            known: schema::VERSION,
        });
    }
    Ok(found)
}

/// SQLite's own check, its first findings; none where all is well.
pub fn integrity(connection: &Connection) -> Result<Option<String>, StoreError> {
    let mut check = connection.prepare("PRAGMA quick_check(3)")?;
    let said = check
        .query_map([], |row| row.get::<_, String>(0))?
        .collect::<Result<Vec<_>, _>>()?;
    let said = said.join("; ").replace('\n', "; ");
    Ok((said != "ok").then_some(said))
}

impl Reader {
    /// SQLite's own check of every page and index; none if all is well. Takes long on a large database.
    pub fn integrity(&self) -> Result<Option<String>, StoreError> {
        integrity(&self.0)
    }
}
