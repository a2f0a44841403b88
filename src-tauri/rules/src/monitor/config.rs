//! The configuration of a monitor: whether it is valid, and whether a probe met its expectations. Pure.

use std::{ops::RangeInclusive, time::Duration};

use thiserror::Error;

use super::{MonitorCheck, MonitorConfig, expected::Expected};
use crate::{
    model::{
        endpoint,
        http_url::{HttpUrl, NoHttpUrl},
        problem::Problem,
    },
    probe::{self, Cause, Probe, ProbeTarget, allowed_hosts::AllowedHosts},
};

/// The allowed intervals between checks, in seconds.
pub const INTERVALS: RangeInclusive<u32> = 30..=86_400;
/// The allowed timeouts of a check, in seconds.
pub const TIMEOUTS: RangeInclusive<u32> = 1..=60;
/// How many consecutive failures may be required before an endpoint counts as down.
pub const FAILURES: RangeInclusive<u32> = 1..=10;
/// The maximum length of a URL, in bytes.
const URL_LIMIT: usize = 2_000;

/// What is wrong with a configuration.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{field}: {wrong}.")]
pub struct MonitorConfigError {
    /// The field's name, as in [`MonitorConfig`] and in the settings.
    pub field: &'static str,
    /// What is wrong with it.
    pub wrong: String,
}

impl MonitorConfigError {
    fn new(field: &'static str, wrong: impl Into<String>) -> Self {
        Self {
            field,
            wrong: wrong.into(),
        }
    }

    /// The user-facing version.
    pub fn problem(&self) -> Problem {
        let wrong = self.wrong.strip_prefix("it ").unwrap_or(&self.wrong);
        Problem::new(
            format!("It {wrong}."),
            "Nothing was saved.",
            "Enter another value.",
        )
        .about(self.field)
    }
}

impl From<MonitorConfigError> for Problem {
    fn from(error: MonitorConfigError) -> Self {
        error.problem()
    }
}

/// The URL that a monitor requests for an endpoint given as a bare path or without a scheme. Any other text is returned
/// unchanged.
///
/// # Errors
/// If it is a bare path and no base URL is set.
pub fn absolute_url(text: &str, base_url: Option<&str>) -> Result<String, MonitorConfigError> {
    if text.contains("://") {
        return Ok(text.to_owned());
    }
    match probe::target(text, base_url, &AllowedHosts::default()) {
        ProbeTarget::Ready { url, .. } => Ok(url),
        ProbeTarget::NeedsBaseUrl { path } => Err(MonitorConfigError::new(
            "url",
            format!(
                "it is only a path: write the whole URL, like https://pos-bridge.example.com{path}, or set the base URL \
                 of your endpoints (probe.base_url)"
            ),
        )),
        ProbeTarget::None => Ok(text.to_owned()),
    }
}

impl MonitorConfig {
    /// The defaults for a URL: every 5 minutes, a healthy answer ([`Probe::is_good`]) within 10 s, down after 3
    /// consecutive failures.
    pub fn of(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            interval_s: 300,
            expected: String::new(),
            timeout_s: 10,
            failures: 3,
            on: true,
        }
    }

    /// Validates and normalises the configuration.
    ///
    /// # Errors
    /// The first invalid field.
    pub fn checked(mut self) -> Result<Self, MonitorConfigError> {
        self.url = plain_url(&self.url)?;
        within("interval_s", self.interval_s, &INTERVALS, "seconds")?;
        let expected = Expected::parse(&self.expected).ok_or_else(|| {
            MonitorConfigError::new(
                "expected",
                "it must be statuses from 100 to 599, like 200 or 200-299,405",
            )
        })?;
        self.expected = expected.to_string();
        within("timeout_s", self.timeout_s, &TIMEOUTS, "seconds")?;
        within("failures", self.failures, &FAILURES, "in a row")?;
        Ok(self)
    }

    /// The monitor's identity, under which its history is stored: the normalised URL.
    pub fn endpoint(&self) -> String {
        endpoint::normalise(&self.url)
    }

    /// A short name: `/retm/orders`.
    pub fn label(&self) -> String {
        endpoint::path(&self.url)
    }

    /// Its host, without the port.
    pub fn host(&self) -> String {
        host(&self.url)
    }

    /// How often it is checked.
    pub fn interval(&self) -> Duration {
        Duration::from_secs(self.interval_s.into())
    }

    /// The timeout of a check.
    pub fn timeout(&self) -> Duration {
        Duration::from_secs(self.timeout_s.into())
    }

    /// Judges a probe by this configuration. `None` if the probe says nothing about the endpoint.
    pub fn judge(&self, probe: &Probe) -> Option<MonitorCheck> {
        if !probe.cause.is_about_the_endpoint() {
            return None;
        }
        let took = Duration::from_micros(probe.took_us);
        let as_expected = self.is_expected(probe);
        let in_time = took <= self.timeout();
        let sentence = match (as_expected, in_time, probe.status) {
            (true, false, _) => format!(
                "It answers after {:.1} s; {} s are allowed.",
                took.as_secs_f64(),
                self.timeout_s
            ),
            (false, _, Some(status)) if !self.expected.is_empty() && answers(probe.cause) => {
                format!("It answers {status}; {} is expected.", self.expected)
            }
            _ => probe.sentence.clone(),
        };
        Some(MonitorCheck {
            at: probe.at,
            good: as_expected && in_time,
            took_ms: u32::try_from(probe.took_us / 1_000).unwrap_or(u32::MAX),
            cause: probe.cause,
            status: probe
                .success_status()
                .filter(|_| as_expected)
                .or(probe.status),
            sentence,
        })
    }

    /// Whether a stored good check is still good by the current rule. Earlier versions accepted any answer below 500.
    pub fn still_counts(&self, check: &MonitorCheck) -> bool {
        let is_2xx = check.status.is_none_or(probe::is_success);
        check.good && (!self.expected.is_empty() || is_2xx)
    }

    fn is_expected(&self, probe: &Probe) -> bool {
        match Expected::parse(&self.expected) {
            Some(expected) if !expected.0.is_empty() => {
                answers(probe.cause)
                    && [probe.status, probe.get_status]
                        .into_iter()
                        .flatten()
                        .any(|status| expected.0.iter().any(|range| range.contains(&status)))
            }
            _ => probe.is_good(),
        }
    }
}

/// Whether the endpoint itself gave a complete HTTP answer of any kind.
const fn answers(cause: Cause) -> bool {
    matches!(
        cause,
        Cause::Answers | Cause::ServerError | Cause::Redirects
    )
}

/// The host of a URL, without the port. Empty if there is none.
pub fn host(url: &str) -> String {
    let url = HttpUrl::parse(url).ok();
    let host = url.as_ref().and_then(|url| url.host_str());
    host.unwrap_or_default().to_owned()
}

fn plain_url(text: &str) -> Result<String, MonitorConfigError> {
    let wrong = |what: &str| MonitorConfigError::new("url", what);
    let url = HttpUrl::parse(text).map_err(|error| match error {
        NoHttpUrl::NoUrl => {
            wrong("it must be a whole URL, like https://pos-bridge.example.com/retm/orders")
        }
        NoHttpUrl::Scheme(_) => wrong("it must begin with http:// or https://"),
    })?;
    if url.has_user() {
        return Err(wrong(
            "it can't carry a user name or a password: checks send none",
        ));
    }
    let url = url.as_sent();
    if url.as_str().len() > URL_LIMIT {
        return Err(wrong("it is longer than 2,000 bytes"));
    }
    Ok(url.to_string())
}

fn within(
    field: &'static str,
    number: u32,
    range: &RangeInclusive<u32>,
    unit: &str,
) -> Result<(), MonitorConfigError> {
    if range.contains(&number) {
        return Ok(());
    }
    let wrong = format!(
        "it must be {} to {} {unit}, not {number}",
        range.start(),
        range.end()
    );
    Err(MonitorConfigError::new(field, wrong))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{explain::translated::assert_read_back, model::moment::Moment, probe::Method};

    fn probe(cause: Cause, status: Option<u16>, took_ms: u64) -> Probe {
        Probe {
            url: "https://a.example/x".to_owned(),
            method: Method::Head,
            at: Moment::from_millis(7),
            took_us: took_ms * 1_000,
            steps: Vec::new(),
            status,
            get_status: None,
            certificate_until: None,
            cause,
            sentence: "As it was found.".to_owned(),
            next: String::new(),
        }
    }

    #[test]
    fn a_wish_is_taken_in_its_plain_form_or_refused_by_its_field() {
        type Change = fn(&mut MonitorConfig);
        let change = |change: Change| {
            let mut config = MonitorConfig::of(" HTTPS://A.example:443/x#top ");
            change(&mut config);
            config.checked()
        };
        let plain = change(|config| config.expected = " 200 - 299, 405,405 ".to_owned()).unwrap();
        assert_eq!(
            (&*plain.url, &*plain.expected),
            ("https://a.example/x", "200-299,405,405")
        );
        assert_eq!((&*plain.host(), &*plain.label()), ("a.example", "/x"));
        let refused: [(&str, Change); 15] = [
            ("url", |config| config.url = "/retm/orders".to_owned()),
            ("url", |config| config.url = "ftp://a.example/".to_owned()),
            ("url", |config| {
                config.url = "https://u:p@a.example/".to_owned()
            }),
            ("url", |config| {
                config.url = format!("https://a.example/{}", "x".repeat(2_000))
            }),
            ("interval_s", |config| config.interval_s = 29),
            ("interval_s", |config| config.interval_s = 86_401),
            ("timeout_s", |config| config.timeout_s = 0),
            ("timeout_s", |config| config.timeout_s = 61),
            ("failures", |config| config.failures = 0),
            ("failures", |config| config.failures = 11),
            ("expected", |config| config.expected = "2xx".to_owned()),
            ("expected", |config| config.expected = "299-200".to_owned()),
            ("expected", |config| config.expected = "99".to_owned()),
            ("expected", |config| config.expected = "600".to_owned()),
            ("expected", |config| config.expected = "200,".to_owned()),
        ];
        for (i, (field, wrong)) in refused.into_iter().enumerate() {
            let error = change(wrong).unwrap_err();
            assert_eq!(error.field, field, "{i}: {error}");
            let problem = error.problem();
            assert_eq!(problem.field.as_deref(), Some(field), "{error}");
            assert!(problem.what.starts_with("It "), "{problem}");
            assert_read_back(&problem.what);
            assert_read_back(&problem.meaning);
            assert_read_back(&problem.remedy);
        }
        for (interval_s, timeout_s, failures) in [(30, 1, 1), (86_400, 60, 10)] {
            let config = MonitorConfig {
                interval_s,
                timeout_s,
                failures,
                ..plain.clone()
            };
            assert_eq!(config.clone().checked(), Ok(config));
        }
    }

    #[test]
    fn a_bare_path_is_asked_behind_the_base_url_and_without_one_says_so() {
        let base = Some("https://pos.example");
        for (text, base, expected) in [
            (
                "/retm/orders",
                base,
                Some("https://pos.example/retm/orders"),
            ),
            ("/retm/orders", None, None),
            ("pos.example/x", None, Some("https://pos.example/x")),
            ("http://a.example/x", base, Some("http://a.example/x")),
            ("two words", base, Some("two words")),
        ] {
            let found = absolute_url(text, base);
            assert_eq!(found.as_deref().ok(), expected, "{text}");
        }
        let error = absolute_url("/retm/orders", None).unwrap_err();
        assert_read_back(&error.problem().what);
        let error = error.to_string();
        assert!(error.contains("probe.base_url"), "{error}");
    }

    #[test]
    fn a_probe_is_good_when_it_found_what_was_asked_for_in_time() {
        for (expected, cause, status, took_ms, good, sentence) in [
            ("", Cause::Answers, Some(200), 10, true, "As it was found."),
            ("", Cause::Answers, Some(404), 10, false, "As it was found."),
            ("", Cause::Answers, Some(401), 10, false, "As it was found."),
            ("", Cause::Answers, Some(405), 10, false, "As it was found."),
            (
                "",
                Cause::ServerError,
                Some(503),
                10,
                false,
                "As it was found.",
            ),
            (
                "",
                Cause::Redirects,
                Some(301),
                10,
                false,
                "As it was found.",
            ),
            ("", Cause::Refused, None, 10, false, "As it was found."),
            (
                "",
                Cause::Answers,
                Some(200),
                10_001,
                false,
                "It answers after 10.0 s; 10 s are allowed.",
            ),
            (
                "200-299,405",
                Cause::Answers,
                Some(405),
                10,
                true,
                "As it was found.",
            ),
            (
                "301",
                Cause::Redirects,
                Some(301),
                10,
                true,
                "As it was found.",
            ),
            (
                "503",
                Cause::ServerError,
                Some(503),
                10,
                true,
                "As it was found.",
            ),
            (
                "200",
                Cause::Answers,
                Some(404),
                10,
                false,
                "It answers 404; 200 is expected.",
            ),
            (
                "502",
                Cause::TunnelDown,
                Some(502),
                10,
                false,
                "As it was found.",
            ),
            (
                "200",
                Cause::SlowBody,
                Some(200),
                10,
                false,
                "As it was found.",
            ),
        ] {
            let config = MonitorConfig {
                expected: expected.to_owned(),
                ..MonitorConfig::of("https://a.example/x")
            };
            let check = config.judge(&probe(cause, status, took_ms)).unwrap();
            assert_eq!(
                (check.good, &*check.sentence),
                (good, sentence),
                "{expected} {cause:?} {status:?}"
            );
            if sentence != "As it was found." {
                assert_read_back(sentence);
            }
        }
    }

    #[test]
    fn what_an_earlier_rule_took_for_good_no_longer_counts() {
        let config = MonitorConfig::of("https://a.example/x");
        let found = |status, get_status| {
            let probe = Probe {
                get_status,
                ..probe(Cause::Answers, Some(status), 10)
            };
            config.judge(&probe).unwrap()
        };
        let kept = MonitorCheck {
            good: true,
            ..found(404, None)
        };
        assert!(!config.still_counts(&kept));
        let accepts = MonitorConfig {
            expected: "200-299,404".to_owned(),
            ..config.clone()
        };
        assert!(accepts.still_counts(&kept));
        let confirmed = found(405, Some(204));
        assert_eq!((confirmed.good, confirmed.status), (true, Some(204)));
        assert!(config.still_counts(&confirmed) && config.still_counts(&found(200, None)));
    }

    #[test]
    fn what_says_nothing_of_the_endpoint_is_no_check() {
        let config = MonitorConfig::of("https://a.example/x");
        for cause in [
            Cause::Offline,
            Cause::NotAllowed,
            Cause::NoTarget,
            Cause::Cancelled,
        ] {
            assert_eq!(config.judge(&probe(cause, None, 0)), None, "{cause:?}");
        }
    }
}
