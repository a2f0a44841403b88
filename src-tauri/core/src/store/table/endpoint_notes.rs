//! The table `endpoint_notes`: a user's notes about endpoints. Plain text.

use rusqlite::Connection;

use crate::{
    feed::Topic,
    incident::endpoint_page::MAX_NOTE,
    model::endpoint,
    store::{error::StoreError, handle::Store, sql::Sql, write::context::WriteContext},
};

/// The note of an endpoint; empty if there is none.
pub fn of_endpoint(connection: &Connection, endpoint: &str) -> Result<String, StoreError> {
    let note = connection.fetch_optional(
        "SELECT note FROM endpoint_notes WHERE endpoint = ?1",
        [endpoint],
        |row| row.get(0),
    )?;
    Ok(note.unwrap_or_default())
}

/// Replaces the note of an endpoint. An empty note deletes it.
pub fn set(context: &mut WriteContext<'_>, endpoint: &str, note: &str) -> Result<(), StoreError> {
    let connection = context.transaction;
    if note.is_empty() {
        connection.run("DELETE FROM endpoint_notes WHERE endpoint = ?1", [endpoint])?;
    } else {
        connection.run(
            "INSERT INTO endpoint_notes (endpoint, note, changed_at) VALUES (?1, ?2, ?3)
             ON CONFLICT (endpoint) DO UPDATE SET note = ?2, changed_at = ?3",
            (endpoint, note, context.now.millis()),
        )?;
    }
    context.changes.push(Topic::Incidents);
    Ok(())
}

impl Store {
    /// Sets a user's note about an endpoint. An empty note deletes it.
    pub async fn set_endpoint_note(
        &self,
        endpoint: String,
        note: String,
    ) -> Result<(), StoreError> {
        let key = endpoint::normalise(&endpoint);
        let note: String = note.trim().chars().take(MAX_NOTE).collect();
        self.change(move |context| set(context, &key, &note)).await
    }
}
