//! What the reports of one transaction add to their incidents, added up: a hundred reports at one endpoint in one
//! commit read and write their incident once and not a hundred times. An incident is read when its first report
//! comes, and all that was gathered is written before the commit, or before anything else in the transaction looks
//! at incidents. The reports themselves are never gathered: each is a row at once.

use std::collections::{BTreeMap, HashMap, hash_map::Entry};

use rusqlite::Connection;

use crate::{
    alert::{Occurrence, Said, Why},
    incident::{self, Standing, Subject, delivery_error::Source},
    model::moment::Moment,
    store::{
        error::StoreError,
        table::{
            alerts, incident_codes, incidents, minutes, row,
            tally::{IncidentDelta, Tally},
        },
    },
};

/// The incidents that reports of this transaction joined, and what is not written of them yet.
#[derive(Default)]
pub struct BatchedIncidents(HashMap<Subject, IncidentInBatch>);

/// One incident that grows in this transaction.
pub struct IncidentInBatch {
    /// The incident.
    pub incident_id: i64,
    /// Where it stands; nothing in the transaction changes that while this is held.
    pub standing: Standing,
    /// How many delivery errors it has, with those that are gathered.
    pub error_count: i64,
    /// What was decided and said of it so far.
    pub said: Said,
    /// How often it came back after it had recovered.
    pub times_come_back: i64,
    worst: Option<i64>,
    grown: Option<IncidentDelta>,
    codes: BTreeMap<Option<i64>, Tally<Moment>>,
    minutes: BTreeMap<i64, Tally<i64>>,
    silent: Option<(Why, i64)>,
}

fn count<K: Ord, T: Copy>(counts: &mut BTreeMap<K, Tally<T>>, key: K, value: T) {
    counts
        .entry(key)
        .and_modify(|counted| {
            counted.count += 1;
            counted.last = value;
        })
        .or_insert(Tally {
            count: 1,
            first: value,
            last: value,
        });
}

impl BatchedIncidents {
    /// The incident that a report on that subject joins. The first of this transaction is filed.
    pub fn join(
        &mut self,
        connection: &Connection,
        subject: Subject,
        file: impl FnOnce(&Subject) -> Result<(i64, Occurrence), StoreError>,
    ) -> Result<(&mut IncidentInBatch, Occurrence), StoreError> {
        match self.0.entry(subject) {
            Entry::Occupied(entry) => Ok((entry.into_mut(), Occurrence::Grew)),
            Entry::Vacant(entry) => {
                let (incident_id, occurrence) = file(entry.key())?;
                let incident = IncidentInBatch::read(connection, incident_id)?;
                Ok((entry.insert(incident), occurrence))
            }
        }
    }

    /// Writes all that was gathered, and forgets the incidents.
    pub fn write(&mut self, connection: &Connection, now: Moment) -> Result<(), StoreError> {
        for (_, incident) in self.0.drain() {
            incident.write(connection, now)?;
        }
        Ok(())
    }
}

impl IncidentInBatch {
    fn read(connection: &Connection, incident_id: i64) -> Result<Self, StoreError> {
        let incident = incidents::by_id(connection, incident_id)?
            .ok_or_else(|| StoreError::Damaged(format!("incident {incident_id} is not there")))?;
        Ok(Self {
            incident_id,
            standing: incident.standing(),
            error_count: incident.error_count,
            said: alerts::said(connection, incident_id)?,
            times_come_back: incidents::recovery_state(connection, incident_id)?
                .unwrap_or_default()
                .times_come_back,
            worst: incident.worst_code,
            grown: None,
            codes: BTreeMap::new(),
            minutes: BTreeMap::new(),
            silent: None,
        })
    }

    /// One more delivery error.
    pub fn add(
        &mut self,
        error_id: i64,
        at: Moment,
        code: Option<i64>,
        message: &str,
        source: Source,
    ) {
        self.error_count += 1;
        self.worst = incident::worse(self.worst, code);
        count(&mut self.codes, code, at);
        count(&mut self.minutes, row::minute(at), error_id);
        self.grown = Some(IncidentDelta {
            count: self.grown.as_ref().map_or(0, |grown| grown.count) + 1,
            error_id,
            at,
            code,
            worst: self.worst,
            message: message.to_owned(),
            source,
        });
    }

    /// One more delivery error that is not told, and why.
    pub fn keep_silent(
        &mut self,
        connection: &Connection,
        why: Why,
        now: Moment,
    ) -> Result<(), StoreError> {
        match &mut self.silent {
            Some((before, times)) if *before == why => *times += 1,
            _ => {
                self.write_silence(connection, now)?;
                self.silent = Some((why, 1));
            }
        }
        Ok(())
    }

    fn write_silence(&mut self, connection: &Connection, now: Moment) -> Result<(), StoreError> {
        match self.silent.take() {
            Some((why, times)) => alerts::not_told(connection, self.incident_id, why, times, now),
            None => Ok(()),
        }
    }

    fn write(mut self, connection: &Connection, now: Moment) -> Result<(), StoreError> {
        if let Some(growth) = &self.grown {
            incidents::grow(connection, self.incident_id, growth)?;
        }
        for (code, counted) in &self.codes {
            incident_codes::count(connection, self.incident_id, *code, counted)?;
        }
        for (minute, counted) in &self.minutes {
            minutes::count(connection, self.incident_id, *minute, counted)?;
        }
        self.write_silence(connection, now)
    }
}
