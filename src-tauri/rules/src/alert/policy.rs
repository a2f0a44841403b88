//! The alert policy, first step: whether something that happened to an incident deserves an alert, and if not, why.
//! Pure; runs in the transaction that stores a delivery error or a probe. `planning` decides when to show it.
//! [`policy_in_words`] describes both.

use std::{fmt, time::Duration};

use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::{
    incident::{IncidentState, Triage, recovery::FLAPPING_FROM},
    locale::Locale,
    model::moment::Moment,
};

/// How long an incident stays silent after its last alert.
pub const QUIET_TIME: Duration = Duration::from_secs(5);
/// The error counts at which an incident is announced again.
pub const ESCALATE_AT: [i64; 3] = [10, 100, 1_000];
/// An incident that keeps failing is announced again after this long.
pub const ESCALATE_AFTER: Duration = Duration::from_secs(3600);
/// How long recoveries are gathered, so that a host that is back gets one notification.
pub const RECOVERIES_GATHER: Duration = Duration::from_secs(2);

/// The messages that describe the policy, one sentence per rule.
const POLICY: [&str; 13] = [
    "policy-opened",
    "policy-grew",
    "policy-escalated",
    "policy-storm",
    "policy-host",
    "policy-recovered",
    "policy-flapping",
    "policy-acknowledged",
    "policy-until-change",
    "policy-held",
    "policy-away",
    "policy-test",
    "policy-timeline",
];

/// The policy in words, one sentence per rule.
pub fn policy_in_words(locale: Locale) -> Vec<String> {
    POLICY.map(|id| locale.words(id)).to_vec()
}

/// What happened to an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occurrence {
    /// It opened.
    Opened,
    /// It got another delivery error.
    Grew,
    /// It was resolved by rule, and another delivery error reopened it.
    CameBack,
    /// It was acknowledged until it changes, and has changed with a further delivery error.
    Changed,
}

/// What an alert about one incident says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum AlertKind {
    /// It started to fail.
    Opened,
    /// It continues, and deserves another look.
    Escalated,
    /// Updates the existing notification without a sound.
    Grew,
    /// It works again.
    Recovered,
    /// It failed and works again, and neither could be announced in between.
    #[strum(serialize = "passed")]
    FailedAndRecovered,
    /// It comes and goes.
    Flapping,
}

impl AlertKind {
    /// Whether it asks for attention.
    pub const fn is_loud(self) -> bool {
        !matches!(self, Self::Grew)
    }

    /// Whether it says that something works again.
    pub const fn is_recovery(self) -> bool {
        matches!(self, Self::Recovered | Self::FailedAndRecovered)
    }
}

/// Why something is not announced, is held, or is combined with others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[derive(EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum SuppressReason {
    /// Somebody acknowledged it.
    Acknowledged,
    /// It is over.
    Resolved,
    /// The incident is muted.
    Muted,
    /// One of the user's alert rules says so.
    Rule,
    /// It only grows. It is announced again when it escalates.
    Growing,
    /// Many things fail at once.
    Storm,
    /// Every known endpoint of its host fails.
    Host,
    /// Many things work again at once.
    Together,
    /// It works again, and its failure was not to be announced.
    #[strum(serialize = "never_told")]
    NeverAnnounced,
    /// It worked again, but no longer does.
    CameBack,
    /// Quiet hours in the settings.
    QuietHours,
    /// The user paused notifications.
    Paused,
    /// The desktop is in do-not-disturb mode.
    DoNotDisturb,
    /// The machine just woke up.
    Woke,
    /// The program was not running.
    Away,
}

/// As shown on the timeline after "Not notified: ".
impl fmt::Display for SuppressReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Acknowledged => "acknowledged",
            Self::Resolved => "resolved",
            Self::Muted => "muted",
            Self::Rule => "an alert rule silences this endpoint",
            Self::Growing => "growing, until it escalates",
            Self::Storm | Self::Host | Self::Together => "included in a summary",
            Self::NeverAnnounced => "its failure was not notified",
            Self::CameBack => "it failed again",
            Self::QuietHours => "quiet hours",
            Self::Paused => "notifications are paused",
            Self::DoNotDisturb => "Do Not Disturb is on",
            Self::Woke => "the computer has just woken up",
            Self::Away => "Missedhook was not running",
        })
    }
}

/// What the policy needs to know about an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlertFacts {
    /// Its state and mute.
    pub triage: Triage,
    /// How many delivery errors it has.
    pub error_count: i64,
    /// Whether a test report caused it.
    pub test: bool,
    /// How often it came back after it was resolved by rule.
    pub times_reopened: i64,
}

/// What was decided and announced for an incident so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlertHistory {
    /// Nothing yet.
    Nothing,
    /// An alert is decided and not yet shown.
    Pending {
        /// What the alert says.
        kind: AlertKind,
        /// The error count when attention was last asked for; 0 if it never was.
        loud_count: i64,
    },
    /// It was announced, by itself or in a summary.
    Announced {
        /// When an alert of any kind was last shown.
        at: Moment,
        /// When it last asked for attention.
        loud_at: Moment,
        /// The error count at that time.
        loud_count: i64,
        /// Whether it has its own notification, which can be updated.
        alone: bool,
    },
}

/// The decision about a delivery error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlertDecision {
    /// Announce it, no sooner than `due`.
    Announce {
        /// What the alert says.
        kind: AlertKind,
        /// The earliest moment.
        due: Moment,
    },
    /// Turn the pending alert into one that asks for attention.
    Raise,
    /// The pending alert covers this too.
    Covered,
    /// Announce nothing.
    Silent(SuppressReason),
}

/// Decides whether to announce a delivery error.
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
        (Occurrence::CameBack, history) => AlertDecision::Announce {
            kind: match (facts.times_reopened, history) {
                (FLAPPING_FROM, _) => AlertKind::Flapping,
                (FLAPPING_FROM.., AlertHistory::Announced { alone: true, .. }) => AlertKind::Grew,
                _ => AlertKind::Escalated,
            },
            due: now,
        },
        (Occurrence::Changed, _) => AlertDecision::Announce {
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
        (Occurrence::Opened, _) | (_, AlertHistory::Nothing) => AlertDecision::Announce {
            kind: AlertKind::Opened,
            due: now,
        },
        (
            Occurrence::Grew,
            AlertHistory::Announced {
                at,
                loud_at,
                loud_count,
                alone,
            },
        ) => {
            // Otherwise a clock that was set back would silence an incident for as long as it went back.
            let due = now.max(at.min(now).plus(QUIET_TIME));
            let long_ago = now.since(loud_at.min(now)) >= ESCALATE_AFTER;
            if crossed(loud_count, facts.error_count) || long_ago {
                AlertDecision::Announce {
                    kind: AlertKind::Escalated,
                    due,
                }
            } else if alone {
                AlertDecision::Announce {
                    kind: AlertKind::Grew,
                    due,
                }
            } else {
                AlertDecision::Silent(SuppressReason::Growing)
            }
        }
    }
}

/// Decides whether to announce the recovery of an incident. `facts` describe it before the recovery.
pub fn on_recovery(facts: &AlertFacts, history: &AlertHistory, now: Moment) -> AlertDecision {
    if facts.triage.muted(now).is_some() {
        return AlertDecision::Silent(SuppressReason::Muted);
    }
    let kind = match history {
        AlertHistory::Nothing => return AlertDecision::Silent(SuppressReason::NeverAnnounced),
        AlertHistory::Pending { loud_count: 0, .. } => AlertKind::FailedAndRecovered,
        AlertHistory::Pending { .. } | AlertHistory::Announced { .. } => AlertKind::Recovered,
    };
    AlertDecision::Announce {
        kind,
        due: now.plus(RECOVERIES_GATHER),
    }
}

/// Whether the count has passed one of [`ESCALATE_AT`] since the announced count.
fn crossed(announced: i64, count: i64) -> bool {
    ESCALATE_AT.iter().any(|at| announced < *at && count >= *at)
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
