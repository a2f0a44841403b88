//! The outbox to the history: which requests need a person or were given up, and which of those got through since. Rows are
//! written with the attempt, in its transaction: see `outbox_rows`.

use tokio::sync::Notify;

use super::{attempts, error::RelayStoreError, handle::RelayStore};
use crate::{
    model::moment::Moment,
    relay::request::AttemptRow,
    store::{sql::Sql as _, table::row},
};

/// How many rows are read together.
const PAGE: u32 = 100;
/// How much of an answer is read to find its first line, in bytes.
const BEGINNING: u32 = 4096;

/// A request that the history does not know of yet.
#[derive(Clone, Debug)]
pub struct Untold {
    /// Its number.
    pub request_id: i64,
    /// The attempt after which it needed a person or was given up.
    pub attempt: AttemptRow,
    /// The URL that was asked.
    pub target: String,
    /// The beginning of the answer.
    pub answer: Vec<u8>,
    /// The label of the token that it came with.
    pub merchant: Option<String>,
    /// The sender's address and port.
    pub remote_addr: String,
    attempt_id: i64,
}

/// A request that got through after the history was told of it, or was to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GotThrough {
    /// Its number.
    pub request_id: i64,
    /// The incident in the history; none where it is not known whether it was told.
    pub incident_id: Option<i64>,
    /// When the attempt that was told of, or was to be, began.
    pub failed_at: Moment,
    /// When it got through.
    pub at: Moment,
    /// Whether no other request of that incident is left.
    pub is_last: bool,
}

impl RelayStore {
    /// Notified when something was put into the outbox.
    pub(crate) fn outbox_filled(&self) -> &Notify {
        &self.inner.outbox
    }

    /// Requests that the history is to be told of, the oldest first. Blocks.
    pub(crate) fn untold(&self) -> Result<Vec<Untold>, RelayStoreError> {
        self.read(|reader| {
            Ok(reader.0.fetch_all(
                "SELECT incident_outbox.request_id, attempt_id, merchant, remote_addr, attempts.at, ms, cause,
                   status, error, target, substr(response_body, 1, ?2) AS answer
                 FROM incident_outbox JOIN requests ON requests.id = incident_outbox.request_id
                   JOIN attempts ON attempts.id = attempt_id
                 WHERE incident_outbox.state <> 'told' AND incident_outbox.state = 'untold'
                 ORDER BY incident_outbox.request_id LIMIT ?1",
                (PAGE, BEGINNING),
                |row| {
                    Ok(Untold {
                        request_id: row.get("request_id")?,
                        attempt: attempts::read(row)?,
                        target: row.get("target")?,
                        answer: row.get("answer")?,
                        merchant: row.get("merchant")?,
                        remote_addr: row.get("remote_addr")?,
                        attempt_id: row.get("attempt_id")?,
                    })
                },
            )?)
        })
    }

    /// Requests that got through after the history was told of them, or was to be, the oldest first. Blocks.
    pub(crate) fn got_through(&self) -> Result<Vec<GotThrough>, RelayStoreError> {
        self.read(|reader| {
            Ok(reader.0.fetch_all(
                "SELECT incident_outbox.request_id, incident_id, requests.changed_at, attempts.at AS failed_at, NOT EXISTS (SELECT 1 FROM incident_outbox AS other
                     WHERE other.incident_id = incident_outbox.incident_id
                       AND other.request_id <> incident_outbox.request_id) AS is_last
                 FROM incident_outbox JOIN requests ON requests.id = incident_outbox.request_id
                   JOIN attempts ON attempts.id = attempt_id
                 WHERE incident_outbox.state <> 'told' AND incident_outbox.state = 'delivered'
                 ORDER BY incident_outbox.request_id LIMIT ?1",
                [PAGE],
                |row| {
                    Ok(GotThrough {
                        request_id: row.get("request_id")?,
                        incident_id: row.get("incident_id")?,
                        failed_at: row::moment(row, "failed_at")?,
                        at: row::moment(row, "changed_at")?,
                        is_last: row.get("is_last")?,
                    })
                },
            )?)
        })
    }

    /// Notes that the history was told, and of which incident.
    pub(crate) async fn set_told(
        &self,
        untold: &Untold,
        incident_id: i64,
    ) -> Result<(), RelayStoreError> {
        let (request_id, attempt_id) = (untold.request_id, untold.attempt_id);
        self.change(move |connection, _| {
            // It may have got through while it was told.
            connection.run(
                "UPDATE incident_outbox SET incident_id = ?3, state =
                   CASE (SELECT state FROM requests WHERE id = ?1)
                     WHEN 'delivered' THEN 'delivered' ELSE 'told' END
                 WHERE request_id = ?1 AND attempt_id = ?2",
                (request_id, attempt_id, incident_id),
            )
        })
        .await
    }

    /// Takes a request that got through off the outbox.
    pub(crate) async fn settle_told(&self, request_id: i64) -> Result<(), RelayStoreError> {
        self.change(move |connection, _| {
            connection.run(
                "DELETE FROM incident_outbox WHERE request_id = ?1 AND state = 'delivered'",
                [request_id],
            )
        })
        .await
    }
}
