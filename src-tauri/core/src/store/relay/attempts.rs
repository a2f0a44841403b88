//! The attempts to forward a request.

use rusqlite::{Connection, Row};

use super::{
    database::TrafficSample, error::RelayStoreError, handle::RelayStore, headers, outbox_rows,
};
use crate::{
    model::moment::Moment,
    relay::{
        quota::Traffic,
        request::{Attempt, AttemptRow, RequestState, Trigger},
    },
    store::{error::StoreError, sql::Sql as _, table::row},
};

impl RelayStore {
    /// Stores an attempt, the new state of its request and, if this attempt decides it, the status that RETM was given;
    /// in one transaction. A request that no longer waits keeps its state, unless a replay has delivered it.
    ///
    /// # Errors
    /// The change is not on disk; or the request is gone.
    pub async fn record(
        &self,
        id: i64,
        attempt: Attempt,
        state: RequestState,
        next_at: Option<Moment>,
        answered: Option<u16>,
    ) -> Result<(), RelayStoreError> {
        let shown = headers::split(&attempt.response_headers).shown;
        let traffic = match answer_bytes(&attempt, &shown) {
            0 => None,
            bytes => Some(TrafficSample {
                at: attempt.at,
                traffic: Traffic { requests: 0, bytes },
            }),
        };
        let (found, fills_outbox) = self
            .change_counted(traffic, move |connection, now| {
                // A disk that hung may have written it after all.
                if is_there(connection, id, &attempt)? {
                    return Ok((true, true));
                }
                let waits = waits(connection, id)?;
                let found = connection.run_counted(
                    "UPDATE requests SET changed_at = ?4,
                       state = CASE state WHEN 'waiting' THEN ?2 ELSE state END,
                       next_at = CASE state WHEN 'waiting' THEN ?3 ELSE next_at END,
                       answered = coalesce(?7, answered), tries = tries + ?5,
                       first_tried_at = CASE WHEN ?5 THEN coalesce(first_tried_at, ?6)
                         ELSE first_tried_at END
                     WHERE id = ?1",
                    (
                        id,
                        state.into_str(),
                        next_at.map(Moment::millis),
                        now.millis(),
                        attempt.trigger != Trigger::Replay,
                        attempt.at.millis(),
                        answered,
                    ),
                )?;
                if found == 0 {
                    return Ok((false, false));
                }
                let attempt_id = insert(connection, id, &attempt, &shown)?;
                let fills_outbox = waits && outbox_rows::note(connection, id, attempt_id, state)?;
                Ok((true, fills_outbox))
            })
            .await?;
        self.recorded(id, found, fills_outbox)
    }

    /// Stores a replay. Its request keeps its state, unless the replay delivers it.
    ///
    /// # Errors
    /// The change is not on disk; or the request is gone.
    pub async fn record_replay(
        &self,
        id: i64,
        attempt: Attempt,
        delivered: bool,
    ) -> Result<(), RelayStoreError> {
        let shown = headers::split(&attempt.response_headers).shown;
        let (found, fills_outbox) = self
            .change(move |connection, now| {
                let found = connection.run_counted(
                    "UPDATE requests SET changed_at = ?2,
                       state = CASE WHEN ?3 THEN 'delivered' ELSE state END,
                       next_at = CASE WHEN ?3 THEN NULL ELSE next_at END
                     WHERE id = ?1",
                    (id, now.millis(), delivered),
                )?;
                if found == 0 {
                    return Ok((false, false));
                }
                let attempt_id = insert(connection, id, &attempt, &shown)?;
                let state = RequestState::Delivered;
                let fills_outbox =
                    delivered && outbox_rows::note(connection, id, attempt_id, state)?;
                Ok((true, fills_outbox))
            })
            .await?;
        self.recorded(id, found, fills_outbox)
    }

    fn recorded(&self, id: i64, found: bool, fills_outbox: bool) -> Result<(), RelayStoreError> {
        if fills_outbox {
            self.outbox_filled().notify_one();
        }
        match found {
            true => Ok(()),
            false => Err(RelayStoreError::NoSuchRequest(id)),
        }
    }
}

fn waits(connection: &Connection, id: i64) -> Result<bool, StoreError> {
    connection.fetch_value(
        "SELECT EXISTS (SELECT 1 FROM requests WHERE id = ?1 AND state = 'waiting')",
        [id],
    )
}

fn is_there(connection: &Connection, id: i64, attempt: &Attempt) -> Result<bool, StoreError> {
    connection.fetch_value(
        "SELECT EXISTS (SELECT 1 FROM attempts WHERE request_id = ?1 AND at = ?2 AND cause = ?3)",
        (id, attempt.at.millis(), attempt.trigger.into_str()),
    )
}

/// Returns the attempt's id.
pub fn insert(
    connection: &Connection,
    id: i64,
    attempt: &Attempt,
    shown_headers: &str,
) -> Result<i64, StoreError> {
    let number = |ms: u64| i64::try_from(ms).unwrap_or(i64::MAX);
    connection.run(
        "INSERT INTO attempts (request_id, at, ms, cause, status, error, disk_ms, connect_ms,
           answer_ms, target, response_cut, response_headers, response_body, edited_body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        (
            id,
            attempt.at.millis(),
            number(attempt.ms),
            attempt.trigger.into_str(),
            attempt.status,
            &attempt.error,
            number(attempt.parts.disk_ms),
            number(attempt.parts.connect_ms),
            number(attempt.parts.answer_ms),
            &attempt.target,
            attempt.response_cut,
            shown_headers,
            &*attempt.response_body,
            attempt.edited_body.as_deref(),
        ),
    )?;
    Ok(connection.last_insert_rowid())
}

/// How much of an answer went through the tunnel: in most cases RETM got that of the first attempt.
pub fn answer_bytes(attempt: &Attempt, shown_headers: &str) -> u64 {
    match attempt.trigger {
        Trigger::Initial => (shown_headers.len() + attempt.response_body.len()) as u64,
        Trigger::Automatic | Trigger::Manual | Trigger::Replay => 0,
    }
}

/// The attempts of a request, the first one first.
pub fn rows(connection: &Connection, id: i64) -> Result<Vec<AttemptRow>, StoreError> {
    connection.fetch_all(
        "SELECT at, ms, cause, status, error FROM attempts WHERE request_id = ?1 ORDER BY id",
        [id],
        read,
    )
}

/// How many attempts a request has, including replays.
pub fn count(connection: &Connection, id: i64) -> Result<u32, StoreError> {
    connection.fetch_value("SELECT count(*) FROM attempts WHERE request_id = ?1", [id])
}

pub fn read(row: &Row<'_>) -> rusqlite::Result<AttemptRow> {
    Ok(AttemptRow {
        at: row::moment(row, "at")?,
        ms: milliseconds(row, "ms")?,
        status: row.get("status")?,
        error: row.get("error")?,
        trigger: row::word(row, "cause", Trigger::Automatic)?,
    })
}

pub fn milliseconds(row: &Row<'_>, column: &str) -> rusqlite::Result<u64> {
    let found: i64 = row.get(column)?;
    Ok(found.try_into().unwrap_or(0))
}
