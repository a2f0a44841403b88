//! Starts the writer of a database.

use std::{path::PathBuf, sync::Arc};

use parking_lot::Mutex;
use rusqlite::Connection;
use tokio::sync::mpsc;

use super::{
    handle::{Handle, Inner, QUEUE_CAPACITY},
    run::{Writer, WriterHooks},
};
use crate::{
    feed::Feed,
    model::moment::Clock,
    store::{error::StoreError, file::database_files::DatabaseFiles, shared::Shared},
};

impl<D: WriterHooks> Handle<D> {
    /// Starts the writer of the database at `path`. A database that could not be opened is in the failed state and
    /// recovers on its own.
    pub fn start(
        path: PathBuf,
        opened: Result<Connection, StoreError>,
        (clock, feed): (Clock, Feed),
        shared: Arc<Shared>,
    ) -> Result<Self, StoreError> {
        let (connection, files) = match opened {
            Ok(connection) => (Some(connection), DatabaseFiles::of_open(&path)),
            Err(error) => {
                tracing::error!("{}", D::problem(error.clone()));
                shared.set_failure(Some(error));
                (None, DatabaseFiles::of_unopened(&path))
            }
        };
        let (jobs, queue) = mpsc::channel(QUEUE_CAPACITY);
        let writer = Writer::new(
            (connection, files),
            clock,
            feed.clone(),
            Arc::clone(&shared),
        )?;
        let inner = Inner {
            path,
            feed,
            writer: Mutex::new(Some(writer.spawn(queue)?)),
            shared,
        };
        Ok(Self {
            jobs,
            inner: Arc::new(inner),
        })
    }
}
