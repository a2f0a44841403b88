//! The table `timeline`: what happened to each incident. What repeats in a row is counted in one entry.

use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::{StoreError, moment_at};
use crate::{
    incident::{
        Triage,
        timeline::{Actor, TimelineEntry, TimelineKind},
    },
    model::moment::Moment,
};

/// The most entries that are read of one incident.
const LIMIT: u32 = 200;

/// What is written down.
pub struct Entry<'a> {
    pub who: Actor,
    pub kind: TimelineKind,
    pub text: &'a str,
    pub until: Option<Moment>,
    /// The person's action that this is part of, and how the incident stood before.
    pub undoable: Option<(i64, Triage)>,
}

impl<'a> Entry<'a> {
    /// What can't be undone and has no end.
    pub fn new(who: Actor, kind: TimelineKind, text: &'a str) -> Self {
        Self {
            who,
            kind,
            text,
            until: None,
            undoable: None,
        }
    }
}

/// Writes an entry down, or counts it in the newest one where that says the same.
pub fn add(
    connection: &Connection,
    incident_id: i64,
    at: Moment,
    entry: &Entry<'_>,
) -> Result<(), StoreError> {
    add_times(connection, incident_id, at, entry, 1)
}

/// The same for what happened so many times.
pub fn add_times(
    connection: &Connection,
    incident_id: i64,
    at: Moment,
    entry: &Entry<'_>,
    times: i64,
) -> Result<(), StoreError> {
    if entry.undoable.is_none() && repeat(connection, incident_id, at, entry, times)? {
        return Ok(());
    }
    let before = entry.undoable.map(|(_, before)| before);
    connection
        .prepare_cached(
            "INSERT INTO timeline (incident_id, at, last_at, count, who, kind, text, until,
                                   action, before_state, before_muted_until)
             VALUES (:incident, :at, :at, :times, :who, :kind, :text, :until, :action, :state, :muted)",
        )?
        .execute(named_params! {
            ":incident": incident_id,
            ":at": at.millis(),
            ":times": times,
            ":who": entry.who.word(),
            ":kind": entry.kind.word(),
            ":text": entry.text,
            ":until": entry.until.map(Moment::millis),
            ":action": entry.undoable.map(|(action, _)| action),
            ":state": before.map(|before| before.state.word()),
            ":muted": before.and_then(|before| before.muted_until).map(Moment::millis),
        })?;
    Ok(())
}

/// Counts an entry in the newest one of its incident; whether that says the same.
fn repeat(
    connection: &Connection,
    incident_id: i64,
    at: Moment,
    entry: &Entry<'_>,
    times: i64,
) -> Result<bool, StoreError> {
    let newest: Option<(i64, String, String)> = connection
        .prepare_cached(
            "SELECT id, kind, text FROM timeline WHERE incident_id = ?1 ORDER BY id DESC LIMIT 1",
        )?
        .query_row([incident_id], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    let same = newest.filter(|(_, kind, text)| kind == entry.kind.word() && text == entry.text);
    let Some((id, ..)) = same else {
        return Ok(false);
    };
    connection
        .prepare_cached("UPDATE timeline SET count = count + ?3, last_at = ?2 WHERE id = ?1")?
        .execute((id, at.millis(), times))?;
    Ok(true)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<TimelineEntry> {
    Ok(TimelineEntry {
        id: row.get("id")?,
        at: moment_at(row, "at")?,
        last_at: moment_at(row, "last_at")?,
        count: row.get("count")?,
        who: match &*row.get::<_, String>("who")? {
            "retm" => Actor::Retm,
            "person" => Actor::Person,
            _ => Actor::Rule,
        },
        kind: TimelineKind::from_word(&row.get::<_, String>("kind")?),
        text: row.get("text")?,
        until: row.get::<_, Option<i64>>("until")?.map(Moment::from_millis),
    })
}

/// An incident's timeline, newest first.
pub fn of_incident(
    connection: &Connection,
    incident_id: i64,
) -> Result<Vec<TimelineEntry>, StoreError> {
    let rows = connection
        .prepare_cached("SELECT * FROM timeline WHERE incident_id = ?1 ORDER BY id DESC LIMIT ?2")?
        .query_map((incident_id, LIMIT), from_row)?
        .collect::<Result<_, _>>()?;
    Ok(rows)
}
