//! Counts how much came through the tunnel in a month, among the small numbers by name.

use rusqlite::Connection;

use super::database::Came;
use crate::{
    model::moment::Moment,
    relay::rates::day_of,
    store::{error::StoreError, sql::Sql as _},
};

pub const REQUESTS: &str = "requests";
pub const BYTES: &str = "bytes";

/// Counts what came through, each in the month of its moment.
pub fn count_traffic(
    connection: &Connection,
    came: impl Iterator<Item = Came>,
) -> Result<(), StoreError> {
    // Those of one commit came within moments: all but ever on one day.
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

/// `requests 2026-11`, by UTC.
pub fn of_month(at: Moment, what: &str) -> String {
    let at = at.to_string();
    format!("{what} {}", at.get(..7).unwrap_or(&at))
}
