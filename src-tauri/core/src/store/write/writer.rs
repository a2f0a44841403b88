//! The writer: the one thread that changes the database. It takes everything that has queued up, does it in one
//! transaction (group commit), and answers the callers and publishes the changes only after the commit. If a commit
//! fails, all its jobs fail, and nothing is acknowledged or published. `commit.rs` lets a job fail on its own;
//! `failed_state.rs` handles the database after a failure.

use std::{
    io,
    sync::{Arc, atomic::Ordering},
    thread,
    time::{Duration, Instant},
};

use rusqlite::{Connection, TransactionBehavior};
use tokio::{
    runtime::{Builder, Runtime},
    sync::mpsc,
    time::timeout,
};

use super::{
    commit::{self, Committed},
    index_backoff::{IndexBackoff, log_renewal, pause_ms},
    job::{self, Job},
};
use crate::{
    feed::{Feed, Topic},
    model::moment::Clock,
    store::{
        error::StoreError,
        file::{database_files::DatabaseFiles, disk},
        search::{
            fulltext,
            renewal::{self, Renewal},
        },
        shared::Shared,
        table::last_ids::LastIds,
    },
    worker,
};

/// The maximum number of jobs in one commit.
const BATCH: usize = 512;

/// How long after the last job the writer releases memory.
const IDLE_AFTER: Duration = Duration::from_secs(1);

/// How long a commit may stay only in the log, if no jobs arrive.
const EMPTY_AFTER: Duration = Duration::from_secs(60);

/// At rest, the interval between two checks whether the disk can be written is this many times longer.
const DISK_CHECK_FACTOR: u32 = 5;

pub(super) struct Writer {
    /// Whether the database was ever opened.
    pub was_opened: bool,
    /// `None` in the failed state: nothing is acknowledged then.
    pub connection: Option<Connection>,
    /// For waits with a limit.
    runtime: Runtime,
    pub files: DatabaseFiles,
    /// The last ids that were given out, for a history that has to begin again.
    pub last_ids: LastIds,
    /// Whether the database was checked after a reader met damage: once, because a second check would repair nothing.
    has_rechecked: bool,
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
            last_ids: LastIds::default(),
            has_rechecked: false,
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

    /// Jobs always come first; indexing is done when none waits.
    pub fn run(&mut self, queue: &mut mpsc::Receiver<Job>) {
        let mut batch = Vec::with_capacity(BATCH);
        let mut open = true;
        // After a crash some reports may not be indexed yet.
        let mut index_pending = true;
        let mut renewal = Renewal::Part(0);
        let mut backoff = IndexBackoff::default();
        while open {
            self.begin_work();
            if self.connection.is_none() {
                self.wait_for_disk(queue, &mut batch);
                if self.connection.is_some() && batch.is_empty() {
                    continue;
                }
            } else if index_pending {
                drain_within(queue, &mut batch, backoff.delay_ms());
                if batch.is_empty() && !queue.is_closed() {
                    index_pending = self.index_pending(backoff.chunk());
                    backoff.indexed();
                    continue;
                }
            } else if renewal != Renewal::Done {
                drain_within(queue, &mut batch, pause_ms(renewal));
                if batch.is_empty() && !queue.is_closed() {
                    renewal = self.renew_index(renewal);
                    continue;
                }
            }
            if batch.is_empty() {
                if !self.wait_for_jobs(queue, &mut batch) {
                    return;
                }
                if batch.is_empty() {
                    continue;
                }
            }
            if batch.iter().any(|job| matches!(job, Job::Close)) {
                open = false;
                queue.close();
                while let Ok(job) = queue.try_recv() {
                    batch.push(job);
                }
            }
            batch.retain(|job| !matches!(job, Job::Close));
            backoff.add(batch.len());
            worker::heartbeat("writer");
            self.commit(&mut batch);
            index_pending = true;
        }
    }

    /// Waits for jobs. Returns false if no more can arrive. Returns without a job if the disk can no longer be written.
    /// After a while without jobs it releases the memory that the last ones used: not at once, because the next job
    /// would only read the same pages again. Later it empties the log.
    fn wait_for_jobs(&mut self, queue: &mut mpsc::Receiver<Job>, batch: &mut Vec<Job>) -> bool {
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
        // Nothing is written at rest, so otherwise only the next report would find out that the disk is full.
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
        queue: &mut mpsc::Receiver<Job>,
        batch: &mut Vec<Job>,
    ) -> Option<usize> {
        if self.shared.stall.rest() {
            self.feed.publish(Topic::Store);
        }
        let received = async { timeout(limit, queue.recv_many(batch, BATCH)).await };
        let count = self.runtime.block_on(received).ok();
        self.begin_work();
        count
    }

    /// From here on, a disk call that does not return counts as a stall.
    pub fn begin_work(&self) {
        if self.shared.stall.begin() {
            self.feed.publish(Topic::Store);
        }
    }

    /// Indexes some of what is not indexed yet. Returns whether there may be more. Not synced to the disk: whatever a
    /// power cut takes from the index is indexed again.
    fn index_pending(&mut self, chunk: i64) -> bool {
        // In this order: the first commit after a checkpoint reuses the log from its start, which takes one more sync.
        // This way no report has to wait for it.
        self.checkpoint();
        let Some(connection) = &mut self.connection else {
            return true;
        };
        match index_with(connection, |connection| {
            fulltext::index_some(connection, chunk)
        }) {
            Ok(more) => {
                self.schedule_empty();
                if matches!(self.shared.failure(), Some(StoreError::Locked)) {
                    self.set_failure(None);
                }
                if !more {
                    self.feed.publish(Topic::Reports);
                }
                more
            }
            Err(error) => self.cannot_index(error),
        }
    }

    /// Whether to try again.
    fn cannot_index(&mut self, error: StoreError) -> bool {
        let again = error.is_outcome_unknown() || matches!(error, StoreError::Locked);
        tracing::warn!(%error, "can't index the latest reports yet");
        if error.is_outcome_unknown() {
            self.enter_failed_state(error);
        }
        again
    }

    /// Renews some of an older program's index.
    fn renew_index(&mut self, before: Renewal) -> Renewal {
        self.checkpoint();
        let Some(connection) = &mut self.connection else {
            return before;
        };
        match index_with(connection, renewal::renew_some) {
            Ok(now) => {
                self.schedule_empty();
                log_renewal(before, now);
                now
            }
            Err(error) => match self.cannot_index(error) {
                true => before,
                // The next start continues with it.
                false => Renewal::Done,
            },
        }
    }

    fn commit(&mut self, jobs: &mut Vec<Job>) {
        if jobs.is_empty() {
            return;
        }
        let _span = tracing::info_span!("commit", jobs = jobs.len()).entered();
        self.begin_work();
        if self.shared.restore.swap(false, Ordering::Relaxed) {
            self.restore();
            self.begin_work();
        }
        if self.shared.damage_met.swap(false, Ordering::Relaxed) && !self.has_rechecked {
            self.has_rechecked = true;
            self.enter_failed_state(StoreError::Damaged(
                "that was met while it was read".to_owned(),
            ));
        }
        let mut changes = Vec::new();
        let Some(connection) = &mut self.connection else {
            let error = self.shared.failure().unwrap_or(StoreError::Closed);
            job::refuse_all(jobs, &error);
            return;
        };
        let now = (self.clock)();
        let filing = commit::Filing {
            ids_apart: self.shared.ids_apart.load(Ordering::Relaxed),
            targets: Arc::clone(&self.shared.targets.lock()),
            rows_wanted: self.shared.committed.are_wanted(),
        };
        let outcome = commit::commit(connection, jobs, (now, &filing), &mut changes)
            .and_then(|committed| self.files.check().map(|()| committed));
        match outcome {
            Ok(committed) => self.committed(jobs, committed, &changes),
            Err(error) => {
                tracing::error!(%error, jobs = jobs.len(), "a commit failed; nothing of it was acknowledged");
                if error.is_outcome_unknown() {
                    self.enter_failed_state(error.clone());
                } else {
                    self.set_failure(Some(error.clone()));
                }
                job::refuse_all(jobs, &error);
            }
        }
    }

    fn committed(&mut self, jobs: &mut Vec<Job>, committed: Committed, changes: &[Topic]) {
        self.schedule_empty();
        self.set_failure(job::common_refusal(jobs, &committed.outcomes));
        for (job, outcome) in jobs.drain(..).zip(committed.outcomes) {
            if let Ok(Some(stored)) = &outcome {
                self.last_ids.note(stored.id, stored.incident_id);
            }
            job.reply(outcome);
        }
        self.shared.committed.add(committed.rows);
        self.feed.publish_all(changes);
        self.checkpoint();
    }

    pub fn set_failure(&self, failure: Option<StoreError>) {
        let words = |failure: &Option<StoreError>| failure.as_ref().map(ToString::to_string);
        let now = words(&failure);
        if words(&self.shared.set_failure(failure)) != now {
            self.feed.publish(Topic::Store);
        }
    }
}

/// One minute; tests may shorten it.
fn empty_after() -> Duration {
    let set = std::env::var("MISSEDHOOK_TEST_REST_MS").ok();
    set.and_then(|millis| millis.parse().ok())
        .map_or(EMPTY_AFTER, Duration::from_millis)
}

/// Changes an index in a transaction that is not synced to the disk.
fn index_with<T>(
    connection: &mut Connection,
    index: impl FnOnce(&Connection) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    let outcome = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(StoreError::from)
        .and_then(|transaction| {
            let outcome = index(&transaction)?;
            transaction.commit()?;
            Ok(outcome)
        });
    connection.pragma_update(None, "synchronous", "FULL")?;
    outcome
}

/// Takes the jobs that wait or that arrive in time.
fn drain_within(queue: &mut mpsc::Receiver<Job>, batch: &mut Vec<Job>, milliseconds: u32) {
    for waited in 0..=milliseconds {
        while batch.len() < BATCH
            && let Ok(job) = queue.try_recv()
        {
            batch.push(job);
        }
        if !batch.is_empty() || waited == milliseconds {
            return;
        }
        thread::sleep(Duration::from_millis(1));
    }
}
