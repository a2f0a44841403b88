//! Incidents: a run of delivery errors at one endpoint, from the first until it is resolved. Pure rules over
//! values: which incident a delivery error belongs to, what it is then called, and what each action does to
//! one. The store keeps what these rules say, in the same transaction as what caused it.

use std::time::Duration;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{delivery_error::Source, endpoint, moment::Moment, recovery};

/// The longest mute, in minutes: 30 days.
pub const LONGEST_MUTE: u32 = 30 * 24 * 60;

/// How far back "this week" goes.
pub const WEEK: Duration = Duration::from_secs(7 * 24 * 3600);

/// What an incident is about. Delivery errors with the same subject belong together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// One endpoint, in its normalised form; empty where the report named none.
    Endpoint(String),
    /// Reports that could not be read: they have an incident of their own.
    Unreadable,
}

impl Subject {
    /// What a readable report with that endpoint is about.
    pub fn of_endpoint(endpoint: &str) -> Self {
        Self::Endpoint(endpoint::normalise(endpoint))
    }

    /// A short name for a list or a headline: `/retm/orders`.
    pub fn label(&self) -> String {
        match self {
            Self::Endpoint(key) if key.is_empty() => "an unnamed endpoint".to_owned(),
            Self::Endpoint(key) => endpoint::path(key),
            Self::Unreadable => "unreadable reports".to_owned(),
        }
    }
}

/// Where an incident stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum IncidentState {
    /// It is failing, and nobody has said that they know.
    Open,
    /// Somebody knows. New errors still belong to it.
    Acknowledged,
    /// It is over. A new error opens another incident.
    Resolved,
}

impl IncidentState {
    /// The word for it, as stored and as searched.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Acknowledged => "acknowledged",
            Self::Resolved => "resolved",
        }
    }

    /// The state with that word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Open, Self::Acknowledged, Self::Resolved]
            .into_iter()
            .find(|state| state.word() == word)
    }
}

/// A run of delivery errors at one endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Incident {
    /// Its number, from 1.
    #[ts(type = "number")]
    pub id: i64,
    /// The normalised endpoint; empty for the incident of unreadable reports.
    pub endpoint: String,
    /// A short name for it: `/retm/orders`, or `unreadable reports`.
    pub label: String,
    /// Where it stands.
    pub state: IncidentState,
    /// When its first delivery error came.
    pub opened_at: Moment,
    /// When its latest delivery error came.
    pub last_error_at: Moment,
    /// How many delivery errors belong to it.
    #[ts(type = "number")]
    pub error_count: i64,
    /// The code of the latest one.
    #[ts(type = "number | null")]
    pub last_code: Option<i64>,
    /// The incident before this one at the same endpoint.
    #[ts(type = "number | null")]
    pub previous_id: Option<i64>,
    /// Until when it is muted, which may be over by now; none where it never was.
    pub muted_until: Option<Moment>,
    /// When its state last changed.
    pub changed_at: Moment,
    /// The code of its first delivery error.
    #[ts(type = "number | null")]
    pub first_code: Option<i64>,
    /// The worst of its codes: no answer at all before a server's fault, that before a client's.
    #[ts(type = "number | null")]
    pub worst_code: Option<i64>,
    /// Its latest delivery error.
    #[ts(type = "number")]
    pub last_error_id: i64,
    /// RETM's free text in the latest one; empty for an unreadable report.
    pub last_message: String,
    /// Where the latest one came from.
    pub last_source: Source,
    /// How many incidents opened at this endpoint in the seven days up to this one, this one included.
    #[ts(type = "number")]
    pub times_this_week: i64,
}

impl Incident {
    /// Where it stands.
    pub fn standing(&self) -> Standing {
        Standing {
            state: self.state,
            muted_until: self.muted_until,
        }
    }
}

impl Incident {
    /// What happens, in one sentence: `RETM could not deliver to /retm/orders and gave up 412 times since 09:14;
    /// the last answer was 503.`
    pub fn sentence(&self, now: Moment, zone: &TimeZone) -> String {
        if self.last_source == Source::Test {
            return "A test report came in the way that RETM's reports do: it works.".to_owned();
        }
        let begun = self.opened_at.said(now, zone);
        let when = match self.error_count {
            1 => format!("at {begun}"),
            count => format!("{count} times since {begun}"),
        };
        if self.endpoint.is_empty() && self.label.starts_with("unreadable") {
            return format!("RETM sent what can't be read, {when}. It is kept as it came.");
        }
        let answer = match (self.last_code, self.error_count) {
            (None, _) => String::new(),
            (Some(0), _) => "; nothing answered".to_owned(),
            (Some(code), 1) => format!("; the answer was {code}"),
            (Some(code), _) => format!("; the last answer was {code}"),
        };
        format!(
            "RETM could not deliver to {} and gave up {when}{answer}.",
            self.label
        )
    }
}

/// How often a code came within an incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct CodeCount {
    /// The code; none where the reports carried none.
    #[ts(type = "number | null")]
    pub code: Option<i64>,
    /// How many delivery errors carried it.
    #[ts(type = "number")]
    pub count: i64,
    /// When the first came.
    pub first_at: Moment,
    /// When the latest came.
    pub last_at: Moment,
}

/// Where a new delivery error goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filing {
    /// It begins an incident, after that one at the same endpoint, if there was one.
    Opens {
        /// The incident before.
        previous_id: Option<i64>,
    },
    /// It belongs to that incident.
    Grows {
        /// The incident it belongs to.
        id: i64,
    },
    /// It belongs to that incident, which was resolved by rule and has come back.
    Reopens {
        /// The incident it belongs to.
        id: i64,
        /// How long after its recovery.
        after: Duration,
    },
}

/// An incident with the subject of a new delivery error: the one that is not resolved, else the latest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Latest {
    /// Its number.
    pub id: i64,
    /// Where it stands.
    pub state: IncidentState,
    /// When it was resolved by rule; none where a person did.
    pub recovered_at: Option<Moment>,
}

/// Files a delivery error that was received then.
pub fn file(latest: Option<Latest>, at: Moment) -> Filing {
    let Some(Latest {
        id,
        state,
        recovered_at,
    }) = latest
    else {
        return Filing::Opens { previous_id: None };
    };
    if state != IncidentState::Resolved {
        return Filing::Grows { id };
    }
    match recovered_at.and_then(|recovered| recovery::comes_back(recovered, at)) {
        Some(after) => Filing::Reopens { id, after },
        None => Filing::Opens {
            previous_id: Some(id),
        },
    }
}

/// The worse of two codes: no answer at all (0, or whatever is no HTTP status) before a server's fault, that
/// before a client's, that before the rest; no code says the least. Of equals the first stays.
pub fn worse(one: Option<i64>, other: Option<i64>) -> Option<i64> {
    let badness = |code: Option<i64>| match code {
        None => 0,
        Some(100..=399) => 1,
        Some(400..=499) => 2,
        Some(500..=599) => 3,
        Some(_) => 4,
    };
    if badness(other) > badness(one) {
        other
    } else {
        one
    }
}

/// Where an incident stands, with its mute beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Its state.
    pub state: IncidentState,
    /// Until when it is muted.
    pub muted_until: Option<Moment>,
}

impl Standing {
    /// Until when it is muted, if it still is.
    pub fn muted(&self, now: Moment) -> Option<Moment> {
        self.muted_until.filter(|until| *until > now)
    }
}

/// What a person can do with an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "lowercase")]
#[ts(rename = "IncidentAction")]
pub enum Action {
    /// "I know": no more alerts of it.
    Acknowledge,
    /// "It is over".
    Resolve,
    /// Back to open.
    Reopen,
    /// No alerts of it for so long, whatever its state; an incident that follows it is muted as well.
    Mute {
        /// For how many minutes; at the most [`LONGEST_MUTE`].
        minutes: u32,
    },
    /// Alerts again.
    Unmute,
}

impl Action {
    /// What was done, in words: `Acknowledged`.
    pub const fn done(self) -> &'static str {
        match self {
            Self::Acknowledge => "Acknowledged",
            Self::Resolve => "Resolved",
            Self::Reopen => "Reopened",
            Self::Mute { .. } => "Muted",
            Self::Unmute => "Unmuted",
        }
    }
}

/// What an action did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct ActionDone {
    /// How many incidents it changed; those that were there already are not counted.
    #[ts(type = "number")]
    pub changed: i64,
    /// What was done, in words: `Acknowledged 3 incidents`.
    pub text: String,
}

impl ActionDone {
    /// What was done to so many incidents: `done` is `Acknowledged`.
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
}

/// What an action makes of an incident; none where it changes nothing. `followed` says whether another
/// incident at the same endpoint is not resolved: then this one can't be opened again.
pub fn act(action: Action, standing: Standing, followed: bool, now: Moment) -> Option<Standing> {
    use IncidentState::{Acknowledged, Open, Resolved};
    let to = |state| Some(Standing { state, ..standing });
    match (action, standing.state) {
        (Action::Acknowledge, Open) => to(Acknowledged),
        (Action::Resolve, Open | Acknowledged) => to(Resolved),
        (Action::Reopen, Acknowledged) => to(Open),
        (Action::Reopen, Resolved) if !followed => to(Open),
        (Action::Mute { minutes }, _) => {
            let minutes = minutes.clamp(1, LONGEST_MUTE);
            Some(Standing {
                muted_until: Some(now.plus(Duration::from_secs(u64::from(minutes) * 60))),
                ..standing
            })
        }
        (Action::Unmute, _) if standing.muted(now).is_some() => Some(Standing {
            muted_until: None,
            ..standing
        }),
        _ => None,
    }
}

/// What taking an action back makes of an incident that stands so and stood otherwise before; none where it
/// can't be taken back, because another incident at the same endpoint is not resolved, or changes nothing. Where a
/// rule has changed its state since (`overtaken`), that state stays.
pub fn take_back(
    standing: Standing,
    before: Standing,
    followed: bool,
    overtaken: bool,
) -> Option<Standing> {
    let before = Standing {
        state: if overtaken {
            standing.state
        } else {
            before.state
        },
        ..before
    };
    let reopens =
        standing.state == IncidentState::Resolved && before.state != IncidentState::Resolved;
    (standing != before && !(reopens && followed)).then_some(before)
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
    fn a_delivery_error_belongs_to_the_unresolved_incident_or_opens_one() {
        let opens = |previous_id| Filing::Opens { previous_id };
        let was = |state, recovered_at| {
            Some(Latest {
                id: 4,
                state,
                recovered_at,
            })
        };
        for (latest, filing) in [
            (None, opens(None)),
            (was(Open, None), Filing::Grows { id: 4 }),
            (was(Open, Some(NOW)), Filing::Grows { id: 4 }),
            (was(Acknowledged, None), Filing::Grows { id: 4 }),
            (was(Resolved, None), opens(Some(4))),
            (
                was(Resolved, Some(NOW)),
                Filing::Reopens {
                    id: 4,
                    after: Duration::from_secs(4 * 60),
                },
            ),
            (
                was(Resolved, Some(NOW.minus(Duration::from_secs(27 * 60)))),
                opens(Some(4)),
            ),
        ] {
            assert_eq!(file(latest, after(4)), filing, "{latest:?}");
        }
    }

    #[test]
    fn actions_as_a_table() {
        let at = |state, muted_until| Standing { state, muted_until };
        let (hour, over) = (Some(after(60)), Some(NOW));
        for (action, from, followed, to) in [
            (
                Action::Acknowledge,
                at(Open, None),
                false,
                Some(at(Acknowledged, None)),
            ),
            (Action::Acknowledge, at(Acknowledged, None), false, None),
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
                act(action, from, followed, NOW),
                to,
                "{action:?} {from:?} {followed}"
            );
        }
    }

    #[test]
    fn what_was_done_can_be_taken_back_unless_it_failed_again_since() {
        let at = |state| Standing {
            state,
            muted_until: None,
        };
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
        let muted = Standing {
            muted_until: Some(after(60)),
            ..at(Resolved)
        };
        assert_eq!(
            take_back(muted, at(Open), false, true),
            Some(at(Resolved)),
            "the mute goes, the recovery stays"
        );
    }

    #[test]
    fn the_worst_code_is_the_one_that_answers_least() {
        let worst = |codes: &[Option<i64>]| codes.iter().copied().reduce(worse).flatten();
        assert_eq!(worst(&[None, Some(404), Some(503), Some(500)]), Some(503));
        assert_eq!(worst(&[Some(503), Some(0), Some(404)]), Some(0));
        assert_eq!(worst(&[Some(301), None]), Some(301));
        assert_eq!(worst(&[None]), None);
    }

    #[test]
    fn labels_read_well() {
        assert_eq!(
            Subject::of_endpoint("https://A.example/retm/orders?x=1").label(),
            "/retm/orders"
        );
        assert_eq!(Subject::of_endpoint("  ").label(), "an unnamed endpoint");
        assert_eq!(Subject::Unreadable.label(), "unreadable reports");
    }

    #[test]
    fn an_incident_is_told_in_one_sentence() {
        let incident = |endpoint: &str, code, count, source| Incident {
            id: 4,
            endpoint: endpoint.to_owned(),
            label: Subject::of_endpoint(endpoint).label(),
            state: Open,
            opened_at: NOW,
            last_error_at: NOW,
            error_count: count,
            last_code: code,
            previous_id: None,
            muted_until: None,
            changed_at: NOW,
            first_code: code,
            worst_code: code,
            last_error_id: 1,
            last_message: String::new(),
            last_source: source,
            times_this_week: 1,
        };
        let say = |incident: Incident| incident.sentence(after(60 * 24), &TimeZone::UTC);
        assert_eq!(
            say(incident("/a", Some(503), 412, Source::Retm)),
            "RETM could not deliver to /a and gave up 412 times since 14 Nov 22:13; the last answer was 503."
        );
        assert_eq!(
            say(incident("/a", Some(0), 1, Source::Retm)),
            "RETM could not deliver to /a and gave up at 14 Nov 22:13; nothing answered."
        );
        assert!(say(incident("/a", None, 1, Source::Test)).contains("it works"));
    }
}
