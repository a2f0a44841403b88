//! Opens the store and starts its writer thread.

use std::{
    io,
    sync::Arc,
    thread::{self, JoinHandle},
};

use parking_lot::Mutex;
use tokio::sync::mpsc;

use super::{job::Job, writer::Writer};
use crate::{
    feed::Feed,
    model::moment::Clock,
    platform::data_dir::DataDir,
    store::{
        error::StoreError,
        file::{database_files::DatabaseFiles, disk, open},
        handle::{Inner, QUEUE_CAPACITY, Store},
        shared::Shared,
    },
    worker,
};

impl Store {
    /// Opens the database for writing and reading. Creates it, migrates it, or sets a damaged one aside and begins a
    /// new one: see [`Store::take_set_aside`]. If the disk is full or another program holds the database, the store
    /// starts in the failed state and recovers on its own.
    ///
    /// # Errors
    /// [`StoreError::FromTheFuture`], or the disk's error. The database is left untouched then.
    pub fn open(dir: &DataDir, clock: Clock, feed: Feed) -> Result<Self, StoreError> {
        let path = dir.database();
        let shared = Arc::<Shared>::default();
        let opened = open::for_writing(&path, clock(), open::Check::Quick, |aside| {
            shared.note_set_aside(aside);
        });
        // If there is no space for the log, SQLite only says that it can't be used.
        let is_full = || {
            let room = disk::probe_free_space(&path).map_err(StoreError::from);
            matches!(room, Err(StoreError::DiskFull))
        };
        let opened = opened.map_err(|error| match error {
            StoreError::Failed(_) if is_full() => StoreError::DiskFull,
            other => other,
        });
        let (connection, files) = match opened {
            Ok(connection) => (Some(connection), DatabaseFiles::of_open(&path)),
            Err(error @ (StoreError::DiskFull | StoreError::Locked)) => {
                tracing::error!("{}", error.problem());
                shared.set_failure(Some(error));
                (None, DatabaseFiles::of_unopened(&path))
            }
            Err(error) => return Err(error),
        };
        let (jobs, queue) = mpsc::channel(QUEUE_CAPACITY);
        let writer = Writer::new(connection, files, clock, feed.clone(), Arc::clone(&shared))?;
        let inner = Inner {
            path,
            feed,
            writer: Mutex::new(Some(spawn(writer, queue)?)),
            shared,
        };
        Ok(Self {
            jobs,
            inner: Arc::new(inner),
        })
    }
}

/// The thread ends at [`Job::Close`], or when all senders are dropped.
fn spawn(mut writer: Writer, mut queue: mpsc::Receiver<Job>) -> io::Result<JoinHandle<()>> {
    thread::Builder::new()
        .name("missedhook-writer".to_owned())
        .spawn(move || {
            // A panic in one job loses only the jobs of its commit, none of which was acknowledged.
            while let Err(panic) = worker::catch(|| writer.run(&mut queue)) {
                writer.on_panic(&panic);
            }
            writer.end();
        })
}
