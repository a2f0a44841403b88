//! Backup: a copy of the history at one moment, made with SQLite's online backup. The program may run in the meantime.
//! The copy is checked before it gets its final name. Changes nothing in the history.

use std::{
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

use super::{paths, read_only};
use crate::{
    model::problem::Problem,
    platform::{atomic_file::AtomicFile, data_dir::DataDir},
    store::{error::StoreError, reader::Reader},
};

/// How many pages are copied between two progress reports: 16 MiB.
const PAGES_PER_STEP: i32 = 4096;

/// How long to wait while another program holds a lock.
const BUSY_PAUSE: Duration = Duration::from_millis(50);

/// How many SQLite instructions a running check executes between two looks at [`Stop`].
const CHECK_STEPS: i32 = 100_000;

/// The number of rows in a copy of the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct HistoryCounts {
    pub delivery_errors: i64,
    pub incidents: i64,
}

/// How far a copy is: `done` of `total` pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    pub done: u64,
    pub total: u64,
}

/// Set by the caller to stop a copy. A stopped copy leaves nothing behind.
pub type Stop = Arc<AtomicBool>;

/// Why a copy was not made.
#[derive(Debug, Error)]
pub enum CopyError {
    #[error("{0}")]
    Unwritable(Problem),
    #[error("There is no history in {0}.")]
    NoHistory(PathBuf),
    #[error("{path} is not a Missedhook history: {wrong}.")]
    NotAHistory { path: PathBuf, wrong: String },
    /// A backup that is to be restored.
    #[error("{path} is damaged: {wrong}.")]
    Damaged { path: PathBuf, wrong: String },
    #[error("{path} can't be used: {source}.")]
    File { path: PathBuf, source: io::Error },
    /// The latest reports can't be read and would be missing.
    #[error("{0}")]
    Incomplete(Problem),
    /// The copy differs from its source.
    #[error("The copy is not whole: {0}.")]
    NotWhole(String),
    #[error("Stopped.")]
    Stopped,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl CopyError {
    pub fn problem(&self) -> Problem {
        let (meaning, remedy) = match self {
            Self::NoHistory(_) => (
                "Nothing was copied.",
                "Name the data directory with --data-dir.",
            ),
            Self::NotAHistory { .. } => (
                "Nothing was changed.",
                "Name a file that `missedhook backup` wrote.",
            ),
            Self::Damaged { .. } => (
                "It can't be restored. Nothing was changed.",
                "Restore another backup, or copy this one again from where it came.",
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
            Self::Unwritable(problem) => return problem.clone(),
            Self::Incomplete(problem) => {
                return Problem {
                    meaning: "What came last would be missing, so nothing was copied.".to_owned(),
                    ..problem.clone()
                };
            }
            Self::Store(error) => return error.problem(),
        };
        Problem::new(self.to_string(), meaning, remedy)
    }

    pub fn file(path: &Path) -> impl FnOnce(io::Error) -> Self {
        |source| Self::File {
            path: path.to_owned(),
            source,
        }
    }
}

impl From<CopyError> for Problem {
    fn from(error: CopyError) -> Self {
        error.problem()
    }
}

impl From<Problem> for CopyError {
    fn from(problem: Problem) -> Self {
        Self::Unwritable(problem)
    }
}

impl From<rusqlite::Error> for CopyError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Copies the history in `dir` to `target`, which must not exist. The copy holds everything that was on disk when the
/// backup began.
///
/// # Errors
/// [`CopyError`]; `target` does not exist then.
pub fn backup(
    dir: &DataDir,
    target: &Path,
    stop: &Stop,
    mut progress: impl FnMut(Progress),
) -> Result<HistoryCounts, CopyError> {
    let source = dir.database();
    if !source.exists() {
        return Err(CopyError::NoHistory(dir.path().to_owned()));
    }
    let file = AtomicFile::create(target)?;
    check_length(file.part())?;
    let made = make(&source, &file, stop, &mut progress);
    let counts = made.map_err(|error| match error {
        // The copy may be on another disk than the history.
        CopyError::Store(StoreError::DiskFull) => {
            CopyError::file(target)(io::ErrorKind::StorageFull.into())
        }
        other => other,
    })?;
    file.finish()?;
    Ok(counts)
}

/// Fails if SQLite can't open that copy.
pub fn check_length(copy: &Path) -> Result<(), CopyError> {
    match paths::check_length(copy) {
        Err(StoreError::PathTooLong { bytes, limit }) => {
            let wrong = format!("its path is {bytes} bytes long, and SQLite takes at most {limit}");
            Err(CopyError::file(copy)(io::Error::other(wrong)))
        }
        other => Ok(other?),
    }
}

fn make(
    source: &Path,
    file: &AtomicFile,
    stop: &Stop,
    progress: &mut dyn FnMut(Progress),
) -> Result<HistoryCounts, CopyError> {
    let counts = copy(source, file.part(), stop, progress)?;
    // One file that can be opened anywhere, without a log beside it.
    let copied = Connection::open(file.part())?;
    copied.pragma_update(None, "journal_mode", "DELETE")?;
    check_copy(&copied, counts, stop)?;
    Ok(counts)
}

/// Copies a database page by page from one snapshot, so that a writer neither disturbs nor delays it. Returns the row
/// counts of the snapshot.
pub fn copy(
    source: &Path,
    target: &Path,
    stop: &Stop,
    progress: &mut dyn FnMut(Progress),
) -> Result<HistoryCounts, CopyError> {
    let (source, incomplete) = read_only::open(source)?;
    if let Some(problem) = incomplete {
        return Err(CopyError::Incomplete(problem));
    }
    // Held until the copy is done. Otherwise each commit of another program would restart the copy.
    source.execute_batch("BEGIN")?;
    let counts = count(&source)?;
    let mut copied = Connection::open(target)?;
    // A partial copy is deleted, so it must have no journal file beside it.
    copied.pragma_update(None, "journal_mode", "MEMORY")?;
    copied.pragma_update(None, "synchronous", "OFF")?;
    {
        let backup = rusqlite::backup::Backup::new(&source, &mut copied)?;
        loop {
            if stop.load(Ordering::Relaxed) {
                return Err(CopyError::Stopped);
            }
            let step = backup.step(PAGES_PER_STEP)?;
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

pub fn count(connection: &Connection) -> Result<HistoryCounts, StoreError> {
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

/// Checks that a copy is intact and complete.
pub fn check_copy(
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

impl Reader {
    pub fn history_counts(&self) -> Result<HistoryCounts, StoreError> {
        count(&self.0)
    }
}
