//! How an incoming request is handled: stored, forwarded if its mode says so, and answered.

use std::{sync::atomic::Ordering, time::Duration};

use bytes::Bytes;
use serde_json::json;
use tokio::{
    sync::oneshot,
    time::{Instant, timeout_at},
};

use super::{
    forward::{Answer, AttemptRequest, Attempted},
    handle::Relay,
    queue::MAX_IN_FLIGHT,
};
use crate::{
    model::{http_url::HttpUrl, moment::Moment},
    platform::random,
    relay::{
        event::EventInfo,
        headers,
        mode::RelayMode,
        request::{Headers, NewRequest, RequestState, Trigger},
        schedule::Outcome,
    },
    store::relay::{RelayStore, RelayStoreError},
};

/// A request that the receiver has let in.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// The method.
    pub method: String,
    /// The path after the key, with its leading slash; may be empty.
    pub path: String,
    /// The query, without the question mark.
    pub query: Option<String>,
    /// All headers as sent.
    pub headers: Headers,
    /// The body exactly as sent.
    pub body: Bytes,
    /// The label of the token that came with it.
    pub merchant: Option<String>,
    pub remote_addr: String,
}

/// How long a sender is told to wait before it tries again, in seconds.
const RETRY_AFTER_S: &str = "2";

impl Relay {
    /// Takes a request and returns RETM's answer. The attempt continues if the caller does not wait for it.
    pub async fn take(&self, incoming: Incoming) -> Answer {
        let settings = self.settings();
        let comes_back =
            |(name, _): &(String, Vec<u8>)| name.eq_ignore_ascii_case(headers::ATTEMPT);
        if incoming.headers.iter().any(comes_back) {
            return problem(508, "This request was handed on by a relay already.");
        }
        let Some(target) = settings.target.clone() else {
            return problem(503, "The relay has no target.");
        };
        let info = EventInfo::read(&incoming.body, &incoming.headers);
        let mode = info.mode(&settings.routes, &incoming.path);
        let request = self.request(incoming, info, mode);
        let store = match self.store() {
            Ok(Some(store)) => Ok(store),
            Ok(None) => Err(None),
            Err(error) => Err(Some(error)),
        };
        match (mode, store) {
            (RelayMode::Through, Ok(store)) => {
                self.answer_through(request, target, Some(store)).await
            }
            (RelayMode::Through, Err(_)) => self.answer_through(request, target, None).await,
            (_, Err(error)) => refusal(error.as_ref()),
            (RelayMode::Keep, Ok(store)) => self.answer_kept(request, &store).await,
            (RelayMode::Catch, Ok(store)) => {
                self.answer_caught(request, target, store, settings.answer_within)
                    .await
            }
        }
    }

    fn request(&self, incoming: Incoming, info: EventInfo, mode: RelayMode) -> NewRequest {
        let now = self.now();
        NewRequest {
            webhook_id: webhook_id(now),
            received_at: now,
            method: incoming.method,
            path: incoming.path,
            query: incoming.query,
            headers: headers::of_sender(&incoming.headers),
            body: incoming.body,
            event: info.event,
            merchant_reference: info.merchant_reference,
            merchant: incoming.merchant,
            mode,
            state: match mode {
                RelayMode::Through => RequestState::Passed,
                RelayMode::Catch | RelayMode::Keep => RequestState::Waiting,
            },
            remote_addr: incoming.remote_addr,
        }
    }

    /// RETM gets the integration's own answer, whatever it is, even if the disk fails.
    async fn answer_through(
        &self,
        request: NewRequest,
        target: HttpUrl,
        store: Option<RelayStore>,
    ) -> Answer {
        let begun = Instant::now();
        let kept = match &store {
            Some(store) => store.keep(request.clone(), None, None).await.ok(),
            None => None,
        };
        if kept.is_none() {
            self.0.unrecorded.fetch_add(1, Ordering::Relaxed);
            tracing::warn!("can't record a request that passed the relay");
        }
        let (answer_sender, answer_receiver) = oneshot::channel();
        let relay = self.clone();
        self.0.tasks.spawn(async move {
            let attempted = relay.first_attempt(&request, &target, begun).await;
            let answer = answer_of_attempt(&attempted);
            let status = answer.status;
            let was_sent = answer_sender.send(answer).is_ok();
            if let (Some(store), Some(id)) = (store, kept) {
                let answered = was_sent.then_some(status);
                let state = RequestState::Passed;
                relay
                    .record_attempt(&store, id, attempted, (state, None), answered)
                    .await;
            }
        });
        answer_receiver
            .await
            .unwrap_or_else(|_| problem(500, "Missedhook failed at this request."))
    }

    /// Stores and answers the request; the queue forwards it.
    async fn answer_kept(&self, request: NewRequest, store: &RelayStore) -> Answer {
        let now = request.received_at;
        match store.keep(request, Some(now), Some(200)).await {
            Ok(id) => {
                self.0.queue.wake.notify_one();
                kept(id)
            }
            Err(error) => refusal(Some(&error)),
        }
    }

    /// RETM gets the integration's answer if that is 2xx and in time; otherwise the request is stored and tried again.
    async fn answer_caught(
        &self,
        request: NewRequest,
        target: HttpUrl,
        store: RelayStore,
        within: Duration,
    ) -> Answer {
        let begun = Instant::now();
        if self.is_queue_busy() {
            return self.answer_kept(request, &store).await;
        }
        let (id_sender, id_receiver) = oneshot::channel();
        let (answer_sender, mut answer_receiver) = oneshot::channel();
        let relay = self.clone();
        // A separate task from here on: if RETM hangs up, what is on disk by then is forwarded anyway.
        self.0.tasks.spawn(async move {
            let first = match relay.keep_first(&request, &store).await {
                Ok((id, first)) => {
                    let _ = id_sender.send(Ok(id));
                    first
                }
                Err(error) => return drop(id_sender.send(Err(error))),
            };
            // The queue takes over.
            let Some(first) = first else { return };
            let attempted = relay.first_attempt(&request, &target, begun).await;
            let is_delivered = |answer: &Answer| (200..=299).contains(&answer.status);
            let answer = attempted.answer.clone().filter(is_delivered);
            let answered = answer.as_ref().map_or(200, |answer| answer.status);
            let in_time = answer_sender.send(answer).is_ok();
            let answered = if in_time { answered } else { 200 };
            relay
                .record_and_schedule(&store, first.id, attempted, (1, None), Some(answered))
                .await;
        });
        let id = match id_receiver.await {
            Ok(Ok(id)) => id,
            Ok(Err(error)) => return refusal(Some(&error)),
            Err(_) => return refusal(None),
        };
        let answer = match timeout_at(begun + within, &mut answer_receiver).await {
            Ok(answer) => answer.unwrap_or_default(),
            // An answer that came at this very moment still counts: the task believes that RETM got it.
            Err(_) => {
                self.mark_slow(id);
                answer_receiver.close();
                answer_receiver.try_recv().unwrap_or_default()
            }
        };
        answer.unwrap_or_else(|| kept(id))
    }

    /// Stores a request whose first attempt is made at once. `None` if an earlier request of its merchant waits, or the
    /// queue is stopped: then the queue takes over. A new request never overtakes those that already wait.
    async fn keep_first(
        &self,
        request: &NewRequest,
        store: &RelayStore,
    ) -> Result<(i64, Option<FirstAttempt>), RelayStoreError> {
        let (id, is_first) = store.keep_or_queue(request.clone()).await?;
        if !is_first {
            self.0.queue.wake.notify_one();
        }
        Ok((id, is_first.then(|| FirstAttempt::begin(self, id))))
    }

    fn mark_slow(&self, id: i64) {
        let mut state = self.0.queue.state.lock();
        state.first.entry(id).and_modify(|is_slow| *is_slow = true);
    }

    fn is_queue_busy(&self) -> bool {
        let state = self.0.queue.state.lock();
        state.held_since.is_some() || state.in_flight() >= MAX_IN_FLIGHT
    }

    async fn first_attempt(
        &self,
        request: &NewRequest,
        target: &HttpUrl,
        begun: Instant,
    ) -> Attempted {
        let attempt_request = AttemptRequest {
            request,
            target,
            number: 1,
            trigger: Trigger::Initial,
            disk_ms: u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
        };
        attempt_request.send(&self.0.clock).await
    }
}

/// Counts the first attempt of a request as in flight until dropped.
struct FirstAttempt {
    relay: Relay,
    id: i64,
}

impl FirstAttempt {
    fn begin(relay: &Relay, id: i64) -> Self {
        relay.0.queue.state.lock().first.insert(id, false);
        let relay = relay.clone();
        Self { relay, id }
    }
}

impl Drop for FirstAttempt {
    fn drop(&mut self) {
        self.relay.0.queue.state.lock().first.remove(&self.id);
        self.relay.0.queue.wake.notify_one();
    }
}

/// RETM's answer after an attempt, with or without the integration's own.
fn answer_of_attempt(attempted: &Attempted) -> Answer {
    if let Some(answer) = &attempted.answer {
        return answer.clone();
    }
    let words = attempted.attempt.error.as_deref();
    let status = match attempted.outcome {
        Outcome::Failed if words.is_some_and(|words| words.contains("within")) => 504,
        _ => 502,
    };
    problem(status, words.unwrap_or("The integration did not answer."))
}

/// The same for all attempts: made from the time, so that ids sort, and random bits.
fn webhook_id(now: Moment) -> String {
    let random: [u8; 10] = random::bytes().unwrap_or_else(|_| {
        fastrand::u128(..).to_le_bytes()[..10]
            .try_into()
            .unwrap_or_default()
    });
    let random: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("msg_{:012x}{random}", now.millis())
}

fn kept(id: i64) -> Answer {
    Answer {
        status: 200,
        headers: json_headers("application/json"),
        body: json!({"id": id, "kept": true}).to_string().into(),
    }
}

fn refusal(error: Option<&RelayStoreError>) -> Answer {
    let words = match error {
        Some(RelayStoreError::QueueFull) => "Too many requests are waiting to be written.",
        // Details of the disk failure are for the user of this machine, not for the network.
        _ => "The request could not be kept.",
    };
    let mut answer = problem(503, words);
    answer
        .headers
        .push(("retry-after".to_owned(), RETRY_AFTER_S.into()));
    answer
}

/// An error as RFC 9457 problem details.
fn problem(status: u16, detail: &str) -> Answer {
    let title = hyper::StatusCode::from_u16(status).ok();
    let title = title
        .and_then(|status| status.canonical_reason())
        .unwrap_or_default();
    let body = json!({"type": "about:blank", "title": title, "status": status, "detail": detail});
    Answer {
        status,
        headers: json_headers("application/problem+json"),
        body: body.to_string().into(),
    }
}

fn json_headers(kind: &str) -> Headers {
    vec![("content-type".to_owned(), kind.into())]
}
