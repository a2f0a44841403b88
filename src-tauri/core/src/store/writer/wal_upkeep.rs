//! Decides when the writer copies the write-ahead log into the database. After a minute without jobs, and at shutdown,
//! it empties the log: the database file is then complete on its own.

use std::{
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};

use super::run::{Writer, WriterHooks};
use crate::store::{
    error::StoreError,
    file::{checkpoint, disk_failure::READERS},
};

/// How long shutdown waits for other programs that read from the log.
const SHUTDOWN_LIMIT: Duration = Duration::from_secs(3);

/// The shortest time between two attempts to reset a large log that others read from.
const RESET_EVERY: Duration = Duration::from_secs(1);

impl<D: WriterHooks> Writer<D> {
    /// Called after something was written to the log.
    pub fn schedule_empty(&mut self) {
        if self.empty_at.is_none() {
            self.empty_at = Some(Instant::now() + self.empty_after);
        }
    }

    /// Empties the log. Tries again later if somebody reads from it, or the disk fails.
    pub fn empty_wal_when_due(&mut self) {
        self.empty_at = None;
        if !self.empty_wal(Duration::ZERO) {
            self.schedule_empty();
        }
    }

    /// Copies the whole log into the database and empties it. Returns whether that succeeded. Waits up to `readers` for
    /// the readers of this program.
    fn empty_wal(&mut self, readers: Duration) -> bool {
        let Some(connection) = &self.connection else {
            return false;
        };
        let shut = self.shared.gate.shut(readers);
        let emptied = checkpoint::empty_wal(connection);
        drop(shut);
        emptied.unwrap_or_else(|error| {
            self.on_copy_failure(error);
            false
        })
    }

    /// Runs after the callers were answered, so that they need not wait for it.
    pub fn checkpoint(&mut self) {
        self.checkpoint_at(checkpoint::CHECKPOINT_AT);
    }

    /// The same after a commit without reports.
    pub fn checkpoint_after_change(&mut self) {
        self.checkpoint_at(checkpoint::CHECKPOINT_AFTER_CHANGE);
    }

    fn checkpoint_at(&mut self, at: i64) {
        let Some(connection) = &self.connection else {
            return;
        };
        match checkpoint::checkpoint(connection, at) {
            Ok(pages) if pages >= checkpoint::LARGE => self.reset_wal(),
            Ok(_) => {}
            Err(error) => self.on_copy_failure(error),
        }
    }

    fn on_copy_failure(&mut self, error: StoreError) {
        tracing::error!(%error, database = D::FILE, "can't copy the write-ahead log into the database");
        if error.is_outcome_unknown() {
            self.enter_failed_state(error);
        }
    }

    /// A succession of readers keeps SQLite from reusing the log from its start, so they are kept out for a moment.
    fn reset_wal(&mut self) {
        let failed = self.reset_failed_at.map(|at| at.elapsed());
        if failed.is_some_and(|ago| ago < RESET_EVERY) {
            return;
        }
        let emptied = self.empty_wal(READERS);
        if !emptied && self.reset_failed_at.is_none() {
            tracing::warn!(
                database = D::FILE,
                "another program reads from the database without a pause; its write-ahead log grows"
            );
        }
        self.reset_failed_at = (!emptied).then(Instant::now);
    }

    /// Leaves the database file complete on its own: with no log, unless another program has it open.
    pub fn end(mut self) {
        let shared = Arc::clone(&self.shared);
        shared.ended.store(true, Ordering::Release);
        let until = Instant::now() + SHUTDOWN_LIMIT;
        while self.connection.is_some() {
            shared.close_idle_readers();
            if self.empty_wal(READERS) {
                break;
            }
            if Instant::now() > until {
                tracing::warn!(
                    database = D::FILE,
                    "another program reads from the database: the latest commits may be only in its write-ahead log"
                );
                break;
            }
        }
        // With the gate shut, because the last connection deletes the log.
        let _shut = shared.gate.shut(READERS);
        shared.close_idle_readers();
        drop(self.connection.take());
    }
}
