//! Values in rows: moments as milliseconds since 1970 (in the table `minutes`, as minutes); enums as words.

use std::str::FromStr;

use rusqlite::{Row, types::Value};

use crate::model::moment::Moment;

pub fn moment(row: &Row<'_>, column: &str) -> rusqlite::Result<Moment> {
    row.get(column).map(Moment::from_millis)
}

pub fn optional_moment(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<Moment>> {
    let millis: Option<i64> = row.get(column)?;
    Ok(millis.map(Moment::from_millis))
}

/// Ids as a JSON array, for `IN (SELECT value FROM json_each(?))`.
pub fn json_ids(ids: &[i64]) -> Value {
    Value::Text(serde_json::json!(ids).to_string())
}

pub const fn minute(at: Moment) -> i64 {
    at.millis().div_euclid(60_000)
}

/// Reads a word as its enum value; `unknown` if this version does not know the word.
pub fn word<T: FromStr>(row: &Row<'_>, column: &str, unknown: T) -> rusqlite::Result<T> {
    Ok(read_word(row.get_ref(column)?.as_str()?, unknown))
}

/// The value of a word. Only a damaged database has unknown words: one of a later version is not opened.
pub fn read_word<T: FromStr>(word: &str, unknown: T) -> T {
    word.parse().unwrap_or_else(|_| {
        tracing::warn!(word, "unknown word in the database");
        unknown
    })
}
