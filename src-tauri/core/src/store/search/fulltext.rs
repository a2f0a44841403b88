//! The full-text index `folded_words` over endpoint, message and body, and over the stems of Arabic words. It stores no
//! text, only where each folded word occurs. Indexing a report costs more than storing it, so RETM does not wait for
//! it: the writer does it later, in order, when nobody waits. Reports that are not indexed yet are found through an
//! index in memory, and those in an older program's index through that one: see [`super::renewal`].

use rusqlite::{Connection, params_from_iter, types::Value};

use super::{
    indexing::{CHUNK_BYTES, insert},
    renewal,
    where_clause::WhereClause,
};
use crate::{
    history::search::FullText,
    store::{
        error::StoreError,
        sql::Sql,
        table::{counters, row},
    },
};

/// How many of the newest reports that are not indexed yet are searched.
const MAX_UNINDEXED: i64 = 5_000;

/// Indexes up to `most` of the oldest reports that are not indexed yet. Returns whether there are more.
pub fn index_some(connection: &Connection, most: i64) -> Result<bool, StoreError> {
    let done = counters::read(connection, counters::INDEXED_UP_TO)?;
    // Always at least one, however large it is.
    let last: Option<i64> = connection.fetch_value(
        "SELECT max(id) FROM
           (SELECT id, sum(bytes) OVER (ORDER BY id) - bytes AS bytes_before FROM
             (SELECT id, length(body) AS bytes FROM delivery_errors
              WHERE id > ?1 ORDER BY id LIMIT ?2))
         WHERE bytes_before < ?3",
        (done, most, CHUNK_BYTES),
    )?;
    let Some(last) = last else {
        return Ok(false);
    };
    insert(
        connection,
        "folded_words",
        "id > ?1 AND id <= ?2 ORDER BY id",
        (done, last),
    )?;
    counters::write(connection, counters::INDEXED_UP_TO, last)?;
    let newest: i64 = connection.fetch_value("SELECT max(id) FROM delivery_errors", [])?;
    Ok(newest > last)
}

/// Whether this message of SQLite's check reports a damaged index, in the wording of SQLite 3.53.
pub fn is_damage(said: &str) -> bool {
    ["words", "folded_words"].iter().any(|index| {
        said.contains(&format!("inverted index for FTS5 table main.{index}"))
            || (said.starts_with("fts5: corruption")
                && said.ends_with(&format!("table \"{index}\"")))
    })
}

/// Replaces the index with an empty one, which is then filled again.
pub fn rebuild(connection: &mut Connection) -> Result<(), StoreError> {
    let transaction = connection.transaction()?;
    let create: String = transaction.query_row(
        "SELECT sql FROM sqlite_schema WHERE name = 'folded_words'",
        [],
        |row| row.get(0),
    )?;
    transaction.execute_batch("DROP TABLE folded_words")?;
    transaction.execute_batch(&create)?;
    renewal::drop_old(&transaction)?;
    counters::write(&transaction, counters::INDEXED_UP_TO, 0)?;
    Ok(transaction.commit()?)
}

pub fn remove(connection: &Connection, id: i64) -> Result<(), StoreError> {
    let folded_from = counters::read(connection, counters::FOLDED_FROM)?;
    if id < folded_from {
        return connection.run("DELETE FROM words WHERE rowid = ?1", [id]);
    }
    connection.run(
        "DELETE FROM folded_words WHERE rowid = ?1
           AND ?1 <= (SELECT value FROM marks WHERE name = 'findable_up_to')",
        [id],
    )
}

/// Up to how many matches are mapped to their incidents one by one; beyond that the incidents are scanned.
const MAX_MAPPED: i64 = 5_000;

/// The delivery errors with some words and an id below a limit, as SQL for one query.
pub struct WithWords<'a> {
    /// Each index with its match expression.
    indexes: Vec<(&'static str, &'a str, i64)>,
}

impl<'a> WithWords<'a> {
    pub fn of(
        connection: &Connection,
        words: &'a FullText,
        before: Option<i64>,
    ) -> Result<Self, StoreError> {
        let before = before.unwrap_or(i64::MAX);
        let mut indexes = vec![("folded_words", &*words.folded, before)];
        if gather_latest(connection)? {
            indexes.push(("latest_words", &words.folded, before));
        }
        if let Some(folded_from) = renewal::folded_from(connection)? {
            indexes.push(("words", &words.as_typed, before.min(folded_from)));
        }
        Ok(Self { indexes })
    }

    /// Leaves out those with a greater id.
    pub fn only_up_to(&mut self, id: i64) {
        for (_, _, before) in &mut self.indexes {
            *before = (*before).min(id + 1);
        }
    }

    /// Restricts to these delivery errors, or to the newest `newest` of them.
    pub fn restrict(&self, conditions: &mut WhereClause, newest: Option<u32>) {
        let (sql, values) = self.numbers(newest);
        conditions.add(format!("delivery_errors.id IN ({sql})"), values);
    }

    /// Whether there are at least that many.
    pub fn are_as_many_as(&self, connection: &Connection, many: u32) -> Result<bool, StoreError> {
        let (sql, values) = self.numbers(Some(many));
        connection.fetch_value(
            &format!("SELECT count(*) >= {many} FROM ({sql})"),
            params_from_iter(values),
        )
    }

    /// SQL for their ids: all, or the newest first.
    fn numbers(&self, newest: Option<u32>) -> (String, Vec<Value>) {
        let order = newest.map_or_else(String::new, |most| {
            format!("ORDER BY rowid DESC LIMIT {most}")
        });
        let each = self.indexes.iter().map(|(index, ..)| {
            format!(
                "SELECT * FROM (SELECT rowid FROM {index} WHERE {index} MATCH ? AND rowid < ? {order})"
            )
        });
        let mut sql = each.collect::<Vec<_>>().join(" UNION ALL ");
        if self.indexes.len() > 1 && newest.is_some() {
            sql = format!("SELECT rowid FROM ({sql}) {order}");
        }
        let values = self.indexes.iter().flat_map(|(_, words, before)| {
            [Value::Text((*words).to_owned()), Value::Integer(*before)]
        });
        (sql, values.collect())
    }
}

/// Restricts to incidents with those words. If the words are frequent, nearly every incident has them and its index
/// finds the first at once. If they are rare, the matches are mapped to their incidents.
pub fn in_incidents(
    connection: &Connection,
    conditions: &mut WhereClause,
    words: &FullText,
) -> Result<(), StoreError> {
    let (sql, values) = WithWords::of(connection, words, None)?.numbers(None);
    let few = connection
        .prepare_cached(&format!(
            "SELECT count(*) <= {MAX_MAPPED} FROM (SELECT 1 FROM ({sql}) LIMIT {MAX_MAPPED} + 1)"
        ))?
        .query_row(params_from_iter(&values), |row| row.get::<_, bool>(0))?;
    let sql = if few {
        format!("id IN (SELECT incident_id FROM delivery_errors WHERE id IN ({sql}))")
    } else {
        // The unary sign keeps SQLite from searching every match within every incident.
        format!(
            "EXISTS (SELECT 1 FROM delivery_errors INDEXED BY delivery_errors_by_incident
             WHERE incident_id = incidents.id AND +id IN ({sql}))"
        )
    };
    conditions.add(sql, values);
    Ok(())
}

/// How many of the newest rows with some words tell how frequent they are.
const SAMPLED: i64 = 1_000;
/// The maximum number of rows that are tried for a page, which takes some 15 µs each.
const MAX_TRIED: i64 = 2_000;
/// Trying one row costs as much as reading that many matches of the index, which reads all matches of a word's beginning
/// before it returns the newest.
const MATCHES_PER_TRY: i64 = 400;

/// How many of the newest rows to try for that many with these words. `None` if the index finds them as quickly.
pub fn rows_to_try(
    connection: &Connection,
    words: &FullText,
    wanted: i64,
) -> Result<Option<i64>, StoreError> {
    let done = counters::read(connection, counters::INDEXED_UP_TO)?;
    if wanted > MAX_TRIED || done < SAMPLED * MATCHES_PER_TRY {
        return Ok(None);
    }
    let sample: Vec<i64> = connection.fetch_all(
        "SELECT rowid FROM folded_words WHERE folded_words MATCH ?1 ORDER BY rowid DESC LIMIT ?2",
        (&words.whole, SAMPLED),
        |row| row.get(0),
    )?;
    let (Some(oldest), true) = (sample.last(), sample.len() as u64 == SAMPLED.unsigned_abs())
    else {
        return Ok(None);
    };
    let looked_through = (done - oldest + 1).max(SAMPLED);
    // A fifth more, since they are not spread evenly.
    let tried = wanted * looked_through * 6 / (SAMPLED * 5) + 1;
    let matches = done / looked_through * SAMPLED;
    Ok((tried <= MAX_TRIED && tried * MATCHES_PER_TRY <= matches).then_some(tried))
}

/// Those of some rows that have the words, the newest first, up to `most`. Indexes the rows in memory.
pub fn among(
    connection: &Connection,
    words: &FullText,
    ids: &[i64],
    most: i64,
) -> Result<Vec<i64>, StoreError> {
    empty_latest(connection)?;
    insert(
        connection,
        "latest_words",
        "id IN (SELECT value FROM json_each(?1)) LIMIT ?2",
        (row::json_ids(ids), MAX_TRIED),
    )?;
    connection.fetch_all(
        "SELECT rowid FROM latest_words WHERE latest_words MATCH ?1 ORDER BY rowid DESC LIMIT ?2",
        (&words.folded, most),
        |row| row.get(0),
    )
}

/// Adds the reports that are not indexed yet to an in-memory index of the connection. Returns whether there are any. A
/// report that the writer indexes in the meantime is in both, and found once.
fn gather_latest(connection: &Connection) -> Result<bool, StoreError> {
    let done = counters::read(connection, counters::INDEXED_UP_TO)?;
    let waiting: bool = connection.fetch_value(
        "SELECT EXISTS (SELECT 1 FROM delivery_errors WHERE id > ?1)",
        [done],
    )?;
    if !waiting {
        return Ok(false);
    }
    empty_latest(connection)?;
    insert(
        connection,
        "latest_words",
        "id > ?1 ORDER BY id DESC LIMIT ?2",
        (done, MAX_UNINDEXED),
    )?;
    Ok(true)
}

/// An empty index in memory.
fn empty_latest(connection: &Connection) -> Result<(), StoreError> {
    Ok(connection.execute_batch(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.latest_words USING fts5 (
             endpoint, message, body, stems,
             content = '', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
         );
         INSERT INTO latest_words (latest_words) VALUES ('delete-all');",
    )?)
}
