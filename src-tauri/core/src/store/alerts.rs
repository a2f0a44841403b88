//! The table `alerts`: what was decided to be told, and whether it has been.

use rusqlite::{Connection, OptionalExtension};

use super::{StoreError, moment_at};
use crate::{alert::Said, moment::Moment};

/// An alert that is decided and not yet raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PendingAlert {
    /// Its number.
    pub id: i64,
    /// The incident that it tells of.
    pub incident_id: i64,
    /// Whether it replaces what was said of the incident before.
    pub update: bool,
    /// Not to be raised before that.
    pub due_at: Moment,
}

/// Writes down that something is to be told.
pub fn decided(
    connection: &Connection,
    incident_id: i64,
    update: bool,
    now: Moment,
    due: Moment,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO alerts (incident_id, is_update, decided_at, due_at) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute((incident_id, update, now.millis(), due.millis()))?;
    Ok(())
}

/// What was decided and said of an incident so far.
pub fn said(connection: &Connection, incident_id: i64) -> Result<Said, StoreError> {
    let latest: Option<Option<i64>> = connection
        .prepare_cached(
            "SELECT raised_at FROM alerts WHERE incident_id = ?1 ORDER BY id DESC LIMIT 1",
        )?
        .query_row([incident_id], |row| row.get(0))
        .optional()?;
    Ok(match latest {
        None => Said::Nothing,
        Some(None) => Said::Pending,
        Some(Some(at)) => Said::Raised(Moment::from_millis(at)),
    })
}

/// Notes that an alert was raised; gives its incident, or none where it was raised before.
pub fn raised(connection: &Connection, id: i64, at: Moment) -> Result<Option<i64>, StoreError> {
    Ok(connection
        .prepare_cached(
            "UPDATE alerts SET raised_at = ?2 WHERE id = ?1 AND raised_at IS NULL
             RETURNING incident_id",
        )?
        .query_row((id, at.millis()), |row| row.get(0))
        .optional()?)
}

/// Everything that is decided and not yet raised, the first due first.
pub fn pending(connection: &Connection) -> Result<Vec<PendingAlert>, StoreError> {
    let rows = connection
        .prepare_cached(
            "SELECT id, incident_id, is_update, due_at FROM alerts
             WHERE raised_at IS NULL ORDER BY due_at, id",
        )?
        .query_map([], |row| {
            Ok(PendingAlert {
                id: row.get("id")?,
                incident_id: row.get("incident_id")?,
                update: row.get("is_update")?,
                due_at: moment_at(row, "due_at")?,
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(rows)
}
