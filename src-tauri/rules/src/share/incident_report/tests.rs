//! An incident in which everything from the network is hostile.

use std::{collections::BTreeMap, time::Duration};

use super::*;
use crate::{
    explain::{self, Explanation},
    incident::{
        CodeCount, Incident, IncidentState,
        delivery_error::{DeliveryError, Source},
        histogram,
        missed_window::missed_window,
        recovery::RecoveryState,
        timeline::TimelineKind,
    },
    locale::Calendar,
    probe::{Cause, Method, ProbeFact, ProbeStep, ProbeStepKind, ProbeTarget},
};

const T0: Moment = Moment::from_millis(1_700_000_000_000);
const KEY: &str = "0123456789abcdef0123456789abcdef";
const HOSTILE: &str = "</code><script>alert(1)</script> ```\n# x [a](https://evil.example) | \u{202e}www.evil.example";

pub(super) fn report() -> IncidentReport {
    let incident = Incident {
        id: 4,
        endpoint: format!("https://a.example/{HOSTILE}?token=sekrit99"),
        label: format!("/{HOSTILE}"),
        state: IncidentState::Resolved,
        opened_at: T0,
        last_error_at: T0,
        error_count: 12,
        last_code: Some(503),
        previous_id: None,
        muted_until: None,
        changed_at: T0.plus(Duration::from_secs(90)),
        first_code: Some(503),
        worst_code: Some(503),
        last_error_id: 12,
        last_endpoint: String::new(),
        last_message: format!("{HOSTILE} Bearer sekrit99sekrit99"),
        last_source: Source::Retm,
        merchant: None,
        host: None,
        until_change: false,
        times_this_week: 1,
    };
    let recovery_history = RecoveryState {
        good_since: Some(T0.plus(Duration::from_secs(30))),
        recovered_at: Some(T0.plus(Duration::from_secs(90))),
        ..RecoveryState::default()
    };
    let probe = Probe {
        url: format!("https://a.example/{HOSTILE}"),
        method: Method::Head,
        at: T0,
        took_us: 20_000,
        steps: vec![ProbeStep {
            kind: ProbeStepKind::Connect,
            title: "Connect to 203.0.113.7:443".to_owned(),
            started_us: 5_000,
            took_us: 15_000,
            state: ProbeStepState::Failed,
            text: HOSTILE.to_owned(),
            facts: vec![ProbeFact {
                name: "set-cookie".to_owned(),
                value: "sekrit99".to_owned(),
            }],
        }],
        status: None,
        get_status: None,
        certificate_until: None,
        cause: Cause::Refused,
        sentence: format!("Nothing listens there: {HOSTILE}"),
        next: String::new(),
    };
    let sample = DeliveryErrorDetail {
        error: DeliveryError {
            id: 12,
            received_at: T0,
            code: Some(503),
            endpoint: incident.endpoint.clone(),
            message: HOSTILE.to_owned(),
            readable: true,
            source: Source::Retm,
            merchant: None,
            relay_request: None,
            incident_id: 4,
        },
        incident: incident.clone(),
        body: Some(format!(
            r#"{{"x":"{HOSTILE}","to":"https://t.example/error/{KEY}","password":"sekrit99"}}"#
        )),
        body_base64: None,
        headers: BTreeMap::from([
            (
                "x-forwarded-for".to_owned(),
                format!("/error/ffffffffffffffffffffffffffffffff {HOSTILE}"),
            ),
            ("x-hook-token".to_owned(), "sekrit99".to_owned()),
        ]),
        remote_addr: "127.0.0.1:1".to_owned(),
        unreadable_reason: None,
        read_as: Vec::new(),
        text: None,
    };
    let zone = TimeZone::UTC;
    IncidentReport {
        diagnosis: Diagnosis {
            sentence: probe.sentence.clone(),
            next: "Start it.".to_owned(),
            cause: explain::Cause::Status,
            explanation: Explanation {
                cause: explain::Cause::Status,
                candidates: Vec::new(),
                status: Some(503),
                meaning: "It means this.".to_owned(),
                causes: vec!["One.".to_owned()],
                next: "Look.".to_owned(),
            },
            target: ProbeTarget::None,
            probe: None,
            recovery: Some("Works again since 22:13.".to_owned()),
            recovery_until: None,
            missed: missed_window(&incident, &recovery_history, &zone),
        },
        detail: IncidentDetail {
            endpoints: Vec::new(),
            sentence: incident.sentence(T0, &zone),
            merchants: Vec::new(),
            codes: vec![CodeCount {
                code: Some(503),
                count: 12,
                first_at: T0,
                last_at: T0,
            }],
            timeline: vec![TimelineEntry {
                id: 1,
                at: T0,
                last_at: T0,
                count: 2,
                who: Actor::Rule,
                kind: TimelineKind::Recovered,
                text: "Works again: down 22:13–22:14 (30 s)".to_owned(),
                until: None,
            }],
            note: String::new(),
            former: Vec::new(),
            plot: histogram::draw((T0, T0), None, Vec::new(), 1, &zone),
            incident,
        },
        failing_probe: Some(probe.clone()),
        good_probe: None,
        samples: vec![sample],
    }
}

fn written(format: EvidenceFormat) -> String {
    written_of(&report(), format)
}

pub(super) fn written_of(report: &IncidentReport, format: EvidenceFormat) -> String {
    written_for(Locale::default(), report, format)
}

pub(super) fn written_for(
    locale: Locale,
    report: &IncidentReport,
    format: EvidenceFormat,
) -> String {
    let redaction = Redaction::default();
    write(report, format, &redaction, locale, T0, &TimeZone::UTC)
}

#[test]
fn it_says_what_happened_and_no_secret() {
    for format in [EvidenceFormat::Markdown, EvidenceFormat::Html] {
        let text = written(format);
        for part in [
            "What happened",
            "What was missed",
            "The failing probe",
            "Timeline",
            "Works again: down 22:13–22:14",
            "api/v2/invoices/list",
            "2023-11-14T22:13:20Z",
            "503 Service Unavailable",
            "15 ms",
            env!("CARGO_PKG_VERSION"),
        ] {
            // Whatever the names suggest, all calls are listed for this endpoint.
            assert!(text.contains(part), "no {part} in\n{text}");
        }
        for secret in [KEY, "sekrit99", "ffffffffffffffff"] {
            assert!(!text.contains(secret), "{secret} in\n{text}");
        }
        assert!(!text.contains('\u{202e}'));
    }
}

/// Of a document all of whose sentences are ours.
fn arabic(format: EvidenceFormat) -> String {
    let mut report = report();
    let endpoint = "https://pos.example/retm/orders";
    report.detail.incident.endpoint = endpoint.to_owned();
    report.detail.incident.label = "/retm/orders".to_owned();
    report.detail.incident.last_message = "Service Unavailable".to_owned();
    report.detail.sentence = report.detail.incident.sentence(T0, &TimeZone::UTC);
    report.diagnosis.recovery = Some("You resolved it at 22:13.".to_owned());
    report.diagnosis.explanation = explain::explain(Some(503), "");
    report.diagnosis.sentence = report.diagnosis.explanation.meaning.clone();
    report.diagnosis.next = report.diagnosis.explanation.next.clone();
    if let Some(probe) = &mut report.failing_probe {
        probe.sentence =
            "pos.example refused the connection: nothing is listening on port 443 of 203.0.113.7."
                .to_owned();
        for step in &mut probe.steps {
            step.text = "Refused".to_owned();
        }
    }
    let locale = Locale {
        calendar: Calendar::UmmAlQura,
        ..Locale::default()
    };
    written_for(locale.speaking(Language::Ar), &report, format)
}

#[test]
fn a_reader_of_arabic_gets_it_in_arabic() {
    for format in [EvidenceFormat::Markdown, EvidenceFormat::Html] {
        let text = arabic(format);
        for part in [
            "ما حدث",
            "ما فات",
            "المخطط الزمني",
            "توقف RETM عن محاولة التسليم",
            "15 ملي ث",
            "\u{2066}2023-11-14T22:13:20Z\u{2069}",
            "14 نوفمبر 2023، 22:13:20 \u{2066}+00:00\u{2069} (30 ربيع الآخر 1445 هـ)",
            "رفض \u{2066}pos.example\u{2069} الاتصال",
            "\u{2066}503 Service Unavailable\u{2069}",
            "\u{2066}UTC\u{2069}",
        ] {
            assert!(text.contains(part), "no {part} in\n{text}");
        }
        for english in [
            "What happened",
            "Timeline",
            "gave up",
            "Refused",
            "Usual causes",
            "(none)",
        ] {
            assert!(!text.contains(english), "{english} in\n{text}");
        }
    }
    let html = arabic(EvidenceFormat::Html);
    assert!(html.contains("<html lang=\"ar\" dir=\"rtl\">"), "{html}");
    assert!(html.contains("<pre dir=\"ltr\">{&quot;x&quot;"), "{html}");
    assert!(html.contains("<td class=\"time\" dir=\"ltr\">"), "{html}");
    let markdown = arabic(EvidenceFormat::Markdown);
    let code = "- نقطة النهاية: \u{2068}`https://pos.example/retm/orders`\u{2069}";
    assert!(markdown.contains(code), "{markdown}");
}

/// What turns the text comes from us alone, and in pairs.
#[test]
fn nothing_hostile_turns_an_arabic_document() {
    let locale = Locale::default().speaking(Language::Ar);
    for format in [EvidenceFormat::Markdown, EvidenceFormat::Html] {
        let text = written_for(locale, &report(), format);
        assert!(!text.contains('\u{202e}'), "{text}");
        for line in text.lines() {
            let mut depth = 0_i32;
            for c in line.chars() {
                match c {
                    '\u{2066}'..='\u{2068}' => depth += 1,
                    '\u{2069}' => depth -= 1,
                    _ => {}
                }
                assert!(depth >= 0, "{line}");
            }
            assert_eq!(depth, 0, "{line}");
        }
        for secret in [KEY, "sekrit99"] {
            assert!(!text.contains(secret), "{secret} in\n{text}");
        }
    }
}

/// The title contains only the path, which does not look like a URL.
#[test]
fn what_is_taken_out_of_the_endpoint_is_taken_out_of_the_title() {
    let secret = ["abcdefgh", "IJKLMNOP", "12345678"].concat();
    let path = format!("/services/T0000/B0000/{secret}");
    for (endpoint, label, secret) in [
        (
            format!("https://hooks.slack.com{path}"),
            path.clone(),
            &*secret,
        ),
        (
            "redis://:hunter2pass@cache".to_owned(),
            ":hunter2pass@cache".to_owned(),
            "hunter2pass",
        ),
    ] {
        let mut report = report();
        report.detail.sentence = format!("{label} failed.");
        report.detail.incident.endpoint = endpoint;
        report.detail.incident.label = label;
        for format in [EvidenceFormat::Markdown, EvidenceFormat::Html] {
            let text = written_of(&report, format);
            assert!(!text.contains(secret), "{text}");
        }
        let json = json(&report, &Redaction::default()).to_string();
        assert!(!json.contains(secret), "{json}");
    }
}

#[test]
fn nothing_is_said_twice() {
    let mut report = report();
    report.diagnosis.sentence = report.diagnosis.explanation.meaning.clone();
    let fact = |name: &str| ProbeFact {
        name: name.to_owned(),
        value: "10.0.0.1".to_owned(),
    };
    for step in report
        .failing_probe
        .iter_mut()
        .flat_map(|probe| &mut probe.steps)
    {
        step.title = "A step".to_owned();
        step.facts = vec![fact("from"), fact("to")];
    }
    let text = written_of(&report, EvidenceFormat::Markdown);
    assert_eq!(text.matches("It means this.").count(), 1, "{text}");
    assert_eq!(
        text.matches("A step").count(),
        2,
        "in the waterfall, and with the first of its facts: {text}"
    );
}

#[test]
fn nothing_of_the_network_becomes_markup() {
    let html = written(EvidenceFormat::Html);
    assert!(html.starts_with("<!DOCTYPE html>"));
    assert!(!html.contains("<script"), "{html}");
    assert!(html.contains("&lt;script&gt;"), "{html}");
    assert!(!html.contains("href") && !html.contains("src="), "{html}");

    let markdown = written(EvidenceFormat::Markdown);
    let mut fence: Option<String> = None;
    for line in markdown.lines() {
        let ticks: String = line.chars().take_while(|c| *c == '`').collect();
        match &fence {
            Some(open) if line == open => fence = None,
            Some(_) => {}
            None if ticks.len() >= 3 && line.trim_end_matches("json") == ticks => {
                fence = Some(ticks);
            }
            None => {
                let without_code = without_code(line);
                assert!(!without_code.contains("<script"), "{line}");
                assert!(!without_code.contains("](https://"), "{line}");
                assert!(!line.starts_with("# x"), "{line}");
            }
        }
    }
    assert_eq!(fence, None, "{markdown}");
}

/// A line without code spans (CommonMark, "Code spans") and escaped characters.
fn without_code(line: &str) -> String {
    let mut kept = String::new();
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        if c == '\\' {
            rest = rest.get(2..).unwrap_or_default();
        } else if c == '`' {
            let length = rest.len() - rest.trim_start_matches('`').len();
            let (ticks, after) = rest.split_at(length);
            let closing = after
                .match_indices(ticks)
                .map(|(at, _)| at)
                .find(|at| !after[..*at].ends_with('`') && !after[at + length..].starts_with('`'))
                .unwrap_or_else(|| panic!("code that does not end: {line}"));
            rest = &after[closing + length..];
        } else {
            kept.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    kept
}
