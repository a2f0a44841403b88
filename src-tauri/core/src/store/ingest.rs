//! Keeping one report: reads it, files it under its incident, counts it and decides whether it is
//! told, all within the writer's transaction. Every rule is asked of the pure ones.

use rusqlite::Connection;

use super::{Kept, StoreError, alerts, delivery_errors, incidents, timeline, writer::Scope};
use crate::store::batch::Gathered;
use crate::{
    alert::{self, AlertDecision, AlertFacts, Occurrence},
    feed::Change,
    incident::{
        self, Filing, Subject,
        delivery_error::{Arrival, Source},
        payload, recovery,
        timeline::{Actor, TimelineKind},
    },
    model::moment::Moment,
};

/// Keeps one report; gives its number. What it adds to its incident is gathered.
pub fn keep(
    scope: &mut Scope<'_>,
    gathered: &mut Gathered,
    arrival: &Arrival,
) -> Result<Kept, StoreError> {
    let transaction = scope.transaction;
    let reading = payload::read(&arrival.body, &arrival.headers).outcome;
    let (subject, code, message) = match &reading {
        Ok(report) => (
            Subject::of_endpoint(&report.endpoint),
            report.code,
            &*report.message,
        ),
        Err(_) => (Subject::Unreadable, None, ""),
    };
    let at = arrival.received_at;
    let (growing, occurrence) = gathered.join(transaction, subject, |subject| {
        file(transaction, subject, at, code, scope.now)
    })?;
    let incident_id = growing.incident_id;
    let id = delivery_errors::insert(transaction, incident_id, arrival, &reading)?;
    growing.add(id, at, code, message, arrival.source);
    let test = arrival.source == Source::Test;
    let facts = AlertFacts {
        triage: growing.triage,
        error_count: growing.error_count,
        test,
        times_reopened: growing.times_reopened,
    };
    match alert::on_report(occurrence, &facts, &growing.said, scope.now) {
        AlertDecision::Covered => {}
        AlertDecision::Silent(why) => growing.keep_silent(transaction, why, scope.now)?,
        verdict => {
            alerts::write_down(transaction, incident_id, verdict, test, scope.now)?;
            growing.said = alerts::said(transaction, incident_id)?;
            scope.changes.push(Change::Alerts);
        }
    }
    scope.changes.push(match occurrence {
        Occurrence::Opened => Change::Opened {
            incident_id,
            delivery_error_id: id,
        },
        Occurrence::Grew | Occurrence::CameBack => Change::Grew {
            incident_id,
            delivery_error_id: id,
        },
    });
    Ok(Kept {
        id,
        incident_id,
        readable: reading.is_ok(),
    })
}

/// Finds the incident that a report on that subject joins, opens one, or opens one again.
fn file(
    connection: &Connection,
    subject: &Subject,
    at: Moment,
    code: Option<i64>,
    now: Moment,
) -> Result<(i64, Occurrence), StoreError> {
    let previous_id = match incident::file(incidents::latest(connection, subject)?, at) {
        Filing::Grows { id } => return Ok((id, Occurrence::Grew)),
        Filing::Reopens { id, after } => {
            incidents::come_back(connection, id, at)?;
            let text = recovery::came_back_text(after);
            let entry = timeline::Entry::new(Actor::Retm, TimelineKind::Reopened, &text);
            timeline::add(connection, id, at, &entry)?;
            // It tells of a recovery that is no longer so.
            alerts::overtake(connection, id, now)?;
            return Ok((id, Occurrence::CameBack));
        }
        Filing::Opens { previous_id } => previous_id,
    };
    let id = incidents::open(connection, subject, at, code, previous_id)?;
    let entry = timeline::Entry::new(Actor::Retm, TimelineKind::Opened, "Opened");
    timeline::add(connection, id, at, &entry)?;
    Ok((id, Occurrence::Opened))
}

/// Asks the policy whether what happened to an incident is told, and writes down what it says.
pub fn decide(
    scope: &mut Scope<'_>,
    incident_id: i64,
    occurrence: Occurrence,
    test: bool,
) -> Result<(), StoreError> {
    let Some(incident) = incidents::by_id(scope.transaction, incident_id)? else {
        return Ok(());
    };
    let course = incidents::course(scope.transaction, incident_id)?.unwrap_or_default();
    let facts = AlertFacts {
        triage: incident.triage(),
        error_count: incident.error_count,
        test,
        times_reopened: course.times_reopened,
    };
    let said = alerts::said(scope.transaction, incident_id)?;
    let verdict = alert::on_report(occurrence, &facts, &said, scope.now);
    if alerts::write_down(scope.transaction, incident_id, verdict, test, scope.now)? {
        scope.changes.push(Change::Alerts);
    }
    Ok(())
}
