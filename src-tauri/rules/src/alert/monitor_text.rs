//! The text of notices about monitors, hosts and certificates. Pure; network text is cut and cleaned as in
//! [`crate::alert::text`].

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use jiff::tz::TimeZone;

use crate::alert::{
    notice::Slot,
    one_line::one_line,
    system_notice::{StillTrue, SystemNotice},
    text::time,
};
use crate::model::{count::grouped, duration::in_words};
use crate::{
    model::moment::Moment,
    monitor::{MonitorCheck, notices::OutageNotice},
};

/// How many endpoints a notice lists by name.
const NAMED: usize = 3;

impl SystemNotice {
    /// The notice about an outage of a monitor or its host, or about its end.
    pub fn monitor(
        change: &OutageNotice,
        now: Moment,
        zone: &TimeZone,
        still_true: StillTrue,
    ) -> Self {
        let time = |at: Moment| time(at, now, zone);
        let outage = |since: Moment, until: Moment| {
            let lasted = in_words(until.since(since));
            format!("down {}–{} ({lasted})", time(since), time(until))
        };
        let (slot, title, body) = match change {
            OutageNotice::Down {
                id,
                label,
                since,
                failures,
                last,
            } => {
                let checks = match failures {
                    0 | 1 => "since".to_owned(),
                    more => format!("{} checks in a row since", grouped((*more).into())),
                };
                let body = format!("{checks} {}: {}", time(*since), found(last));
                (Slot::Monitor(*id), fails(label, last), body)
            }
            OutageNotice::Up {
                id,
                label,
                since,
                until,
            } => {
                let title = format!("{} answers again", one_line(label));
                (Slot::Monitor(*id), title, outage(*since, *until))
            }
            OutageNotice::HostDown {
                host,
                labels,
                since,
                last,
            } => {
                let body = format!("{} since {}: {}", listed(labels), time(*since), found(last));
                let title = format!("Nothing behind {} answers as it should", one_line(host));
                (Slot::Host(number(host)), title, body)
            }
            OutageNotice::HostUp {
                host,
                since,
                until,
                still_down,
            } => {
                let mut body = outage(*since, *until);
                if !still_down.is_empty() {
                    body = format!("{body}; still failing: {}", listed(still_down));
                }
                let title = format!("{} answers again", one_line(host));
                (Slot::Host(number(host)), title, body)
            }
        };
        let is_end = matches!(
            change,
            OutageNotice::Up { .. } | OutageNotice::HostUp { .. }
        );
        Self::new(slot, title, body, still_true, is_end)
    }

    /// A certificate that expires at `until`, or has expired.
    pub fn certificate(
        host: &str,
        until: Moment,
        now: Moment,
        zone: &TimeZone,
        still_true: StillTrue,
    ) -> Self {
        let name = one_line(host);
        let when = format!("{} {}", until.day(zone), until.hour_and_minute(zone));
        let (title, body) = if until <= now {
            (
                format!("Your certificate for {name} has expired"),
                format!("since {when}. RETM can't deliver to it until it is renewed"),
            )
        } else {
            (
                format!(
                    "Your certificate for {name} expires in {}",
                    in_words(until.since(now))
                ),
                format!("on {when}. RETM can't deliver to it then: renew it before"),
            )
        };
        Self::new(
            Slot::Certificate(number(host)),
            title,
            body,
            still_true,
            false,
        )
    }
}

fn fails(label: &str, last: &MonitorCheck) -> String {
    let label = one_line(label);
    match last.status {
        None => format!("{label} does not answer"),
        Some(_) => format!("{label} does not answer as it should"),
    }
}

/// What the latest check found, as part of a sentence.
fn found(last: &MonitorCheck) -> String {
    one_line(last.sentence.trim_end_matches('.'))
}

/// `/retm/orders, /retm/menu and 5 more`.
fn listed(labels: &[String]) -> String {
    let named: Vec<_> = labels
        .iter()
        .take(NAMED)
        .map(|label| one_line(label))
        .collect();
    match labels.len().saturating_sub(NAMED) {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}

fn number(host: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    host.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::probe::Cause;

    const NOW: Moment = Moment::from_millis(1_700_000_000_000); // 14 Nov 22:13

    fn ago(minutes: u64) -> Moment {
        NOW.minus(Duration::from_secs(minutes * 60))
    }

    fn check(status: Option<u16>, sentence: &str) -> MonitorCheck {
        MonitorCheck {
            at: NOW,
            good: false,
            took_ms: 1,
            cause: Cause::Refused,
            status,
            sentence: sentence.to_owned(),
        }
    }

    fn words(change: &OutageNotice) -> String {
        let told = SystemNotice::monitor(change, NOW, &TimeZone::UTC, Box::new(|| true));
        format!("{} | {}", told.notice().title, told.notice().body)
    }

    #[test]
    fn what_is_told_says_what_happened_to_their_thing() {
        let down = |failures, status, sentence: &str| OutageNotice::Down {
            id: 4,
            label: "/retm/orders".to_owned(),
            since: ago(6),
            failures,
            last: check(status, sentence),
        };
        let labels = |n: usize| (1..=n).map(|i| format!("/{i}")).collect();
        let host = || "a.example".to_owned();
        for (change, expected) in [
            (
                down(3, None, "Connection refused."),
                "/retm/orders does not answer | 3 checks in a row since 22:07: Connection refused",
            ),
            (
                down(1, Some(503), "It answers\n503."),
                "/retm/orders does not answer as it should | since 22:07: It answers 503",
            ),
            (
                OutageNotice::Up {
                    id: 4,
                    label: "/retm/orders".to_owned(),
                    since: ago(24),
                    until: NOW,
                },
                "/retm/orders answers again | down 21:49–22:13 (24 min)",
            ),
            (
                OutageNotice::Up {
                    id: 4,
                    label: "/retm/orders".to_owned(),
                    since: ago(24 * 60),
                    until: ago(20 * 60),
                },
                "/retm/orders answers again | down 13 Nov 22:13–02:13 (4 h)",
            ),
            (
                OutageNotice::HostDown {
                    host: host(),
                    labels: labels(2),
                    since: ago(6),
                    last: check(None, "Refused."),
                },
                "Nothing behind a.example answers as it should | /1, /2 since 22:07: Refused",
            ),
            (
                OutageNotice::HostUp {
                    host: host(),
                    since: ago(6),
                    until: NOW,
                    still_down: labels(5),
                },
                "a.example answers again | down 22:07–22:13 (6 min); still failing: /1, /2, /3 and 2 more",
            ),
        ] {
            assert_eq!(words(&change), expected);
        }
    }

    #[test]
    fn a_certificate_is_told_by_what_is_left_of_it() {
        let hours = |hours: u64| NOW.plus(Duration::from_secs(hours * 3600));
        for (until, title) in [
            (hours(14 * 24), "expires in 14 days"),
            (hours(3 * 24 - 1), "expires in 3 days"),
            (hours(25), "expires in 25 h"),
            (hours(24), "expires in 24 h"),
            (hours(1), "expires in 60 min"),
            (NOW, "has expired"),
            (ago(60), "has expired"),
        ] {
            let told = SystemNotice::certificate(
                "a.example",
                until,
                NOW,
                &TimeZone::UTC,
                Box::new(|| true),
            );
            let expected = format!("Your certificate for a.example {title}");
            assert_eq!(told.notice().title, expected);
            assert!(told.notice().body.contains("RETM can't deliver"));
        }
    }
}
