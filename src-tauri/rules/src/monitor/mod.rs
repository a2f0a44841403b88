//! Monitors: regular probes of an endpoint that the person asked for. Values and pure rules: when to check, what
//! counts, what is told; the clock is passed in. The task that probes is elsewhere.

pub mod certificate;
pub mod config;
mod expected;
mod list;
pub mod notices;
pub mod rollup;
pub mod schedule;
pub mod status;

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};
use ts_rs::TS;

pub use list::{Monitor, MonitorList, RECENT_CHECKS, UnprobedEndpoint};

use crate::{model::moment::Moment, probe::Cause};

/// What a person asked to be checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MonitorConfig {
    /// The endpoint as a URL.
    pub url: String,
    /// How often, in seconds: 30 to 86,400.
    pub interval_s: u32,
    /// The expected statuses: `200`, `200-299,405`; empty: 2xx, and 405 to HEAD where GET is answered with 2xx.
    pub expected: String,
    /// How long one check may take, in seconds: 1 to 60.
    pub timeout_s: u32,
    /// How many failures in a row until it counts as down: 1 to 10.
    pub failures: u32,
    /// Whether it is checked; a monitor that rests keeps its history.
    pub on: bool,
}

/// How a monitor stands.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, TS, EnumString, IntoStaticStr, VariantArray,
)]
#[strum(serialize_all = "lowercase", const_into_str)]
#[serde(rename_all = "lowercase")]
pub enum MonitorState {
    /// Nothing is known yet.
    Unknown,
    /// It answers as expected.
    Up,
    /// It does not, and not for the first time in a row.
    Failing,
    /// It has not answered as expected so often in a row that it counts.
    Down,
    /// It is not checked: switched off by the person.
    Resting,
    /// It is not checked: this machine has no network.
    Offline,
}

/// One check of a monitor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct MonitorCheck {
    /// When.
    pub at: Moment,
    /// Whether it was as expected.
    pub good: bool,
    /// How long it took, in milliseconds.
    pub took_ms: u32,
    /// What was found.
    pub cause: Cause,
    /// The HTTP status.
    pub status: Option<u16>,
    /// What was found, in one sentence.
    pub sentence: String,
}

/// How an endpoint did over a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Uptime {
    /// `24 h`, `7 d` or `30 d`.
    pub span: String,
    /// How many checks there were.
    #[ts(type = "number")]
    pub checks: i64,
    /// How many in 100,000 were good; none where there were none.
    pub good_per_100k: Option<u32>,
    /// The median of what good ones took, in milliseconds.
    pub p50_ms: Option<u32>,
    /// What 95 of 100 good ones took at the most, in milliseconds.
    pub p95_ms: Option<u32>,
}

/// An hour of a monitor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct MonitorHour {
    /// When it began.
    pub at: Moment,
    /// How many checks.
    pub checks: u32,
    /// How many were good.
    pub good: u32,
    /// The median of what good ones took, in milliseconds.
    pub p50_ms: Option<u32>,
    /// What 95 of 100 good ones took at the most, in milliseconds.
    pub p95_ms: Option<u32>,
}
