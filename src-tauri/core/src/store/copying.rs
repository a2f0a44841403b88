//! Backup and restore, by SQLite's online backup. A backup is of one snapshot: reports that come in meanwhile neither
//! wait for it nor begin it anew. A restore puts the history that is there beside first.

use std::{fs, path::PathBuf};

use rusqlite::{
    Connection, OpenFlags,
    backup::{Backup, StepResult},
};
use serde::Serialize;

use super::{StoreError, failing, looking, open, schema, visiting};
use crate::{
    data_dir::{DataDir, Lock},
    moment::Moment,
    problem::Problem,
    whole_file::WholeFile,
};

/// How many pages are copied at once.
const STEP: i32 = 1_000;

/// What was copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Copied {
    /// How many delivery errors.
    pub delivery_errors: i64,
    /// How many incidents.
    pub incidents: i64,
    /// How large the file is.
    pub bytes: u64,
}

/// Copies the whole history into a file that was begun, and proves that the copy is whole. `progress` hears how many of
/// 100 parts are done.
///
/// # Errors
/// In words; the file is not to be finished then.
pub fn back_up(
    dir: &DataDir,
    file: &WholeFile,
    progress: impl FnMut(i32),
) -> Result<Copied, Problem> {
    let path = dir.database();
    looking::at_a_glance(&path).map_err(|error| error.problem())?;
    if !path.exists() {
        return Err(Problem::new(
            format!("There is no history in {}.", dir.path().display()),
            "Nothing was written.",
            "Name the directory with --data-dir.",
        ));
    }
    let (source, incomplete) = visiting::open(&path).map_err(|error| error.problem())?;
    if let Some(problem) = incomplete {
        return Err(problem);
    }
    looking::at_tables(&source, &path)
        .and_then(|()| open::version(&source, &path))
        .and_then(|_| copy(&source, file, progress))
        .map_err(|error| error.problem())
}

/// Puts the history of a backup in the place of the present one, which is put beside. Gives what was copied, and where
/// the history from before is; none where there was none. Only while no program works on the directory.
///
/// # Errors
/// In words; nothing is changed then.
pub fn restore(
    dir: &DataDir,
    _lock: &Lock,
    from: &std::path::Path,
    now: Moment,
    progress: impl FnMut(i32),
) -> Result<(Copied, Option<PathBuf>), Problem> {
    let words = |error: StoreError| error.problem();
    let place = dir.database();
    let source = open_backup(from).map_err(words)?;
    let new = WholeFile::create(&dir.path().join("missedhook.restored.db"))?;
    let copied = copy(&source, &new, progress).map_err(words)?;
    let before = put_beside(&place, now).map_err(words)?;
    new.replace(&place)?;
    Ok((copied, before))
}

/// How many delivery errors there are, where there is a history.
///
/// # Errors
/// What SQLite says.
pub fn kept_in(dir: &DataDir) -> Result<i64, StoreError> {
    let path = dir.database();
    looking::at_a_glance(&path)?;
    if fs::metadata(&path).map_or(0, |file| file.len()) == 0 {
        return Ok(0);
    }
    let (connection, _) = visiting::open(&path)?;
    looking::at_tables(&connection, &path)?;
    if open::version(&connection, &path)? == 0 {
        return Ok(0);
    }
    Ok(count(&connection)?.0)
}

fn open_backup(from: &std::path::Path) -> Result<Connection, StoreError> {
    fs::File::open(from)?;
    looking::at_a_glance(from)?;
    looking::at_all_pages(from)?;
    let (source, _) = visiting::open(from)?;
    looking::at_tables(&source, from)?;
    let found = open::version(&source, from)?;
    if found == 0 {
        return Err(StoreError::Foreign {
            path: from.to_owned(),
            what: "it has no history of Missedhook".to_owned(),
        });
    }
    if let Some(wrong) = open::integrity(&source)? {
        return Err(StoreError::Damaged(wrong));
    }
    Ok(source)
}

fn count(connection: &Connection) -> Result<(i64, i64), StoreError> {
    Ok(connection.query_row(
        "SELECT (SELECT count(*) FROM delivery_errors), (SELECT count(*) FROM incidents)",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?)
}

fn copy(
    source: &Connection,
    file: &WholeFile,
    mut progress: impl FnMut(i32),
) -> Result<Copied, StoreError> {
    // While this is open, SQLite copies that snapshot, whatever is written meanwhile.
    let snapshot = source.unchecked_transaction()?;
    let counted = count(&snapshot)?;
    let mut copy = Connection::open_with_flags(
        file.part(),
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    let backup = Backup::new(&snapshot, &mut copy)?;
    loop {
        let step = backup.step(STEP)?;
        let (all, left) = (backup.progress().pagecount, backup.progress().remaining);
        progress(100 - i32::try_from(i64::from(left) * 100 / i64::from(all.max(1))).unwrap_or(0));
        match step {
            StepResult::Done => break,
            StepResult::More => {}
            _ => return Err(StoreError::Locked),
        }
    }
    drop(backup);
    drop(snapshot);
    // One file, without a log.
    copy.pragma_update(None, "journal_mode", "DELETE")?;
    schema::migrations()
        .to_latest(&mut copy)
        .map_err(|error| StoreError::Failed(error.to_string()))?;
    let whole: String = copy.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if whole != "ok" || count(&copy)? != counted {
        return Err(StoreError::Damaged(format!(
            "the copy is not whole: {whole}"
        )));
    }
    drop(copy);
    Ok(Copied {
        delivery_errors: counted.0,
        incidents: counted.1,
        bytes: fs::metadata(file.part())?.len(),
    })
}

/// Gives the present history a second name, with nothing left in its log.
fn put_beside(place: &std::path::Path, now: Moment) -> Result<Option<PathBuf>, StoreError> {
    if fs::metadata(place).map_or(0, |file| file.len()) == 0 {
        // A log without its database: whole, under the name of a damaged one.
        if open::beside(place, "-wal").exists() {
            return open::set_aside(place, now).map(Some);
        }
        return Ok(None);
    }
    failing::write_log_anew(place)?;
    let connection = open::writer(place)?;
    let emptied = failing::empty_log(&connection)?;
    drop(connection);
    if !emptied || open::beside(place, "-wal").exists() {
        return Err(StoreError::Locked);
    }
    let beside = place.with_file_name(format!("missedhook-before-restore-{}.db", now.compact()));
    fs::hard_link(place, &beside)?;
    Ok(Some(beside))
}
