//! When to check reachability and what to announce. Pure, with the clock passed in. A failure is visible at once; it is
//! announced after two failures, or after one if the tunnel itself reports that it is down. The first success after
//! that is announced as well. Nothing is announced right after a change, while tunnel, DNS and network settle.

use std::time::Duration;

use jiff::tz::TimeZone;
use serde::Serialize;
use ts_rs::TS;

use super::outcome::{Hop, Outcome};
use crate::{
    locale::Locale,
    model::{
        backoff::{MIDDLE, backoff},
        local_words,
        moment::Moment,
        problem::Problem,
        tunnel::{TunnelKind, TunnelStatus},
    },
};

/// The default lifetime of a proof, in seconds.
pub const EVERY_SECONDS: u32 = 5 * 60;
/// The delay after a failure. It doubles with each further failure, up to a maximum.
const RETRY_DELAY: Duration = Duration::from_secs(5);
const MAX_RETRY_DELAY: Duration = Duration::from_secs(30);
/// How long after a change failures are not announced: the name of a quick tunnel, and a network after sleep, take some
/// seconds to work.
const SETTLING: Duration = Duration::from_secs(15);
/// How many consecutive failures are announced.
const FAILURES: u32 = 2;

/// The ingress, as the tunnel reports it.
#[derive(Clone, PartialEq, Eq)]
pub struct IngressTarget {
    /// The public receiver URL, or the last known one if the tunnel is down. Secret: it contains the key.
    pub url: String,
    /// Whether the tunnel itself reports that it is down.
    pub tunnel_is_down: bool,
}

impl IngressTarget {
    /// An ingress that should be open.
    pub fn open(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            tunnel_is_down: false,
        }
    }

    /// An ingress that the tunnel reports as closed.
    pub fn down(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            tunnel_is_down: true,
        }
    }
}

impl std::fmt::Debug for IngressTarget {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WayIn")
            .field("url", &"[redacted]")
            .field("tunnel_is_down", &self.tunnel_is_down)
            .finish()
    }
}

/// Whether RETM can reach this machine, for the status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "state", rename_all = "lowercase")]
pub enum Reachability {
    /// There is no ingress to check.
    Off,
    /// Not known yet.
    Checking {
        /// The public receiver URL. Secret.
        url: String,
    },
    /// This instance answered.
    Proven {
        /// The public receiver URL. Secret.
        url: String,
        /// When it last answered.
        at: Moment,
        /// The duration in milliseconds.
        #[ts(type = "number")]
        took_ms: u64,
    },
    /// It did not.
    Failing {
        /// The public receiver URL. Secret.
        url: String,
        /// The first of the consecutive failures.
        since: Moment,
        /// When this URL was last proven, if ever.
        last_proven_at: Option<Moment>,
        /// Where it failed.
        hop: Hop,
        /// The failure in words.
        problem: Problem,
    },
}

impl Reachability {
    /// The same in that language.
    #[must_use]
    pub fn in_language(self, locale: Locale) -> Self {
        match self {
            Self::Failing {
                url,
                since,
                last_proven_at,
                hop,
                problem,
            } => Self::Failing {
                url,
                since,
                last_proven_at,
                hop,
                problem: problem.in_language(locale),
            },
            Self::Off | Self::Checking { .. } | Self::Proven { .. } => self,
        }
    }
}

/// A notice for the user. Each is sent once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReachabilityNotice {
    /// RETM can't reach this machine.
    Unreachable {
        since: Moment,
        /// Where it failed.
        hop: Hop,
        /// Why.
        problem: Problem,
    },
    /// RETM can reach this machine again.
    ReachableAgain {
        /// The length of the outage.
        after: Duration,
        /// Whether the URL has changed. If RETM does not have the new one yet, the notice says so.
        moved: bool,
    },
}

impl ReachabilityNotice {
    /// The title and body of the notification, as plain text. Whoever displays it escapes it.
    pub fn words(&self, locale: Locale, zone: &TimeZone) -> (String, String) {
        match self {
            Self::Unreachable { since, problem, .. } => {
                let since = local_words::hour_and_minute(locale, *since, zone);
                let problem = problem.clone().in_language(locale);
                let body = locale.message("unreachable-body").phrase("since", since);
                let body = body
                    .quoted("what", &problem.what)
                    .quoted("remedy", &problem.remedy);
                (locale.words("unreachable-title"), body.text())
            }
            Self::ReachableAgain { after, .. } => {
                let body = locale.message("reachable-body");
                let body = body.phrase("span", local_words::span(locale, *after));
                (locale.words("reachable-title"), body.text())
            }
        }
    }
}

/// What a check found, in the tunnel's words if the tunnel is down, because they are better. If the port on an SSH host
/// is in use on IPv4, sshd opens it on `::1` only and reports success.
pub fn in_words_of(status: &TunnelStatus, hop: Hop, seen: &Problem) -> Problem {
    let may_be_taken = matches!(hop, Hop::Timeout | Hop::Tunnel | Hop::Stranger);
    match status {
        TunnelStatus::Down { problem, .. } if hop != Hop::Machine => problem.clone(),
        TunnelStatus::Starting {
            kind: TunnelKind::Ssh,
        }
        | TunnelStatus::Up {
            kind: TunnelKind::Ssh,
            adopted: false,
            ..
        } if may_be_taken => Problem {
            remedy: format!(
                "{} Another program on the SSH host may have the port: try another one.",
                seen.remedy
            ),
            ..seen.clone()
        },
        _ => seen.clone(),
    }
}

/// Consecutive failures.
#[derive(Clone, Debug)]
struct Failing {
    since: Moment,
    times: u32,
    hop: Hop,
    problem: Problem,
}

/// An outage that was announced and continues.
#[derive(Clone, Debug)]
struct AnnouncedOutage {
    since: Moment,
    url: String,
}

/// The state of the checks and what follows from it. Starts without an ingress.
#[derive(Clone, Debug, Default)]
pub struct ReachabilityTracker {
    target: Option<IngressTarget>,
    proven: Option<(Moment, u64)>,
    failing: Option<Failing>,
    announced: Option<AnnouncedOutage>,
    settled_at: Option<Moment>,
    /// When to check, and when that was decided: a clock that goes back must not delay it.
    due: Option<(Moment, Moment)>,
    /// The lifetime of a proof. `None`: [`EVERY_SECONDS`].
    every: Option<Duration>,
}

impl ReachabilityTracker {
    /// Sets the lifetime of a proof, including the last one's.
    pub fn check_every(&mut self, every: Duration) {
        if self.every == Some(every) {
            return;
        }
        self.every = Some(every);
        if let (Some((due, decided)), Some((proven, _)), None) =
            (self.due, self.proven, &self.failing)
            // A check that is due at once stays due.
            && due > decided
        {
            self.due = Some((proven.plus(every), decided));
        }
    }

    /// The ingress has changed, or reports a different state: check now. Without an ingress, nothing is left to
    /// announce.
    pub fn on_target(&mut self, now: Moment, target: Option<IngressTarget>) {
        if self.target == target {
            return;
        }
        let Some(target) = target else {
            *self = Self {
                every: self.every,
                ..Self::default()
            };
            return;
        };
        if self.target.as_ref().map(|target| &target.url) != Some(&target.url) {
            self.proven = None;
            self.failing = None;
        }
        self.target = Some(target);
        self.on_change(now);
    }

    /// The surroundings have changed (another network, a wake from sleep): check now.
    pub fn on_change(&mut self, now: Moment) {
        self.settled_at = Some(now.plus(SETTLING));
        self.check_now(now);
    }

    /// The user wants to know: check now.
    pub fn check_now(&mut self, now: Moment) {
        self.due = self.target.is_some().then_some((now, now));
    }

    /// The URL to check, if a check is due. `None` while a check is running.
    pub fn begin_check(&mut self, now: Moment) -> Option<String> {
        if self.next_check(now)? > now {
            return None;
        }
        self.due = None;
        self.target.as_ref().map(|target| target.url.clone())
    }

    /// When to check next. `None` if there is nothing to check, or a check is running.
    pub fn next_check(&self, now: Moment) -> Option<Moment> {
        let (due, decided) = self.due?;
        Some(if now < decided { now } else { due })
    }

    /// Records the outcome of a check of this URL. Returns what to announce.
    pub fn on_outcome(
        &mut self,
        now: Moment,
        url: &str,
        outcome: Outcome,
    ) -> Option<ReachabilityNotice> {
        if self.target.as_ref().is_none_or(|target| target.url != url) {
            return None;
        }
        let tell = match outcome {
            Outcome::Reachable { took_ms } => self.succeeded(now, url, took_ms),
            Outcome::Failed { hop, problem } => self.failed(now, hop, problem),
        };
        // A change during the check requires another one.
        if self.due.is_none() {
            let after = match &self.failing {
                None => self
                    .every
                    .unwrap_or(Duration::from_secs(EVERY_SECONDS.into())),
                Some(failing) => backoff(RETRY_DELAY, MAX_RETRY_DELAY, failing.times, MIDDLE),
            };
            self.due = Some((now.plus(after), now));
        }
        tell
    }

    fn succeeded(&mut self, now: Moment, url: &str, took_ms: u64) -> Option<ReachabilityNotice> {
        self.proven = Some((now, took_ms));
        self.failing = None;
        let announced = self.announced.take()?;
        Some(ReachabilityNotice::ReachableAgain {
            after: now.since(announced.since),
            moved: announced.url != url,
        })
    }

    fn failed(&mut self, now: Moment, hop: Hop, problem: Problem) -> Option<ReachabilityNotice> {
        let failing = match self.failing.take() {
            Some(before) => Failing {
                times: before.times.saturating_add(1),
                hop,
                problem,
                ..before
            },
            None => Failing {
                since: now,
                times: 1,
                hop,
                problem,
            },
        };
        let failing = self.failing.insert(failing);
        let target = self.target.as_ref()?;
        // A clock that was set back must not delay the announcement for as long as it went back.
        let settling = self
            .settled_at
            .is_some_and(|at| now < at && at.since(now) <= SETTLING);
        let settled = !settling;
        let sure = target.tunnel_is_down || (settled && failing.times >= FAILURES);
        if !sure || self.announced.is_some() {
            return None;
        }
        self.announced = Some(AnnouncedOutage {
            since: failing.since,
            url: target.url.clone(),
        });
        Some(ReachabilityNotice::Unreachable {
            since: failing.since,
            hop: failing.hop,
            problem: failing.problem.clone(),
        })
    }

    /// The reachability for the status.
    pub fn reachability(&self) -> Reachability {
        let Some(target) = &self.target else {
            return Reachability::Off;
        };
        let url = target.url.clone();
        match (&self.failing, self.proven) {
            (Some(failing), proven) => Reachability::Failing {
                url,
                since: failing.since,
                last_proven_at: proven.map(|(at, _)| at),
                hop: failing.hop,
                problem: failing.problem.clone(),
            },
            (None, Some((at, took_ms))) => Reachability::Proven { url, at, took_ms },
            (None, None) => Reachability::Checking { url },
        }
    }
}

#[cfg(test)]
#[path = "policy_tests.rs"]
mod tests;
