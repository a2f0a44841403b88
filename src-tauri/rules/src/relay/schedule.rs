//! What happens to a request after an attempt, and when it is retried.

use std::time::Duration;

use super::request::RequestState;
use crate::model::moment::Moment;

/// The delays after the first attempt, in seconds. After the last of them it is retried every hour.
const WAITS_S: [u64; 10] = [1, 2, 5, 10, 30, 60, 120, 300, 900, 1800];
const HOUR: Duration = Duration::from_secs(3600);
/// A request is given up this long after its first attempt, but not before it had [`FEWEST_ATTEMPTS`]: a machine that slept
/// for a day made few, and the one on waking may have no network yet. Without a sleep it has had some 30 by then.
pub const GIVE_UP_AFTER: Duration = Duration::from_secs(24 * 3600);
const FEWEST_ATTEMPTS: u32 = 12;
/// It is given up this long after its first attempt in any case.
const GIVE_UP_AT_LATEST: Duration = Duration::from_secs(7 * 24 * 3600);
/// The relative spread of a delay, so that requests that failed together are not retried together.
const SPREAD: f64 = 0.2;
/// The shortest delay that `Retry-After` can request.
const MIN_ASKED: Duration = Duration::from_secs(1);
/// The longest delay that `Retry-After` can request.
pub const MAX_RETRY_AFTER: Duration = Duration::from_secs(24 * 3600);

/// The outcome of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// An answer came.
    Answered {
        status: u16,
        /// The requested delay.
        retry_after: Option<Duration>,
    },
    /// Nothing listens at the target.
    Refused,
    /// No answer came for another reason.
    Failed,
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Nothing: the request stays in this state, unless the user acts.
    Ends(RequestState),
    /// Retry after this delay.
    Wait(Duration),
    /// Retry as soon as the target listens.
    Hold,
}

/// What to do after an attempt, counted from 1. `since_first` is the time since the first attempt began, `random` is
/// from 0 to 1.
pub fn next(outcome: Outcome, attempts: u32, since_first: Duration, random: f64) -> Next {
    let asked = match outcome {
        Outcome::Refused => return Next::Hold,
        Outcome::Failed => None,
        Outcome::Answered {
            status,
            retry_after,
        } => match status {
            200..=299 => return Next::Ends(RequestState::Delivered),
            410 => return Next::Ends(RequestState::Dead),
            // Redirects are not followed, so a retry would not change one either.
            300..=399 | 400 | 401 | 403 | 404 | 405 | 413 | 415 | 422 => {
                return Next::Ends(RequestState::NeedsYou);
            }
            _ => retry_after,
        },
    };
    let is_tried = attempts >= FEWEST_ATTEMPTS || since_first >= GIVE_UP_AT_LATEST;
    if since_first >= GIVE_UP_AFTER && is_tried {
        return Next::Ends(RequestState::Dead);
    }
    let wait = match asked {
        // The integration's own request: never less than that, and never a loop without a pause.
        Some(asked) => asked.clamp(MIN_ASKED, MAX_RETRY_AFTER),
        None => spread(step(attempts), random),
    };
    Next::Wait(wait)
}

fn step(attempts: u32) -> Duration {
    let at = usize::try_from(attempts.saturating_sub(1)).unwrap_or(usize::MAX);
    WAITS_S
        .get(at)
        .map_or(HOUR, |seconds| Duration::from_secs(*seconds))
}

fn spread(wait: Duration, random: f64) -> Duration {
    wait.mul_f64((2.0 * random.clamp(0.0, 1.0) - 1.0).mul_add(SPREAD, 1.0))
}

/// The requested delay: `Retry-After` in seconds or as a date (RFC 9110, section 10.2.3).
pub fn retry_after(value: &str, now: Moment) -> Option<Duration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let date = jiff::fmt::rfc2822::parse(value).ok()?;
    let at = Moment::from_millis(date.timestamp().as_millisecond());
    Some(at.since(now))
}

/// Whether an attempt is due, given when it was planned and for when. If the clock was set back before the time of
/// planning, it is due at once; otherwise it would wait for as long as the clock went back.
pub fn is_due(planned: Moment, due: Moment, now: Moment) -> bool {
    due <= now || planned.millis() > now.millis() + 1_000
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const fn answered(status: u16) -> Outcome {
        Outcome::Answered {
            status,
            retry_after: None,
        }
    }

    #[test]
    fn the_waits_are_those_that_are_promised() {
        let waits: Vec<_> = (1..=12)
            .map(
                |attempt| match next(answered(500), attempt, Duration::ZERO, 0.5) {
                    Next::Wait(wait) => wait.as_secs(),
                    other => panic!("{other:?}"),
                },
            )
            .collect();
        assert_eq!(
            waits,
            [1, 2, 5, 10, 30, 60, 120, 300, 900, 1800, 3600, 3600]
        );
    }

    #[test]
    fn what_another_try_does_not_change_needs_a_person() {
        for status in [301, 302, 308, 400, 401, 403, 404, 405, 413, 415, 422] {
            let next = next(answered(status), 1, Duration::ZERO, 0.5);
            assert_eq!(next, Next::Ends(RequestState::NeedsYou), "{status}");
        }
        let gone = next(answered(410), 1, Duration::ZERO, 0.5);
        assert_eq!(gone, Next::Ends(RequestState::Dead));
        assert_eq!(next(Outcome::Refused, 99, GIVE_UP_AFTER, 0.5), Next::Hold);
    }

    #[test]
    fn the_integration_may_ask_for_a_wait() {
        let now = Moment::parse("2026-11-24T09:14:00Z").unwrap();
        let seconds = |value| retry_after(value, now).map(|wait| wait.as_secs());
        assert_eq!(seconds("120"), Some(120));
        assert_eq!(seconds(" 0 "), Some(0));
        assert_eq!(seconds("Tue, 24 Nov 2026 09:15:00 GMT"), Some(60));
        assert_eq!(seconds("Tue, 24 Nov 2026 09:13:00 GMT"), Some(0));
        for nonsense in ["", "soon", "-1", "1.5"] {
            assert_eq!(seconds(nonsense), None, "{nonsense}");
        }
        let asked = Outcome::Answered {
            status: 503,
            retry_after: Some(Duration::from_secs(90)),
        };
        assert_eq!(
            next(asked, 1, Duration::ZERO, 0.0),
            Next::Wait(Duration::from_secs(90))
        );
        let at_once = Outcome::Answered {
            status: 503,
            retry_after: Some(Duration::ZERO),
        };
        let pause = Next::Wait(Duration::from_secs(1));
        assert_eq!(next(at_once, 1, Duration::ZERO, 0.0), pause);
    }

    #[test]
    fn a_sleep_of_days_gives_nothing_up_by_itself() {
        let after =
            |attempts, days: u32| next(Outcome::Failed, attempts, days * GIVE_UP_AFTER, 0.5);
        assert_eq!(after(6, 3), Next::Wait(Duration::from_secs(60)));
        assert_eq!(after(11, 3), Next::Wait(HOUR));
        for (attempts, days) in [(12, 1), (6, 7)] {
            assert_eq!(after(attempts, days), Next::Ends(RequestState::Dead));
        }
    }

    #[test]
    fn a_clock_that_is_set_back_makes_nothing_wait_for_it() {
        let at = Moment::from_millis;
        assert!(!is_due(at(10_000), at(15_000), at(12_000)));
        assert!(is_due(at(10_000), at(15_000), at(15_000)));
        assert!(is_due(at(100_000_000), at(100_001_000), at(10_000)));
    }

    proptest! {
        #[test]
        fn no_wait_is_longer_than_its_step_allows(
            status in 100u16..=599,
            attempts in 0u32..1_000_000,
            hours in 0u64..48,
            random in any::<f64>(),
            asked in proptest::option::of(any::<u64>()),
        ) {
            let retry_after = asked.map(Duration::from_secs);
            let outcome = Outcome::Answered { status, retry_after };
            let since = Duration::from_secs(hours * 3600);
            match next(outcome, attempts, since, random) {
                Next::Wait(wait) => {
                    prop_assert!(since < GIVE_UP_AFTER || attempts < FEWEST_ATTEMPTS);
                    prop_assert!(wait <= MAX_RETRY_AFTER);
                    prop_assert!(asked.is_some() || wait <= HOUR.mul_f64(1.0 + SPREAD));
                }
                Next::Ends(RequestState::Delivered) => prop_assert!((200..300).contains(&status)),
                Next::Ends(_) => {}
                Next::Hold => prop_assert!(false),
            }
        }

        /// Simulates a week: a request that fails whatever is done is given up within 25 hours of its first attempt,
        /// after no more attempts than the delays allow, each later than the one before.
        #[test]
        fn what_never_succeeds_is_given_up_after_a_day(
            outcomes in proptest::collection::vec(
                prop_oneof![Just(Outcome::Failed), (500u16..=599).prop_map(answered), Just(answered(429))],
                1..20,
            ),
            random in proptest::collection::vec(0.0f64..=1.0, 1..20),
        ) {
            let (mut since, mut attempts) = (Duration::ZERO, 0);
            let end = loop {
                let at = |len: usize| usize::try_from(attempts).unwrap() % len;
                let (outcome, chance) = (outcomes[at(outcomes.len())], random[at(random.len())]);
                attempts += 1;
                match next(outcome, attempts, since, chance) {
                    Next::Wait(wait) => {
                        prop_assert!(wait >= Duration::from_millis(800), "{wait:?}");
                        since += wait;
                    }
                    Next::Ends(state) => break state,
                    Next::Hold => panic!("nothing was refused"),
                }
                prop_assert!(attempts < 50);
            };
            prop_assert_eq!(end, RequestState::Dead);
            prop_assert!((GIVE_UP_AFTER..=GIVE_UP_AFTER + HOUR.mul_f64(1.0 + SPREAD)).contains(&since), "{:?}", since);
        }
    }
}
