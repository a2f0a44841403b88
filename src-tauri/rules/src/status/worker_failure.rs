//! A worker that has failed.

use serde::Serialize;
use ts_rs::TS;

use crate::model::{moment::Moment, problem::Problem};

/// A worker that ended while the program keeps running, or that can't do its work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct WorkerFailure {
    /// The worker's name in the log: `alerts`, `retention`.
    pub name: String,
    pub since: Moment,
    /// What that means.
    pub problem: Problem,
    /// The time of the next restart. `None` if there is none.
    pub restarts_at: Option<Moment>,
}
