//! The text of notifications. Pure functions turn what the store knows into a title and one or two lines, in the user's
//! time zone. Text from the network is shortened, stripped of control characters and isolated in its direction. Whoever
//! displays it escapes it.

use jiff::tz::TimeZone;

pub(crate) use super::one_line::{cut_in_the_middle, one_line};
use super::{
    AlertKind, STORM_CALM, SuppressReason,
    notice::{Actions, Notice, Slot},
};
use crate::locale::{Locale, Sentence};
use crate::model::local_words;
use crate::{
    alert::Summary,
    incident::{
        Change, Incident,
        delivery_error::{DeliveryError, Source},
        recovery::RecoveryState,
    },
    model::http_status,
    model::{endpoint, moment::Moment},
};

/// How many characters of a title every notification server shows. What fails and since when must fit.
const TITLE_LIMIT: usize = 40;
/// How many characters of a name are always shown.
const NAME_AT_LEAST: usize = 12;
/// RETM's code for no answer.
const NO_ANSWER: i64 = 0;

/// The notice for an alert, from the incident's current state. An alert that was held thus shows the newest facts.
pub fn incident_notice(
    incident: &Incident,
    newest: &DeliveryError,
    (kind, recovery): (AlertKind, &RecoveryState),
    now: Moment,
    (locale, zone): (Locale, &TimeZone),
) -> Notice {
    let words = IncidentText {
        incident,
        newest,
        recovery,
        now,
        locale,
        zone,
    };
    match kind {
        AlertKind::Recovered => words.recovered("incident-recovered-title"),
        AlertKind::FailedAndRecovered => words.recovered("incident-passed-title"),
        AlertKind::Flapping => words.flapping(),
        AlertKind::Opened | AlertKind::Escalated | AlertKind::Grew => words.failing(kind),
    }
}

/// The same for an incident that was acknowledged until it changes, with what has changed: the body begins with it.
pub fn with_change(mut notice: Notice, change: &Change) -> Notice {
    let change = change.words(notice.locale);
    let mut letters = change.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    let change: String = first.into_iter().chain(letters).collect();
    notice.body = format!("{change}. {}", notice.body);
    notice
}

/// The same with the project of what failed.
pub fn with_project(mut notice: Notice, project: &str, locale: Locale) -> Notice {
    let named = locale.message("incident-project");
    let named = named.quoted("project", &one_line(project)).text();
    notice.body = format!("{}. {named}", notice.body);
    notice
}

/// What the words of an incident are made of.
struct IncidentText<'a> {
    incident: &'a Incident,
    newest: &'a DeliveryError,
    recovery: &'a RecoveryState,
    now: Moment,
    locale: Locale,
    zone: &'a TimeZone,
}

impl IncidentText<'_> {
    fn notice(&self, title: String, body: String) -> Notice {
        Notice {
            slot: Slot::Incident(self.incident.id),
            title,
            body,
            replaces: true,
            silent: false,
            sound: true,
            actions: Actions::None,
            locale: self.locale,
        }
    }

    /// `/retm/orders works again` · `down 09:14–10:02 (48 min), 412 reports. Checked from this computer. See what you
    /// missed`, from its first report to the first good probe after its last one.
    fn recovered(&self, title: &'static str) -> Notice {
        let (from, good) = (self.incident.opened_at, self.recovery.good_since);
        let to = good.unwrap_or(self.incident.changed_at);
        let title = self.locale.message(title);
        let body = self.locale.message("incident-recovered-body");
        let body = body
            .phrase("from", local_words::near(self.locale, from, to, self.zone))
            .phrase(
                "to",
                local_words::hour_and_minute(self.locale, to, self.zone),
            )
            .phrase("span", local_words::span(self.locale, to.since(from)))
            .number("breaks", self.recovery.times_reopened)
            .number("reports", self.incident.error_count)
            .form("known-by", good.map_or("relay", |_| "probe"));
        let label = one_line(&self.incident.name(self.locale));
        self.notice(title.code("label", &label).text(), body.text())
    }

    /// `/retm/orders comes and goes — 3 times in 40 min`.
    fn flapping(&self) -> Notice {
        let since = self.recovery.first_recovered_at;
        let since = since.unwrap_or(self.incident.opened_at);
        let title = self.locale.message("incident-flapping-title");
        let title = title
            .code("label", &one_line(&self.incident.name(self.locale)))
            .number("times", self.recovery.times_reopened)
            .phrase(
                "span",
                local_words::span(self.locale, self.now.since(since)),
            );
        let body = self.body("incident-flapping-body", &self.place());
        Notice {
            actions: Actions::Incident,
            ..self.notice(title.text(), body.text())
        }
    }

    fn failing(&self, kind: AlertKind) -> Notice {
        let counted = |id| {
            let title = self.locale.message(id);
            title.number("count", self.incident.error_count).text()
        };
        let (title, body, place) = match self.newest.source {
            Source::Test => (counted("test-title"), "test-body", self.place()),
            _ if !self.newest.readable => {
                (counted("unreadable-title"), "unreadable-body", self.place())
            }
            _ => {
                let (title, place) = self.failing_title();
                (title, "incident-failing-body", place)
            }
        };
        Notice {
            replaces: kind != AlertKind::Opened,
            silent: kind == AlertKind::Grew,
            actions: match self.newest.source {
                Source::Test => Actions::None,
                _ => Actions::Incident,
            },
            ..self.notice(title, self.body(body, &place).text())
        }
    }

    /// `/retm/orders is failing since 10:07 — 503`, `/retm/menu can't be reached since 10:07`, and what the body calls
    /// it. The code of several reports is the last one's, and the headline says so.
    fn failing_title(&self) -> (String, String) {
        let (incident, newest) = (self.incident, self.newest);
        let form = match (newest.code, self.recovery.times_reopened) {
            (Some(NO_ANSWER), 0) => "unreachable",
            (Some(NO_ANSWER), _) => "unreachable-again",
            (_, 0) => "failing",
            _ => "failing-again",
        };
        let since = local_words::time(self.locale, incident.opened_at, self.now, self.zone);
        let title = self.locale.message("incident-failing-title");
        let title = title
            .form("form", form)
            .number("count", incident.error_count.max(1))
            .phrase("since", since);
        let nameless = title.clone().form("which", "none").phrase("label", "");
        let taken = nameless.text().chars().count();
        let room = TITLE_LIMIT.saturating_sub(taken);
        let (label, is_whole) = end_of(&incident.name(self.locale), room.max(NAME_AT_LEAST));
        let which = match (newest.code, incident.error_count) {
            (None | Some(NO_ANSWER), _) => "none",
            (_, ..=1) => "only",
            _ => "last",
        };
        let code = newest.code.map(|code| code.to_string());
        let title = title
            .code("label", &label)
            .form("which", which)
            .code("code", &code.unwrap_or_default());
        let place = match is_whole {
            true => self.place(),
            false => one_line(&endpoint::host_and_path(&newest.endpoint)),
        };
        (title.text(), place)
    }

    /// A body, with all that the message of a body may name.
    fn body(&self, id: &'static str, place: &str) -> Sentence {
        let (cause, said) = cause(self.newest);
        let merchant = self.newest.merchant.as_deref().map(one_line);
        let lasted = self.now.since(self.incident.opened_at);
        let body = self.locale.message(id);
        body.code("place", place)
            .form("cause", cause)
            .quoted("said", &said)
            .form(
                "source",
                match self.newest.source {
                    Source::Relay => "relay",
                    Source::Retm | Source::Test | Source::Simulated => "retm",
                },
            )
            .number("count", self.incident.error_count.max(1))
            .phrase("span", local_words::span(self.locale, lasted))
            .form("named", merchant.as_ref().map_or("no", |_| "yes"))
            .quoted("merchant", &merchant.unwrap_or_default())
    }

    /// What tells an endpoint from others of its path: its host; where none is known, its name.
    fn place(&self) -> String {
        let name = || match endpoint::name(&self.newest.endpoint) {
            name if name.is_empty() => self.locale.words("incident-unnamed"),
            name => one_line(&name),
        };
        endpoint::host(&self.newest.endpoint).map_or_else(name, |host| one_line(&host))
    }
}

/// Words an alert about a storm or a digest.
pub fn summary(summary: &Summary, locale: Locale, zone: &TimeZone) -> Notice {
    let all = |id| locale.message(id).number("count", summary.incidents);
    let (title, body) = match (summary.why, summary.over) {
        (SuppressReason::Storm | SuppressReason::Host, false) => {
            let host = summary.host.as_deref().map(one_line);
            let title = all("storm-title")
                .form("at-host", host.as_ref().map_or("no", |_| "yes"))
                .code("host", &host.unwrap_or_default());
            (
                title,
                busiest(locale.message("storm-body"), summary, locale),
            )
        }
        (SuppressReason::Storm | SuppressReason::Host, true) => storm_over(summary, locale, zone),
        (why, _) if summary.recovered >= summary.incidents => (
            all_work_again(summary, locale).form("why", meanwhile(why)),
            busiest(locale.message("summary-works-body"), summary, locale),
        ),
        (why, _) => {
            let failed = summary.incidents - summary.recovered + summary.passed;
            let title = locale
                .message("summary-failed-title")
                .number("count", failed);
            let body = busiest(locale.message("summary-failed-body"), summary, locale)
                .number("unresolved", summary.unresolved)
                .number("again", summary.recovered);
            (title.form("why", meanwhile(why)), body)
        }
    };
    Notice {
        slot: Slot::Summary(summary.id),
        title: title.text(),
        body: body.text(),
        replaces: summary.over,
        silent: false,
        sound: true,
        actions: Actions::None,
        locale,
    }
}

/// A storm that brings no more reports: `50 endpoints still failing`, or `12 of 50 endpoints still failing`. That no more
/// comes is said, and never stands for a recovery.
fn storm_over(summary: &Summary, locale: Locale, zone: &TimeZone) -> (Sentence, Sentence) {
    let (all, left) = (summary.incidents, summary.unresolved.min(summary.incidents));
    let title = match left {
        0 if summary.recovered >= all => "summary-works-title",
        0 => "storm-resolved-title",
        left if left == all => "storm-all-failing-title",
        _ => "storm-some-failing-title",
    };
    let title = locale
        .message(title)
        .number("count", all)
        .number("left", left);
    let time = |at| local_words::hour_and_minute(locale, at, zone);
    let (from, to) = (time(summary.began_at), time(summary.last_error_at));
    let body = locale.message("storm-over-body");
    let body = body
        .number("calm", i64::try_from(STORM_CALM.as_secs()).unwrap_or(0))
        .number("again", if left == 0 { 0 } else { summary.recovered })
        .form("times", if from == to { "one" } else { "two" })
        .phrase("from", from)
        .phrase("to", to)
        .number("reports", summary.errors);
    (title, body)
}

/// `3 endpoints work again`; where nothing was told of their failure, `3 endpoints failed in quiet hours and work
/// again`.
fn all_work_again(summary: &Summary, locale: Locale) -> Sentence {
    let title = match summary.passed {
        0 => "summary-works-title",
        passed if passed >= summary.recovered => "summary-passed-title",
        _ => "summary-some-passed-title",
    };
    let title = locale.message(title).number("count", summary.recovered);
    title.number("passed", summary.passed)
}

const fn meanwhile(why: SuppressReason) -> &'static str {
    match why {
        SuppressReason::QuietHours => "quiet-hours",
        SuppressReason::Paused => "paused",
        SuppressReason::DoNotDisturb => "do-not-disturb",
        SuppressReason::Woke => "woke",
        SuppressReason::Together => "together",
        _ => "away",
    }
}

/// Names the busiest: `/retm/orders ×412, /retm/menu ×7 and 5 more`.
fn busiest(body: Sentence, summary: &Summary, locale: Locale) -> Sentence {
    let mut named = summary.busiest.iter().take(2).map(|incident| {
        let label = one_line(&incident.name(locale));
        match incident.error_count {
            ..=1 => label,
            count => format!("{label} ×{}", locale.count(count)),
        }
    });
    let (first, second) = (named.next(), named.next());
    let count = i64::from(first.is_some()) + i64::from(second.is_some());
    let rest = (summary.incidents - count).max(0);
    let shown = match (count, rest) {
        (0, _) => "none",
        (1, 0) => "one",
        (_, 0) => "two",
        (1, _) => "one-and-more",
        _ => "two-and-more",
    };
    body.form("shown", shown)
        .code("first", &first.unwrap_or_default())
        .code("second", &second.unwrap_or_default())
        .number("rest", rest)
}

/// Shortens a name to this many characters. Keeps its end, starting at a slash if possible.
fn end_of(label: &str, room: usize) -> (String, bool) {
    let count = label.chars().count();
    if count <= room {
        return (one_line(label), true);
    }
    let end: String = label.chars().skip(count + 1 - room).collect();
    let end = end.find('/').map_or(&*end, |at| &end[at..]);
    (format!("…{}", one_line(end)), false)
}

/// What is said of the cause: the message's form, and RETM's own words: `503 Service Unavailable`, `Connection refused`.
fn cause(newest: &DeliveryError) -> (&'static str, String) {
    let message = one_line(&newest.message);
    if newest.code == Some(NO_ANSWER) {
        return match message.is_empty() {
            true => ("no-answer", message),
            false => ("said", message),
        };
    }
    let reason = || {
        newest
            .code
            .and_then(http_status::reason)
            .unwrap_or_default()
    };
    let message = match message.is_empty() {
        true => reason().to_owned(),
        false => message,
    };
    match (newest.code, message.is_empty()) {
        (None, true) => ("nothing", message),
        (None, false) => ("said", message),
        (Some(code), true) => ("said", code.to_string()),
        (Some(code), false) => ("said", format!("{code} {message}")),
    }
}

#[cfg(test)]
#[path = "text_tests.rs"]
mod tests;
