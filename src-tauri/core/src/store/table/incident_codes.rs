//! The table `incident_codes`: how often each code occurred within an incident.

use rusqlite::Connection;

use super::{row, tally::Tally};
use crate::{
    incident::CodeCount,
    model::moment::Moment,
    store::{error::StoreError, reader::Reader, sql::Sql},
};

pub fn count(
    connection: &Connection,
    incident_id: i64,
    code: Option<i64>,
    counted: &Tally<Moment>,
) -> Result<(), StoreError> {
    let code = code.map_or_else(String::new, |code| code.to_string());
    connection.run(
        "INSERT INTO incident_codes (incident_id, code, count, first_at, last_at)
         VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (incident_id, code) DO UPDATE SET count = count + ?3, last_at = ?5",
        (
            incident_id,
            code,
            counted.count,
            counted.first.millis(),
            counted.last.millis(),
        ),
    )
}

impl Reader {
    /// How often each code occurred within an incident, the most frequent first.
    pub fn codes(&self, incident_id: i64) -> Result<Vec<CodeCount>, StoreError> {
        self.0.fetch_all(
            "SELECT * FROM incident_codes WHERE incident_id = ?1 ORDER BY count DESC, code",
            [incident_id],
            |row| {
                Ok(CodeCount {
                    code: row.get::<_, String>("code")?.parse().ok(),
                    count: row.get("count")?,
                    first_at: row::moment(row, "first_at")?,
                    last_at: row::moment(row, "last_at")?,
                })
            },
        )
    }
}
