//! The relay: takes RETM's ordinary webhooks from the receiver, keeps each on disk, hands it on to the integration, and
//! tries again what did not get through. What is decided on the way is in the rules, under `relay`.

/// One attempt.
mod forward;
/// What all of them share.
mod handle;
/// What can't be handed on becomes an incident.
mod incidents;
/// The worker that tries again.
mod queue;
/// What the tunnel lets through in a month.
mod quota;
/// Once more, because a person wants it.
mod replay;
/// Several of them, one after the other.
mod replay_run;
/// How far that has come.
mod replay_state;
/// The way of a request that comes in.
mod road;
/// What becomes of a request after an attempt.
mod settle;

pub use forward::{ATTEMPT_LIMIT, Answer};
pub use handle::{PLACES, QueuePlan, Relay};
pub use replay::{Replayed, replay, replay_edited};
pub use road::Incoming;

use crate::worker::Worker;

/// Starts the relay's workers, which run for the program's whole life.
pub fn start(relay: &Relay) -> [Worker; 2] {
    [queue::start(relay), incidents::start(relay)]
}
