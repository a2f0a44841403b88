//! What a user can do with an incident, the effect of each action, and how to undo it. Pure rules over its state and
//! mute.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::IncidentState;
use crate::model::moment::Moment;

/// The longest mute, in minutes: 30 days.
pub const LONGEST_MUTE: u32 = 30 * 24 * 60;

/// An incident's state and mute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Triage {
    /// Its state.
    pub state: IncidentState,
    /// Until when it is muted.
    pub muted_until: Option<Moment>,
    /// Whether it is acknowledged only until it changes.
    pub until_change: bool,
}

impl Triage {
    /// Until when it is muted, if it still is.
    pub fn muted(&self, now: Moment) -> Option<Moment> {
        self.muted_until.filter(|until| *until > now)
    }
}

/// What the user can do with an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "lowercase")]
#[ts(rename = "IncidentAction")]
pub enum Action {
    /// "I know": no more alerts about it.
    Acknowledge,
    /// The same until its code or cause changes or it gets clearly worse; then it is open again.
    #[serde(rename = "acknowledge_until_change")]
    AcknowledgeUntilChange,
    /// "It is over".
    Resolve,
    /// Back to open.
    Reopen,
    /// No alerts about it for this long, whatever its state. An incident that follows it is muted too.
    Mute {
        /// Minutes, at most [`LONGEST_MUTE`].
        minutes: u32,
    },
    /// Allow alerts again.
    Unmute,
}

impl Action {
    /// What was done, in words: `Acknowledged`.
    pub const fn done(self) -> &'static str {
        match self {
            Self::Acknowledge | Self::AcknowledgeUntilChange => "Acknowledged",
            Self::Resolve => "Resolved",
            Self::Reopen => "Reopened",
            Self::Mute { .. } => "Muted",
            Self::Unmute => "Unmuted",
        }
    }

    /// The same as it stands on a timeline.
    pub const fn entry(self) -> &'static str {
        match self {
            Self::AcknowledgeUntilChange => "Acknowledged until it changes",
            other => other.done(),
        }
    }
}

/// What an action did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ActionDone {
    /// The number of incidents it changed, without those already in that state.
    #[ts(type = "number")]
    pub changed: i64,
    /// What was done, in words: `Acknowledged 3 incidents`.
    pub text: String,
}

impl ActionDone {
    /// The result for this many incidents: `done` is `Acknowledged`.
    pub fn new(done: &str, changed: i64) -> Self {
        let incidents = if changed == 1 {
            "incident"
        } else {
            "incidents"
        };
        Self {
            changed,
            text: format!("{done} {changed} {incidents}"),
        }
    }

    /// What an action did to so many incidents.
    pub fn of(action: Action, changed: i64) -> Self {
        let done = Self::new(action.done(), changed);
        let until = match (action, changed) {
            (Action::AcknowledgeUntilChange, 1) => " until it changes",
            (Action::AcknowledgeUntilChange, _) => " until they change",
            _ => "",
        };
        Self {
            text: done.text + until,
            ..done
        }
    }

    /// The same, with the incidents that it did not change and why: `Resolved 1 incident; #12 is already resolved`.
    pub fn unless(self, unchanged: &[(i64, &str)]) -> Self {
        /// How many are listed.
        const MOST: usize = 5;
        let named = unchanged.iter().take(MOST);
        let mut why: Vec<_> = named.map(|(id, why)| format!("#{id} is {why}")).collect();
        let more = unchanged.len().saturating_sub(MOST);
        if more > 0 {
            why.push(format!("{more} more stay as they are"));
        }
        let text = match (self.changed, why.is_empty()) {
            (_, true) => self.text,
            (0, false) => why.join("; "),
            (_, false) => format!("{}; {}", self.text, why.join("; ")),
        };
        Self { text, ..self }
    }
}

/// Why an action changes nothing about an incident in this state: `already resolved`.
pub const fn why_not(action: Action, state: IncidentState) -> &'static str {
    match (action, state) {
        (Action::Unmute | Action::Mute { .. }, _) => "not muted",
        (Action::Reopen, IncidentState::Resolved) => {
            "followed by a newer incident that is not resolved"
        }
        (_, IncidentState::Resolved) => "already resolved",
        (Action::AcknowledgeUntilChange, IncidentState::Acknowledged) => {
            "already acknowledged until it changes"
        }
        (_, IncidentState::Acknowledged) => "already acknowledged",
        (_, IncidentState::Open) => "already open",
    }
}

/// The new state of an incident after an action, or `None` if nothing changes. `has_newer_unresolved` means that
/// another incident at the same endpoint is unresolved; then this one can't be reopened.
pub fn act(
    action: Action,
    triage: Triage,
    has_newer_unresolved: bool,
    now: Moment,
) -> Option<Triage> {
    use IncidentState::{Acknowledged, Open, Resolved};
    let to = |state| {
        Some(Triage {
            state,
            until_change: action == Action::AcknowledgeUntilChange,
            ..triage
        })
    };
    match (action, triage.state) {
        (Action::Acknowledge | Action::AcknowledgeUntilChange, Open) => to(Acknowledged),
        // From one way to the other.
        (Action::Acknowledge, Acknowledged) if triage.until_change => to(Acknowledged),
        (Action::AcknowledgeUntilChange, Acknowledged) if !triage.until_change => to(Acknowledged),
        (Action::Resolve, Open | Acknowledged) => to(Resolved),
        (Action::Reopen, Acknowledged) => to(Open),
        (Action::Reopen, Resolved) if !has_newer_unresolved => to(Open),
        (Action::Mute { minutes }, _) => {
            let minutes = minutes.clamp(1, LONGEST_MUTE);
            Some(Triage {
                muted_until: Some(now.plus(Duration::from_secs(u64::from(minutes) * 60))),
                ..triage
            })
        }
        (Action::Unmute, _) if triage.muted(now).is_some() => Some(Triage {
            muted_until: None,
            ..triage
        }),
        _ => None,
    }
}

/// The state of an incident after an action is undone: `None` if nothing changes, or if it can't be undone because
/// another incident at the same endpoint is unresolved. If a rule has changed its state since (`overtaken`), that state
/// stays.
pub fn take_back(
    triage: Triage,
    before: Triage,
    has_newer_unresolved: bool,
    overtaken: bool,
) -> Option<Triage> {
    let before = Triage {
        state: if overtaken {
            triage.state
        } else {
            before.state
        },
        until_change: before.until_change && !overtaken,
        ..before
    };
    let reopens =
        triage.state == IncidentState::Resolved && before.state != IncidentState::Resolved;
    (triage != before && !(reopens && has_newer_unresolved)).then_some(before)
}

#[cfg(test)]
mod tests {
    use super::*;
    use IncidentState::{Acknowledged, Open, Resolved};

    const NOW: Moment = Moment::from_millis(1_700_000_000_000);

    fn after(minutes: u64) -> Moment {
        NOW.plus(Duration::from_secs(minutes * 60))
    }

    #[test]
    fn what_was_not_changed_is_said_with_why() {
        let done = |changed, unchanged: &[(i64, &str)]| {
            ActionDone::new("Resolved", changed).unless(unchanged).text
        };
        assert_eq!(done(2, &[]), "Resolved 2 incidents");
        assert_eq!(done(0, &[]), "Resolved 0 incidents");
        let twelve = (12, why_not(Action::Resolve, Resolved));
        assert_eq!(done(0, &[twelve]), "#12 is already resolved");
        assert_eq!(
            done(1, &[twelve]),
            "Resolved 1 incident; #12 is already resolved"
        );
        let many = done(0, &[twelve; 7]);
        assert!(many.ends_with("; 2 more stay as they are"), "{many}");
        assert_eq!(
            why_not(Action::Acknowledge, Acknowledged),
            "already acknowledged"
        );
        assert_eq!(why_not(Action::Reopen, Open), "already open");
        let until = |changed| ActionDone::of(Action::AcknowledgeUntilChange, changed).text;
        assert_eq!(until(1), "Acknowledged 1 incident until it changes");
        assert_eq!(until(2), "Acknowledged 2 incidents until they change");
        assert_eq!(why_not(Action::Unmute, Open), "not muted");
    }

    #[test]
    fn actions_as_a_table() {
        let at = |state, muted_until| Triage {
            state,
            muted_until,
            until_change: false,
        };
        let until_change = Triage {
            until_change: true,
            ..at(Acknowledged, None)
        };
        let (hour, over) = (Some(after(60)), Some(NOW));
        for (action, from, has_newer_unresolved, to) in [
            (
                Action::Acknowledge,
                at(Open, None),
                false,
                Some(at(Acknowledged, None)),
            ),
            (Action::Acknowledge, at(Acknowledged, None), false, None),
            (
                Action::AcknowledgeUntilChange,
                at(Open, None),
                false,
                Some(until_change),
            ),
            (
                Action::AcknowledgeUntilChange,
                at(Acknowledged, None),
                false,
                Some(until_change),
            ),
            (Action::AcknowledgeUntilChange, until_change, false, None),
            (
                Action::Acknowledge,
                until_change,
                false,
                Some(at(Acknowledged, None)),
            ),
            (
                Action::Resolve,
                until_change,
                false,
                Some(at(Resolved, None)),
            ),
            (Action::Reopen, until_change, false, Some(at(Open, None))),
            (Action::Acknowledge, at(Resolved, None), false, None),
            (
                Action::Resolve,
                at(Open, hour),
                false,
                Some(at(Resolved, hour)),
            ),
            (
                Action::Resolve,
                at(Acknowledged, None),
                false,
                Some(at(Resolved, None)),
            ),
            (Action::Resolve, at(Resolved, None), false, None),
            (Action::Reopen, at(Open, None), false, None),
            (
                Action::Reopen,
                at(Acknowledged, None),
                true,
                Some(at(Open, None)),
            ),
            (
                Action::Reopen,
                at(Resolved, None),
                false,
                Some(at(Open, None)),
            ),
            (Action::Reopen, at(Resolved, None), true, None),
            (
                Action::Mute { minutes: 60 },
                at(Open, None),
                false,
                Some(at(Open, hour)),
            ),
            (
                Action::Mute { minutes: 60 },
                at(Resolved, over),
                true,
                Some(at(Resolved, hour)),
            ),
            (
                Action::Mute { minutes: 0 },
                at(Open, None),
                false,
                Some(at(Open, Some(after(1)))),
            ),
            (
                Action::Mute { minutes: u32::MAX },
                at(Open, None),
                false,
                Some(at(Open, Some(after(u64::from(LONGEST_MUTE))))),
            ),
            (
                Action::Unmute,
                at(Acknowledged, hour),
                false,
                Some(at(Acknowledged, None)),
            ),
            (Action::Unmute, at(Open, over), false, None),
            (Action::Unmute, at(Open, None), false, None),
        ] {
            assert_eq!(
                act(action, from, has_newer_unresolved, NOW),
                to,
                "{action:?} {from:?} {has_newer_unresolved}"
            );
        }
    }

    #[test]
    fn what_was_done_can_be_taken_back_unless_it_failed_again_since() {
        let at = |state| Triage {
            state,
            muted_until: None,
            until_change: false,
        };
        let until_change = Triage {
            until_change: true,
            ..at(Acknowledged)
        };
        assert_eq!(
            take_back(at(Resolved), until_change, false, false),
            Some(until_change)
        );
        assert_eq!(
            take_back(at(Open), until_change, false, true),
            None,
            "it has changed since"
        );
        assert_eq!(
            take_back(at(Resolved), at(Open), false, false),
            Some(at(Open)),
            "resolved by mistake"
        );
        assert_eq!(take_back(at(Resolved), at(Open), true, false), None);
        assert_eq!(
            take_back(at(Open), at(Resolved), true, false),
            Some(at(Resolved)),
            "a reopening can always be taken back"
        );
        assert_eq!(take_back(at(Open), at(Open), false, false), None);
        assert_eq!(
            take_back(at(Resolved), at(Open), false, true),
            None,
            "it has recovered since it was acknowledged"
        );
        let muted = Triage {
            muted_until: Some(after(60)),
            ..at(Resolved)
        };
        assert_eq!(
            take_back(muted, at(Open), false, true),
            Some(at(Resolved)),
            "the mute goes, the recovery stays"
        );
    }
}
