//! Builds the diagnosis and the report of one incident from what is stored, the pure rules and the settings. Sends
//! nothing over the network.

use std::time::Duration;

use jiff::tz::TimeZone;

use super::handle::Engine;
use crate::{
    explain::{self, Cause},
    incident::diagnosis::{self, Context, Diagnosis},
    locale::Language,
    model::{endpoint, moment::Moment, problem::Problem},
    monitor::MonitorConfig,
    probe,
    redaction::Redaction,
    settings::Settings,
    share::incident_report::{self, EvidenceFormat, IncidentReport},
    store::{PageQuery, Reader, Store, StoreError},
};

impl Engine {
    /// Why an incident fails, whether it is over and what was missed. Reads the database: not for async code.
    pub fn diagnosis(&self, incident_id: i64) -> Result<Diagnosis, Problem> {
        let (now, settings) = (self.now(), self.settings());
        let zone = settings.appearance.time_zone.time_zone();
        diagnosis(&self.store, &settings, incident_id, now, &zone)
    }

    /// Writes one incident as a document in that language. Reads the database: not for async code.
    pub fn write_incident_report(
        &self,
        incident_id: i64,
        (format, language): (EvidenceFormat, Language),
    ) -> Result<String, Problem> {
        let (now, settings) = (self.now(), self.settings());
        let zone = settings.appearance.time_zone.time_zone();
        let wanted = (format, language);
        write_incident_report(&self.store, &settings, incident_id, wanted, now, &zone)
    }
}

pub fn diagnosis(
    store: &Store,
    settings: &Settings,
    incident_id: i64,
    now: Moment,
    zone: &TimeZone,
) -> Result<Diagnosis, Problem> {
    store
        .read(|reader| diagnose(reader, settings, incident_id, now, zone))?
        .ok_or_else(|| no_incident(incident_id))
}

pub fn write_incident_report(
    store: &Store,
    settings: &Settings,
    incident_id: i64,
    (format, language): (EvidenceFormat, Language),
    now: Moment,
    zone: &TimeZone,
) -> Result<String, Problem> {
    let report = store
        .read(|reader| incident_report(reader, settings, incident_id, now, zone))?
        .ok_or_else(|| no_incident(incident_id))?;
    let redaction = Redaction::of(settings.secrets());
    let locale = settings.locale().speaking(language);
    Ok(incident_report::write(
        &report, format, &redaction, locale, now, zone,
    ))
}

/// Collects everything for the report of an incident; `None` if there is no such incident.
pub fn incident_report(
    reader: &Reader,
    settings: &Settings,
    incident_id: i64,
    now: Moment,
    zone: &TimeZone,
) -> Result<Option<IncidentReport>, StoreError> {
    let _snapshot = reader.snapshot()?;
    let (Some(detail), Some(diagnosis)) = (
        reader.incident_detail(incident_id, now, zone)?,
        diagnose(reader, settings, incident_id, now, zone)?,
    ) else {
        return Ok(None);
    };
    let page = PageQuery {
        incident_id: Some(incident_id),
        limit: incident_report::SAMPLES,
        ..PageQuery::default()
    };
    let mut samples = Vec::new();
    for row in reader.delivery_errors(&page)?.rows {
        samples.extend(reader.delivery_error(row.id)?);
    }
    let probes = reader.probes_of(&detail.incident)?;
    Ok(Some(IncidentReport {
        detail,
        diagnosis,
        failing_probe: probes.bad,
        good_probe: probes.good,
        samples,
    }))
}

fn diagnose(
    reader: &Reader,
    settings: &Settings,
    incident_id: i64,
    now: Moment,
    zone: &TimeZone,
) -> Result<Option<Diagnosis>, StoreError> {
    let _snapshot = reader.snapshot()?;
    let Some(incident) = reader.incident(incident_id)? else {
        return Ok(None);
    };
    let recovery = reader.recovery_state(incident_id)?.unwrap_or_default();
    let latest = reader.probes_of(&incident)?.latest;
    let asked = incident.probe_endpoint();
    let next_check = reader.next_check(&asked)?;
    let mut diagnosis = with_context(settings, |context| {
        let checks = context.checks(&asked, next_check);
        diagnosis::diagnose(&incident, &recovery, latest, context, (now, checks), zone)
    });
    if diagnosis.cause == Cause::Unknown {
        let open = &diagnosis.explanation.candidates;
        let explained = reader.explained_cause(incident_id, open)?;
        diagnosis.cause = explained.unwrap_or(Cause::Unknown);
    }
    Ok(Some(diagnosis))
}

pub fn no_incident(incident_id: i64) -> Problem {
    Problem::new(
        format!("There is no incident {incident_id}."),
        "It never existed, or it was deleted.",
        "`missedhook list` shows what is there, and `missedhook show ID` the incident of each.",
    )
}

fn with_context<T>(settings: &Settings, work: impl FnOnce(&Context<'_>) -> T) -> T {
    let allowed = &settings.probe;
    work(&Context {
        explain: &explain::explain,
        target: &|endpoint| {
            probe::target(
                endpoint,
                allowed.base_url.as_deref(),
                &allowed.allowed_hosts,
            )
        },
        settle: Duration::from_secs(u64::from(allowed.settle_s)),
        monitored_every: &|endpoint| {
            let endpoint = endpoint::normalise(endpoint);
            let mut monitors = settings.monitors.iter().filter(|monitor| monitor.on);
            monitors
                .find(|monitor| monitor.endpoint() == endpoint)
                .map(MonitorConfig::interval)
        },
    })
}
