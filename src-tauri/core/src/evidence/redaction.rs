//! Redaction: takes out of a text what would let its reader in somewhere. Takes the secrets that the settings know
//! wherever they stand, and what looks like one: rather a word too many than a key. Pure.

use std::sync::LazyLock;

// regex: matches in time that grows with the text only, whatever the text is.
use regex::Regex;
use serde_json::Value;

use crate::settings::Settings;

const REDACTED: &str = "[redacted]";

/// What looks like a secret, and what is put in its place.
static PATTERNS: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    [
        // A receiver's key, also one that was replaced long ago.
        (r"(?i)(/error/)[0-9a-z_-]{16,}", "${1}[redacted]"),
        // User name and password in a URL.
        (r#"(?i)\b(https?://)[^/\s@"'<>]+@"#, "${1}[redacted]@"),
        (
            r"(?i)\b(bearer|basic)\s+[a-z0-9._~+/=-]{8,}",
            "${1} [redacted]",
        ),
        // `"api_key": "…"`, and `?token=…`, `password: …`.
        (
            r#"(?i)([\w-]*(?:token|secret|passw|api[_-]?key|access[_-]?key|signature|authorization)[\w-]*["']?\s*[:=]\s*)"(?:[^"\\]|\\.)*""#,
            "${1}\"[redacted]\"",
        ),
        (
            r#"(?i)([\w-]*(?:token|secret|passw|api[_-]?key|access[_-]?key|signature|authorization)[\w-]*\s*[:=]\s*)[^\s&,;"'<>(){}\[\]]+"#,
            "${1}[redacted]",
        ),
    ]
    .into_iter()
    // Each is written above and tested below.
    .filter_map(|(pattern, to)| Some((Regex::new(pattern).ok()?, to)))
    .collect()
});

/// Names of headers and facts whose values are secrets.
const SECRET_NAMES: [&str; 8] = [
    "token",
    "secret",
    "key",
    "auth",
    "cookie",
    "signature",
    "passw",
    "credential",
];

/// What is taken out of every text.
pub struct Redaction {
    secrets: Vec<String>,
}

impl Redaction {
    /// With the secrets that the settings know.
    pub fn of(settings: &Settings) -> Self {
        let keys = [Some(&settings.key), settings.old_key.as_ref()];
        let mut secrets: Vec<String> = keys
            .into_iter()
            .flatten()
            .flat_map(|key| [key.reveal().to_owned(), key.reveal().to_ascii_uppercase()])
            .collect();
        secrets.extend(
            settings
                .bearer_token
                .iter()
                .map(|token| token.reveal().to_owned()),
        );
        Self { secrets }
    }

    /// A text without secrets.
    pub fn text(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for secret in &self.secrets {
            text = text.replace(secret, REDACTED);
        }
        for (pattern, to) in &*PATTERNS {
            if pattern.is_match(&text) {
                text = pattern.replace_all(&text, *to).into_owned();
            }
        }
        text
    }

    /// A value by its name, such as a header's.
    pub fn value(&self, name: &str, value: &str) -> String {
        let name = name.to_ascii_lowercase();
        if SECRET_NAMES.iter().any(|secret| name.contains(secret)) {
            REDACTED.to_owned()
        } else {
            self.text(value)
        }
    }

    /// Every text in a JSON value; values by their names among the headers.
    pub fn json(&self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.text(text),
            Value::Array(values) => values.iter_mut().for_each(|value| self.json(value)),
            Value::Object(fields) => {
                if let Some((Value::String(name), Value::String(value))) = fields
                    .get("name")
                    .cloned()
                    .zip(fields.get("value").cloned())
                {
                    let value = Value::String(self.value(&name, &value));
                    fields.insert("value".to_owned(), value);
                }
                for (name, value) in fields {
                    match (&**name, value) {
                        // In base64 a secret can't be told from the rest.
                        ("body_base64", value) => *value = Value::Null,
                        ("headers", Value::Object(headers)) => {
                            for (name, value) in headers {
                                let text = value.as_str().unwrap_or_default();
                                *value = Value::String(self.value(name, text));
                            }
                        }
                        (_, value) => self.json(value),
                    }
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_is_sound() {
        assert_eq!(PATTERNS.len(), 5);
    }

    #[test]
    fn secrets_go_and_the_rest_stays() {
        let redaction = Redaction {
            secrets: vec!["s3cret_*tok|en".to_owned()],
        };
        for (text, expected) in [
            ("plain words 503", "plain words 503"),
            ("a s3cret_*tok|en b", "a [redacted] b"),
            (
                "https://x.example/error/0123456789abcdef0123456789abcdef?y",
                "https://x.example/error/[redacted]?y",
            ),
            ("GET /error/short", "GET /error/short"),
            (
                "https://ann:pass@a.example/x",
                "https://[redacted]@a.example/x",
            ),
            (
                "Authorization: Bearer abcdefghijk",
                "Authorization: [redacted] [redacted]",
            ),
            (
                r#"{"api_key": "k\"1", "code": 503}"#,
                r#"{"api_key": "[redacted]", "code": 503}"#,
            ),
            (
                "https://a.example/x?token=abc&branch=2",
                "https://a.example/x?token=[redacted]&branch=2",
            ),
        ] {
            assert_eq!(redaction.text(text), expected, "{text}");
        }
        assert_eq!(redaction.value("X-Api-Key", "x"), REDACTED);
        assert_eq!(redaction.value("host", "a.example"), "a.example");
    }

    #[test]
    fn json_is_gone_through_whole() {
        let redaction = Redaction {
            secrets: vec!["k1".to_owned()],
        };
        let mut value = serde_json::json!({
            "a": ["x k1"], "body_base64": "azE=", "fact": {"name": "set-cookie", "value": "c"}, "headers": {"cookie": "c", "host": "k1"}
        });
        redaction.json(&mut value);
        let expected = serde_json::json!({
            "a": ["x [redacted]"], "body_base64": null,
            "fact": {"name": "set-cookie", "value": "[redacted]"},
            "headers": {"cookie": "[redacted]", "host": "[redacted]"}
        });
        assert_eq!(value, expected);
    }
}
