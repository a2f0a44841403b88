//! The text of notifications. Pure functions turn what the store knows into a title and one or two lines, in the user's
//! time zone. Text from the network is shortened, stripped of control characters and isolated in its direction. Whoever
//! displays it escapes it.

use jiff::tz::TimeZone;

use super::{
    AlertKind, STORM_CALM, SuppressReason,
    notice::{Actions, Notice, Slot},
    one_line::one_line,
};
use crate::model::duration::in_words;
use crate::{
    alert::Summary,
    incident::{
        Incident,
        delivery_error::{DeliveryError, Source},
        recovery::{self, RecoveryState},
    },
    model::http_status,
    model::{endpoint, moment::Moment},
};

/// How many characters of a title every notification server shows. What fails and since when must fit.
const SEEN_FIRST: usize = 40;
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
    zone: &TimeZone,
) -> Notice {
    match kind {
        AlertKind::Recovered => recovered(incident, "works again", recovery, zone),
        AlertKind::Passed => recovered(incident, "failed and works again", recovery, zone),
        AlertKind::Flapping => flapping(incident, newest, recovery, now),
        AlertKind::Opened | AlertKind::Escalated | AlertKind::Grew => {
            failing(incident, newest, (kind, recovery), now, zone)
        }
    }
}

/// `/retm/orders works again` · `down 09:14–10:02 (48 min), 412 reports. Checked from this computer. See what you
/// missed`.
fn recovered(incident: &Incident, what: &str, recovery: &RecoveryState, zone: &TimeZone) -> Notice {
    let until = recovery.good_since.unwrap_or(incident.changed_at);
    let down = recovery::down(incident.opened_at, until, recovery, zone);
    let known_by = match recovery.good_since {
        Some(_) => "Checked from this computer",
        None => "The relay has delivered what failed",
    };
    Notice {
        slot: Slot::Incident(incident.id),
        title: format!("{} {what}", one_line(&incident.label)),
        body: format!(
            "{down}, {}. {known_by}. See what you missed",
            reports(incident.error_count)
        ),
        replaces: true,
        silent: false,
        sound: true,
        actions: Actions::None,
    }
}

/// `/retm/orders comes and goes — 3 times in 40 min`.
fn flapping(
    incident: &Incident,
    newest: &DeliveryError,
    recovery: &RecoveryState,
    now: Moment,
) -> Notice {
    let since = recovery.first_recovered_at.unwrap_or(incident.opened_at);
    Notice {
        slot: Slot::Incident(incident.id),
        title: format!(
            "{} comes and goes — {} times in {}",
            one_line(&incident.label),
            grouped(recovery.times_reopened),
            in_words(now.since(since)),
        ),
        body: format!(
            "{} — {}. It has to work for longer now to count as over",
            cause(newest, &place(newest)),
            gave_up(newest.source)
        ),
        replaces: true,
        silent: false,
        sound: true,
        actions: Actions::Incident,
    }
}

/// The sender that could not deliver.
const fn gave_up(source: Source) -> &'static str {
    match source {
        Source::Relay => "the relay keeps the webhook",
        Source::Retm | Source::Test | Source::Simulated => "RETM gave up after 3 tries",
    }
}

fn failing(
    incident: &Incident,
    newest: &DeliveryError,
    (kind, recovery): (AlertKind, &RecoveryState),
    now: Moment,
    zone: &TimeZone,
) -> Notice {
    let (title, cause) = match newest.source {
        Source::Test => (
            counted("Test received".to_owned(), incident.error_count),
            "Notifications work. Nothing is broken.".to_owned(),
        ),
        _ if !newest.readable => (
            counted(
                "RETM sent something unreadable".to_owned(),
                incident.error_count,
            ),
            "RETM sent something that isn't a report. It is kept as it came".to_owned(),
        ),
        _ => {
            let (title, place) = failing_title(incident, newest, recovery, now, zone);
            let cause = cause(newest, &place);
            (title, format!("{cause} — {}", gave_up(newest.source)))
        }
    };
    Notice {
        slot: Slot::Incident(incident.id),
        title,
        body: format!("{cause}{}{}", again(incident, now), merchant(newest)),
        replaces: kind != AlertKind::Opened,
        silent: kind == AlertKind::Grew,
        sound: true,
        actions: match newest.source {
            Source::Test => Actions::None,
            _ => Actions::Incident,
        },
    }
}

/// The notice for an alert about a storm or a digest.
pub fn summary(summary: &Summary, zone: &TimeZone) -> Notice {
    let (title, body) = match (summary.why, summary.over) {
        (SuppressReason::Storm | SuppressReason::Host, false) => (
            format!(
                "{} are failing{}",
                endpoints(summary.incidents),
                at_host(summary)
            ),
            busiest(summary),
        ),
        (SuppressReason::Storm | SuppressReason::Host, true) => storm_over(summary, zone),
        (why, _) if summary.recovered >= summary.incidents => (
            all_work_again(summary, why),
            format!("{}. See what you missed", busiest(summary)),
        ),
        (why, _) => (
            format!(
                "{} failed {}",
                endpoints(summary.incidents - summary.recovered + summary.passed),
                meanwhile(why)
            ),
            format!("{}. {}", busiest(summary), standing(summary)),
        ),
    };
    Notice {
        slot: Slot::Summary(summary.id),
        title,
        body,
        replaces: summary.over,
        silent: false,
        sound: true,
        actions: Actions::None,
    }
}

/// ` at pos.example`.
fn at_host(summary: &Summary) -> String {
    let host = summary.host.as_deref().map(one_line);
    host.map_or_else(String::new, |host| format!(" at {host}"))
}

/// A storm that brings no more reports: `50 endpoints still failing`, or `12 of 50 endpoints still failing`. The end of
/// the reports is never presented as a recovery.
fn storm_over(summary: &Summary, zone: &TimeZone) -> (String, String) {
    let (all, left) = (summary.incidents, summary.unresolved.min(summary.incidents));
    let title = match left {
        0 if summary.recovered >= all && all == 1 => "1 endpoint works again".to_owned(),
        0 if summary.recovered >= all => format!("{} work again", endpoints(all)),
        0 if all == 1 => "1 endpoint failed and is resolved".to_owned(),
        0 => format!("{} failed, all are resolved", endpoints(all)),
        left if left == all => format!("{} still failing", endpoints(all)),
        left => format!("{} of {} still failing", grouped(left), endpoints(all)),
    };
    let calm = format!("No new reports for {} s", STORM_CALM.as_secs());
    let again = match summary.recovered {
        0 => String::new(),
        _ if left == 0 => String::new(),
        1 => ". 1 works again".to_owned(),
        count => format!(". {} work again", grouped(count)),
    };
    (title, format!("{calm}{again}. {}", recovery(summary, zone)))
}

/// `3 endpoints work again`, or if no failure was announced, `3 endpoints failed in quiet hours and work again`.
fn all_work_again(summary: &Summary, why: SuppressReason) -> String {
    let work = match summary.recovered {
        1 => "works again",
        _ => "work again",
    };
    let all = endpoints(summary.recovered);
    match summary.passed {
        0 => format!("{all} {work}"),
        passed if passed >= summary.recovered => {
            format!("{all} failed {} and {work}", meanwhile(why))
        }
        passed => format!(
            "{all} {work}; {} failed {}",
            grouped(passed),
            meanwhile(why)
        ),
    }
}

fn endpoints(count: i64) -> String {
    match count {
        1 => "1 endpoint".to_owned(),
        count => format!("{} endpoints", grouped(count)),
    }
}

const fn meanwhile(why: SuppressReason) -> &'static str {
    match why {
        SuppressReason::QuietHours => "in quiet hours",
        SuppressReason::Paused => "while notifications were paused",
        SuppressReason::DoNotDisturb => "while you were not to be disturbed",
        SuppressReason::Woke => "while the machine slept",
        SuppressReason::Together => "just now",
        _ => "while Missedhook was away",
    }
}

/// `/retm/orders ×412, /retm/menu ×7 and 5 more`.
fn busiest(summary: &Summary) -> String {
    let named: Vec<_> = summary
        .busiest
        .iter()
        .map(|incident| counted(one_line(&incident.label), incident.error_count))
        .collect();
    let rest = summary.incidents - i64::try_from(named.len()).unwrap_or(0);
    match rest {
        ..=0 => named.join(" and "),
        rest => format!("{} and {} more", named.join(", "), grouped(rest)),
    }
}

/// `09:14–09:15, 10,000 reports`.
fn recovery(summary: &Summary, zone: &TimeZone) -> String {
    let (from, to) = (
        summary.began_at.hour_and_minute(zone),
        summary.last_error_at.hour_and_minute(zone),
    );
    let span = if from == to {
        from
    } else {
        format!("{from}–{to}")
    };
    format!("{span}, {}", reports(summary.errors))
}

fn reports(count: i64) -> String {
    match count {
        1 => "1 report".to_owned(),
        count => format!("{} reports", grouped(count)),
    }
}

/// `50 are not resolved; 3 work again`.
fn standing(summary: &Summary) -> String {
    let standing = match summary.unresolved {
        0 => "All are resolved".to_owned(),
        1 => "1 is not resolved".to_owned(),
        count => format!("{} are not resolved", grouped(count)),
    };
    match summary.recovered {
        0 => standing,
        1 => format!("{standing}; 1 works again"),
        count => format!("{standing}; {} work again", grouped(count)),
    }
}

/// `10,000`.
pub(crate) fn grouped(number: i64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `/retm/orders is failing since 10:07 — 503`, `/retm/menu can't be reached since 10:07`, and the name of the cause
/// for the body. If there are several reports, the code is that of the last one, and the title says so.
fn failing_title(
    incident: &Incident,
    newest: &DeliveryError,
    recovery: &RecoveryState,
    now: Moment,
    zone: &TimeZone,
) -> (String, String) {
    let again = match recovery.times_reopened {
        0 => "",
        _ => " again",
    };
    let fails = match newest.code {
        Some(NO_ANSWER) => " can't be reached",
        _ => " is failing",
    };
    let failing = counted(format!("{fails}{again}"), incident.error_count);
    let failing = format!("{failing} since {}", time(incident.opened_at, now, zone));
    let room = SEEN_FIRST.saturating_sub(failing.chars().count());
    let (label, is_whole) = end_of(&incident.label, room.max(NAME_AT_LEAST));
    let code = match (newest.code, incident.error_count) {
        (None | Some(NO_ANSWER), _) => String::new(),
        (Some(code), ..=1) => format!(" — {code}"),
        (Some(code), _) => format!(" — last {code}"),
    };
    let place = match is_whole {
        true => place(newest),
        false => one_line(&endpoint::host_and_path(&newest.endpoint)),
    };
    (format!("{label}{failing}{code}"), place)
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

/// What distinguishes an endpoint from others with the same path: its host, or if there is none, its name.
fn place(newest: &DeliveryError) -> String {
    match endpoint::host(&newest.endpoint) {
        Some(host) => one_line(&host),
        None => name(newest),
    }
}

fn name(newest: &DeliveryError) -> String {
    match endpoint::name(&newest.endpoint) {
        name if name.is_empty() => "an unnamed endpoint".to_owned(),
        name => one_line(&name),
    }
}

/// `orders: 503 Service Unavailable`, `menu: Connection refused`.
fn cause(newest: &DeliveryError, place: &str) -> String {
    if newest.code == Some(NO_ANSWER) {
        return match one_line(&newest.message) {
            message if message.is_empty() => format!("{place}: no answer"),
            message => format!("{place}: {message}"),
        };
    }
    let code = newest.code.map(|code| code.to_string());
    let message = match one_line(&newest.message) {
        message if message.is_empty() => {
            newest.code.and_then(http_status::reason).map(str::to_owned)
        }
        message => Some(message),
    };
    let words = [code, message]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ");
    if words.is_empty() {
        format!("{place}: no code, no message")
    } else {
        format!("{place}: {words}")
    }
}

fn counted(title: String, count: i64) -> String {
    if count > 1 {
        format!("{title} ×{}", grouped(count))
    } else {
        title
    }
}

/// `. Merchant: Olaya`, if the newest report's token names one.
fn merchant(newest: &DeliveryError) -> String {
    let name = newest.merchant.as_deref().map(one_line);
    name.map_or_else(String::new, |name| format!(". Merchant: {name}"))
}

/// ` (4th time in 10 min)`, from the second time on.
fn again(incident: &Incident, now: Moment) -> String {
    if incident.error_count < 2 {
        return String::new();
    }
    format!(
        " ({} time in {})",
        ordinal(incident.error_count),
        in_words(now.since(incident.opened_at))
    )
}

fn ordinal(n: i64) -> String {
    let suffix = match (n % 100, n % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{n}{suffix}")
}

/// `10:07`, with the day unless it is today.
pub(super) fn time(at: Moment, now: Moment, zone: &TimeZone) -> String {
    let (day, time) = (at.day(zone), at.hour_and_minute(zone));
    if day == now.day(zone) {
        time
    } else {
        format!("{day} {time}")
    }
}

#[cfg(test)]
#[path = "text_tests.rs"]
mod tests;
