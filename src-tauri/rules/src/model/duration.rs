//! Formats and parses durations for people. The examples in `ui/src/format/durations.json` test this code and the
//! window's, so that both agree.

use std::time::Duration;

use jiff::{
    Span, SpanRelativeTo,
    fmt::friendly::{Designator, Spacing, SpanPrinter},
};

/// How long something lasted or will last, rounded to the nearest: `20 s`, `48 min`, `3 h`, `2 days`.
pub fn in_words(time: Duration) -> String {
    let (unit, count) = rounded(time);
    let unit = match unit {
        SECONDS => "s",
        MINUTES => "min",
        HOURS => "h",
        _ => "days",
    };
    format!("{count} {unit}")
}

/// The messages of the units.
const SECONDS: &str = "span-seconds";
const MINUTES: &str = "span-minutes";
const HOURS: &str = "span-hours";
const DAYS: &str = "span-days";

/// The message of the unit in which a time is said, and how many of it.
pub(super) fn rounded(time: Duration) -> (&'static str, u64) {
    const MINUTE: u64 = 60;
    const HOUR: u64 = 60 * MINUTE;
    const DAY: u64 = 24 * HOUR;
    let seconds = time.as_secs();
    let rounded = |unit| (seconds + unit / 2) / unit;
    if seconds < MINUTE {
        (SECONDS, seconds.max(1))
    } else if rounded(MINUTE) < 120 {
        (MINUTES, rounded(MINUTE))
    } else if rounded(HOUR) < 48 {
        (HOURS, rounded(HOUR))
    } else {
        (DAYS, rounded(DAY))
    }
}

/// How long something took, in few digits: `0.4 ms`, `184 ms`, `1.2 s`, `12 s`.
pub fn took(time: Duration) -> String {
    let tenths = |whole: u128| match whole % 10 {
        0 => (whole / 10).to_string(),
        tenth => format!("{}.{tenth}", whole / 10),
    };
    match time.as_micros() {
        0 => "0 ms".to_owned(),
        1..100 => "< 0.1 ms".to_owned(),
        us @ 100..9_950 => format!("{} ms", tenths((us + 50) / 100)),
        us @ 9_950..999_500 => format!("{} ms", (us + 500) / 1_000),
        us @ 999_500..9_950_000 => format!("{} s", tenths((us + 50_000) / 100_000)),
        us => format!("{} s", (us + 500_000) / 1_000_000),
    }
}

/// Parses a duration: `24h`, `7d`, `1h 30m`, `5 minutes`. Months and years are rejected because their length varies.
pub fn read(text: &str) -> Option<Duration> {
    span(text).map(|(time, _)| time)
}

/// A duration after "the last": `2 days`, `hour`.
pub fn read_in_words(text: &str) -> Option<(Duration, String)> {
    let (time, span) = span(text)?;
    let words = SpanPrinter::new()
        .designator(Designator::Verbose)
        .spacing(Spacing::BetweenUnitsAndDesignators)
        .span_to_string(&span);
    let words = match words.strip_prefix("1 ") {
        Some(unit) if !unit.contains(' ') => unit.to_owned(),
        _ => words,
    };
    Some((time, words))
}

fn span(text: &str) -> Option<(Duration, Span)> {
    let span: Span = text.to_ascii_lowercase().parse().ok()?;
    let time = span.to_duration(SpanRelativeTo::days_are_24_hours()).ok()?;
    Some((time.try_into().ok()?, span))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_said_as_in_the_window() {
        let examples: serde_json::Value =
            serde_json::from_str(include_str!("../../../../ui/src/format/durations.json")).unwrap();
        let check = |of: &str, words: fn(u64) -> String| {
            for example in examples[of].as_array().unwrap() {
                let number = example[0].as_u64().unwrap();
                assert_eq!(words(number), example[1], "{of} {number}");
            }
        };
        check("lasted_s", |s| in_words(Duration::from_secs(s)));
        check("took_us", |us| took(Duration::from_micros(us)));
    }

    #[test]
    fn durations_are_read_as_people_write_them() {
        const HOUR: u64 = 60 * 60;
        for (text, expected) in [
            ("24h", Some((24 * HOUR, "24 hours"))),
            ("1H", Some((HOUR, "hour"))),
            ("30m", Some((HOUR / 2, "30 minutes"))),
            ("1d 12h", Some((36 * HOUR, "1 day 12 hours"))),
            ("90 days", Some((90 * 24 * HOUR, "90 days"))),
            ("2w", Some((14 * 24 * HOUR, "2 weeks"))),
            ("0h", Some((0, "0 seconds"))),
            ("-1h", None),
            ("1h ago", None),
            ("1 month", None),
            ("99999999999999999999d", None),
            ("24", None),
            ("soon", None),
            ("", None),
        ] {
            let expected = expected.map(|(s, words)| (Duration::from_secs(s), words.to_owned()));
            assert_eq!(read_in_words(text), expected, "{text}");
        }
    }
}
