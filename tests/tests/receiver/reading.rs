//! Every shape of report is read as the platform's page says, and stored exactly.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use missedhook_tests::{
    data::now,
    http::{Request, Target},
    machine::Machine,
    program::{Serve, list, run_ok, show},
    retm::{self, ORDERS, accepted, deliver, fixture, fixture_names},
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
    ("form-encoded.txt", Some(503), ORDERS, "timeout", true),
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

/// Compressed by the common programs, if they are installed.
#[test]
fn a_compressed_body_is_read_and_kept_to_the_letter() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let target = Target::of(&serve.receiver_url);
    let plain = fixture("documented.json");
    for (encoding, command) in [
        ("gzip", &["gzip", "-c"][..]),
        ("zstd", &["zstd", "-q", "-c"]),
        ("br", &["brotli", "-c"]),
    ] {
        let Some(body) = piped(command, &plain) else {
            println!("Not tried: {command:?} is not here");
            continue;
        };
        let request = Request::new("POST", &target)
            .header("Content-Type", "application/json")
            .header("Content-Encoding", encoding)
            .body(body.clone());
        let kept = accepted(&request.send());
        assert!(kept.readable, "{encoding}");
        let shown = show(&machine, kept.id);
        assert_eq!(shown["endpoint"], ORDERS, "{encoding}");
        assert_eq!(shown["text"].as_str().unwrap().as_bytes(), plain);
        let base64 = shown["body_base64"].as_str().unwrap();
        assert_eq!(BASE64_STANDARD.decode(base64).unwrap(), body);
        let said = shown["read_as"].to_string();
        assert!(said.contains(encoding), "{said}");
    }
}

/// The output of a program for this input. `None` if the program is not installed.
fn piped(command: &[&str], input: &[u8]) -> Option<Vec<u8>> {
    let mut child = Command::new(command[0])
        .args(&command[1..])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{command:?}");
    Some(output.stdout)
}

#[test]
fn what_grows_beyond_the_limit_is_kept_as_it_came() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let body = piped(&["gzip", "-c"], &vec![b'x'; 8 * 1024 * 1024]).unwrap();
    let request = Request::new("POST", &Target::of(&serve.receiver_url))
        .header("Content-Encoding", "gzip")
        .body(body.clone());
    let kept = accepted(&request.send());
    assert!(!kept.readable);
    let shown = show(&machine, kept.id);
    let base64 = shown["body_base64"].as_str().unwrap();
    assert_eq!(BASE64_STANDARD.decode(base64).unwrap(), body);
    let reason = shown["unreadable_reason"].as_str().unwrap();
    assert!(reason.contains("256 KiB"), "{reason}");
}

#[test]
fn headers_that_let_somebody_in_are_not_kept() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let mut request = Request::new("POST", &Target::of(&serve.receiver_url));
    let secret = [
        "Cookie",
        "X-API-Key",
        "X-Forwarded-Access-Token",
        "X-Client-Secret",
    ];
    for name in secret {
        request = request.header(name, "letmein");
    }
    let request = request
        .header("Idempotency-Key", "harmless")
        .body(fixture("documented.json"));
    let headers = &show(&machine, accepted(&request.send()).id)["headers"];
    for name in secret {
        assert_eq!(headers[name.to_ascii_lowercase()], "[redacted]", "{name}");
    }
    assert_eq!(headers["idempotency-key"], "harmless");
}

#[test]
fn two_hundred_headers_are_taken() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let mut request = Request::new("POST", &Target::of(&serve.receiver_url));
    for n in 0..200 {
        request = request.header(&format!("X-Trace-{n}"), "value");
    }
    let kept = accepted(&request.body(fixture("documented.json")).send());
    assert_eq!(show(&machine, kept.id)["headers"]["x-trace-199"], "value");
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
    let unreadable = incident("truncated.txt");
    assert_ne!(unreadable, orders);
    assert_eq!(deliver(&serve.receiver_url, "").incident, unreadable);
    assert_eq!(incident("documented.json"), orders);
}

#[test]
fn an_endpoint_of_another_type_is_named_by_its_whole_json_and_only_by_that() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    for json in [
        r#"{"url":"https://obj.example"}"#,
        r#"{"url":"https://obj.example/retm/orders?a=1#b"}"#,
        r#"{ "host": "a.example", "path": "/x?y" }"#,
        r#"["https://a.example/x","https://b.example/y"]"#,
        "[]",
        "42",
        "true",
    ] {
        let body = format!(r#"{{"code":503,"endpoint":{json},"message":"down"}}"#);
        let first = deliver(&serve.receiver_url, body.clone());
        let again = deliver(&serve.receiver_url, body);
        assert!(first.readable, "{json}");
        assert_eq!(again.incident, first.incident, "{json}");
        assert_eq!(show(&machine, first.id)["endpoint"], json);
        let id = first.id.to_string();
        let shown = run_ok(&machine, &["show", &id]);
        let name = format!("incident {} ({json}): 2 reports", first.incident);
        assert!(shown.contains(&name), "no {name} in:\n{shown}");
    }
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
