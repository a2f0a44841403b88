//! Opens and checks the relay's database file, and begins a new one if it is damaged.

use std::{fs, path::Path};

use rusqlite::Connection;

use super::schema;
use crate::{
    model::moment::Moment,
    platform::data_dir::private_file,
    store::{
        error::StoreError,
        file::{
            connect, disk, preflight, read_only,
            set_aside::{SetAside, set_aside},
        },
        sql::Sql as _,
    },
};

/// The size to which the write-ahead log is truncated once it is copied into the database.
const JOURNAL_LIMIT: i64 = 16 * 1024 * 1024;

/// Free pages are returned to the disk on request.
const INCREMENTAL: i64 = 2;

/// How many prepared statements the writer caches.
const STATEMENTS: usize = 32;

/// Opens the database for the writer, and creates it if it is missing. Sets a damaged one aside and passes it to
/// `announce` before it begins a new one, which may fail.
pub fn for_writing(
    path: &Path,
    now: Moment,
    announce: impl FnOnce(SetAside),
) -> Result<Connection, StoreError> {
    let looked = preflight::check_header(path)
        .and_then(|()| preflight::check_pages(path))
        .and_then(|()| check(path))
        .and_then(|()| create_or_migrate(path));
    match looked {
        Err(StoreError::Damaged(wrong)) => {
            let last = last_id(path);
            let aside = set_aside(path, "damaged", now)?;
            announce(SetAside { path: aside, wrong });
            let connection = create_or_migrate(path)?;
            // No id is given out twice, because incidents refer to requests by id.
            connection.run(
                "INSERT INTO sqlite_sequence (name, seq) VALUES ('requests', ?1)",
                [last],
            )?;
            Ok(connection)
        }
        other => other,
    }
}

/// The last id that was given out, as far as a damaged database can still be read.
fn last_id(path: &Path) -> i64 {
    let read = read_only::open_immutable(path).and_then(|connection| {
        connection.fetch_value(
            "SELECT seq FROM sqlite_sequence WHERE name = 'requests'",
            [],
        )
    });
    read.unwrap_or(0)
}

/// Opens the writer's connection to an existing database.
pub fn writer(path: &Path) -> Result<Connection, StoreError> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(connect::BUSY_TIMEOUT)?;
    // The writer does its own checkpoints, so that it notices a failure.
    connection.pragma_update(None, "wal_autocheckpoint", 0)?;
    // Setting the mode again would write, even if it is already set.
    let auto_vacuum: i64 = connection.query_row("PRAGMA auto_vacuum", [], |row| row.get(0))?;
    if auto_vacuum != INCREMENTAL {
        connection.pragma_update(None, "auto_vacuum", INCREMENTAL)?;
    }
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "journal_size_limit", JOURNAL_LIMIT)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    // Deleted rows contain secrets.
    connection.pragma_update(None, "secure_delete", "ON")?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(connection)
}

/// Checks the database without changing it. A missing or empty file is fine.
pub fn check(path: &Path) -> Result<(), StoreError> {
    preflight::check_header(path)?;
    let size = fs::metadata(path).map_or(0, |file| file.len());
    if size == 0 {
        return Ok(());
    }
    let (connection, _) = read_only::open(path)?;
    version(&connection, path)?;
    if size <= connect::CHECKED_AT_START
        && let Some(wrong) = connect::integrity(&connection)?
    {
        return Err(StoreError::Damaged(wrong));
    }
    Ok(())
}

/// Fails if the database was written by a newer version or by another program.
pub fn version(connection: &Connection, path: &Path) -> Result<i64, StoreError> {
    let found = connect::version(connection, path, schema::VERSION)?;
    let (all, ours): (i64, i64) = connection.query_row(
        "SELECT count(*), count(*) FILTER (WHERE name IN ('requests', 'attempts'))
         FROM sqlite_schema WHERE type = 'table'",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    if all > 0 && ours < 2 {
        return Err(StoreError::Foreign {
            path: path.to_owned(),
            what: format!("it has {all} tables, and none that the relay makes"),
        });
    }
    Ok(found)
}

fn create_or_migrate(path: &Path) -> Result<Connection, StoreError> {
    // Created before SQLite opens it, so that its journal files inherit the private mode.
    private_file(path)?;
    disk::rewrite_wal(path)?;
    let mut connection = writer(path)?;
    schema::migrations()
        .to_latest(&mut connection)
        .map_err(|error| match error {
            rusqlite_migration::Error::RusqliteError { err, .. } => err.into(),
            other => StoreError::Failed(other.to_string()),
        })?;
    let marked: i64 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    if marked == 0 {
        connection.pragma_update(None, "application_id", preflight::APPLICATION)?;
    }
    Ok(connection)
}
