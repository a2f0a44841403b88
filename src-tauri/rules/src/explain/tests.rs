//! Checks that a real message hits every rule, and that every pattern leads to its own rule.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde::Deserialize;
use strum::VariantArray;

use super::*;

fn rules() -> Rules {
    Rules::read(rules::TEXT).expect("rules.toml")
}

#[test]
fn every_example_is_recognised_by_its_own_rule_and_shows_its_patterns() {
    let rules = rules();
    let mut wrong = Vec::new();
    for rule in &rules.rules {
        for example in &rule.examples {
            let found = rules.find(&fold::fold(example)).map(|rule| &*rule.name);
            if found != Some(&*rule.name) {
                wrong.push(format!("{}: {example}: {found:?}", rule.name));
            }
        }
    }
    wrong.extend(rules.not_shown());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_name_is_its_own_and_everything_written_is_used() {
    let rules = rules();
    let names: BTreeSet<_> = rules.rules.iter().map(|rule| &rule.name).collect();
    assert_eq!(names.len(), rules.rules.len());
    let mut used: BTreeSet<_> = rules
        .rules
        .iter()
        .filter_map(|rule| rule.meaning.as_deref())
        .collect();
    used.extend(["zero", "no-code", "unknown-code"]);
    let written: BTreeSet<_> = rules.meanings.keys().map(String::as_str).collect();
    assert_eq!(written, used);
    let with_words: BTreeSet<_> = rules.causes.keys().copied().collect();
    let all = Cause::VARIANTS
        .iter()
        .copied()
        .filter(|cause| *cause != Cause::Unknown);
    assert_eq!(with_words, all.collect());
}

#[test]
fn every_status_rule_can_be_reached_and_every_status_is_explained() {
    let rules = rules();
    let first = |status| rules.statuses.iter().position(|rule| rule.holds(status));
    for (at, rule) in rules.statuses.iter().enumerate() {
        assert!(
            (100..=599).any(|status| first(status) == Some(at)),
            "{rule:?} is never reached"
        );
    }
    assert!((100..=599).all(|status| first(status).is_some()));
    for (code, words) in [
        (200, "reported success"),
        (204, "without content"),
        (299, "reported success"),
        (301, "moved permanently"),
        (302, "another URL"),
        (308, "same request"),
        (400, "as bad"),
        (401, "authenticate"),
        (403, "refuses access"),
        (404, "Nothing answers at that path"),
        (405, "does not accept POST"),
        (408, "rest of RETM's request"),
        (409, "conflicts"),
        (410, "gone for good"),
        (411, "length"),
        (413, "larger"),
        (414, "longer"),
        (415, "content type"),
        (418, "rejected RETM's request"),
        (421, "not responsible"),
        (422, "finds something wrong"),
        (426, "another protocol"),
        (429, "too many requests"),
        (431, "headers"),
        (451, "legal"),
        (500, "failed while handling"),
        (501, "method"),
        (502, "valid answer"),
        (503, "unavailable"),
        (504, "waited too long"),
        (505, "version of HTTP"),
        (507, "no room"),
        (508, "loop"),
        (511, "sign-in page"),
        (520, "can't understand"),
        (521, "refused Cloudflare"),
        (522, "timed out (522)"),
        (523, "can't reach"),
        (524, "too late"),
        (525, "encryption"),
        (526, "certificate"),
        (527, "Railgun"),
        (530, "tunnel is down"),
        (599, "failed"),
    ] {
        let found = explain(Some(code), "").meaning;
        assert!(found.contains(words), "{code}: {found}");
    }
}

#[test]
fn a_status_that_stands_only_in_the_text_is_the_status() {
    for (message, status) in [
        (
            "Response status code does not indicate success: 404 (Not Found).",
            404,
        ),
        ("Request failed with status code 502", 502),
        ("HTTP 503", 503),
        ("HTTP/1.1 500", 500),
        ("\"code\":\"503 Service Unavailable\"", 503),
        ("٥٠٣", 503),
        ("رمز الحالة: ٥٠٣", 503),
        (
            "The remote server returned an error: (413) Request Entity Too Large.",
            413,
        ),
        (
            "Le serveur distant a retourné une erreur : (404) Introuvable.",
            404,
        ),
        ("status code: 429, reason phrase: Too Many Requests", 429),
        (
            "StatusCode: 400, ReasonPhrase: 'Bad Request', Version: 1.1",
            400,
        ),
        ("404, message='Not Found', url='https://a.example/'", 404),
        (
            "404 Client Error: Something for url: https://a.example/",
            404,
        ),
        (
            "Server error: `POST https://a.example:8443/x` resulted in a `500 Internal Server Error` response: {}",
            500,
        ),
        ("curl: (22) The requested URL returned error: 401", 401),
        ("Unexpected server response: 403", 403),
        ("HTTP 500: connect ECONNREFUSED 127.0.0.1:5432", 500),
        ("Bad Gateway", 502),
    ] {
        for code in [None, Some(0)] {
            let found = explain(code, message);
            assert_eq!(
                (found.status, found.cause),
                (Some(status), Cause::Status),
                "{message}"
            );
            assert_eq!(found.meaning, explain(Some(status.into()), "").meaning);
        }
    }
    let moved = explain(Some(0), "HTTP 302 Found");
    assert_eq!((moved.status, moved.cause), (Some(302), Cause::Redirect));
}

#[test]
fn ports_ids_sizes_times_and_versions_are_no_status() {
    for message in [
        "port 502",
        "connect to a.example:443 failed after 404 ms",
        "id 500",
        "order 404 could not be delivered",
        "received 500 bytes",
        "timeout of 500ms exceeded",
        "error: 500 ms have passed",
        "http 404.5",
        "version 5.0.3, build 503",
        "10.0.500.1",
        "SSL alert number 400",
        "record.c:350: error:0A00010B",
        "https://a.example/404/status/500",
        "http://a.example:500/",
        "SQLSTATE 404ab",
        "١٢٥٠٣٤",
    ] {
        assert_eq!(explain(Some(0), message).status, None, "{message}");
    }
}

#[test]
fn no_code_zero_and_an_unknown_one_are_said_carefully() {
    for (code, message, words) in [
        (Some(0), "", "does not document"),
        (None, "", "no code"),
        (Some(17), "", "17 is not an HTTP status"),
        (Some(-1), "something", "-1 is not an HTTP status"),
        (Some(600), "", "600 is not an HTTP status"),
        (Some(i64::MAX), "", "is not an HTTP status"),
        // A short word counts only by itself.
        (None, "geofence", "no code"),
        (None, "the widows", "no code"),
    ] {
        let found = explain(code, message);
        assert!(
            found.meaning.contains(words),
            "{code:?} {message}: {found:?}"
        );
        assert_eq!(
            (found.cause, found.candidates),
            (Cause::Unknown, Vec::new())
        );
    }
}

#[test]
fn a_message_gives_a_status_its_causes_and_a_phrase_of_its_own_does_not() {
    let plain = explain(Some(504), "");
    assert_eq!(explain(Some(504), "Gateway Timeout"), plain);
    assert_eq!(
        explain(Some(504), "The operation has timed out."),
        plain,
        "that says less"
    );
    let explained = explain(Some(500), "connect ECONNREFUSED 127.0.0.1:5432");
    assert_eq!(explained.meaning, explain(Some(500), "").meaning);
    assert_eq!(
        (explained.cause, explained.status),
        (Cause::Status, Some(500))
    );
    assert!(explained.next.contains("Start your app"), "{explained:?}");
    let circle = explain(Some(302), "Too many redirects");
    assert_eq!(
        (circle.cause, circle.status),
        (Cause::RedirectLoop, Some(302))
    );
    let broken = explain(
        Some(200),
        "transfer closed with 995 bytes remaining to read",
    );
    assert_eq!((broken.cause, broken.status), (Cause::Truncated, Some(200)));
}

#[test]
fn of_a_chain_the_innermost_counts_and_what_leaves_it_open_says_between_what() {
    let chain = "An error occurred while sending the request. ---> The operation has timed out. ---> Connection refused";
    assert_eq!(explain(Some(0), chain).cause, Cause::Refused);
    let outer = explain(Some(0), "An error occurred while sending the request.");
    assert_eq!(outer.cause, Cause::Unknown);
    for cause in [Cause::Reset, Cause::Closed, Cause::Timeout] {
        assert!(outer.may_be(cause), "{outer:?}");
    }
    assert!(explain(None, "fetch failed").may_be(Cause::TlsExpired));
    assert!(explain(None, "socket hang up").may_be(Cause::Closed));
}

/// A message recorded from a client, and what its server had really done.
#[derive(Deserialize)]
struct ClientMessage {
    client: String,
    message: String,
    cause: Cause,
}

#[test]
fn real_clients_are_understood_or_left_open_honestly() {
    let messages: Vec<ClientMessage> = serde_json::from_str(include_str!("told.json")).unwrap();
    for ClientMessage {
        client,
        message,
        cause,
    } in &messages
    {
        let found = explain(Some(0), message);
        assert!(
            found.may_be(*cause),
            "{client}: {message}: {cause:?}, not {found:?}"
        );
    }
    let named = messages
        .iter()
        .filter(|one| explain(Some(0), &one.message).cause == one.cause);
    assert!(
        named.count() * 4 >= messages.len() * 3,
        "too many are left open"
    );
}

#[test]
fn every_explanation_is_whole() {
    let rules = rules();
    let all = (rules.statuses.iter().map(|rule| &rule.words))
        .chain(rules.causes.values())
        .chain(rules.meanings.values());
    for words in all {
        assert!(words.causes.len() <= MAX_CAUSES, "{words:?}");
        assert!(
            words.meaning.ends_with(['.', ')']) && words.next.ends_with('.'),
            "{words:?}"
        );
        assert!(
            words.causes.iter().all(|cause| !cause.ends_with('.')),
            "{words:?}"
        );
        assert!(
            words.meaning.len() < 120 && words.next.len() < 120,
            "{words:?}"
        );
    }
    for rule in &rules.rules {
        for example in &rule.examples {
            let found = explain(Some(0), example);
            assert!(
                (1..=MAX_CAUSES).contains(&found.causes.len()),
                "{example}: {found:?}"
            );
        }
    }
}

proptest! {
    #[test]
    fn whatever_is_sent_is_explained(code in any::<Option<i64>>(), message in "(?s).{0,200}|[ ()0-9a-z:/]{0,60}") {
        let found = explain(code, &message);
        prop_assert!(!found.meaning.is_empty() && !found.causes.is_empty());
        prop_assert!(found.candidates.is_empty() || found.cause == Cause::Unknown);
    }
}

#[test]
fn arabic_is_recognised_however_it_is_spelled() {
    for (well, spelled) in [
        ("تعذر الاتصال", "تعذر الإتصال"),
        ("تعذر الاتصال", "تعـذّر الاتصـال"),
        ("تعذر الاتصال", "تعذر اﻻتصال"),
        ("تم رفض الاتصال", "تم رفض الإتصال"),
        ("تم رفض الاتصال", "تم رَفْضُ الاتصال"),
        ("انتهت مهلة الاتصال", "انتهت مُهله الإتصال"),
        ("انتهت المهلة", "إنتهت المهله"),
        ("الخدمة غير متوفرة", "الخدمه غير متوفره"),
        ("خطأ 503", "خطا \u{2068}٥٠٣\u{2069}"),
    ] {
        let [a, b] = [well, spelled].map(|message| explain(None, message));
        assert_eq!(a, b, "{spelled}");
        assert_ne!(a, explain(None, "strange"), "{well}");
    }
}
