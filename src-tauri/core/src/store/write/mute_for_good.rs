//! Mutes endpoints for good and reverts that: the mutes and the incidents that they match change together.

use crate::{
    feed::Topic,
    incident::{
        Incident, IncidentState, MUTED_TEXT, PERMANENT_UNTIL, UNMUTED_TEXT, muting,
        timeline::{Actor, TimelineKind},
    },
    model::moment::Moment,
    store::{
        error::StoreError,
        handle::Store,
        sql::Sql,
        table::{incidents, lasting_mutes, timeline},
        write::context::WriteContext,
    },
};

/// Mutes everything that matches a pattern, including the latest incident of each endpoint.
pub fn add(context: &mut WriteContext<'_>, pattern: &str) -> Result<(), StoreError> {
    let (connection, now) = (context.transaction, context.now);
    connection.run(
        "INSERT INTO lasting_mutes (pattern, since) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
        (pattern, now.millis()),
    )?;
    let named: Vec<Incident> = connection.fetch_all(
        "SELECT * FROM incidents WHERE id IN (
            SELECT latest FROM (SELECT subject, max(id) AS latest FROM incidents GROUP BY subject)
            WHERE names(?1, subject))
         AND ifnull(muted_until, 0) <> ?2",
        (pattern, PERMANENT_UNTIL.millis()),
        incidents::from_row,
    )?;
    for incident in named {
        set(context, &incident, Some(PERMANENT_UNTIL))?;
    }
    context.changes.push(Topic::Incidents);
    Ok(())
}

/// Removes a mute. Whatever another mute matches stays muted.
pub fn remove(context: &mut WriteContext<'_>, pattern: &str) -> Result<(), StoreError> {
    let connection = context.transaction;
    connection.run("DELETE FROM lasting_mutes WHERE pattern = ?1", [pattern])?;
    let left = lasting_mutes::all(connection)?;
    let muted: Vec<Incident> = connection.fetch_all(
        "SELECT * FROM incidents WHERE muted_until = ?1",
        [PERMANENT_UNTIL.millis()],
        incidents::from_row,
    )?;
    for incident in muted {
        if muting(&left, &incident.endpoint).next().is_none() {
            set(context, &incident, None)?;
        }
    }
    context.changes.push(Topic::Incidents);
    Ok(())
}

fn set(
    context: &mut WriteContext<'_>,
    incident: &Incident,
    until: Option<Moment>,
) -> Result<(), StoreError> {
    context.transaction.run(
        "UPDATE incidents SET muted_until = ?2 WHERE id = ?1",
        (incident.id, until.map(Moment::millis)),
    )?;
    if incident.state != IncidentState::Resolved {
        let (kind, text) = match until {
            Some(_) => (TimelineKind::Muted, MUTED_TEXT),
            None => (TimelineKind::Unmuted, UNMUTED_TEXT),
        };
        let entry = timeline::Entry::new(Actor::Person, kind, text);
        timeline::add(context.transaction, incident.id, context.now, &entry)?;
    }
    Ok(())
}

impl Store {
    /// Mutes everything that matches a pattern for good: an endpoint, or text with `*`.
    pub async fn mute_for_good(&self, pattern: String) -> Result<(), StoreError> {
        self.change(move |context| add(context, pattern.trim()))
            .await
    }

    /// Removes such a mute.
    pub async fn unmute_for_good(&self, pattern: String) -> Result<(), StoreError> {
        self.change(move |context| remove(context, pattern.trim()))
            .await
    }
}
