//! "Acknowledged until it changes": how an incident failed when it was acknowledged, and what counts as a change. Pure.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{
    explain::{Cause, explain},
    locale::Locale,
    model::moment::Moment,
};

/// The window in which reports are counted.
pub const HOUR: Duration = Duration::from_secs(3600);
/// A younger incident is treated as this old, because its first reports say little about the rate.
const MIN_AGE: Duration = Duration::from_secs(600);
/// This many times the hourly rate is clearly worse.
const WORSE_FACTOR: i64 = 10;

/// How an incident failed when it was acknowledged until it changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Baseline {
    /// The code of the latest report.
    pub code: Option<i64>,
    /// Why it failed, according to its code and message.
    pub cause: Cause,
    /// Reports per hour.
    pub per_hour: i64,
}

impl Baseline {
    /// From the incident's latest report, the number of reports in the last hour, and its age.
    pub fn of(code: Option<i64>, message: &str, in_last_hour: i64, age: Duration) -> Self {
        let seconds = i64::try_from(age.clamp(MIN_AGE, HOUR).as_secs()).unwrap_or(i64::MAX);
        let hour = i64::try_from(HOUR.as_secs()).unwrap_or(i64::MAX);
        Self {
            code,
            cause: explain(code, message).cause,
            per_hour: in_last_hour.saturating_mul(hour) / seconds,
        }
    }

    /// The start of the window that ends at `now`.
    pub fn counts_from(now: Moment) -> Moment {
        now.minus(HOUR)
    }

    /// What another report changes. None if it fails as before.
    pub fn change(self, code: Option<i64>, message: &str, in_last_hour: i64) -> Option<Change> {
        let before = Failure {
            code: self.code,
            cause: self.cause,
        };
        let cause = explain(code, message).cause;
        let after = Failure { code, cause };
        let otherwise = Change::Failure { before, after };
        if before.code != after.code {
            // A code of 0 and no code may be worded the same.
            let short = |failure: Failure| failure.short(Locale::default());
            return (short(before) != short(after)).then_some(otherwise);
        }
        // An unknown text is not a change.
        if before.cause != after.cause && after.cause != Cause::Unknown {
            return Some(otherwise);
        }
        let per_hour = self.per_hour.max(1);
        (in_last_hour >= per_hour.saturating_mul(WORSE_FACTOR)).then_some(Change::Rate {
            before: per_hour,
            now: in_last_hour,
        })
    }
}

/// What has changed of an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// It fails otherwise: with another code, or with the same one for another cause.
    Failure {
        /// How it failed.
        before: Failure,
        /// How it fails.
        after: Failure,
    },
    /// Clearly more reports.
    Rate {
        /// Per hour.
        before: i64,
        /// In the last hour.
        now: i64,
    },
}

/// How an incident fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// RETM's code.
    pub code: Option<i64>,
    /// What it and the message mean.
    pub cause: Cause,
}

impl Change {
    /// Within a sentence: `changed from 502 to 401`.
    pub fn words(&self, locale: Locale) -> String {
        match self {
            Self::Failure { before, after } => {
                let words = |failure: &Failure| match before.code == after.code {
                    true => failure.in_full(locale),
                    false => failure.short(locale),
                };
                let said = locale.message("change-of-failure");
                let said = said.phrase("before", words(before));
                said.phrase("after", words(after)).text()
            }
            Self::Rate { before, now } => {
                let said = locale.message("change-of-rate").number("count", *now);
                said.phrase("before", locale.count(*before)).text()
            }
        }
    }
}

impl Failure {
    /// `502`, `connection refused`.
    fn short(self, locale: Locale) -> String {
        match self.code {
            None | Some(0) => self.cause_words(locale),
            Some(code) => locale.isolated(&code.to_string()),
        }
    }

    /// The cause as well: `503 (timeout)`.
    fn in_full(self, locale: Locale) -> String {
        match self.code {
            None | Some(0) => self.cause_words(locale),
            Some(_) => format!("{} ({})", self.short(locale), self.cause_words(locale)),
        }
    }

    fn cause_words(self, locale: Locale) -> String {
        let cause: &'static str = self.cause.into();
        locale
            .message("cause-in-sentence")
            .form("cause", cause)
            .text()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);
    const REFUSED: &str = "Connection refused";
    const RESET: &str = "Connection reset by peer";

    #[test]
    fn another_code_or_cause_is_a_change_and_other_words_are_none() {
        for (before, after, expected) in [
            ((Some(502), "x"), (Some(502), "y"), None),
            (
                (Some(502), "x"),
                (Some(401), "x"),
                Some("changed from 502 to 401"),
            ),
            (
                (Some(0), REFUSED),
                (Some(0), RESET),
                Some("changed from connection refused to connection reset"),
            ),
            (
                (Some(0), REFUSED),
                (Some(0), "dial tcp 127.0.0.1:1: connect: connection refused"),
                None,
            ),
            ((Some(0), REFUSED), (Some(0), ""), None),
            (
                (Some(503), ""),
                (Some(0), REFUSED),
                Some("changed from 503 to connection refused"),
            ),
            ((Some(0), ""), (None, ""), None),
            (
                (None, ""),
                (Some(500), ""),
                Some("changed from no answer to 500"),
            ),
        ] {
            let baseline = Baseline::of(before.0, before.1, 1, MINUTE);
            let change = baseline.change(after.0, after.1, 1);
            let words = change.map(|change| change.words(Locale::default()));
            assert_eq!(words.as_deref(), expected, "{before:?} {after:?}");
        }
    }

    #[test]
    fn ten_times_as_many_an_hour_are_a_change() {
        for (count, age, per_hour) in [
            (1, Duration::ZERO, 6),
            (20, 5 * MINUTE, 120),
            (20, 30 * MINUTE, 40),
            (20, 3000 * MINUTE, 20),
            (0, 3000 * MINUTE, 0),
        ] {
            let baseline = Baseline::of(Some(502), "", count, age);
            assert_eq!(baseline.per_hour, per_hour);
            let change = |count| baseline.change(Some(502), "", count);
            let worse = per_hour.max(1) * 10;
            assert_eq!(change(worse - 1), None);
            assert!(change(worse).is_some());
        }
        let baseline = Baseline::of(Some(502), "", 120, HOUR);
        let change = baseline.change(Some(502), "", 1_200).unwrap();
        assert_eq!(
            change.words(Locale::default()),
            "1,200 reports in an hour instead of 120"
        );
    }
}
