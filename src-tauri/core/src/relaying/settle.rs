//! What becomes of a request after an attempt: written down, with what is done next.

use super::{forward::Attempted, handle::Relay};
use crate::{
    model::moment::Moment,
    relay::{
        request::RequestState,
        schedule::{self, Next},
    },
    store::relay::RelayStore,
};

impl Relay {
    /// Writes down what an attempt came to, and what is done next.
    pub(super) async fn settle(
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
        self.write(store, id, attempted, (state, next_at), answered)
            .await;
        self.0.queue.wake.notify_one();
    }

    /// Writes an attempt down.
    pub(super) async fn write(
        &self,
        store: &RelayStore,
        id: i64,
        attempted: Attempted,
        (state, next_at): (RequestState, Option<Moment>),
        answered: Option<u16>,
    ) {
        let written = store
            .record(id, attempted.attempt, state, next_at, answered)
            .await;
        if let Err(error) = written {
            tracing::error!(
                request = id,
                "An attempt can't be written down. {}",
                error.problem()
            );
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

    /// It listens again: one attempt shows what else is so. What comes in waits still, behind what was there before.
    pub(super) fn probe(&self) {
        self.0.queue.state.lock().is_probing = true;
    }

    /// It answers.
    pub(super) fn release(&self) {
        let mut state = self.0.queue.state.lock();
        if state.held_since.take().is_some() {
            tracing::info!("the relay's target answers again");
        }
        state.is_probing = false;
    }
}
