//! The relay: takes RETM's ordinary webhooks from the receiver, stores each on disk, forwards it to the integration,
//! and retries what did not get through. The decisions are made in the rules, under `relay`.

/// One attempt.
mod forward;
/// The state that all of them share.
mod handle;
/// Requests that can't be forwarded become incidents.
mod incidents;
/// The way of a request that comes in.
mod incoming;
/// What happens to a request after an attempt.
mod outcome;
/// The worker that retries.
mod queue;
/// The tunnel's monthly traffic limit.
mod quota;
/// Forwarding again, because a user wants it.
mod replay;
/// Replays of several requests, one after the other.
mod replay_run;
/// How far that has come.
mod replay_state;

pub use forward::{ATTEMPT_LIMIT, Answer};
pub use handle::{QueuePlan, Relay, SLOTS};
pub use incoming::Incoming;
pub use replay::{Replayed, replay, replay_edited};

use crate::worker::Worker;

/// Starts the relay's workers, which run for the program's whole life.
pub fn start(relay: &Relay) -> [Worker; 2] {
    [queue::start(relay), incidents::start(relay)]
}
