//! The outbox to the history: which requests need a person or were given up, and which of those got through since. Rows
//! are written in the transaction of the attempt: see `outbox_rows`.

use tokio::sync::Notify;

use super::{attempts, error::RelayStoreError, handle::RelayStore};
use crate::{
    model::moment::Moment,
    relay::request::AttemptRow,
    store::{sql::Sql as _, table::row},
};

/// How many rows are read at once.
const PAGE: u32 = 100;
/// How much of an answer is read to find its first line, in bytes.
const BEGINNING: u32 = 4096;

/// A request that was not yet reported to the history.
#[derive(Clone, Debug)]
pub struct Unreported {
    /// The request's id.
    pub request_id: i64,
    /// The attempt after which it needed a person or was given up.
    pub attempt: AttemptRow,
    /// The URL of the attempt.
    pub target: String,
    /// The beginning of the answer.
    pub answer: Vec<u8>,
    /// The label of the token that came with it.
    pub merchant: Option<String>,
    pub remote_addr: String,
    attempt_id: i64,
}

/// A request that got through after it was, or should have been, reported to the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeliveredLater {
    /// The request's id.
    pub request_id: i64,
    /// The incident in the history; `None` if it is not known whether it was reported.
    pub incident_id: Option<i64>,
    /// When the reported attempt began.
    pub failed_at: Moment,
    /// When it got through.
    pub at: Moment,
    /// Whether this is the last request of that incident: of several that got through, the one that is handled last.
    pub is_last: bool,
}

impl RelayStore {
    /// Notified when a row is added to the outbox.
    pub(crate) fn outbox_filled(&self) -> &Notify {
        &self.outbox
    }

    /// The requests to report to the history, oldest first. Blocks.
    pub(crate) fn unreported(&self) -> Result<Vec<Unreported>, RelayStoreError> {
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
                    Ok(Unreported {
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

    /// The requests that got through after they were, or should have been, reported to the history, oldest first.
    /// Blocks.
    pub(crate) fn delivered_later(&self) -> Result<Vec<DeliveredLater>, RelayStoreError> {
        self.read(|reader| {
            Ok(reader.0.fetch_all(
                "SELECT incident_outbox.request_id, incident_id, requests.changed_at, attempts.at AS failed_at, NOT EXISTS (SELECT 1 FROM incident_outbox AS other
                     WHERE other.incident_id = incident_outbox.incident_id
                       AND (other.state <> 'delivered' OR other.request_id > incident_outbox.request_id)) AS is_last
                 FROM incident_outbox JOIN requests ON requests.id = incident_outbox.request_id
                   JOIN attempts ON attempts.id = attempt_id
                 WHERE incident_outbox.state <> 'told' AND incident_outbox.state = 'delivered'
                 ORDER BY incident_outbox.request_id LIMIT ?1",
                [PAGE],
                |row| {
                    Ok(DeliveredLater {
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

    /// Records that a request was reported to the history, and in which incident.
    pub(crate) async fn set_reported(
        &self,
        unreported: &Unreported,
        incident_id: i64,
    ) -> Result<(), RelayStoreError> {
        let (request_id, attempt_id) = (unreported.request_id, unreported.attempt_id);
        self.change(move |connection, _| {
            // The request may have got through in the meantime.
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

    /// Removes a request that got through from the outbox.
    pub(crate) async fn remove_settled(&self, request_id: i64) -> Result<(), RelayStoreError> {
        self.change(move |connection, _| {
            connection.run(
                "DELETE FROM incident_outbox WHERE request_id = ?1 AND state = 'delivered'",
                [request_id],
            )
        })
        .await
    }
}
