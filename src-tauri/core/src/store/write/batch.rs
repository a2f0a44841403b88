//! Adds up what the reports of one transaction add to their incidents: a hundred reports at one endpoint in one commit
//! read and write their incident once. The incident is read at its first report, and written before the commit or
//! before anything else in the transaction looks at incidents, as are the reports themselves.

use std::collections::{BTreeMap, HashMap, hash_map::Entry};

use rusqlite::Connection;

use crate::{
    alert::{AlertFacts, AlertHistory, Occurrence, SuppressReason},
    incident::{
        self, Baseline, Change, IncidentState, Subject,
        delivery_error::{Arrival, Source},
    },
    model::moment::Moment,
    store::{
        error::StoreError,
        table::{
            alerts, incident_codes, incident_merchants, incidents, minutes,
            new_delivery_errors::NewDeliveryErrors,
            row,
            tally::{IncidentDelta, Tally},
            totals, until_change,
        },
    },
};

/// The reports of this transaction and the incidents that they joined, with what is not written yet.
#[derive(Default)]
pub struct BatchedReports<'a> {
    pub rows: NewDeliveryErrors<'a>,
    incidents: HashMap<Subject, IncidentInBatch>,
    /// The subject of each endpoint.
    subjects: HashMap<String, Subject>,
}

/// One incident that reports of this transaction joined.
pub struct IncidentInBatch {
    pub incident_id: i64,
    /// Includes the delivery errors of this batch. Nothing else in the transaction changes the incident in the
    /// meantime.
    pub facts: AlertFacts,
    pub said: AlertHistory,
    /// How it failed when it was acknowledged until it changes, and how many delivery errors arrived in the last hour
    /// before this batch.
    baseline: Option<(Baseline, i64)>,
    worst: Option<i64>,
    delta: Option<IncidentDelta>,
    codes: BTreeMap<Option<i64>, Tally<Moment>>,
    minutes: BTreeMap<i64, Tally<i64>>,
    merchants: BTreeMap<String, Tally<Moment>>,
    suppressed: Option<(SuppressReason, i64)>,
}

fn count<K: Ord, T: Copy>(counts: &mut BTreeMap<K, Tally<T>>, key: K, value: T) {
    counts
        .entry(key)
        .and_modify(|tally| {
            tally.count += 1;
            tally.last = value;
        })
        .or_insert(Tally {
            count: 1,
            first: value,
            last: value,
        });
}

impl BatchedReports<'_> {
    /// The subject of a report with that endpoint. Computed once for each spelling.
    pub fn subject(&mut self, endpoint: &str, ids_apart: bool) -> Subject {
        if let Some(known) = self.subjects.get(endpoint) {
            return known.clone();
        }
        let subject = match ids_apart {
            true => Subject::of_endpoint(endpoint),
            false => Subject::of_pattern(endpoint),
        };
        self.subjects.insert(endpoint.to_owned(), subject.clone());
        subject
    }

    /// The incident that a report on that subject joins. Only the first report of a subject in a transaction looks it
    /// up.
    pub fn join(
        &mut self,
        connection: &Connection,
        subject: Subject,
        now: Moment,
        file: impl FnOnce(&Subject) -> Result<(i64, Occurrence), StoreError>,
    ) -> Result<(&mut IncidentInBatch, Occurrence), StoreError> {
        match self.incidents.entry(subject) {
            Entry::Occupied(entry) => Ok((entry.into_mut(), Occurrence::Grew)),
            Entry::Vacant(entry) => {
                let (incident_id, occurrence) = file(entry.key())?;
                let incident = IncidentInBatch::read(connection, incident_id, now)?;
                Ok((entry.insert(incident), occurrence))
            }
        }
    }

    /// Writes everything, and clears the batch.
    pub fn write(&mut self, connection: &Connection, now: Moment) -> Result<(), StoreError> {
        self.rows.finish(connection)?;
        let mut kept = 0;
        for (_, incident) in self.incidents.drain() {
            kept += incident.delta.as_ref().map_or(0, |delta| delta.count);
            incident.write(connection, now)?;
        }
        match kept {
            0 => Ok(()),
            kept => totals::add_kept(connection, kept),
        }
    }
}

impl IncidentInBatch {
    fn read(connection: &Connection, incident_id: i64, now: Moment) -> Result<Self, StoreError> {
        let incident = incidents::by_id(connection, incident_id)?
            .ok_or_else(|| StoreError::Damaged(format!("incident {incident_id} is not there")))?;
        let baseline = match incident.until_change {
            true => until_change::baseline(connection, incident_id)?,
            false => None,
        };
        let baseline = match baseline {
            Some(known) => {
                let counted = until_change::in_last_hour(connection, incident_id, now)?;
                Some((known, counted))
            }
            None => None,
        };
        Ok(Self {
            incident_id,
            baseline,
            facts: incidents::alert_facts(connection, &incident, false)?,
            said: alerts::history(connection, incident_id)?,
            worst: incident.worst_code,
            delta: None,
            codes: BTreeMap::new(),
            minutes: BTreeMap::new(),
            merchants: BTreeMap::new(),
            suppressed: None,
        })
    }

    /// Adds a delivery error to its incident.
    pub fn add(
        &mut self,
        error_id: i64,
        arrival: &Arrival,
        code: Option<i64>,
        (endpoint, message): (&str, &str),
    ) {
        let (at, source) = (arrival.received_at, arrival.source);
        self.facts.error_count += 1;
        self.facts.test = source == Source::Test;
        self.worst = incident::worse_code(self.worst, code);
        count(&mut self.codes, code, at);
        count(&mut self.minutes, row::minute(at), error_id);
        if let Some(merchant) = &arrival.merchant {
            count(&mut self.merchants, merchant.clone(), at);
        }
        self.delta = Some(IncidentDelta {
            count: self.delta.as_ref().map_or(0, |delta| delta.count) + 1,
            error_id,
            at,
            code,
            worst: self.worst,
            endpoint: endpoint.to_owned(),
            message: message.to_owned(),
            source,
            merchant: arrival.merchant.clone(),
        });
    }

    /// What the newest delivery error has changed of an incident that was acknowledged until it changes. It is open
    /// then.
    pub fn changed(&mut self) -> Option<Change> {
        let (baseline, before) = self.baseline?;
        let delta = self.delta.as_ref().filter(|_| !self.facts.test)?;
        let change = baseline.change(delta.code, &delta.message, before + delta.count)?;
        self.baseline = None;
        self.facts.triage.state = IncidentState::Open;
        self.facts.triage.until_change = false;
        Some(change)
    }

    /// Counts one more delivery error that is not notified.
    pub fn suppress(
        &mut self,
        connection: &Connection,
        why: SuppressReason,
        now: Moment,
    ) -> Result<(), StoreError> {
        match &mut self.suppressed {
            Some((before, times)) if *before == why => *times += 1,
            _ => {
                self.write_suppressed(connection, now)?;
                self.suppressed = Some((why, 1));
            }
        }
        Ok(())
    }

    fn write_suppressed(&mut self, connection: &Connection, now: Moment) -> Result<(), StoreError> {
        match self.suppressed.take() {
            Some((why, times)) => {
                alerts::note_suppressed(connection, self.incident_id, why, times, now)
            }
            None => Ok(()),
        }
    }

    fn write(mut self, connection: &Connection, now: Moment) -> Result<(), StoreError> {
        if let Some(delta) = &self.delta {
            incidents::grow(connection, self.incident_id, delta)?;
        }
        for (code, tally) in &self.codes {
            incident_codes::count(connection, self.incident_id, *code, tally)?;
        }
        for (minute, tally) in &self.minutes {
            minutes::count(connection, self.incident_id, *minute, tally)?;
        }
        for (merchant, tally) in &self.merchants {
            incident_merchants::count(connection, self.incident_id, merchant, tally)?;
        }
        self.write_suppressed(connection, now)
    }
}
