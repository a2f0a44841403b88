//! Reports what the relay can't forward, as a delivery error like RETM's own. It opens or joins the incident of its
//! endpoint, which recovers once everything that was reported there got through. The relay's database keeps each report
//! until the history has it: nothing is lost if the program dies, and nothing is reported twice.

use std::{collections::BTreeMap, error::Error, time::Duration};

use serde_json::json;
use tokio::time::sleep;

use super::handle::Relay;
use crate::{
    incident::delivery_error::{Arrival, Source},
    model::moment::Moment,
    relay::request::AttemptRow,
    store::relay::{DeliveredLater, RelayStore, RelayStoreError, Unreported},
    worker::{self, Role, Worker},
};

pub const ROLE: Role = Role {
    name: "relay-incidents",
    does: "opens incidents for requests that can't be handed on",
    meaning: "What the relay gave up opens no incident until it runs again.",
};

/// How long until a report is repeated if the history can't store it.
const RETRY: Duration = Duration::from_secs(2);
/// The maximum length of the reported line of an answer, in characters.
const MAX_LENGTH: usize = 500;

type Failure = Box<dyn Error + Send + Sync>;

/// Starts the worker, which runs for the program's whole life.
pub fn start(relay: &Relay) -> Worker {
    let started = relay.clone();
    relay.0.workers.task(ROLE, move || run(started.clone()))
}

async fn run(relay: Relay) {
    let store = loop {
        match relay.store() {
            Ok(Some(store)) => break store,
            _ => relay.0.was_opened.notified().await,
        }
    };
    // Older rows may have been reported already: the program may have died before that was recorded.
    let mut in_doubt = true;
    loop {
        worker::heartbeat(ROLE.name);
        match relay.report_all(&store, in_doubt).await {
            Ok(()) => {
                in_doubt = false;
                store.outbox_filled().notified().await;
            }
            Err(error) => {
                tracing::warn!("Can't report failed requests to the history. {error}");
                in_doubt = true;
                sleep(RETRY).await;
            }
        }
    }
}

impl Relay {
    /// Reports everything in the outbox to the history. Failures come first, so that nothing recovers too early.
    async fn report_all(&self, store: &RelayStore, in_doubt: bool) -> Result<(), Failure> {
        loop {
            let reading = store.clone();
            let (unreported, through) = worker::blocking(move || {
                let unreported = reading.unreported()?;
                match unreported.is_empty() {
                    true => Ok::<_, RelayStoreError>((unreported, reading.delivered_later()?)),
                    false => Ok((unreported, Vec::new())),
                }
            })
            .await?;
            if unreported.is_empty() && through.is_empty() {
                return Ok(());
            }
            // A request that can't be reported does not hold back the others.
            let mut failed = None;
            for request in &unreported {
                failed = self.report(store, request, in_doubt).await.err().or(failed);
            }
            if let Some(failure) = failed {
                return Err(failure);
            }
            for request in through {
                self.recover(store, request).await?;
            }
        }
    }

    async fn report(
        &self,
        store: &RelayStore,
        request: &Unreported,
        in_doubt: bool,
    ) -> Result<(), Failure> {
        let known = match in_doubt {
            true => {
                self.incident_of(request.request_id, request.attempt.at)
                    .await?
            }
            false => None,
        };
        let incident = match known {
            Some(incident) => incident,
            None => self.0.history.ingest(arrival(request)).await?.incident_id,
        };
        Ok(store.set_reported(request, incident).await?)
    }

    /// Resolves the incident if no other request of it is left.
    async fn recover(&self, store: &RelayStore, request: DeliveredLater) -> Result<(), Failure> {
        let incident = match request.incident_id {
            None => {
                self.incident_of(request.request_id, request.failed_at)
                    .await?
            }
            known => known.filter(|_| request.is_last),
        };
        if let Some(incident) = incident {
            let history = &self.0.history;
            history.recover_by_relay(incident, request.at).await?;
        }
        Ok(store.remove_settled(request.request_id).await?)
    }

    async fn incident_of(&self, request: i64, from: Moment) -> Result<Option<i64>, Failure> {
        let history = self.0.history.clone();
        let found = worker::blocking(move || history.incident_of_request(request, from)).await;
        Ok(found?)
    }
}

fn arrival(request: &Unreported) -> Arrival {
    // The query may hold a secret, and does not distinguish endpoints.
    let (endpoint, _) = request
        .target
        .split_once('?')
        .unwrap_or((&request.target, ""));
    let attempt = &request.attempt;
    let report = json!({
        "code": attempt.status,
        "endpoint": endpoint,
        "message": message(attempt, &request.answer),
    });
    Arrival {
        received_at: attempt.at.plus(Duration::from_millis(attempt.ms)),
        source: Source::Relay,
        merchant: request.merchant.clone(),
        relay_request: Some(request.request_id),
        body: report.to_string().into(),
        headers: BTreeMap::from([("content-type".to_owned(), "application/json".to_owned())]),
        remote_addr: request.remote_addr.clone(),
    }
}

/// The transport's error, or the answer's first line.
fn message(attempt: &AttemptRow, answer: &[u8]) -> String {
    if let Some(error) = &attempt.error {
        return error.clone();
    }
    let text = String::from_utf8_lossy(answer);
    let line = text.lines().map(str::trim).find(|line| !line.is_empty());
    line.unwrap_or_default().chars().take(MAX_LENGTH).collect()
}
