//! Every shape of report is read as the platform page says and kept to the letter.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use missedhook_tests::{
    data::now,
    machine::Machine,
    program::{Serve, list, show},
    retm::{self, ORDERS, deliver, fixture, fixture_names},
};
use serde_json::{Value, json};

/// Fixture, code, endpoint, message, readable.
type Expected = (&'static str, Option<i64>, &'static str, &'static str, bool);

const FIXTURES: [Expected; 9] = [
    (
        "arabic-message.json",
        Some(500),
        "https://pos-bridge.example.com/retm/customers",
        "تعذر الاتصال بالخادم بعد ثلاث محاولات",
        true,
    ),
    (
        "bare-path.json",
        Some(0),
        "/retm/menu",
        "Connection refused",
        true,
    ),
    ("code-as-string.json", Some(504), ORDERS, "", true),
    (
        "documented.json",
        Some(503),
        ORDERS,
        "Service Unavailable",
        true,
    ),
    (
        "extra-fields-object-message.json",
        Some(422),
        ORDERS,
        r#"{"error":"invalid","fields":["branch_id"]}"#,
        true,
    ),
    ("form-encoded.txt", None, "", "", false),
    (
        "markup-in-fields.json",
        Some(502),
        r#"https://pos-bridge.example.com/retm/orders?x=<b>&y="1""#,
        r#"<a href="https://evil.example">click</a> & <img src=x onerror=alert(1)>"#,
        true,
    ),
    (
        "nulls-no-scheme.json",
        None,
        "pos-bridge.example.com/retm/orders",
        "",
        true,
    ),
    ("truncated.txt", None, "", "", false),
];

#[test]
fn every_fixture_is_read_and_listed_as_the_platform_page_says() {
    assert_eq!(
        fixture_names(),
        FIXTURES.map(|(name, ..)| name),
        "a fixture is left out"
    );
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let before = now();
    let mut expected = Vec::new();
    for (name, code, endpoint, message, readable) in FIXTURES {
        let accepted = deliver(&serve.receiver_url, fixture(name));
        assert_eq!(accepted.readable, readable, "{name}");
        expected.push(json!({
            "id": accepted.id,
            "code": code,
            "endpoint": endpoint,
            "message": message,
            "readable": readable,
            "source": "retm",
            "incident_id": accepted.incident,
        }));
    }
    let after = now();
    expected.reverse();
    let mut rows = list(&machine, 100);
    for row in &mut rows {
        let received_at = row.as_object_mut().unwrap().remove("received_at");
        let received_at = received_at.and_then(|value| value.as_str().map(str::to_owned));
        let received_at = received_at.unwrap_or_else(|| panic!("no received_at in {row}"));
        assert_is_utc_milliseconds(&received_at);
        assert!(
            before <= received_at && received_at <= after,
            "{received_at} is not between {before} and {after}"
        );
    }
    assert_eq!(json!(rows), json!(expected), "newest first");
}

fn assert_is_utc_milliseconds(time: &str) {
    let shape: String = time
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect();
    assert_eq!(shape, "0000-00-00T00:00:00.000Z", "{time}");
}

#[test]
fn every_body_is_shown_to_the_letter() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    for name in fixture_names() {
        let accepted = deliver(&serve.receiver_url, fixture(&name));
        let shown = show(&machine, accepted.id);
        let body = String::from_utf8(fixture(&name)).unwrap();
        assert_eq!(shown["body"], json!(body), "{name}");
        assert_eq!(shown["body_base64"], Value::Null, "{name}");
        assert_eq!(shown["id"], accepted.id, "{name}");
        let remote = shown["remote_addr"].as_str().unwrap_or_default();
        assert!(remote.starts_with("127.0.0.1"), "{name}: {shown}");
    }
}

#[test]
fn a_body_that_is_not_text_is_shown_as_base64() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let body = b"\xff\xfe{\"code\": 503}\x00\x80".to_vec();
    let accepted = deliver(&serve.receiver_url, body.clone());
    assert!(!accepted.readable);
    let shown = show(&machine, accepted.id);
    assert_eq!(shown["body"], Value::Null);
    let base64 = shown["body_base64"].as_str().unwrap_or_default();
    assert_eq!(BASE64_STANDARD.decode(base64).unwrap(), body);
}

#[test]
fn an_empty_body_is_kept_as_unreadable() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let accepted = deliver(&serve.receiver_url, "");
    assert!(!accepted.readable);
    assert_eq!(show(&machine, accepted.id)["body"], "");
}

#[test]
fn the_body_decides_and_not_the_content_type() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    for content_type in [
        None,
        Some("text/plain"),
        Some("application/xml"),
        Some("no such/thing;;"),
    ] {
        let mut request =
            missedhook_tests::http::Request::post(&serve.receiver_url, fixture("documented.json"));
        if let Some(content_type) = content_type {
            request = request.header("Content-Type", content_type);
        }
        let accepted = retm::accepted(&request.send());
        assert!(accepted.readable, "{content_type:?}");
    }
    assert_eq!(list(&machine, 100).len(), 4);
}

#[test]
fn reports_at_one_endpoint_share_an_incident_and_others_do_not() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let incident = |name: &str| deliver(&serve.receiver_url, fixture(name)).incident;
    let orders = incident("documented.json");
    assert_eq!(incident("code-as-string.json"), orders);
    assert_ne!(incident("arabic-message.json"), orders);
    let unreadable = incident("form-encoded.txt");
    assert_ne!(unreadable, orders);
    assert_eq!(incident("truncated.txt"), unreadable);
    assert_eq!(incident("documented.json"), orders);
}

#[test]
fn list_is_newest_first_and_as_long_as_it_is_told() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let ids: Vec<i64> = (0..105)
        .map(|n| deliver(&serve.receiver_url, retm::report(ORDERS, &n.to_string())).id)
        .collect();
    let listed = |rows: Vec<Value>| -> Vec<i64> {
        rows.iter().map(|row| row["id"].as_i64().unwrap()).collect()
    };
    let newest = |n: usize| -> Vec<i64> { ids.iter().rev().take(n).copied().collect() };
    assert_eq!(listed(list(&machine, 3)), newest(3));
    assert_eq!(listed(list(&machine, 1000)), newest(105));
    let unless_told = missedhook_tests::program::run_json(&machine, &["list", "--json"]);
    assert_eq!(listed(unless_told.as_array().unwrap().clone()), newest(100));
}
