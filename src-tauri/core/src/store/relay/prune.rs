//! Deletes requests that are past keeping, in small batches. What waits never goes.

use rusqlite::Connection;

use super::{error::RelayStoreError, handle::RelayStore};
use crate::{
    incident::retention::RetentionLimits,
    model::moment::Moment,
    store::{error::StoreError, sql::Sql as _, write::prune},
};

/// The most requests that one batch deletes.
const BATCH: i64 = 100;

impl RelayStore {
    /// Deletes one small batch of what is past keeping, or returns some space to the disk; whether there is more to do.
    /// Where the database is too large, what needs a person or was given up goes after all else. Blocks.
    ///
    /// # Errors
    /// What the database says.
    pub fn prune(&self, limits: RetentionLimits) -> Result<bool, RelayStoreError> {
        self.change_blocking(move |connection, now| prune_batch(connection, limits, now))
    }
}

fn prune_batch(
    connection: &Connection,
    limits: RetentionLimits,
    now: Moment,
) -> Result<bool, StoreError> {
    let bytes = prune::bytes_held(connection)?;
    for settled in [true, false] {
        let rested: Vec<(i64, Moment)> = connection.fetch_all(
            "SELECT id, changed_at FROM requests
             WHERE state <> 'waiting' AND (state IN ('delivered', 'passed')) = ?1
             ORDER BY changed_at, id LIMIT ?2",
            (settled, BATCH),
            |row| Ok((row.get(0)?, Moment::from_millis(row.get(1)?))),
        )?;
        let is_past = |since: Moment| limits.past_keeping(since, bytes, now);
        if !rested.first().is_some_and(|(_, since)| is_past(*since)) {
            continue;
        }
        for (id, since) in rested {
            if !is_past(since) {
                break;
            }
            connection.run(
                "DELETE FROM requests WHERE id = ?1 AND state <> 'waiting'",
                [id],
            )?;
            // How large the database is now is not known before the commit.
            if limits.keep.is_none() {
                break;
            }
        }
        return Ok(true);
    }
    prune::return_free_pages(connection)
}
