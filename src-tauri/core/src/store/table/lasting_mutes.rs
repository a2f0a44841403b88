//! The table `lasting_mutes`: endpoints that a person muted for good. An incident that is muted so has [`FOR_GOOD`] in
//! `muted_until`, as if it were muted for a while, so that everything that asks for a mute finds this one as well.

use rusqlite::{Connection, functions::FunctionFlags};

use super::{incidents, row, timeline};
use crate::{
    feed::Topic,
    incident::{
        FOR_GOOD, Incident, IncidentState, MUTED_TEXT, Mute, Subject, UNMUTED_TEXT, muting,
        timeline::{Actor, TimelineKind},
    },
    model::{endpoint_pattern, moment::Moment},
    store::{
        error::StoreError, handle::Store, reader::Reader, sql::Sql, write::context::WriteContext,
    },
};

/// Gives a connection the SQL function `names(pattern, subject)`.
pub fn teach(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_DIRECTONLY;
    connection.create_scalar_function("names", 2, flags, |context| {
        let pattern = context.get_raw(0).as_str().unwrap_or_default();
        let subject = incidents::subject_from(context.get_raw(1).as_str().unwrap_or_default());
        Ok(match subject {
            Subject::Endpoint(endpoint) => endpoint_pattern::matches(pattern, &endpoint),
            Subject::Unreadable => false,
        })
    })
}

/// All of them, the latest first.
pub fn all(connection: &Connection) -> Result<Vec<Mute>, StoreError> {
    connection.fetch_all(
        "SELECT pattern, since FROM lasting_mutes ORDER BY id DESC",
        [],
        |row| {
            Ok(Mute {
                pattern: row.get("pattern")?,
                since: row::moment(row, "since")?,
            })
        },
    )
}

/// Those that mute an endpoint.
pub fn of_endpoint(connection: &Connection, endpoint: &str) -> Result<Vec<Mute>, StoreError> {
    let all = all(connection)?;
    Ok(muting(&all, endpoint).cloned().collect())
}

/// Until when an incident that begins now is muted; none if nothing mutes it for good.
pub fn of_subject(
    connection: &Connection,
    subject: &Subject,
) -> Result<Option<Moment>, StoreError> {
    Ok(match subject {
        Subject::Endpoint(endpoint) if !of_endpoint(connection, endpoint)?.is_empty() => {
            Some(FOR_GOOD)
        }
        _ => None,
    })
}

/// Mutes all that a pattern names, with the latest incident of each.
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
        (pattern, FOR_GOOD.millis()),
        incidents::from_row,
    )?;
    for incident in named {
        set(context, &incident, Some(FOR_GOOD))?;
    }
    context.changes.push(Topic::Incidents);
    Ok(())
}

/// Takes a mute back. What another one names stays muted.
pub fn remove(context: &mut WriteContext<'_>, pattern: &str) -> Result<(), StoreError> {
    let connection = context.transaction;
    connection.run("DELETE FROM lasting_mutes WHERE pattern = ?1", [pattern])?;
    let left = all(connection)?;
    let muted: Vec<Incident> = connection.fetch_all(
        "SELECT * FROM incidents WHERE muted_until = ?1",
        [FOR_GOOD.millis()],
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

impl Reader {
    /// What a person has muted for good, the latest first.
    pub fn lasting_mutes(&self) -> Result<Vec<Mute>, StoreError> {
        all(&self.0)
    }

    /// Whether a person has muted an endpoint for good.
    pub fn is_muted_for_good(&self, endpoint: &str) -> Result<bool, StoreError> {
        Ok(!of_endpoint(&self.0, endpoint)?.is_empty())
    }
}

impl Store {
    /// Mutes for good all that a pattern names: an endpoint, or text with `*`.
    pub async fn mute_for_good(&self, pattern: String) -> Result<(), StoreError> {
        self.change(move |context| add(context, pattern.trim()))
            .await
    }

    /// Takes that back.
    pub async fn unmute_for_good(&self, pattern: String) -> Result<(), StoreError> {
        self.change(move |context| remove(context, pattern.trim()))
            .await
    }
}
