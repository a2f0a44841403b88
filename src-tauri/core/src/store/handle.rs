//! The handle to the store. Each change is an `impl Store` beside its SQL.

use std::{sync::atomic::Ordering, time::Duration};

use tokio::time::sleep;

use super::{
    error::StoreError,
    reader::Reader,
    stall,
    write::reports::Reports,
    writer::{handle::Handle, job::Job},
};
use crate::incident::delivery_error::DeliveryError;

/// How long after a stall becomes detectable it is checked for.
const STALL_CHECK_DELAY: Duration = Duration::from_millis(500);

/// A handle to the database of reports and incidents. Cheap to clone; the writer ends when [`Store::close`] is called.
pub type Store = Handle<Reports>;

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

    /// Makes the writer check the whole database, because a reader met damage.
    fn look_for_damage(&self) {
        self.inner.shared.damage_met.store(true, Ordering::Relaxed);
        let _ = self.jobs.try_send(Job::change(|_| Ok(()), drop));
    }

    /// Waits until the writer begins some work, and then for as long as that work may take: after that,
    /// [`Self::report_stall`] is due. Never wakes while there is no work. For one watcher.
    pub async fn stall_is_due(&self) {
        self.inner.shared.stall.begun().await;
        sleep(stall::LIMIT + STALL_CHECK_DELAY).await;
    }

    /// Reads with its own connection. Blocks on the disk: not for async code.
    pub fn read<T>(
        &self,
        read: impl FnOnce(&Reader) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.lend(|connection| {
            let reader = Reader(connection);
            let result = read(&reader).inspect_err(|error| {
                if matches!(error, StoreError::Damaged(_)) {
                    self.look_for_damage();
                }
            })?;
            Ok((result, reader.0))
        })
    }
}
