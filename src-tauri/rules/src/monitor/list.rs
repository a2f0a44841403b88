//! The monitors as the page shows them.

use serde::Serialize;
use ts_rs::TS;

use super::{MonitorCheck, MonitorConfig, MonitorState, Uptime, notices, rollup, schedule, status};
use crate::{
    incident::IncidentState,
    model::moment::Moment,
    probe::{Cause, Probe},
};

/// How many checks the strip shows.
pub const RECENT_CHECKS: usize = 90;

/// Why an endpoint could not be asked when it was last to be: that says nothing of how it is, and so is no check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct UnprobedEndpoint {
    /// When.
    pub at: Moment,
    /// What stood against it, in one sentence.
    pub sentence: String,
    /// What to do about it.
    pub next: String,
}

impl UnprobedEndpoint {
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

/// A monitor and how it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Monitor {
    /// Its number.
    #[ts(type = "number")]
    pub id: i64,
    /// What was asked for.
    pub wish: MonitorConfig,
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
    pub not_asked: Option<UnprobedEndpoint>,
    /// The last checks, oldest first; up to [`RECENT_CHECKS`].
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
    pub fn unseen(wish: &MonitorConfig) -> Self {
        Self {
            id: 0,
            wish: wish.clone(),
            label: wish.label(),
            host: wish.host(),
            state: status::displayed(&status::MonitorStatus::default(), wish.on, false),
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
