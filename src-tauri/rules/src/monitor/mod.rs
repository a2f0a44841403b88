//! Monitors: regular probes of an endpoint that the person asked for. Values and pure rules: when to check, what
//! counts, what is told; the clock is passed in. The task that probes is elsewhere.

pub mod certificate;
pub mod config;
pub mod notices;
pub mod rollup;
pub mod schedule;
pub mod status;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    incident::IncidentState,
    model::moment::Moment,
    probe::{Cause, Probe},
};

/// How many checks the strip shows.
pub const STRIP: usize = 90;

/// What a person asked to be checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MonitorWish {
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
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

/// Why an endpoint could not be asked when it was last to be: that says nothing of how it is, and so is no check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct NotAsked {
    /// When.
    pub at: Moment,
    /// What stood against it, in one sentence.
    pub sentence: String,
    /// What to do about it.
    pub next: String,
}

impl NotAsked {
    /// What the latest probe of an endpoint says of why it can't be asked; none where it was asked, or a check came
    /// since.
    pub fn of(latest: Probe, last: Option<&MonitorCheck>) -> Option<Self> {
        let could_not = matches!(latest.cause, Cause::NotAllowed | Cause::NoTarget);
        let is_since = last.is_none_or(|check| check.at < latest.at);
        (could_not && is_since).then_some(Self {
            at: latest.at,
            sentence: latest.sentence,
            next: latest.next,
        })
    }
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

/// A monitor and how it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Monitor {
    /// Its number.
    #[ts(type = "number")]
    pub id: i64,
    /// What was asked for.
    pub wish: MonitorWish,
    /// A short name: `/retm/orders`.
    pub label: String,
    /// Its host.
    pub host: String,
    /// How it stands.
    pub state: MonitorState,
    /// Since when.
    pub since: Option<Moment>,
    /// When the next check is due.
    pub next_at: Option<Moment>,
    /// The latest check.
    pub last: Option<MonitorCheck>,
    /// Why it could not be asked the last time; none where it was.
    pub not_asked: Option<NotAsked>,
    /// The last checks, oldest first; up to [`STRIP`].
    pub strip: Vec<MonitorCheck>,
    /// Over 24 h, 7 d and 30 d.
    pub uptimes: Vec<Uptime>,
    /// When its certificate expires, as last seen.
    pub certificate_until: Option<Moment>,
    /// The open or acknowledged incident at that endpoint.
    #[ts(type = "number | null")]
    pub incident_id: Option<i64>,
    /// How that stands.
    pub incident_state: Option<IncidentState>,
}

impl Monitor {
    /// One of which nothing is kept yet. Its number is 0 until a running program has taken it on.
    pub fn unseen(wish: &MonitorWish) -> Self {
        Self {
            id: 0,
            wish: wish.clone(),
            label: wish.label(),
            host: wish.host(),
            state: status::shown(&status::Standing::default(), wish.on, false),
            since: None,
            next_at: None,
            last: None,
            not_asked: None,
            strip: Vec::new(),
            uptimes: rollup::uptimes(&[], Moment::from_millis(0)),
            certificate_until: None,
            incident_id: None,
            incident_state: None,
        }
    }
}

impl MonitorList {
    /// All of them as they are shown: those that are down first, else in the order of the settings.
    pub fn of(mut monitors: Vec<Monitor>, offline: bool) -> Self {
        for monitor in &mut monitors {
            if offline && monitor.wish.on && schedule::needs_network(&monitor.host) {
                monitor.state = MonitorState::Offline;
                monitor.next_at = None;
            }
        }
        monitors.sort_by_key(|monitor| match monitor.state {
            MonitorState::Down => 0,
            MonitorState::Failing => 1,
            _ => 2,
        });
        let states = monitors
            .iter()
            .map(|monitor| (&*monitor.host, monitor.state));
        Self {
            failing_hosts: notices::failing_hosts(states),
            monitors,
            offline,
        }
    }
}

/// All monitors, as the page shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct MonitorList {
    /// The monitors, those that are down first.
    pub monitors: Vec<Monitor>,
    /// Whether this machine is offline: then nothing is checked.
    pub offline: bool,
    /// Hosts behind which everything fails, where there are several monitors.
    pub failing_hosts: Vec<String>,
}
