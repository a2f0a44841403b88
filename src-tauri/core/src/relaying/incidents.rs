//! What the relay can't hand on, told as a delivery error beside RETM's own: it opens or joins the incident of its endpoint.

use std::{collections::BTreeMap, time::Duration};

use serde_json::json;
use tokio::time::sleep;

use super::handle::Relay;
use crate::{
    incident::delivery_error::{Arrival, Source},
    relay::request::{Attempt, RequestState, StoredRequest},
    store::relay::RelayStore,
    worker,
};

/// How often, and after how long again, it is told to a history that can't take it.
const TRIES: u32 = 30;
const AGAIN: Duration = Duration::from_secs(2);
/// The longest line of an answer that is told, in characters.
const LONGEST: usize = 500;

impl Relay {
    /// Tells of a request that needs a person or was given up. Whoever calls does not wait for it.
    pub(super) fn tell(&self, store: &RelayStore, id: i64, attempt: Attempt) {
        let (relay, store) = (self.clone(), store.clone());
        self.0.tasks.spawn(async move {
            let loaded = worker::blocking(move || store.load(id)).await;
            let Ok(Some(stored)) = loaded else { return };
            let state = stored.request.state;
            // A replay may have delivered it meanwhile.
            if !matches!(state, RequestState::NeedsYou | RequestState::Dead) {
                return;
            }
            let arrival = relay.arrival(&stored, &attempt);
            for _ in 0..TRIES {
                match relay.0.history.ingest(arrival.clone()).await {
                    Ok(_) => return,
                    Err(error) => {
                        tracing::warn!(request = id, %error, "a request's incident can't be kept");
                    }
                }
                sleep(AGAIN).await;
            }
        });
    }

    fn arrival(&self, stored: &StoredRequest, attempt: &Attempt) -> Arrival {
        // What stands in a query may be a secret, and does not tell endpoints apart.
        let (endpoint, _) = attempt
            .target
            .split_once('?')
            .unwrap_or((&attempt.target, ""));
        let report = json!({
            "code": attempt.status,
            "endpoint": endpoint,
            "message": message(attempt),
        });
        Arrival {
            received_at: self.now(),
            source: Source::Relay,
            merchant: stored.request.merchant.clone(),
            relay_request: Some(stored.id),
            body: report.to_string().into(),
            headers: BTreeMap::from([("content-type".to_owned(), "application/json".to_owned())]),
            remote_addr: stored.request.remote_addr.clone(),
        }
    }
}

/// The transport's error, or the answer's first line.
fn message(attempt: &Attempt) -> String {
    if let Some(error) = &attempt.error {
        return error.clone();
    }
    let text = String::from_utf8_lossy(&attempt.response_body);
    let line = text.lines().map(str::trim).find(|line| !line.is_empty());
    line.unwrap_or_default().chars().take(LONGEST).collect()
}
