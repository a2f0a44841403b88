//! The full-text index `words`: by which words of its endpoint, message and body a delivery error is found. It
//! holds no text of its own, only where each word occurs.

use rusqlite::{Connection, types::Value};

use super::{StoreError, finding::Conditions};
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

/// How many of the newest matches are tried first: a page is among them, unless a query asks for much more than
/// words.
pub const NEWEST: i64 = 2_000;

/// Up to how many matches are taken to their incidents one by one; beyond that the incidents are gone through.
const FEW: i64 = 5_000;

/// Which matches of words are looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Matches {
    /// The [`NEWEST`] ones: where they fill a page, no more need be gathered, of a word that is everywhere.
    Newest,
    /// All.
    All,
}

/// Delivery errors with those words, older than `before`.
pub fn in_delivery_errors(
    conditions: &mut Conditions,
    words: String,
    before: Option<i64>,
    matches: Matches,
) {
    let newest = match matches {
        Matches::Newest => format!("ORDER BY rowid DESC LIMIT {NEWEST}"),
        Matches::All => String::new(),
    };
    conditions.add(
        format!(
            "delivery_errors.id IN
               (SELECT rowid FROM words WHERE words MATCH ? AND rowid < ? {newest})"
        ),
        [
            Value::Text(words),
            Value::Integer(before.unwrap_or(i64::MAX)),
        ],
    );
}

/// Incidents with a delivery error with those words. Of words that are everywhere, nearly every incident has
/// one, and its index finds the first at once; of rare ones, they are taken to their incidents.
pub fn in_incidents(
    connection: &Connection,
    conditions: &mut Conditions,
    words: String,
) -> Result<(), StoreError> {
    let few = connection
        .prepare_cached(
            "SELECT count(*) <= ?2 FROM (SELECT 1 FROM words WHERE words MATCH ?1 LIMIT ?2 + 1)",
        )?
        .query_row((&words, FEW), |row| row.get::<_, bool>(0))?;
    let sql = if few {
        "id IN (SELECT incident_id FROM delivery_errors
                WHERE id IN (SELECT rowid FROM words WHERE words MATCH ?))"
    } else {
        "EXISTS (SELECT 1 FROM delivery_errors INDEXED BY delivery_errors_by_incident
                 WHERE incident_id = incidents.id
                   AND id IN (SELECT rowid FROM words WHERE words MATCH ?))"
    };
    conditions.add(sql, [Value::Text(words)]);
    Ok(())
}
