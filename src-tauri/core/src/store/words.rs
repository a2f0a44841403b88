//! The full-text index `words`: by which words of its endpoint, message and body a delivery error is found. It
//! holds no text of its own, only where each word occurs.

use rusqlite::Connection;

use super::StoreError;
use crate::{
    delivery_error::Arrival,
    report::{Report, Unreadable},
};

/// Makes a delivery error findable. A body that is no text is found by the parts of it that are.
pub fn add(
    connection: &Connection,
    id: i64,
    arrival: &Arrival,
    reading: &Result<Report, Unreadable>,
) -> Result<(), StoreError> {
    let (endpoint, message) = reading
        .as_ref()
        .map_or(("", ""), |report| (&*report.endpoint, &*report.message));
    connection
        .prepare_cached(
            "INSERT INTO words (rowid, endpoint, message, body) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute((
            id,
            endpoint,
            message,
            String::from_utf8_lossy(&arrival.body),
        ))?;
    Ok(())
}

/// Takes a delivery error out of it.
pub fn remove(connection: &Connection, id: i64) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM words WHERE rowid = ?1")?
        .execute([id])?;
    Ok(())
}
