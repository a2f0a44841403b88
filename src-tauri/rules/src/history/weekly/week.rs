//! Calendar weeks, by the numbers of ISO 8601: `2026-W48`.

use std::fmt;

use jiff::{
    ToSpan as _,
    civil::{Date, ISOWeekDate, Time, Weekday},
    tz::TimeZone,
};
use strum::{EnumString, IntoStaticStr};

use crate::model::moment::Moment;

/// The day on which a week begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase", const_into_str)]
pub enum WeekBegins {
    Sunday,
    Monday,
}

/// A calendar week. Its number is that of ISO 8601, whichever day it begins on: a week that begins on Sunday has the
/// Sunday before the Monday of that ISO week, and not the one at its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Week {
    monday: Date,
}

impl Week {
    /// Parses `2026-W48`. `None` for anything else, for a week that the year does not have, and for years before 1970
    /// and after 9000.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, number) = text.split_once("-W")?;
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if (year.len(), number.len()) != (4, 2) || !is_number(year) || !is_number(number) {
            return None;
        }
        let year = year
            .parse()
            .ok()
            .filter(|year| (1970..=9000).contains(year))?;
        let day = ISOWeekDate::new(year, number.parse().ok()?, Weekday::Monday).ok()?;
        Some(Self { monday: day.date() })
    }

    /// The week of a moment.
    pub fn containing(at: Moment, begins: WeekBegins, zone: &TimeZone) -> Self {
        let date = at.date(zone);
        let date = match begins {
            // So that a Sunday counts to the week of the day after.
            WeekBegins::Sunday => plus_days(date, 1),
            WeekBegins::Monday => date,
        };
        let into_week = i64::from(date.weekday().to_monday_zero_offset());
        Self {
            monday: plus_days(date, -into_week),
        }
    }

    /// The latest week that was over at that moment.
    pub fn last_complete(at: Moment, begins: WeekBegins, zone: &TimeZone) -> Self {
        Self::containing(at, begins, zone).before()
    }

    /// The week before.
    #[must_use]
    pub fn before(self) -> Self {
        Self {
            monday: plus_days(self.monday, -7),
        }
    }

    /// The week after.
    #[must_use]
    pub fn after(self) -> Self {
        Self {
            monday: plus_days(self.monday, 7),
        }
    }

    /// Its year and number as one number, for the store: 202648.
    pub fn number(self) -> i64 {
        let week = self.monday.iso_week_date();
        i64::from(week.year()) * 100 + i64::from(week.week())
    }

    /// The week of that number.
    pub fn of_number(number: i64) -> Option<Self> {
        Self::parse(&format!("{:04}-W{:02}", number / 100, number % 100))
    }

    /// Its seven days.
    pub fn days(self, begins: WeekBegins) -> [Date; 7] {
        let first = match begins {
            WeekBegins::Sunday => -1,
            WeekBegins::Monday => 0,
        };
        [0, 1, 2, 3, 4, 5, 6].map(|day| plus_days(self.monday, first + day))
    }

    /// When each of its days begins, and when the last one ends. A day has 23 or 25 hours where the clock is changed.
    pub fn edges(self, begins: WeekBegins, zone: &TimeZone) -> [Moment; 8] {
        let [first, ..] = self.days(begins);
        [0, 1, 2, 3, 4, 5, 6, 7].map(|day| start_of(plus_days(first, day), zone))
    }
}

/// `2026-W48`.
impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let week = self.monday.iso_week_date();
        write!(f, "{:04}-W{:02}", week.year(), week.week())
    }
}

/// The date so many days later. A clock can say anything: the ends of the calendar stay where they are.
pub(super) fn plus_days(date: Date, days: i64) -> Date {
    date.saturating_add(days.days())
}

/// When a day begins. Where the clock skips midnight, that is after the gap.
pub(super) fn start_of(date: Date, zone: &TimeZone) -> Moment {
    match zone
        .to_ambiguous_timestamp(date.to_datetime(Time::midnight()))
        .compatible()
    {
        Ok(start) => Moment::from_millis(start.as_millisecond()),
        Err(_) => Moment::from_millis(i64::MAX),
    }
}
