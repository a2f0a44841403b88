//! Everything the window shows of an incident, from several tables.

use jiff::tz::TimeZone;

use super::{
    error::StoreError,
    reader::Reader,
    search::endpoints,
    snapshot::Snapshot,
    table::{endpoint_notes, minutes, probes},
};
use crate::{
    incident::{
        detail::IncidentDetail,
        full_timeline::{Observed, full_timeline},
        histogram,
    },
    model::moment::Moment,
};

/// How many previous incidents are shown.
const MAX_PREVIOUS: u32 = 5;

impl Reader {
    pub fn incident_detail(
        &self,
        id: i64,
        now: Moment,
        zone: &TimeZone,
    ) -> Result<Option<IncidentDetail>, StoreError> {
        let _snapshot = Snapshot::of(&self.0)?;
        let Some(incident) = self.incident(id)? else {
            return Ok(None);
        };
        let span = (incident.opened_at, incident.last_error_at);
        let minutes = minutes::of_incident(&self.0, &incident)?;
        let codes = self.codes(id)?;
        let probes = probes::during(&self.0, &incident, probes::KEPT)?;
        let seen = Observed {
            codes: &codes,
            minutes: &minutes,
            probes: &probes,
        };
        Ok(Some(IncidentDetail {
            sentence: incident.sentence(now, zone),
            timeline: full_timeline(&incident, self.timeline(id)?, &seen, now),
            codes,
            merchants: self.merchants(incident.id)?,
            endpoints: endpoints::of_incident(&self.0, &incident)?,
            former: self.previous_incidents(id, MAX_PREVIOUS)?,
            note: endpoint_notes::of_endpoint(&self.0, &incident.endpoint)?,
            plot: histogram::draw(span, None, minutes, 1, zone),
            incident,
        }))
    }
}
