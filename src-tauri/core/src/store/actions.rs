//! What a person does with incidents: asks the pure rules what an action makes of each, writes it down on its
//! timeline with what it takes to take it back, and lets the feed hear of it.

use rusqlite::Connection;

use super::{StoreError, incidents, timeline, writer::Scope};
use crate::{
    feed::Change,
    incident::{
        self, Action, ActionDone, IncidentState, Triage,
        timeline::{Actor, TimelineKind},
    },
    model::moment::Moment,
};

/// Does something with incidents.
pub fn act(
    scope: &mut Scope<'_>,
    action: Action,
    incidents: &[i64],
) -> Result<ActionDone, StoreError> {
    let number: i64 = scope
        .transaction
        .prepare_cached("SELECT ifnull(max(action), 0) + 1 FROM timeline WHERE action IS NOT NULL")?
        .query_row([], |row| row.get(0))?;
    let mut changed = 0;
    for id in incidents {
        let Some(found) = incidents::by_id(scope.transaction, *id)? else {
            continue;
        };
        let before = found.triage();
        let followed = incidents::followed(scope.transaction, *id)?;
        let Some(after) = incident::act(action, before, followed, scope.now) else {
            continue;
        };
        let entry = timeline::Entry {
            who: Actor::Person,
            kind: kind_of(before, after, scope.now),
            text: action.done(),
            until: muted_until(before, after),
            undoable: Some((number, before)),
        };
        timeline::add(scope.transaction, *id, scope.now, &entry)?;
        stand(scope, *id, after, action == Action::Resolve)?;
        changed += 1;
    }
    Ok(ActionDone::new(action.done(), changed))
}

/// Takes back what was done last. What has failed again since stays as it is.
pub fn undo(scope: &mut Scope<'_>) -> Result<Option<ActionDone>, StoreError> {
    let (connection, now) = (scope.transaction, scope.now);
    let done = last_done(connection)?;
    if done.is_empty() {
        return Ok(None);
    }
    let mut changed = 0;
    for (entry, id, before) in done {
        connection
            .prepare_cached("UPDATE timeline SET action = NULL WHERE id = ?1")?
            .execute([entry])?;
        let Some(found) = incidents::by_id(connection, id)? else {
            continue;
        };
        let triage = found.triage();
        let followed = incidents::followed(connection, id)?;
        let overtaken = overtaken(connection, id, entry)?;
        let Some(after) = incident::take_back(triage, before, followed, overtaken) else {
            continue;
        };
        let entry = timeline::Entry {
            until: muted_until(triage, after),
            ..timeline::Entry::new(Actor::Person, kind_of(triage, after, now), "Undone")
        };
        timeline::add(connection, id, now, &entry)?;
        stand(scope, id, after, false)?;
        changed += 1;
    }
    Ok(Some(ActionDone::new("Undone:", changed)))
}

fn stand(scope: &mut Scope<'_>, id: i64, triage: Triage, by_hand: bool) -> Result<(), StoreError> {
    incidents::stand(scope.transaction, id, triage, by_hand, scope.now)?;
    scope.changes.push(Change::Acted { incident_id: id });
    Ok(())
}

/// The entries of the last action that was not taken back: number, incident, how that stood before.
fn last_done(connection: &Connection) -> Result<Vec<(i64, i64, Triage)>, StoreError> {
    let rows = connection
        .prepare_cached(
            "SELECT id, incident_id, before_state, before_muted_until FROM timeline
             WHERE action = (SELECT max(action) FROM timeline WHERE action IS NOT NULL)",
        )?
        .query_map([], |row| {
            let state = row.get::<_, Option<String>>(2)?.unwrap_or_default();
            Ok((
                row.get(0)?,
                row.get(1)?,
                Triage {
                    state: IncidentState::from_word(&state).unwrap_or(IncidentState::Open),
                    muted_until: row.get::<_, Option<i64>>(3)?.map(Moment::from_millis),
                },
            ))
        })?
        .collect::<Result<_, _>>()?;
    Ok(rows)
}

/// Whether a rule has resolved an incident, or a report has opened it again, since that entry of its timeline.
fn overtaken(connection: &Connection, id: i64, entry: i64) -> Result<bool, StoreError> {
    Ok(connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM timeline WHERE incident_id = ?1 AND id > ?2
               AND (kind = 'recovered' OR (kind = 'reopened' AND who = 'retm')))",
        )?
        .query_row((id, entry), |row| row.get(0))?)
}

fn kind_of(before: Triage, after: Triage, now: Moment) -> TimelineKind {
    match (before.state == after.state, after.state) {
        (false, IncidentState::Open) => TimelineKind::Reopened,
        (false, IncidentState::Acknowledged) => TimelineKind::Acknowledged,
        (false, IncidentState::Resolved) => TimelineKind::Resolved,
        (true, _) if after.muted(now).is_some() => TimelineKind::Muted,
        (true, _) => TimelineKind::Unmuted,
    }
}

fn muted_until(before: Triage, after: Triage) -> Option<Moment> {
    after
        .muted_until
        .filter(|_| after.muted_until != before.muted_until)
}
