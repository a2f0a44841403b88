//! Opens the store and starts its writer thread.

use crate::{
    feed::Feed,
    model::moment::Clock,
    platform::data_dir::DataDir,
    store::{
        error::StoreError,
        file::{disk, open},
        handle::Store,
        shared::Shared,
    },
};
use std::sync::Arc;

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
        if let Err(error) = &opened
            && !matches!(error, StoreError::DiskFull | StoreError::Locked)
        {
            return Err(error.clone());
        }
        Self::start(path, opened, (clock, feed), shared)
    }
}
