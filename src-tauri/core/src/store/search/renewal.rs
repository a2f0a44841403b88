//! The index `words` of programs before the folded index. If it exists, the writer moves its reports to `folded_words`
//! in the background, newest first. Until then a report is found through the old index. Then the old index is dropped.

use rusqlite::Connection;

use super::indexing::{self, CHUNK, CHUNK_BYTES};
use crate::store::{error::StoreError, reader::Reader, sql::Sql, table::counters};

/// How far the renewal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renewal {
    /// Part of the index has been renewed, in percent.
    Part(i64),
    /// All of it has been renewed; nothing reads the old index any more.
    Whole,
    /// There is no old index, or it has been dropped.
    Done,
}

/// Renews some of the newest reports that are not in the folded index yet, or drops the old index once there are none.
pub fn renew_some(connection: &Connection) -> Result<Renewal, StoreError> {
    let folded_from = match counters::read(connection, counters::FOLDED_FROM)? {
        0 => return Ok(Renewal::Done),
        WHOLE => {
            drop_old(connection)?;
            return Ok(Renewal::Done);
        }
        from => from,
    };
    // Always at least one, however large it is.
    let first: Option<i64> = connection.fetch_value(
        "SELECT min(id) FROM
           (SELECT id, sum(bytes) OVER (ORDER BY id DESC) - bytes AS bytes_before FROM
             (SELECT id, length(body) AS bytes FROM delivery_errors
              WHERE id < ?1 ORDER BY id DESC LIMIT ?2))
         WHERE bytes_before < ?3",
        (folded_from, CHUNK, CHUNK_BYTES),
    )?;
    let Some(first) = first else {
        counters::write(connection, counters::FOLDED_FROM, WHOLE)?;
        return Ok(Renewal::Whole);
    };
    // In ascending order: in FTS5, a smaller id after a greater one would cost a separate segment.
    indexing::add(
        connection,
        "id >= ?1 AND id < ?2 ORDER BY id",
        (first, folded_from),
    )?;
    // The first id is 1.
    counters::write(connection, counters::FOLDED_FROM, first)?;
    match first {
        ..=WHOLE => Ok(Renewal::Whole),
        _ => Ok(Renewal::Part(percent(connection)?)),
    }
}

/// The first report in the folded index, while older ones are still in the old index.
pub fn folded_from(connection: &Connection) -> Result<Option<i64>, StoreError> {
    let from = counters::read(connection, counters::FOLDED_FROM)?;
    Ok((from > WHOLE).then_some(from))
}

/// Drops the old index, if there is one.
pub fn drop_old(connection: &Connection) -> Result<(), StoreError> {
    connection.execute_batch("DROP TABLE IF EXISTS words")?;
    counters::write(connection, counters::FOLDED_FROM, 0)
}

/// The value of [`counters::FOLDED_FROM`] once nothing reads the old index any more.
const WHOLE: i64 = 1;

/// How much of the history is in the folded index.
fn percent(connection: &Connection) -> Result<i64, StoreError> {
    let Some(from) = folded_from(connection)? else {
        return Ok(100);
    };
    connection.fetch_value(
        "SELECT 100 * (last - ?1 + 1) / (last - first + 1) FROM
           (SELECT min(id) AS first, max(id) AS last FROM delivery_errors)",
        [from],
    )
}

impl Reader {
    /// How much of an old search index has been renewed, in percent; `None` if there is no old index.
    pub fn index_renewed(&self) -> Result<Option<i64>, StoreError> {
        match folded_from(&self.0)? {
            Some(_) => percent(&self.0).map(Some),
            None => Ok(None),
        }
    }
}
