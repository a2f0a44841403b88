//! The corpus, and properties that hold for any text. The corpus is in two files next to this one: `secrets.txt`,
//! `harmless.txt`.

use fastrand::Rng;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn redaction() -> Redaction {
    let mut redaction = Redaction::default();
    redaction.know("s3cret_*tok|e\"n");
    redaction
}

fn lines(of: &'static str) -> Vec<(usize, String)> {
    let lines = (1..).zip(of.lines());
    lines
        .filter(|(_, line)| !line.is_empty() && !line.starts_with("# "))
        .map(|(number, line)| (number, line.replace('⏎', "\n")))
        .collect()
}

/// Replaces each `«kind»` by a made-up secret, and returns the text with the secrets.
fn filled(template: &str, random: &mut Rng) -> (String, Vec<String>) {
    let (mut text, mut secrets) = (String::new(), Vec::new());
    let mut parts = template.split('«');
    text.push_str(parts.next().unwrap());
    for part in parts {
        let (kind, rest) = part.split_once('»').unwrap();
        let secret = made_up(kind, random);
        text = text + &secret + rest;
        secrets.push(secret);
    }
    (text, secrets)
}

/// `hex32`: 32 hex digits. The first three characters of `b64` are its name.
fn made_up(kind: &str, random: &mut Rng) -> String {
    const LOWER: &str = "abcdefghijkmnopqrstuvwxyz";
    const UPPER: &str = "ABCDEFGHJKLMNPQRSTUVWXYZ";
    const DIGITS: &str = "0123456789";
    let of = |letters: String, length: &str, random: &mut Rng| -> String {
        let letters: Vec<char> = letters.chars().collect();
        let length: usize = length.parse().unwrap();
        (0..length)
            .map(|_| letters[random.usize(..letters.len())])
            .collect()
    };
    // One of each at the front, so that every draw has a digit, a small and a capital letter.
    let mixed = |more: &str, length: &str, random: &mut Rng| {
        let letters = format!("{LOWER}{UPPER}{DIGITS}{more}");
        let drawn = of(letters, length, random);
        format!("Qz7{}4k", &drawn[..drawn.len() - 5])
    };
    if let Some(length) = kind.strip_prefix("b64") {
        return mixed("+/", length, random);
    }
    match kind.trim_end_matches(|c: char| c.is_ascii_digit()) {
        "pw" => format!(
            "{}73{}",
            of(LOWER.into(), "6", random),
            of(LOWER.into(), "2", random)
        ),
        "word" => format!("swordfish{}", of(LOWER.into(), "3", random)),
        "uuid" => ["8", "4", "4", "4", "12"]
            .map(|length| of(format!("{DIGITS}abcdef"), length, random))
            .join("-"),
        "hex" => format!(
            "7f{}",
            of(format!("{DIGITS}abcdef"), &less(kind, 2), random)
        ),
        "digits" => format!("7{}", of(DIGITS.into(), &less(kind, 1), random)),
        "ALNUM" => of(format!("{UPPER}{DIGITS}"), &less(kind, 0), random),
        "alnum" => mixed("", &less(kind, 0), random),
        "url" => mixed("-_", &less(kind, 0), random),
        other => panic!("no kind {other}"),
    }
}

fn less(kind: &str, by: usize) -> String {
    let digits = kind.trim_start_matches(|c: char| !c.is_ascii_digit());
    (digits.parse::<usize>().unwrap() - by).to_string()
}

/// The forms in which a text arrives: as is, as a report's message, and quoted within that.
fn ways(text: &str) -> [String; 4] {
    let report = json!({"code": 503, "endpoint": "/retm/orders", "message": text}).to_string();
    let quoted = json!({"code": 503, "message": report}).to_string();
    let cut_off = quoted.trim_end_matches(['"', '}']).to_owned();
    [text.to_owned(), report, quoted, cut_off]
}

#[test]
fn no_secret_of_the_corpus_gets_through() {
    let redaction = redaction();
    let mut random = Rng::with_seed(14);
    let lines = lines(include_str!("secrets.txt"));
    assert!(lines.len() >= 200, "{}", lines.len());
    let mut through = Vec::new();
    for (number, template) in lines {
        let (text, secrets) = filled(&template, &mut random);
        assert!(!secrets.is_empty(), "line {number} holds none: {template}");
        let mut written = ways(&text).map(|text| redaction.text(&text)).to_vec();
        let mut value = json!({"samples": [{"message": text, "body": ways(&text)[1]}]});
        redaction.json(&mut value);
        written.push(value.to_string());
        for written in &written {
            if secrets.iter().any(|secret| written.contains(secret)) {
                through.push(format!("line {number}: {written}"));
            }
        }
    }
    assert!(
        through.is_empty(),
        "{}:\n{}",
        through.len(),
        through.join("\n")
    );
}

#[test]
fn no_harmless_text_of_the_corpus_is_spoilt() {
    let redaction = redaction();
    let lines = lines(include_str!("harmless.txt"));
    assert!(lines.len() >= 200, "{}", lines.len());
    let mut spoilt = Vec::new();
    for (number, text) in lines {
        for text in ways(&text) {
            let written = redaction.text(&text);
            if written != text {
                spoilt.push(format!("line {number}: {text}\n      now: {written}"));
            }
        }
    }
    assert!(
        spoilt.is_empty(),
        "{}:\n{}",
        spoilt.len(),
        spoilt.join("\n")
    );
}

#[test]
fn what_is_to_be_read_stays() {
    for (text, expected) in [
        ("a s3cret_*tok|e\"n b", "a [redacted] b"),
        (r#"{"a":"s3cret_*tok|e\"n"}"#, r#"{"a":"[redacted]"}"#),
        ("/x?a=s3cret_%2Atok%7Ce%22n", "/x?a=[redacted]"),
        (
            "can't reach postgres://app:hunter2@db.example/orders?a=1",
            "can't reach postgres://app:[redacted]@db.example/orders?a=1",
        ),
        (
            "redis://:hunter2@cache:6379/0",
            "redis://:[redacted]@cache:6379/0",
        ),
        (
            "https://a.example/x?token=abc&branch=2",
            "https://a.example/x?token=[redacted]&branch=2",
        ),
        (
            "https://x.example/error/0123456789abcdef0123456789abcdef?y",
            "https://x.example/error/[redacted]?y",
        ),
        (
            "Authorization: Bearer abcdefghijk",
            "Authorization: Bearer [redacted]",
        ),
        (
            "GET / HTTP/1.1\nCookie: a=b; c=d\nHost: a.example",
            "GET / HTTP/1.1\nCookie: [redacted]\nHost: a.example",
        ),
        (
            r#"{"api_key": "k\"1", "code": 503}"#,
            r#"{"api_key": "[redacted]", "code": 503}"#,
        ),
        (
            r#"{"pin": 1234, "a": 1}"#,
            r#"{"pin": "[redacted]", "a": 1}"#,
        ),
        (
            r#"{"message":"{\"token\":\"abc\",\"code\":503}","id":7}"#,
            r#"{"message":"{\"token\":\"[redacted]\",\"code\":503}","id":7}"#,
        ),
        (
            r#"{"session": {"id": 7}, "code": 503}"#,
            r#"{"session": "[redacted]", "code": 503}"#,
        ),
        (
            "Server=db;User Id=sa;Password=a b!;Encrypt=True",
            "Server=db;User Id=sa;Password=[redacted];Encrypt=True",
        ),
        (
            "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\nafter",
            "-----BEGIN PRIVATE KEY-----[redacted]-----END PRIVATE KEY-----\nafter",
        ),
    ] {
        assert_eq!(redaction().text(text), expected, "{text}");
    }
    assert_eq!(redaction().value("X-Api-Key", "x"), REDACTED);
    assert_eq!(redaction().value("host", "a.example"), "a.example");
}

#[test]
fn json_stays_json() {
    let mut random = Rng::with_seed(14);
    for (number, template) in lines(include_str!("secrets.txt")) {
        let (text, _) = filled(&template, &mut random);
        for text in &ways(&text)[1..3] {
            let written = redaction().text(text);
            let value: Value = serde_json::from_str(&written)
                .unwrap_or_else(|e| panic!("line {number}: {e}: {written}"));
            assert_eq!(value["code"], 503, "line {number}: {written}");
        }
    }
}

#[test]
fn json_is_gone_through_whole() {
    let mut redaction = Redaction::default();
    redaction.know("k1k1k1");
    let mut value = json!({
        "a": ["x k1k1k1"], "body_base64": "azE=", "code": 503, "token": null, "pin": 1234,
        "fact": {"name": "set-cookie", "value": "c"}, "auth": {"user": "ann"},
        "headers": {"cookie": "c", "host": "k1k1k1"}, "passwords": {"ann": ["x"]}, "apiKeys": [1234],
        "tokens": {"input": 12}, "usage": {"name": "max_tokens", "value": 4096},
    });
    redaction.json(&mut value);
    let expected = json!({
        "a": ["x [redacted]"], "body_base64": null, "code": 503, "token": null, "pin": "[redacted]",
        "fact": {"name": "set-cookie", "value": "[redacted]"}, "auth": "[redacted]",
        "headers": {"cookie": "[redacted]", "host": "[redacted]"}, "passwords": "[redacted]",
        "apiKeys": "[redacted]", "tokens": {"input": 12},
        "usage": {"name": "max_tokens", "value": 4096},
    });
    assert_eq!(value, expected);
}

#[test]
fn a_long_text_of_any_kind_is_gone_through() {
    // Anything quadratic would take far too long.
    const LONG: usize = 64 * 1024;
    for piece in [
        "\"",
        "\\",
        "\\\"",
        "[",
        "{\"token\":",
        "a:b@",
        "://",
        "x://a:",
        "?token=",
        "%3A%2F%2F",
        "%25",
        "=",
        ":",
        "token",
        "token=a&",
        "-----BEGIN PRIVATE KEY-----",
        "eyJ",
        "eyJaaaaaaaa.",
        "Cookie: ",
        "Authorization: ",
        "mysql ",
        "login ",
        "a",
        "é",
        "\u{301}",
        "<password>",
        "bearer ",
        "name:token,value:[",
        "{\"key\":\"password\",\"value\":\"",
        "{\"key\":\"password\",\"value\":{",
        "value=a1 name=token ",
        "<param name=\"token\">",
        "name=token>",
        "name=\"token\" ",
        "a:b1cd@",
        "a:b1cd@h ",
        "é:",
        "ذé=a",
        "كلمة المرور: a1 ",
        "to\u{200b}ken=a1 ",
        "mot de passe ",
        "password:\n",
        "password:\n  ",
        "password:\n  a: b\n",
        "passwords:\n- ",
        "tokens:\n  a: 1\n",
        "token: |\n ",
        "&quot;",
        "&",
        "&quot;token&quot;:",
        "'&quot;token&quot;:1",
        "token%3D",
        "password – ",
        "password is: ",
        "token -> ",
        "：",
        "b'",
        "name=\"password\"\n\n",
        "name=\"password\"\n\n--",
        "name=\"password\"\ncontent-",
        "mysql -p1a ",
        "is ",
        "password=a(",
        "token:[",
        "token: [a:",
        "passwords:[",
        "passwords: [is ",
        "<password></",
        "<password></password>",
        "<a></a><token>",
        "setPassword(\"",
        "[\"password\",\"",
        "{\"tokens\":[1,",
        "{\"tokens\":{\"a\":",
    ] {
        let text = piece.repeat(LONG / piece.len());
        let written = redaction().text(&text);
        assert!(written.len() <= bound(&text), "{piece}: {}", written.len());
    }
}

/// The maximum length after redaction: the shortest secret with its name is about three bytes, and the mark is ten.
fn bound(text: &str) -> usize {
    text.len() * 8 + REDACTED.len()
}

/// Text composed of fragments that matter here.
fn texts() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "\"",
        "\\",
        "'",
        "{",
        "}",
        "[",
        "]",
        ":",
        "=",
        "&",
        "?",
        "#",
        ";",
        ",",
        " ",
        "\n",
        "\\n",
        "@",
        "/",
        "://",
        "%",
        "%3A%2F%2F",
        "%3D",
        "%25",
        "%22",
        "token",
        "password",
        "pin",
        "key",
        "code",
        "Cookie",
        "Authorization",
        "Bearer",
        "Basic",
        "Digest",
        "is",
        "503",
        "abc",
        "a1b2c3d4e5f6a7b8c9",
        "é",
        "خطأ",
        "[redacted]",
        "-----BEGIN PRIVATE KEY-----",
        "-----END PRIVATE KEY-----",
        "eyJ",
        "sk_live_",
        "<password>",
        "</",
        "-p",
        "mysql",
        "curl -u",
        "--token",
        "/error/",
        "\u{202e}",
        "AKIA",
        "null",
        "\\u0022",
        "name",
        "value",
        "\"key\":\"password\"",
        "\"value\":",
        "name=\"token\"",
        "ann:pa55word@db",
        "كلمة المرور",
        "\u{200b}",
        "pw",
        "tokens",
        "\n  ",
        "\n- ",
        "|",
        "&quot;",
        "&amp;quot;",
        "&#39;",
        "&lt;",
        "%253D",
        " -> ",
        " – ",
        "：",
        " is: ",
        "b'",
        "name=\"password\"\n\n",
        "\n--",
        " -pQz73ab4k",
        "(",
        ")",
        "passwords",
        "</password>",
        "&a ",
    ]);
    let any = "\\PC{0,4}";
    prop::collection::vec(
        prop_oneof![8 => pieces.prop_map(str::to_owned), 1 => any],
        0..24,
    )
    .prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn redacting_again_changes_nothing(text in texts()) {
        let once = redaction().text(&text);
        prop_assert_eq!(redaction().text(&once), once.clone());
        prop_assert!(once.len() <= bound(&text), "{} of {}", once, text);
    }

    #[test]
    fn any_text_is_gone_through(text in any::<String>(), name in any::<String>()) {
        redaction().text(&text);
        redaction().value(&name, &text);
    }
}
