//! Keeping one probe: what it says of its endpoint's incident, and where that has recovered, resolving it and deciding
//! whether that is told, all within the writer's transaction. Every rule is asked of the pure ones.

use std::time::Duration;

use jiff::tz::TimeZone;

use super::context::WriteContext;
use crate::{
    alert::{self, Facts},
    feed::Topic,
    incident::{
        Incident, Subject,
        delivery_error::Source,
        recovery::{self, Course, Finding, Outlook},
        timeline::{Kind, Who},
    },
    probe::Probe,
    store::{
        error::StoreError,
        handle::Store,
        table::{alerts, incidents, probes, timeline},
    },
};

impl Store {
    /// Stores a probe of an endpoint, and asks whether the incident there has recovered, which is then resolved and
    /// notified. `endpoint` is the incident's or the monitor's, which may be a bare path if the probe went to the URL
    /// that it stands for; `settle` is for how long it has to answer.
    pub async fn record_probe(
        &self,
        endpoint: String,
        probe: Probe,
        settle: Duration,
    ) -> Result<(), StoreError> {
        self.change(move |context| record_probe(context, &endpoint, &probe, settle))
            .await
    }
}

/// Keeps a probe of an endpoint.
pub fn record_probe(
    context: &mut WriteContext<'_>,
    endpoint: &str,
    probe: &Probe,
    settle: Duration,
) -> Result<(), StoreError> {
    let subject = Subject::of_endpoint(endpoint);
    let Subject::Endpoint(endpoint) = &subject else {
        return Ok(());
    };
    let incident = incidents::unresolved(context.transaction, &subject)?;
    let finding = Finding::of(probe);
    let id = probes::keep(context.transaction, endpoint, probe, finding)?;
    context.changes.push(Topic::Probes);
    // A test report says nothing of an endpoint.
    if let Some(incident) = incident.filter(|incident| incident.last_source != Source::Test) {
        weigh(context, &incident, probe, (id, finding), settle)?;
    }
    probes::forget_old(context.transaction, endpoint)
}

/// Notes what a probe says of an incident that is not resolved, and resolves it where it has recovered.
fn weigh(
    context: &mut WriteContext<'_>,
    incident: &Incident,
    probe: &Probe,
    (probe_id, finding): (i64, Finding),
    settle: Duration,
) -> Result<(), StoreError> {
    let before = incidents::recovery_state(context.transaction, incident.id)?.unwrap_or_default();
    let good_since = recovery::good_since(
        before.good_since,
        incident.last_error_at,
        probe.at,
        finding,
        context.now,
    );
    let course = Course {
        good_since,
        ..before
    };
    probes::note(
        context.transaction,
        incident.id,
        (good_since, before.good_since.is_none()),
        (probe_id, finding),
    )?;
    let latest_good = (finding == Finding::Good).then_some(probe.at);
    match recovery::judge(&course, latest_good, settle) {
        Outlook::Recovered { since } => recover(
            context,
            incident,
            &Course {
                good_since: Some(since),
                ..course
            },
            probe.success_status(),
        ),
        Outlook::Failing | Outlook::Settling { .. } => Ok(()),
    }
}

fn recover(
    context: &mut WriteContext<'_>,
    incident: &Incident,
    course: &Course,
    status: Option<u16>,
) -> Result<(), StoreError> {
    let (connection, now) = (context.transaction, context.now);
    incidents::recover(connection, incident.id, now)?;
    let since = course.good_since.unwrap_or(now);
    let zone = TimeZone::system();
    let text = recovery::recovered_text(incident.opened_at, since, course, status, &zone);
    let entry = timeline::Entry::new(Who::Rule, Kind::Recovered, &text);
    timeline::add(connection, incident.id, now, &entry)?;
    context.changes.push(Topic::Incidents);
    let said = alerts::said(connection, incident.id)?;
    alerts::overtake(connection, incident.id, now)?;
    let facts = Facts {
        standing: incident.standing(),
        error_count: incident.error_count,
        test: false,
        times_come_back: course.times_come_back,
    };
    let verdict = alert::on_recovery(&facts, &said, now);
    if alerts::write_down(connection, incident.id, verdict, false, now)? {
        context.changes.push(Topic::Alerts);
    }
    Ok(())
}
