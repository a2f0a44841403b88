//! Resolving the incidents of test reports by rule, within the writer's transaction. When that is due is asked of the pure
//! rule.

use rusqlite::Connection;

use super::{StoreError, alerts, incidents, timeline, writer::Scope};
use crate::{
    feed::Change,
    incident::{
        Incident, IncidentState, Triage, test_report,
        timeline::{Actor, TimelineKind},
    },
};

/// The incidents of nothing but test reports that are not resolved.
pub fn unresolved(connection: &Connection) -> Result<Vec<Incident>, StoreError> {
    let rows = connection
        .prepare_cached(
            "SELECT * FROM incidents
             WHERE id IN (SELECT incident_id FROM delivery_errors
                 WHERE source = 'test' AND source <> 'retm')
               AND +state <> 'resolved' AND last_source = 'test'
               AND NOT EXISTS (SELECT 1 FROM delivery_errors
                 WHERE incident_id = incidents.id AND source <> 'test')",
        )?
        .query_map([], incidents::from_row)?
        .collect::<Result<_, _>>()?;
    Ok(rows)
}

/// Resolves those that are due.
pub fn resolve_due(scope: &mut Scope<'_>) -> Result<(), StoreError> {
    let (connection, now) = (scope.transaction, scope.now);
    for test in unresolved(connection)? {
        if !test_report::is_due(&test, now) {
            continue;
        }
        let triage = Triage {
            state: IncidentState::Resolved,
            ..test.triage()
        };
        incidents::stand(connection, test.id, triage, true, now)?;
        let entry = timeline::Entry::new(
            Actor::Rule,
            TimelineKind::Resolved,
            test_report::RESOLVED_TEXT,
        );
        timeline::add(connection, test.id, now, &entry)?;
        alerts::overtake(connection, test.id, now)?;
        scope.changes.push(Change::Acted {
            incident_id: test.id,
        });
    }
    Ok(())
}
