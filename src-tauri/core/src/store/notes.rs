//! The table `endpoint_notes`: what a person wrote down about an endpoint. Plain text.

use rusqlite::{Connection, OptionalExtension as _};

use super::{StoreError, writer::Scope};
use crate::feed::Change;

/// The note of an endpoint; empty where there is none.
pub fn of_endpoint(connection: &Connection, endpoint: &str) -> Result<String, StoreError> {
    let note: Option<String> = connection
        .prepare_cached("SELECT note FROM endpoint_notes WHERE endpoint = ?1")?
        .query_row([endpoint], |row| row.get(0))
        .optional()?;
    Ok(note.unwrap_or_default())
}

/// Writes a note down in place of the one before. An empty one is deleted.
pub fn set(scope: &mut Scope<'_>, endpoint: &str, note: &str) -> Result<(), StoreError> {
    let connection = scope.transaction;
    if note.is_empty() {
        connection
            .prepare_cached("DELETE FROM endpoint_notes WHERE endpoint = ?1")?
            .execute([endpoint])?;
    } else {
        connection
            .prepare_cached(
                "INSERT INTO endpoint_notes (endpoint, note, changed_at) VALUES (?1, ?2, ?3)
                 ON CONFLICT (endpoint) DO UPDATE SET note = ?2, changed_at = ?3",
            )?
            .execute((endpoint, note, scope.now.millis()))?;
    }
    scope.changes.push(Change::Endpoints);
    Ok(())
}
