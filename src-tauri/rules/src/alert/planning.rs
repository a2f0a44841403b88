//! The alert policy, second step: what happens to pending alerts. Depending on recent alerts, hold conditions and the time,
//! each is shown by itself, joins a storm or a digest, waits, or is dropped. Pure.

use std::{collections::BTreeMap, time::Duration};

use super::hold::HoldConditions;
use super::policy::{AlertKind, QUIET_TIME, SuppressReason, silenced};
use crate::{
    incident::{IncidentState, Triage},
    model::moment::Moment,
};

/// How many incidents are told one by one within [`STORM_WITHIN`]; more are a storm.
pub const STORM_ABOVE: usize = 3;
/// How close together incidents make a storm.
pub const STORM_WITHIN: Duration = Duration::from_secs(10);
/// How long a storm gathers before it is told.
pub const STORM_GATHERS: Duration = Duration::from_secs(2);
/// How long nothing may arrive until a storm is over.
pub const STORM_CALM: Duration = Duration::from_secs(30);
/// How far ahead an alert can be due; one that is due later was decided before the clock was set back, and is due
/// now.
const LATEST_DUE: Duration = QUIET_TIME;
/// A storm that lasts longer is told again.
pub const STORM_LONGEST: Duration = Duration::from_secs(3600);

/// How many pending alerts about incidents are looked at one by one. There are more where nothing can be told for long
/// and much fails: the rest, the crowd, is told in a summary.
pub const MOST_PENDING: usize = 500;

/// What a pending alert is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlertSubject {
    /// One incident.
    Incident {
        /// The incident.
        id: i64,
        /// What it says.
        kind: AlertKind,
        /// Where the incident stands now.
        triage: Triage,
        /// Whether a test report caused it.
        test: bool,
    },
    /// A storm or a digest, whatever becomes of single incidents.
    Summary(i64),
}

/// An alert that is decided and not yet raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PendingAlert {
    /// Its number.
    pub id: i64,
    /// What it is about.
    pub about: AlertSubject,
    /// Not to be raised before that.
    pub due_at: Moment,
    /// Why it has been held back until now.
    pub held: Option<SuppressReason>,
}

/// A storm that is going on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Storm {
    /// The summary's number.
    pub id: i64,
    /// When it began.
    pub began_at: Moment,
    /// When the latest delivery error came to one of its incidents.
    pub last_error_at: Moment,
    /// Whether it is of one host only: what else fails is told as ever.
    pub of_host: bool,
}

/// What was said lately.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecentAlerts {
    /// The incidents that were told by themselves and loudly within [`STORM_WITHIN`].
    pub told_lately: Vec<i64>,
    /// The storm that is going on.
    pub storm: Option<Storm>,
    /// The incidents that wait to be told and are part of what befell a host: of the storm's host, or where there is no
    /// storm, of one of which more than [`STORM_ABOVE`] endpoints fail and no other is known.
    pub of_host: Vec<i64>,
    /// The incidents of that host that were told by themselves.
    pub told_of_host: Vec<i64>,
}

/// One thing to do now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlanStep {
    /// Show this alert.
    Raise(i64),
    /// Note that this alert waits, and why.
    Hold(i64, SuppressReason),
    /// This alert is not told.
    Drop(i64, SuppressReason),
    /// A storm begins: these alerts are told in it, and so are the incidents told just before.
    BeginStorm {
        /// The alerts.
        alerts: Vec<i64>,
        /// The incidents.
        told_before: Vec<i64>,
        /// Why they are told together: [`SuppressReason::Storm`], or [`SuppressReason::Host`].
        why: SuppressReason,
    },
    /// These alerts are part of the storm that is going on.
    JoinStorm {
        /// The storm.
        storm: i64,
        /// The alerts.
        alerts: Vec<i64>,
    },
    /// The storm is over.
    EndStorm(i64),
    /// These alerts become one digest, or part of the one that waits to be told for the same reason.
    Digest {
        /// The alerts.
        alerts: Vec<i64>,
        /// What they waited for.
        why: SuppressReason,
    },
}

impl PlanStep {
    /// The alert that is to be shown, where this step shows one.
    pub const fn raised(&self) -> Option<i64> {
        match self {
            Self::Raise(id) => Some(*id),
            _ => None,
        }
    }
}

/// What to do now, in order, and when to look again at the latest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// What to do.
    pub steps: Vec<PlanStep>,
    /// When something else is due; none where nothing is.
    pub look_at: Option<Moment>,
}

impl Plan {
    fn look_at(&mut self, moment: Moment) {
        self.look_at = Some(self.look_at.map_or(moment, |at| at.min(moment)));
    }
}

/// Decides what becomes of the pending alerts: about summaries, and the first due about incidents, with some of the
/// crowd after them.
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
        // One that has yet to begin: the clock was set back, and nobody can say how long it would last.
        if over <= now || going_on.began_at > now {
            plan.steps.push(PlanStep::EndStorm(going_on.id));
            storm = None;
        } else {
            plan.look_at(over);
        }
    }
    let hold = conditions.hold(now);
    if let Some((_, Some(until))) = hold
        && !pending.is_empty()
    {
        plan.look_at(until);
    }
    let crowd = crowd(pending);
    if !crowd.is_empty() {
        // Nothing is told until the crowd is small: what is told then tells of all.
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

/// The pending alerts that are not looked at one by one.
fn crowd(pending: &[PendingAlert]) -> &[PendingAlert] {
    let summaries = pending
        .iter()
        .take_while(|alert| matches!(alert.about, AlertSubject::Summary(_)))
        .count();
    pending.get(summaries + MOST_PENDING..).unwrap_or_default()
}

/// Decides what becomes of a crowd: whatever is loud becomes part of the storm that is going on, or of a digest; the
/// rest is not told.
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
        if let Some(why) = no_longer(kind, triage, now) {
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
            told_before: history.told_lately.clone(),
            why: SuppressReason::Storm,
        },
    });
}

/// Loud alerts about incidents that may be told now.
#[derive(Default)]
struct Ready {
    waited: Vec<(i64, SuppressReason)>,
    /// Alert and when it is due.
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
            if !test && let Some(why) = no_longer(kind, triage, now) {
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
    } else if storm.is_some_and(|storm| !storm.of_host) && !loud {
        plan.steps
            .push(PlanStep::Drop(alert.id, SuppressReason::Storm));
    } else if let (Some(why), Some(_), true, false) = (alert.held, incident, loud, test) {
        // What waited waits no longer for its own due.
        ready.waited.push((alert.id, why));
    } else if let Some((_, kind)) = incident
        && kind.is_recovery()
    {
        ready.recovered.push((alert.id, alert.due_at));
    } else if alert.due_at > now && alert.due_at.since(now) <= LATEST_DUE {
        plan.look_at(alert.due_at);
    } else if let (Some((incident, _)), true, false) = (incident, loud, test) {
        ready.fresh.push((alert.id, incident));
    } else {
        plan.steps.push(PlanStep::Raise(alert.id));
    }
}

/// Why what an alert says is no longer so, or no longer to be told.
fn no_longer(kind: AlertKind, triage: Triage, now: Moment) -> Option<SuppressReason> {
    match (kind, triage.state) {
        (kind, IncidentState::Resolved) if kind.is_recovery() => {
            triage.muted(now).map(|_| SuppressReason::Muted)
        }
        (kind, _) if kind.is_recovery() => Some(SuppressReason::CameBack),
        _ => silenced(triage, now),
    }
}

impl Ready {
    /// Recoveries that come together are told together; within a storm, in its summary.
    fn recoveries(&mut self, storm: Option<Storm>, now: Moment, plan: &mut Plan) {
        let Some(due) = self.recovered.iter().map(|(_, due)| *due).min() else {
            return;
        };
        if due > now {
            plan.look_at(due);
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
            // One that waited alone is told as it would have been.
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
        if let Some(storm) = storm.filter(|storm| !storm.of_host) {
            plan.steps.push(PlanStep::JoinStorm {
                storm: storm.id,
                alerts: numbers(self.fresh).collect(),
            });
            return;
        }
        let is_of_host = |fresh: &(i64, i64)| history.of_host.contains(&fresh.1);
        let (of_host, others) = std::mem::take(&mut self.fresh)
            .into_iter()
            .partition(is_of_host);
        self.fresh = others;
        let of_host: Vec<_> = numbers(of_host).collect();
        if let Some(storm) = storm {
            self.tell_beside(storm, of_host, history, plan);
            return;
        }
        if !of_host.is_empty() {
            // What else fails is looked at again beside this storm.
            plan.steps.push(PlanStep::BeginStorm {
                alerts: of_host,
                told_before: history.told_of_host.clone(),
                why: SuppressReason::Host,
            });
            return;
        }
        let room = STORM_ABOVE.saturating_sub(history.told_lately.len());
        let rest = self.fresh.split_off(room.min(self.fresh.len()));
        let told_now: Vec<i64> = self.fresh.iter().map(|(_, incident)| *incident).collect();
        plan.steps.extend(numbers(self.fresh).map(PlanStep::Raise));
        if !rest.is_empty() {
            plan.steps.push(PlanStep::BeginStorm {
                alerts: numbers(rest).collect(),
                told_before: [&*history.told_lately, &*told_now].concat(),
                why: SuppressReason::Storm,
            });
        }
    }

    /// What befalls a host joins its storm; of others as many are told by themselves as ever, and then join it as well.
    fn tell_beside(
        mut self,
        storm: Storm,
        mut joining: Vec<i64>,
        history: &RecentAlerts,
        plan: &mut Plan,
    ) {
        let room = STORM_ABOVE.saturating_sub(history.told_lately.len());
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
