//! Reading: the bytes that RETM's error webhook sent become a [`Report`], or a reason why they can't be
//! read. Pure: no clock, no disk, no network. It never changes the bytes; who calls it keeps them to the
//! letter. The platform documents its body loosely (three fields, types half stated), so the reader takes
//! every shape that can mean something and refuses only what means nothing.

use std::collections::BTreeMap;

use serde_json::value::RawValue;
use thiserror::Error;

use crate::explain;

/// What one POST from RETM's error webhook says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Why delivery failed. RETM documents no list of numbers; an HTTP status is the natural reading.
    /// `None` where it is null, absent or not a whole number.
    pub code: Option<i64>,
    /// The endpoint which could not be reached, as sent: a URL, a URL without its scheme, or a path.
    /// Empty where the report names none.
    pub endpoint: String,
    /// Free text, possibly empty. Anything but a string is kept as its JSON text.
    pub message: String,
}

/// Why a body can't be read as a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Unreadable {
    /// The bytes are not text.
    #[error("The body is not UTF-8 text.")]
    NotText,
    /// There is nothing in it.
    #[error("The body is empty.")]
    Empty,
    /// Text, but not JSON: a form, a truncated body, nesting without end.
    #[error("The body is not complete JSON.")]
    NotJson,
    /// JSON, but an array, a string, a number …
    #[error("The body is JSON, but not an object.")]
    NotAnObject,
    /// An object with none of the three fields.
    #[error("The body is a JSON object without code, endpoint or message.")]
    NoKnownField,
}

/// Reads a body. Any bytes give a report or a reason; nothing panics.
///
/// # Errors
/// [`Unreadable`] says why the bytes are not a report.
pub fn read(body: &[u8]) -> Result<Report, Unreadable> {
    let text = std::str::from_utf8(body).map_err(|_| Unreadable::NotText)?;
    // A byte order mark is what some .NET serialisers put in front of JSON.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).trim();
    if text.is_empty() {
        return Err(Unreadable::Empty);
    }
    let fields: BTreeMap<String, &RawValue> =
        serde_json::from_str(text).map_err(|_| match serde_json::from_str::<&RawValue>(text) {
            Ok(value) if !value.get().starts_with('{') => Unreadable::NotAnObject,
            _ => Unreadable::NotJson,
        })?;
    let (code, endpoint, message) = (
        field(&fields, "code"),
        field(&fields, "endpoint"),
        field(&fields, "message"),
    );
    if code.is_none() && endpoint.is_none() && message.is_none() {
        return Err(Unreadable::NoKnownField);
    }
    Ok(Report {
        code: code.and_then(self::code),
        endpoint: endpoint.map(text_of).unwrap_or_default(),
        message: message.map(text_of).unwrap_or_default(),
    })
}

/// The field of that name; where it is missing, one that differs in upper and lower case only.
fn field<'a>(fields: &BTreeMap<String, &'a RawValue>, name: &str) -> Option<&'a str> {
    let found = fields.get(name).or_else(|| {
        fields
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    });
    found.map(|value| value.get())
}

/// The code of a report, from its JSON: `503`, `502.0`, `"504"`, `"503 Service Unavailable"`, `"HTTP 503"`, `"٥٠٣"` → a
/// number; null, fractions, other words → none.
pub fn code(json: &str) -> Option<i64> {
    let text = serde_json::from_str::<String>(json).unwrap_or_else(|_| json.to_owned());
    let text = text.trim();
    let number = text.parse().ok().or_else(|| {
        let float: f64 = text.parse().ok()?;
        // Up to 2^53 every whole float is exact; beyond, the number would be a guess.
        const EXACT: f64 = 9_007_199_254_740_992.0;
        (float.fract() == 0.0 && float.abs() <= EXACT).then_some(float as i64)
    });
    number.or_else(|| {
        // Whatever else it is that is not text, it names no status: `[503]`.
        let is_text = json.trim_start().starts_with('"');
        is_text
            .then(|| explain::status_in(text))
            .flatten()
            .map(i64::from)
    })
}

/// A string's content; null is empty; anything else is its JSON text, as sent.
fn text_of(json: &str) -> String {
    if json == "null" {
        return String::new();
    }
    serde_json::from_str::<String>(json).unwrap_or_else(|_| json.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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
            (fixture!("form-encoded.txt"), Err(Unreadable::NotJson)),
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
            (b"\xff\xfe{}", Unreadable::NotText),
            (b"{}", Unreadable::NoKnownField),
            (b"{\"event\":\"order.created\"}", Unreadable::NoKnownField),
            (b"[1]", Unreadable::NotAnObject),
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
}
