//! What the reports of one transaction add to their incidents, added up: a hundred reports at one endpoint in one
//! commit read and write their incident once and not a hundred times. An incident is read when its first report
//! comes, and all that was gathered is written before the commit, or before anything else in the transaction looks
//! at incidents. The reports themselves are never gathered: each is a row at once.

use std::collections::{BTreeMap, HashMap, hash_map::Entry};

use rusqlite::Connection;

use super::{StoreError, alerts, codes, incidents, minutes};
use crate::{
    alert::{AlertHistory, Occurrence, SuppressReason},
    incident::{self, Subject, Triage, delivery_error::Source},
    model::moment::Moment,
};

/// The incidents that reports of this transaction joined, and what is not written of them yet.
#[derive(Default)]
pub struct Gathered(HashMap<Subject, Growing>);

/// One incident that grows in this transaction.
pub struct Growing {
    /// The incident.
    pub incident_id: i64,
    /// Where it stands; nothing in the transaction changes that while this is held.
    pub triage: Triage,
    /// How many delivery errors it has, with those that are gathered.
    pub error_count: i64,
    /// What was decided and said of it so far.
    pub said: AlertHistory,
    /// How often it came back after it had recovered.
    pub times_reopened: i64,
    worst: Option<i64>,
    grown: Option<Growth>,
    codes: BTreeMap<Option<i64>, Counted<Moment>>,
    minutes: BTreeMap<i64, Counted<i64>>,
    silent: Option<(SuppressReason, i64)>,
}

/// What an incident gained: how many delivery errors, and what it has of the last of them.
pub struct Growth {
    /// How many.
    pub count: i64,
    /// The number of the last.
    pub error_id: i64,
    /// When it came.
    pub at: Moment,
    /// Its code.
    pub code: Option<i64>,
    /// The worst code of the incident by now.
    pub worst: Option<i64>,
    /// Its message.
    pub message: String,
    /// Where it came from.
    pub source: Source,
}

/// How many there were, and the first and the last of them.
#[derive(Clone, Copy)]
pub struct Counted<T> {
    /// How many.
    pub count: i64,
    /// Of the first.
    pub first: T,
    /// Of the last.
    pub last: T,
}

fn count<K: Ord, T: Copy>(counts: &mut BTreeMap<K, Counted<T>>, key: K, value: T) {
    counts
        .entry(key)
        .and_modify(|counted| {
            counted.count += 1;
            counted.last = value;
        })
        .or_insert(Counted {
            count: 1,
            first: value,
            last: value,
        });
}

impl Gathered {
    /// The incident that a report on that subject joins. The first of this transaction is filed.
    pub fn join(
        &mut self,
        connection: &Connection,
        subject: Subject,
        file: impl FnOnce(&Subject) -> Result<(i64, Occurrence), StoreError>,
    ) -> Result<(&mut Growing, Occurrence), StoreError> {
        match self.0.entry(subject) {
            Entry::Occupied(entry) => Ok((entry.into_mut(), Occurrence::Grew)),
            Entry::Vacant(entry) => {
                let (incident_id, occurrence) = file(entry.key())?;
                let growing = Growing::read(connection, incident_id)?;
                Ok((entry.insert(growing), occurrence))
            }
        }
    }

    /// Writes all that was gathered, and forgets the incidents.
    pub fn write(&mut self, connection: &Connection, now: Moment) -> Result<(), StoreError> {
        for (_, growing) in self.0.drain() {
            growing.write(connection, now)?;
        }
        Ok(())
    }
}

impl Growing {
    fn read(connection: &Connection, incident_id: i64) -> Result<Self, StoreError> {
        let incident = incidents::by_id(connection, incident_id)?
            .ok_or_else(|| StoreError::Damaged(format!("incident {incident_id} is not there")))?;
        Ok(Self {
            incident_id,
            triage: incident.triage(),
            error_count: incident.error_count,
            said: alerts::said(connection, incident_id)?,
            times_reopened: incidents::course(connection, incident_id)?
                .unwrap_or_default()
                .times_reopened,
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
        count(&mut self.minutes, minutes::minute(at), error_id);
        self.grown = Some(Growth {
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
        why: SuppressReason,
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
            codes::count(connection, self.incident_id, *code, counted)?;
        }
        for (minute, counted) in &self.minutes {
            minutes::count(connection, self.incident_id, *minute, counted)?;
        }
        self.write_silence(connection, now)
    }
}
