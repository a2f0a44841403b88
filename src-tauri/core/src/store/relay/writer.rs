//! The relay's writer thread: commits everything that has queued up in one transaction, then answers. If a commit
//! fails, all its jobs fail. After a disk failure it recovers by the rule of `file/disk_failure.rs`.

use std::{
    io,
    sync::{Arc, atomic::Ordering},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use rusqlite::{Connection, TransactionBehavior};
use tokio::{
    runtime::{Builder, Runtime},
    sync::mpsc,
    time::{timeout, timeout_at},
};

use super::{
    file,
    job::{self, Job},
    traffic,
};
use crate::{
    feed::{Feed, Topic},
    model::moment::{Clock, Moment},
    store::{
        error::StoreError,
        file::{checkpoint, database_files::DatabaseFiles, disk, disk_failure},
        shared::Shared,
        sql::Sql as _,
    },
    worker,
};

/// The maximum number of jobs in one commit.
const BATCH: usize = 512;
/// How long after a commit jobs are collected for the next one, and how many jobs end that wait.
const GATHER_FOR: Duration = Duration::from_millis(1);
const GATHER_UP_TO: usize = 32;
/// How often to look for a job while the disk fails.
const POLL_INTERVAL: Duration = Duration::from_millis(20);
/// How often to try whether the disk works again.
const RETRY: Duration = Duration::from_secs(1);
/// How long after the last job the log is emptied.
const EMPTY_AFTER: Duration = Duration::from_secs(60);
/// How long shutdown waits for other programs that read from the log.
const SHUTDOWN_LIMIT: Duration = Duration::from_secs(3);
/// How long to wait for a job when there is nothing else to do.
const MAX_WAIT: Duration = Duration::from_secs(3600);

pub struct Writer {
    /// `None` in the failed state: nothing is acknowledged then.
    connection: Option<Connection>,
    was_opened: bool,
    /// For waits with a limit.
    runtime: Runtime,
    files: DatabaseFiles,
    tried_at: Instant,
    committed_at: Instant,
    /// When the log is due to be emptied; `None` while it is empty.
    empty_at: Option<Instant>,
    clock: Clock,
    feed: Feed,
    shared: Arc<Shared>,
}

impl Writer {
    pub fn new(
        connection: Option<Connection>,
        files: DatabaseFiles,
        clock: Clock,
        feed: Feed,
        shared: Arc<Shared>,
    ) -> io::Result<Self> {
        Ok(Self {
            was_opened: connection.is_some(),
            connection,
            runtime: Builder::new_current_thread().enable_time().build()?,
            files,
            tried_at: Instant::now(),
            committed_at: Instant::now(),
            empty_at: Some(Instant::now() + EMPTY_AFTER),
            clock,
            feed,
            shared,
        })
    }

    /// The thread ends at [`Job::Close`], or when all senders are dropped.
    pub fn spawn(mut self, mut queue: mpsc::Receiver<Job>) -> io::Result<JoinHandle<()>> {
        thread::Builder::new()
            .name("missedhook-relay-writer".to_owned())
            .spawn(move || {
                while let Err(panic) = worker::catch(|| self.run(&mut queue)) {
                    let error = StoreError::writer_panicked(&format!(": {panic}"));
                    tracing::error!("relay: {error}");
                    self.enter_failed_state(error);
                }
                self.end();
            })
    }

    fn run(&mut self, queue: &mut mpsc::Receiver<Job>) {
        let mut batch = Vec::with_capacity(BATCH);
        let mut open = true;
        while open {
            self.begin_work();
            if self.connection.is_none() {
                self.wait_for_disk(queue, &mut batch);
                if self.connection.is_some() && batch.is_empty() {
                    continue;
                }
            }
            if batch.is_empty() && !self.wait_for_jobs(queue, &mut batch) {
                return;
            }
            self.gather(queue, &mut batch);
            if batch.iter().any(|job| matches!(job, Job::Close)) {
                open = false;
                queue.close();
                while let Ok(job) = queue.try_recv() {
                    batch.push(job);
                }
            }
            worker::heartbeat("relay-writer");
            self.commit(&mut batch);
            self.committed_at = Instant::now();
        }
    }

    /// Just after a commit, waits a moment for more jobs: the reports' own database shares the disk, and each commit
    /// syncs it. A job that comes alone does not wait.
    fn gather(&self, queue: &mut mpsc::Receiver<Job>, batch: &mut Vec<Job>) {
        let until = tokio::time::Instant::from_std(self.committed_at + GATHER_FOR);
        while batch.len() < GATHER_UP_TO && Instant::now() < until.into_std() {
            let room = BATCH - batch.len();
            let received = async { timeout_at(until, queue.recv_many(batch, room)).await };
            if self
                .runtime
                .block_on(received)
                .is_ok_and(|count| count == 0)
            {
                return;
            }
        }
    }

    /// Waits for jobs, and empties the log after a while without any. Returns false if no more jobs can arrive.
    fn wait_for_jobs(&mut self, queue: &mut mpsc::Receiver<Job>, batch: &mut Vec<Job>) -> bool {
        loop {
            let until = self
                .empty_at
                .map_or(MAX_WAIT, |at| at.saturating_duration_since(Instant::now()));
            if self.shared.stall.rest() {
                self.feed.publish(Topic::Requests);
            }
            let received = async { timeout(until, queue.recv_many(batch, BATCH)).await };
            let count = self.runtime.block_on(received).ok();
            self.begin_work();
            if let Some(count) = count {
                return count > 0;
            }
            if let Some(connection) = &self.connection {
                let _ = connection.execute_batch("PRAGMA shrink_memory");
            }
            if self.empty_at.take().is_some() && !self.empty_wal(Duration::ZERO) {
                self.schedule_empty();
            }
            if self.connection.is_none() {
                self.wait_for_disk(queue, batch);
                if !batch.is_empty() || queue.is_closed() {
                    return !batch.is_empty();
                }
            }
        }
    }

    /// From here on, a disk call that does not return counts as a stall.
    fn begin_work(&self) {
        if self.shared.stall.begin() {
            self.feed.publish(Topic::Requests);
        }
    }

    fn commit(&mut self, jobs: &mut Vec<Job>) {
        let Some(connection) = &mut self.connection else {
            let error = self.shared.failure().unwrap_or(StoreError::Closed);
            job::refuse_all(jobs, &error);
            return;
        };
        let now = (self.clock)();
        let outcome = transact(connection, jobs, now, false)
            .or_else(|error| match error.concerns_one_job() {
                true => transact(connection, jobs, now, true),
                false => Err(error),
            })
            .and_then(|outcomes| self.files.check().map(|()| outcomes));
        match outcome {
            Ok(outcomes) => {
                self.set_failure(None);
                self.schedule_empty();
                for (job, outcome) in jobs.drain(..).zip(outcomes) {
                    job.reply(outcome);
                }
                self.feed.publish(Topic::Requests);
                self.checkpoint();
            }
            Err(error) => {
                tracing::error!(%error, jobs = jobs.len(), "relay: a commit failed; nothing of it was acknowledged");
                if error.is_outcome_unknown() {
                    self.enter_failed_state(error.clone());
                } else {
                    self.set_failure(Some(error.clone()));
                }
                job::refuse_all(jobs, &error);
            }
        }
    }

    /// Nothing is acknowledged from here on.
    fn enter_failed_state(&mut self, error: StoreError) {
        if let Some(connection) = self.connection.take() {
            disk_failure::discard_connection(connection, &self.files);
        }
        self.tried_at = Instant::now();
        self.set_failure(Some(error));
    }

    fn set_failure(&self, failure: Option<StoreError>) {
        let words = |failure: &Option<StoreError>| failure.as_ref().map(ToString::to_string);
        let now = words(&failure);
        if words(&self.shared.set_failure(failure)) != now {
            if let Some(why) = now {
                tracing::warn!(why, "relay: requests can't be stored");
            }
            self.feed.publish(Topic::Requests);
        }
    }

    /// Waits for a job, and in the meantime tries whether the disk works again.
    fn wait_for_disk(&mut self, queue: &mut mpsc::Receiver<Job>, batch: &mut Vec<Job>) {
        while self.connection.is_none() {
            if self.tried_at.elapsed() >= RETRY {
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
            self.open_as_at_start()
        } else if is_damaged {
            self.files
                .check_database()
                .and_then(|()| disk_failure::block_readers(&shared))
                .and_then(|_shut| self.open_as_at_start())
        } else {
            disk_failure::reopen_with(&self.files, &shared, |path| {
                file::check(path)?;
                file::writer(path)
            })
        };
        match opened {
            Ok(connection) => {
                tracing::warn!("relay: the database can be written again; requests are stored");
                self.files = DatabaseFiles::of_open(self.files.path());
                self.connection = Some(connection);
                self.was_opened = true;
                self.set_failure(None);
            }
            Err(error) => self.set_failure(Some(error)),
        }
        self.tried_at = Instant::now();
    }

    /// Opens a database that could not be opened at startup, or one that is damaged.
    fn open_as_at_start(&mut self) -> Result<Connection, StoreError> {
        let path = self.files.path().to_owned();
        disk::probe_free_space(&path)?;
        let mut aside = None;
        let opened = file::for_writing(&path, (self.clock)(), |set| aside = Some(set));
        if let Some(aside) = aside {
            self.was_opened = false;
            self.files = DatabaseFiles::of_unopened(&path);
            self.shared.note_set_aside(aside);
        }
        opened
    }

    fn schedule_empty(&mut self) {
        if self.empty_at.is_none() {
            self.empty_at = Some(Instant::now() + EMPTY_AFTER);
        }
    }

    /// Runs after the callers were answered, so that they need not wait for it.
    fn checkpoint(&mut self) {
        let Some(connection) = &self.connection else {
            return;
        };
        match checkpoint::checkpoint(connection) {
            // A succession of readers would keep SQLite from reusing the log from its start.
            Ok(pages) if pages >= checkpoint::LARGE => {
                self.empty_wal(disk_failure::READERS);
            }
            Ok(_) => {}
            Err(error) => self.on_copy_failure(error),
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

    fn on_copy_failure(&mut self, error: StoreError) {
        tracing::error!(%error, "relay: can't copy the write-ahead log into the database");
        if error.is_outcome_unknown() {
            self.enter_failed_state(error);
        }
    }

    /// Leaves the database file complete on its own, unless another program has it open.
    fn end(mut self) {
        let shared = Arc::clone(&self.shared);
        shared.ended.store(true, Ordering::Release);
        let until = Instant::now() + SHUTDOWN_LIMIT;
        while self.connection.is_some() && Instant::now() < until {
            shared.close_idle_readers();
            if self.empty_wal(disk_failure::READERS) {
                break;
            }
        }
        let _shut = shared.gate.shut(disk_failure::READERS);
        shared.close_idle_readers();
        drop(self.connection.take());
    }
}

/// Runs the jobs in one transaction. A savepoint per job would slow each of them down, so jobs get one only after one
/// has failed.
fn transact(
    connection: &mut Connection,
    jobs: &mut [Job],
    now: Moment,
    with_savepoints: bool,
) -> Result<Vec<Result<(), StoreError>>, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut outcomes = Vec::with_capacity(jobs.len());
    let mut came = Vec::with_capacity(jobs.len());
    for job in jobs {
        if !with_savepoints {
            job.work(&transaction, now)?;
            came.extend(job.traffic());
            outcomes.push(Ok(()));
            continue;
        }
        transaction.run("SAVEPOINT job", [])?;
        let outcome = job.work(&transaction, now);
        if let Err(error) = &outcome {
            // After some failures SQLite rolls back the whole transaction.
            if !error.concerns_one_job() || transaction.is_autocommit() {
                return Err(error.clone());
            }
            transaction.run("ROLLBACK TO job", [])?;
        }
        transaction.run("RELEASE job", [])?;
        came.extend(outcome.as_ref().ok().and_then(|()| job.traffic()));
        outcomes.push(outcome);
    }
    traffic::count_traffic(&transaction, came.into_iter())?;
    transaction.commit()?;
    Ok(outcomes)
}
