//! Makes text safe for a terminal, for a log, and for JSON that is viewed there: escapes invisible characters, terminal
//! control sequences and characters that change the text direction. In plain text as `\u{202e}`; within JSON as a JSON
//! escape, so that the value stays the same. Pure.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};

/// Join or separate letters in Arabic, Persian and Indic scripts, and join emoji.
const JOINERS: [char; 2] = ['\u{200c}', '\u{200d}'];

/// Whether a character is a control character, invisible, or changes the text direction (Unicode Standard Annex #9,
/// section 2). Joiners are not included: their neighbours decide.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180b}'..='\u{180f}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
                | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
        )
}

/// On one line: line breaks and tabs become spaces, other hidden characters are escaped.
pub fn line(text: &str) -> String {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return text.to_owned();
    }
    written_out(&text.replace("\r\n", " "), |c| {
        matches!(c, '\n' | '\r' | '\t').then_some(' ')
    })
}

/// In lines: line breaks and tabs stay, other hidden characters are escaped.
pub fn lines(text: &str) -> String {
    written_out(text, |c| matches!(c, '\n' | '\t').then_some(c))
}

/// The same for a document whose isolates and marks of direction are our own (Unicode Standard Annex #9, sections 2.4 and
/// 2.6): they stay.
pub fn document(text: &str) -> String {
    let is_kept = |c| {
        matches!(
            c,
            '\n' | '\t' | '\u{200e}' | '\u{200f}' | '\u{2066}'..='\u{2069}'
        )
    };
    written_out(text, |c| is_kept(c).then_some(c))
}

fn written_out(text: &str, kept: impl Fn(char) -> Option<char>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let is_stray = JOINERS.contains(&c) && {
            let after = characters.peek().copied().unwrap_or(' ');
            before.is_ascii() || after.is_ascii() || is_hidden(before) || is_hidden(after)
        };
        match kept(c) {
            Some(kept) => out.push(kept),
            None if is_stray || is_hidden(c) => out.extend(c.escape_unicode()),
            None => out.push(c),
        }
        before = c;
    }
    out
}

/// A value as JSON on one line.
///
/// # Errors
/// If the value can't be written as JSON.
pub fn json(value: &impl Serialize) -> serde_json::Result<String> {
    written(value, Escaping(CompactFormatter))
}

/// A value as JSON over several lines.
///
/// # Errors
/// If the value can't be written as JSON.
pub fn json_in_lines(value: &impl Serialize) -> serde_json::Result<String> {
    written(value, Escaping(PrettyFormatter::new()))
}

fn written(value: &impl Serialize, formatter: impl Formatter) -> serde_json::Result<String> {
    let mut out = Vec::new();
    value.serialize(&mut Serializer::with_formatter(&mut out, formatter))?;
    Ok(String::from_utf8_lossy(&out).into_owned())
}

/// A JSON formatter that wraps another and escapes hidden characters.
struct Escaping<F>(F);

/// Methods that delegate to the wrapped formatter.
macro_rules! as_before {
    ($($name:ident($($argument:ident: $type:ty),*);)*) => {$(
        fn $name<W: ?Sized + Write>(&mut self, out: &mut W $(, $argument: $type)*) -> io::Result<()> {
            self.0.$name(out $(, $argument)*)
        }
    )*};
}

impl<F: Formatter> Formatter for Escaping<F> {
    as_before! {
        begin_array();
        end_array();
        begin_array_value(first: bool);
        end_array_value();
        begin_object();
        end_object();
        begin_object_key(first: bool);
        end_object_key();
        begin_object_value();
        end_object_value();
    }

    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut copied = 0;
        for (at, c) in fragment.char_indices().filter(|(_, c)| is_hidden(*c)) {
            out.write_all(&fragment.as_bytes()[copied..at])?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            copied = at + c.len_utf8();
        }
        out.write_all(&fragment.as_bytes()[copied..])
    }
}

/// A writer that escapes hidden characters, and invalid UTF-8 as `\x9b`.
pub struct WrittenOut<W> {
    out: W,
    /// The beginning of a character that is still incomplete.
    begun: Vec<u8>,
    /// Whether the last byte was a carriage return: CSV lines end in `\r\n`.
    after_return: bool,
}

impl<W: Write> WrittenOut<W> {
    /// Wraps a writer.
    pub const fn new(out: W) -> Self {
        Self {
            out,
            begun: Vec::new(),
            after_return: false,
        }
    }

    fn text(&mut self, text: &str) -> io::Result<()> {
        if text.is_empty() {
            return Ok(());
        }
        let text = if self.after_return {
            format!("\r{text}")
        } else {
            text.to_owned()
        };
        let whole = text.strip_suffix('\r');
        self.after_return = whole.is_some();
        let text = whole.unwrap_or(&text).replace("\r\n", "\n");
        self.out.write_all(lines(&text).as_bytes())
    }
}

impl<W: Write> Write for WrittenOut<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let all = [std::mem::take(&mut self.begun).as_slice(), bytes].concat();
        let mut rest = &*all;
        loop {
            match std::str::from_utf8(rest) {
                Ok(text) => {
                    self.text(text)?;
                    return Ok(bytes.len());
                }
                Err(error) => {
                    let (text, after) = rest.split_at(error.valid_up_to());
                    self.text(&String::from_utf8_lossy(text))?;
                    let Some(length) = error.error_len() else {
                        self.begun = after.to_vec();
                        return Ok(bytes.len());
                    };
                    let (wrong, after) = after.split_at(length);
                    self.text(&wrong.escape_ascii().to_string())?;
                    rest = after;
                }
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_hidden_is_written_out() {
        for (text, shown) in [
            ("plain 503", "plain 503"),
            ("تعذر الاتصال", "تعذر الاتصال"),
            ("می\u{200c}خواهم", "می\u{200c}خواهم"),
            ("👩\u{200d}💻", "👩\u{200d}💻"),
            ("a\u{200d}b", "a\\u{200d}b"),
            ("a\u{1b}[2J", "a\\u{1b}[2J"),
            ("\u{9b}31m", "\\u{9b}31m"),
            ("x\u{202e}gpj.exe", "x\\u{202e}gpj.exe"),
            ("a\u{200b}b\u{feff}", "a\\u{200b}b\\u{feff}"),
            ("\u{e0041}", "\\u{e0041}"),
            ("one\r\ntwo\tthree", "one two three"),
        ] {
            assert_eq!(line(text), shown, "{text:?}");
        }
        assert_eq!(lines("one\ntwo\tthree\r"), "one\ntwo\tthree\\u{d}");
    }

    #[test]
    fn a_stream_is_written_out_wherever_it_is_cut() {
        let bytes = "a\u{1b}b,\"é\u{9b}\"\r\nü\r".as_bytes();
        let bytes = [bytes, b"\xff."].concat();
        for size in 1..bytes.len() {
            let mut out = Vec::new();
            let mut stream = WrittenOut::new(&mut out);
            for piece in bytes.chunks(size) {
                stream.write_all(piece).unwrap();
            }
            assert_eq!(
                String::from_utf8(out).unwrap(),
                "a\\u{1b}b,\"é\\u{9b}\"\nü\\u{d}\\xff.",
                "{size}"
            );
        }
    }

    proptest! {
        #[test]
        fn json_says_the_same_and_hides_nothing(text in any::<String>(), more in "[\u{80}-\u{9f}\u{200b}-\u{202e}\u{e0000}-\u{e007f}a-z]{0,9}") {
            let value = serde_json::json!({"a": [text.clone() + &more, {more.clone(): 1}]});
            for written in [json(&value).unwrap(), json_in_lines(&value).unwrap()] {
                prop_assert!(!written.contains(|c| c != '\n' && is_hidden(c)));
                prop_assert_eq!(&serde_json::from_str::<serde_json::Value>(&written).unwrap(), &value);
            }
            prop_assert!(!line(&(text + &more)).contains(is_hidden));
        }
    }
}
