//! The writer without a database: after a failure of the disk or damage, and while a restored history is put in place.
//! `file/disk_failure.rs` states the rule by which it recovers.

use std::{
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use rusqlite::Connection;
use tokio::sync::mpsc;

use super::{job::Job, writer::Writer};
use crate::{
    feed::Topic,
    store::{
        error::StoreError,
        file::{
            database_files::DatabaseFiles,
            disk, disk_failure,
            open::{self, Check},
            restore,
        },
    },
    worker,
};

/// How often to look for a job while the disk fails.
const LOOK: Duration = Duration::from_millis(20);

/// What may look different after a restore.
const RESTORED: [Topic; 5] = [
    Topic::Settings,
    Topic::Alerts,
    Topic::Reports,
    Topic::Monitors,
    Topic::Ingress,
];

impl Writer {
    /// Nothing is acknowledged from here on.
    pub fn enter_failed_state(&mut self, error: StoreError) {
        if let Some(connection) = self.connection.take() {
            disk_failure::discard_connection(connection, &self.files);
        }
        self.tried_at = Instant::now();
        self.shared.committed.forget();
        self.set_failure(Some(error));
    }

    /// After a panic the connection is in an unknown state, so the store fails until it is opened again.
    pub fn on_panic(&mut self, panic: &worker::Panic) {
        let error = StoreError::writer_panicked(&format!(": {panic}"));
        tracing::error!("{}", error.problem());
        self.enter_failed_state(error);
    }

    /// Waits for a job, and tries in the meantime whether the disk works again.
    pub fn wait_for_disk(&mut self, queue: &mut mpsc::Receiver<Job>, batch: &mut Vec<Job>) {
        while self.connection.is_none() {
            if self.tried_at.elapsed() >= disk_failure::RETRY {
                self.try_to_reopen();
            }
            if let Ok(job) = queue.try_recv() {
                batch.push(job);
                return;
            }
            if queue.is_closed() {
                return;
            }
            thread::sleep(LOOK);
            self.begin_work();
        }
    }

    fn try_to_reopen(&mut self) {
        let is_damaged = matches!(self.shared.failure(), Some(StoreError::Damaged(_)));
        let shared = Arc::clone(&self.shared);
        let opened = if !self.was_opened {
            self.open_as_at_start(Check::Quick)
        } else if is_damaged {
            // Nothing is set aside if another directory has taken the place of ours.
            self.files
                .check_database()
                .and_then(|()| disk_failure::shut_out_readers(&shared))
                .and_then(|_shut| self.open_as_at_start(Check::Whole))
        } else {
            disk_failure::reopen(&self.files, &shared)
        };
        match opened {
            Ok(connection) => {
                tracing::warn!("the database can be written again; reports are kept");
                self.files = DatabaseFiles::of_open(self.files.path());
                self.connection = Some(connection);
                self.was_opened = true;
                self.set_failure(None);
                // A report that was refused may be there all the same, and then it is notified.
                self.feed.publish(Topic::Alerts);
                if is_damaged {
                    self.publish_restored();
                }
            }
            Err(error) => self.set_failure(Some(error)),
        }
        self.tried_at = Instant::now();
    }

    /// Opens a database that could not be opened at the start, or one that is damaged.
    fn open_as_at_start(&mut self, check: Check) -> Result<Connection, StoreError> {
        let path = self.files.path().to_owned();
        disk::probe_free_space(&path)?;
        let mut aside = None;
        let opened = open::for_writing(&path, (self.clock)(), check, |set| aside = Some(set));
        if let Some(aside) = aside {
            // If the new one can't be begun yet, that is tried as at the start.
            self.was_opened = false;
            self.files = DatabaseFiles::of_unopened(&path);
            self.shared.note_set_aside(aside);
            if let Ok(connection) = &opened {
                self.last_ids.raise(connection)?;
            }
        }
        opened
    }

    /// Puts a restored history in place. If that can't be done now, it is asked for again while the file waits.
    pub fn restore(&mut self) {
        let Some(old) = self.connection.take() else {
            return;
        };
        let path = self.files.path().to_owned();
        self.shared.committed.forget();
        match restore::swap(old, &path, &self.shared, (self.clock)()) {
            Ok((connection, aside)) => {
                self.connection = Some(connection);
                self.files = DatabaseFiles::of_open(&path);
                self.schedule_empty();
                let former = aside.map_or_else(String::new, |aside| {
                    format!(" The former history is {}.", aside.display())
                });
                tracing::warn!("A backup was restored.{former}");
                self.publish_restored();
            }
            Err((error, Some(connection))) => {
                self.connection = Some(*connection);
                tracing::warn!(%error, "the backup can't be restored now");
            }
            Err((error, None)) => {
                self.tried_at = Instant::now();
                if path.exists() {
                    // The restored history may be in place already, and only has to be opened.
                    self.files = DatabaseFiles::of_open(&path);
                }
                self.set_failure(Some(error));
                self.publish_restored();
            }
        }
    }

    /// Whatever was read from the former history is out of date.
    fn publish_restored(&self) {
        self.feed.publish_all(&RESTORED);
    }
}
