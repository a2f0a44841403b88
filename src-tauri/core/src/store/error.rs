//! What can go wrong with the database: what happened, what it means, what to do; and what SQLite and the disk say,
//! sorted into that.

use std::{io, path::PathBuf};

use thiserror::Error;

use crate::model::problem::Problem;

/// What can go wrong with the database.
#[derive(Clone, Debug, Error)]
pub enum StoreError {
    /// A program of a later version wrote it.
    #[error(
        "The database {path} was written by a newer Missedhook (schema {found}; this one knows {known})."
    )]
    FromTheFuture {
        /// The database.
        path: PathBuf,
        /// Its schema.
        found: i64,
        /// The newest schema that this program knows.
        known: i64,
    },
    /// A program of an earlier version wrote it, and no later one has been started on it since.
    #[error(
        "The database {path} was written by an older Missedhook (schema {found}; this one reads {known})."
    )]
    FromThePast {
        /// The database.
        path: PathBuf,
        /// Its schema.
        found: i64,
        /// The schema that this program reads.
        known: i64,
    },
    /// Another program's.
    #[error("{path} is the database of another program: {what}.")]
    Foreign {
        /// The database.
        path: PathBuf,
        /// How that is seen.
        what: String,
    },
    /// The disk is full.
    #[error("The disk is full: nothing more can be kept.")]
    DiskFull,
    /// The database is damaged.
    #[error("The database is damaged: {0}.")]
    Damaged(String),
    /// The database is no longer where it was opened.
    #[error("The database can't be used: {0} was moved or deleted.")]
    Moved(String),
    /// Anything else that SQLite or the disk says.
    #[error("The database can't be used: {0}.")]
    Failed(String),
    /// What was asked for does not go with what is there; the disk is well.
    #[error("The database refuses it: {0}.")]
    Refused(String),
    /// Another program holds the database's lock; the disk is well.
    #[error("The database is locked by another program.")]
    Locked,
    /// A call to the disk does not come back.
    #[error("The disk has not answered for more than 10 seconds.")]
    Hangs,
    /// The writer has ended.
    #[error("The store is closed.")]
    Closed,
}

impl StoreError {
    /// The same for a person.
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

    /// The writer panicked in a job. It recovers by itself.
    pub fn writer_panicked(why: &str) -> Self {
        Self::Failed(format!("the writer broke off{why}"))
    }

    /// Whether it may have left something half done on the disk.
    pub fn leaves_doubt(&self) -> bool {
        !matches!(
            self,
            Self::Refused(_) | Self::Locked | Self::Hangs | Self::Closed
        )
    }

    /// Whether it is about what one job asked for, and would be the same without the others.
    pub fn is_of_one_job(&self) -> bool {
        matches!(self, Self::Refused(_))
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
            // A statement that fails by itself is "unknown".
            None | Some(ConstraintViolation | TooBig | TypeMismatch | Unknown) => {
                Self::Refused(error.to_string())
            }
            _ => Self::Failed(error.to_string()),
        }
    }
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            _ => Self::Failed(error.to_string()),
        }
    }
}

/// Why a report was not kept.
#[derive(Clone, Debug, Error)]
pub enum IngestError {
    /// More reports wait than the queue holds.
    #[error("Too many reports are waiting to be written.")]
    QueueFull,
    /// The store can't write.
    #[error(transparent)]
    Store(#[from] StoreError),
}
