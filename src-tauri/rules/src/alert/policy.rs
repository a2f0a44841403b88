//! The alert policy, first step: whether something that happened to an incident is worth an alert, and why not. Pure; runs
//! in the transaction that stores a delivery error or a probe. `planning` decides when it is shown. [`POLICY`] describes
//! both in words.

use std::{fmt, time::Duration};

use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::{
    incident::{IncidentState, Triage, recovery::FLAPPING_FROM},
    model::moment::Moment,
};

/// How long an incident stays silent after its last alert.
pub const QUIET_TIME: Duration = Duration::from_secs(5);
/// At how many errors an incident is told again.
pub const ESCALATE_AT: [i64; 3] = [10, 100, 1_000];
/// After how long an incident that goes on failing is told again.
pub const ESCALATE_AFTER: Duration = Duration::from_secs(3600);
/// How long recoveries gather, so that a host that is back is told as one.
pub const RECOVERIES_GATHER: Duration = Duration::from_secs(2);

/// The policy in words, one sentence a rule.
pub const POLICY: &[&str] = &[
    "You are notified as soon as an endpoint starts to fail.",
    "While it keeps failing, its notification is updated silently, at most every 5 s.",
    "You are notified again at 10, 100 and 1,000 errors, or when it still fails an hour after the last notification.",
    "When more than 3 endpoints start to fail within 10 s, the rest share one notification. A summary follows once \
     nothing has arrived for 30 s.",
    "When every known endpoint of a host fails, and there are more than 3, the rest share one notification about the host.",
    "When an endpoint recovers you are notified once, unless it is muted or you were never notified of its failure. If \
     it fails and recovers while notifications wait, one notification covers both.",
    "If it fails again within 30 min, the same notification is updated. After the third time it is marked as flapping \
     and must stay up longer before it resolves.",
    "Acknowledged and muted incidents stay silent.",
    "An incident that is acknowledged until it changes notifies you again when its code or cause changes, or when ten \
     times as many reports come in an hour.",
    "During quiet hours, a pause or Do Not Disturb, notifications wait. You get one summary afterwards.",
    "After a restart or sleep, waiting notifications come as one summary.",
    "A test report always notifies you.",
    "The timeline of an incident shows every decision, including the silent ones.",
];

/// What happened to an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occurrence {
    /// It began.
    Opened,
    /// A further delivery error joined it.
    Grew,
    /// It was resolved by rule, and a further delivery error opened it again.
    CameBack,
    /// It was acknowledged until it changes, and has changed with a further delivery error.
    Changed,
}

/// What an alert about one incident says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum AlertKind {
    /// It began to fail.
    Opened,
    /// It goes on, and is worth another look.
    Escalated,
    /// Its notification is brought up to date in place, without a sound.
    Grew,
    /// It works again.
    Recovered,
    /// It failed and works again, and nothing could be told of it in between.
    Passed,
    /// It comes and goes.
    Flapping,
}

impl AlertKind {
    /// Whether it asks for attention.
    pub const fn is_loud(self) -> bool {
        !matches!(self, Self::Grew)
    }

    /// Whether it tells that something works again.
    pub const fn is_recovery(self) -> bool {
        matches!(self, Self::Recovered | Self::Passed)
    }
}

/// Why something is not told, or not yet, or not by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum SuppressReason {
    /// Somebody knows.
    Acknowledged,
    /// It is over.
    Resolved,
    /// The incident is muted.
    Muted,
    /// A rule of the person's says so.
    Rule,
    /// It only grows, and is told again when it escalates.
    Growing,
    /// Many things fail at once.
    Storm,
    /// All that is known of its host fails.
    Host,
    /// Many things work again at once.
    Together,
    /// It works again, and nothing was to be told of its failure.
    NeverTold,
    /// It worked again, and no longer does.
    CameBack,
    /// The settings say so.
    QuietHours,
    /// The person paused notifications.
    Paused,
    /// The desktop says so.
    DoNotDisturb,
    /// The machine has just woken up.
    Woke,
    /// The program was not running.
    Away,
}

/// As it stands on the timeline, after "Not notified: ".
impl fmt::Display for SuppressReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Acknowledged => "acknowledged",
            Self::Resolved => "resolved",
            Self::Muted => "muted",
            Self::Rule => "an alert rule silences this endpoint",
            Self::Growing => "growing, until it escalates",
            Self::Storm | Self::Host | Self::Together => "included in a summary",
            Self::NeverTold => "its failure was not notified",
            Self::CameBack => "it failed again",
            Self::QuietHours => "quiet hours",
            Self::Paused => "notifications are paused",
            Self::DoNotDisturb => "Do Not Disturb is on",
            Self::Woke => "the computer has just woken up",
            Self::Away => "Missedhook was not running",
        })
    }
}

/// What the policy needs to know of an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlertFacts {
    /// Where it stands.
    pub triage: Triage,
    /// How many delivery errors it has.
    pub error_count: i64,
    /// Whether a test report is the cause.
    pub test: bool,
    /// How often it came back after it was resolved by rule.
    pub times_reopened: i64,
}

/// What was decided and said of an incident so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlertHistory {
    /// Nothing yet.
    Nothing,
    /// An alert is decided and not yet raised.
    Pending {
        /// What it says.
        kind: AlertKind,
        /// How many errors were told of when attention was last asked for; 0 where it never was.
        loud_count: i64,
    },
    /// Something was told, by itself or within a summary.
    Told {
        /// When an alert of any kind was last raised.
        at: Moment,
        /// When it last asked for attention.
        loud_at: Moment,
        /// How many errors it told of then.
        loud_count: i64,
        /// Whether it has a notification of its own, which can be brought up to date.
        alone: bool,
    },
}

/// What is decided about a delivery error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlertDecision {
    /// Raise an alert, no sooner than `due`.
    Tell {
        /// What it says.
        kind: AlertKind,
        /// The earliest moment.
        due: Moment,
    },
    /// The alert that is on its way asks for attention.
    Raise,
    /// The alert that is on its way tells of this as well.
    Covered,
    /// Say nothing.
    Silent(SuppressReason),
}

/// Decides whether a delivery error is told.
pub fn on_report(
    occurrence: Occurrence,
    facts: &AlertFacts,
    history: &AlertHistory,
    now: Moment,
) -> AlertDecision {
    if !facts.test
        && let Some(why) = silenced(facts.triage, now)
    {
        return AlertDecision::Silent(why);
    }
    match (occurrence, *history) {
        (Occurrence::CameBack, history) => AlertDecision::Tell {
            kind: match (facts.times_reopened, history) {
                (FLAPPING_FROM, _) => AlertKind::Flapping,
                (FLAPPING_FROM.., AlertHistory::Told { alone: true, .. }) => AlertKind::Grew,
                _ => AlertKind::Escalated,
            },
            due: now,
        },
        (Occurrence::Changed, _) => AlertDecision::Tell {
            kind: AlertKind::Escalated,
            due: now,
        },
        (
            _,
            AlertHistory::Pending {
                kind: AlertKind::Grew,
                loud_count,
            },
        ) if crossed(loud_count, facts.error_count) => AlertDecision::Raise,
        (_, AlertHistory::Pending { .. }) => AlertDecision::Covered,
        (Occurrence::Opened, _) | (_, AlertHistory::Nothing) => AlertDecision::Tell {
            kind: AlertKind::Opened,
            due: now,
        },
        (
            Occurrence::Grew,
            AlertHistory::Told {
                at,
                loud_at,
                loud_count,
                alone,
            },
        ) => {
            // A clock that was set back must not silence an incident for as long as it went back.
            let due = now.max(at.min(now).plus(QUIET_TIME));
            let long_ago = now.since(loud_at.min(now)) >= ESCALATE_AFTER;
            if crossed(loud_count, facts.error_count) || long_ago {
                AlertDecision::Tell {
                    kind: AlertKind::Escalated,
                    due,
                }
            } else if alone {
                AlertDecision::Tell {
                    kind: AlertKind::Grew,
                    due,
                }
            } else {
                AlertDecision::Silent(SuppressReason::Growing)
            }
        }
    }
}

/// Decides whether it is told that an incident has recovered, which stood so before.
pub fn on_recovery(facts: &AlertFacts, history: &AlertHistory, now: Moment) -> AlertDecision {
    if facts.triage.muted(now).is_some() {
        return AlertDecision::Silent(SuppressReason::Muted);
    }
    let kind = match history {
        AlertHistory::Nothing => return AlertDecision::Silent(SuppressReason::NeverTold),
        AlertHistory::Pending { loud_count: 0, .. } => AlertKind::Passed,
        AlertHistory::Pending { .. } | AlertHistory::Told { .. } => AlertKind::Recovered,
    };
    AlertDecision::Tell {
        kind,
        due: now.plus(RECOVERIES_GATHER),
    }
}

/// Whether a count that was told of has passed one of [`ESCALATE_AT`] since.
fn crossed(told: i64, count: i64) -> bool {
    ESCALATE_AT.iter().any(|at| told < *at && count >= *at)
}

pub(super) fn silenced(triage: Triage, now: Moment) -> Option<SuppressReason> {
    match triage.state {
        IncidentState::Acknowledged => Some(SuppressReason::Acknowledged),
        IncidentState::Resolved => Some(SuppressReason::Resolved),
        IncidentState::Open => triage.muted(now).map(|_| SuppressReason::Muted),
    }
}

#[cfg(test)]
#[path = "policy_tests.rs"]
mod tests;
