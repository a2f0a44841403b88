//! The table `minutes`: how many delivery errors of each incident came in each minute. What every plot is made
//! of, so that it costs as much as the minutes in it and not as the delivery errors.

use rusqlite::Connection;

use super::StoreError;
use crate::moment::Moment;

/// Counts one delivery error in its minute.
pub fn count(
    connection: &Connection,
    incident_id: i64,
    at: Moment,
    error_id: i64,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO minutes (incident_id, minute, count, first_id) VALUES (?1, ?2, 1, ?3)
             ON CONFLICT (incident_id, minute) DO UPDATE SET count = count + 1",
        )?
        .execute((incident_id, at.millis().div_euclid(60_000), error_id))?;
    Ok(())
}
