//! Handles a request after an attempt: records the result and decides what is next.

use std::{sync::atomic::Ordering, time::Duration};

use tokio::time::sleep;

use super::{forward::Attempted, handle::Relay};
use crate::{
    model::{
        backoff::{MIDDLE, backoff},
        moment::Moment,
    },
    relay::{
        request::RequestState,
        schedule::{self, Next},
    },
    store::relay::{RelayStore, RelayStoreError},
};

/// How long until the first retry of a failed record.
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const MAX_PAUSE: Duration = Duration::from_secs(5);
/// How often that is tried for a request that passed.
const MAX_TRIES_FOR_PASSED: u32 = 3;

impl Relay {
    /// Records the result of an attempt, and what is done next. Its end wakes the queue.
    pub(super) async fn record_and_schedule(
        &self,
        store: &RelayStore,
        id: i64,
        attempted: Attempted,
        (tries, first_at): (u32, Option<Moment>),
        answered: Option<u16>,
    ) {
        let now = self.now();
        let since_first = now.since(first_at.unwrap_or(attempted.attempt.at));
        let next = schedule::next(attempted.outcome, tries, since_first, fastrand::f64());
        let (state, next_at) = match next {
            Next::Ends(state) => (state, None),
            Next::Wait(wait) => (RequestState::Waiting, Some(now.plus(wait))),
            Next::Hold => (RequestState::Waiting, Some(now)),
        };
        match next {
            Next::Hold => self.hold(now),
            _ => self.release(),
        }
        self.record_attempt(store, id, attempted, (state, next_at), answered)
            .await;
    }

    /// Records an attempt. Keeps trying while the disk fails, because a request must not be forwarded again before its
    /// delivery is on disk. A request that passed is tried only a few times, because nothing depends on it.
    pub(super) async fn record_attempt(
        &self,
        store: &RelayStore,
        id: i64,
        attempted: Attempted,
        (state, next_at): (RequestState, Option<Moment>),
        answered: Option<u16>,
    ) {
        let attempt = attempted.attempt;
        let mut failures = 0;
        loop {
            let written = store.record(id, attempt.clone(), state, next_at, answered);
            let error = match written.await {
                Ok(()) => return,
                // The request was deleted in the meantime.
                Err(error @ RelayStoreError::NoSuchRequest(_)) => {
                    tracing::warn!(request = id, %error, "the request of an attempt was deleted");
                    return;
                }
                Err(error) => error,
            };
            failures += 1;
            if failures == 1 {
                tracing::error!(request = id, "Can't record an attempt. {}", error.problem());
            }
            if state == RequestState::Passed && failures == MAX_TRIES_FOR_PASSED {
                self.0.unrecorded.fetch_add(1, Ordering::Relaxed);
                return;
            }
            sleep(backoff(FIRST_PAUSE, MAX_PAUSE, failures, MIDDLE)).await;
        }
    }

    /// The target refuses connections: everything waits.
    pub(super) fn hold(&self, now: Moment) {
        let mut state = self.0.queue.state.lock();
        if state.held_since.is_none() {
            tracing::warn!("nothing listens at the relay's target; requests wait");
        }
        state.held_since.get_or_insert(now);
        state.is_probing = false;
    }

    /// The target listens again: one attempt shows whether it works. New requests still wait behind the older ones.
    pub(super) fn probe(&self) {
        self.0.queue.state.lock().is_probing = true;
    }

    /// The target answers.
    pub(super) fn release(&self) {
        let mut state = self.0.queue.state.lock();
        if state.held_since.take().is_some() {
            tracing::info!("the relay's target answers again");
        }
        state.is_probing = false;
    }
}
