//! The table `minutes`: how many delivery errors of each incident came in each minute. Plots are drawn from it, so that
//! they cost as much as the minutes and not as the delivery errors.

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

const MOST_LINES: usize = 8;

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
    )?;
    Ok(())
}

/// Both ends included.
#[derive(Clone, Copy)]
pub struct Span {
    pub from: Moment,
    pub to: Moment,
}

fn minutes_of(span: Span) -> (i64, i64) {
    (row::minute(span.from), row::minute(span.to))
}

/// At each endpoint or at one of them, without test reports.
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
                at: Moment::from_millis(row.get::<_, i64>(0)? * 60_000),
                count: row.get(1)?,
            })
        },
    )
}

/// When the first delivery error came.
pub fn first(connection: &Connection) -> Result<Option<Moment>, StoreError> {
    let minute: Option<i64> = connection.fetch_value("SELECT min(minute) FROM minutes", [])?;
    Ok(minute.map(|minute| Moment::from_millis(minute * 60_000)))
}

impl Reader {
    /// Delivery errors over time. Without a beginning: from the first one.
    pub fn plot(
        &self,
        from: Option<Moment>,
        to: Moment,
        step: Option<histogram::PlotStep>,
        endpoint: Option<&str>,
        zone: &TimeZone,
    ) -> Result<Plot, StoreError> {
        let from = match from {
            Some(from) => from,
            None => first(&self.0)?.unwrap_or(to),
        };
        let minutes = by_endpoint(&self.0, Span { from, to }, endpoint)?;
        Ok(histogram::draw((from, to), step, minutes, MOST_LINES, zone))
    }
}
