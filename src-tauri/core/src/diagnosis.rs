//! The diagnosis of an incident: what its code and message mean, what the latest probe found, and what was missed.
//! Values and pure rules.

use serde::Serialize;
use ts_rs::TS;

use crate::{explain::Explanation, missed::MissedWindow, probe::Probe};

/// Where a probe of an incident's endpoint would go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ProbeTarget {
    /// It can be asked.
    Ready {
        /// The URL.
        url: String,
        /// Its host.
        host: String,
        /// Whether the person has allowed to ask that host by itself, also within a private network.
        allowed: bool,
    },
    /// RETM named a path only, and no base URL is set.
    NeedsBaseUrl {
        /// The path.
        path: String,
    },
    /// RETM named no endpoint that can be asked.
    None,
}

/// What is known of why an incident fails, whether it is over and what was missed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Diagnosis {
    /// The best that is known of the cause, in one sentence: the latest probe's, where there is one since the
    /// incident began; else what the code means.
    pub sentence: String,
    /// What to do next.
    pub next: String,
    /// What RETM's code and message mean.
    pub explanation: Explanation,
    /// Where a probe would go.
    pub target: ProbeTarget,
    /// The latest probe of the endpoint.
    pub probe: Option<Probe>,
    /// How it stands with its recovery, in one sentence; none where nobody looks.
    pub recovery: Option<String>,
    /// From when to when deliveries failed.
    pub missed: MissedWindow,
}
