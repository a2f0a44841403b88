//! The text of notices about monitors, hosts and certificates. Pure; network text is cut and cleaned as in
//! [`crate::alert::text`].

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use jiff::tz::TimeZone;

use crate::alert::{
    notice::Slot,
    one_line::one_line,
    system_notice::{StillTrue, SystemNotice},
};
use crate::{
    explain::translate,
    locale::{Locale, Sentence},
    model::{local_words, moment::Moment},
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
        let slot = match change {
            OutageNotice::Down { id, .. } | OutageNotice::Up { id, .. } => Slot::Monitor(*id),
            OutageNotice::HostDown { host, .. } | OutageNotice::HostUp { host, .. } => {
                Slot::Host(number(host))
            }
        };
        // A host with endpoints that are still down is no end: those are announced by this notice alone.
        let is_end = match change {
            OutageNotice::Up { .. } => true,
            OutageNotice::HostUp { still_down, .. } => still_down.is_empty(),
            OutageNotice::Down { .. } | OutageNotice::HostDown { .. } => false,
        };
        let (change, zone) = (change.clone(), zone.clone());
        let words = Box::new(move |locale| outage(&change, locale, now, &zone));
        Self::new(slot, words, still_true, is_end)
    }

    /// A certificate that expires at `until`, or has expired.
    pub fn certificate(
        host: &str,
        until: Moment,
        now: Moment,
        zone: &TimeZone,
        still_true: StillTrue,
    ) -> Self {
        let slot = Slot::Certificate(number(host));
        let (name, zone) = (one_line(host), zone.clone());
        let words = move |locale: Locale| {
            let form = if until <= now { "expired" } else { "expires" };
            let title = locale.message("certificate-title").form("form", form);
            let title = title
                .code("host", &name)
                .phrase("span", local_words::span(locale, until.since(now)));
            let body = locale.message("certificate-body").form("form", form);
            let body = body.phrase("when", local_words::day_and_time(locale, until, &zone));
            (title.text(), body.text())
        };
        Self::new(slot, Box::new(words), still_true, false)
    }
}

fn outage(change: &OutageNotice, locale: Locale, now: Moment, zone: &TimeZone) -> (String, String) {
    let time = |at: Moment| local_words::time(locale, at, now, zone);
    let lasted = |id, since: Moment, until: Moment| {
        let span = local_words::span(locale, until.since(since));
        let body = locale.message(id).phrase("span", span);
        body.phrase("from", time(since)).phrase("to", time(until))
    };
    let titled = |id, name: &str| locale.message(id).code("name", &one_line(name));
    let (title, body) = match change {
        OutageNotice::Down {
            label,
            since,
            failures,
            last,
            ..
        } => {
            let answers = last.status.map_or("none", |_| "wrong");
            let body = locale.message("monitor-down-body");
            let body = body.number("count", i64::from(*failures).max(1));
            (
                titled("monitor-down-title", label).form("answers", answers),
                body.phrase("since", time(*since))
                    .quoted("found", &found(locale, last)),
            )
        }
        OutageNotice::Up {
            label,
            since,
            until,
            ..
        } => (
            titled("monitor-up-title", label),
            lasted("monitor-up-body", *since, *until),
        ),
        OutageNotice::HostDown {
            host,
            labels,
            since,
            last,
        } => (
            titled("host-down-title", host),
            host_down(locale, labels, last).phrase("since", time(*since)),
        ),
        OutageNotice::HostUp {
            host,
            since,
            until,
            still_down,
        } => {
            let rest = if still_down.is_empty() { "no" } else { "yes" };
            let body = lasted("host-up-body", *since, *until).form("rest", rest);
            let labels = listed(locale, still_down);
            (
                titled("monitor-up-title", host),
                body.phrase("labels", labels),
            )
        }
    };
    (title.text(), body.text())
}

fn host_down(locale: Locale, labels: &[String], last: &MonitorCheck) -> Sentence {
    let body = locale.message("host-down-body");
    body.phrase("labels", listed(locale, labels))
        .quoted("found", &found(locale, last))
}

/// What the latest check found, as part of a sentence. Cleaned before it is translated: that isolates what is foreign.
fn found(locale: Locale, last: &MonitorCheck) -> String {
    let clean = one_line(last.sentence.trim_end_matches('.'));
    let said = translate(locale, &format!("{clean}."));
    said.trim_end_matches('.').to_owned()
}

/// `/retm/orders, /retm/menu and 5 more`.
fn listed(locale: Locale, labels: &[String]) -> String {
    let named: Vec<_> = labels
        .iter()
        .take(NAMED)
        .map(|label| locale.isolated(&one_line(label)))
        .collect();
    let more = i64::try_from(labels.len().saturating_sub(NAMED)).unwrap_or(0);
    let all = locale.message("labels").number("more", more);
    all.phrase("named", named.join(&locale.words("label-comma")))
        .text()
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
    use crate::{alert::system_notice::NoticeQueue, probe::Cause};

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
        let shown = SystemNotice::monitor(change, NOW, &TimeZone::UTC, Box::new(|| true));
        let notice = shown.notice(Locale::default());
        format!("{} | {}", notice.title, notice.body)
    }

    #[test]
    fn notices_say_what_happened_to_the_users_endpoint() {
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
    fn an_outage_outlives_the_end_of_its_hosts_that_was_not_shown() {
        let host_up = |still_down: &[&str]| OutageNotice::HostUp {
            host: "a.example".to_owned(),
            since: ago(6),
            until: NOW,
            still_down: still_down.iter().map(|&label| label.to_owned()).collect(),
        };
        let waiting_after = |end: &OutageNotice| {
            let queue = NoticeQueue::default();
            let down = OutageNotice::HostDown {
                host: "a.example".to_owned(),
                labels: vec!["/1".to_owned(), "/2".to_owned()],
                since: ago(6),
                last: check(None, "Refused."),
            };
            for change in [&down, end] {
                queue.add(SystemNotice::monitor(
                    change,
                    NOW,
                    &TimeZone::UTC,
                    Box::new(|| true),
                ));
            }
            queue
                .take()
                .map(|shown| shown.notice(Locale::default()).title)
        };
        assert_eq!(waiting_after(&host_up(&[])), None);
        let shown = waiting_after(&host_up(&["/2"]));
        assert_eq!(shown.as_deref(), Some("a.example answers again"));
    }

    #[test]
    fn the_text_about_a_certificate_says_how_long_it_is_valid() {
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
            let shown = SystemNotice::certificate(
                "a.example",
                until,
                NOW,
                &TimeZone::UTC,
                Box::new(|| true),
            );
            let expected = format!("Your certificate for a.example {title}");
            let notice = shown.notice(Locale::default());
            assert_eq!(notice.title, expected);
            assert!(notice.body.contains("RETM can't deliver"));
        }
    }
}
