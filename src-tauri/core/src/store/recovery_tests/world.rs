//! A database with a manual clock, and what can happen in it.

use std::{collections::BTreeMap, time::Duration};

use rusqlite::Connection;

use super::{SETTLE, T0};
use crate::{
    alert::PendingAlert,
    feed::Topic,
    incident::{
        Action, Incident, IncidentState,
        delivery_error::{Arrival, Source},
        recovery::RecoveryState,
        timeline::TimelineKind,
    },
    model::moment::Moment,
    probe::{Cause, Method, Probe},
    store::{
        StoreError,
        file::schema,
        table::{alerts, incidents, timeline},
        write::{actions, batch::BatchedReports, context::WriteContext, ingest, probe_results},
    },
};

/// A database and a clock.
pub struct World {
    pub connection: Connection,
    pub now: Moment,
    pub changes: Vec<Topic>,
    /// The targets that incidents are forwarded to.
    pub targets: Vec<String>,
}

impl World {
    pub fn new() -> Self {
        let mut connection = Connection::open_in_memory().unwrap();
        schema::migrations().to_latest(&mut connection).unwrap();
        Self {
            connection,
            now: T0,
            changes: Vec::new(),
            targets: Vec::new(),
        }
    }

    pub fn wait(&mut self, seconds: u64) {
        self.now = self.now.plus(Duration::from_secs(seconds));
    }

    pub fn change<T>(
        &mut self,
        work: impl FnOnce(&mut WriteContext<'_>) -> Result<T, StoreError>,
    ) -> T {
        let transaction = self.connection.transaction().unwrap();
        let mut context = WriteContext {
            transaction: &transaction,
            now: self.now,
            ids_apart: false,
            targets: &self.targets,
            changes: &mut self.changes,
        };
        let done = work(&mut context).unwrap();
        transaction.commit().unwrap();
        done
    }

    pub fn report(&mut self, endpoint: &str) -> i64 {
        self.report_of(endpoint, 503, Source::Retm)
    }

    pub fn report_of(&mut self, endpoint: &str, code: i64, source: Source) -> i64 {
        let arrival = Arrival {
            received_at: self.now,
            source,
            merchant: None,
            relay_request: None,
            body: format!(r#"{{"code":{code},"endpoint":"{endpoint}"}}"#).into(),
            headers: BTreeMap::new(),
            remote_addr: String::new(),
        };
        self.change(|context| {
            let mut batched = BatchedReports::default();
            let kept = ingest::ingest(context, &mut batched, &arrival)?;
            batched.write(context.transaction, context.now)?;
            Ok(kept)
        })
        .incident_id
    }

    pub fn probe(&mut self, endpoint: &str, cause: Cause, status: Option<u16>) {
        let probe = Probe {
            url: format!("https://a.example{endpoint}"),
            method: Method::Head,
            at: self.now,
            took_us: 1_000,
            steps: Vec::new(),
            status,
            get_status: None,
            certificate_until: None,
            cause,
            sentence: "It is so.".to_owned(),
            next: String::new(),
        };
        self.change(|context| probe_results::record_probe(context, endpoint, &probe, SETTLE));
    }

    pub fn good(&mut self, endpoint: &str) {
        self.probe(endpoint, Cause::Answers, Some(200));
    }

    pub fn bad(&mut self, endpoint: &str) {
        self.probe(endpoint, Cause::Refused, None);
    }

    /// Sends good probes for a little longer than that.
    pub fn works_for(&mut self, endpoint: &str, seconds: u64) {
        self.wait(1);
        self.good(endpoint);
        self.wait(seconds);
        self.good(endpoint);
    }

    pub fn act(&mut self, action: Action, id: i64) {
        self.change(|context| actions::act(context, action, &[id]));
    }

    pub fn undo(&mut self) {
        self.change(actions::undo);
    }

    pub fn incident(&self, id: i64) -> Incident {
        incidents::by_id(&self.connection, id).unwrap().unwrap()
    }

    pub fn recovery_state(&self, id: i64) -> RecoveryState {
        incidents::recovery_state(&self.connection, id)
            .unwrap()
            .unwrap()
    }

    pub fn state(&self, id: i64) -> IncidentState {
        self.incident(id).state
    }

    /// Raises pending alerts. Returns their kinds.
    pub fn tell(&mut self) -> Vec<String> {
        let pending: Vec<PendingAlert> = alerts::pending(&self.connection).unwrap();
        let now = self.now;
        let mut kinds = Vec::new();
        for alert in pending {
            let kind: String = self
                .connection
                .query_row("SELECT kind FROM alerts WHERE id = ?1", [alert.id], |row| {
                    row.get(0)
                })
                .unwrap();
            kinds.push(kind);
            alerts::mark_shown(&self.connection, alert.id, i64::MAX, "Notified", now).unwrap();
        }
        kinds
    }

    /// The texts on an incident's timeline, oldest first, without those of notifications.
    pub fn story(&self, id: i64) -> Vec<String> {
        let mut entries = timeline::of_incident(&self.connection, id).unwrap();
        entries.reverse();
        entries
            .into_iter()
            .filter(|entry| entry.kind != TimelineKind::Notified)
            .map(|entry| entry.text)
            .collect()
    }

    pub fn number(&self, sql: &str) -> i64 {
        self.connection
            .query_row(sql, [], |row| row.get(0))
            .unwrap()
    }
}
