//! Throttles wrong keys and tokens: how many are answered at full speed, and when the user is notified of a brute-force
//! attempt. Pure, with the clock passed in. There is one bucket for everyone, because all senders behind a tunnel share
//! one address. Valid requests never get here.

use std::{collections::VecDeque, time::Duration};

use serde::Serialize;
use ts_rs::TS;

use crate::{
    locale::Locale,
    model::{local_words, moment::Moment, problem::Problem},
};

/// How many failures in a row are answered without delay.
const BURST: u64 = 20;
/// How many failures per second the bucket allows in the long run.
const PER_SECOND: u64 = 5;
/// The cost of one failure. The bucket counts milliseconds, so rounding loses nothing.
const COST: u64 = 1000 / PER_SECOND;
/// Failures within this window are counted together.
const WINDOW: Duration = Duration::from_secs(5 * 60);
/// The window is split into this many parts, so its cost does not grow with the number of failures.
const PARTS: u32 = 30;
/// More failures than this within the window are not a typo.
const NOTIFY_ABOVE: u64 = 30;
/// An attack is over after this long without a failure.
const OVER_AFTER: Duration = Duration::from_secs(60 * 60);
/// An attack is announced again once it has grown by this factor.
const NOTIFY_AGAIN_FACTOR: u64 = 10;

/// A brute-force attempt, as the user is notified of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
pub struct BruteForce {
    /// The number of wrong keys and tokens.
    #[ts(type = "number")]
    pub count: u64,
    /// When it began.
    pub since: Moment,
    /// Over how many minutes, at least 1.
    #[ts(type = "number")]
    pub minutes: u64,
}

impl BruteForce {
    /// What happens, in one line.
    pub(super) fn title(&self, locale: Locale) -> String {
        let span = Duration::from_secs(60 * self.minutes);
        let title = locale.message("guessing-title");
        title
            .number("count", i64::try_from(self.count).unwrap_or(i64::MAX))
            .phrase("span", local_words::span(locale, span))
            .text()
    }

    /// The user-facing version.
    pub fn problem(&self) -> Problem {
        Problem::new(
            format!("{}.", self.title(Locale::default())),
            "None was let in. It may also be RETM itself, with an old receiver URL or token.",
            "Make sure RETM has your current receiver URL. Nothing else needs to be done.",
        )
    }
}

/// How to answer a failure, and whether to notify.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ThrottleDecision {
    /// Seconds to stay away if there were too many failures. `None` means the usual refusal.
    pub wait: Option<u64>,
    /// The attack to announce now.
    pub notify: Option<BruteForce>,
}

/// Counts failed authentications.
#[derive(Clone, Debug, Default)]
pub struct AuthThrottle {
    /// How much of the bucket is spent, and as of when.
    spent: u64,
    seen_at: Option<Moment>,
    /// The parts of the window that have failures, oldest first: when each began and its count.
    parts: VecDeque<(Moment, u64)>,
    ongoing: Option<OngoingAttack>,
}

/// An attack that was announced and is not over.
#[derive(Clone, Copy, Debug)]
struct OngoingAttack {
    since: Moment,
    count: u64,
    announced_count: u64,
}

impl AuthThrottle {
    /// Records another failure.
    pub fn record_failure(&mut self, now: Moment) -> ThrottleDecision {
        let before = self.seen_at.replace(now).unwrap_or(now);
        let wait = self.take(now.since(before));
        if now.since(before) >= OVER_AFTER {
            self.ongoing = None;
        }
        self.count(now);
        ThrottleDecision {
            wait,
            notify: self.attack_to_announce(now),
        }
    }

    /// Refills the bucket for the time passed and takes one out. Returns the seconds to wait if it is empty.
    fn take(&mut self, passed: Duration) -> Option<u64> {
        let passed = u64::try_from(passed.as_millis()).unwrap_or(u64::MAX);
        self.spent = self.spent.saturating_sub(passed);
        let over = (self.spent + COST).saturating_sub(BURST * COST);
        if over == 0 {
            self.spent += COST;
            return None;
        }
        Some(over.div_ceil(1000).max(1))
    }

    fn count(&mut self, now: Moment) {
        let part = WINDOW / PARTS;
        while let Some((began, _)) = self.parts.front() {
            // A part that lies in the future is dropped too: the clock was set back.
            if *began <= now && now.since(*began) < WINDOW {
                break;
            }
            self.parts.pop_front();
        }
        match self.parts.back_mut() {
            Some((began, count)) if *began <= now && now.since(*began) < part => *count += 1,
            _ => self.parts.push_back((now, 1)),
        }
    }

    fn attack_to_announce(&mut self, now: Moment) -> Option<BruteForce> {
        let attack = match self.ongoing {
            Some(attack) => {
                let count = attack.count.saturating_add(1);
                let grown = count >= attack.announced_count.saturating_mul(NOTIFY_AGAIN_FACTOR);
                let attack = self.ongoing.insert(OngoingAttack { count, ..attack });
                if !grown {
                    return None;
                }
                attack.announced_count = count;
                *attack
            }
            None => {
                let count = self.parts.iter().map(|(_, count)| count).sum();
                if count <= NOTIFY_ABOVE {
                    return None;
                }
                *self.ongoing.insert(OngoingAttack {
                    since: self.parts.front().map_or(now, |(began, _)| *began),
                    count,
                    announced_count: count,
                })
            }
        };
        Some(BruteForce {
            count: attack.count,
            since: attack.since,
            minutes: now.since(attack.since).as_secs().div_ceil(60).max(1),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: u64) -> Moment {
        Moment::from_millis(1_700_000_000_000).plus(Duration::from_millis(millis))
    }

    /// When a sender was told to wait and for how many seconds; when an attack was announced, and its figures.
    type Happened = (Vec<(u64, u64)>, Vec<(u64, u64, u64)>);

    /// Records a failure at each of these times, in milliseconds.
    fn run(throttle: &mut AuthThrottle, times: impl IntoIterator<Item = u64>) -> Happened {
        let (mut waits, mut notified) = (Vec::new(), Vec::new());
        for time in times {
            let verdict = throttle.record_failure(at(time));
            waits.extend(verdict.wait.map(|wait| (time, wait)));
            notified.extend(verdict.notify.map(|tell| (time, tell.count, tell.minutes)));
        }
        (waits, notified)
    }

    #[test]
    fn twenty_at_once_get_the_usual_refusal_and_then_five_a_second() {
        let mut throttle = AuthThrottle::default();
        assert_eq!(run(&mut throttle, [0; 20]).0, []);
        assert_eq!(run(&mut throttle, [0, 0]).0, [(0, 1), (0, 1)]);
        let second: Vec<u64> = (1..=100).map(|n| n * 10).collect();
        let (waits, _) = run(&mut throttle, second);
        assert_eq!(waits.len(), 95);
        let (waits, _) = run(&mut throttle, [60_000; 21]);
        assert_eq!(waits, [(60_000, 1)], "a minute's quiet fills it again");
    }

    #[test]
    fn refused_attempts_do_not_lengthen_the_wait() {
        let mut throttle = AuthThrottle::default();
        run(&mut throttle, [0; 10_000]);
        assert_eq!(run(&mut throttle, [1000]).0, []);
    }

    #[test]
    fn more_than_thirty_in_five_minutes_are_announced_once() {
        let mut throttle = AuthThrottle::default();
        let (_, notified) = run(&mut throttle, (0..240).map(|n| n * 1000));
        assert_eq!(notified, [(30_000, 31, 1)]);
    }

    #[test]
    fn a_few_failures_now_and_then_are_not_announced() {
        let mut throttle = AuthThrottle::default();
        // Six every five minutes, all day.
        let (waits, notified) = run(&mut throttle, (0..1728).map(|n| n * 50_000));
        assert_eq!((waits, notified), (vec![], vec![]));
    }

    #[test]
    fn an_attack_is_announced_again_after_tenfold_growth_or_an_hour_of_quiet() {
        let mut throttle = AuthThrottle::default();
        let (_, notified) = run(&mut throttle, (0..5000).map(|n| n * 1000));
        assert_eq!(
            notified,
            [(30_000, 31, 1), (309_000, 310, 6), (3_099_000, 3100, 52)]
        );
        let later = 4999 * 1000 + 59 * 60_000;
        let (_, notified) = run(&mut throttle, (0..40).map(|n| later + n * 1000));
        assert_eq!(notified, [], "not an hour yet");
        let next = later + 39_000 + 3_600_000;
        let (_, notified) = run(&mut throttle, (0..40).map(|n| next + n * 1000));
        assert_eq!(notified, [(next + 30_000, 31, 1)]);
    }

    #[test]
    fn it_costs_the_same_however_many_there_are_and_a_clock_that_goes_back_breaks_nothing() {
        let mut throttle = AuthThrottle::default();
        run(&mut throttle, (0..100_000).map(|n| n * 7));
        run(&mut throttle, (0..100_000).rev().map(|n| n * 7));
        assert!(throttle.parts.len() <= 64, "{}", throttle.parts.len());
        assert_eq!(run(&mut throttle, [10_000_000]).0, []);
    }

    #[test]
    fn the_words_are_the_count_and_the_minutes() {
        let brute_force = BruteForce {
            count: 240,
            since: at(0),
            minutes: 5,
        };
        let problem = brute_force.problem();
        assert_eq!(
            problem.what,
            "Someone is guessing: 240 wrong keys in 5 min."
        );
    }
}
