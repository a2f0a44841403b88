//! Wrong keys and tokens: how many are answered at full speed, and when the user is told about a brute-force attempt. Pure,
//! with the clock passed in. There is one bucket for everyone, because through a tunnel all senders share an address. Valid
//! requests never get here.

use std::{collections::VecDeque, time::Duration};

use serde::Serialize;
use ts_rs::TS;

use crate::model::duration::in_words;
use crate::model::{moment::Moment, problem::Problem};

/// How many wrong ones are answered as such in a row.
const BURST: u64 = 20;
/// How many of these come back in a second.
const PER_SECOND: u64 = 5;
/// What one costs; the bucket is counted in milliseconds, so that nothing is lost to rounding.
const COST: u64 = 1000 / PER_SECOND;
/// In how long a time wrong ones are looked at together.
const WINDOW: Duration = Duration::from_secs(5 * 60);
/// The window is counted in this many parts, so that it costs the same however many there are.
const PARTS: u32 = 30;
/// How many within the window are more than a slip of somebody's.
const MANY: u64 = 30;
/// After how long without one it is over.
const QUIET: Duration = Duration::from_secs(60 * 60);
/// How much it must have grown to be told again.
const GROWTH: u64 = 10;

/// Somebody is guessing, as told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
pub struct BruteForce {
    /// How many wrong keys and tokens there were.
    #[ts(type = "number")]
    pub count: u64,
    /// Since when.
    pub since: Moment,
    /// In how many minutes, at least 1.
    #[ts(type = "number")]
    pub minutes: u64,
}

impl BruteForce {
    /// The same for a person.
    pub fn problem(&self) -> Problem {
        Problem::new(
            format!(
                "Someone is guessing: {} wrong keys in {}.",
                self.count,
                in_words(Duration::from_secs(60 * self.minutes))
            ),
            "None was let in. It may also be RETM itself, with an old receiver URL or token.",
            "Make sure RETM has your current receiver URL. Nothing else needs to be done.",
        )
    }
}

/// What a wrong one is answered, and what is to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ThrottleDecision {
    /// For how many seconds to stay away, where there were too many; none: the usual refusal.
    pub wait: Option<u64>,
    /// What is to be told now.
    pub tell: Option<BruteForce>,
}

/// What is known of wrong ones so far.
#[derive(Clone, Debug, Default)]
pub struct AuthThrottle {
    /// How much of the bucket is spent, and as of when.
    spent: u64,
    seen_at: Option<Moment>,
    /// Parts of the window with one in them, oldest first: when each began and how many there were.
    parts: VecDeque<(Moment, u64)>,
    told: Option<OngoingAttack>,
}

/// A run of guesses that was told and is not over.
#[derive(Clone, Copy, Debug)]
struct OngoingAttack {
    since: Moment,
    count: u64,
    when_told: u64,
}

impl AuthThrottle {
    /// Another wrong one.
    pub fn record_failure(&mut self, now: Moment) -> ThrottleDecision {
        let before = self.seen_at.replace(now).unwrap_or(now);
        let wait = self.take(now.since(before));
        if now.since(before) >= QUIET {
            self.told = None;
        }
        self.count(now);
        ThrottleDecision {
            wait,
            tell: self.tell(now),
        }
    }

    /// Takes one out of the bucket after that time has passed; seconds to wait where it is empty.
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
            // Also where the clock went back: what is ahead of it is no part of the window.
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

    fn tell(&mut self, now: Moment) -> Option<BruteForce> {
        let told = match self.told {
            Some(told) => {
                let count = told.count.saturating_add(1);
                let grown = count >= told.when_told.saturating_mul(GROWTH);
                let told = self.told.insert(OngoingAttack { count, ..told });
                if !grown {
                    return None;
                }
                told.when_told = count;
                *told
            }
            None => {
                let count = self.parts.iter().map(|(_, count)| count).sum();
                if count <= MANY {
                    return None;
                }
                *self.told.insert(OngoingAttack {
                    since: self.parts.front().map_or(now, |(began, _)| *began),
                    count,
                    when_told: count,
                })
            }
        };
        Some(BruteForce {
            count: told.count,
            since: told.since,
            minutes: now.since(told.since).as_secs().div_ceil(60).max(1),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: u64) -> Moment {
        Moment::from_millis(1_700_000_000_000).plus(Duration::from_millis(millis))
    }

    /// When somebody was told to wait, and how many seconds; when something was told, and its figures.
    type Happened = (Vec<(u64, u64)>, Vec<(u64, u64, u64)>);

    /// One wrong one at each of these times (in milliseconds).
    fn run(throttle: &mut AuthThrottle, times: impl IntoIterator<Item = u64>) -> Happened {
        let (mut waits, mut told) = (Vec::new(), Vec::new());
        for time in times {
            let verdict = throttle.record_failure(at(time));
            waits.extend(verdict.wait.map(|wait| (time, wait)));
            told.extend(verdict.tell.map(|tell| (time, tell.count, tell.minutes)));
        }
        (waits, told)
    }

    #[test]
    fn twenty_at_once_are_refused_as_ever_and_then_five_a_second() {
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
    fn those_who_are_told_to_wait_do_not_make_it_longer() {
        let mut throttle = AuthThrottle::default();
        run(&mut throttle, [0; 10_000]);
        assert_eq!(run(&mut throttle, [1000]).0, []);
    }

    #[test]
    fn more_than_thirty_in_five_minutes_are_told_once() {
        let mut throttle = AuthThrottle::default();
        let (_, told) = run(&mut throttle, (0..240).map(|n| n * 1000));
        assert_eq!(told, [(30_000, 31, 1)]);
    }

    #[test]
    fn a_few_now_and_then_are_nobodys_business() {
        let mut throttle = AuthThrottle::default();
        // Six in each five minutes, all day.
        let (waits, told) = run(&mut throttle, (0..1728).map(|n| n * 50_000));
        assert_eq!((waits, told), (vec![], vec![]));
    }

    #[test]
    fn it_is_told_again_when_it_has_grown_tenfold_or_after_an_hour_of_quiet() {
        let mut throttle = AuthThrottle::default();
        let (_, told) = run(&mut throttle, (0..5000).map(|n| n * 1000));
        assert_eq!(
            told,
            [(30_000, 31, 1), (309_000, 310, 6), (3_099_000, 3100, 52)]
        );
        let later = 4999 * 1000 + 59 * 60_000;
        let (_, told) = run(&mut throttle, (0..40).map(|n| later + n * 1000));
        assert_eq!(told, [], "not an hour yet");
        let next = later + 39_000 + 3_600_000;
        let (_, told) = run(&mut throttle, (0..40).map(|n| next + n * 1000));
        assert_eq!(told, [(next + 30_000, 31, 1)]);
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
