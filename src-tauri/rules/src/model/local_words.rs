//! Times and lengths of time in the person's language.

use std::time::Duration;

use jiff::tz::TimeZone;

use super::{moment::Moment, umm_al_qura};
use crate::locale::{Calendar, Language, Locale, Sentence};

/// How long something lasted or will last, rounded as [`super::duration::in_words`] does: `48 min`.
pub fn span(locale: Locale, time: Duration) -> String {
    let (id, count) = super::duration::rounded(time);
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    locale.message(id).number("count", count).text()
}

/// `09:14`.
pub fn hour_and_minute(locale: Locale, at: Moment, zone: &TimeZone) -> String {
    locale.digits().of(&at.hour_and_minute(zone))
}

/// `24 Nov`.
pub fn day(locale: Locale, at: Moment, zone: &TimeZone) -> String {
    in_year(locale.message("day-in-year"), locale, at, zone).text()
}

/// `24 Nov 09:14`.
pub fn day_and_time(locale: Locale, at: Moment, zone: &TimeZone) -> String {
    in_year(locale.message("day-and-time"), locale, at, zone)
        .phrase("time", hour_and_minute(locale, at, zone))
        .text()
}

/// `10:07`, and the day where that is another than today.
pub fn time(locale: Locale, at: Moment, now: Moment, zone: &TimeZone) -> String {
    if at.date(zone) == now.date(zone) {
        hour_and_minute(locale, at, zone)
    } else {
        day_and_time(locale, at, zone)
    }
}

/// As [`Moment::format_relative`]: with the day where `now` is not within 20 hours.
pub fn near(locale: Locale, at: Moment, now: Moment, zone: &TimeZone) -> String {
    if now.since(at).max(at.since(now)) < Duration::from_secs(20 * 3600) {
        hour_and_minute(locale, at, zone)
    } else {
        day_and_time(locale, at, zone)
    }
}

fn in_year(sentence: Sentence, locale: Locale, at: Moment, zone: &TimeZone) -> Sentence {
    let date = at.date(zone);
    sentence
        .phrase("day", locale.digits().of(&date.day().to_string()))
        .number("month", date.month().into())
}

/// To the second, with the offset: `2026-11-24 12:14:00 +03:00`. With the calendar of Umm al-Qura beside it where the
/// person chose that.
pub fn exact(locale: Locale, at: Moment, zone: &TimeZone) -> String {
    let digits = locale.digits();
    let date = at.date(zone);
    let written = match locale.language {
        Language::En => date.to_string(),
        Language::Ar => in_year(locale.message("exact-date"), locale, at, zone)
            .phrase("year", digits.of(&date.year().to_string()))
            .text(),
    };
    let sentence = match hijri(locale, at, zone) {
        Some(hijri) => locale.message("exact-time-hijri").phrase("hijri", hijri),
        None => locale.message("exact-time"),
    };
    sentence
        .phrase("date", written)
        .phrase("time", digits.of(&at.hour_minute_second(zone)))
        .code("offset", &at.offset(zone))
        .text()
}

/// `14 Jumada II 1448 AH`, where the person wants it.
fn hijri(locale: Locale, at: Moment, zone: &TimeZone) -> Option<String> {
    if locale.calendar != Calendar::UmmAlQura {
        return None;
    }
    let date = umm_al_qura::of(at.date(zone))?;
    let digits = locale.digits();
    let sentence = locale
        .message("hijri-date")
        .number("month", date.month.into());
    let sentence = sentence.phrase("day", digits.of(&date.day.to_string()));
    Some(
        sentence
            .phrase("year", digits.of(&date.year.to_string()))
            .text(),
    )
}

/// A length of time as [`super::duration::in_words`] or [`super::duration::took`] writes it: `48 min`, `1.2 s`.
pub fn read_span(locale: Locale, english: &str) -> Option<String> {
    if let Some(less) = english.strip_prefix("< ") {
        return Some(format!("< {}", read_span(locale, less)?));
    }
    let (number, unit) = english.split_once(' ')?;
    let id = match unit {
        "s" => "span-seconds",
        "min" => "span-minutes",
        "h" => "span-hours",
        "day" | "days" => "span-days",
        "ms" => "span-milliseconds",
        _ => return None,
    };
    match number.parse() {
        Ok(count) => Some(locale.message(id).number("count", count).text()),
        Err(_) => {
            number.parse::<f64>().ok()?;
            let number = locale.digits().of(number);
            let id = match unit {
                "ms" => "span-parts-of-ms",
                "s" => "span-parts-of-s",
                _ => return None,
            };
            Some(locale.message(id).phrase("number", number).text())
        }
    }
}

/// A time as [`Moment::format_relative`] writes it: `09:14`, `24 Nov 09:14`.
pub fn read_time(locale: Locale, english: &str) -> Option<String> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let is_time =
        |text: &str| text.len() == 5 && text.chars().all(|c| c.is_ascii_digit() || c == ':');
    let digits = locale.digits();
    let mut parts = english.split(' ');
    match (parts.next()?, parts.next(), parts.next(), parts.next()) {
        (time, None, ..) if is_time(time) => Some(digits.of(time)),
        (day, Some(month), Some(time), None) if is_time(time) => {
            day.parse::<u8>().ok()?;
            let month = MONTHS.iter().position(|name| *name == month)?;
            let sentence = locale.message("day-and-time").phrase("day", digits.of(day));
            let month = i64::try_from(month + 1).ok()?;
            let sentence = sentence.number("month", month);
            Some(sentence.phrase("time", digits.of(time)).text())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{locale::Digits, model::duration::in_words};

    fn arabic(digits: Digits) -> Locale {
        Locale {
            language: Language::Ar,
            digits,
            calendar: Calendar::Gregorian,
        }
    }

    #[test]
    fn english_is_what_it_was() {
        let english = Locale::default();
        for seconds in [0, 1, 59, 60, 90, 7_140, 7_200, 86_400, 172_800, 9_000_000] {
            let time = Duration::from_secs(seconds);
            assert_eq!(span(english, time), in_words(time), "{seconds}");
        }
        let zone = TimeZone::UTC;
        let now = Moment::parse("2026-11-24T09:14:00Z").unwrap();
        for months in 0..12 {
            let at = now.minus(Duration::from_secs(months * 30 * 86_400));
            assert_eq!(day(english, at, &zone), at.day(&zone));
            assert_eq!(
                near(english, at, now, &zone),
                at.format_relative(now, &zone)
            );
        }
    }

    #[test]
    fn an_exact_time_names_its_offset_and_the_calendar_that_was_chosen() {
        let at = Moment::parse("2026-11-24T09:14:00Z").unwrap();
        let zone = TimeZone::get("Asia/Riyadh").unwrap();
        let said = |language, digits, calendar| {
            let locale = Locale {
                language,
                digits,
                calendar,
            };
            exact(locale, at, &zone)
        };
        use {Calendar::*, Digits::*, Language::*};
        for (language, digits, calendar, expected) in [
            (En, Latin, Gregorian, "2026-11-24 12:14:00 +03:00"),
            (
                En,
                Arabic,
                UmmAlQura,
                "2026-11-24 12:14:00 +03:00 (14 Jumada II 1448 AH)",
            ),
            (
                Ar,
                Latin,
                Gregorian,
                "24 نوفمبر 2026، 12:14:00 \u{2066}+03:00\u{2069}",
            ),
            (
                Ar,
                Arabic,
                UmmAlQura,
                "٢٤ نوفمبر ٢٠٢٦، ١٢:١٤:٠٠ \u{2066}+03:00\u{2069} (١٤ جمادى الآخرة ١٤٤٨ هـ)",
            ),
        ] {
            assert_eq!(said(language, digits, calendar), expected);
        }
        assert_eq!(
            said(En, Latin, Gregorian),
            at.in_zone(&zone),
            "as it always was"
        );
    }

    #[test]
    fn arabic_has_its_own_forms_and_the_digits_that_were_chosen() {
        let said = |seconds, digits| span(arabic(digits), Duration::from_secs(seconds));
        for (minutes, words) in [
            (1, "دقيقة واحدة"),
            (2, "دقيقتين"),
            (3, "3 دقائق"),
            (11, "11 دقيقة"),
            (100, "100 دقيقة"),
        ] {
            assert_eq!(said(minutes * 60, Digits::Latin), words);
        }
        for (days, words) in [
            (100, "100 يوم"),
            (101, "101 يوم"),
            (102, "102 يوم"),
            (103, "103 أيام"),
            (111, "111 يومًا"),
            (1_210, "1,210 أيام"),
        ] {
            assert_eq!(said(days * 86_400, Digits::Latin), words);
        }
        assert_eq!(said(3 * 60, Digits::Arabic), "٣ دقائق");
        let at = Moment::parse("2026-11-24T09:14:00Z").unwrap();
        let shown = |digits| day_and_time(arabic(digits), at, &TimeZone::UTC);
        assert_eq!(shown(Digits::Latin), "24 نوفمبر، 09:14");
        assert_eq!(shown(Digits::Arabic), "٢٤ نوفمبر، ٠٩:١٤");
        assert_eq!(arabic(Digits::Arabic).count(10_000), "١٠٬٠٠٠");
    }
}
