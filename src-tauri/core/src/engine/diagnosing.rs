//! What the program knows of one incident: its diagnosis, and evidence of it. Joins what the store knows with what the
//! pure rules say of it and what the settings allow; asks nobody outside.

use std::time::Duration;

use jiff::tz::TimeZone;

use super::Engine;
use crate::{
    explain,
    incident::diagnosis::{Context, Diagnosis},
    incident_report,
    incident_report::{EvidenceFormat, IncidentReport},
    model::{endpoint, moment::Moment, problem::Problem},
    monitor::MonitorConfig,
    probe,
    redaction::Redaction,
    settings::Settings,
    store::{Reader, Store, StoreError},
};

impl Engine {
    /// What is known of why an incident fails, whether it is over and what was missed. Reads the database: not for
    /// async code.
    ///
    /// # Errors
    /// Where there is no such incident, or the store can't be read.
    pub fn diagnosis(&self, incident_id: i64) -> Result<Diagnosis, Problem> {
        let (now, zone) = (self.now(), TimeZone::system());
        diagnosis(&self.store, &self.settings(), incident_id, now, &zone)
    }

    /// One incident as a document. Reads the database: not for async code.
    ///
    /// # Errors
    /// Where there is no such incident, or the store can't be read.
    pub fn evidence(&self, incident_id: i64, format: EvidenceFormat) -> Result<String, Problem> {
        let (now, zone) = (self.now(), TimeZone::system());
        let settings = self.settings();
        evidence(&self.store, &settings, incident_id, format, now, &zone)
    }
}

/// What is known of an incident, at that time.
///
/// # Errors
/// Where there is no such incident, or the store can't be read.
pub fn diagnosis(
    store: &Store,
    settings: &Settings,
    incident_id: i64,
    now: Moment,
    zone: &TimeZone,
) -> Result<Diagnosis, Problem> {
    let read = store.read(|reader| {
        with_context(settings, |context| {
            reader.diagnosis(incident_id, context, now, zone)
        })
    });
    read.map_err(|error| error.problem())?
        .ok_or_else(|| no_incident(incident_id))
}

/// An incident as a document, at that time.
///
/// # Errors
/// Where there is no such incident, or the store can't be read.
pub fn evidence(
    store: &Store,
    settings: &Settings,
    incident_id: i64,
    format: EvidenceFormat,
    now: Moment,
    zone: &TimeZone,
) -> Result<String, Problem> {
    let case = store
        .read(|reader| case(reader, settings, incident_id, now, zone))
        .map_err(|error| error.problem())?
        .ok_or_else(|| no_incident(incident_id))?;
    let redaction = Redaction::of(settings.secrets());
    Ok(incident_report::write(&case, format, &redaction, now, zone))
}

/// All that evidence of an incident rests on, also where no engine runs; none where there is no such incident.
///
/// # Errors
/// What SQLite says.
pub fn case(
    reader: &Reader,
    settings: &Settings,
    incident_id: i64,
    now: Moment,
    zone: &TimeZone,
) -> Result<Option<IncidentReport>, StoreError> {
    with_context(settings, |context| {
        reader.case(incident_id, context, now, zone)
    })
}

/// There is no incident of that number.
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
