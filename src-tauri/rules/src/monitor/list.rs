//! The monitors as the window's page shows them.

use serde::Serialize;
use ts_rs::TS;

use super::{MonitorCheck, MonitorConfig, MonitorState, Uptime, notices, rollup, schedule, status};
use crate::{
    explain::translate,
    incident::IncidentState,
    locale::Locale,
    model::moment::Moment,
    probe::{Cause, Probe},
};

/// How many recent checks are shown.
pub const RECENT_CHECKS: usize = 90;

/// Why the last probe of an endpoint was not possible. This says nothing about the endpoint, so it does not count as a
/// check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct UnprobedEndpoint {
    /// When.
    pub at: Moment,
    /// What prevented it, in one sentence.
    pub sentence: String,
    /// What to do about it.
    pub next: String,
}

impl UnprobedEndpoint {
    /// Why the latest probe of an endpoint was not possible. `None` if it was, or if there was a check since.
    pub fn of(latest: Probe, last: Option<&MonitorCheck>) -> Option<Self> {
        let could_not = matches!(latest.cause, Cause::NotAllowed | Cause::NoTarget);
        let is_since = last.is_none_or(|check| check.at < latest.at);
        (could_not && is_since).then_some(Self {
            at: latest.at,
            sentence: latest.sentence,
            next: latest.next,
        })
    }

    fn in_language(self, locale: Locale) -> Self {
        Self {
            sentence: translate(locale, &self.sentence),
            next: translate(locale, &self.next),
            ..self
        }
    }
}

/// A monitor and its state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Monitor {
    /// Its number.
    #[ts(type = "number")]
    pub id: i64,
    /// Its configuration.
    #[serde(rename = "wish")]
    pub config: MonitorConfig,
    /// A short name: `/retm/orders`.
    pub label: String,
    pub host: String,
    pub state: MonitorState,
    /// Since when.
    pub since: Option<Moment>,
    /// When the next check is due.
    pub next_at: Option<Moment>,
    /// The latest check.
    pub last: Option<MonitorCheck>,
    /// Why the last probe was not possible. `None` if it was.
    pub not_asked: Option<UnprobedEndpoint>,
    /// The recent checks, oldest first, up to [`RECENT_CHECKS`].
    pub strip: Vec<MonitorCheck>,
    /// Over 24 h, 7 d and 30 d.
    pub uptimes: Vec<Uptime>,
    /// When its certificate expires, as of the last probe.
    pub certificate_until: Option<Moment>,
    /// The open or acknowledged incident at its endpoint.
    #[ts(type = "number | null")]
    pub incident_id: Option<i64>,
    /// The state of that incident.
    pub incident_state: Option<IncidentState>,
}

impl Monitor {
    /// The same in that language.
    #[must_use]
    pub fn in_language(self, locale: Locale) -> Self {
        let said = |check: MonitorCheck| check.in_language(locale);
        Self {
            last: self.last.map(said),
            not_asked: self.not_asked.map(|why| why.in_language(locale)),
            strip: self.strip.into_iter().map(said).collect(),
            ..self
        }
    }

    /// A monitor without history. Its ID is 0 until a running program has picked it up.
    pub fn unseen(config: &MonitorConfig) -> Self {
        Self {
            id: 0,
            config: config.clone(),
            label: config.label(),
            host: config.host(),
            state: status::displayed(&status::MonitorStatus::default(), config.on, false),
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

/// All monitors, as the window's page shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct MonitorList {
    /// The monitors, those that are down first.
    pub monitors: Vec<Monitor>,
    /// Whether this machine is offline. Then nothing is checked.
    pub offline: bool,
    /// Hosts with several monitors that all fail.
    pub failing_hosts: Vec<String>,
}

impl MonitorList {
    /// The same in that language.
    #[must_use]
    pub fn in_language(self, locale: Locale) -> Self {
        let monitors = self.monitors.into_iter();
        Self {
            monitors: monitors
                .map(|monitor| monitor.in_language(locale))
                .collect(),
            ..self
        }
    }

    /// Sorts the monitors: those that are down first, then in the order of the settings.
    pub fn of(mut monitors: Vec<Monitor>, offline: bool) -> Self {
        for monitor in &mut monitors {
            if offline && monitor.config.on && schedule::needs_network(&monitor.host) {
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
