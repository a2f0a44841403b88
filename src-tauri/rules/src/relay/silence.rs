//! Silence: no request came to the relay although one should have. Which are expected stands in the settings; how often
//! they come may be learnt from those that came.

use std::time::Duration;

use jiff::tz::TimeZone;

use super::route::names;
use crate::model::{moment::Moment, quiet_hours::QuietHours};

/// The most expectations that are kept.
pub const MOST_EXPECTATIONS: usize = 50;
/// From how many requests on it is learnt how often they come, and over how long.
const LEARNT_FROM: usize = 200;
const LEARNT_OVER: Duration = Duration::from_secs(3 * 24 * 3600);
/// The gap that 99 of 100 stay below, so many times, is silence.
const TIMES_THE_USUAL: u32 = 3;
/// The least and the longest that is learnt.
const SHORTEST: Duration = Duration::from_secs(10 * 60);
const LONGEST: Duration = Duration::from_secs(12 * 3600);

/// Requests that should come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// Their path; `*` stands for any text.
    pub path: String,
    /// At least one comes in that time; none: as is learnt.
    pub within: Option<Duration>,
    /// When they come; none: always.
    pub hours: Option<QuietHours>,
    /// The hours' time zone; none: the system's.
    pub zone: Option<TimeZone>,
}

/// What is heard of expected requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hearing {
    /// None is expected until then; for good where there is no such time.
    NotExpected {
        /// When the next is.
        until: Option<Moment>,
    },
    /// They come, or are not late yet.
    Fine {
        /// Until then.
        until: Moment,
    },
    /// None came since then.
    Silent {
        /// The last request; where none is known, when it was first listened.
        since: Moment,
    },
}

impl Expectation {
    /// Whether a request at that path is one of these.
    pub fn names(&self, path: &str) -> bool {
        names(&self.path, path)
    }

    /// What is heard, where the last request came at `last` and none could get in before `listening_since`: this program did
    /// not run, the machine slept, or the way in was down. `within` is as set or as learnt. The time that is allowed for a
    /// request begins anew with the hours in which they are expected.
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

/// How long may pass between two requests, learnt from the times at which they came, oldest first: three times what 99 of
/// 100 gaps stay below. None where they are too few to tell.
pub fn learn(times: &[Moment], hours: Option<QuietHours>, zone: &TimeZone) -> Option<Duration> {
    let (first, last) = (times.first()?, times.last()?);
    if times.len() < LEARNT_FROM || last.since(*first) < LEARNT_OVER {
        return None;
    }
    // A night between two days of expectation is no gap.
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
    Some((usual * TIMES_THE_USUAL).clamp(SHORTEST, LONGEST))
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

    /// Open from ten to two in Riyadh, that is from 07:00 to 23:00 UTC.
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
            // The half hour begins when it opens, not with the last order of the night.
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

    /// Every ten minutes while it is open; the nights do not count.
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
        // Where it is not said when it is open, the nights are gaps as well, but fewer than one in a hundred.
        assert_eq!(learn(&times, None, &riyadh()), Some(minutes(30)));
        assert_eq!(learn(times.get(..150).unwrap(), open, &riyadh()), None);
        let one_day: Vec<_> = (0..300)
            .map(|nth| at("24T07:00").plus(minutes(nth)))
            .collect();
        assert_eq!(learn(&one_day, None, &riyadh()), None);
        assert_eq!(learn(&[], None, &riyadh()), None);
    }

    proptest! {
        /// Whatever the times: when it is time to look again is later than now, and there is no silence before its time.
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
