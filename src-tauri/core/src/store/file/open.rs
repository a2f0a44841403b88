//! Opening the database: is it ours, is it whole, is it of a version that we know? Looks first, with a
//! connection that can't write; a database from the future is left untouched, a damaged one is set aside whole.

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
    /// A large one only at a glance, so that a start stays quick.
    Quick,
    /// All of it, whatever its size: it was seen to be damaged.
    Whole,
}

/// Opens the database for the writer. One that turns out to be damaged is set aside, and a new one begun. What was set
/// aside is handed to `tell` before that, which may fail.
pub fn for_writing(
    path: &Path,
    now: Moment,
    check: Check,
    tell: impl FnOnce(SetAside),
) -> Result<Connection, StoreError> {
    put_together(path)?;
    let looked = preflight::check_header(path)
        .and_then(|()| preflight::check_pages(path))
        .and_then(|()| check_as(path, check))
        // Damage that no look has found may be met by the first that is done with it.
        .and_then(|index| Ok((begin(path)?, index)));
    match looked {
        Err(StoreError::Damaged(wrong)) => {
            let last = last_ids(path);
            let aside = set_aside(path, "damaged", now)?;
            let log = write_what_the_log_has(&aside);
            tell(SetAside { path: aside, wrong });
            let connection = log.and_then(|()| begin(path))?;
            last.raise(&connection)?;
            Ok(connection)
        }
        // Damage that was met and that no check finds is in the index, too.
        Ok((mut connection, index)) if index == Index::Damaged || check == Check::Whole => {
            tracing::warn!("the search index is damaged; it is made again");
            fulltext::begin_anew(&mut connection)?;
            Ok(connection)
        }
        other => Ok(other?.0),
    }
}

/// The last numbers that a damaged database has given out, where that can still be read. Its log is not touched.
fn last_ids(path: &Path) -> LastIds {
    read_only::open_immutable(path)
        .map(|connection| LastIds::salvaged(&connection))
        .unwrap_or_default()
}

/// The writer's connection to a database that is brought up to date, or made.
fn begin(path: &Path) -> Result<Connection, StoreError> {
    // Made before SQLite opens it, so that its journal files take over the private mode.
    private_file(path)?;
    disk::rewrite_wal(path)?;
    let mut connection = connect::writer(path)?;
    schema::migrations()
        .to_latest(&mut connection)
        .map_err(migration_failed)?;
    mark_as_ours(&connection)?;
    // Before anything new can come: what waits now waited while the program was away.
    alerts::mark_away(&connection)?;
    Ok(connection)
}

/// A database that was emptied or deleted beside its log, in which all of it stands, is whole again afterwards. SQLite
/// would delete that log.
fn put_together(path: &Path) -> Result<(), StoreError> {
    let Some(log) = log_alone(path)? else {
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
        "{} was missing or empty; all of it stood in its log, and it was put together again.",
        path.display()
    );
    Ok(())
}

/// What the log of an empty database that was set aside has, is written into that database: `.recover` reads nothing
/// otherwise, and deletes the log.
fn write_what_the_log_has(aside: &Path) -> Result<(), StoreError> {
    if let Some(log) = log_alone(aside)? {
        let mut file = private_file(aside)?;
        log.write_pages(&paths::wal(aside), &mut file)?;
    }
    Ok(())
}

/// The log of a database that is missing or empty, where there is something in it.
fn log_alone(path: &Path) -> Result<Option<Log>, StoreError> {
    if fs::metadata(path).is_ok_and(|metadata| metadata.len() > 0) {
        return Ok(None);
    }
    let log = Log::read(&paths::wal(path))?;
    Ok(log.has_commit().then_some(log))
}

/// Without the statements of the migration, which say nothing to a person.
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

/// So that nobody takes it for another program's.
fn mark_as_ours(connection: &Connection) -> Result<(), StoreError> {
    let marked: i64 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    if marked == 0 {
        connection.pragma_update(None, "application_id", preflight::APPLICATION)?;
    }
    Ok(())
}

/// Looks at the database without changing it. A missing or an empty file is fine.
///
/// # Errors
/// [`StoreError::FromTheFuture`], [`StoreError::Damaged`], or what SQLite says.
pub fn check(path: &Path) -> Result<(), StoreError> {
    check_as(path, Check::Quick).map(drop)
}

/// How the search index was found. It is made of the reports, and can be made again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Index {
    Whole,
    Damaged,
}

fn check_as(path: &Path, check: Check) -> Result<Index, StoreError> {
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
    connect::version(&connection, path)?;
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
