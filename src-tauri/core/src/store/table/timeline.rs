//! The table `timeline`: what happened to each incident. One entry counts repetitions.

use rusqlite::{Connection, Row, named_params};

use super::row;
use crate::{
    incident::{
        Triage,
        timeline::{Actor, TimelineEntry, TimelineKind},
    },
    model::moment::Moment,
    store::{error::StoreError, reader::Reader, sql::Sql},
};

const LIMIT: u32 = 200;

pub struct Entry<'a> {
    pub who: Actor,
    pub kind: TimelineKind,
    pub text: &'a str,
    pub until: Option<Moment>,
    /// The number of the user's action, and the state before it.
    pub undoable: Option<(i64, Triage)>,
}

impl<'a> Entry<'a> {
    /// An entry that can't be undone and has no end.
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

/// Adds an entry that can't be undone and has no end.
pub fn note(
    connection: &Connection,
    incident_id: i64,
    at: Moment,
    who: Actor,
    kind: TimelineKind,
    text: &str,
) -> Result<(), StoreError> {
    add(connection, incident_id, at, &Entry::new(who, kind, text))
}

/// Adds an entry, or increments the count of the newest one if it says the same.
pub fn add(
    connection: &Connection,
    incident_id: i64,
    at: Moment,
    entry: &Entry<'_>,
) -> Result<(), StoreError> {
    add_times(connection, incident_id, at, entry, 1)
}

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
    connection.run(
        "INSERT INTO timeline (incident_id, at, last_at, count, who, kind, text, until,
                               action, before_state, before_muted_until, before_until_change)
         VALUES (:incident, :at, :at, :times, :who, :kind, :text, :until,
                 :action, :state, :muted, :until_change)",
        named_params! {
            ":incident": incident_id,
            ":at": at.millis(),
            ":times": times,
            ":who": entry.who.into_str(),
            ":kind": entry.kind.into_str(),
            ":text": entry.text,
            ":until": entry.until.map(Moment::millis),
            ":action": entry.undoable.map(|(action, _)| action),
            ":until_change": before.is_some_and(|before| before.until_change),
            ":state": before.map(|before| before.state.into_str()),
            ":muted": before.and_then(|before| before.muted_until).map(Moment::millis),
        },
    )
}

/// Increments the count of the newest entry of its incident, if it says the same.
fn repeat(
    connection: &Connection,
    incident_id: i64,
    at: Moment,
    entry: &Entry<'_>,
    times: i64,
) -> Result<bool, StoreError> {
    let newest: Option<(i64, String, String)> = connection.fetch_optional(
        "SELECT id, kind, text FROM timeline WHERE incident_id = ?1 ORDER BY id DESC LIMIT 1",
        [incident_id],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    let same = newest.filter(|(_, kind, text)| kind == entry.kind.into_str() && text == entry.text);
    let Some((id, ..)) = same else {
        return Ok(false);
    };
    connection.run(
        "UPDATE timeline SET count = count + ?3, last_at = ?2 WHERE id = ?1",
        (id, at.millis(), times),
    )?;
    Ok(true)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<TimelineEntry> {
    Ok(TimelineEntry {
        id: row.get("id")?,
        at: row::moment(row, "at")?,
        last_at: row::moment(row, "last_at")?,
        count: row.get("count")?,
        who: row::word(row, "who", Actor::Rule)?,
        kind: row::word(row, "kind", TimelineKind::NotNotified)?,
        text: row.get("text")?,
        until: row::optional_moment(row, "until")?,
    })
}

pub fn of_incident(
    connection: &Connection,
    incident_id: i64,
) -> Result<Vec<TimelineEntry>, StoreError> {
    connection.fetch_all(
        "SELECT * FROM timeline WHERE incident_id = ?1 ORDER BY id DESC LIMIT ?2",
        (incident_id, LIMIT),
        from_row,
    )
}

impl Reader {
    /// What happened to an incident, newest first.
    pub fn timeline(&self, incident_id: i64) -> Result<Vec<TimelineEntry>, StoreError> {
        of_incident(&self.0, incident_id)
    }
}
