//! The alert policy, second step: what happens to pending alerts. Depending on recent alerts, hold conditions and the
//! time, each is shown by itself, joins a storm or a digest, waits, or is dropped. Pure.

use std::{collections::BTreeMap, time::Duration};

use super::hold::HoldConditions;
use super::policy::{AlertKind, QUIET_TIME, SuppressReason, silenced};
use crate::{
    incident::{IncidentState, Triage},
    model::moment::Moment,
};

/// How many incidents are announced one by one within [`STORM_WITHIN`]. More are a storm.
pub const STORM_ABOVE: usize = 3;
/// Incidents that begin within this time of each other make a storm.
pub const STORM_WITHIN: Duration = Duration::from_secs(10);
/// How long a storm gathers before it is announced.
pub const STORM_GATHERS: Duration = Duration::from_secs(2);
/// A storm is over after this long without a report.
pub const STORM_CALM: Duration = Duration::from_secs(30);
/// The furthest in the future that an alert can be due. One that is due later was decided before the clock was set
/// back, and is due now.
const LATEST_DUE: Duration = QUIET_TIME;
/// A storm that lasts longer than this is announced again.
pub const STORM_LONGEST: Duration = Duration::from_secs(3600);

/// How many pending alerts about incidents are planned one by one. There can be more if much fails while nothing can be
/// shown. The rest, the crowd, goes into a summary.
pub const MAX_PENDING: usize = 500;

/// What a pending alert is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlertSubject {
    /// One incident.
    Incident {
        id: i64,
        /// What the alert says.
        kind: AlertKind,
        /// The incident's current state and mute.
        triage: Triage,
        /// Whether a test report caused it.
        test: bool,
    },
    /// A storm or a digest, whatever happens to single incidents.
    Summary(i64),
}

/// An alert that is decided and not yet shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PendingAlert {
    pub id: i64,
    /// What it is about.
    pub about: AlertSubject,
    /// The earliest time to show it.
    pub due_at: Moment,
    /// Why it has been held so far.
    pub held: Option<SuppressReason>,
}

/// A storm in progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Storm {
    /// The summary's ID.
    pub id: i64,
    /// When it began.
    pub began_at: Moment,
    /// When one of its incidents last got a delivery error.
    pub last_error_at: Moment,
    /// Whether it covers one host only. Other failures are then announced as usual.
    pub is_host_outage: bool,
}

/// What was announced recently.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecentAlerts {
    /// The incidents that had a loud alert of their own within [`STORM_WITHIN`].
    pub recently_announced: Vec<i64>,
    /// The storm in progress.
    pub storm: Option<Storm>,
    /// The pending incidents that belong to a host outage: on the host of the storm, or without a storm, on a host with
    /// more than [`STORM_ABOVE`] failing endpoints and no other known endpoint.
    pub in_host_outage: Vec<i64>,
    /// The incidents of that host that were announced one by one.
    pub announced_of_host: Vec<i64>,
}

/// One step of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlanStep {
    /// Show this alert.
    Raise(i64),
    /// Record that this alert waits, and why.
    Hold(i64, SuppressReason),
    /// Do not announce this alert.
    Drop(i64, SuppressReason),
    /// Begin a storm. It covers these alerts, and the incidents announced just before.
    BeginStorm {
        alerts: Vec<i64>,
        announced_before: Vec<i64>,
        /// Why they are combined: [`SuppressReason::Storm`] or [`SuppressReason::Host`].
        why: SuppressReason,
    },
    /// Add these alerts to the storm in progress.
    JoinStorm { storm: i64, alerts: Vec<i64> },
    /// End this storm.
    EndStorm(i64),
    /// Combine these alerts into a digest, or add them to the pending digest with the same reason.
    Digest {
        alerts: Vec<i64>,
        /// What they waited for.
        why: SuppressReason,
    },
}

impl PlanStep {
    /// The alert that this step shows, if any.
    pub const fn raised(&self) -> Option<i64> {
        match self {
            Self::Raise(id) => Some(*id),
            _ => None,
        }
    }
}

/// The steps to take now, in order, and when to plan again at the latest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    pub steps: Vec<PlanStep>,
    /// When something else is due, if anything is.
    pub wake_at: Option<Moment>,
}

impl Plan {
    fn wake_at(&mut self, moment: Moment) {
        self.wake_at = Some(self.wake_at.map_or(moment, |at| at.min(moment)));
    }
}

/// Decides what to do with the pending alerts: all summaries, the first due alerts about incidents, and some of the
/// crowd behind them.
pub fn plan(
    pending: &[PendingAlert],
    history: &RecentAlerts,
    conditions: &HoldConditions,
    now: Moment,
) -> Plan {
    let mut plan = Plan::default();
    let mut storm = history.storm;
    if let Some(going_on) = storm {
        let over = going_on
            .last_error_at
            .plus(STORM_CALM)
            .min(going_on.began_at.plus(STORM_LONGEST));
        // A storm that begins in the future: the clock was set back, and it could last for any time.
        if over <= now || going_on.began_at > now {
            plan.steps.push(PlanStep::EndStorm(going_on.id));
            storm = None;
        } else {
            plan.wake_at(over);
        }
    }
    let hold = conditions.hold(now);
    if let Some((_, Some(until))) = hold
        && !pending.is_empty()
    {
        plan.wake_at(until);
    }
    let crowd = crowd(pending);
    if !crowd.is_empty() {
        // Nothing is announced until the crowd is small. One announcement then covers everything.
        fold(
            crowd,
            hold.map(|(why, _)| why),
            storm,
            history,
            now,
            &mut plan,
        );
        return plan;
    }
    let mut ready = Ready::default();
    for alert in pending {
        sort(
            alert,
            hold.map(|(why, _)| why),
            storm,
            now,
            &mut plan,
            &mut ready,
        );
    }
    ready.into_steps(history, storm, now, &mut plan);
    plan
}

/// The pending alerts that are not planned one by one.
fn crowd(pending: &[PendingAlert]) -> &[PendingAlert] {
    let summaries = pending
        .iter()
        .take_while(|alert| matches!(alert.about, AlertSubject::Summary(_)))
        .count();
    pending.get(summaries + MAX_PENDING..).unwrap_or_default()
}

/// Decides what to do with a crowd. Alerts that ask for attention join the storm in progress or a digest; the rest are
/// dropped.
fn fold(
    crowd: &[PendingAlert],
    hold: Option<SuppressReason>,
    storm: Option<Storm>,
    history: &RecentAlerts,
    now: Moment,
    plan: &mut Plan,
) {
    let mut digests: BTreeMap<&str, (SuppressReason, Vec<i64>)> = BTreeMap::new();
    let mut failing = Vec::new();
    for alert in crowd {
        let AlertSubject::Incident {
            kind, triage, test, ..
        } = alert.about
        else {
            continue;
        };
        if let Some(why) = obsolete_because(kind, triage, now) {
            plan.steps.push(PlanStep::Drop(alert.id, why));
        } else if test || !kind.is_loud() {
            plan.steps.push(PlanStep::Drop(
                alert.id,
                hold.unwrap_or(SuppressReason::Storm),
            ));
        } else if let Some(why) = match (storm, kind.is_recovery()) {
            (Some(_), _) => None,
            (None, true) => Some(alert.held.or(hold).unwrap_or(SuppressReason::Together)),
            (None, false) => alert.held.or(hold),
        } {
            let digest = digests.entry(why.into_str()).or_insert((why, Vec::new()));
            digest.1.push(alert.id);
        } else {
            failing.push(alert.id);
        }
    }
    let digests = digests.into_values();
    plan.steps
        .extend(digests.map(|(why, alerts)| PlanStep::Digest { alerts, why }));
    if failing.is_empty() {
        return;
    }
    plan.steps.push(match storm {
        Some(storm) => PlanStep::JoinStorm {
            storm: storm.id,
            alerts: failing,
        },
        None => PlanStep::BeginStorm {
            alerts: failing,
            announced_before: history.recently_announced.clone(),
            why: SuppressReason::Storm,
        },
    });
}

/// Alerts about incidents that ask for attention and may be shown now.
#[derive(Default)]
struct Ready {
    waited: Vec<(i64, SuppressReason)>,
    /// Alert, and when it is due.
    recovered: Vec<(i64, Moment)>,
    /// Alert and incident.
    fresh: Vec<(i64, i64)>,
}

fn sort(
    alert: &PendingAlert,
    hold: Option<SuppressReason>,
    storm: Option<Storm>,
    now: Moment,
    plan: &mut Plan,
    ready: &mut Ready,
) {
    let (loud, test, incident) = match alert.about {
        AlertSubject::Summary(_) => (true, false, None),
        AlertSubject::Incident {
            id,
            kind,
            triage,
            test,
        } => {
            if !test && let Some(why) = obsolete_because(kind, triage, now) {
                plan.steps.push(PlanStep::Drop(alert.id, why));
                return;
            }
            (kind.is_loud(), test, Some((id, kind)))
        }
    };
    if let Some(why) = hold
        && !test
    {
        if !loud {
            plan.steps.push(PlanStep::Drop(alert.id, why));
        } else if alert.held != Some(why) {
            plan.steps.push(PlanStep::Hold(alert.id, why));
        }
    } else if storm.is_some_and(|storm| !storm.is_host_outage) && !loud {
        plan.steps
            .push(PlanStep::Drop(alert.id, SuppressReason::Storm));
    } else if let (Some(why), Some(_), true, false) = (alert.held, incident, loud, test) {
        // An alert that was held no longer waits for its own due time.
        ready.waited.push((alert.id, why));
    } else if let Some((_, kind)) = incident
        && kind.is_recovery()
    {
        ready.recovered.push((alert.id, alert.due_at));
    } else if alert.due_at > now && alert.due_at.since(now) <= LATEST_DUE {
        plan.wake_at(alert.due_at);
    } else if let (Some((incident, _)), true, false) = (incident, loud, test) {
        ready.fresh.push((alert.id, incident));
    } else {
        plan.steps.push(PlanStep::Raise(alert.id));
    }
}

/// Why an alert no longer holds, or should no longer be shown.
fn obsolete_because(kind: AlertKind, triage: Triage, now: Moment) -> Option<SuppressReason> {
    match (kind, triage.state) {
        (kind, IncidentState::Resolved) if kind.is_recovery() => {
            triage.muted(now).map(|_| SuppressReason::Muted)
        }
        (kind, _) if kind.is_recovery() => Some(SuppressReason::CameBack),
        _ => silenced(triage, now),
    }
}

impl Ready {
    /// Recoveries that come together are announced together. During a storm they go into its summary.
    fn recoveries(&mut self, storm: Option<Storm>, now: Moment, plan: &mut Plan) {
        let Some(due) = self.recovered.iter().map(|(_, due)| *due).min() else {
            return;
        };
        if due > now {
            plan.wake_at(due);
            return;
        }
        let alerts: Vec<i64> = self.recovered.drain(..).map(|(id, _)| id).collect();
        match (storm, self.waited.first()) {
            (Some(storm), _) => plan.steps.push(PlanStep::JoinStorm {
                storm: storm.id,
                alerts,
            }),
            (None, Some((_, why))) => {
                let why = *why;
                self.waited.extend(alerts.into_iter().map(|id| (id, why)));
            }
            (None, None) if alerts.len() > STORM_ABOVE => plan.steps.push(PlanStep::Digest {
                alerts,
                why: SuppressReason::Together,
            }),
            (None, None) => plan.steps.extend(alerts.into_iter().map(PlanStep::Raise)),
        }
    }

    fn into_steps(
        mut self,
        history: &RecentAlerts,
        storm: Option<Storm>,
        now: Moment,
        plan: &mut Plan,
    ) {
        self.recoveries(storm, now, plan);
        match (&*self.waited, storm) {
            ([], _) => {}
            // A single alert that was held is shown as usual.
            ([(id, _)], None) if self.fresh.is_empty() => plan.steps.push(PlanStep::Raise(*id)),
            ([(_, why), ..], _) => {
                let why = *why;
                let mut alerts: Vec<i64> = self.waited.iter().map(|(id, _)| *id).collect();
                alerts.extend(self.fresh.drain(..).map(|(id, _)| id));
                plan.steps.push(PlanStep::Digest { alerts, why });
            }
        }
        if self.fresh.is_empty() {
            return;
        }
        let numbers = |fresh: Vec<(i64, i64)>| fresh.into_iter().map(|(id, _)| id);
        if let Some(storm) = storm.filter(|storm| !storm.is_host_outage) {
            plan.steps.push(PlanStep::JoinStorm {
                storm: storm.id,
                alerts: numbers(self.fresh).collect(),
            });
            return;
        }
        let is_in_host_outage = |fresh: &(i64, i64)| history.in_host_outage.contains(&fresh.1);
        let (in_host_outage, others) = std::mem::take(&mut self.fresh)
            .into_iter()
            .partition(is_in_host_outage);
        self.fresh = others;
        let in_host_outage: Vec<_> = numbers(in_host_outage).collect();
        if let Some(storm) = storm {
            self.announce_beside_storm(storm, in_host_outage, history, plan);
            return;
        }
        if !in_host_outage.is_empty() {
            // Other failures are planned again beside this storm.
            plan.steps.push(PlanStep::BeginStorm {
                alerts: in_host_outage,
                announced_before: history.announced_of_host.clone(),
                why: SuppressReason::Host,
            });
            return;
        }
        let room = STORM_ABOVE.saturating_sub(history.recently_announced.len());
        let rest = self.fresh.split_off(room.min(self.fresh.len()));
        let announced_now: Vec<i64> = self.fresh.iter().map(|(_, incident)| *incident).collect();
        plan.steps.extend(numbers(self.fresh).map(PlanStep::Raise));
        if !rest.is_empty() {
            plan.steps.push(PlanStep::BeginStorm {
                alerts: numbers(rest).collect(),
                announced_before: [&*history.recently_announced, &*announced_now].concat(),
                why: SuppressReason::Storm,
            });
        }
    }

    /// Failures of the storm's host join the storm. Others are announced one by one up to the usual limit, then join it
    /// too.
    fn announce_beside_storm(
        mut self,
        storm: Storm,
        mut joining: Vec<i64>,
        history: &RecentAlerts,
        plan: &mut Plan,
    ) {
        let room = STORM_ABOVE.saturating_sub(history.recently_announced.len());
        let rest = self.fresh.split_off(room.min(self.fresh.len()));
        let numbers = |fresh: Vec<(i64, i64)>| fresh.into_iter().map(|(id, _)| id);
        plan.steps.extend(numbers(self.fresh).map(PlanStep::Raise));
        joining.extend(numbers(rest));
        if !joining.is_empty() {
            plan.steps.push(PlanStep::JoinStorm {
                storm: storm.id,
                alerts: joining,
            });
        }
    }
}

#[cfg(test)]
#[path = "planning_tests.rs"]
mod tests;
