//! Forwards a request again because a user wants it: to the same target or another, as often as wanted.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::forward::{AttemptRequest, Attempted};
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

/// The result of a replay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replayed {
    /// The id of the request.
    pub id: i64,
    /// When it began.
    pub at: Moment,
    /// How long it took, in milliseconds.
    pub ms: u64,
    /// The status of the answer; none if there was no answer.
    pub status: Option<u16>,
    /// Why there was no answer, or an incomplete one.
    pub error: Option<String>,
    /// The URL of the attempt.
    pub target: String,
}

/// Forwards a request again, and records that. A request that had not got through to its own target, and does now,
/// becomes delivered.
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
    let again = send_again(store, clock, id, (target, is_own_target), None);
    Ok(again.await?.0)
}

/// Like [`replay`], with another body, which is stored with the attempt. Whatever the answer, the request itself does
/// not become delivered.
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
    let again = send_again(store, clock, id, (target, false), Some(body));
    Ok(again.await?.0)
}

pub(super) async fn send_again(
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
    let attempt_request = AttemptRequest {
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
    } = attempt_request.send(clock).await;
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
