//! The loop of a writer's thread: waits for jobs, hands them to the commit, and keeps the database between commits.
//! `failed_state.rs` handles the database after a failure, `wal_upkeep.rs` its log.

use std::{
    io,
    path::Path,
    sync::Arc,
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use rusqlite::Connection;
use tokio::{
    runtime::{Builder, Runtime},
    sync::mpsc,
    time::timeout,
};

use super::job::{Database, Job};
use crate::{
    feed::Feed,
    model::moment::{Clock, Moment},
    store::{
        error::StoreError,
        file::{database_files::DatabaseFiles, disk, open::Check, set_aside::SetAside},
        shared::Shared,
    },
    worker,
};

/// The maximum number of jobs in one commit.
pub const BATCH: usize = 512;

/// How long after the last job the writer releases memory.
const IDLE_AFTER: Duration = Duration::from_secs(1);

/// How long a commit may stay only in the log, if no jobs arrive.
const EMPTY_AFTER: Duration = Duration::from_secs(60);

/// At rest, the interval between two checks whether the disk can be written is this many times longer.
const DISK_CHECK_FACTOR: u32 = 5;

/// What a writer does of its own.
pub trait WriterHooks: Database {
    /// What only this database's writer has.
    type State: Default + Send;

    /// Opens the database as at startup. A damaged one is set aside and passed to `announce` before a new one is begun,
    /// which may fail.
    fn open(
        path: &Path,
        now: Moment,
        check: Check,
        announce: impl FnOnce(SetAside),
    ) -> Result<Connection, StoreError>;

    /// Checks and opens a database after a disk failure.
    fn reopen(path: &Path) -> Result<Connection, StoreError>;

    /// Called when a new database was begun in the place of a damaged one.
    fn on_new_database(_state: &Self::State, _connection: &Connection) -> Result<(), StoreError> {
        Ok(())
    }

    /// Called when the database can be written again.
    fn recovered(_writer: &Writer<Self>, _was_damaged: bool) {}

    /// Does some work that is done when no job waits. Returns whether the loop begins again; else it waits for jobs.
    fn between_jobs(
        _writer: &mut Writer<Self>,
        _queue: &mut mpsc::Receiver<Job<Self>>,
        _batch: &mut Vec<Job<Self>>,
    ) -> bool {
        false
    }

    /// May collect more jobs for the next commit.
    fn gather(
        _writer: &mut Writer<Self>,
        _queue: &mut mpsc::Receiver<Job<Self>>,
        _batch: &mut Vec<Job<Self>>,
    ) {
    }

    /// Commits the jobs and answers each.
    fn commit(writer: &mut Writer<Self>, jobs: &mut Vec<Job<Self>>);
}

pub struct Writer<D: WriterHooks> {
    pub state: D::State,
    /// Whether the database was ever opened.
    pub was_opened: bool,
    /// `None` in the failed state: nothing is acknowledged then.
    pub connection: Option<Connection>,
    /// For waits with a limit.
    pub runtime: Runtime,
    pub files: DatabaseFiles,
    /// When opening the database was last tried.
    pub tried_at: Instant,
    pub empty_after: Duration,
    /// When the log is due to be emptied; `None` while it is empty.
    pub empty_at: Option<Instant>,
    /// When resetting a large log last failed.
    pub reset_failed_at: Option<Instant>,
    pub clock: Clock,
    pub feed: Feed,
    pub shared: Arc<Shared>,
}

impl<D: WriterHooks> Writer<D> {
    pub fn new(
        (connection, files): (Option<Connection>, DatabaseFiles),
        clock: Clock,
        feed: Feed,
        shared: Arc<Shared>,
    ) -> io::Result<Self> {
        Ok(Self {
            state: D::State::default(),
            was_opened: connection.is_some(),
            connection,
            runtime: Builder::new_current_thread().enable_time().build()?,
            files,
            tried_at: Instant::now(),
            empty_after: empty_after(),
            // The log may hold commits of the last run.
            empty_at: Some(Instant::now() + empty_after()),
            reset_failed_at: None,
            clock,
            feed,
            shared,
        })
    }

    /// The thread ends at [`Job::Close`], or when all senders are dropped.
    pub fn spawn(mut self, mut queue: mpsc::Receiver<Job<D>>) -> io::Result<JoinHandle<()>> {
        thread::Builder::new()
            .name(format!("missedhook-{}", D::WRITER))
            .spawn(move || {
                // A panic in one job loses only the jobs of its commit, none of which was acknowledged.
                while let Err(panic) = worker::catch(|| self.run(&mut queue)) {
                    self.on_panic(&panic);
                }
                self.end();
            })
    }

    /// Jobs always come first; other work is done when none waits.
    fn run(&mut self, queue: &mut mpsc::Receiver<Job<D>>) {
        let mut batch = Vec::with_capacity(BATCH);
        let mut open = true;
        while open {
            self.begin_work();
            if self.connection.is_none() {
                self.wait_for_disk(queue, &mut batch);
                if self.connection.is_some() && batch.is_empty() {
                    continue;
                }
            } else if D::between_jobs(self, queue, &mut batch) {
                continue;
            }
            if batch.is_empty() {
                if !self.wait_for_jobs(queue, &mut batch) {
                    return;
                }
                if batch.is_empty() {
                    continue;
                }
            }
            D::gather(self, queue, &mut batch);
            if batch.iter().any(|job| matches!(job, Job::Close)) {
                open = false;
                queue.close();
                while let Ok(job) = queue.try_recv() {
                    batch.push(job);
                }
            }
            batch.retain(|job| !matches!(job, Job::Close));
            worker::heartbeat(D::WRITER);
            if batch.is_empty() {
                continue;
            }
            let _span = tracing::info_span!("commit", jobs = batch.len()).entered();
            self.begin_work();
            D::commit(self, &mut batch);
        }
    }

    /// Waits for jobs. Returns false if no more can arrive. Returns without a job if the disk can no longer be written.
    /// After a while without jobs it releases the memory that the last ones used: not at once, because the next job
    /// would only read the same pages again. Later it empties the log.
    fn wait_for_jobs(
        &mut self,
        queue: &mut mpsc::Receiver<Job<D>>,
        batch: &mut Vec<Job<D>>,
    ) -> bool {
        if let Some(count) = self.receive_within(IDLE_AFTER, queue, batch) {
            return count > 0;
        }
        if let Some(connection) = &self.connection
            && let Err(error) = connection.execute_batch("PRAGMA shrink_memory")
        {
            tracing::debug!(%error, "can't release memory");
        }
        while let Some(at) = self.empty_at {
            let left = at.saturating_duration_since(Instant::now());
            if let Some(count) = self.receive_within(left, queue, batch) {
                return count > 0;
            }
            self.empty_wal_when_due();
        }
        // Nothing is written at rest, so otherwise only the next job would find out that the disk is full.
        loop {
            let every = (self.empty_after * DISK_CHECK_FACTOR).max(IDLE_AFTER);
            if let Some(count) = self.receive_within(every, queue, batch) {
                return count > 0;
            }
            let path = self.files.path();
            if !disk::seems_writable(path)
                && let Err(error) = disk::probe_free_space(path)
            {
                self.enter_failed_state(error.into());
                return true;
            }
        }
    }

    /// `None` if no job arrived in time.
    fn receive_within(
        &self,
        limit: Duration,
        queue: &mut mpsc::Receiver<Job<D>>,
        batch: &mut Vec<Job<D>>,
    ) -> Option<usize> {
        if self.shared.stall.rest() {
            self.feed.publish(D::TOPIC);
        }
        let received = async { timeout(limit, queue.recv_many(batch, BATCH)).await };
        let count = self.runtime.block_on(received).ok();
        self.begin_work();
        count
    }
}

/// One minute; tests may shorten it.
fn empty_after() -> Duration {
    let set = std::env::var("MISSEDHOOK_TEST_REST_MS").ok();
    set.and_then(|millis| millis.parse().ok())
        .map_or(EMPTY_AFTER, Duration::from_millis)
}
