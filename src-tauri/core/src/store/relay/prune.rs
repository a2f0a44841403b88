//! Deletes expired requests in small batches. Requests that wait are never deleted.

use rusqlite::Connection;

use super::{counters, error::RelayStoreError, handle::RelayStore, rates};
use crate::{
    incident::retention::RetentionLimits,
    model::moment::Moment,
    store::{error::StoreError, sql::Sql as _, write::prune},
};

/// The maximum number of requests that one batch deletes.
const BATCH: i64 = 100;
/// A batch ends after this many bytes: deleted rows are overwritten, and new requests wait for that.
const BATCH_BYTES: u64 = 4 << 20;

impl RelayStore {
    /// Deletes one small batch of expired requests, or returns some space to the disk. Returns whether there is more to
    /// do. If the database is too large, requests that need a person or were given up are deleted last. Blocks.
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
            if bytes_gone >= BATCH_BYTES || !limits.is_expired(candidate.since, bytes, now) {
                break;
            }
            counters::raise(connection, counters::COUNTED_UP_TO, candidate.received_at)?;
            counters::lower(connection, counters::COUNTED_FROM, candidate.received_at)?;
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

/// A request that may have expired.
struct Candidate {
    id: i64,
    received_at: i64,
    /// When something last happened to it.
    since: Moment,
    /// How many bytes are deleted with it, at least.
    bytes: u64,
}

/// The requests that have been unchanged the longest, either among the settled ones or among the others that do not
/// wait.
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
