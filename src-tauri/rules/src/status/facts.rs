//! Derives proofs from facts: what each part of the program knows, and what that proves now. Pure; clock and time zone
//! are passed in.

use std::time::Duration;

use jiff::tz::TimeZone;
use serde::Serialize;
use ts_rs::TS;

use super::{
    MonitorCounts, NotificationStatus, ReceiverStatus, Setup, StoreStatus,
    setup::SetupStepName,
    silence_proof,
    verdict::{ProofState, Verdict},
};
use crate::{
    model::{moment::Moment, problem::Problem, tunnel::TunnelStatus},
    monitor::reachability::policy::{Reachability, in_words_of},
    relay::silence::SilentPath,
    status::WorkerFailure,
};

/// How far a proof may lie in the future. Beyond that the clock was set, and the proof's age is unknown.
const CLOCK_TOLERANCE: Duration = Duration::from_secs(60);

/// Everything that the verdict is based on.
#[derive(Clone, Debug)]
pub struct StatusFacts {
    pub receiver: ReceiverStatus,
    pub connection: ConnectionFacts,
    pub store: StoreStatus,
    pub notifications: NotificationStatus,
    /// Why notifications are held, if the user wanted it.
    pub held: Option<AlertsHeld>,
    /// The workers that have ended.
    pub workers: Vec<WorkerFailure>,
    /// The unresolved incidents.
    pub unresolved: Unresolved,
    pub monitors: MonitorCounts,
    /// The expected paths to which no request comes.
    pub silences: Vec<SilentPath>,
    /// What is missing from the history: a damaged database that was set aside.
    pub history_problem: Option<Problem>,
    pub setup: Setup,
    /// Whether the program with the window is installed. Without it, remedies are settings and commands.
    pub has_window: bool,
    /// Whether RETM has an outdated receiver URL.
    pub url_changed: bool,
    /// What is wrong with the settings file.
    pub settings_problem: Option<Problem>,
}

/// What is known about the ingress.
#[derive(Clone, Debug)]
pub struct ConnectionFacts {
    /// The tunnel that the app runs or watches.
    pub tunnel: TunnelStatus,
    /// The last proof, or the failure.
    pub reachability: Reachability,
    /// How often the proof is renewed.
    pub check_every: Duration,
    /// Whether there is a public URL that nothing checks.
    pub unchecked: bool,
    /// Whether the user wants to receive from this machine only.
    pub local_only: bool,
}

/// Why notifications are held, by the user's choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlertsHeld {
    /// A pause, until then or without an end.
    Paused(Option<Moment>),
    /// Quiet hours, until then.
    Quiet(Moment),
}

/// The unresolved incidents. Tests don't count as endpoints.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unresolved {
    /// Open incidents.
    pub open: i64,
    /// How many of these are endpoints that RETM reported.
    pub open_endpoints: i64,
    /// Acknowledged incidents.
    pub acknowledged: i64,
    /// How many of these are endpoints that RETM reported.
    pub acknowledged_endpoints: i64,
}

/// The state of the ingress at a glance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum ConnectionState {
    /// There is no ingress.
    Off,
    /// There is none, as the user wants it.
    Local,
    /// There is a public URL that nothing checks.
    Unchecked,
    /// It is being opened or checked.
    Working,
    /// It is proven from outside.
    Proven,
    /// It was proven, but too long ago.
    Stale,
    /// RETM can't reach the receiver.
    Failing,
}

/// How long a proof of reachability is valid: until the next one is due, plus half as long again for that check to
/// finish.
pub fn proof_lasts(check_every: Duration) -> Duration {
    check_every + (check_every / 2).max(Duration::from_secs(60))
}

impl ConnectionFacts {
    /// The state of the ingress at this time.
    pub fn state(&self, now: Moment) -> ConnectionState {
        match (&self.reachability, &self.tunnel) {
            // A report of the tunnel counts if it is newer than the proof.
            (Reachability::Proven { at, .. }, TunnelStatus::Down { since, .. }) if since > at => {
                ConnectionState::Failing
            }
            (Reachability::Proven { at, .. }, _) => {
                let fresh = now < at.plus(proof_lasts(self.check_every))
                    && *at <= now.plus(CLOCK_TOLERANCE);
                match fresh {
                    true => ConnectionState::Proven,
                    false => ConnectionState::Stale,
                }
            }
            (Reachability::Failing { .. }, _) | (_, TunnelStatus::Down { .. }) => {
                ConnectionState::Failing
            }
            (Reachability::Checking { .. }, _)
            | (_, TunnelStatus::Starting { .. } | TunnelStatus::Up { .. }) => {
                ConnectionState::Working
            }
            (Reachability::Off, TunnelStatus::Off) if self.unchecked => ConnectionState::Unchecked,
            (Reachability::Off, TunnelStatus::Off) if self.local_only => ConnectionState::Local,
            (Reachability::Off, TunnelStatus::Off) => ConnectionState::Off,
        }
    }

    /// What that proves.
    pub fn proof(&self, now: Moment, zone: &TimeZone) -> ProofState {
        let at = match &self.reachability {
            Reachability::Proven { at, .. } => at.format_relative(now, zone),
            _ => String::new(),
        };
        match self.state(now) {
            ConnectionState::Off => ProofState::Missing {
                problem: Problem::new(
                    "RETM can't reach you yet.",
                    "RETM is on the internet, and nothing leads from there to this computer.",
                    "Set up a tunnel, or choose “This machine only”.",
                ),
            },
            ConnectionState::Local => ProofState::SetAside {
                said: "This machine only: RETM can't reach you.".to_owned(),
            },
            ConnectionState::Unchecked => ProofState::NotKnownYet {
                problem: Problem::new(
                    "Whether RETM can reach you is not known.",
                    "Your public URL is shown, but not checked.",
                    "Choose “My own URL” as the tunnel to have it checked.",
                ),
            },
            ConnectionState::Working => ProofState::NotKnownYet {
                problem: Problem::new(
                    "Checking whether RETM can reach you.",
                    "Until that is known, reports may not arrive.",
                    "Wait a moment.",
                ),
            },
            ConnectionState::Proven => ProofState::Proven {
                said: format!("RETM could reach you at {at}."),
            },
            ConnectionState::Stale => ProofState::NotKnownYet {
                problem: Problem::new(
                    format!("RETM could last reach you at {at}."),
                    "Whether it still can has not been checked since.",
                    "Check again.",
                ),
            },
            ConnectionState::Failing => ProofState::Missing {
                problem: self.failure(),
            },
        }
    }

    /// The failure. The tunnel's own account is better than the view from outside.
    fn failure(&self) -> Problem {
        match (&self.tunnel, &self.reachability) {
            (TunnelStatus::Down { problem, .. }, _) => unreached(problem),
            (status, Reachability::Failing { hop, problem, .. }) => {
                unreached(&in_words_of(status, *hop, problem))
            }
            _ => Problem::new("RETM can't reach you.", "", ""),
        }
    }
}

/// The same problem, preceded by what it means for RETM.
fn unreached(problem: &Problem) -> Problem {
    Problem {
        what: format!("RETM can't reach you: {}", problem.what),
        ..problem.clone()
    }
}

impl StatusFacts {
    /// The verdict at this time.
    pub fn verdict(&self, now: Moment, zone: &TimeZone) -> Verdict {
        let states = [
            self.store(),
            self.receiver(),
            self.connection(now, zone),
            self.workers(),
            unresolved_proof(&self.unresolved, self.monitors.down),
            silence_proof(&self.silences, now, zone),
            history_proof(self.history_problem.as_ref()),
            setup_proof(&self.setup, self.url_changed, self.has_window),
            self.notifications(now, zone),
            self.settings(),
        ];
        Verdict::of(states, self.good_until(now))
    }

    /// When the passing of time alone can change the verdict.
    fn good_until(&self, now: Moment) -> Option<Moment> {
        let proof = match &self.connection.reachability {
            Reachability::Proven { at, .. } => {
                Some(at.plus(proof_lasts(self.connection.check_every)))
            }
            _ => None,
        };
        let held = match self.held {
            Some(AlertsHeld::Paused(until)) => until,
            Some(AlertsHeld::Quiet(until)) => Some(until),
            None => None,
        };
        let ends = [proof, held].into_iter().flatten();
        ends.filter(|end| *end > now).min()
    }

    fn connection(&self, now: Moment, zone: &TimeZone) -> ProofState {
        match self.connection.proof(now, zone) {
            ProofState::Missing { problem }
                if !self.has_window && self.connection.state(now) == ConnectionState::Off =>
            {
                ProofState::Missing {
                    problem: Problem {
                        remedy: SetupStepName::Connection.command().to_owned(),
                        ..problem
                    },
                }
            }
            other => other,
        }
    }

    fn store(&self) -> ProofState {
        match &self.store {
            StoreStatus::Working => ProofState::Proven {
                said: "Reports can be kept.".to_owned(),
            },
            StoreStatus::Failing { problem } => ProofState::Missing {
                problem: Problem {
                    what: format!("Reports can't be kept: {}", problem.what),
                    ..problem.clone()
                },
            },
        }
    }

    fn receiver(&self) -> ProofState {
        match &self.receiver {
            ReceiverStatus::Listening { address } => ProofState::Proven {
                said: format!("Listening on {address}."),
            },
            ReceiverStatus::Failed { problem } => ProofState::Missing {
                problem: unreached(problem),
            },
        }
    }

    fn workers(&self) -> ProofState {
        match self.workers.first() {
            None => ProofState::Proven {
                said: "Every worker runs.".to_owned(),
            },
            Some(failure) => ProofState::Missing {
                problem: failure.problem.clone(),
            },
        }
    }

    fn notifications(&self, now: Moment, zone: &TimeZone) -> ProofState {
        match (&self.notifications, self.held) {
            (NotificationStatus::Missing { problem }, _) => ProofState::Missing {
                problem: problem.clone(),
            },
            (NotificationStatus::Unknown, _) => ProofState::NotKnownYet {
                problem: Problem::new(
                    "Whether notifications can be shown is not known yet.",
                    "Failures may go unnoticed.",
                    "Wait a moment.",
                ),
            },
            (NotificationStatus::Working { .. }, Some(held)) => ProofState::SetAside {
                said: held.words(now, zone),
            },
            (NotificationStatus::Working { server }, None) => ProofState::Proven {
                said: match server.as_str() {
                    "" => "Notifications can be shown.".to_owned(),
                    server => format!("Notifications are shown by {server}."),
                },
            },
        }
    }

    fn settings(&self) -> ProofState {
        match &self.settings_problem {
            None => ProofState::Proven {
                said: "The settings file is sound.".to_owned(),
            },
            Some(problem) => ProofState::Missing {
                problem: problem.clone(),
            },
        }
    }
}

impl AlertsHeld {
    fn words(self, now: Moment, zone: &TimeZone) -> String {
        let at = |until: Moment| until.format_relative(now, zone);
        match self {
            Self::Paused(None) => "Notifications are paused.".to_owned(),
            Self::Paused(Some(until)) => format!("Notifications are paused until {}.", at(until)),
            Self::Quiet(until) => format!("Quiet hours: no notifications until {}.", at(until)),
        }
    }
}

/// Whether nothing is unresolved, including acknowledged incidents.
pub fn unresolved_proof(unresolved: &Unresolved, monitors_down: i64) -> ProofState {
    match failing_words(unresolved, monitors_down) {
        None => ProofState::Proven {
            said: "Nothing is unresolved.".to_owned(),
        },
        Some(what) => ProofState::Missing {
            problem: Problem::new(what, unresolved_meaning(unresolved, monitors_down), ""),
        },
    }
}

/// If no endpoint fails, the unresolved incidents are tests and unreadable reports.
const fn unresolved_meaning(unresolved: &Unresolved, monitors_down: i64) -> &'static str {
    let failing = unresolved.open_endpoints + unresolved.acknowledged_endpoints;
    if failing > 0 {
        "Events that RETM could not deliver are missing."
    } else if monitors_down > 0 {
        "What RETM sends there may not arrive."
    } else {
        "No endpoint is known to fail: these are test reports, or reports that could not be read."
    }
}

/// Whether the complete history is shown.
pub fn history_proof(problem: Option<&Problem>) -> ProofState {
    match problem {
        None => ProofState::Proven {
            said: "All of the history is shown.".to_owned(),
        },
        Some(problem) => ProofState::Missing {
            problem: problem.clone(),
        },
    }
}

/// Whether the setup is complete and RETM has the current receiver URL.
pub fn setup_proof(setup: &Setup, url_changed: bool, has_window: bool) -> ProofState {
    if url_changed {
        return ProofState::Missing {
            problem: Problem::new(
                "Your receiver URL has changed.",
                "What RETM sends to the old one may not arrive.",
                "Update it in RETM's portal.",
            ),
        };
    }
    match (setup.next(), setup.local_only) {
        (Some(next), _) => ProofState::Missing {
            problem: Problem::new(
                format!("Setup: {} of {} steps left.", setup.left, setup.steps.len()),
                format!("Next: {}", next.words()),
                match has_window {
                    true => "Choose “Finish setup” in Missedhook's window or tray menu.",
                    false => next.command(),
                },
            ),
        },
        (None, true) => ProofState::SetAside {
            said: "Set up for this machine only.".to_owned(),
        },
        (None, false) => ProofState::Proven {
            said: "Setup is finished.".to_owned(),
        },
    }
}

/// What fails, in one or two sentences, if anything does.
fn failing_words(unresolved: &Unresolved, monitors_down: i64) -> Option<String> {
    let Unresolved {
        open,
        open_endpoints,
        acknowledged,
        acknowledged_endpoints,
    } = *unresolved;
    let down = (monitors_down > 0).then(|| {
        let verb = if monitors_down == 1 { "is" } else { "are" };
        format!(
            "{} {verb} down.",
            counted(monitors_down, "monitored endpoint")
        )
    });
    let first = if open_endpoints > 0 {
        let verb = if open_endpoints == 1 { "is" } else { "are" };
        Some(format!(
            "{} {verb} failing.",
            counted(open_endpoints, "endpoint")
        ))
    } else if open > 0 {
        let verb = if open == 1 { "is" } else { "are" };
        Some(format!("{} {verb} open.", counted(open, "incident")))
    } else if down.is_some() {
        // There is more than what is acknowledged.
        None
    } else if acknowledged_endpoints > 0 {
        let verb = if acknowledged_endpoints == 1 {
            "is"
        } else {
            "are"
        };
        let endpoints = counted(acknowledged_endpoints, "acknowledged endpoint");
        Some(format!("Nothing new. {endpoints} {verb} still failing."))
    } else if acknowledged > 0 {
        let verb = if acknowledged == 1 { "is" } else { "are" };
        let incidents = counted(acknowledged, "acknowledged incident");
        Some(format!("Nothing new. {incidents} {verb} not resolved."))
    } else {
        None
    };
    let parts: Vec<String> = [first, down].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// `1 endpoint`, `10,000 endpoints`.
fn counted(count: i64, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        count => format!("{} {what}s", crate::model::count::grouped(count)),
    }
}

#[cfg(test)]
#[path = "facts_tests.rs"]
mod tests;
