//! Small named numbers: whether a user has stopped the queue, what was deleted, and how much came through the tunnel.

use rusqlite::Connection;

use super::{error::RelayStoreError, handle::RelayStore, job::Came, reader::RelayReader};
use crate::{
    model::moment::Moment,
    relay::{quota::Traffic, rates::day_of},
    store::{error::StoreError, sql::Sql as _},
};

pub const PAUSED: &str = "paused";
/// The newest time of receipt among requests that were deleted by a program that did not count them for the rates.
pub const DELETED_UP_TO: &str = "deleted_up_to";
/// The newest time of receipt among the deleted requests that were counted, and the oldest.
pub const COUNTED_UP_TO: &str = "counted_up_to";
pub const COUNTED_FROM: &str = "counted_from";
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

/// Counts traffic, each part in the month of its moment.
pub fn count_traffic(
    connection: &Connection,
    came: impl Iterator<Item = Came>,
) -> Result<(), StoreError> {
    // The parts of one commit are moments apart, so nearly always on one day.
    let mut sum: Option<Came> = None;
    for one in came {
        match &mut sum {
            Some(sum) if day_of(sum.at) == day_of(one.at) => {
                sum.traffic.requests += one.traffic.requests;
                sum.traffic.bytes += one.traffic.bytes;
            }
            _ => {
                if let Some(whole) = sum.replace(one) {
                    add_traffic(connection, whole)?;
                }
            }
        }
    }
    sum.map_or(Ok(()), |whole| add_traffic(connection, whole))
}

fn add_traffic(connection: &Connection, Came { at, traffic }: Came) -> Result<(), StoreError> {
    for (what, more) in [(REQUESTS, traffic.requests), (BYTES, traffic.bytes)] {
        if more > 0 {
            let more = i64::try_from(more).unwrap_or(i64::MAX);
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

/// Lowers the number of that name to at most that value.
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
