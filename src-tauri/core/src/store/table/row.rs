//! Moments in rows: milliseconds since 1970, and in the table `minutes`, minutes.

use rusqlite::Row;

use crate::model::moment::Moment;

pub fn moment(row: &Row<'_>, column: &str) -> rusqlite::Result<Moment> {
    row.get(column).map(Moment::from_millis)
}

pub fn optional_moment(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<Moment>> {
    let millis: Option<i64> = row.get(column)?;
    Ok(millis.map(Moment::from_millis))
}

pub const fn minute(at: Moment) -> i64 {
    at.millis().div_euclid(60_000)
}
