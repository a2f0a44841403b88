//! Points in time, to the millisecond, and the clock that provides them. Rules take a [`Moment`] as a value. Only the
//! edges of the program own a [`Clock`], so that a test can pass in its own.

use std::{
    fmt,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

// jiff: correct time zones and formats, maintained; used for RFC 3339 here and for local times in texts.
use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use ts_rs::TS;

/// A point in time in milliseconds since 1970-01-01T00:00:00Z.
///
/// Always written as RFC 3339 in UTC with three decimals: `2026-11-24T09:14:00.000Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, TS)]
#[ts(type = "string")]
pub struct Moment(i64);

impl Moment {
    /// The moment this many milliseconds after 1970, or before it if negative.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since 1970.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// The time of the machine's clock.
    pub fn now() -> Self {
        // Accepts any clock: jiff's own `now` panics outside its range.
        let millis = |time: Duration| i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
        Self(match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(after) => millis(after),
            Err(before) => -millis(before.duration()),
        })
    }

    /// The moment `by` later.
    pub fn plus(self, by: Duration) -> Self {
        Self(
            self.0
                .saturating_add(i64::try_from(by.as_millis()).unwrap_or(i64::MAX)),
        )
    }

    /// The moment `by` earlier.
    pub fn minus(self, by: Duration) -> Self {
        Self(
            self.0
                .saturating_sub(i64::try_from(by.as_millis()).unwrap_or(i64::MAX)),
        )
    }

    /// The time since `earlier`; zero if the clock went backwards.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    fn timestamp(self) -> Timestamp {
        Timestamp::from_millisecond(self.0).unwrap_or(if self.0 < 0 {
            Timestamp::MIN
        } else {
            Timestamp::MAX
        })
    }

    /// The date in this time zone.
    pub fn date(self, zone: &TimeZone) -> jiff::civil::Date {
        self.timestamp().to_zoned_datetime(zone.clone()).date()
    }

    /// In the system's time zone: `2026-11-24 09:14:00`.
    pub fn local(self) -> String {
        self.timestamp()
            .to_zoned_datetime(TimeZone::system())
            .strftime("%Y-%m-%d %H:%M:%S")
            .to_string()
    }

    /// In this time zone: `09:14`.
    pub fn hour_and_minute(self, zone: &jiff::tz::TimeZone) -> String {
        self.timestamp()
            .to_zoned_datetime(zone.clone())
            .strftime("%H:%M")
            .to_string()
    }

    /// In this time zone: `24 Nov`.
    pub fn day(self, zone: &jiff::tz::TimeZone) -> String {
        self.timestamp()
            .to_zoned_datetime(zone.clone())
            .strftime("%-d %b")
            .to_string()
    }

    /// As written at `now`: `09:14`, with the day unless it is within 20 hours of it.
    pub fn format_relative(self, now: Self, zone: &jiff::tz::TimeZone) -> String {
        let time = self.hour_and_minute(zone);
        if now.since(self).max(self.since(now)) < Duration::from_secs(20 * 3600) {
            time
        } else {
            format!("{} {time}", self.day(zone))
        }
    }

    /// In this time zone, to the second, with its offset: `2026-11-24 12:14:00 +03:00`.
    pub fn in_zone(self, zone: &jiff::tz::TimeZone) -> String {
        self.timestamp()
            .to_zoned_datetime(zone.clone())
            .strftime("%Y-%m-%d %H:%M:%S %:z")
            .to_string()
    }

    /// In this time zone: `12:14:00`.
    pub fn hour_minute_second(self, zone: &jiff::tz::TimeZone) -> String {
        self.timestamp()
            .to_zoned_datetime(zone.clone())
            .strftime("%H:%M:%S")
            .to_string()
    }

    /// The offset of this time zone then: `+03:00`.
    pub fn offset(self, zone: &jiff::tz::TimeZone) -> String {
        self.timestamp()
            .to_zoned_datetime(zone.clone())
            .strftime("%:z")
            .to_string()
    }

    /// In UTC, to the second: `2026-11-24T09:14:00Z`.
    pub fn in_utc(self) -> String {
        self.timestamp().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }

    /// Whether HTTP can express this time: the year has four digits, and hyper accepts none before 1970.
    pub const fn is_http_time(self) -> bool {
        // The first second of the year 10000.
        const END: i64 = 253_402_300_800_000;
        0 <= self.0 && self.0 < END
    }

    /// Parses RFC 3339.
    pub fn parse(text: &str) -> Option<Self> {
        let timestamp: Timestamp = text.parse().ok()?;
        Some(Self(timestamp.as_millisecond()))
    }

    /// For file names: `20261124T091400Z`.
    pub fn compact(self) -> String {
        self.timestamp().strftime("%Y%m%dT%H%M%SZ").to_string()
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3}", self.timestamp())
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom("no time in RFC 3339"))
    }
}

/// The source of time: the machine's clock, or a test's.
pub type Clock = Arc<dyn Fn() -> Moment + Send + Sync>;

/// The machine's clock.
pub fn system_clock() -> Clock {
    Arc::new(Moment::now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_rfc_3339_with_three_decimals() {
        assert_eq!(
            Moment::from_millis(0).to_string(),
            "1970-01-01T00:00:00.000Z"
        );
        assert_eq!(
            Moment::from_millis(1_700_000_000_120).to_string(),
            "2023-11-14T22:13:20.120Z"
        );
    }

    #[test]
    fn a_clock_that_went_back_makes_no_negative_time() {
        assert_eq!(
            Moment::from_millis(5).since(Moment::from_millis(9)),
            Duration::ZERO
        );
    }

    #[test]
    fn another_day_is_said_be_it_past_or_to_come() {
        let now = Moment::parse("2026-11-24T09:14:00Z").unwrap();
        for (at, said) in [
            ("2026-11-23T14:00:00Z", "14:00"),
            ("2026-11-23T09:14:00Z", "23 Nov 09:14"),
            ("2026-11-25T04:00:00Z", "04:00"),
            ("2026-11-26T08:00:00Z", "26 Nov 08:00"),
        ] {
            let at = Moment::parse(at).unwrap();
            assert_eq!(at.format_relative(now, &TimeZone::UTC), said, "{at:?}");
        }
    }

    #[test]
    fn http_has_no_time_before_1970_and_none_after_9999() {
        let at = |text: &str| Moment::parse(text).unwrap().is_http_time();
        assert!(at("1970-01-01T00:00:00Z") && at("2026-11-24T09:14:00Z"));
        assert!(at("9999-12-30T00:00:00Z"));
        assert!(!at("1969-12-31T23:59:59Z"));
        assert!(!Moment::from_millis(253_402_300_800_000).is_http_time());
    }

    #[test]
    fn the_ends_of_time_do_not_panic() {
        for far in [i64::MIN, i64::MAX] {
            let far = Moment::from_millis(far);
            assert!(!far.is_http_time());
            for text in [
                far.local(),
                far.in_utc(),
                far.compact(),
                far.in_zone(&TimeZone::UTC),
            ] {
                assert!(!text.is_empty());
            }
        }
        let far = Moment::from_millis(i64::MAX).plus(Duration::MAX);
        assert!(!far.to_string().is_empty());
        assert!(!Moment::from_millis(i64::MIN).to_string().is_empty());
    }
}
