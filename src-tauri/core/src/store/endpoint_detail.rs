//! Everything the window shows of an endpoint, from several tables.

use std::time::Duration;

use jiff::tz::TimeZone;

use super::{
    error::StoreError,
    reader::Reader,
    snapshot::Snapshot,
    sql::Sql,
    table::{endpoint_notes, incidents, lasting_mutes, minutes},
};
use crate::{
    incident::{
        Subject,
        endpoint_page::{self, DAYS, EndpointDetail},
    },
    model::{endpoint, moment::Moment},
};

/// The maximum number of listed incidents.
const MAX_INCIDENTS: u32 = 100;
const DAY: Duration = Duration::from_secs(86_400);

impl Reader {
    /// Everything that is stored about an endpoint.
    pub fn endpoint_detail(
        &self,
        endpoint: &str,
        now: Moment,
        zone: &TimeZone,
    ) -> Result<EndpointDetail, StoreError> {
        let connection = &self.0;
        let _snapshot = Snapshot::of(connection)?;
        let key = endpoint::normalise(endpoint);
        let subject = Subject::Endpoint(key.clone());
        let text = incidents::subject_text(&subject);
        let found = connection.fetch_all(
            "SELECT * FROM incidents WHERE subject = ?1 ORDER BY id DESC LIMIT ?2",
            (&text, MAX_INCIDENTS),
            incidents::from_row,
        )?;
        // One day more, because the first day may begin earlier in another time zone.
        let from = now.minus(DAY * u32::try_from(DAYS).unwrap_or(30) + DAY);
        let reports = minutes::of_subject(connection, &text, from)?;
        let monitor: Option<i64> = connection.fetch_optional(
            "SELECT id FROM monitors WHERE endpoint = ?1 AND gone_at IS NULL",
            [&key],
            |row| row.get(0),
        )?;
        let checks = match monitor {
            Some(id) => self.monitor_hours(id, from)?,
            None => Vec::new(),
        };
        let checks = checks
            .iter()
            .map(|hour| (hour.at, i64::from(hour.checks), i64::from(hour.good)));
        Ok(EndpointDetail {
            label: subject.label(),
            host: endpoint::host(&key),
            incidents: found,
            incident_count: connection
                .fetch_value("SELECT count(*) FROM incidents WHERE subject = ?1", [&text])?,
            error_count: connection.fetch_value(
                "SELECT coalesce(sum(error_count), 0) FROM incidents WHERE subject = ?1",
                [&text],
            )?,
            days: endpoint_page::days(now, zone, reports, checks),
            monitor_id: monitor,
            note: endpoint_notes::of_endpoint(connection, &key)?,
            mutes: lasting_mutes::of_endpoint(connection, &key)?,
            endpoint: key,
        })
    }
}
