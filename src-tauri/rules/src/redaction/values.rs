//! Values: which are not secrets although they are in the place of one, and which look like secrets anywhere.

use serde_json::Value;

use super::{cut::REDACTED, names::Name};

/// Words that are said about a secret and are not secrets.
const PROSE: &[&str] = &[
    "a",
    "absent",
    "all",
    "an",
    "and",
    "are",
    "as",
    "at",
    "attempt",
    "auth",
    "authentication",
    "authorization",
    "bad",
    "basic",
    "bearer",
    "been",
    "blank",
    "by",
    "can",
    "can't",
    "cannot",
    "challenge",
    "change",
    "changed",
    "check",
    "contains",
    "could",
    "couldn't",
    "credentials",
    "denied",
    "did",
    "didn't",
    "disabled",
    "do",
    "does",
    "doesn't",
    "don't",
    "empty",
    "enabled",
    "error",
    "exceeded",
    "expected",
    "expired",
    "expires",
    "failed",
    "failure",
    "field",
    "for",
    "forbidden",
    "found",
    "from",
    "had",
    "has",
    "have",
    "header",
    "if",
    "in",
    "incorrect",
    "invalid",
    "is",
    "isn't",
    "it",
    "key",
    "length",
    "less",
    "longer",
    "malformed",
    "may",
    "minimum",
    "mismatch",
    "missing",
    "more",
    "must",
    "no",
    "not",
    "of",
    "ok",
    "on",
    "only",
    "or",
    "realm",
    "charset",
    "nonce",
    "please",
    "policy",
    "present",
    "problem",
    "provided",
    "rejected",
    "removed",
    "required",
    "reset",
    "revoked",
    "scheme",
    "sent",
    "set",
    "should",
    "shouldn't",
    "stale",
    "store",
    "that",
    "the",
    "this",
    "to",
    "token",
    "too",
    "type",
    "unauthorized",
    "unexpected",
    "unknown",
    "unset",
    "unsupported",
    "updated",
    "used",
    "validation",
    "value",
    "verification",
    "was",
    "wasn't",
    "were",
    "when",
    "will",
    "with",
    "without",
    "wrong",
    "you",
    "your",
];

/// Values without information: none, a switch, a placeholder, or an earlier redaction.
pub fn is_nothing(value: &str) -> bool {
    let bare = value.trim();
    if bare.is_empty() || bare.contains(REDACTED) && bare.len() <= REDACTED.len() + 2 {
        return true;
    }
    let placeholder = |open: &str, close: &str| {
        bare.strip_prefix(open)
            .and_then(|rest| rest.strip_suffix(close))
            .is_some_and(|name| {
                name.len() <= 40
                    && name
                        .bytes()
                        .all(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b'.' | b'-' | b' '))
            })
    };
    matches!(
        &*bare
            .trim_start_matches('(')
            .trim_end_matches(')')
            .to_ascii_lowercase(),
        "null"
            | "none"
            | "nil"
            | "undefined"
            | "true"
            | "false"
            | "yes"
            | "no"
            | "%s"
            | "?"
            | "hidden"
    ) || !bare.chars().any(char::is_alphanumeric)
        || placeholder("${", "}")
        || placeholder("{{", "}}")
        || placeholder("{", "}")
        || placeholder("<", ">")
        || placeholder("$", "")
        || matches!(bare, "[FILTERED]" | "[REDACTED]" | "<hidden>")
}

/// Whether the text after a name continues a sentence, or is a count. `is_loose`: a colon or a blank is between them.
pub fn is_prose(value: &str, name: Name, is_loose: bool) -> bool {
    let word = value.trim_matches(|c: char| !c.is_alphanumeric());
    let is_word = word
        .chars()
        .all(|c| c.is_alphabetic() || c == '\'' || c == '’');
    let is_small = word.len() < 6 && word.bytes().all(|b| b.is_ascii_digit());
    let is_said = is_said_of_secrets(word);
    match (name, is_loose) {
        _ if is_count(name, word) => true,
        (Name::Several, _) if is_number(word) => false,
        (Name::Strong, false) => false,
        (Name::Strong, true) => is_said || (is_word && !word.is_ascii()),
        (_, false) => is_said || is_small,
        // A call, as in a stack trace.
        (_, true) if value.contains('(') => true,
        (_, true) => is_said || is_small || (is_word && word.chars().count() < 20),
    }
}

/// The maximum length of a quoted number that is a count rather than a secret.
pub const MAX_COUNT: usize = 5;

/// Whether a number with this name is a count: thousands of tokens, a few of other secrets.
pub fn is_count(name: Name, text: &str) -> bool {
    let is_usual = match name {
        Name::Tokens => true,
        Name::Several => text.len() < 4,
        _ => false,
    };
    is_usual && is_number(text)
}

/// Whether a value with this name is a count: `"max_tokens": 4096`, `"tokens": {"input": 12}`.
pub fn counts(name: Name, value: &Value) -> bool {
    match value {
        Value::Number(number) => is_count(name, &number.to_string()),
        Value::Array(values) if values.is_empty() => true,
        Value::Array(values) => name == Name::Tokens && values.iter().all(is_number_or_none),
        Value::Object(fields) => name == Name::Tokens && fields.values().all(is_number_or_none),
        Value::String(text) => text.len() <= MAX_COUNT && is_count(name, text),
        Value::Null | Value::Bool(_) => true,
    }
}

fn is_number_or_none(value: &Value) -> bool {
    match value {
        Value::Array(values) => values.iter().all(is_number_or_none),
        Value::Object(fields) => fields.values().all(is_number_or_none),
        Value::String(_) => false,
        Value::Number(_) | Value::Null | Value::Bool(_) => true,
    }
}

/// The same for a list or an object as text, in JSON or in YAML.
pub fn is_of_counts(name: Name, text: &str) -> bool {
    /// Anything longer is not a list of counts.
    const MAX_LENGTH: usize = 400;
    name == Name::Tokens
        && text.len() <= MAX_LENGTH
        && text
            .split([',', '{', '}', '[', ']', '\n'])
            .filter_map(|part| part.rsplit(':').next())
            .all(|value| value.trim().is_empty() || is_number(value.trim()))
}

/// Whether the words are about a secret.
pub fn is_sentence(text: &str) -> bool {
    text.split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .take(20)
        .any(is_said_of_secrets)
}

/// Whether it is one word of small and capital letters and digits, as a machine generates it or a password rule
/// requires it.
pub fn is_mixed(value: &str) -> bool {
    value.len() >= 8
        && value.contains(char::is_uppercase)
        && value.contains(char::is_lowercase)
        && value.contains(|c: char| c.is_ascii_digit())
        && !value.contains(['/', '.', '=', ':', '('])
}

/// Whether it is a number as people and programs write one.
pub fn is_number(text: &str) -> bool {
    text.bytes().any(|b| b.is_ascii_digit())
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b'-' | b' '))
}

/// Whether the word is about a secret rather than being one.
pub fn is_said_of_secrets(word: &str) -> bool {
    PROSE.contains(&&*word.to_ascii_lowercase())
}

/// Whether it looks generated: long, of base64 or hex characters, with digits among them.
pub fn is_opaque(value: &str) -> bool {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let letters = value.bytes().filter(u8::is_ascii_alphabetic).count();
    value.len() >= 16
        && digits >= 2
        && letters >= 2
        && value
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=' | b'_' | b'-'))
        && !value.starts_with('/')
        && value.matches(['/', '-', '_']).count() < 5
        && !is_uuid(value)
}

/// `3f2504e0-4f89-11d3-9a0c-0305e82c3301`: identifies a thing, and grants no access by itself.
fn is_uuid(value: &str) -> bool {
    value.len() == 36
        && value.bytes().enumerate().all(|(at, b)| match at {
            8 | 13 | 18 | 23 => b == b'-',
            _ => b.is_ascii_hexdigit(),
        })
}
