//! One endpoint: its incidents, its last thirty days, and the user's note and mutes. Pure.

use std::collections::BTreeMap;

use jiff::{ToSpan as _, civil::Date, tz::TimeZone};
use serde::Serialize;
use ts_rs::TS;

use super::{Incident, Mute};
use crate::model::moment::Moment;

/// How many days are shown.
pub const DAYS: usize = 30;
/// The longest note, in characters.
pub const MAX_NOTE: usize = 4_000;

/// The state of an endpoint on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DayState {
    /// It was checked, and every check passed.
    Good,
    /// RETM reported it, or a check failed.
    Failing,
    /// Nothing is known. The absence of reports does not prove that it worked.
    Unknown,
}

/// One day of an endpoint, in the user's time zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct EndpointDay {
    /// `2026-11-24`.
    pub date: String,
    pub state: DayState,
    /// How many reports came.
    #[ts(type = "number")]
    pub reports: i64,
    /// How many checks its monitor made.
    #[ts(type = "number")]
    pub checks: i64,
    /// How many of them failed.
    #[ts(type = "number")]
    pub failed_checks: i64,
}

/// What the window shows of an endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct EndpointDetail {
    /// The normalised endpoint; empty for unreadable reports.
    pub endpoint: String,
    /// A short name.
    pub label: String,
    /// Its host.
    pub host: Option<String>,
    /// Its incidents, latest first, up to 100.
    pub incidents: Vec<Incident>,
    /// The total number of its incidents.
    #[ts(type = "number")]
    pub incident_count: i64,
    /// The total number of its reports.
    #[ts(type = "number")]
    pub error_count: i64,
    /// The last thirty days, oldest first.
    pub days: Vec<EndpointDay>,
    #[ts(type = "number | null")]
    pub monitor_id: Option<i64>,
    /// The user's note about it.
    pub note: String,
    /// The permanent mutes that match it.
    pub mutes: Vec<Mute>,
}

/// The last [`DAYS`] days up to now. `reports` and `checks` (how many, and how many passed) carry their times.
pub fn days(
    now: Moment,
    zone: &TimeZone,
    reports: impl IntoIterator<Item = (Moment, i64)>,
    checks: impl IntoIterator<Item = (Moment, i64, i64)>,
) -> Vec<EndpointDay> {
    let today = now.date(zone);
    let mut counts: BTreeMap<Date, (i64, i64, i64)> = BTreeMap::new();
    for (at, count) in reports {
        counts.entry(at.date(zone)).or_default().0 += count;
    }
    for (at, all, good) in checks {
        let day = counts.entry(at.date(zone)).or_default();
        day.1 += all;
        day.2 += all - good;
    }
    (0..DAYS)
        .rev()
        .filter_map(|ago| today.checked_sub(i64::try_from(ago).ok()?.days()).ok())
        .map(|date| {
            let (reports, checks, failed_checks) = counts.get(&date).copied().unwrap_or_default();
            EndpointDay {
                date: date.to_string(),
                state: match (reports + failed_checks, checks) {
                    (1.., _) => DayState::Failing,
                    (_, 1..) => DayState::Good,
                    _ => DayState::Unknown,
                },
                reports,
                checks,
                failed_checks,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_day_is_failing_good_or_unknown() {
        let now = Moment::parse("2026-11-24T09:14:00Z").unwrap();
        let ago = |days: u64| now.minus(Duration::from_secs(days * 86_400));
        let days = days(
            now,
            &TimeZone::UTC,
            [(ago(0), 3), (ago(2), 1), (ago(40), 5)],
            [(ago(1), 288, 288), (ago(2), 10, 10), (ago(3), 10, 7)],
        );
        assert_eq!(days.len(), DAYS);
        assert_eq!(days[0].date, "2026-10-26");
        let last: Vec<_> = days.iter().rev().take(5).collect();
        assert_eq!(last[0].date, "2026-11-24");
        let states: Vec<_> = last.iter().map(|day| day.state).collect();
        use DayState::{Failing, Good, Unknown};
        assert_eq!(states, [Failing, Good, Failing, Failing, Unknown]);
        assert_eq!((last[3].checks, last[3].failed_checks), (10, 3));
    }

    #[test]
    fn days_are_those_of_the_time_zone() {
        let now = Moment::parse("2026-11-24T23:30:00Z").unwrap();
        let zone = TimeZone::get("Asia/Riyadh").unwrap();
        let days = days(now, &zone, [(now, 1)], []);
        assert_eq!(days[29].date, "2026-11-25");
        assert_eq!(days[29].reports, 1);
    }
}
