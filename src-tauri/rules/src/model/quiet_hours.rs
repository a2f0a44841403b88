//! Quiet hours: a time of the day in which alerts wait, such as `22:00-07:00`. Pure; the person's time zone is
//! passed in.

use jiff::{Timestamp, ToSpan as _, civil::Time, tz::TimeZone};

use crate::model::moment::Moment;

/// From one time of the day to another, over midnight where the second is the earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuietHours {
    from: Time,
    to: Time,
}

impl QuietHours {
    /// Reads `22:00-07:00`; none for anything else, and for two equal times.
    pub fn parse(text: &str) -> Option<Self> {
        let (from, to) = text.split_once(['-', '–'])?;
        let time = |text: &str| -> Option<Time> {
            let (hour, minute) = text.trim().split_once(':')?;
            Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
        };
        let (from, to) = (time(from)?, time(to)?);
        (from != to).then_some(Self { from, to })
    }

    /// When they end, where it is in them now.
    pub fn ends(self, now: Moment, zone: &TimeZone) -> Option<Moment> {
        let local = Timestamp::from_millisecond(now.millis())
            .ok()?
            .to_zoned_datetime(zone.clone());
        let time = local.time();
        let over_midnight = self.to < self.from;
        let covered = if over_midnight {
            time >= self.from || time < self.to
        } else {
            time >= self.from && time < self.to
        };
        if !covered {
            return None;
        }
        let mut day = local.date();
        if over_midnight && time >= self.from {
            day = day.checked_add(1.day()).ok()?;
        }
        // Where an hour comes twice, the first time may be over.
        let end = zone.to_ambiguous_timestamp(day.to_datetime(self.to));
        [end.compatible(), end.later()]
            .into_iter()
            .flatten()
            .map(|end| Moment::from_millis(end.as_millisecond()))
            .find(|end| *end > now)
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

    /// The hour from two to three came twice that night.
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
            // And where there is no half past two.
            ("2026-03-29T00:30:00Z", Some("2026-03-29T01:30:00Z")),
            ("2026-03-29T01:10:00Z", None),
        ] {
            let found = hours.ends(Moment::parse(now).unwrap(), &berlin);
            assert_eq!(found, end.and_then(Moment::parse), "at {now}");
        }
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in ["", "22:00", "22-7", "25:00-07:00", "07:00-07:00"] {
            assert_eq!(QuietHours::parse(text), None, "{text}");
        }
    }
}
