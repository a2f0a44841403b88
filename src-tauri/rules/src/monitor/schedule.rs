//! When to check an endpoint next. Monitors never run in step: every delay is spread by a random number that is passed
//! in, from 0 to just below 1. Pure.

use std::time::Duration;

use url::Host;

use crate::model::{http_url::is_loopback_host, moment::Moment};

/// How far a delay may deviate from the interval, as a fraction.
const JITTER: f64 = 0.1;
/// After a failure that does not count as down yet, the next check follows after the interval divided by this.
const RECHECK_DIVISOR: u32 = 5;
/// The shortest and the longest such delay. The interval itself if that is shorter.
const MIN_RECHECK: Duration = Duration::from_secs(10);
const MAX_RECHECK: Duration = Duration::from_secs(120);
/// The first checks are spread over this time.
const FIRST_SPREAD: Duration = Duration::from_secs(2);
/// How long to wait after the network comes up, and over how long to spread the checks that are overdue by then.
const NETWORK_SETTLE: Duration = Duration::from_secs(2);
const OVERDUE_SPREAD: Duration = Duration::from_secs(13);

/// The interval, up to a tenth longer or shorter.
pub fn jittered(interval: Duration, random: f64) -> Duration {
    interval.mul_f64(1.0 - JITTER + 2.0 * JITTER * random.clamp(0.0, 1.0))
}

/// The check after one that was good, or after one of an endpoint that is already down.
pub fn next(now: Moment, interval: Duration, random: f64) -> Moment {
    now.plus(jittered(interval, random))
}

/// The check after a failure that does not count as down yet. Sooner, to know quickly.
pub fn after_failure(now: Moment, interval: Duration, random: f64) -> Moment {
    let sooner = (interval / RECHECK_DIVISOR).clamp(MIN_RECHECK, MAX_RECHECK);
    next(now, sooner.min(interval), random)
}

/// The first check of a new monitor, and of monitors that share a host with one that has just changed.
pub fn first(now: Moment, random: f64) -> Moment {
    now.plus(FIRST_SPREAD.mul_f64(random.clamp(0.0, 1.0)))
}

/// The check of a monitor that is overdue because the machine slept, was offline, or the program did not run.
pub fn overdue(now: Moment, random: f64) -> Moment {
    now.plus(NETWORK_SETTLE + OVERDUE_SPREAD.mul_f64(random.clamp(0.0, 1.0)))
}

/// The first check after a start: when it was planned, or soon if that has passed or the clock was set back.
pub fn resumed(now: Moment, meant: Option<Moment>, interval: Duration, random: f64) -> Moment {
    match meant {
        None => first(now, random),
        Some(meant) if meant > now && meant.since(now) <= interval.mul_f64(1.0 + JITTER) => meant,
        Some(_) => overdue(now, random),
    }
}

/// Whether probing a host needs a network: any host but this machine.
pub fn needs_network(host: &str) -> bool {
    !Host::parse(host).is_ok_and(|host| is_loopback_host(&host))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Moment = Moment::from_millis(1_700_000_000_000);

    fn wait(at: Moment) -> f64 {
        at.since(NOW).as_secs_f64()
    }

    #[test]
    fn checks_are_a_tenth_around_their_interval_and_failures_are_looked_at_sooner() {
        let seconds = Duration::from_secs;
        for (interval, random, good, failed) in [
            (300, 0.0, 270.0, 54.0),
            (300, 0.5, 300.0, 60.0),
            (300, 1.0, 330.0, 66.0),
            (30, 0.5, 30.0, 10.0),
            (60, 0.5, 60.0, 12.0),
            (86_400, 0.5, 86_400.0, 120.0),
        ] {
            let interval = seconds(interval);
            assert!((wait(next(NOW, interval, random)) - good).abs() < 0.01);
            assert!((wait(after_failure(NOW, interval, random)) - failed).abs() < 0.01);
        }
    }

    #[test]
    fn what_begins_together_does_not_go_in_step() {
        let firsts: std::collections::BTreeSet<_> = (0..100)
            .map(|i| first(NOW, f64::from(i) / 100.0).millis())
            .collect();
        assert_eq!(firsts.len(), 100);
        assert!(firsts.iter().all(|at| *at < NOW.millis() + 2_000));
    }

    #[test]
    fn a_start_keeps_what_was_meant_and_spreads_what_has_passed() {
        let interval = Duration::from_secs(300);
        let later = NOW.plus(Duration::from_secs(100));
        for (meant, from, to) in [
            (None, 0.0, 2.0),
            (Some(later), 100.0, 100.0),
            (Some(NOW), 2.0, 15.0),
            (Some(NOW.minus(interval)), 2.0, 15.0),
            // The clock was set back by hours.
            (Some(NOW.plus(interval * 20)), 2.0, 15.0),
        ] {
            for random in [0.0, 0.3, 0.999] {
                let wait = wait(resumed(NOW, meant, interval, random));
                assert!((from..=to).contains(&wait), "{meant:?}: {wait}");
            }
        }
    }

    #[test]
    fn only_this_machine_needs_no_network() {
        for (host, needs) in [
            ("localhost", false),
            ("api.localhost", false),
            ("127.0.0.1", false),
            ("127.9.9.9", false),
            ("[::1]", false),
            ("192.168.1.5", true),
            ("[fe80::1]", true),
            ("localhost.example", true),
            ("pos-bridge.example.com", true),
        ] {
            assert_eq!(needs_network(host), needs, "{host}");
        }
    }
}
