use proptest::prelude::*;

use super::*;

/// Without headers.
fn read(body: &[u8]) -> Result<Report, Unreadable> {
    super::read(body, &BTreeMap::new()).outcome
}

fn report(code: Option<i64>, endpoint: &str, message: &str) -> Result<Report, Unreadable> {
    Ok(Report {
        code,
        endpoint: endpoint.to_owned(),
        message: message.to_owned(),
    })
}

macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../tests/fixtures/error-webhook/",
            $name
        ))
    };
}

const ORDERS: &str = "https://pos-bridge.example.com/retm/orders";

#[test]
fn every_fixture_reads_as_the_platform_page_says() {
    let cases: [(&[u8], Result<Report, Unreadable>); 9] = [
        (
            fixture!("documented.json"),
            report(Some(503), ORDERS, "Service Unavailable"),
        ),
        (
            fixture!("arabic-message.json"),
            report(
                Some(500),
                "https://pos-bridge.example.com/retm/customers",
                "تعذر الاتصال بالخادم بعد ثلاث محاولات",
            ),
        ),
        (
            fixture!("bare-path.json"),
            report(Some(0), "/retm/menu", "Connection refused"),
        ),
        (
            fixture!("code-as-string.json"),
            report(Some(504), ORDERS, ""),
        ),
        (
            fixture!("extra-fields-object-message.json"),
            report(
                Some(422),
                ORDERS,
                r#"{"error":"invalid","fields":["branch_id"]}"#,
            ),
        ),
        (
            fixture!("markup-in-fields.json"),
            report(
                Some(502),
                r#"https://pos-bridge.example.com/retm/orders?x=<b>&y="1""#,
                r#"<a href="https://evil.example">click</a> & <img src=x onerror=alert(1)>"#,
            ),
        ),
        (
            fixture!("nulls-no-scheme.json"),
            report(None, "pos-bridge.example.com/retm/orders", ""),
        ),
        (
            fixture!("form-encoded.txt"),
            report(Some(503), ORDERS, "timeout"),
        ),
        (fixture!("truncated.txt"), Err(Unreadable::NotJson)),
    ];
    for (body, expected) in cases {
        assert_eq!(read(body), expected, "{}", String::from_utf8_lossy(body));
    }
}

#[test]
fn code_is_a_whole_number_or_none() {
    for (json, expected) in [
        ("503", Some(503)),
        ("-1", Some(-1)),
        ("502.0", Some(502)),
        ("5e2", Some(500)),
        ("\" 504 \"", Some(504)),
        ("\"502.0\"", Some(502)),
        ("502.5", None),
        ("\"intger\"", None),
        ("null", None),
        ("true", None),
        ("[503]", None),
        ("1e400", None),
        ("\"inf\"", None),
        ("\"NaN\"", None),
        ("99999999999999999999", None),
    ] {
        let body = format!(r#"{{"code":{json},"endpoint":"/a"}}"#);
        assert_eq!(
            read(body.as_bytes()).map(|r| r.code),
            Ok(expected),
            "{json}"
        );
    }
}

#[test]
fn names_in_another_case_and_a_byte_order_mark_are_taken() {
    let body = "\u{feff}{\"Code\":500,\"Endpoint\":\"/a\",\"MESSAGE\":\"m\"}";
    assert_eq!(read(body.as_bytes()), report(Some(500), "/a", "m"));
    let both = r#"{"CODE":1,"code":2,"endpoint":"/a"}"#;
    assert_eq!(read(both.as_bytes()), report(Some(2), "/a", ""));
}

#[test]
fn what_means_nothing_is_unreadable_with_its_reason() {
    for (body, reason) in [
        (&b""[..], Unreadable::Empty),
        (b" \n", Unreadable::Empty),
        (b"\xff\xff\xfe\x01", Unreadable::NotText),
        (b"{}", Unreadable::NoKnownField),
        (b"{\"event\":\"order.created\"}", Unreadable::NoKnownField),
        (b"[1]", Unreadable::NotAnObject),
        (b"[{\"code\":1},{\"code\":2}]", Unreadable::NotAnObject),
        (b"name=value&other=1", Unreadable::NotJson),
        (b"\"code\"", Unreadable::NotAnObject),
        (b"{\"code\":1} trailing", Unreadable::NotJson),
    ] {
        assert_eq!(read(body), Err(reason));
    }
}

#[test]
fn nesting_without_end_is_kept_as_text() {
    let deep = format!("{}1{}", "[".repeat(50_000), "]".repeat(50_000));
    let body = format!("{{\"code\":1,\"message\":{deep}}}");
    assert_eq!(read(body.as_bytes()), report(Some(1), "", &deep));
}

#[test]
fn a_broken_escape_in_one_field_does_not_lose_the_others() {
    let body = br#"{"code":503,"endpoint":"/a","message":"half \ud800 pair"}"#;
    assert_eq!(read(body), report(Some(503), "/a", r#""half \ud800 pair""#));
}

/// Each is read, and `read_as` says how.
#[test]
fn what_is_not_quite_as_documented_is_read_and_it_is_said_how() {
    let field = |name: &str| ReadAs::Field(name.to_owned());
    let lenient = || vec![ReadAs::Leniently];
    let expected = report(Some(503), "/a", "m");
    for (body, read_as) in [
        (r#"{"code":503,"endpoint":"/a","message":"m",}"#, lenient()),
        (
            "{\"code\":503,\"endpoint\":\"/a\",\"message\":\"m\"}\0\0",
            lenient(),
        ),
        (r#"{"code":503,"endpoint":"/a","message":"m"},"#, lenient()),
        (
            r#"{"code":503, /* tries: 3 */ "endpoint":"/a","message":"m"}"#,
            lenient(),
        ),
        (
            r#"{"\ud800":1,"code":503,"endpoint":"/a","message":"m"}"#,
            lenient(),
        ),
        (
            r#""{\"code\":503,\"endpoint\":\"/a\",\"message\":\"m\"}""#,
            vec![ReadAs::JsonInString],
        ),
        (
            r#"[{"code":503,"endpoint":"/a","message":"m"}]"#,
            vec![ReadAs::ArrayOfOne],
        ),
        (
            r#"{"id":7,"data":{"code":503,"endpoint":"/a","message":"m"}}"#,
            vec![field("data")],
        ),
        (
            r#"{"payload":"{\"code\":503,\"endpoint\":\"/a\",\"message\":\"m\"}"}"#,
            vec![field("payload"), ReadAs::JsonInString],
        ),
        ("code=503&endpoint=%2Fa&message=m", vec![ReadAs::Form]),
        (
            "payload=%7B%22code%22%3A503%2C%22endpoint%22%3A%22%2Fa%22%2C%22message%22%3A%22m%22%7D",
            vec![ReadAs::Form, field("payload")],
        ),
    ] {
        let reading = super::read(body.as_bytes(), &BTreeMap::new());
        assert_eq!(reading.outcome, expected, "{body}");
        assert_eq!(reading.read_as, read_as, "{body}");
    }
}

#[test]
fn raw_control_characters_in_a_string_are_read() {
    let body = b"{\"code\":503,\"endpoint\":\"/a\",\"message\":\"one\ntwo\tthree\x01\"}";
    assert_eq!(read(body), report(Some(503), "/a", "one\ntwo\tthree\u{1}"));
}

proptest! {
    #[test]
    fn any_bytes_give_a_report_or_a_reason(body: Vec<u8>) {
        let before = body.clone();
        let _ = read(&body);
        prop_assert_eq!(before, body);
    }

    #[test]
    fn any_object_with_the_three_fields_is_readable(code: i64, endpoint: String, message: String) {
        let body = serde_json::json!({"code": code, "endpoint": endpoint, "message": message});
        let read = read(body.to_string().as_bytes());
        prop_assert_eq!(read, Ok(Report { code: Some(code), endpoint, message }));
    }

    #[test]
    fn any_json_like_text_gives_a_report_or_a_reason(
        text in r#"[\{\}\[\]",:0-9a-zA-Z\\. \u{0}-\u{1f}]{0,80}"#
    ) {
        let _ = read(text.as_bytes());
    }
}
