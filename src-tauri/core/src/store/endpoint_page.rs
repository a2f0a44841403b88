//! Everything that is kept of one endpoint, for its page.

use std::time::Duration;

use jiff::tz::TimeZone;
use rusqlite::{Connection, OptionalExtension as _};

use super::{StoreError, incidents, minutes, monitors, mutes, notes};
use crate::{
    incident::{
        Incident, Subject,
        endpoint_page::{self, DAYS, EndpointDetail},
    },
    model::{endpoint, moment::Moment},
};

/// How many incidents are listed.
const MOST_INCIDENTS: u32 = 100;
const DAY: Duration = Duration::from_secs(86_400);

/// Everything that is kept of an endpoint.
pub fn detail(
    connection: &Connection,
    endpoint: &str,
    now: Moment,
    zone: &TimeZone,
) -> Result<EndpointDetail, StoreError> {
    let key = endpoint::normalise(endpoint);
    let subject = Subject::Endpoint(key.clone());
    let text = incidents::subject_text(&subject);
    let found: Vec<Incident> = connection
        .prepare_cached("SELECT * FROM incidents WHERE subject = ?1 ORDER BY id DESC LIMIT ?2")?
        .query_map((&text, MOST_INCIDENTS), incidents::from_row)?
        .collect::<Result<_, _>>()?;
    let (incident_count, error_count) = connection
        .prepare_cached(
            "SELECT count(*), coalesce(sum(error_count), 0) FROM incidents WHERE subject = ?1",
        )?
        .query_row([&text], |row| Ok((row.get(0)?, row.get(1)?)))?;
    // A day more: it may have begun yesterday elsewhere.
    let from = now.minus(DAY * u32::try_from(DAYS).unwrap_or(30) + DAY);
    let reports = minutes::of_subject(connection, &text, from)?;
    let monitor: Option<i64> = connection
        .prepare_cached("SELECT id FROM monitors WHERE endpoint = ?1 AND gone_at IS NULL")?
        .query_row([&key], |row| row.get(0))
        .optional()?;
    let checks = match monitor {
        Some(id) => monitors::hours_shown(connection, id, from)?,
        None => Vec::new(),
    };
    let checks = checks
        .iter()
        .map(|hour| (hour.at, i64::from(hour.checks), i64::from(hour.good)));
    Ok(EndpointDetail {
        label: subject.label(),
        host: endpoint::host(&key),
        incidents: found,
        incident_count,
        error_count,
        monitor_id: monitor,
        days: endpoint_page::days(now, zone, reports, checks),
        note: notes::of_endpoint(connection, &key)?,
        mutes: mutes::of_endpoint(connection, &key)?,
        endpoint: key,
    })
}
