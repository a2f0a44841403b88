//! The last ids that a history gave out. Others may remember them (a notification, a program that reads `--json`), so a
//! history that replaces another never gives them out again.

use rusqlite::Connection;

use super::counters;
use crate::store::{error::StoreError, sql::Sql};

#[derive(Clone, Debug, Default)]
pub struct LastIds {
    /// The tables whose ids SQLite counts (`AUTOINCREMENT`).
    counted: Vec<(String, i64)>,
    incident: i64,
}

impl LastIds {
    pub fn of(connection: &Connection) -> Result<Self, StoreError> {
        Ok(Self {
            counted: counted(connection)?,
            incident: last_incident(connection)?,
        })
    }

    /// What others know of this history: the counted tables with their last ids, and the last incident.
    pub fn known_elsewhere<const N: usize>(counted: [(&str, i64); N], incident: i64) -> Self {
        let counted = counted.map(|(table, last)| (table.to_owned(), last));
        Self {
            counted: counted.into(),
            incident,
        }
    }

    /// As much as can still be read from a damaged history.
    pub fn salvaged(connection: &Connection) -> Self {
        let given = counters::read(connection, counters::LAST_INCIDENT);
        Self {
            counted: counted(connection).unwrap_or_default(),
            incident: last_incident(connection).or(given).unwrap_or(0),
        }
    }

    /// Makes sure that none of these ids is given out again.
    pub fn raise(&self, connection: &Connection) -> Result<(), StoreError> {
        for (table, last) in &self.counted {
            let changed = connection.run_counted(
                "UPDATE sqlite_sequence SET seq = max(seq, ?2) WHERE name = ?1",
                (table, last),
            )?;
            if changed == 0 {
                connection.run(
                    "INSERT INTO sqlite_sequence (name, seq) VALUES (?1, ?2)",
                    (table, last),
                )?;
            }
        }
        let incident = self.incident.max(last_incident(connection)?);
        counters::write(connection, counters::LAST_INCIDENT, incident)
    }

    pub fn note(&mut self, delivery_error: i64, incident: i64) {
        const TABLE: &str = "delivery_errors";
        match self.counted.iter_mut().find(|(table, _)| table == TABLE) {
            Some((_, last)) => *last = delivery_error.max(*last),
            None => self.counted.push((TABLE.to_owned(), delivery_error)),
        }
        self.incident = self.incident.max(incident);
    }
}

/// An id that no incident had before.
pub fn next_incident(connection: &Connection) -> Result<i64, StoreError> {
    let next = last_incident(connection)? + 1;
    counters::write(connection, counters::LAST_INCIDENT, next)?;
    Ok(next)
}

fn counted(connection: &Connection) -> Result<Vec<(String, i64)>, StoreError> {
    connection.fetch_all("SELECT name, seq FROM sqlite_sequence", [], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
}

fn last_incident(connection: &Connection) -> Result<i64, StoreError> {
    let newest: Option<i64> = connection.fetch_value("SELECT max(id) FROM incidents", [])?;
    let given = counters::read(connection, counters::LAST_INCIDENT)?;
    Ok(given.max(newest.unwrap_or(0)))
}
