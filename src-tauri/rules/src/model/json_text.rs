//! JSON text in readable form. Senders escape what is not ASCII (`\u062e\u0637\u0623`), which nobody can read or search
//! for. JSON runs from left to right, and each of its strings as its own letters do. Pure functions over JSON that may be
//! invalid. `ui/src/format/json-text.ts` does the same in the window; `json-text.json` and `json-pieces.json` test both.

use std::{borrow::Cow, ops::Range};

use serde::de::IgnoredAny;

use super::visible;

/// Decodes the escaped letters in JSON. Everything else stays exactly as it is, as do escapes of ASCII and of invisible
/// characters.
pub fn with_letters(json: &str) -> Cow<'_, str> {
    rewritten(json, |escape| match escape {
        Escape::Letter(c) if !c.is_ascii() && !visible::is_hidden(c) && !c.is_whitespace() => {
            Some(c)
        }
        _ => None,
    })
}

/// How deeply escapes are decoded: JSON inside a string of JSON.
const LAYERS: usize = 3;

/// The words of JSON for searching, with every escape decoded.
pub fn words(json: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(json);
    for _ in 0..LAYERS {
        if !text.contains('\\') {
            break;
        }
        let read = rewritten(&text, |escape| match escape {
            Escape::Letter(c) => Some(c),
            Escape::Blank => Some(' '),
        });
        text = Cow::Owned(read.into_owned());
    }
    text
}

/// Whether a text is an object or an array, or the beginning of one. It may be cut off.
pub fn is_like_json(text: &str) -> bool {
    let text = text.trim_start();
    let next = |inside: &str| inside.trim_start().chars().next();
    if let Some(inside) = text.strip_prefix('{') {
        return matches!(next(inside), Some('"' | '}'));
    }
    let item = text.strip_prefix('[').and_then(next);
    item.is_some_and(|c| matches!(c, '"' | '{' | '[' | ']' | '-') || c.is_ascii_digit())
}

/// Whether it is JSON whose strings are not all written from left to right.
pub fn needs_isolates(text: &str) -> bool {
    text.contains(is_right_to_left) && is_like_json(text)
}

/// Letters and digits of Hebrew, Arabic and other right-to-left scripts.
pub fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

/// A part of JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece<'a> {
    pub text: &'a str,
    /// Whether it is the inside of a string with right-to-left letters. In a direction of its own, it changes no other.
    pub is_isolated: bool,
}

/// JSON in its parts, which together are the text.
pub fn pieces(json: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut done = 0;
    let mut put = |text, is_isolated| {
        let text: &str = text;
        if !text.is_empty() {
            pieces.push(Piece { text, is_isolated });
        }
    };
    for inside in strings(json) {
        if json[inside.clone()].contains(is_right_to_left) {
            put(&json[done..inside.start], false);
            put(&json[inside.clone()], true);
            done = inside.end;
        }
    }
    put(&json[done..], false);
    pieces
}

/// Where the strings of JSON are, without their quotes. The last may be cut off.
fn strings(json: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + json[at..].find('"')? + 1;
        let length = inside(&json[start..]);
        at = (start + length + 1).min(json.len());
        Some(start..start + length)
    })
}

/// The length of a string's inside, up to its closing quote.
fn inside(text: &str) -> usize {
    let mut is_escaped = false;
    let end = text.find(|c| {
        let ends = c == '"' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        ends
    });
    end.unwrap_or(text.len())
}

/// JSON for a text that knows no markup: from left to right, each right-to-left string in an isolate (Unicode Standard
/// Annex #9, section 2.4). For reading only: with these marks, it is no longer the JSON that was sent.
pub fn isolated(json: &str) -> String {
    let mut text = String::from('\u{2066}');
    for piece in pieces(json) {
        match piece.is_isolated {
            true => text.extend(["\u{2068}", piece.text, "\u{2069}"]),
            false => text.push_str(piece.text),
        }
    }
    text.push('\u{2069}');
    text
}

/// A text as it is quoted in a sentence: [`isolated`] if it is such JSON.
pub fn in_sentence(text: &str) -> Cow<'_, str> {
    match needs_isolates(text) {
        true => Cow::Owned(isolated(text)),
        false => Cow::Borrowed(text),
    }
}

/// The deepest nesting that is indented.
const DEEPEST: usize = 100;
/// The longest text that indenting makes, in bytes.
const LONGEST: usize = 1_000_000;
const STEP: &str = "  ";

/// JSON with a line for each item and its letters decoded. Its own text is moved, so numbers, keys that stand twice and
/// their order stay what they are. `None` if it is no JSON, nested too deeply or too long.
pub fn indented(json: &str) -> Option<String> {
    lay_out(json, false)
}

/// The same for a place without isolates: the value of a right-to-left key has a line of its own, because beside its key
/// the two would change places. It is the same JSON still.
pub fn indented_apart(json: &str) -> Option<String> {
    lay_out(json, true)
}

fn lay_out(json: &str, is_apart: bool) -> Option<String> {
    serde_json::from_str::<IgnoredAny>(json).ok()?;
    let json = with_letters(json);
    let tokens = tokens(&json);
    let mut text = String::new();
    let mut depth: usize = 0;
    for (i, token) in tokens.iter().enumerate() {
        let before = i.checked_sub(1).map_or("", |i| tokens[i]);
        let after = tokens.get(i + 1).copied().unwrap_or_default();
        match *token {
            "{" | "[" => {
                text.push_str(token);
                depth += 1;
                if !matches!(after, "}" | "]") {
                    new_line(&mut text, depth);
                }
            }
            "}" | "]" => {
                depth = depth.saturating_sub(1);
                if !matches!(before, "{" | "[") {
                    new_line(&mut text, depth);
                }
                text.push_str(token);
            }
            "," => {
                text.push(',');
                new_line(&mut text, depth);
            }
            ":" if is_apart && before.contains(is_right_to_left) && !matches!(after, "{" | "[") => {
                text.push(':');
                new_line(&mut text, depth + 1);
            }
            ":" => text.push_str(": "),
            _ => text.push_str(token),
        }
        if depth > DEEPEST || text.len() > LONGEST {
            return None;
        }
    }
    Some(text)
}

fn new_line(text: &mut String, depth: usize) {
    text.push('\n');
    text.extend(std::iter::repeat_n(STEP, depth));
}

/// The tokens of valid JSON: strings, brackets, commas, colons, numbers and words.
fn tokens(json: &str) -> Vec<&str> {
    const MARKS: [char; 6] = ['{', '}', '[', ']', ',', ':'];
    let mut tokens = Vec::new();
    let mut rest = json.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' => (inside(&rest[1..]) + 2).min(rest.len()),
            mark if MARKS.contains(&mark) => 1,
            _ => rest
                .find(|c: char| c == '"' || c.is_whitespace() || MARKS.contains(&c))
                .unwrap_or(rest.len()),
        };
        let (token, after) = rest.split_at(length);
        tokens.push(token);
        rest = after.trim_start();
    }
    tokens
}

enum Escape {
    Letter(char),
    /// A line break or another control.
    Blank,
}

/// Replaces each escape by the result of `shown`. If that is `None`, the escape stays.
fn rewritten(json: &str, shown: impl Fn(Escape) -> Option<char>) -> Cow<'_, str> {
    if !json.contains('\\') {
        return Cow::Borrowed(json);
    }
    let mut text = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(at) = rest.find('\\') {
        let (before, escaped) = rest.split_at(at);
        text.push_str(before);
        let (escape, length) = escape(escaped);
        match escape.and_then(&shown) {
            Some(c) => text.push(c),
            None => text.push_str(&escaped[..length]),
        }
        rest = &escaped[length..];
    }
    text.push_str(rest);
    Cow::Owned(text)
}

/// The character of an escape, and its length. Half a surrogate pair has no character.
fn escape(text: &str) -> (Option<Escape>, usize) {
    let Some(kind) = text[1..].chars().next() else {
        return (None, 1);
    };
    let short = 1 + kind.len_utf8();
    match kind {
        'n' | 'r' | 't' | 'b' | 'f' => (Some(Escape::Blank), short),
        '"' | '/' | '\\' => (Some(Escape::Letter(kind)), short),
        'u' => {
            let units = [unit(text), text.get(6..).and_then(unit)].into_iter();
            let units = units.map_while(|unit| unit);
            let first = char::decode_utf16(units).next();
            match first {
                Some(Ok(c)) => (Some(Escape::Letter(c)), 6 * c.len_utf16()),
                _ => (None, short),
            }
        }
        _ => (None, short),
    }
}

fn unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    // `from_str_radix` accepts a sign.
    let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    is_hex.then(|| u16::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn escaped_letters_are_shown_in_both_languages() {
        let examples: Vec<[String; 2]> =
            serde_json::from_str(include_str!("../../../../ui/src/format/json-text.json")).unwrap();
        for [json, shown] in examples {
            assert_eq!(with_letters(&json), shown);
        }
    }

    #[test]
    fn the_same_strings_are_isolated_in_both_languages() {
        let examples: Vec<(String, Vec<String>)> =
            serde_json::from_str(include_str!("../../../../ui/src/format/json-pieces.json"))
                .unwrap();
        for (json, strings) in examples {
            let pieces = pieces(&json);
            let whole: String = pieces.iter().map(|piece| piece.text).collect();
            assert_eq!(whole, json);
            let isolated = pieces.iter().filter(|piece| piece.is_isolated);
            let isolated: Vec<_> = isolated.map(|piece| piece.text).collect();
            assert_eq!(isolated, strings);
        }
    }

    #[test]
    fn what_is_like_json_runs_from_left_to_right() {
        for (text, expected) in [
            (r#"{"خطأ":1}"#, true),
            (r#" [ {"a": 1}]"#, true),
            ("[-1", true),
            ("{}", true),
            ("خطأ {503}", false),
            ("[خطأ] connection", false),
            ("{خطأ}", false),
            ("", false),
        ] {
            assert_eq!(is_like_json(text), expected, "{text}");
        }
        assert_eq!(
            isolated(r#"{"خطأ":12}"#),
            "\u{2066}{\"\u{2068}خطأ\u{2069}\":12}\u{2069}"
        );
    }

    #[test]
    fn json_gets_a_line_for_each_item() {
        let json = r#"{"code":5e+400,"a":[],"m":{"\u062e\u0637\u0623":"\u0645","\u062d":[1,"\u0645"]},"code":2}"#;
        let all = [
            "{",
            "  \"code\": 5e+400,",
            "  \"a\": [],",
            "  \"m\": {",
            "    \"خطأ\": \"م\",",
            "    \"ح\": [",
            "      1,",
            "      \"م\"",
            "    ]",
            "  },",
            "  \"code\": 2",
            "}",
        ];
        let all = all.join("\n");
        assert_eq!(indented(json).unwrap(), all);
        let apart = all.replace("\"خطأ\": \"م\"", "\"خطأ\":\n      \"م\"");
        assert_eq!(indented_apart(json).unwrap(), apart);
        for not in ["{", "خطأ", r#"{"a":1} "#.repeat(2).as_str()] {
            assert_eq!(indented(not), None, "{not}");
        }
        let deep = |levels| "[".repeat(levels) + &"]".repeat(levels);
        assert!(indented(&deep(DEEPEST)).is_some());
        assert_eq!(indented(&deep(DEEPEST + 1)), None);
        let wide = ["[".repeat(90), vec!["1"; 9_000].join(","), "]".repeat(90)].concat();
        assert_eq!(indented(&wide), None);
    }

    #[test]
    fn every_escape_is_read_for_searching() {
        for (json, read) in [
            (r#"{"m":"\u062e\u0637\u0623"}"#, r#"{"m":"خطأ"}"#),
            (r"one\ntwo\/three", "one two/three"),
            (r#""{\"m\":\"\\u062e\"}""#, r#""{"m":"خ"}""#),
            (r"\", r"\"),
            (r"\u12", r"\u12"),
            (r"\ud83d\ude00", "😀"),
        ] {
            assert_eq!(words(json), read);
        }
    }

    proptest! {
        #[test]
        fn the_value_stays_what_it_is(text in any::<String>()) {
            let value = serde_json::Value::from(text);
            let escaped: String = value.to_string().encode_utf16().map(|unit| match unit {
                0..=127 => char::from(unit as u8).to_string(),
                _ => format!("\\u{unit:04x}"),
            }).collect();
            let shown = with_letters(&escaped);
            prop_assert_eq!(&serde_json::from_str::<serde_json::Value>(&shown).unwrap(), &value);
        }

        #[test]
        fn whatever_is_no_json_is_read(text in r#"([\\u"a-f0-9]|\PC){0,30}"#) {
            with_letters(&text);
            words(&text);
            is_like_json(&text);
            let whole: String = pieces(&text).iter().map(|piece| piece.text).collect();
            prop_assert_eq!(whole, text);
        }
    }
}
