//! Deletes requests that are past keeping, in small batches. What waits never goes.

use rusqlite::Connection;

use super::{error::RelayStoreError, handle::RelayStore, marks, rates};
use crate::{
    incident::retention::RetentionLimits,
    model::moment::Moment,
    store::{error::StoreError, sql::Sql as _, write::prune},
};

/// The most requests that one batch deletes.
const BATCH: i64 = 100;
/// After how many bytes a batch ends: what is deleted is written over, and what is new waits for that.
const BATCH_BYTES: u64 = 4 << 20;

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
    let mut bytes = prune::bytes_held(connection)?;
    for settled in [true, false] {
        let (mut gone, mut bytes_gone) = (Vec::new(), 0);
        for candidate in longest_unchanged(connection, settled)? {
            if bytes_gone >= BATCH_BYTES || !limits.past_keeping(candidate.since, bytes, now) {
                break;
            }
            marks::raise(connection, marks::COUNTED_UP_TO, candidate.received_at)?;
            marks::lower(connection, marks::COUNTED_FROM, candidate.received_at)?;
            gone.push(candidate.id);
            bytes = bytes.saturating_sub(candidate.bytes);
            bytes_gone += candidate.bytes;
        }
        if !gone.is_empty() {
            rates::count_deleted(connection, &gone, now)?;
            for id in gone {
                connection.run(
                    "DELETE FROM requests WHERE id = ?1 AND state <> 'waiting'",
                    [id],
                )?;
            }
            return Ok(true);
        }
    }
    prune::return_free_pages(connection)
}

/// A request that may be past keeping.
struct Candidate {
    id: i64,
    received_at: i64,
    /// When something last happened to it.
    since: Moment,
    /// How many bytes go with it, at least.
    bytes: u64,
}

/// Those that have been unchanged for longest, of the ones that are settled or of the others that do not wait.
fn longest_unchanged(connection: &Connection, settled: bool) -> Result<Vec<Candidate>, StoreError> {
    connection.fetch_all(
        "SELECT id, changed_at, length(body) + coalesce(
           (SELECT sum(length(response_body) + coalesce(length(edited_body), 0)) FROM attempts WHERE request_id = requests.id), 0), received_at
         FROM requests WHERE state <> 'waiting' AND (state IN ('delivered', 'passed')) = ?1
         ORDER BY changed_at, id LIMIT ?2",
        (settled, BATCH),
        |row| {
            let bytes: i64 = row.get(2)?;
            Ok(Candidate {
                id: row.get(0)?,
                received_at: row.get(3)?,
                since: Moment::from_millis(row.get(1)?),
                bytes: bytes.try_into().unwrap_or(0),
            })
        },
    )
}
