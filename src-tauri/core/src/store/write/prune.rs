//! Deletes what has expired, in small batches, so that no report waits for more than one: a resolved incident from its
//! oldest delivery error to its last trace. Then returns free pages to the disk. The pure rule decides what has
//! expired.

use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::context::WriteContext;
use crate::{
    feed::Topic,
    incident::retention::RetentionLimits,
    model::moment::Moment,
    store::{
        error::StoreError,
        handle::Store,
        search::{fulltext, indexing},
        sql::Sql,
        table::{probes, row, totals},
    },
};

/// The maximum number of rows that one batch deletes, and how many at once.
const BATCH: i64 = 200;
const STEP: i64 = 10;
/// How many pages of the search index are merged after each step, so that what is deleted leaves it in time.
const MERGED: usize = 4;

/// A batch ends after this time, however little it has deleted, because a report may wait for it.
const BATCH_TIME: Duration = Duration::from_millis(3);

/// How many free pages are kept for later; the maximum that one batch returns, and how many at once.
const PAGES: i64 = 256;
const PAGE_STEP: i64 = 16;

impl Store {
    /// Deletes one small batch of what has expired, or returns some space to the disk. Returns whether there is more to
    /// do. Blocks.
    pub fn prune(&self, limits: RetentionLimits) -> Result<bool, StoreError> {
        self.change_blocking(move |context| prune_batch(context, limits))
    }

    /// Deletes the incidents that have no report from RETM, in small batches. Returns how many there were; after an
    /// error, some may be gone. Blocks.
    pub fn delete_test_data(&self) -> Result<usize, StoreError> {
        let mut deleted = 0;
        loop {
            let (gone, more) = self.change_blocking(delete_test_batch)?;
            deleted += gone;
            if !more {
                return Ok(deleted);
            }
        }
    }
}

pub fn prune_batch(
    context: &mut WriteContext<'_>,
    limits: RetentionLimits,
) -> Result<bool, StoreError> {
    let connection = context.transaction;
    let bytes = bytes_held(connection)?;
    match longest_unchanged(connection)? {
        Some((id, since)) if limits.is_expired(since, bytes, context.now) => {
            if !delete_some(connection, id)? {
                delete_incident(connection, id)?;
                context.changes.push(Topic::Reports);
            }
            Ok(true)
        }
        _ => return_free_pages(connection),
    }
}

/// Returns how many incidents are gone, and whether there is more to do.
fn delete_test_batch(context: &mut WriteContext<'_>) -> Result<(usize, bool), StoreError> {
    let connection = context.transaction;
    let next: Option<i64> = connection.fetch_optional(
        "SELECT id FROM incidents WHERE last_source <> 'retm'
           AND NOT EXISTS (SELECT 1 FROM delivery_errors
             WHERE incident_id = incidents.id AND source = 'retm')
         ORDER BY id LIMIT 1",
        [],
        |row| row.get(0),
    )?;
    let Some(id) = next else {
        return Ok((0, false));
    };
    if delete_some(connection, id)? {
        return Ok((0, true));
    }
    delete_incident(connection, id)?;
    context.changes.push(Topic::Reports);
    Ok((1, true))
}

/// The size of the database without its free pages.
pub fn bytes_held(connection: &Connection) -> Result<u64, StoreError> {
    let number = |pragma: &str| -> rusqlite::Result<u64> {
        let number: i64 = connection.query_row(pragma, [], |row| row.get(0))?;
        Ok(number.try_into().unwrap_or(0))
    };
    let pages = number("PRAGMA page_count")?.saturating_sub(number("PRAGMA freelist_count")?);
    Ok(pages * number("PRAGMA page_size")?)
}

/// With the index named, because SQLite would take `incidents_by_state` and sort all that are resolved: 16 ms for each batch
/// with 60,000 of them.
const LONGEST_UNCHANGED: &str = "SELECT id, max(last_error_at, changed_at) AS rested_since
     FROM incidents INDEXED BY incidents_at_rest WHERE state = 'resolved'
     ORDER BY max(last_error_at, changed_at) LIMIT 1";

/// The resolved incident that has been unchanged the longest, and since when.
fn longest_unchanged(connection: &Connection) -> Result<Option<(i64, Moment)>, StoreError> {
    connection.fetch_optional(LONGEST_UNCHANGED, [], |row| {
        Ok((row.get(0)?, row::moment(row, "rested_since")?))
    })
}

/// Deletes the oldest delivery errors of an incident, or its minutes, for a short time. Returns false if none are left.
fn delete_some(connection: &Connection, incident: i64) -> Result<bool, StoreError> {
    let begun = Instant::now();
    for step in 0..BATCH / STEP {
        if !delete_step(connection, incident)? {
            return Ok(step > 0);
        }
        if begun.elapsed() >= BATCH_TIME {
            break;
        }
    }
    Ok(true)
}

fn delete_step(connection: &Connection, incident: i64) -> Result<bool, StoreError> {
    let ids: Vec<i64> = connection.fetch_all(
        "DELETE FROM delivery_errors WHERE id IN
           (SELECT id FROM delivery_errors WHERE incident_id = ?1 ORDER BY id LIMIT ?2)
         RETURNING id",
        (incident, STEP),
        |row| row.get(0),
    )?;
    for id in &ids {
        fulltext::remove(connection, *id)?;
    }
    if !ids.is_empty() {
        indexing::merge(connection, MERGED)?;
        let gone = i64::try_from(ids.len()).unwrap_or(i64::MAX);
        connection.run(
            "UPDATE incidents SET kept_count = kept_count - ?2 WHERE id = ?1",
            (incident, gone),
        )?;
        totals::add_kept(connection, -gone)?;
        return Ok(true);
    }
    let minutes = connection.run_counted(
        "DELETE FROM minutes WHERE incident_id = ?1 AND minute IN
           (SELECT minute FROM minutes WHERE incident_id = ?1 LIMIT ?2)",
        (incident, STEP),
    )?;
    Ok(minutes > 0)
}

/// Deletes an incident without delivery errors. Also deletes its probes, if it was the last one at its endpoint, and
/// the summaries that have no other incident.
fn delete_incident(connection: &Connection, incident: i64) -> Result<(), StoreError> {
    connection.run(
        "UPDATE incidents SET previous_id = NULL WHERE previous_id = ?1",
        [incident],
    )?;
    probes::delete_with(connection, incident)?;
    connection.run("DELETE FROM incidents WHERE id = ?1", [incident])?;
    connection.execute_batch(
        "DELETE FROM alerts WHERE incident_id IS NULL AND raised_at IS NOT NULL
           AND summary_id IN (SELECT id FROM summaries WHERE ended_at IS NOT NULL)
           AND NOT EXISTS (SELECT 1 FROM alerts AS member
             WHERE member.summary_id = alerts.summary_id AND member.incident_id IS NOT NULL);
         DELETE FROM summaries WHERE ended_at IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM alerts WHERE summary_id = summaries.id);",
    )?;
    Ok(())
}

/// Returns free pages to the disk, if there are many. Returns whether there are more.
pub fn return_free_pages(connection: &Connection) -> Result<bool, StoreError> {
    let free = || -> rusqlite::Result<i64> {
        connection.query_row("PRAGMA freelist_count", [], |row| row.get(0))
    };
    let before = free()?;
    if before <= PAGES {
        return Ok(false);
    }
    let begun = Instant::now();
    for _ in 0..PAGES / PAGE_STEP {
        // The pragma frees one page per step.
        let pragma = format!("PRAGMA incremental_vacuum({PAGE_STEP})");
        let mut statement = connection.prepare_cached(&pragma)?;
        let mut steps = statement.query([])?;
        while steps.next()?.is_some() {}
        if begun.elapsed() >= BATCH_TIME {
            break;
        }
    }
    let after = free()?;
    // An older database keeps its free pages.
    Ok(after < before && after > PAGES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::file::schema;

    #[test]
    fn a_batch_looks_at_one_resolved_incident_and_sorts_none() {
        let mut connection = Connection::open_in_memory().unwrap();
        schema::migrations().to_latest(&mut connection).unwrap();
        let sql = format!("EXPLAIN QUERY PLAN {LONGEST_UNCHANGED}");
        let mut statement = connection.prepare(&sql).unwrap();
        let steps = statement.query_map([], |row| row.get::<_, String>(3));
        let plan: Vec<_> = steps.unwrap().map(Result::unwrap).collect();
        assert_eq!(plan, ["SCAN incidents USING INDEX incidents_at_rest"]);
    }
}
