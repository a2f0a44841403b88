//! The writer without a database: after a disk failure or damage. The rule by which it recovers is in
//! `file/disk_failure.rs`.

use std::{
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use rusqlite::Connection;
use tokio::sync::mpsc;

use super::{
    job::Job,
    run::{Writer, WriterHooks},
};
use crate::{
    store::{
        error::StoreError,
        file::{database_files::DatabaseFiles, disk, disk_failure, open::Check},
    },
    worker,
};

/// How often to look for a job while the disk fails.
const POLL_INTERVAL: Duration = Duration::from_millis(20);

impl<D: WriterHooks> Writer<D> {
    /// From here on, a disk call that does not return counts as a stall.
    pub fn begin_work(&self) {
        if self.shared.stall.begin() {
            self.feed.publish(D::TOPIC);
        }
    }

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
        tracing::error!("{}", D::problem(error.clone()));
        self.enter_failed_state(error);
    }

    /// Refuses the jobs of a commit that failed.
    pub fn on_commit_failure(&mut self, jobs: &mut Vec<Job<D>>, error: &StoreError) {
        tracing::error!(%error, database = D::FILE, jobs = jobs.len(), "a commit failed; nothing of it was acknowledged");
        if error.is_outcome_unknown() {
            self.enter_failed_state(error.clone());
        } else {
            self.set_failure(Some(error.clone()));
        }
        refuse_all(jobs, error);
    }

    /// Refuses the jobs because there is no database.
    pub fn refuse(&self, jobs: &mut Vec<Job<D>>) {
        let error = self.shared.failure().unwrap_or(StoreError::Closed);
        refuse_all(jobs, &error);
    }

    pub fn set_failure(&self, failure: Option<StoreError>) {
        let words = |failure: &Option<StoreError>| failure.as_ref().map(ToString::to_string);
        let now = words(&failure);
        if words(&self.shared.set_failure(failure)) != now {
            self.feed.publish(D::TOPIC);
        }
    }

    /// Waits for a job, and in the meantime tries whether the disk works again.
    pub fn wait_for_disk(&mut self, queue: &mut mpsc::Receiver<Job<D>>, batch: &mut Vec<Job<D>>) {
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
            disk_failure::reopen(&self.files, &shared, D::reopen)
        };
        match opened {
            Ok(connection) => {
                tracing::warn!(database = D::FILE, "the database can be written again");
                self.files = DatabaseFiles::of_open(self.files.path());
                self.connection = Some(connection);
                self.was_opened = true;
                self.set_failure(None);
                D::recovered(self, is_damaged);
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
        let opened = D::open(&path, (self.clock)(), check, |set| aside = Some(set));
        if let Some(aside) = aside {
            // If a new one can't be begun yet, that is retried as at startup.
            self.was_opened = false;
            self.files = DatabaseFiles::of_unopened(&path);
            self.shared.note_set_aside(aside);
            if let Ok(connection) = &opened {
                D::on_new_database(&self.state, connection)?;
            }
        }
        opened
    }
}

fn refuse_all<D: WriterHooks>(jobs: &mut Vec<Job<D>>, error: &StoreError) {
    for job in jobs.drain(..) {
        job.reply(Err(error.clone()));
    }
}
