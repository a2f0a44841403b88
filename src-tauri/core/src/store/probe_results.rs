//! Keeping one probe: what it says of its endpoint's incident, and where that has recovered, resolving it and deciding
//! whether that is told, all within the writer's transaction. Every rule is asked of the pure ones.

use std::time::Duration;

use jiff::tz::TimeZone;

use super::{StoreError, alerts, incidents, probes, timeline, writer::Scope};
use crate::{
    alert::{self, AlertFacts},
    feed::Change,
    incident::{
        Incident, Subject,
        delivery_error::Source,
        recovery::{self, Finding, RecoveryOutlook, RecoveryState},
        timeline::{Actor, TimelineKind},
    },
    probe::Probe,
};

/// Keeps a probe of an endpoint.
pub fn probe_seen(
    scope: &mut Scope<'_>,
    endpoint: &str,
    probe: &Probe,
    settle: Duration,
) -> Result<(), StoreError> {
    let subject = Subject::of_endpoint(endpoint);
    let Subject::Endpoint(endpoint) = &subject else {
        return Ok(());
    };
    let incident = incidents::unresolved(scope.transaction, &subject)?;
    let finding = Finding::of(probe);
    let id = probes::keep(scope.transaction, endpoint, probe, finding)?;
    scope.changes.push(Change::Probed);
    // A test report says nothing of an endpoint.
    if let Some(incident) = incident.filter(|incident| incident.last_source != Source::Test) {
        weigh(scope, &incident, probe, (id, finding), settle)?;
    }
    probes::forget_old(scope.transaction, endpoint)
}

/// Notes what a probe says of an incident that is not resolved, and resolves it where it has recovered.
fn weigh(
    scope: &mut Scope<'_>,
    incident: &Incident,
    probe: &Probe,
    (probe_id, finding): (i64, Finding),
    settle: Duration,
) -> Result<(), StoreError> {
    let before = incidents::course(scope.transaction, incident.id)?.unwrap_or_default();
    let good_since = recovery::good_since(
        before.good_since,
        incident.last_error_at,
        probe.at,
        finding,
        scope.now,
    );
    let course = RecoveryState {
        good_since,
        ..before
    };
    probes::note(
        scope.transaction,
        incident.id,
        (good_since, before.good_since.is_none()),
        (probe_id, finding),
    )?;
    let latest_good = (finding == Finding::Good).then_some(probe.at);
    match recovery::judge(&course, latest_good, settle) {
        RecoveryOutlook::Recovered { since } => recover(
            scope,
            incident,
            &RecoveryState {
                good_since: Some(since),
                ..course
            },
            probe.success_status(),
        ),
        RecoveryOutlook::Failing | RecoveryOutlook::Settling { .. } => Ok(()),
    }
}

fn recover(
    scope: &mut Scope<'_>,
    incident: &Incident,
    course: &RecoveryState,
    status: Option<u16>,
) -> Result<(), StoreError> {
    let (connection, now) = (scope.transaction, scope.now);
    incidents::recover(connection, incident.id, now)?;
    let since = course.good_since.unwrap_or(now);
    let zone = TimeZone::system();
    let text = recovery::recovered_text(incident.opened_at, since, course, status, &zone);
    let entry = timeline::Entry::new(Actor::Rule, TimelineKind::Recovered, &text);
    timeline::add(connection, incident.id, now, &entry)?;
    scope.changes.push(Change::Recovered {
        incident_id: incident.id,
    });
    let said = alerts::said(connection, incident.id)?;
    alerts::overtake(connection, incident.id, now)?;
    let facts = AlertFacts {
        triage: incident.triage(),
        error_count: incident.error_count,
        test: false,
        times_reopened: course.times_reopened,
    };
    let verdict = alert::on_recovery(&facts, &said, now);
    if alerts::write_down(connection, incident.id, verdict, false, now)? {
        scope.changes.push(Change::Alerts);
    }
    Ok(())
}
