//! The table `incidents`: its rows, what is asked of them and what is written to them.

use rusqlite::{Connection, OptionalExtension, Row};

use super::{StoreError, moment_at};
use crate::{
    incident::{Incident, IncidentState, Subject},
    moment::Moment,
};

const ENDPOINT: &str = "endpoint:";
const UNREADABLE: &str = "unreadable";

fn subject_text(subject: &Subject) -> String {
    match subject {
        Subject::Endpoint(key) => format!("{ENDPOINT}{key}"),
        Subject::Unreadable => UNREADABLE.to_owned(),
    }
}

fn subject_from(text: &str) -> Subject {
    match text.strip_prefix(ENDPOINT) {
        Some(key) => Subject::Endpoint(key.to_owned()),
        None => Subject::Unreadable,
    }
}

fn state_from(text: &str) -> IncidentState {
    match text {
        "acknowledged" => IncidentState::Acknowledged,
        "resolved" => IncidentState::Resolved,
        // The schema allows no other word.
        _ => IncidentState::Open,
    }
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Incident> {
    let subject = subject_from(&row.get::<_, String>("subject")?);
    Ok(Incident {
        id: row.get("id")?,
        label: subject.label(),
        endpoint: match subject {
            Subject::Endpoint(key) => key,
            Subject::Unreadable => String::new(),
        },
        state: state_from(&row.get::<_, String>("state")?),
        opened_at: moment_at(row, "opened_at")?,
        last_error_at: moment_at(row, "last_error_at")?,
        error_count: row.get("error_count")?,
        last_code: row.get("last_code")?,
        previous_id: row.get("previous_id")?,
    })
}

/// The incident of that number.
pub fn by_id(connection: &Connection, id: i64) -> Result<Option<Incident>, StoreError> {
    Ok(connection
        .prepare_cached("SELECT * FROM incidents WHERE id = ?1")?
        .query_row([id], from_row)
        .optional()?)
}

/// The latest incident with that subject, and where it stands.
pub fn latest(
    connection: &Connection,
    subject: &Subject,
) -> Result<Option<(i64, IncidentState)>, StoreError> {
    Ok(connection
        .prepare_cached(
            "SELECT id, state FROM incidents WHERE subject = ?1 ORDER BY id DESC LIMIT 1",
        )?
        .query_row([subject_text(subject)], |row| {
            Ok((row.get(0)?, state_from(&row.get::<_, String>(1)?)))
        })
        .optional()?)
}

/// Begins an incident that counts one delivery error.
pub fn open(
    connection: &Connection,
    subject: &Subject,
    at: Moment,
    code: Option<i64>,
    previous_id: Option<i64>,
) -> Result<i64, StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO incidents
               (subject, state, opened_at, last_error_at, error_count, last_code, previous_id)
             VALUES (?1, 'open', ?2, ?2, 1, ?3, ?4)",
        )?
        .execute((subject_text(subject), at.millis(), code, previous_id))?;
    Ok(connection.last_insert_rowid())
}

/// Counts one more delivery error.
pub fn grow(
    connection: &Connection,
    id: i64,
    at: Moment,
    code: Option<i64>,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE incidents
             SET error_count = error_count + 1, last_error_at = ?2, last_code = ?3 WHERE id = ?1",
        )?
        .execute((id, at.millis(), code))?;
    Ok(())
}

/// How many delivery errors all incidents have together.
pub fn total(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection
        .prepare_cached("SELECT coalesce(sum(error_count), 0) FROM incidents")?
        .query_row([], |row| row.get(0))?)
}
