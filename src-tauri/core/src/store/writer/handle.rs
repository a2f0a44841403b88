//! The handle to a database: sends jobs to its writer and lends connections to readers.

use std::{
    path::PathBuf,
    sync::{Arc, atomic::Ordering, mpsc::RecvTimeoutError},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use parking_lot::Mutex;
use rusqlite::Connection;
use tokio::{
    sync::{
        mpsc::{self, error::TrySendError},
        oneshot,
    },
    time::timeout,
};

use super::job::{Database, Job};
use crate::{
    feed::Feed,
    store::{
        error::{IngestError, StoreError},
        file::{connect, read_only, set_aside::SetAside},
        shared::Shared,
        stall,
    },
};

/// How many jobs may wait for the writer before more are refused. As many as the receiver has connections, each of
/// which waits for at most one.
pub const QUEUE_CAPACITY: usize = 1024;

/// How often to retry while the queue is full.
const RETRY_WHILE_FULL: Duration = Duration::from_millis(10);

/// A handle to a database. The writer ends when [`Handle::close`] is called.
pub struct Handle<D: Database> {
    pub jobs: mpsc::Sender<Job<D>>,
    pub inner: Arc<Inner>,
}

pub struct Inner {
    pub path: PathBuf,
    pub feed: Feed,
    pub(super) writer: Mutex<Option<JoinHandle<()>>>,
    pub shared: Arc<Shared>,
}

/// Cheap.
impl<D: Database> Clone for Handle<D> {
    fn clone(&self) -> Self {
        Self {
            jobs: self.jobs.clone(),
            inner: Arc::clone(&self.inner),
        }
    }
}

impl<D: Database> Handle<D> {
    /// Makes a change in the writer's next transaction, and returns once it is on disk. A change that waits for a
    /// hanging disk may still be made once the disk answers.
    pub async fn change<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut D::Context<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.fail_if_it_hangs()?;
        let (reply, answer) = oneshot::channel();
        let job = Job::change(work, |outcome| drop(reply.send(outcome)));
        match timeout(stall::LIMIT, self.jobs.send(job)).await {
            Ok(sent) => sent.map_err(|_| StoreError::Closed)?,
            Err(_) => return Err(StoreError::Hangs),
        }
        self.answered(answer).await
    }

    /// Sends a job and waits until it is on disk. Fails at once if the queue is full.
    pub async fn send_if_room<T>(
        &self,
        job: impl FnOnce(oneshot::Sender<Result<T, StoreError>>) -> Job<D>,
    ) -> Result<T, IngestError> {
        self.fail_if_it_hangs()?;
        let (reply, answer) = oneshot::channel();
        self.jobs
            .try_send(job(reply))
            .map_err(|refused| match refused {
                TrySendError::Full(_) => IngestError::QueueFull,
                TrySendError::Closed(_) => StoreError::Closed.into(),
            })?;
        Ok(self.answered(answer).await?)
    }

    /// Like [`Self::change`], for threads.
    pub fn change_blocking<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut D::Context<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.fail_if_it_hangs()?;
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

    /// Waits for the writer's answer for as long as a disk may take.
    async fn answered<T>(
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

    /// Waits for room in the queue for as long as a disk may take.
    fn send_blocking(&self, mut job: Job<D>) -> Result<(), StoreError> {
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

    /// Logs and publishes once that the writer has been waiting for the disk for too long.
    pub fn report_stall(&self) {
        if self.inner.shared.stall.report() {
            tracing::error!("{}", D::problem(StoreError::Hangs));
            self.inner.feed.publish(D::TOPIC);
        }
    }

    /// Whether the writer has been waiting for the disk for too long.
    pub fn hangs(&self) -> bool {
        self.inner.shared.stall.is_stalled()
    }

    fn fail_if_it_hangs(&self) -> Result<(), StoreError> {
        match self.hangs() {
            true => Err(StoreError::Hangs),
            false => Ok(()),
        }
    }

    /// Why the last commit failed, or that the disk hangs; `None` while the database works.
    pub fn failure(&self) -> Option<StoreError> {
        let failure = self.inner.shared.failure();
        failure.or_else(|| self.hangs().then_some(StoreError::Hangs))
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

    /// Lends a read-only connection, and keeps it for the next reader if it is handed back. Blocks on the disk: not for
    /// async code.
    pub fn lend<T, E: From<StoreError>>(
        &self,
        read: impl FnOnce(Connection) -> Result<(T, Connection), E>,
    ) -> Result<T, E> {
        let (path, shared) = (&self.inner.path, &self.inner.shared);
        let passed = shared.gate.pass(stall::LIMIT);
        let _passed = passed.ok_or(StoreError::Hangs)?;
        let (value, connection) = read(match shared.idle_reader() {
            Some(connection) => connection,
            // After the writer has ended, use a connection that leaves no log behind.
            None if shared.ended.load(Ordering::Acquire) => read_only::open(path)?.0,
            None => connect::for_reading(path)?,
        })?;
        shared.keep_idle(connection);
        Ok(value)
    }
}
