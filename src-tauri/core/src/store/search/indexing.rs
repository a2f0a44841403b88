//! Adds delivery errors to a full-text index, a few at a time.

use rusqlite::{Connection, Params};

use crate::{history::searchable::Searchable, store::error::StoreError};

/// How many delivery errors are indexed in one transaction while reports arrive, and how many bytes of them at any
/// time: the longest that a report may have to wait for indexing.
pub const CHUNK: i64 = 64;
pub const CHUNK_BYTES: i64 = 256 * 1024;

/// Adds the texts of some delivery errors to an index.
pub fn insert(
    connection: &Connection,
    index: &str,
    which: &str,
    values: impl Params,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT id, endpoint, message, body FROM delivery_errors WHERE {which}"
    ))?;
    let mut insert = connection.prepare_cached(&format!(
        "INSERT INTO {index} (rowid, endpoint, message, body, stems) VALUES (?1, ?2, ?3, ?4, ?5)"
    ))?;
    let mut rows = statement.query(values)?;
    while let Some(row) = rows.next()? {
        let text = |at| {
            row.get_ref(at)
                .map(|value| value.as_bytes().unwrap_or_default())
        };
        let [endpoint, message] = [text(1)?, text(2)?].map(String::from_utf8_lossy);
        let found = Searchable::of(&endpoint, &message, text(3)?);
        insert.execute((
            row.get::<_, i64>(0)?,
            found.endpoint,
            found.message,
            found.body,
            found.stems,
        ))?;
    }
    Ok(())
}
