//! Opens the database: is it ours, is it intact, do we know its version? Checks first, with a connection that can't
//! write. A database from a newer program is left untouched; a damaged one is set aside as it is.

use std::{fs, path::Path};

use rusqlite::Connection;

use super::{
    connect, disk, paths, preflight, read_only, schema,
    set_aside::{SetAside, set_aside},
    wal::Log,
};
use crate::{
    model::moment::Moment,
    platform::data_dir::private_file,
    store::{
        error::StoreError,
        search::fulltext,
        table::{alerts, last_ids::LastIds},
    },
};

/// How thoroughly a database is checked before it is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// A large database is checked briefly, so that a start stays quick.
    Quick,
    /// Everything, because a reader met damage.
    Whole,
}

/// Opens the database for the writer. Sets a damaged one aside and passes it to `announce` before it begins a new one,
/// which may fail.
pub fn for_writing(
    path: &Path,
    now: Moment,
    check: Check,
    announce: impl FnOnce(SetAside),
) -> Result<Connection, StoreError> {
    rebuild_from_wal(path)?;
    let looked = preflight::check_header(path)
        .and_then(|()| preflight::check_pages(path))
        .and_then(|()| check_with(path, check))
        // The checks may miss damage that shows at first use.
        .and_then(|index| Ok((create_or_migrate(path)?, index)));
    match looked {
        Err(StoreError::Damaged(wrong)) => {
            let last = last_ids(path);
            let aside = set_aside(path, "damaged", now)?;
            let log = save_wal_pages(&aside);
            announce(SetAside { path: aside, wrong });
            let connection = log.and_then(|()| create_or_migrate(path))?;
            last.raise(&connection)?;
            Ok(connection)
        }
        // Damage that was met but that no check finds must be in the index.
        Ok((mut connection, index)) if index == Index::Damaged || check == Check::Whole => {
            tracing::warn!("the search index is damaged; rebuilding it");
            fulltext::rebuild(&mut connection)?;
            Ok(connection)
        }
        other => Ok(other?.0),
    }
}

/// The last ids that were given out, as far as a damaged database can still be read. Does not touch its log.
fn last_ids(path: &Path) -> LastIds {
    read_only::open_immutable(path)
        .map(|connection| LastIds::salvaged(&connection))
        .unwrap_or_default()
}

/// Creates or migrates the database.
fn create_or_migrate(path: &Path) -> Result<Connection, StoreError> {
    // Created before SQLite opens it, so that its journal files inherit the private mode.
    private_file(path)?;
    disk::rewrite_wal(path)?;
    let mut connection = connect::writer(path)?;
    schema::migrations()
        .to_latest(&mut connection)
        .map_err(migration_failed)?;
    mark_as_ours(&connection)?;
    // Before anything new arrives: these alerts waited while the program was not running.
    alerts::hold_as_away(&connection)?;
    Ok(connection)
}

/// If the database was emptied or deleted while its log holds all pages, rebuilds it from the log. SQLite would delete
/// that log.
fn rebuild_from_wal(path: &Path) -> Result<(), StoreError> {
    let Some(log) = orphaned_wal(path)? else {
        return Ok(());
    };
    if !log.is_complete() {
        return Ok(());
    }
    let again = path.with_extension("db.again");
    let mut file = private_file(&again)?;
    log.write_pages(&paths::wal(path), &mut file)?;
    fs::rename(&again, path)?;
    tracing::warn!(
        "{} was missing or empty. It was rebuilt from its write-ahead log.",
        path.display()
    );
    Ok(())
}

/// Writes the pages of the log into an empty database that was set aside. Otherwise `.recover` would read nothing and
/// delete the log.
fn save_wal_pages(aside: &Path) -> Result<(), StoreError> {
    if let Some(log) = orphaned_wal(aside)? {
        let mut file = private_file(aside)?;
        log.write_pages(&paths::wal(aside), &mut file)?;
    }
    Ok(())
}

/// The log of a missing or empty database, if it holds a commit.
fn orphaned_wal(path: &Path) -> Result<Option<Log>, StoreError> {
    if fs::metadata(path).is_ok_and(|metadata| metadata.len() > 0) {
        return Ok(None);
    }
    let log = Log::read(&paths::wal(path))?;
    Ok(log.has_commit().then_some(log))
}

/// Leaves out the SQL of the migration, which means nothing to a user.
fn migration_failed(error: rusqlite_migration::Error) -> StoreError {
    match error {
        rusqlite_migration::Error::RusqliteError { err, .. } => match StoreError::from(err) {
            StoreError::Refused(what) => {
                let what = what.split(" in ").next().unwrap_or_default().to_owned();
                StoreError::Failed(format!("it can't be brought up to date: {what}"))
            }
            other => other,
        },
        other => StoreError::Failed(other.to_string()),
    }
}

/// Marks the database, so that no other program takes it for its own.
fn mark_as_ours(connection: &Connection) -> Result<(), StoreError> {
    let marked: i64 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    if marked == 0 {
        connection.pragma_update(None, "application_id", preflight::APPLICATION)?;
    }
    Ok(())
}

/// Checks the database without changing it. A missing or empty file is fine.
///
/// # Errors
/// [`StoreError::FromTheFuture`], [`StoreError::Damaged`], or SQLite's error.
pub fn check(path: &Path) -> Result<(), StoreError> {
    preflight::check_for_reading(path)?;
    check_with(path, Check::Quick).map(drop)
}

/// The state of the search index, which can be rebuilt from the reports.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Index {
    Whole,
    Damaged,
}

fn check_with(path: &Path, check: Check) -> Result<Index, StoreError> {
    preflight::check_header(path)?;
    let size = match fs::metadata(path) {
        Ok(metadata) => metadata.len(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Index::Whole),
        Err(error) => return Err(error.into()),
    };
    if size == 0 {
        return Ok(Index::Whole);
    }
    let (connection, _) = read_only::open(path)?;
    preflight::check_tables(&connection, path)?;
    connect::version(&connection, path, schema::VERSION)?;
    if (size <= connect::CHECKED_AT_START || check == Check::Whole)
        && let Some(wrong) = connect::integrity(&connection)?
    {
        return match wrong.split("; ").all(fulltext::is_damage) {
            true => Ok(Index::Damaged),
            false => Err(StoreError::Damaged(wrong)),
        };
    }
    Ok(Index::Whole)
}
