//! The handle to the store: sends changes to the writer thread and lends connections to readers. Each change is an
//! `impl Store` beside its SQL.

use std::{
    path::PathBuf,
    sync::{Arc, atomic::Ordering, mpsc::RecvTimeoutError},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use parking_lot::Mutex;
use tokio::{
    sync::{
        mpsc::{self, error::TrySendError},
        oneshot,
    },
    time::{sleep, timeout},
};

use super::{
    error::StoreError,
    file::{connect, read_only, set_aside::SetAside},
    reader::Reader,
    shared::Shared,
    stall,
    write::{context::WriteContext, job::Job},
};
use crate::{
    feed::{Feed, Topic},
    incident::delivery_error::DeliveryError,
};

/// How many reports may wait for the writer before the receiver answers 503: as many as it has connections, each of
/// which waits for at most one.
pub const QUEUE_CAPACITY: usize = 1024;

/// How long after a stall becomes detectable it is checked for.
const STALL_CHECK_DELAY: Duration = Duration::from_millis(500);

/// How often to retry while the queue is full.
const RETRY_WHILE_FULL: Duration = Duration::from_millis(10);

/// A handle to the database. Cheap to clone; the writer ends when [`Store::close`] is called.
#[derive(Clone)]
pub struct Store {
    pub(super) jobs: mpsc::Sender<Job>,
    pub(super) inner: Arc<Inner>,
}

pub(super) struct Inner {
    pub path: PathBuf,
    pub feed: Feed,
    pub writer: Mutex<Option<JoinHandle<()>>>,
    pub shared: Arc<Shared>,
}

impl Store {
    /// Every row committed after that id, without reading the disk; `None` if the caller has to read the store. From
    /// the first call on, rows are kept for the next call. For one follower.
    pub fn committed_after(&self, after: i64) -> Option<Vec<DeliveryError>> {
        self.inner.shared.committed.take(after)
    }

    /// Sets whether endpoints that differ only in an id get separate incidents, from the next report on.
    pub fn keep_ids_apart(&self, apart: bool) {
        let shared = &self.inner.shared;
        shared.ids_apart.store(apart, Ordering::Relaxed);
    }

    /// Waits for the writer's answer for as long as a disk may take.
    pub(super) async fn answered<T>(
        &self,
        answer: oneshot::Receiver<Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        match timeout(stall::LIMIT, answer).await {
            Ok(answer) => answer.unwrap_or_else(|_| Err(StoreError::writer_panicked(""))),
            Err(_) => {
                self.report_stall();
                Err(StoreError::Hangs)
            }
        }
    }

    /// Makes a change in the writer's next transaction, and returns once it is on disk. A change that waits for a
    /// hanging disk may still be made once the disk answers.
    pub(super) async fn change<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut WriteContext<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        if self.hangs() {
            return Err(StoreError::Hangs);
        }
        let (reply, answer) = oneshot::channel();
        let job = Job::change(work, |outcome| drop(reply.send(outcome)));
        match timeout(stall::LIMIT, self.jobs.send(job)).await {
            Ok(sent) => sent.map_err(|_| StoreError::Closed)?,
            Err(_) => return Err(StoreError::Hangs),
        }
        self.answered(answer).await
    }

    /// Like [`Self::change`], for threads.
    pub(super) fn change_blocking<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut WriteContext<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        if self.hangs() {
            return Err(StoreError::Hangs);
        }
        let (reply, answer) = std::sync::mpsc::sync_channel(1);
        let job = Job::change(work, move |outcome| drop(reply.send(outcome)));
        self.send_blocking(job)?;
        match answer.recv_timeout(stall::LIMIT) {
            Ok(outcome) => outcome,
            Err(RecvTimeoutError::Disconnected) => Err(StoreError::writer_panicked("")),
            Err(RecvTimeoutError::Timeout) => {
                self.report_stall();
                Err(StoreError::Hangs)
            }
        }
    }

    /// Waits for room in the queue for as long as a disk may take.
    fn send_blocking(&self, mut job: Job) -> Result<(), StoreError> {
        let until = Instant::now() + stall::LIMIT;
        loop {
            job = match self.jobs.try_send(job) {
                Ok(()) => return Ok(()),
                Err(TrySendError::Closed(_)) => return Err(StoreError::Closed),
                Err(TrySendError::Full(_)) if Instant::now() > until => {
                    return Err(StoreError::Hangs);
                }
                Err(TrySendError::Full(job)) => job,
            };
            thread::sleep(RETRY_WHILE_FULL);
        }
    }

    /// Makes the writer check the whole database, because a reader met damage.
    fn look_for_damage(&self) {
        self.inner.shared.damage_met.store(true, Ordering::Relaxed);
        let _ = self.jobs.try_send(Job::change(|_| Ok(()), drop));
    }

    /// Publishes once that the writer has been waiting for the disk for too long.
    pub fn report_stall(&self) {
        if self.inner.shared.stall.report() {
            tracing::error!("{}", StoreError::Hangs.problem());
            self.inner.feed.publish(Topic::Store);
        }
    }

    /// Waits until the writer begins some work, and then for as long as that work may take: after that,
    /// [`Self::report_stall`] is due. Never wakes while there is no work. For one watcher.
    pub async fn stall_is_due(&self) {
        self.inner.shared.stall.begun().await;
        sleep(stall::LIMIT + STALL_CHECK_DELAY).await;
    }

    /// Whether the writer has been waiting for the disk for too long.
    pub fn hangs(&self) -> bool {
        self.inner.shared.stall.is_stalled()
    }

    /// Why the last commit failed, or that the disk hangs; `None` while the store works.
    pub fn failure(&self) -> Option<StoreError> {
        let hangs = || self.hangs().then_some(StoreError::Hangs);
        self.inner.shared.failure().or_else(hangs)
    }

    /// Returns the damaged database that was set aside, once.
    pub fn take_set_aside(&self) -> Option<SetAside> {
        self.inner.shared.take_set_aside()
    }

    /// Lets the writer finish what it has accepted, then ends it. Blocks until then. Later jobs are refused.
    pub fn close(&self) {
        // Fails only if the writer has already ended or the disk hangs.
        let _ = self.send_blocking(Job::Close);
        let writer = self.inner.writer.lock().take();
        if let Some(writer) = writer {
            let _ = writer.join();
        }
    }

    /// Reads with its own connection. Blocks on the disk: not for async code.
    pub fn read<T>(
        &self,
        read: impl FnOnce(&Reader) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let (path, shared) = (&self.inner.path, &self.inner.shared);
        let _passed = shared.gate.pass();
        let reader = Reader(match shared.idle_reader() {
            Some(connection) => connection,
            // After the writer has ended, use a connection that leaves no log behind.
            None if shared.ended.load(Ordering::Acquire) => read_only::open(path)?.0,
            None => connect::for_reading(path)?,
        });
        let result = read(&reader).inspect_err(|error| {
            if matches!(error, StoreError::Damaged(_)) {
                self.look_for_damage();
            }
        })?;
        shared.keep_idle(reader.0);
        Ok(result)
    }
}
