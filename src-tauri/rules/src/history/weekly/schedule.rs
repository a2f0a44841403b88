//! When to send the weekly summary.

use std::time::Duration;

use jiff::{
    civil::{Date, Time, Weekday},
    tz::TimeZone,
};

use super::week::{Week, WeekBegins, plus_days, start_of};
use crate::model::moment::Moment;

/// How late it may be sent, in days: due on Monday, it is sent until Wednesday, in case the machine was off or asleep.
const LATE_DAYS: i64 = 2;

/// When the summary of the week before is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    pub day: Weekday,
    /// Local time.
    pub at: Time,
    pub begins: WeekBegins,
}

/// What to do about the summary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// Send that week, unless it is `until` or later by then.
    Now { week: Week, until: Moment },
    /// Nothing before that moment.
    Later(Moment),
}

impl Schedule {
    /// What to do at `now`. `told` is the number ([`Week::number`]) of the last week that was sent.
    pub fn due(self, last: i64, now: Moment, zone: &TimeZone) -> Due {
        let today = now.date(zone);
        let since = i64::from(today.weekday().since(self.day));
        let mut day = plus_days(today, -since);
        if self.on(day, zone) > now {
            day = plus_days(day, -7);
        }
        let week = Week::last_complete(self.on(day, zone), self.begins, zone);
        let until = start_of(plus_days(day, LATE_DAYS + 1), zone);
        match now < until && week.number() != last {
            true => Due::Now { week, until },
            false => {
                let next = self.on(plus_days(day, 7), zone);
                // Only the last week of the calendar has no next one.
                Due::Later(next.max(now.plus(Duration::from_millis(1))))
            }
        }
    }

    /// The moment on that day. Where the clock skips that time, it is as much later.
    fn on(self, day: Date, zone: &TimeZone) -> Moment {
        let at = zone.to_ambiguous_timestamp(day.to_datetime(self.at));
        at.compatible().map_or_else(
            |_| start_of(day, zone),
            |at| Moment::from_millis(at.as_millisecond()),
        )
    }
}

/// The days of the week by their names in the settings.
const DAYS: [(Weekday, &str); 7] = [
    (Weekday::Monday, "monday"),
    (Weekday::Tuesday, "tuesday"),
    (Weekday::Wednesday, "wednesday"),
    (Weekday::Thursday, "thursday"),
    (Weekday::Friday, "friday"),
    (Weekday::Saturday, "saturday"),
    (Weekday::Sunday, "sunday"),
];

/// A day of the week by its name in the settings: `monday`.
pub fn weekday(name: &str) -> Option<Weekday> {
    let found = DAYS.iter().find(|(_, known)| *known == name)?;
    Some(found.0)
}

/// The name of a day in the settings.
pub fn day_name(day: Weekday) -> &'static str {
    let found = DAYS.iter().find(|(known, _)| *known == day);
    found.map_or("", |(_, name)| name)
}
