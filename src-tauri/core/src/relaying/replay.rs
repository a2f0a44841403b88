//! Handing a request on once more because a person wants it: to the same target or another, as often as wanted.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::forward::{Attempted, HandOn};
use crate::{
    model::{
        http_url::HttpUrl,
        moment::{Clock, Moment},
    },
    relay::{
        request::{RequestState, Trigger},
        schedule::Outcome,
    },
    store::relay::{RelayStore, RelayStoreError},
    worker,
};

/// What a replay came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replayed {
    /// The request.
    pub id: i64,
    /// When it began.
    pub at: Moment,
    /// How long it took, in milliseconds.
    pub ms: u64,
    /// The status of the answer; none where none came.
    pub status: Option<u16>,
    /// Why none came, or why it is not whole.
    pub error: Option<String>,
    /// The URL that was asked.
    pub target: String,
}

/// Hands a request on once more, and writes that down. Where it had not got through to its own target yet and does now, it
/// is delivered.
///
/// # Errors
/// There is no such request, or the database fails.
pub async fn replay(
    store: &RelayStore,
    clock: &Clock,
    id: i64,
    target: &HttpUrl,
    is_own_target: bool,
) -> Result<Replayed, RelayStoreError> {
    let again = hand_on_again(store, clock, id, (target, is_own_target), None);
    Ok(again.await?.0)
}

/// The same with another body, which is kept with the attempt. Whatever it is answered, the request itself is not delivered by it.
///
/// # Errors
/// There is no such request, or the database fails.
pub async fn replay_edited(
    store: &RelayStore,
    clock: &Clock,
    id: i64,
    target: &HttpUrl,
    body: Bytes,
) -> Result<Replayed, RelayStoreError> {
    let again = hand_on_again(store, clock, id, (target, false), Some(body));
    Ok(again.await?.0)
}

pub(super) async fn hand_on_again(
    store: &RelayStore,
    clock: &Clock,
    id: i64,
    (target, is_own_target): (&HttpUrl, bool),
    body: Option<Bytes>,
) -> Result<(Replayed, Outcome), RelayStoreError> {
    let loading = store.clone();
    let stored = worker::blocking(move || loading.load(id)).await?;
    let mut stored = stored.ok_or(RelayStoreError::NoSuchRequest(id))?;
    let edited_body = body.filter(|body| *body != stored.request.body);
    if let Some(body) = &edited_body {
        stored.request = stored.request.with_body(body.clone());
    }
    let hand_on = HandOn {
        request: &stored.request,
        target,
        number: stored.attempts + 1,
        trigger: Trigger::Replay,
        disk_ms: 0,
    };
    let Attempted {
        mut attempt,
        outcome,
        ..
    } = hand_on.send(clock).await;
    attempt.edited_body = edited_body;
    let replayed = Replayed {
        id,
        at: attempt.at,
        ms: attempt.ms,
        status: attempt.status,
        error: attempt.error.clone(),
        target: attempt.target.clone(),
    };
    let is_through = matches!(
        outcome,
        Outcome::Answered {
            status: 200..=299,
            ..
        }
    );
    let was_missing = matches!(
        stored.request.state,
        RequestState::Waiting | RequestState::NeedsYou | RequestState::Dead
    );
    let delivered = is_own_target && is_through && was_missing;
    store.record_replay(id, attempt, delivered).await?;
    Ok((replayed, outcome))
}
