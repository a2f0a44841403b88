//! The requests: stored, scheduled and loaded for forwarding.

use std::time::Duration;

use bytes::Bytes;
use rusqlite::{Connection, Row};

use super::{
    attempts, counters, database::TrafficSample, error::RelayStoreError, handle::RelayStore,
    headers, reader::RelayReader,
};
use crate::{
    model::moment::Moment,
    relay::{
        mode::RelayMode,
        quota::Traffic,
        request::{NewRequest, QueuedRequest, RequestCounts, RequestState, StoredRequest},
    },
    store::{error::StoreError, sql::Sql as _, table::row},
};

/// After this long, a request without a planned attempt counts as abandoned. Longer than the first attempt and its
/// record take.
const ABANDONED_AFTER: Duration = Duration::from_secs(60);

/// How many merchants are looked through for requests that are due.
const MERCHANTS: u32 = 1_000;

impl RelayStore {
    /// Stores a request, and returns its id once it is on disk. Fails at once if the queue is full. `next_at` is when
    /// the queue tries it; `None` if the caller makes the first attempt. `answered` is the status for RETM, if it is
    /// already known.
    ///
    /// # Errors
    /// The request is not on disk.
    pub async fn keep(
        &self,
        request: NewRequest,
        next_at: Option<Moment>,
        answered: Option<u16>,
    ) -> Result<i64, RelayStoreError> {
        let split = headers::split(&request.headers);
        let room = self.room(request.body.len())?;
        let traffic = traffic_of(&request, &split);
        self.change_if_room(traffic, move |connection, _| {
            let _held = &room;
            insert(connection, &request, (next_at, answered), &split)
        })
        .await
    }

    /// Stores a request for a caller that makes its first attempt at once. Returns its id, and whether the caller is to
    /// make that attempt. If an earlier request of its merchant waits, or a user has stopped the queue, it is stored
    /// for the queue instead, as answered with 200.
    ///
    /// # Errors
    /// The request is not on disk.
    pub async fn keep_or_queue(&self, request: NewRequest) -> Result<(i64, bool), RelayStoreError> {
        let split = headers::split(&request.headers);
        let room = self.room(request.body.len())?;
        let traffic = traffic_of(&request, &split);
        self.change_if_room(traffic, move |connection, _| {
            let _held = &room;
            let waits: bool = connection.fetch_value(
                "SELECT EXISTS (SELECT 1 FROM requests
                   WHERE state = 'waiting' AND merchant_reference = ?1)
                 OR EXISTS (SELECT 1 FROM marks WHERE name = ?2 AND value <> 0)",
                (&request.merchant_reference, counters::PAUSED),
            )?;
            let plan = match waits {
                true => (Some(request.received_at), Some(200)),
                false => (None, None),
            };
            Ok((insert(connection, &request, plan, &split)?, !waits))
        })
        .await
    }

    /// Moves a request to another state without an attempt, or plans its next one.
    ///
    /// # Errors
    /// The change is not on disk; or the request is gone.
    pub async fn set_state(
        &self,
        id: i64,
        state: RequestState,
        next_at: Option<Moment>,
    ) -> Result<(), RelayStoreError> {
        let found = self
            .change(move |connection, now| {
                connection.run_counted(
                    "UPDATE requests SET state = ?2, next_at = ?3, changed_at = ?4 WHERE id = ?1",
                    (
                        id,
                        state.into_str(),
                        next_at.map(Moment::millis),
                        now.millis(),
                    ),
                )
            })
            .await?;
        found_one(id, found)
    }

    /// The waiting requests, oldest first. Blocks.
    pub fn waiting(&self, limit: u32) -> Result<Vec<QueuedRequest>, RelayStoreError> {
        self.waiting_after(0, limit)
    }

    /// The waiting requests after that id, oldest first. Blocks.
    pub fn waiting_after(
        &self,
        id: i64,
        limit: u32,
    ) -> Result<Vec<QueuedRequest>, RelayStoreError> {
        self.read(|reader| reader.waiting_after(id, limit))
    }

    /// Makes the queue try every waiting request that is not in flight. Returns how many there are.
    ///
    /// # Errors
    /// The change is not on disk.
    pub async fn plan_all(&self, at: Moment) -> Result<usize, RelayStoreError> {
        self.change(move |connection, _| {
            connection.run_counted(
                "UPDATE requests SET next_at = ?1 WHERE state = 'waiting' AND next_at IS NOT NULL",
                [at.millis()],
            )
        })
        .await
    }

    /// The waiting requests after that id that are due: their time has come, or the clock was set back to before they
    /// were planned. Includes requests without a planned attempt, if their id is at most `unplanned_up_to` or they are
    /// older than [`ABANDONED_AFTER`]: whoever stored them is gone. Oldest first. Blocks.
    pub fn due_after(
        &self,
        id: i64,
        unplanned_up_to: i64,
        now: Moment,
        limit: u32,
    ) -> Result<Vec<QueuedRequest>, RelayStoreError> {
        self.read(|reader| {
            Ok(reader.0.fetch_all(
                "SELECT id, received_at, next_at, merchant_reference, tries, first_tried_at
                 FROM requests WHERE state = 'waiting' AND id > ?1
                   AND (next_at <= ?3 OR changed_at > ?3 + 1000 OR (next_at IS NULL AND (id <= ?2 OR received_at < ?5)))
                 ORDER BY id LIMIT ?4",
                (
                    id,
                    unplanned_up_to,
                    now.millis(),
                    limit,
                    now.minus(ABANDONED_AFTER).millis(),
                ),
                queued,
            )?)
        })
    }

    /// Those of [`RelayStore::due_after`] that wait behind no other of their merchant, whatever their number is. Looks at
    /// [`MERCHANTS`] merchants at most. Oldest first. Blocks.
    pub fn due_first(
        &self,
        unplanned_up_to: i64,
        now: Moment,
        limit: u32,
    ) -> Result<Vec<QueuedRequest>, RelayStoreError> {
        self.read(|reader| {
            Ok(reader.0.fetch_all(
                "WITH RECURSIVE merchants (reference) AS (
                   SELECT min(merchant_reference) FROM requests WHERE state = 'waiting'
                   UNION ALL
                   SELECT (SELECT min(merchant_reference) FROM requests
                           WHERE state = 'waiting' AND merchant_reference > reference)
                   FROM merchants WHERE reference IS NOT NULL LIMIT ?5)
                 SELECT id, received_at, next_at, merchant_reference, tries, first_tried_at
                 FROM requests WHERE state = 'waiting'
                   AND (next_at <= ?2 OR changed_at > ?2 + 1000 OR (next_at IS NULL AND (id <= ?1 OR received_at < ?4)))
                   AND id IN (
                     SELECT (SELECT min(id) FROM requests
                             WHERE state = 'waiting' AND merchant_reference = reference) FROM merchants
                     UNION ALL
                     SELECT * FROM (SELECT id FROM requests
                       WHERE state = 'waiting' AND merchant_reference IS NULL ORDER BY id LIMIT ?5))
                 ORDER BY id LIMIT ?3",
                (
                    unplanned_up_to,
                    now.millis(),
                    limit,
                    now.minus(ABANDONED_AFTER).millis(),
                    MERCHANTS,
                ),
                queued,
            )?)
        })
    }

    /// Whether any request waits. Its cost does not depend on their number. Blocks.
    pub fn any_waiting(&self) -> Result<bool, RelayStoreError> {
        self.read(|reader| {
            let any = "SELECT EXISTS (SELECT 1 FROM requests WHERE state = 'waiting')";
            Ok(reader.0.fetch_value(any, [])?)
        })
    }

    /// When the next waiting request is due; `None` if no attempt is planned. Blocks.
    pub fn next_due(&self, after: Moment) -> Result<Option<Moment>, RelayStoreError> {
        self.read(|reader| {
            let next: Option<i64> = reader.0.fetch_value(
                "SELECT min(next_at) FROM requests WHERE state = 'waiting' AND next_at > ?1",
                [after.millis()],
            )?;
            Ok(next.map(Moment::from_millis))
        })
    }

    /// The oldest waiting request of that merchant. Blocks.
    pub fn oldest_of(&self, merchant_reference: &str) -> Result<Option<i64>, RelayStoreError> {
        self.read(|reader| {
            Ok(reader.0.fetch_value(
                "SELECT min(id) FROM requests WHERE state = 'waiting' AND merchant_reference = ?1",
                [merchant_reference],
            )?)
        })
    }

    /// The id of the newest request; 0 if there is none. Blocks.
    pub fn newest(&self) -> Result<i64, RelayStoreError> {
        self.read(|reader| {
            Ok(reader
                .0
                .fetch_value("SELECT ifnull(max(id), 0) FROM requests", [])?)
        })
    }

    /// A request with the secrets in its headers, for forwarding. Blocks.
    pub fn load(&self, id: i64) -> Result<Option<StoredRequest>, RelayStoreError> {
        self.read(|reader| reader.load(id))
    }

    /// How many requests are in each state. Blocks.
    pub fn counts(&self) -> Result<RequestCounts, RelayStoreError> {
        self.read(RelayReader::counts)
    }
}

impl RelayReader {
    /// The waiting requests after that id, oldest first.
    pub fn waiting_after(
        &self,
        id: i64,
        limit: u32,
    ) -> Result<Vec<QueuedRequest>, RelayStoreError> {
        Ok(self.0.fetch_all(
            "SELECT id, received_at, next_at, merchant_reference, tries, first_tried_at
             FROM requests WHERE state = 'waiting' AND id > ?1 ORDER BY id LIMIT ?2",
            (id, limit),
            queued,
        )?)
    }

    /// A request with the secrets in its headers, for forwarding.
    pub fn load(&self, id: i64) -> Result<Option<StoredRequest>, RelayStoreError> {
        let found = self.0.fetch_optional(
            "SELECT requests.*, request_secrets.headers AS secrets FROM requests
             LEFT JOIN request_secrets ON request_id = id WHERE id = ?1",
            [id],
            |row| {
                let shown: String = row.get("headers")?;
                let secrets: Option<String> = row.get("secrets")?;
                Ok((stored(row)?, shown, secrets))
            },
        )?;
        let Some((mut stored, shown, secrets)) = found else {
            return Ok(None);
        };
        stored.request.headers = headers::join(&shown, secrets.as_deref())?;
        stored.attempts = attempts::count(&self.0, id)?;
        Ok(Some(stored))
    }

    /// The ids of the stored requests in that range, both ends included, oldest first.
    pub fn ids(&self, from: i64, to: i64) -> Result<Vec<i64>, RelayStoreError> {
        Ok(self.0.fetch_all(
            "SELECT id FROM requests WHERE id BETWEEN ?1 AND ?2 ORDER BY id",
            (from, to),
            |row| row.get(0),
        )?)
    }

    /// How many requests are in each state.
    pub fn counts(&self) -> Result<RequestCounts, RelayStoreError> {
        let of = |state: RequestState| {
            self.0.fetch_value(
                "SELECT count(*) FROM requests WHERE state = ?1
                   AND state IN ('waiting', 'needs_you', 'dead')",
                [state.into_str()],
            )
        };
        let oldest: Option<i64> = self.0.fetch_optional(
            "SELECT received_at FROM requests WHERE state = 'waiting' ORDER BY id LIMIT 1",
            [],
            |row| row.get(0),
        )?;
        Ok(RequestCounts {
            waiting: of(RequestState::Waiting)?,
            needs_you: of(RequestState::NeedsYou)?,
            dead: of(RequestState::Dead)?,
            oldest_waiting: oldest.map(Moment::from_millis),
        })
    }
}

/// The traffic of a request.
fn traffic_of(request: &NewRequest, split: &headers::SplitHeaders) -> TrafficSample {
    TrafficSample {
        at: request.received_at,
        traffic: Traffic {
            requests: 1,
            bytes: (split.shown.len() + request.body.len()) as u64,
        },
    }
}

fn insert(
    connection: &Connection,
    request: &NewRequest,
    (next_at, answered): (Option<Moment>, Option<u16>),
    split: &headers::SplitHeaders,
) -> Result<i64, StoreError> {
    connection.run(
        "INSERT INTO requests (webhook_id, received_at, method, path, query, event,
           merchant_reference, merchant, mode, state, answered, changed_at, remote_addr, headers,
           body, next_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?2, ?12, ?13, ?14, ?15)",
        (
            &request.webhook_id,
            request.received_at.millis(),
            &request.method,
            &request.path,
            &request.query,
            &request.event,
            &request.merchant_reference,
            &request.merchant,
            request.mode.into_str(),
            request.state.into_str(),
            answered,
            &request.remote_addr,
            &split.shown,
            &*request.body,
            next_at.map(Moment::millis),
        ),
    )?;
    let id = connection.last_insert_rowid();
    if let Some(secrets) = &split.secrets {
        connection.run(
            "INSERT INTO request_secrets (request_id, headers) VALUES (?1, ?2)",
            (id, secrets),
        )?;
    }
    Ok(id)
}

fn queued(row: &Row<'_>) -> rusqlite::Result<QueuedRequest> {
    Ok(QueuedRequest {
        id: row.get("id")?,
        received_at: row::moment(row, "received_at")?,
        next_at: row::optional_moment(row, "next_at")?,
        merchant_reference: row.get("merchant_reference")?,
        attempts: row.get("tries")?,
        first_attempt_at: row::optional_moment(row, "first_tried_at")?,
    })
}

/// Reads everything except the headers and the number of attempts.
fn stored(row: &Row<'_>) -> rusqlite::Result<StoredRequest> {
    Ok(StoredRequest {
        id: row.get("id")?,
        request: NewRequest {
            webhook_id: row.get("webhook_id")?,
            received_at: row::moment(row, "received_at")?,
            method: row.get("method")?,
            path: row.get("path")?,
            query: row.get("query")?,
            headers: Vec::new(),
            body: Bytes::from(row.get::<_, Vec<u8>>("body")?),
            event: row.get("event")?,
            merchant_reference: row.get("merchant_reference")?,
            merchant: row.get("merchant")?,
            mode: row::word(row, "mode", RelayMode::Through)?,
            state: row::word(row, "state", RequestState::Passed)?,
            remote_addr: row.get("remote_addr")?,
        },
        answered: row.get("answered")?,
        attempts: 0,
    })
}

const fn found_one(id: i64, found: usize) -> Result<(), RelayStoreError> {
    match found {
        0 => Err(RelayStoreError::NoSuchRequest(id)),
        _ => Ok(()),
    }
}
