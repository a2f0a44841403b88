//! What is known of a replay of several requests.

use std::sync::atomic::AtomicBool;

use parking_lot::Mutex;

use crate::relay::replay::ReplayProgress;

/// The run of now, or the last one.
#[derive(Default)]
pub(super) struct ReplayRuns {
    pub(super) progress: Mutex<Option<ReplayProgress>>,
    pub(super) is_stopped: AtomicBool,
}
