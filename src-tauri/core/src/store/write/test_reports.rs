//! Resolves the incidents of test reports by rule, in the writer's transaction.

use rusqlite::Connection;

use super::context::WriteContext;
use crate::{
    feed::Topic,
    incident::{
        Incident, IncidentState, Triage, test_report,
        timeline::{Actor, TimelineKind},
    },
    model::moment::Moment,
    store::{
        error::StoreError,
        handle::Store,
        sql::Sql,
        table::{alerts, incidents, timeline},
    },
};

impl Store {
    /// Resolves the incidents of test reports that are due. Returns when the next one is due.
    pub fn resolve_test_reports(&self, now: Moment) -> Result<Option<Moment>, StoreError> {
        let unresolved = || self.read(|reader| unresolved(&reader.0));
        let mut left = unresolved()?;
        if left.iter().any(|test| test_report::is_due(test, now)) {
            self.change_blocking(resolve_due)?;
            left = unresolved()?;
        }
        Ok(left.iter().filter_map(test_report::resolves_at).min())
    }
}

/// The unresolved incidents that have only test reports.
fn unresolved(connection: &Connection) -> Result<Vec<Incident>, StoreError> {
    connection.fetch_all(
        "SELECT * FROM incidents
         WHERE id IN (SELECT incident_id FROM delivery_errors
             WHERE source = 'test' AND source <> 'retm')
           AND +state <> 'resolved' AND last_source = 'test'
           AND NOT EXISTS (SELECT 1 FROM delivery_errors
             WHERE incident_id = incidents.id AND source <> 'test')",
        [],
        incidents::from_row,
    )
}

fn resolve_due(context: &mut WriteContext<'_>) -> Result<(), StoreError> {
    let (connection, now) = (context.transaction, context.now);
    for test in unresolved(connection)? {
        if !test_report::is_due(&test, now) {
            continue;
        }
        let triage = Triage {
            state: IncidentState::Resolved,
            ..test.triage()
        };
        incidents::set_state(connection, test.id, triage, true, now)?;
        let text = test_report::RESOLVED_TEXT;
        timeline::note(
            connection,
            test.id,
            now,
            Actor::Rule,
            TimelineKind::Resolved,
            text,
        )?;
        alerts::drop_pending(connection, test.id, now)?;
        context.changes.push(Topic::Incidents);
    }
    Ok(())
}
