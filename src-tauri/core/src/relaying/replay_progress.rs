//! How far a replay of several requests has come.

use std::sync::atomic::AtomicBool;

use parking_lot::Mutex;

use crate::relay::replay::ReplayProgress;

/// The current run, or the last one.
#[derive(Default)]
pub(super) struct ReplayRuns {
    pub progress: Mutex<Option<ReplayProgress>>,
    pub is_stopped: AtomicBool,
}
