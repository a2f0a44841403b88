//! Small named numbers: whether a user has stopped the queue, what was deleted, and how much came through the tunnel.

use rusqlite::Connection;

use super::{error::RelayStoreError, handle::RelayStore, reader::RelayReader};
use crate::{
    model::moment::Moment,
    relay::quota::Traffic,
    store::{error::StoreError, sql::Sql as _},
};

const PAUSED: &str = "paused";
/// The newest time of receipt among the deleted requests.
pub const DELETED_UP_TO: &str = "deleted_up_to";
const REQUESTS: &str = "requests";
const BYTES: &str = "bytes";

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
            let found = self.mark(&of_month(now, what))?;
            Ok::<_, RelayStoreError>(found.and_then(|found| found.try_into().ok()).unwrap_or(0))
        };
        Ok(Traffic {
            requests: of(REQUESTS)?,
            bytes: of(BYTES)?,
        })
    }

    /// The number of that name; `None` if there is none.
    pub(super) fn mark(&self, name: &str) -> Result<Option<i64>, RelayStoreError> {
        let value = "SELECT value FROM marks WHERE name = ?1";
        Ok(self.0.fetch_optional(value, [name], |row| row.get(0))?)
    }
}

/// Counts what came through in the month of that moment.
pub fn count_traffic(
    connection: &Connection,
    at: Moment,
    requests: i64,
    bytes: usize,
) -> Result<(), StoreError> {
    let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
    for (what, more) in [(REQUESTS, requests), (BYTES, bytes)] {
        if more > 0 {
            connection.run(
                "INSERT INTO marks (name, value) VALUES (?1, ?2)
                 ON CONFLICT DO UPDATE SET value = value + excluded.value",
                (of_month(at, what), more),
            )?;
        }
    }
    Ok(())
}

/// `requests 2026-11`, in UTC.
fn of_month(at: Moment, what: &str) -> String {
    let at = at.to_string();
    format!("{what} {}", at.get(..7).unwrap_or(&at))
}

/// Raises the number of that name to at least that value.
pub fn raise(connection: &Connection, name: &str, value: i64) -> Result<(), StoreError> {
    connection.run(
        "INSERT INTO marks (name, value) VALUES (?1, ?2)
         ON CONFLICT DO UPDATE SET value = max(value, excluded.value)",
        (name, value),
    )
}
