//! A user's actions on incidents: asks the pure rules for the outcome, and writes it to the timeline with what an undo
//! needs.

use rusqlite::Connection;

use super::context::WriteContext;
use crate::{
    feed::Topic,
    incident::{
        self, Action, Done, IncidentState, Triage,
        timeline::{Actor, TimelineKind},
    },
    model::moment::Moment,
    store::{
        error::StoreError,
        handle::Store,
        sql::Sql,
        table::{incidents, outbox, row, timeline, until_change},
    },
};

impl Store {
    /// Performs a user's action on incidents. Skips those that do not exist or would not change.
    pub async fn act(&self, action: Action, incidents: Vec<i64>) -> Result<Done, StoreError> {
        self.change(move |context| act(context, action, &incidents))
            .await
    }

    /// Undoes the user's last action; `None` if there is nothing to undo.
    pub async fn undo(&self) -> Result<Option<Done>, StoreError> {
        self.change(undo).await
    }
}

pub fn act(
    context: &mut WriteContext<'_>,
    action: Action,
    incidents: &[i64],
) -> Result<Done, StoreError> {
    let number: i64 = context.transaction.fetch_value(
        "SELECT ifnull(max(action), 0) + 1 FROM timeline WHERE action IS NOT NULL",
        [],
    )?;
    let mut changed = 0;
    let mut unchanged = Vec::new();
    for id in incidents {
        let Some(found) = incidents::by_id(context.transaction, *id)? else {
            continue;
        };
        // The id may belong to an incident that was merged into this one.
        let id = found.id;
        let before = found.triage();
        let has_newer_unresolved = incidents::has_newer_unresolved(context.transaction, id)?;
        let Some(after) = incident::act(action, before, has_newer_unresolved, context.now) else {
            unchanged.push((id, incident::why_not(action, before.state)));
            continue;
        };
        let entry = timeline::Entry {
            who: Actor::Person,
            kind: kind_of(before, after, context.now),
            text: action.entry(),
            until: muted_until(before, after),
            undoable: Some((number, before)),
        };
        timeline::add(context.transaction, id, context.now, &entry)?;
        set_state(context, id, after, action == Action::Resolve)?;
        changed += 1;
    }
    Ok(Done {
        action: Some(action),
        changed,
        unchanged,
    })
}

/// Does to an incident what a colleague did, in their name. It can't be undone here.
pub fn act_for_colleague(
    context: &mut WriteContext<'_>,
    action: Action,
    id: i64,
    by: &str,
) -> Result<(), StoreError> {
    let (connection, now) = (context.transaction, context.now);
    let Some(found) = incidents::by_id(connection, id)? else {
        return Ok(());
    };
    let before = found.triage();
    let has_newer_unresolved = incidents::has_newer_unresolved(connection, found.id)?;
    let Some(after) = incident::act(action, before, has_newer_unresolved, now) else {
        return Ok(());
    };
    let done = match action {
        Action::Resolve => "Resolved",
        _ => "Acknowledged",
    };
    let text = format!("{done} by {by}");
    let entry = timeline::Entry::new(Actor::Person, kind_of(before, after, now), &text);
    timeline::add(connection, found.id, now, &entry)?;
    set_state(context, found.id, after, action == Action::Resolve)
}

/// Incidents that have failed again since then stay as they are.
pub fn undo(context: &mut WriteContext<'_>) -> Result<Option<Done>, StoreError> {
    let (connection, now) = (context.transaction, context.now);
    let done = last_done(connection)?;
    if done.is_empty() {
        return Ok(None);
    }
    let mut changed = 0;
    for (entry, id, before) in done {
        connection.run("UPDATE timeline SET action = NULL WHERE id = ?1", [entry])?;
        let Some(found) = incidents::by_id(connection, id)? else {
            continue;
        };
        let triage = found.triage();
        let has_newer_unresolved = incidents::has_newer_unresolved(connection, id)?;
        let changed_since = changed_since(connection, id, entry)?;
        let Some(after) = incident::take_back(triage, before, has_newer_unresolved, changed_since)
        else {
            continue;
        };
        let entry = timeline::Entry {
            until: muted_until(triage, after),
            ..timeline::Entry::new(Actor::Person, kind_of(triage, after, now), "Undone")
        };
        timeline::add(connection, id, now, &entry)?;
        set_state(context, id, after, false)?;
        changed += 1;
    }
    Ok(Some(Done {
        action: None,
        changed,
        unchanged: Vec::new(),
    }))
}

fn set_state(
    context: &mut WriteContext<'_>,
    id: i64,
    triage: Triage,
    by_hand: bool,
) -> Result<(), StoreError> {
    incidents::set_state(context.transaction, id, triage, by_hand, context.now)?;
    if triage.until_change {
        until_change::begin(context.transaction, id, context.now)?;
    }
    if triage.state != IncidentState::Resolved {
        outbox::take_back_recovery(context.transaction, id)?;
    }
    context.changes.push(Topic::Incidents);
    Ok(())
}

/// The timeline entries of the last action that was not undone: id, incident, state before.
fn last_done(connection: &Connection) -> Result<Vec<(i64, i64, Triage)>, StoreError> {
    let rows = connection.fetch_all(
        "SELECT id, incident_id, before_state, before_muted_until, before_until_change FROM timeline
         WHERE action = (SELECT max(action) FROM timeline WHERE action IS NOT NULL)",
        [],
        |row| {
            let state = row.get::<_, Option<String>>(2)?.unwrap_or_default();
            Ok((
                row.get(0)?,
                row.get(1)?,
                Triage {
                    state: row::read_word(&state, IncidentState::Open),
                    muted_until: row::optional_moment(row, "before_muted_until")?,
                    until_change: row.get("before_until_change")?,
                },
            ))
        },
    )?;
    Ok(rows)
}

/// Whether, since that entry, a rule resolved the incident or a report reopened it.
fn changed_since(connection: &Connection, id: i64, entry: i64) -> Result<bool, StoreError> {
    connection.fetch_value(
        "SELECT EXISTS (SELECT 1 FROM timeline WHERE incident_id = ?1 AND id > ?2
           AND (kind = 'recovered' OR (kind = 'reopened' AND who = 'retm')))",
        (id, entry),
    )
}

fn kind_of(before: Triage, after: Triage, now: Moment) -> TimelineKind {
    match (before.state == after.state, after.state) {
        (false, IncidentState::Open) => TimelineKind::Reopened,
        (false, IncidentState::Acknowledged) => TimelineKind::Acknowledged,
        (false, IncidentState::Resolved) => TimelineKind::Resolved,
        (true, _) if before.until_change != after.until_change => TimelineKind::Acknowledged,
        (true, _) if after.muted(now).is_some() => TimelineKind::Muted,
        (true, _) => TimelineKind::Unmuted,
    }
}

fn muted_until(before: Triage, after: Triage) -> Option<Moment> {
    after
        .muted_until
        .filter(|_| after.muted_until != before.muted_until)
}
