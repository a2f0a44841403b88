//! Silence: the relay received no request although one was expected. The settings say which are expected. How often
//! they come can be learnt from past requests.

use std::time::Duration;

use jiff::tz::TimeZone;
use serde::Serialize;
use ts_rs::TS;

use super::route::names;
use crate::model::{moment::Moment, quiet_hours::QuietHours};

/// The maximum number of expectations.
pub const MAX_EXPECTATIONS: usize = 50;
/// The minimum number of requests to learn from, and the period that they must cover.
const MIN_REQUESTS: usize = 200;
const MIN_PERIOD: Duration = Duration::from_secs(3 * 24 * 3600);
/// Silence is a gap this many times longer than 99 of 100 gaps.
const SILENCE_FACTOR: u32 = 3;
/// The shortest and the longest gap that is learnt.
const MIN_GAP: Duration = Duration::from_secs(10 * 60);
const MAX_GAP: Duration = Duration::from_secs(12 * 3600);

/// Requests that are expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// Their path. `*` matches any text.
    pub path: String,
    /// At least one comes within this time. `None`: learnt.
    pub within: Option<Duration>,
    /// When they come. `None`: always.
    pub hours: Option<QuietHours>,
    /// The time zone of `hours`. `None`: the system's.
    pub zone: Option<TimeZone>,
}

/// The state of an expectation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hearing {
    /// No request is expected until then, or ever if there is no such time.
    NotExpected { until: Option<Moment> },
    /// Requests come, or are not late yet.
    Fine {
        /// When the next check is due.
        until: Moment,
    },
    /// No request has come since then.
    Silent {
        /// The last request, or if none is known, when listening began.
        since: Moment,
    },
}

/// An expected path to which no request comes now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct SilentPath {
    /// `*` matches any text.
    pub path: String,
    /// The last request, or when listening began.
    pub since: Moment,
    /// At least one is expected within this many seconds.
    #[ts(type = "number")]
    pub within_s: u64,
}

impl Hearing {
    /// When to look again; `None` if only a request changes something.
    pub const fn until(self) -> Option<Moment> {
        match self {
            Self::NotExpected { until } => until,
            Self::Fine { until } => Some(until),
            Self::Silent { .. } => None,
        }
    }
}

impl Expectation {
    /// Whether this expectation covers requests at this path.
    pub fn names(&self, path: &str) -> bool {
        names(&self.path, path)
    }

    /// Judges an expectation. The last request came at `last`; none could come in before `listening_since` because the
    /// program did not run, the machine slept, or the ingress was down. `within` is the configured or learnt time. It
    /// starts again when the expected hours begin.
    pub fn judge(
        &self,
        within: Duration,
        last: Option<Moment>,
        listening_since: Moment,
        now: Moment,
        system: &TimeZone,
    ) -> Hearing {
        let zone = self.zone.as_ref().unwrap_or(system);
        let hours = self.hours.map(|hours| hours.began(now, zone));
        let begun = match hours {
            None => listening_since,
            Some(Some(begun)) => begun.max(listening_since),
            Some(None) => {
                let until = self.hours.and_then(|hours| hours.next_begin(now, zone));
                return Hearing::NotExpected { until };
            }
        };
        // A clock that was set back must not make the wait longer.
        let last = last.map(|last| last.min(now));
        let late = last
            .map_or(begun, |last| last.max(begun))
            .min(now)
            .plus(within);
        match now >= late {
            true => Hearing::Silent {
                since: last.unwrap_or(begun),
            },
            false => Hearing::Fine { until: late },
        }
    }
}

/// Learns how long may pass between two requests from their times, oldest first: three times the gap that 99 of 100
/// stay below. `None` if there are too few.
pub fn learn(times: &[Moment], hours: Option<QuietHours>, zone: &TimeZone) -> Option<Duration> {
    let (first, last) = (times.first()?, times.last()?);
    if times.len() < MIN_REQUESTS || last.since(*first) < MIN_PERIOD {
        return None;
    }
    // A night between two expected days is not a gap.
    let is_within = |from: Moment, to: Moment| {
        hours.is_none_or(|hours| {
            let begun = hours.began(to, zone);
            hours.began(from, zone).is_some() && begun == hours.began(from, zone)
        })
    };
    let pairs = times.windows(2).filter_map(|pair| match pair {
        [from, to] if is_within(*from, *to) => Some(to.since(*from)),
        _ => None,
    });
    let mut gaps: Vec<Duration> = pairs.collect();
    gaps.sort_unstable();
    let usual = *gaps.get(gaps.len().checked_sub(1)? * 99 / 100)?;
    Some((usual * SILENCE_FACTOR).clamp(MIN_GAP, MAX_GAP))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HALF_AN_HOUR: Duration = Duration::from_secs(1800);

    fn riyadh() -> TimeZone {
        TimeZone::fixed(jiff::tz::offset(3))
    }

    fn at(text: &str) -> Moment {
        Moment::parse(&format!("2026-11-{text}:00Z")).unwrap()
    }

    fn expected(hours: &str) -> Expectation {
        Expectation {
            path: "/retm/orders*".to_owned(),
            within: Some(HALF_AN_HOUR),
            hours: QuietHours::parse(hours),
            zone: Some(riyadh()),
        }
    }

    /// Open from ten to two in Riyadh, which is 07:00 to 23:00 UTC.
    #[test]
    fn what_is_heard_as_a_table() {
        let open = expected("sun-sat 10:00-02:00");
        let started = at("23T00:00");
        for (last, now, heard) in [
            (
                Some("24T12:00"),
                "24T12:29",
                Hearing::Fine {
                    until: at("24T12:30"),
                },
            ),
            (
                Some("24T12:00"),
                "24T12:30",
                Hearing::Silent {
                    since: at("24T12:00"),
                },
            ),
            // Closed.
            (
                Some("24T22:50"),
                "24T23:30",
                Hearing::NotExpected {
                    until: Some(at("25T07:00")),
                },
            ),
            // The half hour starts when it opens, not with the last order of the night.
            (
                Some("24T22:50"),
                "25T07:10",
                Hearing::Fine {
                    until: at("25T07:30"),
                },
            ),
            (
                Some("24T22:50"),
                "25T07:31",
                Hearing::Silent {
                    since: at("24T22:50"),
                },
            ),
            (
                None,
                "25T07:29",
                Hearing::Fine {
                    until: at("25T07:30"),
                },
            ),
            (
                None,
                "25T07:30",
                Hearing::Silent {
                    since: at("25T07:00"),
                },
            ),
        ] {
            let last = last.map(at);
            let judged = open.judge(HALF_AN_HOUR, last, started, at(now), &TimeZone::UTC);
            assert_eq!(judged, heard, "{last:?} at {now}");
        }
    }

    #[test]
    fn what_could_not_come_in_is_no_silence() {
        let always = expected("");
        let judge = |listening| {
            always.judge(
                HALF_AN_HOUR,
                Some(at("24T08:00")),
                at(listening),
                at("24T12:00"),
                &TimeZone::UTC,
            )
        };
        assert_eq!(
            judge("24T11:45"),
            Hearing::Fine {
                until: at("24T12:15")
            }
        );
        assert_eq!(
            judge("24T11:00"),
            Hearing::Silent {
                since: at("24T08:00")
            }
        );
    }

    #[test]
    fn a_clock_that_is_set_back_lengthens_no_wait() {
        let always = expected("");
        let judged = always.judge(
            HALF_AN_HOUR,
            Some(at("26T00:00")),
            at("26T00:00"),
            at("24T12:00"),
            &riyadh(),
        );
        assert_eq!(
            judged,
            Hearing::Fine {
                until: at("24T12:30")
            }
        );
    }

    #[test]
    fn it_names_its_paths() {
        assert!(expected("").names("/retm/orders/created"));
        assert!(!expected("").names("/retm/menu"));
    }

    /// Every ten minutes while it is open. The nights do not count.
    #[test]
    fn how_often_they_come_is_learnt() {
        let open = QuietHours::parse("10:00-02:00");
        let minutes = |count: u64| Duration::from_secs(count * 60);
        let days = (20..25).flat_map(|day| {
            let begin = at(&format!("{day}T07:00"));
            (0..96).map(move |nth| begin.plus(Duration::from_secs(nth * 600)))
        });
        let times: Vec<_> = days.collect();
        assert_eq!(learn(&times, open, &riyadh()), Some(minutes(30)));
        // Without opening hours the nights count as gaps, but are fewer than one in a hundred.
        assert_eq!(learn(&times, None, &riyadh()), Some(minutes(30)));
        assert_eq!(learn(times.get(..150).unwrap(), open, &riyadh()), None);
        let one_day: Vec<_> = (0..300)
            .map(|nth| at("24T07:00").plus(minutes(nth)))
            .collect();
        assert_eq!(learn(&one_day, None, &riyadh()), None);
        assert_eq!(learn(&[], None, &riyadh()), None);
    }

    proptest! {
        /// For any times: the next check is later than now, and silence is never declared early.
        #[test]
        fn it_is_looked_again_later(
            last in proptest::option::of(0i64..4_000_000_000),
            listening in 0i64..4_000_000_000,
            now in 0i64..4_000_000_000,
            seconds in 1u64..100_000,
            hours in prop_oneof![Just(""), Just("10:00-02:00"), Just("fri 08:00-09:00")],
        ) {
            let moment = |seconds: i64| Moment::from_millis(seconds * 1000);
            let within = Duration::from_secs(seconds);
            let now = moment(now);
            match expected(hours).judge(within, last.map(moment), moment(listening), now, &TimeZone::UTC) {
                Hearing::NotExpected { until } => prop_assert!(until.is_some_and(|until| until > now)),
                Hearing::Fine { until } => {
                    prop_assert!(until > now && until <= now.plus(within));
                }
                Hearing::Silent { since } => prop_assert!(since <= now),
            }
        }
    }
}
