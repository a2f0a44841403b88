//! Workers: what runs beside the receiver for the program's whole life, each on a thread or a task of its own. One way
//! to start them, so that none of them can end in silence.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use serde::Serialize;
use ts_rs::TS;

use crate::{moment::Moment, problem::Problem};

/// A worker that ended although the program goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct WorkerFailure {
    /// The worker, in the words of the log: `alerts`, `retention`.
    pub name: String,
    /// When it ended.
    pub since: Moment,
    /// What that means.
    pub problem: Problem,
    /// When it is started again; none where it is not.
    pub restarts_at: Option<Moment>,
}

/// All workers of one engine. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Workers {
    failures: Arc<Mutex<BTreeMap<String, WorkerFailure>>>,
}

impl Workers {
    /// The workers that do not run just now, by name.
    pub fn failures(&self) -> Vec<WorkerFailure> {
        let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        failures.values().cloned().collect()
    }
}
