//! Quiet hours: a time of the day in which alerts wait, such as `22:00-07:00`. Pure; the person's time zone is
//! passed in.

use jiff::{Timestamp, ToSpan as _, civil::Time, tz::TimeZone};

use crate::moment::Moment;

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
        let end = zone
            .to_ambiguous_timestamp(day.to_datetime(self.to))
            .compatible()
            .ok()?;
        Some(Moment::from_millis(end.as_millisecond()))
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
        for text in ["", "22:00", "22-7", "25:00-07:00", "07:00-07:00"] {
            assert_eq!(QuietHours::parse(text), None, "{text}");
        }
    }
}
