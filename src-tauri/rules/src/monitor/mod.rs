//! Monitors: regular probes of an endpoint that the user asked for. Values and pure rules: when to check, what counts,
//! what to announce. The clock is passed in. The core's `monitoring` does the probing.

pub mod certificate;
pub mod config;
mod expected;
mod list;
pub mod notices;
pub mod reachability;
pub mod rollup;
pub mod schedule;
pub mod status;

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};
use ts_rs::TS;

pub use list::{Monitor, MonitorList, RECENT_CHECKS, UnprobedEndpoint};

use crate::{explain::translate, locale::Locale, model::moment::Moment, probe::Cause};

/// The configuration of a monitor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MonitorConfig {
    /// The endpoint as a URL.
    pub url: String,
    /// The interval in seconds: 30 to 86,400.
    pub interval_s: u32,
    /// The expected statuses: `200`, `200-299,405`. Empty: 2xx, and 405 to HEAD if GET is answered with 2xx.
    pub expected: String,
    /// The timeout of a check in seconds: 1 to 60.
    pub timeout_s: u32,
    /// How many consecutive failures count as down: 1 to 10.
    pub failures: u32,
    /// Whether it is checked. A paused monitor keeps its history.
    pub on: bool,
}

/// The state of a monitor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(Serialize, TS, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "lowercase", const_into_str)]
#[serde(rename_all = "lowercase")]
pub enum MonitorState {
    /// Nothing is known yet.
    Unknown,
    /// It answers as expected.
    Up,
    /// It does not, and has not failed often enough to count as down.
    Failing,
    /// It has failed often enough in a row to count as down.
    Down,
    /// It is not checked: the user switched it off.
    #[serde(rename = "resting")]
    #[strum(serialize = "resting")]
    Paused,
    /// It is not checked: this machine has no network.
    Offline,
}

/// One check of a monitor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct MonitorCheck {
    /// When.
    pub at: Moment,
    /// Whether it met the expectations.
    pub good: bool,
    /// Its duration in milliseconds.
    pub took_ms: u32,
    pub cause: Cause,
    /// The HTTP status.
    pub status: Option<u16>,
    /// What was found, in one sentence.
    pub sentence: String,
}

impl MonitorCheck {
    /// The same in that language.
    #[must_use]
    pub fn in_language(self, locale: Locale) -> Self {
        Self {
            sentence: translate(locale, &self.sentence),
            ..self
        }
    }
}

/// The uptime of an endpoint over a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Uptime {
    /// `24 h`, `7 d` or `30 d`.
    pub span: String,
    /// The number of checks.
    #[ts(type = "number")]
    pub checks: i64,
    /// How many in 100,000 were good. `None` without checks.
    pub good_per_100k: Option<u32>,
    /// The median duration of good checks, in milliseconds.
    pub p50_ms: Option<u32>,
    /// The 95th percentile of the duration of good checks, in milliseconds.
    pub p95_ms: Option<u32>,
}

/// One hour of a monitor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct MonitorHour {
    /// When it began.
    pub at: Moment,
    pub checks: u32,
    /// How many were good.
    pub good: u32,
    /// The median duration of good checks, in milliseconds.
    pub p50_ms: Option<u32>,
    /// The 95th percentile of the duration of good checks, in milliseconds.
    pub p95_ms: Option<u32>,
}
