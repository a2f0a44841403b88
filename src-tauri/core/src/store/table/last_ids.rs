//! The last numbers that a history gave out. Others may remember them (a notification on the screen, a program that reads
//! `--json`), so a history that takes the place of another gives out none of them again.

use rusqlite::Connection;

use super::counters;
use crate::store::{error::StoreError, sql::Sql};

/// The last number given out, by the table.
#[derive(Clone, Debug, Default)]
pub struct LastIds {
    /// Of the tables that SQLite counts on (`AUTOINCREMENT`).
    counted: Vec<(String, i64)>,
    /// Of incidents.
    incident: i64,
}

impl LastIds {
    /// Those of a history.
    pub fn of(connection: &Connection) -> Result<Self, StoreError> {
        Ok(Self {
            counted: counted(connection)?,
            incident: last_incident(connection)?,
        })
    }

    /// Those of a damaged history, as far as they can still be read.
    pub fn salvaged(connection: &Connection) -> Self {
        let given = counters::read(connection, counters::LAST_INCIDENT);
        Self {
            counted: counted(connection).unwrap_or_default(),
            incident: last_incident(connection).or(given).unwrap_or(0),
        }
    }

    /// No number is given out again from here on.
    pub fn raise(&self, connection: &Connection) -> Result<(), StoreError> {
        for (table, last) in &self.counted {
            let changed = connection.execute(
                "UPDATE sqlite_sequence SET seq = max(seq, ?2) WHERE name = ?1",
                (table, last),
            )?;
            if changed == 0 {
                connection.execute(
                    "INSERT INTO sqlite_sequence (name, seq) VALUES (?1, ?2)",
                    (table, last),
                )?;
            }
        }
        let incident = self.incident.max(last_incident(connection)?);
        counters::write(connection, counters::LAST_INCIDENT, incident)
    }

    /// A report was kept under these numbers.
    pub fn note(&mut self, delivery_error: i64, incident: i64) {
        const TABLE: &str = "delivery_errors";
        match self.counted.iter_mut().find(|(table, _)| table == TABLE) {
            Some((_, last)) => *last = delivery_error.max(*last),
            None => self.counted.push((TABLE.to_owned(), delivery_error)),
        }
        self.incident = self.incident.max(incident);
    }
}

/// A number for an incident, which none had before it.
pub fn next_incident(connection: &Connection) -> Result<i64, StoreError> {
    let next = last_incident(connection)? + 1;
    counters::write(connection, counters::LAST_INCIDENT, next)?;
    Ok(next)
}

fn counted(connection: &Connection) -> Result<Vec<(String, i64)>, StoreError> {
    let mut statement = connection.prepare("SELECT name, seq FROM sqlite_sequence")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn last_incident(connection: &Connection) -> Result<i64, StoreError> {
    let newest: Option<i64> = connection
        .fetch_optional("SELECT max(id) FROM incidents", [], |row| row.get(0))?
        .flatten();
    let given = counters::read(connection, counters::LAST_INCIDENT)?;
    Ok(given.max(newest.unwrap_or(0)))
}
