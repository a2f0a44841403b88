//! The table `minutes`: how many delivery errors each incident had in each minute. Plots are drawn from it, so their
//! cost depends on the number of minutes, not of delivery errors.

use std::collections::HashMap;

use jiff::tz::TimeZone;
use rusqlite::Connection;

use super::{incidents, row, tally::Tally};
use crate::{
    incident::{
        Incident, Subject,
        histogram::{self, Minute, Plot},
    },
    model::moment::Moment,
    store::{error::StoreError, reader::Reader, sql::Sql},
};

const MAX_LINES: usize = 8;

pub fn count(
    connection: &Connection,
    incident_id: i64,
    minute: i64,
    counted: &Tally<i64>,
) -> Result<(), StoreError> {
    connection.run(
        "INSERT INTO minutes (incident_id, minute, count, first_id, last_id)
         VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (incident_id, minute) DO UPDATE SET count = count + ?3, last_id = ?5",
        (
            incident_id,
            minute,
            counted.count,
            counted.first,
            counted.last,
        ),
    )
}

/// How many delivery errors of an incident have arrived since then.
pub fn since(connection: &Connection, incident_id: i64, from: Moment) -> Result<i64, StoreError> {
    connection.fetch_value(
        "SELECT ifnull(sum(count), 0) FROM minutes WHERE incident_id = ?1 AND minute > ?2",
        (incident_id, row::minute(from)),
    )
}

/// The delivery errors at each endpoint, or at one of them, without test reports. Both ends are included.
fn by_endpoint(
    connection: &Connection,
    (from, to): (Moment, Moment),
    endpoint: Option<&str>,
) -> Result<Vec<Minute>, StoreError> {
    let mut minutes = connection.fetch_all(
        "SELECT subject, minute, sum(count)
         FROM minutes JOIN incidents ON incidents.id = incident_id
         WHERE minute BETWEEN ?1 AND ?2 AND last_source <> 'test' GROUP BY subject, minute",
        (row::minute(from), row::minute(to)),
        |row| {
            let subject = incidents::subject_from(&row.get::<_, String>(0)?);
            Ok(Minute {
                label: subject.label(),
                endpoint: match subject {
                    Subject::Endpoint(key) => key,
                    Subject::Unreadable => String::new(),
                },
                at: moment_of(row.get(1)?),
                count: row.get(2)?,
            })
        },
    )?;
    minutes.retain(|minute| endpoint.is_none_or(|endpoint| endpoint == minute.endpoint));
    Ok(minutes)
}

pub fn of_incident(
    connection: &Connection,
    incident: &Incident,
) -> Result<Vec<Minute>, StoreError> {
    connection.fetch_all(
        "SELECT minute, count FROM minutes WHERE incident_id = ?1",
        [incident.id],
        |row| {
            Ok(Minute {
                endpoint: incident.endpoint.clone(),
                label: incident.label.clone(),
                at: moment_of(row.get(0)?),
                count: row.get(1)?,
            })
        },
    )
}

/// The delivery errors at one endpoint since then, over all its incidents, without test reports.
pub fn of_subject(
    connection: &Connection,
    subject: &str,
    from: Moment,
) -> Result<Vec<(Moment, i64)>, StoreError> {
    connection.fetch_all(
        "SELECT minute, sum(count) FROM minutes JOIN incidents ON incidents.id = incident_id
         WHERE subject = ?1 AND minute >= ?2 AND last_source <> 'test' GROUP BY minute",
        (subject, row::minute(from)),
        |row| {
            let minute: i64 = row.get(0)?;
            Ok((Moment::from_millis(minute * 60_000), row.get(1)?))
        },
    )
}

/// How many delivery errors each incident had since then.
pub fn by_incident_since(
    connection: &Connection,
    from: Moment,
) -> Result<HashMap<i64, i64>, StoreError> {
    let rows = connection.fetch_all(
        "SELECT incident_id, sum(count) FROM minutes WHERE minute >= ?1 GROUP BY incident_id",
        [row::minute(from)],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    Ok(rows.into_iter().collect())
}

fn moment_of(minute: i64) -> Moment {
    Moment::from_millis(minute * 60_000)
}

impl Reader {
    /// Delivery errors over time. Without a start: from the first one.
    pub fn plot(
        &self,
        from: Option<Moment>,
        to: Moment,
        step: Option<histogram::PlotStep>,
        endpoint: Option<&str>,
        zone: &TimeZone,
    ) -> Result<Plot, StoreError> {
        let first = || {
            let minute: Option<i64> = self.0.fetch_value("SELECT min(minute) FROM minutes", [])?;
            Ok::<_, StoreError>(minute.map_or(to, moment_of))
        };
        let span = (from.map_or_else(first, Ok)?, to);
        let minutes = by_endpoint(&self.0, span, endpoint)?;
        Ok(histogram::draw(span, step, minutes, MAX_LINES, zone))
    }
}
