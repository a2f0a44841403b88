//! The texts of notifications, as tables.

use std::time::Duration;

use super::*;
use crate::incident::{IncidentState, Subject};
use crate::locale::{Digits, Language};

const T0: Moment = Moment::from_millis(1_700_000_000_000);

fn after(seconds: u64) -> Moment {
    T0.plus(Duration::from_secs(seconds))
}

fn worded(code: Option<i64>, endpoint: &str, message: &str, count: i64, minutes: u64) -> Notice {
    worded_of(Source::Retm, code, endpoint, message, (count, minutes))
}

fn worded_of(
    source: Source,
    code: Option<i64>,
    endpoint: &str,
    message: &str,
    (count, minutes): (i64, u64),
) -> Notice {
    let incident = worded_incident(code, endpoint, message, count);
    let newest = DeliveryError {
        source,
        ..newest(code, endpoint, message)
    };
    notice_in(Locale::default(), &incident, &newest, minutes)
}

fn newest(code: Option<i64>, endpoint: &str, message: &str) -> DeliveryError {
    DeliveryError {
        id: 17,
        received_at: T0,
        code,
        endpoint: endpoint.to_owned(),
        message: message.to_owned(),
        readable: true,
        source: Source::Retm,
        merchant: None,
        relay_request: None,
        incident_id: 4,
    }
}

fn notice_in(locale: Locale, incident: &Incident, newest: &DeliveryError, minutes: u64) -> Notice {
    let kind = if incident.error_count > 1 {
        AlertKind::Grew
    } else {
        AlertKind::Opened
    };
    let recovery = RecoveryState::default();
    incident_notice(
        incident,
        newest,
        (kind, &recovery),
        after(minutes * 60),
        (locale, &TimeZone::UTC),
    )
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
        last_endpoint: String::new(),
        last_message: message.to_owned(),
        last_source: Source::Retm,
        merchant: None,
        host: None,
        until_change: false,
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
    assert_eq!(notice.title, "/retm/orders is failing since 22:13 — 503");
    assert_eq!(
        notice.body,
        "pos-bridge.example.com: 503 Service Unavailable — RETM gave up after 3 tries"
    );
    assert!(!notice.replaces && !notice.silent);
}

#[test]
fn what_gives_no_answer_can_not_be_reached() {
    let titles = [(1, ""), (7, " ×7")].map(|(count, times)| {
        let notice = worded(Some(0), "/retm/menu", "Connection refused", count, 10);
        let expected = format!("/retm/menu can't be reached{times} since 22:13");
        (notice.title, expected)
    });
    for (title, expected) in titles {
        assert_eq!(title, expected);
    }
}

#[test]
fn a_test_says_that_notifications_work_and_nothing_is_broken() {
    let notice = worded_of(Source::Test, Some(503), "test", "Test report", (1, 0));
    assert_eq!(notice.title, "Test received");
    assert_eq!(notice.body, "Notifications work. Nothing is broken.");
}

#[test]
fn what_the_relay_could_not_deliver_is_not_said_of_retm() {
    let url = "http://127.0.0.1:3000/retm/orders";
    let notice = worded_of(Source::Relay, Some(422), url, "no such branch", (1, 0));
    assert!(
        notice.body.ends_with(" — the relay keeps the webhook"),
        "{}",
        notice.body
    );
    assert!(!notice.body.contains("RETM"), "{}", notice.body);
}

#[test]
fn a_growing_incident_says_how_often_and_since_when() {
    let notice = worded(Some(503), "/retm/orders", "Service Unavailable", 4, 10);
    assert_eq!(
        notice.title,
        "/retm/orders is failing ×4 since 22:13 — last 503"
    );
    assert_eq!(
        notice.body,
        "orders: 503 Service Unavailable — RETM gave up after 3 tries (4th time in 10 min)"
    );
    assert!(notice.replaces && notice.silent);
}

#[test]
fn what_fails_and_since_when_stand_in_the_first_forty_characters() {
    for (endpoint, count, name) in [
        ("/retm/orders", 11, "/retm/orders"),
        (
            "https://a.example/v1/branches/orders",
            1,
            "…/branches/orders",
        ),
        ("https://a.example/v1/branches/orders", 3, "…/orders"),
        ("/a-path-without-any-slash-in-it", 1, "…-any-slash-in-it"),
    ] {
        let notice = worded(Some(503), endpoint, "", count, 10);
        let first: String = notice.title.chars().take(40).collect();
        assert!(first.starts_with(name), "{first}");
        assert!(first.contains("since 22:13"), "{first}");
        if name.starts_with('…') {
            let whole = endpoint.trim_start_matches("https://");
            assert!(notice.body.contains(whole), "{}", notice.body);
        }
    }
}

#[test]
fn arabic_keeps_its_direction_and_a_path_within_it_its_own() {
    let message = "تعذر الاتصال /retm/orders بالخادم";
    let body = worded(Some(503), "https://a.example/طلبات", message, 1, 0).body;
    assert_eq!(
        body,
        "a.example: 503 \u{2068}تعذر الاتصال \u{2068}/retm/orders\u{2069} بالخادم\u{2069} — RETM gave up after 3 tries"
    );
}

#[test]
fn what_is_missing_is_not_made_up() {
    let bodies = [
        (Some(504), "", "orders: 504 Gateway Timeout"),
        (Some(0), "", "orders: no answer"),
        (Some(0), "Connection refused", "orders: Connection refused"),
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
    for (count, said) in [
        (2, "2nd"),
        (3, "3rd"),
        (4, "4th"),
        (11, "11th"),
        (12, "12th"),
        (13, "13th"),
        (21, "21st"),
        (111, "111th"),
        (112, "112th"),
        (1003, "1,003rd"),
    ] {
        let body = worded(Some(503), "/a", "", count, 10).body;
        let expected = format!(" ({said} time in 10 min)");
        assert!(body.ends_with(&expected), "{body}");
    }
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
        why: SuppressReason::Storm,
        began_at: T0,
        last_error_at: after(60),
        incidents: 7,
        recovered: 0,
        passed: 0,
        unresolved: 6,
        errors: 10_000,
        host: None,
        busiest: vec![incident("/retm/orders", 4_120), incident("/retm/menu", 7)],
    };
    let utc = TimeZone::UTC;
    let notice = summary(&storm(false), Locale::default(), &utc);
    assert_eq!(notice.title, "7 endpoints are failing");
    assert_eq!(notice.body, "/retm/orders ×4,120, /retm/menu ×7 and 5 more");
    // The end of the reports is not a recovery.
    let over = |unresolved, recovered| {
        let over = Summary {
            unresolved,
            recovered,
            ..storm(true)
        };
        let notice = summary(&over, Locale::default(), &utc);
        (notice.title, notice.body)
    };
    for (unresolved, recovered, title, body) in [
        (7, 0, "7 endpoints still failing", ""),
        (6, 0, "6 of 7 endpoints still failing", ""),
        (4, 3, "4 of 7 endpoints still failing", " 3 work again."),
        (0, 7, "7 endpoints work again", ""),
        (0, 3, "7 endpoints failed, all are resolved", ""),
    ] {
        let body = format!("No new reports for 30 s.{body} 22:13–22:14, 10,000 reports");
        assert_eq!(over(unresolved, recovered), (title.to_owned(), body));
    }
    let digest = Summary {
        why: SuppressReason::Paused,
        incidents: 2,
        unresolved: 0,
        ..storm(false)
    };
    let notice = summary(&digest, Locale::default(), &utc);
    assert_eq!(
        notice.title,
        "2 endpoints failed while notifications were paused"
    );
    assert_eq!(
        notice.body,
        "/retm/orders ×4,120 and /retm/menu ×7. All are resolved"
    );
    let mixed = Summary {
        incidents: 5,
        recovered: 3,
        unresolved: 2,
        ..storm(false)
    };
    let notice = summary(
        &Summary {
            why: SuppressReason::QuietHours,
            ..mixed.clone()
        },
        Locale::default(),
        &utc,
    );
    assert_eq!(notice.title, "2 endpoints failed in quiet hours");
    assert!(
        notice.body.ends_with("2 are not resolved; 3 work again"),
        "{}",
        notice.body
    );
    let all_recovered = |why, passed| {
        let digest = Summary {
            why,
            recovered: 5,
            passed,
            unresolved: 0,
            ..mixed.clone()
        };
        summary(&digest, Locale::default(), &utc).title
    };
    for (why, passed, expected) in [
        (SuppressReason::Together, 0, "5 endpoints work again"),
        (
            SuppressReason::QuietHours,
            5,
            "5 endpoints failed in quiet hours and work again",
        ),
        (
            SuppressReason::Paused,
            2,
            "5 endpoints work again; 2 failed while notifications were paused",
        ),
    ] {
        assert_eq!(all_recovered(why, passed), expected);
    }
    let passed = Summary {
        why: SuppressReason::QuietHours,
        passed: 1,
        ..mixed
    };
    assert_eq!(
        summary(&passed, Locale::default(), &utc).title,
        "3 endpoints failed in quiet hours"
    );
}

#[test]
fn what_works_again_and_what_comes_and_goes_say_for_how_long() {
    let incident = worded_incident(Some(503), "/retm/orders", "", 412);
    let newest = newest(Some(503), "/retm/orders", "");
    let recovery = |times_reopened| RecoveryState {
        good_since: Some(after(48 * 60)),
        first_recovered_at: Some(after(60)),
        times_reopened,
        ..RecoveryState::default()
    };
    let say = |kind, times| {
        let recovery = recovery(times);
        incident_notice(
            &incident,
            &newest,
            (kind, &recovery),
            after(41 * 60),
            (Locale::default(), &TimeZone::UTC),
        )
    };
    let notice = say(AlertKind::Recovered, 0);
    assert_eq!(notice.title, "/retm/orders works again");
    assert_eq!(
        notice.body,
        "down 22:13–23:01 (48 min), 412 reports. Checked from this computer. See what you missed"
    );
    assert!(notice.replaces && !notice.silent);
    let notice = say(AlertKind::FailedAndRecovered, 0);
    assert_eq!(notice.title, "/retm/orders failed and works again");
    let notice = say(AlertKind::Flapping, 3);
    assert_eq!(
        notice.title,
        "/retm/orders comes and goes — 3 times in 40 min"
    );
    assert!(notice.body.starts_with("orders: 503 Service Unavailable"));
    assert_eq!(
        say(AlertKind::Escalated, 1).title,
        "/retm/orders is failing again ×412 since 22:13 — last 503"
    );
}

#[test]
fn arabic_says_the_sentence_first_and_isolates_what_is_none() {
    let url = "https://pos-bridge.example.com/retm/orders";
    let arabic = |digits| Locale {
        language: Language::Ar,
        digits,
        ..Locale::default()
    };
    let shown = |count, digits| {
        let incident = worded_incident(Some(503), url, "Service Unavailable", count);
        let newest = DeliveryError {
            merchant: Some("العليا".to_owned()),
            ..newest(Some(503), url, "Service Unavailable")
        };
        notice_in(arabic(digits), &incident, &newest, 10)
    };
    let notice = shown(1, Digits::Latin);
    assert_eq!(
        notice.title,
        "تتعثر \u{2066}/retm/orders\u{2069} منذ 22:13 — \u{2066}503\u{2069}"
    );
    assert_eq!(
        notice.body.lines().collect::<Vec<_>>(),
        [
            "توقف RETM بعد ثلاث محاولات. التاجر: \u{2068}العليا\u{2069}",
            "\u{2068}503 Service Unavailable\u{2069}",
            "\u{2066}pos-bridge.example.com\u{2069}",
        ]
    );
    let notice = shown(1_004, Digits::Arabic);
    assert_eq!(
        notice.title,
        "تتعثر \u{2066}/retm/orders\u{2069} ×١٬٠٠٤ منذ ٢٢:١٣ — آخر رمز \u{2066}503\u{2069}"
    );
    assert!(
        notice.body.contains("(١٬٠٠٤ مرات خلال ١٠ دقائق)"),
        "{}",
        notice.body
    );
}

/// Each message of a summary, in each plural form: no English is left, no isolate is open, nothing is missing.
#[test]
fn a_summary_in_arabic_is_arabic_whatever_it_counts() {
    let locale = Locale {
        language: Language::Ar,
        ..Locale::default()
    };
    let all = [
        SuppressReason::Storm,
        SuppressReason::Host,
        SuppressReason::QuietHours,
        SuppressReason::Paused,
        SuppressReason::DoNotDisturb,
        SuppressReason::Woke,
        SuppressReason::Together,
        SuppressReason::Away,
    ];
    for incidents in [1, 2, 3, 11, 100] {
        for recovered in [0, 1, incidents] {
            for (why, over) in all.into_iter().flat_map(|why| [(why, false), (why, true)]) {
                let shown = summary(
                    &Summary {
                        id: 3,
                        over,
                        why,
                        began_at: T0,
                        last_error_at: after(60),
                        incidents,
                        recovered,
                        passed: recovered / 2,
                        unresolved: incidents - recovered,
                        errors: incidents * 10,
                        host: Some("pos.example".to_owned()),
                        busiest: vec![
                            worded_incident(None, "/retm/orders", "", 12),
                            worded_incident(None, "", "", 1),
                        ],
                    },
                    locale,
                    &TimeZone::UTC,
                );
                let text = format!("{} | {}", shown.title, shown.body);
                let own = text.replace("Missedhook", "");
                let own = own.replace("pos.example", "").replace("/retm/orders", "");
                assert!(
                    !own.contains(|c: char| c.is_ascii_alphabetic() || c == '{'),
                    "{text}"
                );
                let count = |mark| text.matches(mark).count();
                assert_eq!(
                    count('\u{2066}') + count('\u{2068}'),
                    count('\u{2069}'),
                    "{text}"
                );
            }
        }
    }
}
