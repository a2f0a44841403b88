//! Adds delivery errors to a full-text index, a few at a time.

use std::ops::RangeInclusive;

use rusqlite::{Connection, Params};

use crate::{
    history::searchable::Searchable,
    store::{error::StoreError, sql::Sql},
};

/// How many delivery errors are indexed in one transaction while reports arrive, and how many bytes of them at any
/// time: the longest that a report may have to wait for indexing.
pub const CHUNK: i64 = 64;
pub const CHUNK_BYTES: i64 = 256 * 1024;

/// How many pages of the index are merged for each new one, at most. A page is merged once on each level; a million
/// reports have seven.
const MERGED_PER_PAGE: usize = 8;
/// The size of a page of the index.
const PAGE: usize = 4096;
/// At least and at most so many pages are merged at once; a hundred take some 5 ms.
const MERGED: RangeInclusive<usize> = 8..=256;

/// Adds the texts of some delivery errors to the stored index, and merges some of it.
pub fn add(connection: &Connection, which: &str, values: impl Params) -> Result<(), StoreError> {
    let bytes = insert(connection, "folded_words", which, values)?;
    // With the beginnings of words, the index of a text is about twice as long.
    let pages = 2 * bytes * MERGED_PER_PAGE / PAGE;
    merge(connection, pages.clamp(*MERGED.start(), *MERGED.end()))
}

/// Merges the index in steps of a few pages, after every change of it. FTS5's own merges (`automerge`) come rarely and
/// take long instead: a report that arrives meanwhile has to wait.
pub fn merge(connection: &Connection, pages: usize) -> Result<(), StoreError> {
    connection.run(
        "INSERT INTO folded_words (folded_words, rank) VALUES ('merge', ?1)",
        [i64::try_from(pages).unwrap_or(0)],
    )
}

/// Turns FTS5's own merges off. The setting stays with the index.
pub fn merge_in_steps(connection: &Connection) -> Result<(), StoreError> {
    let is_off: bool = connection.fetch_value(
        "SELECT EXISTS (SELECT 1 FROM folded_words_config WHERE k = 'automerge' AND v = 0)",
        [],
    )?;
    match is_off {
        true => Ok(()),
        false => connection.run(
            "INSERT INTO folded_words (folded_words, rank) VALUES ('automerge', 0)",
            [],
        ),
    }
}

/// Adds the texts of some delivery errors to an index. Returns how many bytes they have.
pub fn insert(
    connection: &Connection,
    index: &str,
    which: &str,
    values: impl Params,
) -> Result<usize, StoreError> {
    let mut bytes = 0;
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
        bytes += found.bytes();
        insert.execute((
            row.get::<_, i64>(0)?,
            found.endpoint,
            found.message,
            found.body,
            found.stems,
        ))?;
    }
    Ok(bytes)
}
