//! Errors of the relay's database, in words for the user.

use thiserror::Error;

use crate::{
    model::problem::Problem,
    store::error::{IngestError, StoreError},
};

#[derive(Clone, Debug, Error)]
pub enum RelayStoreError {
    /// More changes wait for the disk than the queue holds.
    #[error("Too many requests are waiting to be written.")]
    QueueFull,
    /// There is no such request, or it has been deleted.
    #[error("There is no request {0}.")]
    NoSuchRequest(i64),
    /// The database's or the disk's error.
    #[error("The relay's database (relay.db): {0}")]
    Store(#[from] StoreError),
}

impl RelayStoreError {
    /// The error in words for the user.
    pub fn problem(&self) -> Problem {
        const REFUSED: &str =
            "Requests that are kept are refused with 503; others pass and are not recorded.";
        let (meaning, remedy) = match self {
            Self::QueueFull => (
                REFUSED,
                "No action needed: the sender is asked to try again in a moment.",
            ),
            Self::NoSuchRequest(_) => (
                "It was never kept, or is past keeping.",
                "`missedhook requests` shows those there are.",
            ),
            Self::Store(error) => match error {
                StoreError::FromTheFuture { .. } => (
                    "It was left untouched. The relay does not run; all else does.",
                    "Start the newer version.",
                ),
                StoreError::FromThePast { .. } => (
                    "It was left untouched.",
                    "Start Missedhook (`missedhook`, or `missedhook serve`): that brings it up to date.",
                ),
                StoreError::Foreign { .. } => (
                    "It was left untouched. The relay does not run; all else does.",
                    "Move it elsewhere, then start Missedhook again.",
                ),
                StoreError::PathTooLong { .. } => (
                    "Nothing can be kept there.",
                    "Name a directory with a shorter path with --data-dir. A link to this one does not help.",
                ),
                StoreError::DiskFull => (
                    REFUSED,
                    "Free some space on the disk of the data directory.",
                ),
                StoreError::Damaged(_) => (
                    REFUSED,
                    "Wait a moment: the damaged file is set aside and a new one begun.",
                ),
                StoreError::Moved(_) => (
                    REFUSED,
                    "Put it back; or restart Missedhook, which begins a new one.",
                ),
                StoreError::Locked => (
                    REFUSED,
                    "Close whatever has relay.db open (a database browser, a backup program).",
                ),
                StoreError::Hangs => (
                    REFUSED,
                    "See whether the disk or the network share of the data directory is still connected.",
                ),
                StoreError::Refused(_) => ("It was not kept.", "Try again."),
                StoreError::Failed(_) => (
                    REFUSED,
                    "Make sure the data directory exists and is writable. Run `missedhook doctor`.",
                ),
                StoreError::Closed => ("Missedhook is ending.", "Start it again."),
            },
        };
        Problem::new(self.to_string(), meaning, remedy)
    }
}

impl From<RelayStoreError> for Problem {
    fn from(error: RelayStoreError) -> Self {
        error.problem()
    }
}

impl From<rusqlite::Error> for RelayStoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<IngestError> for RelayStoreError {
    fn from(error: IngestError) -> Self {
        match error {
            IngestError::QueueFull => Self::QueueFull,
            IngestError::Store(error) => Self::Store(error),
        }
    }
}
