//! Backup: a copy of the history as it was at one moment, made beside a running program with SQLite's online backup.
//! The copy is checked before it gets its name, so that whatever has that name is whole. Changes nothing in the
//! history.

use std::{
    ffi::OsString,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use rusqlite::{Connection, backup::StepResult};
use serde::Serialize;
use thiserror::Error;

use super::{StoreError, open};
use crate::{
    data_dir::{DataDir, private_file},
    problem::Problem,
};

/// How many pages are copied before progress is reported and a stop is noticed: 16 MiB.
const PAGES_AT_ONCE: i32 = 4096;

/// How long to wait where another program holds a lock.
const BUSY_PAUSE: Duration = Duration::from_millis(50);

/// How often a running check looks whether it is to stop, in SQLite's instructions.
const CHECK_STEPS: i32 = 100_000;

/// What a copy of the history holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct HistoryCounts {
    /// How many delivery errors.
    pub delivery_errors: i64,
    /// How many incidents.
    pub incidents: i64,
}

/// How far a copy is: `done` of `total` pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Pages copied.
    pub done: u64,
    /// Pages in all.
    pub total: u64,
}

/// Set from outside to stop a copy; nothing is left behind then.
pub type Stop = Arc<AtomicBool>;

/// Why a copy was not made.
#[derive(Debug, Error)]
pub enum CopyError {
    /// Something has that name.
    #[error("{0} is there already.")]
    Exists(PathBuf),
    /// The directory holds no history.
    #[error("There is no history in {0}.")]
    NoHistory(PathBuf),
    /// The file is no copy of a history.
    #[error("{path} is not a Missedhook history: {wrong}.")]
    NotAHistory {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        wrong: String,
    },
    /// The system refuses the file.
    #[error("{path} can't be used: {source}.")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The copy is not the same as what was copied.
    #[error("The copy is not whole: {0}.")]
    NotWhole(String),
    /// The person stopped it.
    #[error("Stopped.")]
    Stopped,
    /// The history itself.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl CopyError {
    /// The same for a person.
    pub fn problem(&self) -> Problem {
        let (meaning, remedy) = match self {
            Self::Exists(_) => ("It was left as it is.", "Choose another name."),
            Self::NoHistory(_) => (
                "Nothing was copied.",
                "Name the data directory with --data-dir.",
            ),
            Self::NotAHistory { .. } => (
                "Nothing was changed.",
                "Name a file that `missedhook backup` wrote.",
            ),
            Self::File { .. } => (
                "Nothing was changed.",
                "Make sure that the directory exists, has room, and is writable for you.",
            ),
            Self::NotWhole(_) => (
                "It was deleted.",
                "Try again; `missedhook doctor` checks the history itself.",
            ),
            Self::Stopped => ("Nothing was changed.", "Run the command again."),
            Self::Store(error) => return error.problem(),
        };
        Problem::new(self.to_string(), meaning, remedy)
    }

    /// What the system says about a file.
    pub(super) fn file(path: &Path) -> impl FnOnce(io::Error) -> Self {
        |source| Self::File {
            path: path.to_owned(),
            source,
        }
    }
}

impl From<rusqlite::Error> for CopyError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Copies the history in `dir` to `target`, which must not exist. The program may run and take reports meanwhile: the
/// copy holds all that was on disk when it began.
///
/// # Errors
/// [`CopyError`]; nothing has the name `target` then.
pub fn backup(
    dir: &DataDir,
    target: &Path,
    stop: &Stop,
    mut progress: impl FnMut(Progress),
) -> Result<HistoryCounts, CopyError> {
    if fs::symlink_metadata(target).is_ok() {
        return Err(CopyError::Exists(target.to_owned()));
    }
    let part = PartFile::beside(target)?;
    let source = dir.database();
    if !source.exists() {
        return Err(CopyError::NoHistory(dir.path().to_owned()));
    }
    let counts = copy(&source, &part.path, stop, &mut progress)?;
    // The parts of one file that can be opened anywhere: no log beside it.
    let copied = Connection::open(&part.path)?;
    copied.pragma_update(None, "journal_mode", "DELETE")?;
    check_copy(&copied, counts, stop)?;
    drop(copied);
    part.name(target)?;
    Ok(counts)
}

/// Copies a database page by page out of one snapshot, so that a writer beside it neither disturbs nor delays it. Gives
/// what the snapshot holds.
pub(super) fn copy(
    source: &Path,
    target: &Path,
    stop: &Stop,
    progress: &mut dyn FnMut(Progress),
) -> Result<HistoryCounts, CopyError> {
    let source = open::for_reading(source)?;
    // Held until the copy is done: without it each commit of another program would start the copy over.
    source.execute_batch("BEGIN")?;
    let counts = count(&source)?;
    let mut copied = Connection::open(target)?;
    copied.pragma_update(None, "synchronous", "OFF")?;
    {
        let backup = rusqlite::backup::Backup::new(&source, &mut copied)?;
        loop {
            if stop.load(Ordering::Relaxed) {
                return Err(CopyError::Stopped);
            }
            let step = backup.step(PAGES_AT_ONCE)?;
            let reached = backup.progress();
            progress(Progress {
                done: u64::try_from(reached.pagecount - reached.remaining).unwrap_or(0),
                total: u64::try_from(reached.pagecount).unwrap_or(0),
            });
            match step {
                StepResult::Done => break,
                StepResult::More => {}
                // Busy or locked: another program holds a lock for a moment.
                _ => std::thread::sleep(BUSY_PAUSE),
            }
        }
    }
    Ok(counts)
}

/// What a history holds.
pub(super) fn count(connection: &Connection) -> Result<HistoryCounts, StoreError> {
    let one = |table: &str| {
        connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| {
            row.get(0)
        })
    };
    Ok(HistoryCounts {
        delivery_errors: one("delivery_errors")?,
        incidents: one("incidents")?,
    })
}

/// Checks that a copy is sound and holds as much as what was copied.
pub(super) fn check_copy(
    copied: &Connection,
    expected: HistoryCounts,
    stop: &Stop,
) -> Result<(), CopyError> {
    let stopped = Arc::clone(stop);
    copied.progress_handler(CHECK_STEPS, Some(move || stopped.load(Ordering::Relaxed)))?;
    let said: rusqlite::Result<String> =
        copied.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0));
    copied.progress_handler(0, None::<fn() -> bool>)?;
    if stop.load(Ordering::Relaxed) {
        return Err(CopyError::Stopped);
    }
    let said = said?;
    if said != "ok" {
        return Err(CopyError::NotWhole(said.replace('\n', "; ")));
    }
    let found = count(copied)?;
    if found != expected {
        return Err(CopyError::NotWhole(format!(
            "{} of {} delivery errors",
            found.delivery_errors, expected.delivery_errors
        )));
    }
    Ok(())
}

/// A file that is being written under another name, private to the user. Gone when dropped, unless it got its name.
#[derive(Debug)]
pub(super) struct PartFile {
    pub path: PathBuf,
}

impl PartFile {
    /// Begins a file that is to be called `target`.
    pub fn beside(target: &Path) -> Result<Self, CopyError> {
        let name = target.file_name().ok_or_else(|| {
            CopyError::file(target)(io::Error::new(
                io::ErrorKind::InvalidInput,
                "it names no file",
            ))
        })?;
        let mut part = OsString::from(".");
        part.push(name);
        part.push(format!(".{}.part", std::process::id()));
        let path = target.with_file_name(part);
        private_file(&path)
            .and_then(|file| file.set_len(0))
            .map_err(CopyError::file(target))?;
        Ok(Self { path })
    }

    /// Brings it to the disk and gives it its name.
    pub fn name(self, target: &Path) -> Result<(), CopyError> {
        let named = File::open(&self.path)
            .and_then(|file| file.sync_all())
            .and_then(|()| rename_new(&self.path, target))
            .and_then(|()| sync_directory(target));
        named.map_err(|source| match source.kind() {
            io::ErrorKind::AlreadyExists => CopyError::Exists(target.to_owned()),
            _ => CopyError::file(target)(source),
        })
    }
}

impl Drop for PartFile {
    fn drop(&mut self) {
        for suffix in ["", "-journal", "-wal", "-shm"] {
            let _ = fs::remove_file(open::beside(&self.path, suffix));
        }
    }
}

/// Renames a file to a name that nothing has.
fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    // A hard link fails where the name is taken; a rename would replace what has it.
    match fs::hard_link(from, to) {
        Ok(()) => fs::remove_file(from),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
        // FAT and some network drives know no hard links.
        Err(_) if fs::symlink_metadata(to).is_err() => fs::rename(from, to),
        Err(_) => Err(io::ErrorKind::AlreadyExists.into()),
    }
}

/// Brings a name to the disk.
pub(super) fn sync_directory(file: &Path) -> io::Result<()> {
    #[cfg(unix)]
    if let Some(directory) = file.parent() {
        let directory = if directory.as_os_str().is_empty() {
            Path::new(".")
        } else {
            directory
        };
        return File::open(directory)?.sync_all();
    }
    let _ = file;
    Ok(())
}
