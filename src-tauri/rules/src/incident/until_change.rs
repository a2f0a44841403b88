//! "Acknowledged until it changes": how an incident failed when it was acknowledged, and what counts as a change. Pure.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{
    explain::{Cause, explain},
    model::count::grouped,
    model::moment::Moment,
};

/// The window in which reports are counted.
pub const HOUR: Duration = Duration::from_secs(3600);
/// A younger incident is treated as this old, because its first reports say little about the rate.
const YOUNGEST: Duration = Duration::from_secs(600);
/// This many times the hourly rate is clearly worse.
const WORSE: i64 = 10;

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
        let seconds = i64::try_from(age.clamp(YOUNGEST, HOUR).as_secs()).unwrap_or(i64::MAX);
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

    /// What another report changes, in words: `changed from 502 to 401`. None if it fails as before.
    pub fn change(self, code: Option<i64>, message: &str, in_last_hour: i64) -> Option<String> {
        let now = Self {
            code,
            cause: explain(code, message).cause,
            ..self
        };
        if self.code != now.code {
            let (before, after) = (self.short(), now.short());
            // A code of 0 and no code may be worded the same.
            return (before != after).then(|| format!("changed from {before} to {after}"));
        }
        // An unknown text is not a change.
        if self.cause != now.cause && now.cause != Cause::Unknown {
            return Some(format!(
                "changed from {} to {}",
                self.in_full(),
                now.in_full()
            ));
        }
        let worse = self.per_hour.max(1).saturating_mul(WORSE);
        (in_last_hour >= worse).then(|| {
            format!(
                "{} reports in an hour instead of {}",
                grouped(in_last_hour),
                grouped(self.per_hour.max(1))
            )
        })
    }

    /// `502`, `connection refused`.
    fn short(self) -> String {
        match self.code {
            None | Some(0) => words(self.cause).to_owned(),
            Some(code) => code.to_string(),
        }
    }

    /// The cause as well: `503 (timeout)`.
    fn in_full(self) -> String {
        match self.code {
            None | Some(0) => words(self.cause).to_owned(),
            Some(code) => format!("{code} ({})", words(self.cause)),
        }
    }
}

/// A cause within a sentence.
const fn words(cause: Cause) -> &'static str {
    match cause {
        Cause::Refused => "connection refused",
        Cause::Dns => "name not found",
        Cause::Unreachable => "unreachable",
        Cause::ConnectTimeout => "no connection in time",
        Cause::Timeout => "no response in time",
        Cause::Reset => "connection reset",
        Cause::Closed => "connection closed",
        Cause::NotHttp => "not HTTP",
        Cause::Truncated => "response cut off",
        Cause::TlsExpired => "certificate expired",
        Cause::TlsNotYetValid => "certificate not valid yet",
        Cause::TlsName => "certificate for another name",
        Cause::TlsSelfSigned => "self-signed certificate",
        Cause::TlsChain => "certificate not trusted",
        Cause::TlsVersion => "TLS version not supported",
        Cause::TlsFailed => "TLS handshake failed",
        Cause::HttpsToHttp => "HTTPS sent to an HTTP port",
        Cause::HttpToHttps => "HTTP sent to an HTTPS port",
        Cause::RedirectLoop => "redirect loop",
        Cause::Redirect => "redirect",
        Cause::Status => "error status",
        Cause::Unknown => "no answer",
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
            assert_eq!(change.as_deref(), expected, "{before:?} {after:?}");
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
        assert_eq!(
            baseline.change(Some(502), "", 1_200).as_deref(),
            Some("1,200 reports in an hour instead of 120")
        );
    }
}
