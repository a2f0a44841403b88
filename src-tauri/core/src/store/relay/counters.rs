//! Small named numbers: whether a user has stopped the queue, what was deleted, and how much came through the tunnel.

use rusqlite::Connection;

use super::{error::RelayStoreError, handle::RelayStore, reader::RelayReader, traffic};
use crate::{
    model::moment::Moment,
    relay::quota::Traffic,
    store::{error::StoreError, sql::Sql as _},
};

pub const PAUSED: &str = "paused";
/// The newest time of receipt among requests that were deleted by a program that did not count them for the rates.
pub const DELETED_UP_TO: &str = "deleted_up_to";
/// The newest time of receipt among the deleted requests that were counted, and the oldest.
pub const COUNTED_UP_TO: &str = "counted_up_to";
pub const COUNTED_FROM: &str = "counted_from";

impl RelayStore {
    /// Stops or resumes the queue. Survives restarts.
    ///
    /// # Errors
    /// The change is not on disk.
    pub async fn set_paused(&self, paused: bool) -> Result<(), RelayStoreError> {
        self.change(move |connection, _| {
            connection.run(
                "INSERT INTO marks (name, value) VALUES (?1, ?2)
                 ON CONFLICT DO UPDATE SET value = excluded.value",
                (PAUSED, paused),
            )
        })
        .await
    }

    /// Whether a user has stopped the queue. Blocks.
    pub fn paused(&self) -> Result<bool, RelayStoreError> {
        self.read(RelayReader::paused)
    }
}

impl RelayReader {
    /// Whether a user has stopped the queue.
    pub fn paused(&self) -> Result<bool, RelayStoreError> {
        Ok(self.mark(PAUSED)?.is_some_and(|paused| paused != 0))
    }

    /// What came through in the month of `now`. Deleted requests still count.
    pub fn traffic(&self, now: Moment) -> Result<Traffic, RelayStoreError> {
        let of = |what| {
            let found = self.mark(&traffic::of_month(now, what))?;
            Ok::<_, RelayStoreError>(found.and_then(|found| found.try_into().ok()).unwrap_or(0))
        };
        Ok(Traffic {
            requests: of(traffic::REQUESTS)?,
            bytes: of(traffic::BYTES)?,
        })
    }

    /// The number of that name; `None` if there is none.
    pub(super) fn mark(&self, name: &str) -> Result<Option<i64>, RelayStoreError> {
        let value = "SELECT value FROM marks WHERE name = ?1";
        Ok(self.0.fetch_optional(value, [name], |row| row.get(0))?)
    }
}

/// Lowers the number of that name to at most that one.
pub fn lower(connection: &Connection, name: &str, value: i64) -> Result<(), StoreError> {
    connection.run(
        "INSERT INTO marks (name, value) VALUES (?1, ?2)
         ON CONFLICT DO UPDATE SET value = min(value, excluded.value)",
        (name, value),
    )
}

/// Raises the number of that name to at least that value.
pub fn raise(connection: &Connection, name: &str, value: i64) -> Result<(), StoreError> {
    connection.run(
        "INSERT INTO marks (name, value) VALUES (?1, ?2)
         ON CONFLICT DO UPDATE SET value = max(value, excluded.value)",
        (name, value),
    )
}
