//! The handle to the relay's store: its writer's, with a limit for the bodies that wait. Each change and query is an
//! `impl` beside its SQL.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use rusqlite::Connection;
use tokio::sync::{Notify, oneshot};

use super::{
    database::{RelayContext, Requests, TrafficSample},
    error::RelayStoreError,
    file,
    reader::RelayReader,
};
use crate::{
    feed::Feed,
    model::moment::{Clock, Moment},
    platform::data_dir::DataDir,
    store::{
        error::StoreError,
        file::set_aside::SetAside,
        shared::Shared,
        writer::{handle::Handle, job::Job},
    },
};

/// How many bytes of bodies may wait for the writer before requests are refused.
const QUEUED_BYTES: usize = 64 << 20;

/// A handle to the relay's database. Cheap to clone; the writer ends when [`RelayStore::close`] is called.
#[derive(Clone)]
pub struct RelayStore {
    database: Handle<Requests>,
    queued_bytes: Arc<AtomicUsize>,
    pub(super) outbox: Arc<Notify>,
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
        if let Err(error @ (StoreError::FromTheFuture { .. } | StoreError::Foreign { .. })) = opened
        {
            return Err(error.into());
        }
        Ok(Self {
            database: Handle::start(path, opened, (clock, feed), shared)?,
            queued_bytes: Arc::default(),
            outbox: Arc::default(),
        })
    }

    /// Reserves space for a body of that size. A body larger than the whole queue is accepted if nothing else waits.
    pub(super) fn room(&self, bytes: usize) -> Result<Room, RelayStoreError> {
        let queued = Arc::clone(&self.queued_bytes);
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
        traffic: TrafficSample,
        work: impl FnMut(&Connection, Moment) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, RelayStoreError> {
        let work = counted(Some(traffic), work);
        let job = |reply: oneshot::Sender<_>| {
            Job::<Requests>::change(work, |outcome| drop(reply.send(outcome)))
        };
        Ok(self.database.send_if_room(job).await?)
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
        traffic: Option<TrafficSample>,
        work: impl FnMut(&Connection, Moment) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, RelayStoreError> {
        Ok(self.database.change(counted(traffic, work)).await?)
    }

    /// Like [`Self::change`], for threads.
    pub(super) fn change_blocking<T: Send + 'static>(
        &self,
        work: impl FnMut(&Connection, Moment) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, RelayStoreError> {
        Ok(self.database.change_blocking(counted(None, work))?)
    }

    /// Why nothing can be stored now; `None` while the store works.
    pub fn failure(&self) -> Option<RelayStoreError> {
        self.database.failure().map(RelayStoreError::from)
    }

    /// Whether the writer has been waiting for the disk for too long.
    pub fn hangs(&self) -> bool {
        self.database.hangs()
    }

    /// Returns the damaged database that was set aside, once.
    pub fn take_set_aside(&self) -> Option<SetAside> {
        self.database.take_set_aside()
    }

    /// Lets the writer finish what it has accepted, then ends it. Blocks until then. Later changes are refused.
    pub fn close(&self) {
        self.database.close();
    }

    /// Reads with its own connection. Blocks on the disk: not for async code.
    pub fn read<T>(
        &self,
        read: impl FnOnce(&RelayReader) -> Result<T, RelayStoreError>,
    ) -> Result<T, RelayStoreError> {
        self.database.lend(|connection| {
            let reader = RelayReader::new(connection)?;
            let result = read(&reader)?;
            Ok((result, reader.into_connection()))
        })
    }
}

/// Counts the traffic of a change that succeeded.
fn counted<T>(
    traffic: Option<TrafficSample>,
    mut work: impl FnMut(&Connection, Moment) -> Result<T, StoreError> + Send + 'static,
) -> impl FnMut(&mut RelayContext<'_>) -> Result<T, StoreError> + Send + 'static {
    move |context| {
        let value = work(context.connection, context.now)?;
        context.traffic.extend(traffic);
        Ok(value)
    }
}
