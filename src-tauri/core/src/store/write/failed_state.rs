//! The writer without a database: after a disk failure or damage, and while a restored history is put in place. The
//! rule by which it recovers is in `file/disk_failure.rs`.

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
const POLL_INTERVAL: Duration = Duration::from_millis(20);

/// The topics that may change with a restore.
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

    /// After a panic the state of the connection is unknown, so the store fails until it is opened again.
    pub fn on_panic(&mut self, panic: &worker::Panic) {
        let error = StoreError::writer_panicked(&format!(": {panic}"));
        tracing::error!("{}", error.problem());
        self.enter_failed_state(error);
    }

    /// Waits for a job, and in the meantime tries whether the disk works again.
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
            thread::sleep(POLL_INTERVAL);
            self.begin_work();
        }
    }

    fn try_to_reopen(&mut self) {
        let is_damaged = matches!(self.shared.failure(), Some(StoreError::Damaged(_)));
        let shared = Arc::clone(&self.shared);
        let opened = if !self.was_opened {
            self.open_as_at_start(Check::Quick)
        } else if is_damaged {
            // Nothing is set aside if another directory has replaced ours.
            self.files
                .check_database()
                .and_then(|()| disk_failure::block_readers(&shared))
                .and_then(|_shut| self.open_as_at_start(Check::Whole))
        } else {
            disk_failure::reopen(&self.files, &shared)
        };
        match opened {
            Ok(connection) => {
                tracing::warn!("the database can be written again; reports are stored");
                self.files = DatabaseFiles::of_open(self.files.path());
                self.connection = Some(connection);
                self.was_opened = true;
                self.set_failure(None);
                // A report that was refused may be stored all the same, and is then notified.
                self.feed.publish(Topic::Alerts);
                if is_damaged {
                    self.publish_restored();
                }
            }
            Err(error) => self.set_failure(Some(error)),
        }
        self.tried_at = Instant::now();
    }

    /// Opens a database that could not be opened at startup, or one that is damaged.
    fn open_as_at_start(&mut self, check: Check) -> Result<Connection, StoreError> {
        let path = self.files.path().to_owned();
        disk::probe_free_space(&path)?;
        let mut aside = None;
        let opened = open::for_writing(&path, (self.clock)(), check, |set| aside = Some(set));
        if let Some(aside) = aside {
            // If a new one can't be begun yet, that is retried as at startup.
            self.was_opened = false;
            self.files = DatabaseFiles::of_unopened(&path);
            self.shared.note_set_aside(aside);
            if let Ok(connection) = &opened {
                self.last_ids.raise(connection)?;
            }
        }
        opened
    }

    /// Puts a restored history in place. If that is not possible now, it is requested again as long as the file waits.
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
                tracing::warn!(%error, "can't restore the backup yet");
            }
            Err((error, None)) => {
                self.tried_at = Instant::now();
                if path.exists() {
                    // The restored history may already be in place, and only has to be opened.
                    self.files = DatabaseFiles::of_open(&path);
                }
                self.set_failure(Some(error));
                self.publish_restored();
            }
        }
    }

    /// Everything that was read from the previous history is out of date.
    fn publish_restored(&self) {
        self.feed.publish_all(&RESTORED);
    }
}
