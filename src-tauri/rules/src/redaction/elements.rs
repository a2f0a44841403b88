//! XML elements named as secrets: `<password>…</password>`, with everything in them.

use std::collections::HashSet;

use super::{
    cut::REDACTED,
    names::{self, MAX_LENGTH, Name},
    values::{is_count, is_nothing, is_number, is_said_of_secrets},
};

/// The maximum length of an opening tag after its name.
const TAG: usize = 512;

/// Redacts the content of such elements. A tag that is never closed is not an element: `usage: login <user>
/// <password>`.
pub fn redact(text: &str) -> String {
    if !text.contains('<') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let (mut copied, mut at) = (0, 0);
    let mut unclosed = HashSet::new();
    while let Some(open) = text[at..].find('<').map(|open| at + open) {
        at = open + 1;
        let name = tag_name(&text[at..]);
        let Some(called) = names::of_field(name.rsplit(':').next().unwrap_or_default()) else {
            continue;
        };
        let Some(from) = tag_end(text, at + name.len()) else {
            continue;
        };
        if unclosed.contains(name) {
            continue;
        }
        let Some(length) = text[from..].find(&format!("</{name}")) else {
            unclosed.insert(name);
            if let Some(length) = cut_off(&text[from..]) {
                out.push_str(&text[copied..from]);
                out.push_str(REDACTED);
                copied = from + length;
                at = copied;
            }
            continue;
        };
        let content = &text[from..from + length];
        if !says_nothing(content.trim(), called) {
            out.push_str(&text[copied..from]);
            out.push_str(REDACTED);
            copied = from + length;
        }
        at = from + length;
    }
    out.push_str(&text[copied..]);
    out
}

fn tag_name(rest: &str) -> &str {
    let is_part = |b: &u8| b.is_ascii_alphanumeric() || b"_-.:".contains(b);
    let length = rest.bytes().take(MAX_LENGTH).take_while(is_part).count();
    &rest[..length]
}

/// Where the content of a tag begins, given where its name ends.
fn tag_end(text: &str, name_end: usize) -> Option<usize> {
    let near = &text[name_end..text.floor_char_boundary(name_end.saturating_add(TAG))];
    let end = near.find(['<', '>'])?;
    let is_whole = near[end..].starts_with('>') && !near[..end].ends_with('/');
    let is_name = near.starts_with(['>', ' ', '\n', '\t', '\r']);
    (is_whole && is_name).then_some(name_end + end + 1)
}

/// The length of the word that ends the text or its quotation here. `None` if it does not look random.
fn cut_off(rest: &str) -> Option<usize> {
    let ends = |b: &u8| !b.is_ascii_graphic() || b"<>[]\"'\\".contains(b);
    let length = rest.bytes().take(200).take_while(|b| !ends(b)).count();
    let has = |is: fn(&u8) -> bool| rest[..length].bytes().any(|b| is(&b));
    let is_end = matches!(rest.as_bytes().get(length), None | Some(b'"' | b'\\'));
    (is_end && length >= 8 && has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic))
        .then_some(length)
}

fn says_nothing(content: &str, name: Name) -> bool {
    let is_count =
        is_count(name, content) || (name == Name::Weak && content.len() < 6 && is_number(content));
    is_nothing(content) || is_count || is_said_of_secrets(content)
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_is_within_goes_and_the_tags_stay() {
        for (text, expected) in [
            (
                "<a><token>x1</token></a>",
                "<a><token>[redacted]</token></a>",
            ),
            (
                "<w:password a='b'>\n x1\n</w:password>",
                "<w:password a='b'>[redacted]</w:password>",
            ),
            ("<tokens><a>x1</a></tokens>", "<tokens>[redacted]</tokens>"),
            ("<tokens>12</tokens>", "<tokens>12</tokens>"),
            ("<password/>x</password>", "<password/>x</password>"),
            (
                "login <user> <password> </a>",
                "login <user> <password> </a>",
            ),
        ] {
            assert_eq!(super::redact(text), expected, "{text}");
        }
    }
}
