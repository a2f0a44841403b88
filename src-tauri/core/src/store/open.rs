//! Opening the database: is it ours, is it whole, is it of a version that we know? Looks first, with a
//! connection that can't write; a database from the future is left untouched, a damaged one is set aside whole.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{Connection, OpenFlags, config::DbConfig};

use super::{
    StoreError, alerts, causes, fulltext, hosts, last_ids::LastIds, looking, mutes, schema,
    visiting, wal::Log,
};
use crate::store::disk_failure;
use crate::{
    model::{moment::Moment, problem::Problem},
    platform::data_dir::private_file,
};

/// Up to that size the whole database is checked at each start; a larger one by `missedhook doctor`, so that
/// a start stays quick.
const CHECKED_AT_START: u64 = 64 * 1024 * 1024;

/// To how many bytes the write-ahead log is cut back once what is in it stands in the database.
const JOURNAL_LIMIT: i64 = 16 * 1024 * 1024;

/// How much of the database the writer keeps in memory, in KiB as SQLite has it: a negative number. Enough for
/// the index pages that reports at hundreds of endpoints touch.
const WRITER_CACHE: i64 = -16 * 1024;

/// How many statements a connection keeps prepared: more than one report needs.
const STATEMENTS: usize = 64;

/// How long a connection waits for another one's lock.
pub const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// A damaged database that was set aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAside {
    /// Where it lies now.
    pub path: PathBuf,
    /// What was wrong with it.
    pub wrong: String,
}

impl SetAside {
    /// The same for a person.
    pub fn problem(&self) -> Problem {
        Problem::new(
            format!("The database was damaged: {}.", self.wrong),
            format!(
                "It was set aside whole as {}; a new one was begun.",
                self.path.display()
            ),
            "Keep that file if you need what was in it: `sqlite3 FILE .recover` reads what can be read.",
        )
    }
}

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
    let looked = looking::at_a_glance(path)
        .and_then(|()| looking::at_all_pages(path))
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
    visiting::unchanging(path)
        .map(|connection| LastIds::salvaged(&connection))
        .unwrap_or_default()
}

/// The writer's connection to a database that is brought up to date, or made.
fn begin(path: &Path) -> Result<Connection, StoreError> {
    // Made before SQLite opens it, so that its journal files take over the private mode.
    private_file(path)?;
    disk_failure::write_log_anew(path)?;
    let mut connection = writer(path)?;
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
    log.write_pages(&beside(path, "-wal"), &mut file)?;
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
        log.write_pages(&beside(aside, "-wal"), &mut file)?;
    }
    Ok(())
}

/// The log of a database that is missing or empty, where there is something in it.
fn log_alone(path: &Path) -> Result<Option<Log>, StoreError> {
    if fs::metadata(path).is_ok_and(|metadata| metadata.len() > 0) {
        return Ok(None);
    }
    let log = Log::read(&beside(path, "-wal"))?;
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
        connection.pragma_update(None, "application_id", looking::APPLICATION)?;
    }
    Ok(())
}

/// The writer's connection to a database that is there.
///
/// # Errors
/// What SQLite says.
pub fn writer(path: &Path) -> Result<Connection, StoreError> {
    let connection = Connection::open(path)?;
    mutes::teach(&connection)?;
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
    mutes::teach(connection)?;
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
    looking::at_a_glance(path)?;
    let size = match fs::metadata(path) {
        Ok(metadata) => metadata.len(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Index::Whole),
        Err(error) => return Err(error.into()),
    };
    if size == 0 {
        return Ok(Index::Whole);
    }
    let (connection, _) = visiting::open(path)?;
    looking::at_tables(&connection, path)?;
    version(&connection, path)?;
    if (size <= CHECKED_AT_START || check == Check::Whole)
        && let Some(wrong) = integrity(&connection)?
    {
        return match wrong.split("; ").all(fulltext::is_damage) {
            true => Ok(Index::Damaged),
            false => Err(StoreError::Damaged(wrong)),
        };
    }
    Ok(Index::Whole)
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

/// Moves the database and its journal files aside; returns where the database is then.
pub fn set_aside(path: &Path, why: &str, now: Moment) -> Result<PathBuf, StoreError> {
    let mut aside = path.with_extension(format!("{why}-{}.db", now.compact()));
    let mut again = 1;
    while aside.exists() {
        again += 1;
        aside = path.with_extension(format!("{why}-{}-{again}.db", now.compact()));
    }
    for suffix in ["-wal", "-shm", ""] {
        match fs::rename(beside(path, suffix), beside(&aside, suffix)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    Ok(aside)
}

/// The damaged databases that were set aside beside this one, the latest last.
fn set_aside_beside(path: &Path) -> Vec<PathBuf> {
    let begins = path.file_stem().map(|stem| {
        let mut begins = stem.to_string_lossy().into_owned();
        begins.push_str(".damaged-");
        begins
    });
    let entries = path.parent().and_then(|dir| fs::read_dir(dir).ok());
    let mut found: Vec<PathBuf> = entries
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            begins
                .as_ref()
                .is_some_and(|begins| name.starts_with(begins))
        })
        // Of one that was missing there is the log alone.
        .map(|path| match path.to_string_lossy() {
            name if name.ends_with("-wal") || name.ends_with("-shm") => {
                PathBuf::from(&name[..name.len() - 4])
            }
            _ => path.clone(),
        })
        .collect();
    found.sort();
    found.dedup();
    found
}

/// What is missing from the history: the latest of the damaged databases that were set aside beside this one.
pub fn set_aside_problem(path: &Path) -> Option<Problem> {
    let aside = set_aside_beside(path).pop()?;
    let name = aside.file_name().unwrap_or_default().to_string_lossy();
    Some(Problem::new(
        format!("A damaged database was set aside as {name}."),
        "What was in it is not shown.",
        "If you need it, `sqlite3 FILE .recover` reads what can be read. Then move the file out of the data directory.",
    ))
}

/// A file of the database's: its name and a suffix.
pub fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
