//! Counts how much came through the tunnel in a month, among the small numbers by name.

use rusqlite::Connection;

use super::database::TrafficSample;
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
    samples: impl Iterator<Item = TrafficSample>,
) -> Result<(), StoreError> {
    // The samples of one commit came within moments: almost always on one day.
    let mut sum: Option<TrafficSample> = None;
    for sample in samples {
        match &mut sum {
            Some(sum) if day_of(sum.at) == day_of(sample.at) => {
                sum.traffic.requests += sample.traffic.requests;
                sum.traffic.bytes += sample.traffic.bytes;
            }
            _ => {
                if let Some(whole) = sum.replace(sample) {
                    add_traffic(connection, whole)?;
                }
            }
        }
    }
    sum.map_or(Ok(()), |whole| add_traffic(connection, whole))
}

fn add_traffic(
    connection: &Connection,
    TrafficSample { at, traffic }: TrafficSample,
) -> Result<(), StoreError> {
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
