//! The table `lasting_mutes`: endpoints that a person muted for good. An incident that is muted so has the end of time
//! in `muted_until`, as if it were muted for a while, so that everything that asks for a mute finds this one as well.

use rusqlite::{Connection, functions::FunctionFlags};

use super::{StoreError, incidents, moment_at, timeline, writer::Scope};
use crate::{
    feed::Change,
    incident::{
        FOR_GOOD, Incident, IncidentState, MUTED_TEXT, Mute, Subject, UNMUTED_TEXT, muting,
        timeline::{Kind, Who},
    },
    model::{endpoint_pattern, moment::Moment},
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
    let rows = connection
        .prepare_cached("SELECT pattern, since FROM lasting_mutes ORDER BY id DESC")?
        .query_map([], |row| {
            Ok(Mute {
                pattern: row.get("pattern")?,
                since: moment_at(row, "since")?,
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(rows)
}

/// Those that mute an endpoint.
pub fn of_endpoint(connection: &Connection, endpoint: &str) -> Result<Vec<Mute>, StoreError> {
    let all = all(connection)?;
    Ok(muting(&all, endpoint).cloned().collect())
}

/// Until when an incident that begins now is muted; none where nothing mutes it for good.
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
pub fn add(scope: &mut Scope<'_>, pattern: &str) -> Result<(), StoreError> {
    let (connection, now) = (scope.transaction, scope.now);
    connection
        .prepare_cached(
            "INSERT INTO lasting_mutes (pattern, since) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
        )?
        .execute((pattern, now.millis()))?;
    let named: Vec<Incident> = connection
        .prepare_cached(
            "SELECT * FROM incidents WHERE id IN (
                SELECT latest FROM (SELECT subject, max(id) AS latest FROM incidents GROUP BY subject)
                WHERE names(?1, subject))
             AND ifnull(muted_until, 0) <> ?2",
        )?
        .query_map((pattern, FOR_GOOD.millis()), incidents::from_row)?
        .collect::<Result<_, _>>()?;
    for incident in named {
        set(scope, &incident, Some(FOR_GOOD))?;
    }
    scope.changes.push(Change::Endpoints);
    Ok(())
}

/// Takes a mute back. What another one names stays muted.
pub fn remove(scope: &mut Scope<'_>, pattern: &str) -> Result<(), StoreError> {
    let connection = scope.transaction;
    connection
        .prepare_cached("DELETE FROM lasting_mutes WHERE pattern = ?1")?
        .execute([pattern])?;
    let left = all(connection)?;
    let muted: Vec<Incident> = connection
        .prepare_cached("SELECT * FROM incidents WHERE muted_until = ?1")?
        .query_map([FOR_GOOD.millis()], incidents::from_row)?
        .collect::<Result<_, _>>()?;
    for incident in muted {
        if muting(&left, &incident.endpoint).next().is_none() {
            set(scope, &incident, None)?;
        }
    }
    scope.changes.push(Change::Endpoints);
    Ok(())
}

fn set(
    scope: &mut Scope<'_>,
    incident: &Incident,
    until: Option<Moment>,
) -> Result<(), StoreError> {
    scope
        .transaction
        .prepare_cached("UPDATE incidents SET muted_until = ?2 WHERE id = ?1")?
        .execute((incident.id, until.map(Moment::millis)))?;
    if incident.state != IncidentState::Resolved {
        let (kind, text) = match until {
            Some(_) => (Kind::Muted, MUTED_TEXT),
            None => (Kind::Unmuted, UNMUTED_TEXT),
        };
        let entry = timeline::Entry::new(Who::Person, kind, text);
        timeline::add(scope.transaction, incident.id, scope.now, &entry)?;
    }
    scope.changes.push(Change::Acted {
        incident_id: incident.id,
    });
    Ok(())
}
