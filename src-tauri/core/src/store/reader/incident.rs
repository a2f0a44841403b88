//! The reader's questions about one incident: how it stands, how it came to be so, why, and all of that together for the
//! window and as evidence.

use jiff::tz::TimeZone;

use super::{
    super::{
        PageQuery, ProbesOf, StoreError, causes, codes, incidents, minutes, monitors, probes,
        test_reports, timeline,
    },
    Reader,
};
use crate::{
    explain::Cause,
    incident::{
        CodeCount, Incident, IncidentState,
        delivery_error::DeliveryError,
        detail::IncidentDetail,
        diagnosis::{Context, Diagnosis, diagnose},
        full_timeline::{Observed, full_timeline},
        histogram,
        recovery::RecoveryState,
        timeline::TimelineEntry,
    },
    incident_report,
    incident_report::IncidentReport,
    model::moment::Moment,
};

/// When an incident that is over was resolved.
fn ended_at(incident: &Incident) -> Option<Moment> {
    let is_over = incident.state == IncidentState::Resolved;
    is_over.then_some(incident.changed_at)
}

/// How many former incidents are shown.
const MOST_FORMER: u32 = 5;

impl Reader {
    /// One incident.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn incident(&self, id: i64) -> Result<Option<Incident>, StoreError> {
        incidents::by_id(&self.0, id)
    }

    /// The incidents of nothing but test reports that are not resolved.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn unresolved_tests(&self) -> Result<Vec<Incident>, StoreError> {
        test_reports::unresolved(&self.0)
    }

    /// How an incident came to where it is, as far as recovery is concerned.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn course(&self, incident_id: i64) -> Result<Option<RecoveryState>, StoreError> {
        incidents::course(&self.0, incident_id)
    }

    /// The probes that an incident's diagnosis and evidence rest on.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn probes_of(&self, incident: &Incident) -> Result<ProbesOf, StoreError> {
        probes::of_incident(&self.0, incident, ended_at(incident))
    }

    /// What is known of why an incident fails, whether it is over and what was missed; none where there is no such
    /// incident.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn diagnosis(
        &self,
        incident_id: i64,
        context: &Context<'_>,
        now: Moment,
        zone: &TimeZone,
    ) -> Result<Option<Diagnosis>, StoreError> {
        let Some(incident) = self.incident(incident_id)? else {
            return Ok(None);
        };
        let course = self.course(incident_id)?.unwrap_or_default();
        let latest = self.probes_of(&incident)?.latest;
        let next_check = monitors::next_check(&self.0, &incident.endpoint)?;
        let checks = context.checks(&incident.endpoint, next_check);
        let mut diagnosis = diagnose(&incident, &course, latest, context, (now, checks), zone);
        if diagnosis.cause == Cause::Unknown {
            let open = &diagnosis.explanation.candidates;
            let told = causes::told(&self.0, incident_id, open)?;
            diagnosis.cause = told.unwrap_or(Cause::Unknown);
        }
        Ok(Some(diagnosis))
    }

    /// All that evidence of an incident rests on; none where there is no such incident.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn case(
        &self,
        incident_id: i64,
        context: &Context<'_>,
        now: Moment,
        zone: &TimeZone,
    ) -> Result<Option<IncidentReport>, StoreError> {
        let (Some(detail), Some(diagnosis)) = (
            self.incident_detail(incident_id, now, zone)?,
            self.diagnosis(incident_id, context, now, zone)?,
        ) else {
            return Ok(None);
        };
        let page = PageQuery {
            incident_id: Some(incident_id),
            limit: incident_report::SAMPLES,
            ..PageQuery::default()
        };
        let mut samples = Vec::new();
        for row in self.delivery_errors(&page)?.rows {
            samples.extend(self.delivery_error(row.id)?);
        }
        let probes = self.probes_of(&detail.incident)?;
        Ok(Some(IncidentReport {
            detail,
            diagnosis,
            failing_probe: probes.bad,
            good_probe: probes.good,
            samples,
        }))
    }

    /// The newest delivery error of an incident.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn newest_of(&self, incident_id: i64) -> Result<Option<DeliveryError>, StoreError> {
        let query = PageQuery {
            incident_id: Some(incident_id),
            limit: 1,
            ..PageQuery::default()
        };
        Ok(self.delivery_errors(&query)?.rows.into_iter().next())
    }

    /// What happened to an incident, newest first.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn timeline(&self, incident_id: i64) -> Result<Vec<TimelineEntry>, StoreError> {
        timeline::of_incident(&self.0, incident_id)
    }

    /// How often each code came within an incident, the most frequent first.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn codes(&self, incident_id: i64) -> Result<Vec<CodeCount>, StoreError> {
        codes::of_incident(&self.0, incident_id)
    }

    /// The incidents before one at the same endpoint, newest first.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn former(&self, incident_id: i64, limit: u32) -> Result<Vec<Incident>, StoreError> {
        incidents::former(&self.0, incident_id, limit)
    }

    /// Everything that the window shows of an incident.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn incident_detail(
        &self,
        id: i64,
        now: Moment,
        zone: &TimeZone,
    ) -> Result<Option<IncidentDetail>, StoreError> {
        let Some(incident) = self.incident(id)? else {
            return Ok(None);
        };
        let span = (incident.opened_at, incident.last_error_at);
        let minutes = minutes::of_incident(&self.0, &incident)?;
        let codes = self.codes(id)?;
        let probes = probes::during(&self.0, &incident, ended_at(&incident))?;
        let seen = Observed {
            codes: &codes,
            minutes: &minutes,
            probes: &probes,
        };
        Ok(Some(IncidentDetail {
            sentence: incident.sentence(now, zone),
            timeline: full_timeline(&incident, self.timeline(id)?, &seen, now),
            codes,
            former: self.former(id, MOST_FORMER)?,
            plot: histogram::draw(span, None, minutes, 1, zone),
            incident,
        }))
    }
}
