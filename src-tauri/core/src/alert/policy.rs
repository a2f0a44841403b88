//! The alert policy: given what happened, what was already said, what is going on around and the time, say
//! something or stay silent, and why. Pure. In two steps: [`on_report`] decides in the transaction that keeps
//! a delivery error whether its incident has something to say; [`plan`] decides, when that is due, whether it
//! is said by itself, as part of a storm or a digest, later, or not at all. [`POLICY`] says the same in words.

use std::{fmt, time::Duration};

use crate::{
    incident::{IncidentState, Standing},
    moment::Moment,
};

/// How long an incident stays silent after its last alert.
pub const QUIET_TIME: Duration = Duration::from_secs(5);
/// At how many errors an incident is told again.
pub const ESCALATE_AT: [i64; 3] = [10, 100, 1_000];
/// After how long an incident that goes on failing is told again.
pub const ESCALATE_AFTER: Duration = Duration::from_secs(3600);
/// How many incidents are told one by one within [`STORM_WITHIN`]; more are a storm.
pub const STORM_ABOVE: usize = 3;
/// How close together incidents make a storm.
pub const STORM_WITHIN: Duration = Duration::from_secs(10);
/// How long a storm gathers before it is told.
pub const STORM_GATHERS: Duration = Duration::from_secs(2);
/// How far ahead an alert can be due; one that is due later was decided before the clock was set back, and is due
/// now.
const LATEST_DUE: Duration = QUIET_TIME;
/// How long nothing may arrive until a storm is over.
pub const STORM_CALM: Duration = Duration::from_secs(30);
/// A storm that lasts longer is told again.
pub const STORM_LONGEST: Duration = Duration::from_secs(3600);

/// The policy in words, one sentence a rule.
pub const POLICY: &[&str] = &[
    "An endpoint that begins to fail is told at once.",
    "While it goes on failing, its notification is kept up to date in place, without a sound, at most every 5 s.",
    "It is told again at 10, 100 and 1,000 errors, or when it still fails an hour after it was last told.",
    "When more than 3 endpoints begin to fail within 10 s, the rest become one summary. Then there is silence \
     until nothing has arrived for 30 s, and one line of what happened.",
    "Acknowledged and muted incidents are silent.",
    "In quiet hours, while notifications are paused and while the desktop says do not disturb, alerts wait, and \
     come as one digest at the end.",
    "After a restart or sleep, what waited comes as one summary.",
    "A test report that you send is always told.",
    "Every decision, also the silent ones, stands on the incident's timeline.",
];

/// What happened to an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occurrence {
    /// It began.
    Opened,
    /// A further delivery error joined it.
    Grew,
}

/// What an alert about one incident says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It began to fail.
    Opened,
    /// It goes on, and is worth another look.
    Escalated,
    /// Its notification is brought up to date in place, without a sound.
    Grew,
}

impl Kind {
    /// Whether it asks for attention.
    pub const fn is_loud(self) -> bool {
        matches!(self, Self::Opened | Self::Escalated)
    }
}

/// Why something is not told, or not yet, or not by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Somebody knows.
    Acknowledged,
    /// It is over.
    Resolved,
    /// The incident is muted.
    Muted,
    /// It only grows, and is told again when it escalates.
    Growing,
    /// Many things fail at once.
    Storm,
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

impl Why {
    /// The word for it, as stored.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Acknowledged => "acknowledged",
            Self::Resolved => "resolved",
            Self::Muted => "muted",
            Self::Growing => "growing",
            Self::Storm => "storm",
            Self::QuietHours => "quiet_hours",
            Self::Paused => "paused",
            Self::DoNotDisturb => "do_not_disturb",
            Self::Woke => "woke",
            Self::Away => "away",
        }
    }

    /// The reason with that word; any other is the program's absence.
    pub fn from_word(word: &str) -> Self {
        [
            Self::Acknowledged,
            Self::Resolved,
            Self::Muted,
            Self::Growing,
            Self::Storm,
            Self::QuietHours,
            Self::Paused,
            Self::DoNotDisturb,
            Self::Woke,
        ]
        .into_iter()
        .find(|why| why.word() == word)
        .unwrap_or(Self::Away)
    }
}

/// As it stands on the timeline, after "Not told: ".
impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Acknowledged => "acknowledged",
            Self::Resolved => "resolved",
            Self::Muted => "muted",
            Self::Growing => "growing, told again when it escalates",
            Self::Storm => "part of a storm, told in one summary",
            Self::QuietHours => "quiet hours",
            Self::Paused => "notifications are paused",
            Self::DoNotDisturb => "the desktop says do not disturb",
            Self::Woke => "the machine has just woken up",
            Self::Away => "Missedhook was not running",
        })
    }
}

/// What the policy needs to know of an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Where it stands.
    pub standing: Standing,
    /// How many delivery errors it has.
    pub error_count: i64,
    /// Whether a test report is the cause.
    pub test: bool,
}

/// What was decided and said of an incident so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// Nothing yet.
    Nothing,
    /// An alert is decided and not yet raised.
    Pending {
        /// What it says.
        kind: Kind,
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
pub enum Verdict {
    /// Raise an alert, no sooner than `due`.
    Tell {
        /// What it says.
        kind: Kind,
        /// The earliest moment.
        due: Moment,
    },
    /// The alert that is on its way asks for attention.
    Raise,
    /// The alert that is on its way tells of this as well.
    Covered,
    /// Say nothing.
    Silent(Why),
}

/// Decides whether a delivery error is told.
pub fn on_report(occurrence: Occurrence, facts: &Facts, said: &Said, now: Moment) -> Verdict {
    if !facts.test
        && let Some(why) = silenced(facts.standing, now)
    {
        return Verdict::Silent(why);
    }
    match (occurrence, *said) {
        (
            _,
            Said::Pending {
                kind: Kind::Grew,
                loud_count,
            },
        ) if crossed(loud_count, facts.error_count) => Verdict::Raise,
        (_, Said::Pending { .. }) => Verdict::Covered,
        (Occurrence::Opened, _) | (_, Said::Nothing) => Verdict::Tell {
            kind: Kind::Opened,
            due: now,
        },
        (
            Occurrence::Grew,
            Said::Told {
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
                Verdict::Tell {
                    kind: Kind::Escalated,
                    due,
                }
            } else if alone {
                Verdict::Tell {
                    kind: Kind::Grew,
                    due,
                }
            } else {
                Verdict::Silent(Why::Growing)
            }
        }
    }
}

/// Whether a count that was told of has passed one of [`ESCALATE_AT`] since.
fn crossed(told: i64, count: i64) -> bool {
    ESCALATE_AT.iter().any(|at| told < *at && count >= *at)
}

fn silenced(standing: Standing, now: Moment) -> Option<Why> {
    match standing.state {
        IncidentState::Acknowledged => Some(Why::Acknowledged),
        IncidentState::Resolved => Some(Why::Resolved),
        IncidentState::Open => standing.muted(now).map(|_| Why::Muted),
    }
}

/// What a pending alert is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// One incident.
    Incident {
        /// The incident.
        id: i64,
        /// What it says.
        kind: Kind,
        /// Where the incident stands now.
        standing: Standing,
        /// Whether a test report caused it.
        test: bool,
    },
    /// A storm or a digest, whatever becomes of single incidents.
    Summary(i64),
}

/// An alert that is decided and not yet raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pending {
    /// Its number.
    pub id: i64,
    /// What it is about.
    pub about: About,
    /// Not to be raised before that.
    pub due_at: Moment,
    /// Why it has been held back until now.
    pub held: Option<Why>,
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
}

/// What was said lately.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// The incidents that were told by themselves and loudly within [`STORM_WITHIN`].
    pub told_lately: Vec<i64>,
    /// The storm that is going on.
    pub storm: Option<Storm>,
}

/// For how long the person holds alerts back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pause {
    /// Until then.
    Until(Moment),
    /// Until they say otherwise.
    Always,
}

/// What is going on around.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Around {
    /// The person's own pause.
    pub pause: Option<Pause>,
    /// When the quiet hours end that it is now.
    pub quiet_until: Option<Moment>,
    /// Whether the desktop says do not disturb.
    pub do_not_disturb: bool,
    /// Until when what comes in after sleep is gathered.
    pub waking_until: Option<Moment>,
}

/// How often it is looked whether do-not-disturb is over, where something waits for it.
const LOOK_AGAIN: Duration = Duration::from_secs(30);

impl Around {
    /// Why alerts are held back, and when to look again; none where they are not.
    pub(super) fn hold(&self, now: Moment) -> Option<(Why, Option<Moment>)> {
        let ahead = |until: Option<Moment>| until.filter(|until| *until > now);
        match self.pause {
            Some(Pause::Always) => return Some((Why::Paused, None)),
            Some(Pause::Until(until)) if until > now => return Some((Why::Paused, Some(until))),
            _ => {}
        }
        if let Some(until) = ahead(self.quiet_until) {
            return Some((Why::QuietHours, Some(until)));
        }
        if self.do_not_disturb {
            return Some((Why::DoNotDisturb, Some(now.plus(LOOK_AGAIN))));
        }
        ahead(self.waking_until).map(|until| (Why::Woke, Some(until)))
    }
}

/// One thing to do now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Show this alert.
    Raise(i64),
    /// Note that this alert waits, and why.
    Hold(i64, Why),
    /// This alert is not told.
    Drop(i64, Why),
    /// A storm begins: these alerts are told in it, and so are the incidents told just before.
    BeginStorm {
        /// The alerts.
        alerts: Vec<i64>,
        /// The incidents.
        told_before: Vec<i64>,
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
    /// These alerts become one digest.
    Digest {
        /// The alerts.
        alerts: Vec<i64>,
        /// What they waited for.
        why: Why,
    },
}

impl Step {
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
    pub steps: Vec<Step>,
    /// When something else is due; none where nothing is.
    pub look_at: Option<Moment>,
}

impl Plan {
    fn look_at(&mut self, moment: Moment) {
        self.look_at = Some(self.look_at.map_or(moment, |at| at.min(moment)));
    }
}

/// Decides what becomes of the pending alerts.
pub fn plan(pending: &[Pending], history: &History, around: &Around, now: Moment) -> Plan {
    let mut plan = Plan::default();
    let mut storm = history.storm;
    if let Some(going_on) = storm {
        let over = going_on
            .last_error_at
            .plus(STORM_CALM)
            .min(going_on.began_at.plus(STORM_LONGEST));
        // One that has yet to begin: the clock was set back, and nobody can say how long it would last.
        if over <= now || going_on.began_at > now {
            plan.steps.push(Step::EndStorm(going_on.id));
            storm = None;
        } else {
            plan.look_at(over);
        }
    }
    let hold = around.hold(now);
    if let Some((_, Some(until))) = hold
        && !pending.is_empty()
    {
        plan.look_at(until);
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
    ready.into_steps(history, storm, &mut plan);
    plan
}

/// Loud alerts about incidents that may be told now.
#[derive(Default)]
struct Ready {
    waited: Vec<(i64, Why)>,
    /// Alert and incident.
    fresh: Vec<(i64, i64)>,
}

fn sort(
    alert: &Pending,
    hold: Option<Why>,
    storm: Option<Storm>,
    now: Moment,
    plan: &mut Plan,
    ready: &mut Ready,
) {
    let (loud, test, incident) = match alert.about {
        About::Summary(_) => (true, false, None),
        About::Incident {
            id,
            kind,
            standing,
            test,
        } => {
            if !test && let Some(why) = silenced(standing, now) {
                plan.steps.push(Step::Drop(alert.id, why));
                return;
            }
            (kind.is_loud(), test, Some(id))
        }
    };
    if let Some(why) = hold
        && !test
    {
        if !loud {
            plan.steps.push(Step::Drop(alert.id, why));
        } else if alert.held != Some(why) {
            plan.steps.push(Step::Hold(alert.id, why));
        }
    } else if storm.is_some() && !loud {
        plan.steps.push(Step::Drop(alert.id, Why::Storm));
    } else if alert.due_at > now && alert.due_at.since(now) <= LATEST_DUE {
        plan.look_at(alert.due_at);
    } else if let (Some(incident), true, false) = (incident, loud, test) {
        match alert.held {
            Some(why) => ready.waited.push((alert.id, why)),
            None => ready.fresh.push((alert.id, incident)),
        }
    } else {
        plan.steps.push(Step::Raise(alert.id));
    }
}

impl Ready {
    fn into_steps(mut self, history: &History, storm: Option<Storm>, plan: &mut Plan) {
        match (&*self.waited, storm) {
            ([], _) => {}
            // One that waited alone is told as it would have been.
            ([(id, _)], None) if self.fresh.is_empty() => plan.steps.push(Step::Raise(*id)),
            ([(_, why), ..], _) => {
                let why = *why;
                let mut alerts: Vec<i64> = self.waited.iter().map(|(id, _)| *id).collect();
                alerts.extend(self.fresh.drain(..).map(|(id, _)| id));
                plan.steps.push(Step::Digest { alerts, why });
            }
        }
        if self.fresh.is_empty() {
            return;
        }
        let numbers = |fresh: Vec<(i64, i64)>| fresh.into_iter().map(|(id, _)| id);
        if let Some(storm) = storm {
            plan.steps.push(Step::JoinStorm {
                storm: storm.id,
                alerts: numbers(self.fresh).collect(),
            });
            return;
        }
        let room = STORM_ABOVE.saturating_sub(history.told_lately.len());
        let rest = self.fresh.split_off(room.min(self.fresh.len()));
        let told_now: Vec<i64> = self.fresh.iter().map(|(_, incident)| *incident).collect();
        plan.steps.extend(numbers(self.fresh).map(Step::Raise));
        if !rest.is_empty() {
            plan.steps.push(Step::BeginStorm {
                alerts: numbers(rest).collect(),
                told_before: [&*history.told_lately, &*told_now].concat(),
            });
        }
    }
}

#[cfg(test)]
#[path = "policy_tests.rs"]
mod tests;
