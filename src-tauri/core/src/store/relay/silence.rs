//! When requests arrived, and which silences were notified.

use super::{error::RelayStoreError, handle::RelayStore, reader::RelayReader};
use crate::{model::moment::Moment, store::sql::Sql as _};

/// The prefix before the path in the name of a mark.
const PREFIX: &str = "silence:";

/// A request that arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrived {
    pub id: i64,
    /// When it arrived.
    pub at: Moment,
    pub path: String,
}

impl RelayStore {
    /// The requests after that id, oldest first, at most `most`. Blocks.
    pub fn arrived_after(&self, id: i64, most: u32) -> Result<Vec<Arrived>, RelayStoreError> {
        self.read(|reader| {
            Ok(reader.0.fetch_all(
                "SELECT id, received_at, path FROM requests WHERE id > ?1 ORDER BY id LIMIT ?2",
                (id, most),
                arrived,
            )?)
        })
    }

    /// The newest requests, oldest first, at most `most`. Blocks.
    pub fn newest_arrived(&self, most: u32) -> Result<Vec<Arrived>, RelayStoreError> {
        self.read(|reader| {
            let mut found = reader.0.fetch_all(
                "SELECT id, received_at, path FROM requests ORDER BY id DESC LIMIT ?1",
                [most],
                arrived,
            )?;
            found.reverse();
            Ok(found)
        })
    }

    /// The silences that were notified, each with its path and since when. Blocks.
    pub fn silences(&self) -> Result<Vec<(String, Moment)>, RelayStoreError> {
        self.read(RelayReader::silences)
    }

    /// Records that a silence was notified, or that it is over.
    ///
    /// # Errors
    /// The change is not on disk.
    pub async fn set_silence(
        &self,
        path: &str,
        since: Option<Moment>,
    ) -> Result<(), RelayStoreError> {
        let name = format!("{PREFIX}{path}");
        self.change(move |connection, _| match since {
            Some(since) => connection.run(
                "INSERT INTO marks (name, value) VALUES (?1, ?2)
                 ON CONFLICT DO UPDATE SET value = excluded.value",
                (&name, since.millis()),
            ),
            None => connection.run("DELETE FROM marks WHERE name = ?1", [&name]),
        })
        .await
    }
}

impl RelayReader {
    /// The silences that were notified, each with its path and since when.
    pub fn silences(&self) -> Result<Vec<(String, Moment)>, RelayStoreError> {
        let all: Vec<(String, i64)> = self.0.fetch_all(
            "SELECT name, value FROM marks WHERE name GLOB 'silence:*' ORDER BY name",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        let silence = |(name, since): (String, i64)| {
            let path = name.strip_prefix(PREFIX)?.to_owned();
            Some((path, Moment::from_millis(since)))
        };
        Ok(all.into_iter().filter_map(silence).collect())
    }
}

fn arrived(row: &rusqlite::Row<'_>) -> rusqlite::Result<Arrived> {
    Ok(Arrived {
        id: row.get(0)?,
        at: Moment::from_millis(row.get(1)?),
        path: row.get(2)?,
    })
}
