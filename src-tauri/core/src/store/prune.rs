//! Letting go of what is past keeping: one small batch at a time, so that no report waits for more than one.
//! Deletes a resolved incident from its oldest delivery error to its last trace, and hands the pages that came
//! free back to the disk. Whether an incident goes is asked of the pure rule.

use rusqlite::{Connection, OptionalExtension};

use super::{StoreError, moment_at, probes, writer::Scope};
use crate::store::fulltext;
use crate::{feed::Change, incident::retention::RetentionLimits, model::moment::Moment};

/// How many rows one batch deletes at the most.
const BATCH: i64 = 200;

/// How many free pages are kept for what comes next, and how many are given back at once.
const PAGES: i64 = 256;

/// Deletes one batch, or gives some space back; whether there is more to do.
pub fn one_batch(scope: &mut Scope<'_>, limits: RetentionLimits) -> Result<bool, StoreError> {
    let connection = scope.transaction;
    let bytes = bytes_held(connection)?;
    match longest_rested(connection)? {
        Some((id, since)) if limits.past_keeping(since, bytes, scope.now) => {
            if !delete_some(connection, id)? {
                delete_incident(connection, id)?;
                scope.changes.push(Change::LetGo { incident_id: id });
            }
            Ok(true)
        }
        _ => give_space_back(connection),
    }
}

/// Deletes one batch of the incidents that have no report from RETM; gives how many incidents are gone with it, and
/// whether there is more to do.
pub fn one_batch_of_tests(scope: &mut Scope<'_>) -> Result<(usize, bool), StoreError> {
    let connection = scope.transaction;
    let next: Option<i64> = connection
        .prepare_cached(
            "SELECT id FROM incidents WHERE last_source <> 'retm'
               AND NOT EXISTS (SELECT 1 FROM delivery_errors
                 WHERE incident_id = incidents.id AND source = 'retm')
             ORDER BY id LIMIT 1",
        )?
        .query_row([], |row| row.get(0))
        .optional()?;
    let Some(id) = next else {
        return Ok((0, false));
    };
    if delete_some(connection, id)? {
        return Ok((0, true));
    }
    delete_incident(connection, id)?;
    scope.changes.push(Change::LetGo { incident_id: id });
    Ok((1, true))
}

/// How many bytes the database holds, without its free pages.
fn bytes_held(connection: &Connection) -> Result<u64, StoreError> {
    let number = |pragma: &str| -> rusqlite::Result<u64> {
        let number: i64 = connection.query_row(pragma, [], |row| row.get(0))?;
        Ok(number.try_into().unwrap_or(0))
    };
    let pages = number("PRAGMA page_count")?.saturating_sub(number("PRAGMA freelist_count")?);
    Ok(pages * number("PRAGMA page_size")?)
}

/// The resolved incident to which nothing has happened for longest, and since when.
fn longest_rested(connection: &Connection) -> Result<Option<(i64, Moment)>, StoreError> {
    Ok(connection
        .prepare_cached(
            "SELECT id, max(last_error_at, changed_at) AS rested_since
             FROM incidents WHERE state = 'resolved'
             ORDER BY max(last_error_at, changed_at) LIMIT 1",
        )?
        .query_row([], |row| Ok((row.get(0)?, moment_at(row, "rested_since")?)))
        .optional()?)
}

/// Deletes the oldest delivery errors of an incident, or its counts a minute; false where none are left.
fn delete_some(connection: &Connection, incident: i64) -> Result<bool, StoreError> {
    let ids: Vec<i64> = connection
        .prepare_cached(
            "DELETE FROM delivery_errors WHERE id IN
               (SELECT id FROM delivery_errors WHERE incident_id = ?1 ORDER BY id LIMIT ?2)
             RETURNING id",
        )?
        .query_map((incident, BATCH), |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for id in &ids {
        fulltext::remove(connection, *id)?;
        connection
            .prepare_cached("UPDATE incidents SET kept_count = kept_count - 1 WHERE id = ?1")?
            .execute([incident])?;
    }
    if !ids.is_empty() {
        return Ok(true);
    }
    let minutes = connection
        .prepare_cached(
            "DELETE FROM minutes WHERE incident_id = ?1 AND minute IN
               (SELECT minute FROM minutes WHERE incident_id = ?1 LIMIT ?2)",
        )?
        .execute((incident, BATCH))?;
    Ok(minutes > 0)
}

/// Deletes an incident that has no delivery errors left, the probes of its endpoint where it was the last one there,
/// and the summaries that told of nothing else.
fn delete_incident(connection: &Connection, incident: i64) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE incidents SET previous_id = NULL WHERE previous_id = ?1")?
        .execute([incident])?;
    probes::forget_with(connection, incident)?;
    connection
        .prepare_cached("DELETE FROM incidents WHERE id = ?1")?
        .execute([incident])?;
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

/// Hands free pages back to the disk, where there are many; whether there are more of them.
fn give_space_back(connection: &Connection) -> Result<bool, StoreError> {
    let free = || -> rusqlite::Result<i64> {
        connection.query_row("PRAGMA freelist_count", [], |row| row.get(0))
    };
    let before = free()?;
    if before <= PAGES {
        return Ok(false);
    }
    // The pragma does one page a step.
    let mut statement = connection.prepare(&format!("PRAGMA incremental_vacuum({PAGES})"))?;
    let mut steps = statement.query([])?;
    while steps.next()?.is_some() {}
    let after = free()?;
    // A database that was begun without it keeps its pages, for what comes next.
    Ok(after < before && after > PAGES)
}
