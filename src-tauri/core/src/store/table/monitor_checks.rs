//! The tables `monitor_checks` and `monitor_hours`: the latest checks of each monitor, and its hours.

use rusqlite::{Connection, Row, types::Type};

use super::row;
use crate::{
    model::moment::Moment,
    monitor::{
        MonitorCheck, MonitorHour, RECENT_CHECKS,
        rollup::{self, Histogram, Rollup},
    },
    probe::Cause,
    store::{error::StoreError, reader::Reader, sql::Sql},
};

impl Reader {
    /// The hours of a monitor from that moment on, oldest first.
    pub fn monitor_hours(&self, id: i64, from: Moment) -> Result<Vec<MonitorHour>, StoreError> {
        let hours = hours(&self.0, id, rollup::hour_of(from), i64::MAX)?;
        let shown = hours
            .iter()
            .map(|(hour, rollup)| rollup::shown(*hour, rollup));
        Ok(shown.collect())
    }
}

/// Stores a check and adds it to the counts of its hour.
pub fn add(connection: &Connection, id: i64, check: &MonitorCheck) -> Result<(), StoreError> {
    connection.run(
        "INSERT INTO monitor_checks (monitor_id, at, good, took_ms, cause, status, sentence)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        (
            id,
            check.at.millis(),
            check.good,
            check.took_ms,
            serde_json::to_string(&check.cause).unwrap_or_default(),
            check.status,
            &check.sentence,
        ),
    )?;
    connection.run(
        "DELETE FROM monitor_checks WHERE monitor_id = ?1 AND id <= (
            SELECT id FROM monitor_checks WHERE monitor_id = ?1
            ORDER BY id DESC LIMIT 1 OFFSET ?2)",
        (id, RECENT_CHECKS as u32),
    )?;
    count(connection, id, check)
}

/// The first check of a new hour deletes expired hours.
fn count(connection: &Connection, id: i64, check: &MonitorCheck) -> Result<(), StoreError> {
    let hour = rollup::hour_of(check.at);
    let known = hours(connection, id, hour, hour)?.pop();
    let is_new = known.is_none();
    let mut rollup = known.map(|(_, rollup)| rollup).unwrap_or_default();
    rollup.add(check);
    connection.run(
        "INSERT INTO monitor_hours (monitor_id, hour, checks, good, took)
         VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (monitor_id, hour) DO UPDATE SET
            checks = excluded.checks, good = excluded.good, took = excluded.took",
        (id, hour, rollup.checks, rollup.good, rollup.took.to_bytes()),
    )?;
    if is_new {
        let oldest = rollup::hour_of(check.at.minus(rollup::KEPT));
        connection.run(
            "DELETE FROM monitor_hours WHERE monitor_id = ?1 AND hour < ?2",
            (id, oldest),
        )?;
    }
    Ok(())
}

pub fn last(connection: &Connection, id: i64) -> Result<Option<MonitorCheck>, StoreError> {
    connection.fetch_optional(
        "SELECT * FROM monitor_checks WHERE monitor_id = ?1 ORDER BY id DESC LIMIT 1",
        [id],
        check_from,
    )
}

pub fn strip(connection: &Connection, id: i64) -> Result<Vec<MonitorCheck>, StoreError> {
    let mut checks = connection.fetch_all(
        "SELECT * FROM monitor_checks WHERE monitor_id = ?1 ORDER BY id DESC LIMIT ?2",
        (id, RECENT_CHECKS as u32),
        check_from,
    )?;
    checks.reverse();
    Ok(checks)
}

fn check_from(row: &Row<'_>) -> rusqlite::Result<MonitorCheck> {
    let cause: String = row.get("cause")?;
    let cause: Cause = serde_json::from_str(&cause)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, Type::Text, error.into()))?;
    Ok(MonitorCheck {
        at: row::moment(row, "at")?,
        good: row.get("good")?,
        took_ms: row.get("took_ms")?,
        cause,
        status: row.get("status")?,
        sentence: row.get("sentence")?,
    })
}

pub fn hours(
    connection: &Connection,
    id: i64,
    from: i64,
    to: i64,
) -> Result<Vec<(i64, Rollup)>, StoreError> {
    let rows = connection.fetch_all(
        "SELECT hour, checks, good, took FROM monitor_hours
         WHERE monitor_id = ?1 AND hour BETWEEN ?2 AND ?3 ORDER BY hour",
        (id, from, to),
        |row| {
            let took: Vec<u8> = row.get("took")?;
            let rollup = Rollup {
                checks: row.get("checks")?,
                good: row.get("good")?,
                took: Histogram::from_bytes(&took),
            };
            Ok((row.get("hour")?, rollup))
        },
    )?;
    Ok(rows)
}
