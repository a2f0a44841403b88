//! What an attempt adds to the outbox, in its own transaction.

use rusqlite::Connection;

use crate::{
    relay::request::RequestState,
    store::{error::StoreError, sql::Sql as _},
};

/// Adds what to report to the history after an attempt has moved its request to that state. Returns whether there is
/// anything to report.
pub fn note(
    connection: &Connection,
    request_id: i64,
    attempt_id: i64,
    state: RequestState,
) -> Result<bool, StoreError> {
    match state {
        RequestState::NeedsYou | RequestState::Dead => {
            connection.run(
                "INSERT INTO incident_outbox (request_id, attempt_id, state)
                 VALUES (?1, ?2, 'untold')
                 ON CONFLICT DO UPDATE SET attempt_id = excluded.attempt_id, state = 'untold',
                   incident_id = NULL",
                (request_id, attempt_id),
            )?;
            Ok(true)
        }
        RequestState::Delivered => {
            let found = connection.run_counted(
                "UPDATE incident_outbox SET state = 'delivered' WHERE request_id = ?1",
                [request_id],
            )?;
            Ok(found > 0)
        }
        RequestState::Waiting | RequestState::Passed => Ok(false),
    }
}
