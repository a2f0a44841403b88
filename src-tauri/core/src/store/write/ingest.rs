//! Stores one report: parses it, assigns it to its incident, counts it and decides whether to notify, all within the
//! writer's transaction. The rules are in the pure crate.

use rusqlite::Connection;

use super::{
    batch::{BatchedReports, IncidentInBatch},
    context::WriteContext,
    reports::{Ingest, Job, StoredReport},
};
use crate::{
    alert::{self, AlertDecision, Occurrence},
    feed::Topic,
    incident::{
        self, Assignment, Change, Subject,
        delivery_error::Arrival,
        payload, recovery,
        timeline::{Actor, TimelineKind},
    },
    locale::Locale,
    model::moment::Moment,
    store::{
        error::{IngestError, StoreError},
        handle::Store,
        table::{alerts, incidents, outbox, timeline},
    },
};

impl Store {
    /// Stores a report. Returns once it is on disk and assigned to its incident.
    ///
    /// # Errors
    /// [`IngestError::QueueFull`] at once, or why the commit failed: the report is not stored then. If the disk hangs,
    /// [`StoreError::Hangs`]: a report that waited for the disk may be stored once it answers again.
    pub async fn ingest(&self, arrival: Arrival) -> Result<StoredReport, IngestError> {
        let arrival = Box::new(arrival);
        self.send_if_room(|reply| Job::Insert(Ingest { arrival, reply }))
            .await
    }
}

/// Stores one report. Its row and what it adds to its incident stay in the batch.
pub fn ingest<'a>(
    context: &mut WriteContext<'_>,
    batched: &mut BatchedReports<'a>,
    arrival: &'a Arrival,
) -> Result<StoredReport, StoreError> {
    let transaction = context.transaction;
    let reading = payload::read(&arrival.body, &arrival.headers).outcome;
    let (subject, code, said) = match &reading {
        Ok(report) => (
            batched.subject(&report.endpoint, context.ids_apart),
            report.code,
            (&*report.endpoint, &*report.message),
        ),
        Err(_) => (Subject::Unreadable, None, ("", "")),
    };
    let at = arrival.received_at;
    let id = batched.rows.next_id(transaction)?;
    let (incident, occurrence) = batched.join(transaction, subject, context.now, |subject| {
        file(transaction, subject, at, code, context.now)
    })?;
    let incident_id = incident.incident_id;
    incident.add(id, arrival, code, said);
    let change = incident.changed();
    let occurrence = match change {
        Some(change) => {
            end_acknowledgement(context, incident, change)?;
            Occurrence::Changed
        }
        None => occurrence,
    };
    outbox::on_report(context, incident_id, occurrence, &incident.facts)?;
    match alert::on_report(occurrence, &incident.facts, &incident.said, context.now) {
        AlertDecision::Covered => {}
        AlertDecision::Silent(why) => incident.suppress(transaction, why, context.now)?,
        verdict => {
            alerts::store_decision(
                transaction,
                incident_id,
                verdict,
                incident.facts.test,
                context.now,
            )?;
            if let Some(change) = change {
                alerts::note_change(transaction, incident_id, change)?;
            }
            incident.said = alerts::history(transaction, incident_id)?;
            context.changes.push(Topic::Alerts);
        }
    }
    context.changes.push(Topic::Reports);
    let stored = StoredReport {
        id,
        incident_id,
        readable: reading.is_ok(),
    };
    let ids = (id, incident_id);
    batched.rows.add(transaction, ids, arrival, reading)?;
    Ok(stored)
}

/// Reopens an incident that was acknowledged until it changes, and has changed.
fn end_acknowledgement(
    context: &mut WriteContext<'_>,
    incident: &mut IncidentInBatch,
    change: Change,
) -> Result<(), StoreError> {
    let (connection, now) = (context.transaction, context.now);
    let id = incident.incident_id;
    incidents::set_state(connection, id, incident.facts.triage, false, now)?;
    let change = change.words(Locale::default());
    let text = format!("No longer acknowledged: {change}");
    timeline::note(
        connection,
        id,
        now,
        Actor::Retm,
        TimelineKind::Reopened,
        &text,
    )?;
    alerts::drop_pending(connection, id, now)?;
    incident.said = alerts::history(connection, id)?;
    context.changes.push(Topic::Incidents);
    Ok(())
}

/// Finds, opens or reopens the incident that a report on that subject joins.
fn file(
    connection: &Connection,
    subject: &Subject,
    at: Moment,
    code: Option<i64>,
    now: Moment,
) -> Result<(i64, Occurrence), StoreError> {
    let previous_id = match incident::assign(incidents::latest(connection, subject)?, at) {
        Assignment::Joins { id } => return Ok((id, Occurrence::Grew)),
        Assignment::Reopens { id, after } => {
            incidents::reopen(connection, id, at)?;
            let text = recovery::came_back_text(after);
            timeline::note(
                connection,
                id,
                at,
                Actor::Retm,
                TimelineKind::Reopened,
                &text,
            )?;
            // A pending alert is about a recovery that is no longer true.
            alerts::drop_pending(connection, id, now)?;
            outbox::take_back_recovery(connection, id)?;
            return Ok((id, Occurrence::CameBack));
        }
        Assignment::Opens { previous_id } => previous_id,
    };
    let id = incidents::open(connection, subject, at, code, previous_id)?;
    timeline::note(
        connection,
        id,
        at,
        Actor::Retm,
        TimelineKind::Opened,
        "Opened",
    )?;
    Ok((id, Occurrence::Opened))
}

/// Asks the policy whether to notify what happened to an incident, and stores the answer.
pub fn decide(
    context: &mut WriteContext<'_>,
    incident_id: i64,
    occurrence: Occurrence,
    test: bool,
) -> Result<(), StoreError> {
    let Some(incident) = incidents::by_id(context.transaction, incident_id)? else {
        return Ok(());
    };
    let facts = incidents::alert_facts(context.transaction, &incident, test)?;
    let said = alerts::history(context.transaction, incident_id)?;
    let verdict = alert::on_report(occurrence, &facts, &said, context.now);
    if alerts::store_decision(context.transaction, incident_id, verdict, test, context.now)? {
        context.changes.push(Topic::Alerts);
    }
    Ok(())
}
