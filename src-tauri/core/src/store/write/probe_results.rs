//! Stores one probe and applies it to its endpoint's incident, which is resolved if it has recovered, all within the
//! writer's transaction. The rules are in the pure crate.

use std::time::Duration;

use jiff::tz::TimeZone;

use super::context::WriteContext;
use crate::{
    alert,
    feed::Topic,
    incident::{
        Incident,
        delivery_error::Source,
        recovery::{self, Finding, RecoveryOutlook, RecoveryState},
        timeline::{Actor, TimelineKind},
    },
    model::{endpoint, path_pattern},
    probe::Probe,
    store::{
        error::StoreError,
        handle::Store,
        table::{alerts, incidents, outbox, probes, timeline},
    },
};

impl Store {
    /// Stores a probe of an endpoint. If the incident there has recovered, resolves it and notifies. `endpoint` is that
    /// of the incident or the monitor and may be a bare path; `settle` is how long the endpoint has to keep answering.
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

pub fn record_probe(
    context: &mut WriteContext<'_>,
    endpoint: &str,
    probe: &Probe,
    settle: Duration,
) -> Result<(), StoreError> {
    let incident = incidents::unresolved_of(context.transaction, endpoint)?;
    let own = endpoint::normalise(endpoint);
    let endpoint = incident
        .as_ref()
        .map_or(&*own, |found| &*found.endpoint)
        .to_owned();
    // The same probe may arrive under the probed URL and under its incident's name for it; it counts once.
    let is_of_pattern = endpoint != own || path_pattern::has_id(&endpoint);
    if is_of_pattern && probes::is_kept(context.transaction, &endpoint, probe)? {
        return Ok(());
    }
    let finding = Finding::of(probe);
    let id = probes::insert(context.transaction, &endpoint, probe, finding)?;
    context.changes.push(Topic::Probes);
    // A test report says nothing about an endpoint.
    if let Some(incident) = incident.filter(|incident| incident.last_source != Source::Test) {
        judge(context, &incident, probe, (id, finding), settle)?;
    }
    probes::delete_old(context.transaction, &endpoint)
}

/// Applies a probe to an unresolved incident, and resolves the incident if it has recovered.
fn judge(
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
    let recovery_history = RecoveryState {
        good_since,
        ..before
    };
    probes::note_on_incident(
        context.transaction,
        incident.id,
        (good_since, before.good_since.is_none()),
        (probe_id, finding),
    )?;
    let latest_good = (finding == Finding::Good).then_some(probe.at);
    match recovery::judge(&recovery_history, latest_good, settle) {
        RecoveryOutlook::Recovered { since } => recover(
            context,
            incident,
            &RecoveryState {
                good_since: Some(since),
                ..recovery_history
            },
            probe.success_status(),
        ),
        RecoveryOutlook::Failing | RecoveryOutlook::Settling { .. } => Ok(()),
    }
}

fn recover(
    context: &mut WriteContext<'_>,
    incident: &Incident,
    recovery_history: &RecoveryState,
    status: Option<u16>,
) -> Result<(), StoreError> {
    let since = recovery_history.good_since.unwrap_or(context.now);
    let zone = TimeZone::system();
    let text = recovery::recovered_text(incident.opened_at, since, recovery_history, status, &zone);
    resolve_recovered(context, incident, &text)
}

/// Resolves an incident by rule. `text` goes into its timeline.
pub fn resolve_recovered(
    context: &mut WriteContext<'_>,
    incident: &Incident,
    text: &str,
) -> Result<(), StoreError> {
    let (connection, now) = (context.transaction, context.now);
    incidents::recover(connection, incident.id, now)?;
    timeline::note(
        connection,
        incident.id,
        now,
        Actor::Rule,
        TimelineKind::Recovered,
        text,
    )?;
    context.changes.push(Topic::Incidents);
    let said = alerts::history(connection, incident.id)?;
    alerts::drop_pending(connection, incident.id, now)?;
    let facts = incidents::alert_facts(connection, incident, false)?;
    outbox::on_recovery(context, incident.id, &facts)?;
    let verdict = alert::on_recovery(&facts, &said, now);
    if alerts::store_decision(connection, incident.id, verdict, false, now)? {
        context.changes.push(Topic::Alerts);
    }
    Ok(())
}
