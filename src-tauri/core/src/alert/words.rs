//! What a notification says. Pure functions from what the store knows to one title and one or two lines, in
//! the person's own time zone. Text from the network is cut, freed of control characters and kept in its own
//! direction; escaping it for the place where it is shown is that place's.

use std::time::Duration;

use jiff::tz::TimeZone;

use super::{Kind, Why};
use crate::{
    delivery_error::{DeliveryError, Source},
    endpoint,
    incident::Incident,
    moment::Moment,
    store::Summary,
};

/// How many characters of RETM's message a notification shows.
const MESSAGE_LIMIT: usize = 160;

/// The place on the desktop that a notice takes: a later one of the same place takes over from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Slot {
    /// An incident's own.
    Incident(i64),
    /// A storm's or a digest's.
    Summary(i64),
    /// Whether RETM can reach this machine.
    Reachability,
    /// A public URL that has changed.
    PublicUrl,
    /// Somebody guesses keys.
    Guessing,
    /// A monitor's own.
    Monitor(i64),
    /// A host's behind which several are monitored, by a number made of its name.
    Host(u64),
    /// The certificate of a host, by the same number.
    Certificate(u64),
}

/// What can be done about a notice besides opening it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actions {
    /// Nothing.
    None,
    /// What is done with incidents.
    Incident,
    /// The receiver URL can be copied.
    CopyUrl,
}

/// What a notification says. Plain text: who shows it escapes it for the place where it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its place.
    pub slot: Slot,
    /// One line.
    pub title: String,
    /// One or two lines.
    pub body: String,
    /// Whether it takes the place of what was said there before.
    pub replaces: bool,
    /// Whether it makes no sound.
    pub silent: bool,
    /// What can be done about it besides opening it.
    pub actions: Actions,
}

/// Words an alert from what the incident is now, so that one that was held back tells the newest.
pub fn word(incident: &Incident, newest: &DeliveryError, kind: Kind, now: Moment) -> Notice {
    let (title, cause) = match newest.source {
        Source::Test => ("Test report received".to_owned(), test_cause(newest)),
        _ if !newest.readable => (
            "RETM sent something unreadable".to_owned(),
            "RETM sent something that isn't a report. It is kept as it came".to_owned(),
        ),
        _ => (
            failing_title(incident, newest),
            format!("{} — RETM gave up after 3 tries", cause(newest)),
        ),
    };
    Notice {
        slot: Slot::Incident(incident.id),
        title: counted(title, incident.error_count),
        body: format!("{cause}{}", again(incident, now)),
        replaces: kind != Kind::Opened,
        silent: kind == Kind::Grew,
        actions: match newest.source {
            Source::Test => Actions::None,
            _ => Actions::Incident,
        },
    }
}

/// Words an alert about a storm or a digest.
pub fn summary(summary: &Summary, zone: &TimeZone) -> Notice {
    let (title, body) = match (summary.why, summary.over) {
        (Why::Storm, false) => (
            format!("{} are failing", endpoints(summary.incidents)),
            busiest(summary),
        ),
        (Why::Storm, true) => (
            format!("The storm is over: {} failed", endpoints(summary.incidents)),
            format!("{}. {}", course(summary, zone), standing(summary)),
        ),
        (why, _) => (
            format!("{} failed {}", endpoints(summary.incidents), meanwhile(why)),
            format!("{}. {}", busiest(summary), standing(summary)),
        ),
    };
    Notice {
        slot: Slot::Summary(summary.id),
        title,
        body,
        replaces: summary.over,
        silent: false,
        actions: Actions::None,
    }
}

fn endpoints(count: i64) -> String {
    match count {
        1 => "1 endpoint".to_owned(),
        count => format!("{} endpoints", grouped(count)),
    }
}

const fn meanwhile(why: Why) -> &'static str {
    match why {
        Why::QuietHours => "in quiet hours",
        Why::Paused => "while notifications were paused",
        Why::DoNotDisturb => "while you were not to be disturbed",
        Why::Woke => "while the machine slept",
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
fn course(summary: &Summary, zone: &TimeZone) -> String {
    let (from, to) = (
        summary.began_at.hour_and_minute(zone),
        summary.last_error_at.hour_and_minute(zone),
    );
    let span = if from == to {
        from
    } else {
        format!("{from}–{to}")
    };
    let reports = if summary.errors == 1 {
        "report"
    } else {
        "reports"
    };
    format!("{span}, {} {reports}", grouped(summary.errors))
}

/// `50 are not resolved.`
fn standing(summary: &Summary) -> String {
    match summary.unresolved {
        0 => "All are resolved".to_owned(),
        1 => "1 is not resolved".to_owned(),
        count => format!("{} are not resolved", grouped(count)),
    }
}

/// `10,000`.
pub(super) fn grouped(number: i64) -> String {
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

fn failing_title(incident: &Incident, newest: &DeliveryError) -> String {
    match newest.code {
        Some(code) => format!("{} is failing — {code}", one_line(&incident.label)),
        None => format!("{} is failing", one_line(&incident.label)),
    }
}

fn test_cause(newest: &DeliveryError) -> String {
    format!("{} — the way from the receiver to you works", cause(newest))
}

/// `orders: 503 Service Unavailable`.
fn cause(newest: &DeliveryError) -> String {
    let name = match endpoint::name(&newest.endpoint) {
        name if name.is_empty() => "an unnamed endpoint".to_owned(),
        name => one_line(&name),
    };
    let code = newest.code.map(|code| code.to_string());
    let message = match one_line(&newest.message) {
        message if message.is_empty() => newest.code.and_then(reason).map(str::to_owned),
        message => Some(message),
    };
    let words = [code, message]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ");
    if words.is_empty() {
        format!("{name}: no code, no message")
    } else {
        format!("{name}: {words}")
    }
}

/// The standard phrase of an HTTP status (RFC 9110, section 15, and the IANA registry behind it).
pub fn reason(code: i64) -> Option<&'static str> {
    axum::http::StatusCode::from_u16(u16::try_from(code).ok()?)
        .ok()?
        .canonical_reason()
}

fn counted(title: String, count: i64) -> String {
    if count > 1 {
        format!("{title} ×{}", grouped(count))
    } else {
        title
    }
}

/// ` (4th time in 10 min)`, from the second on.
fn again(incident: &Incident, now: Moment) -> String {
    if incident.error_count < 2 {
        return String::new();
    }
    format!(
        " ({} time in {})",
        ordinal(incident.error_count),
        span(now.since(incident.opened_at))
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

/// A span rounded up to the unit in which a person would say it.
pub(super) fn span(time: Duration) -> String {
    let minutes = time.as_secs().div_ceil(60).max(1);
    match minutes {
        0..120 => format!("{minutes} min"),
        120..1440 => format!("{} h", minutes.div_ceil(60)),
        _ => format!("{} days", minutes.div_ceil(1440)),
    }
}

/// Text from the network as one line of bounded length, without control characters and with its direction
/// kept to itself, so that Arabic beside numbers does not turn the sentence around.
pub(super) fn one_line(text: &str) -> String {
    let mut line = String::new();
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        if !word.is_empty() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.extend(word.chars().filter(|c| !turns_text(*c)));
        }
    }
    if line.chars().count() > MESSAGE_LIMIT {
        line = line.chars().take(MESSAGE_LIMIT - 1).collect();
        line.push('…');
    }
    if line.is_ascii() {
        line
    } else {
        format!("\u{2068}{line}\u{2069}")
    }
}

/// Characters that exist only to turn the direction of the text after them (Unicode UAX #9, section 2).
fn turns_text(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{061c}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::{IncidentState, Subject};

    const T0: Moment = Moment::from_millis(1_700_000_000_000);

    fn after(seconds: u64) -> Moment {
        T0.plus(Duration::from_secs(seconds))
    }

    fn worded(
        code: Option<i64>,
        endpoint: &str,
        message: &str,
        count: i64,
        minutes: u64,
    ) -> Notice {
        let incident = worded_incident(code, endpoint, message, count);
        let newest = DeliveryError {
            id: 17,
            received_at: T0,
            code,
            endpoint: endpoint.to_owned(),
            message: message.to_owned(),
            readable: true,
            source: Source::Retm,
            incident_id: 4,
        };
        let kind = if count > 1 { Kind::Grew } else { Kind::Opened };
        word(&incident, &newest, kind, after(minutes * 60))
    }

    fn worded_incident(code: Option<i64>, endpoint: &str, message: &str, count: i64) -> Incident {
        let subject = Subject::of_endpoint(endpoint);
        Incident {
            id: 4,
            endpoint: endpoint.to_owned(),
            label: subject.label(),
            state: IncidentState::Open,
            opened_at: T0,
            last_error_at: T0,
            error_count: count,
            last_code: code,
            previous_id: None,
            muted_until: None,
            changed_at: T0,
            first_code: code,
            worst_code: code,
            last_error_id: 17,
            last_message: message.to_owned(),
            last_source: Source::Retm,
            times_this_week: 1,
        }
    }

    #[test]
    fn an_opened_incident_reads_in_one_glance() {
        let notice = worded(
            Some(503),
            "https://pos-bridge.example.com/retm/orders",
            "Service Unavailable",
            1,
            0,
        );
        assert_eq!(notice.title, "/retm/orders is failing — 503");
        assert_eq!(
            notice.body,
            "orders: 503 Service Unavailable — RETM gave up after 3 tries"
        );
        assert!(!notice.replaces && !notice.silent);
    }

    #[test]
    fn a_growing_incident_says_how_often_and_since_when() {
        let notice = worded(Some(503), "/retm/orders", "Service Unavailable", 4, 10);
        assert_eq!(notice.title, "/retm/orders is failing — 503 ×4");
        assert_eq!(
            notice.body,
            "orders: 503 Service Unavailable — RETM gave up after 3 tries (4th time in 10 min)"
        );
        assert!(notice.replaces && notice.silent);
    }

    #[test]
    fn what_is_missing_is_not_made_up() {
        let bodies = [
            (Some(504), "", "orders: 504 Gateway Timeout"),
            (Some(0), "", "orders: 0"),
            (
                Some(0),
                "Connection refused",
                "orders: 0 Connection refused",
            ),
            (None, "", "orders: no code, no message"),
            (None, "late", "orders: late"),
        ];
        for (code, message, expected) in bodies {
            let body = worded(code, "/retm/orders", message, 1, 0).body;
            assert_eq!(body, format!("{expected} — RETM gave up after 3 tries"));
        }
    }

    #[test]
    fn hostile_text_stays_one_short_line_that_turns_nothing_around() {
        let message = format!("a\n\tb\u{0} \u{202e}c {}", "x".repeat(500));
        let body = worded(Some(1), "/a", &message, 1, 0).body;
        assert!(body.starts_with("a: 1 \u{2068}a b c x"), "{body}");
        assert!(body.contains("…\u{2069} — RETM"), "{body}");
        assert!(!body.contains(['\n', '\u{0}', '\u{202e}']));
        assert!(body.chars().count() < 250);
    }

    #[test]
    fn numbers_are_said_as_people_say_them() {
        let said = [1, 2, 3, 4, 11, 12, 13, 21, 111, 112, 1003].map(ordinal);
        assert_eq!(
            said,
            [
                "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "111th", "112th",
                "1003rd"
            ]
        );
        let spans = [0, 61, 7_199, 7_201, 172_000, 200_000]
            .map(|seconds| span(Duration::from_secs(seconds)));
        assert_eq!(spans, ["1 min", "2 min", "2 h", "3 h", "2 days", "3 days"]);
    }

    #[test]
    fn summaries_read_in_one_glance() {
        let incident = |label: &str, count| Incident {
            label: label.to_owned(),
            error_count: count,
            ..worded_incident(None, label, "", count)
        };
        let storm = |over| Summary {
            id: 3,
            over,
            why: Why::Storm,
            began_at: T0,
            last_error_at: after(60),
            incidents: 7,
            unresolved: 6,
            errors: 10_000,
            busiest: vec![incident("/retm/orders", 4_120), incident("/retm/menu", 7)],
        };
        let utc = TimeZone::UTC;
        let notice = summary(&storm(false), &utc);
        assert_eq!(notice.title, "7 endpoints are failing");
        assert_eq!(notice.body, "/retm/orders ×4,120, /retm/menu ×7 and 5 more");
        let notice = summary(&storm(true), &utc);
        assert_eq!(notice.title, "The storm is over: 7 endpoints failed");
        assert_eq!(
            notice.body,
            "22:13–22:14, 10,000 reports. 6 are not resolved"
        );
        let digest = Summary {
            why: Why::Paused,
            incidents: 2,
            unresolved: 0,
            ..storm(false)
        };
        let notice = summary(&digest, &utc);
        assert_eq!(
            notice.title,
            "2 endpoints failed while notifications were paused"
        );
        assert_eq!(
            notice.body,
            "/retm/orders ×4,120 and /retm/menu ×7. All are resolved"
        );
    }
}
