//! A worker that does not do its work.

use serde::Serialize;
use ts_rs::TS;

use crate::model::{moment::Moment, problem::Problem};

/// A worker that ended although the program goes on, or that can't do its work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct WorkerFailure {
    /// The worker, in the words of the log: `alerts`, `retention`.
    pub name: String,
    /// Since when.
    pub since: Moment,
    /// What that means.
    pub problem: Problem,
    /// When it is tried again; none where it is not.
    pub restarts_at: Option<Moment>,
}
