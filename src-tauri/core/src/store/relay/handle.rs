//! The handle to the relay's store: sends changes to its writer and lends connections to readers. Each change and query
//! is an `impl` beside its SQL.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc::RecvTimeoutError,
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use parking_lot::Mutex;
use rusqlite::Connection;
use tokio::{
    sync::{
        Notify,
        mpsc::{self, error::TrySendError},
        oneshot,
    },
    time::timeout,
};

use super::{
    error::RelayStoreError,
    file,
    job::{Came, Job},
    reader::RelayReader,
    writer::Writer,
};
use crate::{
    feed::{Feed, Topic},
    model::moment::{Clock, Moment},
    platform::data_dir::DataDir,
    store::{
        error::StoreError,
        file::{connect, database_files::DatabaseFiles, read_only, set_aside::SetAside},
        shared::Shared,
        stall,
    },
};

/// How many changes may wait for the writer before requests are refused.
pub const QUEUE_CAPACITY: usize = 1024;

/// How many bytes of bodies may wait for the writer before requests are refused.
const QUEUED_BYTES: usize = 64 << 20;

/// How often to retry while the queue is full.
const FULL: Duration = Duration::from_millis(10);

/// A handle to the relay's database. Cheap to clone; the writer ends when [`RelayStore::close`] is called.
#[derive(Clone)]
pub struct RelayStore {
    jobs: mpsc::Sender<Job>,
    pub(super) inner: Arc<Inner>,
}

pub(super) struct Inner {
    path: PathBuf,
    feed: Feed,
    writer: Mutex<Option<JoinHandle<()>>>,
    shared: Arc<Shared>,
    queued_bytes: Arc<AtomicUsize>,
    pub(super) outbox: Notify,
}

/// Space for a body in the queue. Dropping it frees the space.
pub(super) struct Room {
    queued: Arc<AtomicUsize>,
    bytes: usize,
}

impl Drop for Room {
    fn drop(&mut self) {
        self.queued.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

impl RelayStore {
    /// Opens the database for writing and reading. Creates it, migrates it, or sets a damaged one aside and begins a
    /// new one: see [`RelayStore::take_set_aside`]. If the disk fails or another program holds the database, the store
    /// starts in the failed state and recovers on its own.
    ///
    /// # Errors
    /// The database belongs to a newer version or another program, and is left untouched; or the system provides no
    /// thread.
    pub fn open(dir: &DataDir, clock: Clock, feed: Feed) -> Result<Self, RelayStoreError> {
        let path = dir.relay_database();
        let shared = Arc::<Shared>::default();
        let opened = file::for_writing(&path, clock(), |aside| shared.note_set_aside(aside));
        let (connection, files) = match opened {
            Ok(connection) => (Some(connection), DatabaseFiles::of_open(&path)),
            Err(error @ (StoreError::FromTheFuture { .. } | StoreError::Foreign { .. })) => {
                return Err(error.into());
            }
            Err(error) => {
                shared.set_failure(Some(error));
                (None, DatabaseFiles::of_unopened(&path))
            }
        };
        let (jobs, queue) = mpsc::channel(QUEUE_CAPACITY);
        let writer = Writer::new(connection, files, clock, feed.clone(), Arc::clone(&shared))
            .and_then(|writer| writer.spawn(queue))
            .map_err(StoreError::from)?;
        let store = Self {
            jobs,
            inner: Arc::new(Inner {
                path,
                feed,
                writer: Mutex::new(Some(writer)),
                shared,
                queued_bytes: Arc::default(),
                outbox: Notify::default(),
            }),
        };
        if let Some(failure) = store.failure() {
            tracing::error!("{}", failure.problem());
        }
        Ok(store)
    }

    /// Reserves space for a body of that size. A body larger than the whole queue is accepted if nothing else waits.
    pub(super) fn room(&self, bytes: usize) -> Result<Room, RelayStoreError> {
        let queued = Arc::clone(&self.inner.queued_bytes);
        let before = queued.fetch_add(bytes, Ordering::Relaxed);
        let room = Room { queued, bytes };
        match before > 0 && before.saturating_add(bytes) > QUEUED_BYTES {
            true => Err(RelayStoreError::QueueFull),
            false => Ok(room),
        }
    }

    /// Makes a change in the writer's next transaction, and returns once it is on disk. Fails at once if the queue is
    /// full: the sender can try again.
    pub(super) async fn change_if_room<T: Send + 'static>(
        &self,
        came: Came,
        work: impl FnMut(&Connection, Moment) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, RelayStoreError> {
        self.fail_if_it_hangs()?;
        let (reply, answer) = oneshot::channel();
        let job = Job::change(work, |outcome| drop(reply.send(outcome)), Some(came));
        self.jobs.try_send(job).map_err(|error| match error {
            TrySendError::Full(_) => RelayStoreError::QueueFull,
            TrySendError::Closed(_) => StoreError::Closed.into(),
        })?;
        self.answered(answer).await
    }

    /// Makes a change in the writer's next transaction, and returns once it is on disk. A change that waits for a
    /// hanging disk may still be made once the disk answers.
    pub(super) async fn change<T: Send + 'static>(
        &self,
        work: impl FnMut(&Connection, Moment) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, RelayStoreError> {
        self.change_counted(None, work).await
    }

    /// The same, with the traffic that came through the tunnel.
    pub(super) async fn change_counted<T: Send + 'static>(
        &self,
        came: Option<Came>,
        work: impl FnMut(&Connection, Moment) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, RelayStoreError> {
        self.fail_if_it_hangs()?;
        let (reply, answer) = oneshot::channel();
        let job = Job::change(work, |outcome| drop(reply.send(outcome)), came);
        match timeout(stall::LIMIT, self.jobs.send(job)).await {
            Ok(sent) => sent.map_err(|_| StoreError::Closed)?,
            Err(_) => return Err(StoreError::Hangs.into()),
        }
        self.answered(answer).await
    }

    /// Like [`Self::change`], for threads.
    pub(super) fn change_blocking<T: Send + 'static>(
        &self,
        work: impl FnMut(&Connection, Moment) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, RelayStoreError> {
        self.fail_if_it_hangs()?;
        let (reply, answer) = std::sync::mpsc::sync_channel(1);
        let job = Job::change(work, move |outcome| drop(reply.send(outcome)), None);
        self.send_blocking(job)?;
        match answer.recv_timeout(stall::LIMIT) {
            Ok(outcome) => Ok(outcome?),
            Err(RecvTimeoutError::Disconnected) => Err(StoreError::writer_panicked("").into()),
            Err(RecvTimeoutError::Timeout) => Err(self.stalled()),
        }
    }

    /// Waits for the writer's answer for as long as a disk may take.
    async fn answered<T>(
        &self,
        answer: oneshot::Receiver<Result<T, StoreError>>,
    ) -> Result<T, RelayStoreError> {
        match timeout(stall::LIMIT, answer).await {
            Ok(answer) => Ok(answer.unwrap_or_else(|_| Err(StoreError::writer_panicked("")))?),
            Err(_) => Err(self.stalled()),
        }
    }

    /// Waits for room in the queue for as long as a disk may take.
    fn send_blocking(&self, mut job: Job) -> Result<(), RelayStoreError> {
        let until = Instant::now() + stall::LIMIT;
        loop {
            job = match self.jobs.try_send(job) {
                Ok(()) => return Ok(()),
                Err(TrySendError::Closed(_)) => return Err(StoreError::Closed.into()),
                Err(TrySendError::Full(_)) if Instant::now() > until => {
                    return Err(StoreError::Hangs.into());
                }
                Err(TrySendError::Full(job)) => job,
            };
            thread::sleep(FULL);
        }
    }

    fn fail_if_it_hangs(&self) -> Result<(), RelayStoreError> {
        match self.inner.shared.stall.is_stalled() {
            true => Err(StoreError::Hangs.into()),
            false => Ok(()),
        }
    }

    /// Logs and publishes once that the writer has been waiting for the disk for too long.
    fn stalled(&self) -> RelayStoreError {
        let error = RelayStoreError::from(StoreError::Hangs);
        if self.inner.shared.stall.report() {
            tracing::error!("{}", error.problem());
            self.inner.feed.publish(Topic::Requests);
        }
        error
    }

    /// Why nothing can be stored now; `None` while the store works.
    pub fn failure(&self) -> Option<RelayStoreError> {
        let hangs = || self.fail_if_it_hangs().err();
        let failure = self.inner.shared.failure().map(RelayStoreError::from);
        failure.or_else(hangs)
    }

    /// Returns the damaged database that was set aside, once.
    pub fn take_set_aside(&self) -> Option<SetAside> {
        self.inner.shared.take_set_aside()
    }

    /// Lets the writer finish what it has accepted, then ends it. Blocks until then. Later changes are refused.
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
        read: impl FnOnce(&RelayReader) -> Result<T, RelayStoreError>,
    ) -> Result<T, RelayStoreError> {
        let (path, shared) = (&self.inner.path, &self.inner.shared);
        let _passed = shared.gate.pass();
        let reader = RelayReader::new(match shared.idle_reader() {
            Some(connection) => connection,
            // After the writer has ended, use a connection that leaves no log behind.
            None if shared.ended.load(Ordering::Acquire) => read_only::open(path)?.0,
            None => connect::for_reading(path)?,
        })?;
        let result = read(&reader)?;
        shared.keep_idle(reader.into_connection());
        Ok(result)
    }
}
