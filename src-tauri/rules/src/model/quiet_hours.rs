//! A time of day range such as `22:00-07:00`, daily or on some days: `sat-thu 22:00-07:00`. During it, alerts are held
//! or requests are expected. Pure; the caller passes in the time zone.

use jiff::{
    Timestamp, ToSpan as _,
    civil::{Date, Time, Weekday},
    tz::TimeZone,
};

use crate::model::moment::Moment;

/// From one time of day to another, past midnight if the second is earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuietHours {
    /// The days on which the range begins.
    days: Days,
    from: Time,
    to: Time,
}

/// Days of the week, Monday first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Days([bool; 7]);

/// The day names, Monday first.
const NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

impl Days {
    const ALL: Self = Self([true; 7]);

    /// Parses `sat-thu` or `mon,wed,fri`. A range may wrap around the end of the week.
    fn parse(text: &str) -> Option<Self> {
        let day = |name: &str| {
            let name = name.trim().to_ascii_lowercase();
            NAMES.iter().position(|known| *known == name)
        };
        let mut days = [false; 7];
        for part in text.split(',') {
            let (first, last) = part.split_once(['-', '–']).unwrap_or((part, part));
            let (first, last) = (day(first)?, day(last)?);
            let count = (last + 7 - first) % 7;
            for at in 0..=count {
                *days.get_mut((first + at) % 7)? = true;
            }
        }
        Some(Self(days))
    }

    fn has(self, day: Weekday) -> bool {
        let at = usize::try_from(day.to_monday_zero_offset()).ok();
        at.and_then(|at| self.0.get(at).copied()).unwrap_or(false)
    }
}

impl QuietHours {
    /// Parses `22:00-07:00` and `sat-thu 22:00-07:00`. `None` for anything else, and for two equal times.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let begin = text.find(|c: char| c.is_ascii_digit())?;
        let (days, times) = text.split_at_checked(begin)?;
        let days = match days.trim_end() {
            "" => Days::ALL,
            // A list of days and the times must be separated by a space.
            named if named.len() < days.len() => Days::parse(named)?,
            _ => return None,
        };
        let (from, to) = times.split_once(['-', '–'])?;
        let time = |text: &str| -> Option<Time> {
            let (hour, minute) = text.trim().split_once(':')?;
            Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
        };
        let (from, to) = (time(from)?, time(to)?);
        (from != to).then_some(Self { days, from, to })
    }

    /// When the range ends, if `now` is in it.
    pub fn ends(self, now: Moment, zone: &TimeZone) -> Option<Moment> {
        let local = Timestamp::from_millisecond(now.millis())
            .ok()?
            .to_zoned_datetime(zone.clone());
        let day = self.last_day(local.date(), local.time())?;
        // If the clock repeats an hour, the first occurrence may be over.
        let end = zone.to_ambiguous_timestamp(day.to_datetime(self.to));
        [end.compatible(), end.later()]
            .into_iter()
            .flatten()
            .map(|end| Moment::from_millis(end.as_millisecond()))
            .find(|end| *end > now)
    }

    /// When the range began, if `now` is in it.
    pub fn began(self, now: Moment, zone: &TimeZone) -> Option<Moment> {
        let local = Timestamp::from_millisecond(now.millis())
            .ok()?
            .to_zoned_datetime(zone.clone());
        let last = self.last_day(local.date(), local.time())?;
        let first = match self.from < self.to {
            true => last,
            false => last.yesterday().ok()?,
        };
        let began = zone.to_ambiguous_timestamp(first.to_datetime(self.from));
        Some(Moment::from_millis(
            began.compatible().ok()?.as_millisecond(),
        ))
    }

    /// When the range next begins.
    pub fn next_begin(self, now: Moment, zone: &TimeZone) -> Option<Moment> {
        let today = Timestamp::from_millisecond(now.millis())
            .ok()?
            .to_zoned_datetime(zone.clone())
            .date();
        (0..=7).find_map(|days: i32| {
            let day = today.checked_add(days.days()).ok()?;
            let begin = zone.to_ambiguous_timestamp(day.to_datetime(self.from));
            let begin = Moment::from_millis(begin.compatible().ok()?.as_millisecond());
            (self.days.has(day.weekday()) && begin > now).then_some(begin)
        })
    }

    /// The day on which the range ends, if this time of this day is in it.
    fn last_day(self, today: Date, time: Time) -> Option<Date> {
        if self.from < self.to {
            let covered = self.days.has(today.weekday()) && time >= self.from && time < self.to;
            return covered.then_some(today);
        }
        if time >= self.from {
            let tomorrow = today.checked_add(1.day()).ok()?;
            return self.days.has(today.weekday()).then_some(tomorrow);
        }
        let yesterday = today.weekday().previous();
        (time < self.to && self.days.has(yesterday)).then_some(today)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_hours_as_a_table() {
        let zone = TimeZone::fixed(jiff::tz::offset(3));
        for (hours, now, end) in [
            ("22:00-07:00", "2026-11-24T18:59:59Z", None),
            (
                "22:00-07:00",
                "2026-11-24T19:00:00Z",
                Some("2026-11-25T04:00:00Z"),
            ),
            (
                "22:00-07:00",
                "2026-11-25T03:59:00Z",
                Some("2026-11-25T04:00:00Z"),
            ),
            ("22:00-07:00", "2026-11-25T04:00:00Z", None),
            (
                "12:30 – 13:30",
                "2026-11-24T10:00:00Z",
                Some("2026-11-24T10:30:00Z"),
            ),
            ("12:30-13:30", "2026-11-24T10:30:00Z", None),
        ] {
            let found = QuietHours::parse(hours)
                .unwrap()
                .ends(Moment::parse(now).unwrap(), &zone);
            assert_eq!(found, end.and_then(Moment::parse), "{hours} at {now}");
        }
    }

    #[test]
    fn when_they_began_and_begin_next_as_a_table() {
        let zone = TimeZone::fixed(jiff::tz::offset(3));
        // 24 November 2026 is a Tuesday; 10:00 there is 07:00 UTC.
        for (hours, now, began, next) in [
            (
                "10:00-02:00",
                "2026-11-24T22:30:00Z",
                Some("2026-11-24T07:00:00Z"),
                "2026-11-25T07:00:00Z",
            ),
            (
                "10:00-02:00",
                "2026-11-24T06:59:00Z",
                None,
                "2026-11-24T07:00:00Z",
            ),
            (
                "sun,tue 10:00-18:00",
                "2026-11-24T07:00:00Z",
                Some("2026-11-24T07:00:00Z"),
                "2026-11-29T07:00:00Z",
            ),
            (
                "tue 10:00-18:00",
                "2026-11-24T16:00:00Z",
                None,
                "2026-12-01T07:00:00Z",
            ),
        ] {
            let hours = QuietHours::parse(hours).unwrap();
            let now = Moment::parse(now).unwrap();
            let began = began.and_then(Moment::parse);
            assert_eq!(hours.began(now, &zone), began, "{hours:?} at {now}");
            let next = Moment::parse(next);
            assert_eq!(hours.next_begin(now, &zone), next, "{hours:?} at {now}");
        }
    }

    /// The hour from two to three occurred twice that night.
    #[test]
    fn they_end_in_the_future_also_where_an_hour_comes_twice() {
        let Ok(berlin) = TimeZone::get("Europe/Berlin") else {
            panic!("no time zones on this machine");
        };
        let hours = QuietHours::parse("22:00-02:30").unwrap();
        for (now, end) in [
            ("2026-10-25T00:15:00Z", Some("2026-10-25T00:30:00Z")),
            ("2026-10-25T00:45:00Z", None),
            ("2026-10-25T01:15:00Z", Some("2026-10-25T01:30:00Z")),
            ("2026-10-25T01:30:00Z", None),
            // And if half past two does not exist.
            ("2026-03-29T00:30:00Z", Some("2026-03-29T01:30:00Z")),
            ("2026-03-29T01:10:00Z", None),
        ] {
            let found = hours.ends(Moment::parse(now).unwrap(), &berlin);
            assert_eq!(found, end.and_then(Moment::parse), "at {now}");
        }
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "22:00",
            "22-7",
            "25:00-07:00",
            "07:00-07:00",
            "sat",
            "sat-thu",
            "sat-thu22:00-07:00",
            "sat- 22:00-07:00",
            "someday 22:00-07:00",
            "mon,,fri 22:00-07:00",
            "22:00-07:00 sat",
            "22:00-07:00, mon 12:00-13:00",
            "طلب 22:00-07:00",
        ] {
            assert_eq!(QuietHours::parse(text), None, "{text}");
        }
    }

    /// A night belongs to the day on which it begins.
    #[test]
    fn they_hold_on_the_days_that_are_named() {
        for (hours, now, end) in [
            // 2026-11-26 is a Thursday.
            (
                "sat-thu 22:00-07:00",
                "2026-11-26T22:00",
                Some("2026-11-27T07:00"),
            ),
            (
                "sat-thu 22:00-07:00",
                "2026-11-27T06:59",
                Some("2026-11-27T07:00"),
            ),
            ("sat-thu 22:00-07:00", "2026-11-27T22:00", None),
            ("sat-thu 22:00-07:00", "2026-11-28T06:59", None),
            (
                "sat-thu 22:00-07:00",
                "2026-11-28T22:00",
                Some("2026-11-29T07:00"),
            ),
            (
                "Fri 12:00-13:00",
                "2026-11-27T12:30",
                Some("2026-11-27T13:00"),
            ),
            ("Fri 12:00-13:00", "2026-11-26T12:30", None),
            (
                "mon, wed , fri 12:00 – 13:00",
                "2026-11-25T12:30",
                Some("2026-11-25T13:00"),
            ),
            (
                "mon-wed,sun 12:00-13:00",
                "2026-11-29T12:30",
                Some("2026-11-29T13:00"),
            ),
            ("mon-wed,sun 12:00-13:00", "2026-11-26T12:30", None),
        ] {
            let at = |text: &str| Moment::parse(&format!("{text}:00Z"));
            let found = QuietHours::parse(hours)
                .unwrap()
                .ends(at(now).unwrap(), &TimeZone::UTC);
            assert_eq!(found, end.and_then(at), "{hours} at {now}");
        }
    }
}
