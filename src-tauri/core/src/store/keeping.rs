//! Keeping one report: reads it, files it under its incident, counts it and decides whether it is
//! told, all within the writer's transaction. Every rule is asked of the pure ones.

use super::{
    Kept, StoreError, alerts, codes, delivery_errors, incidents, minutes, timeline, writer::Scope,
};
use crate::{
    alert::{self, Facts, Occurrence},
    delivery_error::{Arrival, Source},
    feed::Change,
    incident::{self, Filing, Subject},
    recovery, report,
    timeline::{Kind, Who},
};

/// Keeps one report; gives its number.
pub fn keep(scope: &mut Scope<'_>, arrival: &Arrival) -> Result<Kept, StoreError> {
    let transaction = scope.transaction;
    let reading = report::read(&arrival.body);
    let (subject, code, message) = match &reading {
        Ok(report) => (
            Subject::of_endpoint(&report.endpoint),
            report.code,
            &*report.message,
        ),
        Err(_) => (Subject::Unreadable, None, ""),
    };
    let at = arrival.received_at;
    let filing = incident::file(incidents::latest(transaction, &subject)?, at);
    let incident_id = match filing {
        Filing::Opens { previous_id } => {
            let id = incidents::open(transaction, &subject, at, code, previous_id)?;
            timeline::add(
                transaction,
                id,
                at,
                &timeline::Entry::new(Who::Retm, Kind::Opened, "Opened"),
            )?;
            id
        }
        Filing::Grows { id } => id,
        Filing::Reopens { id, after } => {
            incidents::come_back(transaction, id, at)?;
            let text = recovery::came_back_text(after);
            let entry = timeline::Entry::new(Who::Retm, Kind::Reopened, &text);
            timeline::add(transaction, id, at, &entry)?;
            // It tells of a recovery that is no longer so.
            alerts::overtake(transaction, id, scope.now)?;
            id
        }
    };
    let id = delivery_errors::insert(transaction, incident_id, arrival, &reading)?;
    incidents::grow(
        transaction,
        incident_id,
        &incidents::Growth {
            error_id: id,
            at,
            code,
            message,
            source: arrival.source,
        },
    )?;
    codes::count(transaction, incident_id, code, at)?;
    minutes::count(transaction, incident_id, at, id)?;
    let occurrence = match filing {
        Filing::Opens { .. } => Occurrence::Opened,
        Filing::Grows { .. } => Occurrence::Grew,
        Filing::Reopens { .. } => Occurrence::CameBack,
    };
    decide(
        scope,
        incident_id,
        occurrence,
        arrival.source == Source::Test,
    )?;
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
    let facts = Facts {
        standing: incident.standing(),
        error_count: incident.error_count,
        test,
        times_come_back: course.times_come_back,
    };
    let said = alerts::said(scope.transaction, incident_id)?;
    let verdict = alert::on_report(occurrence, &facts, &said, scope.now);
    if alerts::write_down(scope.transaction, incident_id, verdict, test, scope.now)? {
        scope.changes.push(Change::Alerts);
    }
    Ok(())
}
