//! JSON text in readable form. Senders escape what is not ASCII (`\u062e\u0637\u0623`), which nobody can read or search
//! for. Pure functions over JSON that may be invalid. `ui/src/format/json-text.ts` decodes the same letters;
//! `json-text.json` tests both.

use std::borrow::Cow;

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
        }
    }
}
