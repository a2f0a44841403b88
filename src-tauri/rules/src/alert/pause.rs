//! Pausing alerts by hand: the choices, and how long each lasts. Pure, with the time and time zone passed in.

use std::time::Duration;

use jiff::{Timestamp, ToSpan as _, tz::TimeZone};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::hold::Pause;
use crate::model::moment::Moment;

/// The hour at which "until tomorrow" ends, local time.
const MORNING: i8 = 9;

/// How long to pause alerts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AlertPause {
    /// No pause.
    Off,
    /// For 30 minutes.
    HalfHour,
    Hour,
    /// Until nine in the morning of the next day, local time.
    Tomorrow,
    /// Until the user ends it.
    Always,
}

impl AlertPause {
    /// The pause that this choice begins now. `None` if it ends one.
    pub fn begin(self, now: Moment, zone: &TimeZone) -> Option<Pause> {
        let minutes = |minutes: u64| Pause::Until(now.plus(Duration::from_secs(minutes * 60)));
        match self {
            Self::Off => None,
            Self::HalfHour => Some(minutes(30)),
            Self::Hour => Some(minutes(60)),
            // A clock beyond all calendars has no tomorrow.
            Self::Tomorrow => Some(tomorrow(now, zone).map_or(minutes(24 * 60), Pause::Until)),
            Self::Always => Some(Pause::Always),
        }
    }
}

fn tomorrow(now: Moment, zone: &TimeZone) -> Option<Moment> {
    let today = Timestamp::from_millisecond(now.millis())
        .ok()?
        .to_zoned_datetime(zone.clone())
        .date();
    let morning = today.checked_add(1.day()).ok()?.at(MORNING, 0, 0, 0);
    let morning = zone.to_ambiguous_timestamp(morning).compatible().ok()?;
    Some(Moment::from_millis(morning.as_millisecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Moment {
        Moment::from_millis(text.parse::<Timestamp>().unwrap().as_millisecond())
    }

    #[test]
    fn pauses_as_a_table() {
        let riyadh = TimeZone::fixed(jiff::tz::offset(3));
        for (choice, now, until) in [
            (
                AlertPause::HalfHour,
                "2026-11-24T09:00:00Z",
                "2026-11-24T09:30:00Z",
            ),
            (
                AlertPause::Hour,
                "2026-11-24T09:00:00Z",
                "2026-11-24T10:00:00Z",
            ),
            (
                AlertPause::Tomorrow,
                "2026-11-24T09:00:00Z",
                "2026-11-25T06:00:00Z",
            ),
            // In Riyadh it is already the 25th.
            (
                AlertPause::Tomorrow,
                "2026-11-24T22:00:00Z",
                "2026-11-26T06:00:00Z",
            ),
        ] {
            assert_eq!(
                choice.begin(at(now), &riyadh),
                Some(Pause::Until(at(until))),
                "{choice:?} at {now}"
            );
        }
        assert_eq!(
            AlertPause::Off.begin(at("2026-11-24T09:00:00Z"), &riyadh),
            None
        );
        assert_eq!(
            AlertPause::Always.begin(at("2026-11-24T09:00:00Z"), &riyadh),
            Some(Pause::Always)
        );
    }
}
