//! Two messages beside each other. Their bodies as JSON value by value, whatever the order of the keys and the white space;
//! otherwise line by line. Their headers by name.

use std::collections::{BTreeMap, BTreeSet};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Serialize;
use serde_json::value::RawValue;
use ts_rs::TS;

use super::lines;
pub use super::lines::Difference;

/// The maximum number of differences listed.
pub const MAX_COUNT: usize = 1_000;
/// How deeply values are compared. Anything deeper is compared as text.
const DEEPEST: usize = 100;

/// A report or a request, as far as it is compared.
pub struct Message<'a> {
    pub body: Vec<u8>,
    pub headers: &'a BTreeMap<String, String>,
}

/// A body to the letter, of its text or else of its base64.
pub fn body_bytes(text: Option<&str>, base64: Option<&str>) -> Vec<u8> {
    match (text, base64) {
        (Some(text), _) => text.as_bytes().to_vec(),
        (None, Some(base64)) => STANDARD.decode(base64).unwrap_or_default(),
        (None, None) => Vec::new(),
    }
}

/// How two messages differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Comparison {
    /// Whether the bodies are equal to the letter.
    pub equal: bool,
    /// How the bodies were compared.
    pub by: ComparedBy,
    /// The differences, in the order of the first body, at most [`MAX_COUNT`].
    pub differences: Vec<Difference>,
    /// Whether there are more differences.
    pub more: bool,
    /// The headers that differ, by name; the path is the name.
    pub headers: Vec<Difference>,
}

/// How two bodies were compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ComparedBy {
    /// Both are JSON: value by value.
    Json,
    /// Line by line.
    Lines,
    /// Byte for byte: at least one is not text.
    Bytes,
}

/// Compares two messages.
pub fn compare(first: &Message<'_>, second: &Message<'_>) -> Comparison {
    Comparison {
        headers: header_differences(first.headers, second.headers),
        ..bodies(&first.body, &second.body)
    }
}

fn header_differences(
    first: &BTreeMap<String, String>,
    second: &BTreeMap<String, String>,
) -> Vec<Difference> {
    let names: BTreeSet<&String> = first.keys().chain(second.keys()).collect();
    let pairs = names
        .into_iter()
        .map(|name| (name, first.get(name), second.get(name)));
    pairs
        .filter(|(_, from, to)| from != to)
        .take(MAX_COUNT)
        .map(|(name, from, to)| Difference {
            path: name.clone(),
            from: from.cloned(),
            to: to.cloned(),
        })
        .collect()
}

/// Compares two bodies alone.
pub fn bodies(first: &[u8], second: &[u8]) -> Comparison {
    let texts = std::str::from_utf8(first)
        .ok()
        .zip(std::str::from_utf8(second).ok());
    let json = texts.and_then(|(first, second)| {
        let value = |text| serde_json::from_str::<&RawValue>(text).ok();
        value(first).zip(value(second))
    });
    let mut differences = Vec::new();
    let by = match (json, texts) {
        (Some((first, second)), _) => {
            values(first, second, &mut String::new(), 0, &mut differences);
            ComparedBy::Json
        }
        (None, Some((first, second))) => {
            differences = lines::differences(first, second);
            ComparedBy::Lines
        }
        (None, None) => ComparedBy::Bytes,
    };
    let more = differences.len() > MAX_COUNT;
    differences.truncate(MAX_COUNT);
    Comparison {
        equal: first == second,
        by,
        differences,
        more,
        headers: Vec::new(),
    }
}

fn values(
    first: &RawValue,
    second: &RawValue,
    path: &mut String,
    depth: usize,
    found: &mut Vec<Difference>,
) {
    if first.get() == second.get() || found.len() > MAX_COUNT {
        return;
    }
    if depth < DEEPEST {
        if let Some((first, second)) = members(first).zip(members(second)) {
            let names: BTreeSet<&String> = first.keys().chain(second.keys()).collect();
            for name in names {
                let step = name.replace('~', "~0").replace('/', "~1");
                at(path, &step, |path| {
                    part(first.get(name), second.get(name), path, depth, found);
                });
            }
            return;
        }
        if let Some((first, second)) = elements(first).zip(elements(second)) {
            arrays(&first, &second, path, depth, found);
            return;
        }
    }
    let (from, to) = (written(first), written(second));
    if from != to {
        found.push(Difference {
            path: path.clone(),
            from: Some(from),
            to: Some(to),
        });
    }
}

/// Skips equal elements at both ends, so that one insertion in the middle is one difference.
fn arrays(
    first: &[&RawValue],
    second: &[&RawValue],
    path: &mut String,
    depth: usize,
    found: &mut Vec<Difference>,
) {
    let same = |(one, other): &(&&RawValue, &&RawValue)| is_equal(one, other, depth + 1);
    let begin = first.iter().zip(second).take_while(same).count();
    let (rest_of_first, rest_of_second) = (&first[begin..], &second[begin..]);
    let ends = rest_of_first.iter().rev().zip(rest_of_second.iter().rev());
    let end = match first.len() == second.len() {
        true => 0,
        false => ends.take_while(same).count(),
    };
    let first = &rest_of_first[..rest_of_first.len() - end];
    let second = &rest_of_second[..rest_of_second.len() - end];
    for place in 0..first.len().max(second.len()) {
        at(path, &(begin + place).to_string(), |path| {
            part(first.get(place), second.get(place), path, depth, found);
        });
    }
}

/// Visits each value once, unlike [`values`] below an array.
fn is_equal(first: &RawValue, second: &RawValue, depth: usize) -> bool {
    if first.get() == second.get() {
        return true;
    }
    if depth < DEEPEST {
        if let Some((first, second)) = members(first).zip(members(second)) {
            let mut pairs = first.iter().zip(&second);
            return first.len() == second.len()
                && pairs
                    .all(|(one, other)| one.0 == other.0 && is_equal(one.1, other.1, depth + 1));
        }
        if let Some((first, second)) = elements(first).zip(elements(second)) {
            let mut pairs = first.iter().zip(&second);
            return first.len() == second.len()
                && pairs.all(|(one, other)| is_equal(one, other, depth + 1));
        }
    }
    written(first) == written(second)
}

fn part(
    first: Option<&&RawValue>,
    second: Option<&&RawValue>,
    path: &mut String,
    depth: usize,
    found: &mut Vec<Difference>,
) {
    match (first, second) {
        (Some(first), Some(second)) => values(first, second, path, depth + 1, found),
        (from, to) => found.push(Difference {
            path: path.clone(),
            from: from.map(|value| written(value)),
            to: to.map(|value| written(value)),
        }),
    }
}

fn at(path: &mut String, step: &str, there: impl FnOnce(&mut String)) {
    let before = path.len();
    path.push('/');
    path.push_str(step);
    there(path);
    path.truncate(before);
}

fn members(value: &RawValue) -> Option<BTreeMap<String, &RawValue>> {
    let is_object = value.get().starts_with('{');
    is_object.then(|| serde_json::from_str(value.get()).ok())?
}

fn elements(value: &RawValue) -> Option<Vec<&RawValue>> {
    let is_array = value.get().starts_with('[');
    is_array.then(|| serde_json::from_str(value.get()).ok())?
}

/// The value as text, with strings normalised. Numbers stay exactly as written, whatever their size.
fn written(value: &RawValue) -> String {
    let text = serde_json::from_str::<String>(value.get());
    text.ok()
        .and_then(|text| serde_json::to_string(&text).ok())
        .unwrap_or_else(|| value.get().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared_lines(first: &str, second: &str) -> Vec<String> {
        let compared = bodies(first.as_bytes(), second.as_bytes());
        assert_eq!(compared.by, ComparedBy::Json);
        let each = compared.differences.into_iter();
        each.map(|one| {
            let side = |side: Option<String>| side.unwrap_or_else(|| "—".to_owned());
            format!("{} {} → {}", one.path, side(one.from), side(one.to))
        })
        .collect()
    }

    #[test]
    fn json_is_compared_value_by_value() {
        let none: [&str; 0] = [];
        for (first, second, expected) in [
            (
                r#"{"a":1,"b":[2]}"#,
                "{ \"b\": [ 2 ],\n\"a\":1 }",
                &none[..],
            ),
            (r#"{"a":"é"}"#, r#"{"a":"\u00e9"}"#, &none),
            (
                r#"{"a":1}"#,
                r#"{"a":2,"b":null}"#,
                &["/a 1 → 2", "/b — → null"],
            ),
            (r#"{"a":{"b":"x"}}"#, r#"{"a":{}}"#, &[r#"/a/b "x" → —"#]),
            (r#"{"a/b~":1}"#, r#"{"a/b~":"1"}"#, &[r#"/a~1b~0 1 → "1""#]),
            ("[1,2,3]", "[0,1,2,3]", &["/0 — → 0"]),
            ("[1,2,3]", "[1,3]", &["/1 2 → —"]),
            ("[1,2,3]", "[1,5,3]", &["/1 2 → 5"]),
            (
                "[{\"a\":1,\"b\":2}]",
                "[{\"b\":2,\"a\":3}]",
                &["/0/a 1 → 3"],
            ),
            ("1", "[]", &[" 1 → []"]),
            // Beyond the range of a double.
            (
                "12345678901234567890123",
                "12345678901234567890124",
                &[" 12345678901234567890123 → 12345678901234567890124"],
            ),
        ] {
            assert_eq!(compared_lines(first, second), expected, "{first} {second}");
        }
    }

    #[test]
    fn what_is_no_json_is_compared_by_lines_and_what_is_no_text_to_the_letter() {
        let lines = bodies(b"a\nb\nc", b"a\nx\nc");
        assert_eq!(lines.by, ComparedBy::Lines);
        assert_eq!(lines.differences.len(), 2, "{lines:?}");
        let bytes = bodies(b"\xff", b"{}");
        assert_eq!((bytes.by, bytes.equal), (ComparedBy::Bytes, false));
        assert!(bodies(b"\xff", b"\xff").equal);
    }

    #[test]
    fn headers_are_compared_by_name() {
        let headers = |pairs: &[(&str, &str)]| {
            let owned = pairs
                .iter()
                .map(|&(name, value)| (name.into(), value.into()));
            owned.collect::<BTreeMap<String, String>>()
        };
        let first = headers(&[("accept", "*/*"), ("host", "a.example"), ("via", "1.1 x")]);
        let second = headers(&[("accept", "*/*"), ("date", "now"), ("host", "b.example")]);
        let message = |headers| Message {
            body: b"{}".to_vec(),
            headers,
        };
        let compared = compare(&message(&first), &message(&second));
        assert!(compared.equal && compared.differences.is_empty());
        let lines = compared
            .headers
            .into_iter()
            .map(|one| (one.path, one.from, one.to));
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            lines.collect::<Vec<_>>(),
            [
                ("date".to_owned(), None, some("now")),
                ("host".to_owned(), some("a.example"), some("b.example")),
                ("via".to_owned(), some("1.1 x"), None),
            ]
        );
    }

    #[test]
    fn depth_and_length_have_a_limit() {
        let deep = |leaf: &str| format!("{}{leaf}{}", "[".repeat(5_000), "]".repeat(5_000));
        assert_eq!(compared_lines(&deep("1"), &deep("2")).len(), 1);
        let long = |value: u8| format!("[{}0]", format!("{value},").repeat(5_000));
        let compared = bodies(long(1).as_bytes(), long(2).as_bytes());
        assert_eq!(
            (compared.differences.len(), compared.more),
            (MAX_COUNT, true)
        );
    }
}
