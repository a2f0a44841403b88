//! What a user can do with an incident, the effect of each action, and how to undo it. Pure rules over its state and
//! mute.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;
use ts_rs::TS;

use super::IncidentState;
use crate::{locale::Locale, model::moment::Moment};

/// The longest mute, in minutes: 30 days.
pub const MAX_MUTE: u32 = 30 * 24 * 60;

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
        /// Minutes, at most [`MAX_MUTE`].
        minutes: u32,
    },
    /// Allow alerts again.
    Unmute,
}

impl Action {
    /// What was done, as it stands on a timeline.
    pub const fn entry(self) -> &'static str {
        match self {
            Self::Acknowledge => "Acknowledged",
            Self::AcknowledgeUntilChange => "Acknowledged until it changes",
            Self::Resolve => "Resolved",
            Self::Reopen => "Reopened",
            Self::Mute { .. } => "Muted",
            Self::Unmute => "Unmuted",
        }
    }
}

/// What an action did, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ActionDone {
    /// The number of incidents it changed, without those already in that state.
    #[ts(type = "number")]
    pub changed: i64,
    /// What was done: `Acknowledged 3 incidents`.
    pub text: String,
}

/// What was done to incidents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// `None`: the last action was undone.
    pub action: Option<Action>,
    /// The number of incidents it changed.
    pub changed: i64,
    /// Those that it did not change, and why.
    pub unchanged: Vec<(i64, Unchanged)>,
}

/// Why an action does not change an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Unchanged {
    NotMuted,
    FollowedByNewer,
    AlreadyResolved,
    AlreadyUntilChange,
    AlreadyAcknowledged,
    AlreadyOpen,
}

impl Done {
    /// An action that changed this number of incidents, with nothing to say of others.
    pub const fn of(action: Action, changed: i64) -> Self {
        Self {
            action: Some(action),
            changed,
            unchanged: Vec::new(),
        }
    }

    /// In the user's language: `Resolved 1 incident; #12 is already resolved`.
    pub fn localized(&self, locale: Locale) -> ActionDone {
        ActionDone {
            changed: self.changed,
            text: self.text(locale),
        }
    }

    fn text(&self, locale: Locale) -> String {
        /// How many unchanged ones are listed.
        const MAX_COUNT: usize = 5;
        let action = match self.action {
            Some(Action::Acknowledge) => "acknowledge",
            Some(Action::AcknowledgeUntilChange) => "until-change",
            Some(Action::Resolve) => "resolve",
            Some(Action::Reopen) => "reopen",
            Some(Action::Mute { .. }) => "mute",
            Some(Action::Unmute) => "unmute",
            None => "undo",
        };
        let done = locale.message("done").form("action", action);
        let done = done.number("count", self.changed).text();
        let named = self.unchanged.iter().take(MAX_COUNT).map(|(id, why)| {
            let said = locale.message("done-not").phrase("id", id.to_string());
            said.form("why", (*why).into()).text()
        });
        let more = i64::try_from(self.unchanged.len().saturating_sub(MAX_COUNT)).unwrap_or(0);
        let rest = (more > 0).then(|| locale.message("done-more-not").number("count", more).text());
        let is_said = self.changed > 0 || self.unchanged.is_empty();
        let parts: Vec<_> = is_said
            .then_some(done)
            .into_iter()
            .chain(named)
            .chain(rest)
            .collect();
        parts.join(&locale.words("done-semicolon"))
    }
}

/// Why an action changes nothing about an incident in this state.
pub const fn why_not(action: Action, state: IncidentState) -> Unchanged {
    match (action, state) {
        (Action::Unmute | Action::Mute { .. }, _) => Unchanged::NotMuted,
        (Action::Reopen, IncidentState::Resolved) => Unchanged::FollowedByNewer,
        (_, IncidentState::Resolved) => Unchanged::AlreadyResolved,
        (Action::AcknowledgeUntilChange, IncidentState::Acknowledged) => {
            Unchanged::AlreadyUntilChange
        }
        (_, IncidentState::Acknowledged) => Unchanged::AlreadyAcknowledged,
        (_, IncidentState::Open) => Unchanged::AlreadyOpen,
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
            let minutes = minutes.clamp(1, MAX_MUTE);
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
    use crate::locale::Language;
    use IncidentState::{Acknowledged, Open, Resolved};

    const NOW: Moment = Moment::from_millis(1_700_000_000_000);

    fn after(minutes: u64) -> Moment {
        NOW.plus(Duration::from_secs(minutes * 60))
    }

    #[test]
    fn what_was_not_changed_is_said_with_why() {
        let text = |action, changed, unchanged: &[(i64, Unchanged)]| {
            let unchanged = unchanged.to_vec();
            let done = Done {
                action,
                changed,
                unchanged,
            };
            done.localized(Locale::default()).text
        };
        let done = |changed, unchanged: &[_]| text(Some(Action::Resolve), changed, unchanged);
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
        let not = |action, state| text(None, 0, &[(3, why_not(action, state))]);
        assert_eq!(
            not(Action::Acknowledge, Acknowledged),
            "#3 is already acknowledged"
        );
        assert_eq!(not(Action::Reopen, Open), "#3 is already open");
        assert_eq!(not(Action::Unmute, Open), "#3 is not muted");
        let until = |changed| text(Some(Action::AcknowledgeUntilChange), changed, &[]);
        assert_eq!(until(1), "Acknowledged 1 incident until it changes");
        assert_eq!(until(2), "Acknowledged 2 incidents until they change");
        assert_eq!(text(None, 1, &[]), "Undone: 1 incident");
    }

    #[test]
    fn what_was_done_is_said_in_arabic() {
        let arabic = Locale {
            language: Language::Ar,
            ..Locale::default()
        };
        let text = |action, changed, unchanged| {
            let done = Done {
                action,
                changed,
                unchanged,
            };
            done.localized(arabic).text
        };
        let resolve = Some(Action::Resolve);
        assert_eq!(text(resolve, 2, vec![]), "حُلّت حادثتان");
        let twelve = vec![(12, Unchanged::AlreadyResolved)];
        assert_eq!(
            text(resolve, 3, twelve),
            "حُلّت 3 حوادث؛ الحادثة 12 محلولة من قبل"
        );
        assert_eq!(text(None, 2, vec![]), "تم التراجع عن حادثتين");
        let until = text(Some(Action::AcknowledgeUntilChange), 11, vec![]);
        assert_eq!(until, "أُكّد استلام 11 حادثة حتى تتغير");
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
                Some(at(Open, Some(after(u64::from(MAX_MUTE))))),
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
