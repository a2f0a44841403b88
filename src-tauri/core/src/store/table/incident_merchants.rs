//! The table `incident_merchants`: how many delivery errors of an incident came with each merchant's token.

use rusqlite::Connection;

use super::{row, tally::Tally};
use crate::{
    incident::MerchantCount,
    model::moment::Moment,
    store::{error::StoreError, reader::Reader, sql::Sql},
};

pub fn count(
    connection: &Connection,
    incident_id: i64,
    merchant: &str,
    counted: &Tally<Moment>,
) -> Result<(), StoreError> {
    connection.run(
        "INSERT INTO incident_merchants (incident_id, merchant, count, last_at)
         VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (incident_id, merchant) DO UPDATE SET count = count + ?3, last_at = ?4",
        (incident_id, merchant, counted.count, counted.last.millis()),
    )
}

/// How many of an incident's delivery errors came with each merchant's token, the most frequent first.
pub fn of_incident(
    connection: &Connection,
    incident_id: i64,
) -> Result<Vec<MerchantCount>, StoreError> {
    connection.fetch_all(
        "SELECT * FROM incident_merchants WHERE incident_id = ?1 ORDER BY count DESC, merchant",
        [incident_id],
        |row| {
            Ok(MerchantCount {
                merchant: row.get("merchant")?,
                count: row.get("count")?,
                last_at: row::moment(row, "last_at")?,
            })
        },
    )
}

impl Reader {
    /// How many of an incident's delivery errors came with each merchant's token, the most frequent first.
    pub fn merchants(&self, incident_id: i64) -> Result<Vec<MerchantCount>, StoreError> {
        of_incident(&self.0, incident_id)
    }
}
