//! The table `minutes`: how many delivery errors of each incident came in each minute. What every plot is made
//! of, so that it costs as much as the minutes in it and not as the delivery errors.

use std::collections::HashMap;

use rusqlite::Connection;

use super::{StoreError, incidents};
use crate::store::batch::Counted;
use crate::{
    incident::{Incident, Subject, histogram::Minute},
    model::moment::Moment,
};

/// The minute of that moment, since 1970.
pub const fn minute(at: Moment) -> i64 {
    at.millis().div_euclid(60_000)
}

/// Counts delivery errors in their minute; they are told by their numbers.
pub fn count(
    connection: &Connection,
    incident_id: i64,
    minute: i64,
    counted: &Counted<i64>,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO minutes (incident_id, minute, count, first_id, last_id)
             VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (incident_id, minute) DO UPDATE SET count = count + ?3, last_id = ?5",
        )?
        .execute((
            incident_id,
            minute,
            counted.count,
            counted.first,
            counted.last,
        ))?;
    Ok(())
}

/// Which minutes are asked for: both ends included.
#[derive(Clone, Copy)]
pub struct Span {
    pub from: Moment,
    pub to: Moment,
}

fn minutes_of(span: Span) -> (i64, i64) {
    (minute(span.from), minute(span.to))
}

/// What came in that time at each endpoint, or at one of them, without test reports.
pub fn by_endpoint(
    connection: &Connection,
    span: Span,
    endpoint: Option<&str>,
) -> Result<Vec<Minute>, StoreError> {
    let (from, to) = minutes_of(span);
    let mut rows = Vec::new();
    let mut statement = connection.prepare_cached(
        "SELECT subject, minute, sum(count) FROM minutes JOIN incidents ON incidents.id = incident_id
         WHERE minute BETWEEN ?1 AND ?2 AND last_source <> 'test' GROUP BY subject, minute",
    )?;
    let mut found = statement.query((from, to))?;
    while let Some(row) = found.next()? {
        let subject = incidents::subject_from(&row.get::<_, String>(0)?);
        let label = subject.label();
        let name = match subject {
            Subject::Endpoint(key) => key,
            Subject::Unreadable => String::new(),
        };
        if endpoint.is_none_or(|endpoint| endpoint == name) {
            rows.push(Minute {
                endpoint: name,
                label,
                at: Moment::from_millis(row.get::<_, i64>(1)? * 60_000),
                count: row.get(2)?,
            });
        }
    }
    Ok(rows)
}

/// What came of one incident.
pub fn of_incident(
    connection: &Connection,
    incident: &Incident,
) -> Result<Vec<Minute>, StoreError> {
    let rows = connection
        .prepare_cached("SELECT minute, count FROM minutes WHERE incident_id = ?1")?
        .query_map([incident.id], |row| {
            Ok(Minute {
                endpoint: incident.endpoint.clone(),
                label: incident.label.clone(),
                at: Moment::from_millis(row.get::<_, i64>(0)? * 60_000),
                count: row.get(1)?,
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(rows)
}

/// What came at one endpoint since then, over all its incidents, without test reports.
pub fn of_subject(
    connection: &Connection,
    subject: &str,
    from: Moment,
) -> Result<Vec<(Moment, i64)>, StoreError> {
    let rows = connection
        .prepare_cached(
            "SELECT minute, sum(count) FROM minutes JOIN incidents ON incidents.id = incident_id
             WHERE subject = ?1 AND minute >= ?2 AND last_source <> 'test' GROUP BY minute",
        )?
        .query_map((subject, minute(from)), |row| {
            Ok((
                Moment::from_millis(row.get::<_, i64>(0)? * 60_000),
                row.get(1)?,
            ))
        })?
        .collect::<Result<_, _>>()?;
    Ok(rows)
}

/// How many came of each incident since then.
pub fn by_incident_since(
    connection: &Connection,
    from: Moment,
) -> Result<HashMap<i64, i64>, StoreError> {
    let rows = connection
        .prepare_cached(
            "SELECT incident_id, sum(count) FROM minutes WHERE minute >= ?1 GROUP BY incident_id",
        )?
        .query_map([minute(from)], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    Ok(rows)
}

/// When the first delivery error came; none where there is none.
pub fn first(connection: &Connection) -> Result<Option<Moment>, StoreError> {
    let minute: Option<i64> = connection
        .prepare_cached("SELECT min(minute) FROM minutes")?
        .query_row([], |row| row.get(0))?;
    Ok(minute.map(|minute| Moment::from_millis(minute * 60_000)))
}
