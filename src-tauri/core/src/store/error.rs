//! Errors of the database, in words for the user: what happened, what it means and what to do.

use std::{io, path::PathBuf};

use thiserror::Error;

use crate::{model::problem::Problem, platform::data_dir::is_disk_full};

#[derive(Clone, Debug, Error)]
pub enum StoreError {
    #[error(
        "The database {path} was written by a newer Missedhook (schema {found}; this one knows {known})."
    )]
    FromTheFuture {
        path: PathBuf,
        found: i64,
        known: i64,
    },
    /// An older program wrote it, and no newer one has run on it since.
    #[error(
        "The database {path} was written by an older Missedhook (schema {found}; this one reads {known})."
    )]
    FromThePast {
        path: PathBuf,
        found: i64,
        known: i64,
    },
    #[error("{path} is the database of another program: {what}.")]
    Foreign { path: PathBuf, what: String },
    /// SQLite refuses to open such a path.
    #[error("The path of the database is {bytes} bytes long, and SQLite takes at most {limit}.")]
    PathTooLong { bytes: usize, limit: usize },
    #[error("The disk is full: nothing more can be kept.")]
    DiskFull,
    #[error("The database is damaged: {0}.")]
    Damaged(String),
    #[error("The database can't be used: {0} was moved or deleted.")]
    Moved(String),
    /// Any other error from SQLite or the disk.
    #[error("The database can't be used: {0}.")]
    Failed(String),
    /// The change conflicts with what is stored; the disk works.
    #[error("The database refuses it: {0}.")]
    Refused(String),
    /// Another program holds the lock; the disk works.
    #[error("The database is locked by another program.")]
    Locked,
    /// A call to the disk does not return.
    #[error("The disk has not answered for more than 10 seconds.")]
    Hangs,
    #[error("The store is closed.")]
    Closed,
}

impl StoreError {
    pub fn problem(&self) -> Problem {
        let (meaning, remedy) = match self {
            Self::FromTheFuture { .. } => (
                "It was left untouched.",
                "Start the newer version, or name another directory with --data-dir.",
            ),
            Self::FromThePast { .. } => (
                "It was left untouched.",
                "Start Missedhook (`missedhook`, or `missedhook serve`): that brings it up to date.",
            ),
            Self::Foreign { .. } => (
                "It was left untouched.",
                "Move it elsewhere, or name another directory with --data-dir.",
            ),
            Self::PathTooLong { .. } => (
                "Nothing can be kept there.",
                "Name a directory with a shorter path with --data-dir. A link to this one does not help.",
            ),
            Self::DiskFull => (
                "New reports are refused with 503 until there is room.",
                "Free some space on the disk of the data directory.",
            ),
            Self::Damaged(_) => (
                "New reports are refused with 503 until a new one is begun.",
                "Wait a moment: a running Missedhook sets the damaged file aside and begins a new one; else start it.",
            ),
            Self::Failed(_) => (
                "New reports are refused with 503.",
                "Make sure the data directory exists and is writable. Run `missedhook doctor`.",
            ),
            Self::Moved(_) => (
                "New reports are refused with 503.",
                "Put it back; or restart Missedhook, which begins a new one.",
            ),
            Self::Refused(_) => ("It was not kept.", "Try again."),
            Self::Locked => (
                "Nothing can be written to it until that program lets go.",
                "Close whatever has missedhook.db open (a database browser, a backup program), then try again.",
            ),
            Self::Hangs => (
                "New reports are refused with 503 until it answers.",
                "See whether the disk or the network share of the data directory is still connected.",
            ),
            Self::Closed => ("Missedhook is ending.", "Start it again."),
        };
        Problem::new(self.to_string(), meaning, remedy)
    }

    /// The writer panicked in a job. It recovers on its own.
    pub fn writer_panicked(why: &str) -> Self {
        Self::Failed(format!("the writer broke off{why}"))
    }

    /// Whether a write may have been left half done on disk.
    pub fn is_outcome_unknown(&self) -> bool {
        !matches!(
            self,
            Self::Refused(_) | Self::Locked | Self::Hangs | Self::Closed
        )
    }

    /// Whether the error concerns one job, which would also fail on its own.
    pub fn concerns_one_job(&self) -> bool {
        matches!(self, Self::Refused(_))
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        error.problem()
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{
            ConstraintViolation, DatabaseBusy, DatabaseCorrupt, DatabaseLocked, DiskFull,
            NotADatabase, TooBig, TypeMismatch, Unknown,
        };
        match error.sqlite_error_code() {
            Some(DiskFull) => Self::DiskFull,
            Some(DatabaseCorrupt | NotADatabase) => Self::Damaged(error.to_string()),
            Some(DatabaseBusy | DatabaseLocked) => Self::Locked,
            // SQLite reports an error in the statement itself as "unknown".
            None | Some(ConstraintViolation | TooBig | TypeMismatch | Unknown) => {
                Self::Refused(error.to_string())
            }
            _ => Self::Failed(error.to_string()),
        }
    }
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        if is_disk_full(&error) {
            Self::DiskFull
        } else {
            Self::Failed(error.to_string())
        }
    }
}

#[derive(Clone, Debug, Error)]
pub enum IngestError {
    #[error("Too many reports are waiting to be written.")]
    QueueFull,
    #[error(transparent)]
    Store(#[from] StoreError),
}
