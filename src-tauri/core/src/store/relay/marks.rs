//! Whether the queue is stopped by a person.

use super::{error::RelayStoreError, handle::RelayStore, reader::RelayReader};
use crate::store::sql::Sql as _;

const PAUSED: &str = "paused";

impl RelayStore {
    /// Stops the queue, or lets it go on, over restarts too.
    ///
    /// # Errors
    /// It is not on disk.
    pub async fn set_paused(&self, paused: bool) -> Result<(), RelayStoreError> {
        self.change(move |connection, _| {
            connection.run(
                "INSERT INTO marks (name, value) VALUES (?1, ?2)
                 ON CONFLICT DO UPDATE SET value = excluded.value",
                (PAUSED, paused),
            )
        })
        .await
    }

    /// Whether a person has stopped the queue. Blocks.
    ///
    /// # Errors
    /// What the database says.
    pub fn paused(&self) -> Result<bool, RelayStoreError> {
        self.read(RelayReader::paused)
    }
}

impl RelayReader {
    /// Whether a person has stopped the queue.
    ///
    /// # Errors
    /// What the database says.
    pub fn paused(&self) -> Result<bool, RelayStoreError> {
        let found: Option<bool> =
            self.0
                .fetch_optional("SELECT value FROM marks WHERE name = ?1", [PAUSED], |row| {
                    row.get(0)
                })?;
        Ok(found.unwrap_or(false))
    }
}
