//! From checks to the status of a monitor: unknown, up, failing, down. Pure.

use super::{MonitorCheck, MonitorState, schedule};
use crate::monitor::config;
use crate::{
    model::moment::Moment,
    monitor::reachability::network::Network,
    probe::{Cause, Probe},
};

/// The state of a monitor, from its checks alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonitorStatus {
    pub state: MonitorState,
    /// Since when. For failing or down, the first of the consecutive failures.
    pub since: Option<Moment>,
    /// The number of consecutive failures up to now.
    pub failures: u32,
    pub good_at: Option<Moment>,
}

impl Default for MonitorStatus {
    fn default() -> Self {
        Self {
            state: MonitorState::Unknown,
            since: None,
            failures: 0,
            good_at: None,
        }
    }
}

impl MonitorStatus {
    /// The status after another check. `needed` consecutive failures count as down.
    #[must_use]
    pub fn after(self, check: &MonitorCheck, needed: u32) -> Self {
        if check.good {
            let since = match self.state {
                MonitorState::Up => self.since,
                _ => Some(check.at),
            };
            return Self {
                state: MonitorState::Up,
                since,
                failures: 0,
                good_at: Some(check.at),
            };
        }
        let failures = self.failures.saturating_add(1);
        let state = match self.state {
            // Requiring more failures does not bring a down monitor back up.
            MonitorState::Down => MonitorState::Down,
            _ if failures >= needed => MonitorState::Down,
            _ => MonitorState::Failing,
        };
        Self {
            state,
            since: if self.is_failing() {
                self.since
            } else {
                Some(check.at)
            },
            failures,
            ..self
        }
    }

    /// Whether the latest check failed.
    pub const fn is_failing(&self) -> bool {
        matches!(self.state, MonitorState::Failing | MonitorState::Down)
    }

    /// Whether to check the other monitors on its host now, to tell an endpoint's outage from the host's: it has just
    /// started or stopped failing.
    pub const fn has_turned(&self, before: &Self) -> bool {
        self.is_failing() != before.is_failing()
    }
}

/// The conditions around a probe.
#[derive(Clone, Copy, Debug)]
pub struct ProbeConditions {
    /// This machine's network when the probe began.
    pub before: Network,
    /// This machine's network when it ended.
    pub after: Network,
    /// Whether the machine slept in between.
    pub slept: bool,
}

/// Turns a failed probe into one that says nothing about the endpoint if this machine may have caused the failure: the
/// network is gone or has changed since it began, or the machine slept in between.
#[must_use]
pub fn without_own_faults(mut probe: Probe, conditions: &ProbeConditions) -> Probe {
    let has_failed = probe.status.is_none() && probe.cause.is_about_the_endpoint();
    let needs_network = schedule::needs_network(&config::host(&probe.url));
    let (cause, sentence) = match (has_failed, needs_network, conditions) {
        (true, true, conditions) if conditions.after.is_gone() => {
            (Cause::Offline, "This machine has no network.")
        }
        (true, true, conditions) if conditions.before != conditions.after => (
            Cause::Cancelled,
            "This machine's network changed meanwhile.",
        ),
        (true, _, conditions) if conditions.slept => {
            (Cause::Cancelled, "This machine slept meanwhile.")
        }
        _ => return probe,
    };
    probe.cause = cause;
    sentence.clone_into(&mut probe.sentence);
    probe.next.clear();
    probe
}

/// The state to show: from its checks, unless it is not checked at all.
pub const fn displayed(status: &MonitorStatus, on: bool, offline: bool) -> MonitorState {
    match (on, offline) {
        (false, _) => MonitorState::Paused,
        (true, true) => MonitorState::Offline,
        (true, false) => status.state,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe::Method;

    #[test]
    fn what_may_be_this_machines_doing_is_not_the_endpoints() {
        let network = |last| Network {
            v4: Some([192, 168, 1, last].into()),
            v6: None,
        };
        let (home, cafe, none) = (network(5), network(9), Network::default());
        let (far, here) = ("https://a.example/x", "http://127.0.0.1:3000/x");
        use Cause::{
            Answers, Cancelled, ConnectTimeout, NotAllowed, Offline, Refused, ServerError,
        };
        for (url, cause, status, before, after, slept, expected) in [
            (far, ConnectTimeout, None, home, home, false, ConnectTimeout),
            (far, ConnectTimeout, None, home, none, false, Offline),
            (far, ConnectTimeout, None, none, none, false, Offline),
            (far, ConnectTimeout, None, home, cafe, false, Cancelled),
            (far, ConnectTimeout, None, home, home, true, Cancelled),
            (far, NotAllowed, None, home, none, false, NotAllowed),
            (far, ServerError, Some(503), home, none, true, ServerError),
            (far, Answers, Some(200), home, cafe, true, Answers),
            (here, Refused, None, none, none, false, Refused),
            (here, Refused, None, home, cafe, false, Refused),
            (here, Refused, None, home, home, true, Cancelled),
        ] {
            let probe = Probe {
                url: url.to_owned(),
                method: Method::Head,
                at: Moment::from_millis(0),
                took_us: 1,
                steps: Vec::new(),
                status,
                get_status: None,
                certificate_until: None,
                cause,
                sentence: String::new(),
                next: String::new(),
            };
            let conditions = ProbeConditions {
                before,
                after,
                slept,
            };
            assert_eq!(
                without_own_faults(probe, &conditions).cause,
                expected,
                "{url} {cause:?} {conditions:?}"
            );
        }
    }

    fn check(second: i64, good: bool) -> MonitorCheck {
        MonitorCheck {
            at: Moment::from_millis(second * 1_000),
            good,
            took_ms: 1,
            cause: if good { Cause::Answers } else { Cause::Refused },
            status: None,
            sentence: String::new(),
        }
    }

    /// The states after each check. One letter per check: `+` good, `-` failed.
    fn states(checks: &str, needed: u32) -> (String, MonitorStatus) {
        let mut status = MonitorStatus::default();
        let states = checks
            .chars()
            .zip(1..)
            .map(|(letter, second)| {
                status = status.after(&check(second, letter == '+'), needed);
                match status.state {
                    MonitorState::Up => 'u',
                    MonitorState::Failing => 'f',
                    MonitorState::Down => 'd',
                    other => panic!("{other:?}"),
                }
            })
            .collect();
        (states, status)
    }

    #[test]
    fn so_many_failures_in_a_row_count_and_one_good_check_ends_them() {
        for (checks, needed, expected, since, failures) in [
            ("+++", 3, "uuu", 1, 0),
            ("---", 3, "ffd", 1, 3),
            ("+--", 3, "uff", 2, 2),
            ("+--+--+", 3, "uffuffu", 7, 0),
            ("+---", 3, "uffd", 2, 3),
            ("+-----", 3, "uffddd", 2, 5),
            ("+---+", 3, "uffdu", 5, 0),
            ("-", 1, "d", 1, 1),
            ("-+-", 1, "dud", 3, 1),
        ] {
            let (states, status) = states(checks, needed);
            assert_eq!(states, expected, "{checks}");
            assert_eq!(
                (status.since, status.failures),
                (Some(Moment::from_millis(since * 1_000)), failures),
                "{checks}"
            );
        }
    }

    #[test]
    fn another_number_of_failures_holds_from_the_next_check_on_and_raises_nobody() {
        let (_, failing) = states("+--", 5);
        assert_eq!(failing.after(&check(9, false), 3).state, MonitorState::Down);
        let (_, down) = states("---", 3);
        assert_eq!(down.after(&check(9, false), 10).state, MonitorState::Down);
        assert_eq!(down.after(&check(9, true), 10).state, MonitorState::Up);
    }

    #[test]
    fn a_turn_is_from_good_to_bad_or_back() {
        let after = |checks| states(checks, 2).1;
        for (before, now, turned) in [
            (MonitorStatus::default(), after("-"), true),
            (MonitorStatus::default(), after("+"), false),
            (after("+"), after("+-"), true),
            (after("+-"), after("+--"), false),
            (after("+--"), after("+--+"), true),
            (after("+-"), after("+-+"), true),
            (after("+"), after("++"), false),
        ] {
            assert_eq!(now.has_turned(&before), turned, "{before:?} {now:?}");
        }
    }

    #[test]
    fn what_is_not_checked_is_shown_as_that() {
        let (_, down) = states("---", 3);
        for (on, offline, expected) in [
            (true, false, MonitorState::Down),
            (true, true, MonitorState::Offline),
            (false, false, MonitorState::Paused),
            (false, true, MonitorState::Paused),
        ] {
            assert_eq!(displayed(&down, on, offline), expected);
        }
    }
}
