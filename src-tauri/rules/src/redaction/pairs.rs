//! Names and their values: `"password": "…"` in JSON, even quoted within JSON or cut off, `?sig=…` in URLs and forms,
//! `Password=…;` in connection strings, `TOKEN=…` in an environment, `X-Api-Key: …` among headers, `password: …` in
//! prose. Goes from sign to sign (see `signs`), looking back for a name and forward for its value.

use super::{
    blocks,
    cut::{Cut, REDACTED, head},
    headers,
    names::{self, MAX_LENGTH, Name},
    signs::{self, Sign, SignKind},
    url,
    values::{
        MAX_COUNT, is_count, is_mixed, is_nothing, is_of_counts, is_opaque, is_prose, is_sentence,
    },
};

/// The maximum number of blanks between a name, its sign and its value.
const BLANKS: usize = 64;

/// A name before a `:` or `=`.
struct Found<'a> {
    name: &'a str,
    /// The quote around it, and the number of backslashes before that quote.
    quote: Option<(u8, usize)>,
    /// The byte before it.
    before: Option<u8>,
    /// This word with the one before it, if the name may consist of both: `api key`.
    with_word_before: Option<&'a str>,
}

/// Redacts the values of names that are secrets. `within` redacts what is encoded in a value.
pub fn redact(text: &str, within: &dyn Fn(&str) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut copied, mut at) = (0, 0);
    while let Some(sign) = signs::next(text, at) {
        at = sign.after;
        let Some(found) = name_before(text, sign.at, copied) else {
            continue;
        };
        if let Some(cut) = cut(text, sign, &found, within) {
            out.push_str(&text[copied..cut.from]);
            out.push_str(&cut.mark);
            copied = cut.to;
            at = cut.to.max(at);
        }
    }
    out.push_str(text.get(copied..).unwrap_or_default());
    out
}

fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'$' | b'%' | b'[' | b']')
}

fn name_before(text: &str, sign: usize, floor: usize) -> Option<Found<'_>> {
    let bytes = text.as_bytes();
    let blank = |at: usize| matches!(bytes[at], b' ' | b'\t');
    let mut end = sign;
    while end > floor && sign - end < 4 && blank(end - 1) {
        end -= 1;
    }
    let last = *bytes[floor..end].last()?;
    if matches!(last, b'"' | b'\'' | b'`') {
        let quoted = &bytes[floor..end - 1];
        let escapes = quoted.iter().rev().take_while(|b| **b == b'\\').count();
        let name_end = end - 1 - escapes;
        let lowest = name_end.saturating_sub(MAX_LENGTH).max(floor);
        let open = bytes[lowest..name_end].iter().rposition(|b| *b == last)?;
        return Some(Found {
            name: &text[lowest + open + 1..name_end],
            quote: Some((last, escapes)),
            before: None,
            with_word_before: None,
        });
    }
    let lowest = end.saturating_sub(MAX_LENGTH).max(floor);
    let length = bytes[lowest..end]
        .iter()
        .rev()
        .take_while(|b| is_of_name(**b))
        .count();
    let start = end - length;
    if let Some(name) = foreign_name(text, lowest, start, end) {
        return Some(Found {
            name,
            quote: None,
            before: None,
            with_word_before: None,
        });
    }
    let before = (start > floor).then(|| bytes[start - 1]);
    let mut with_word_before = None;
    if before == Some(b' ') {
        let word = bytes[lowest..start - 1]
            .iter()
            .rev()
            .take_while(|b| b.is_ascii_alphabetic());
        let word = word.count();
        with_word_before = (word > 0).then(|| &text[start - 1 - word..end]);
    }
    let name = &text[start..end];
    // `password is: …`
    let is_verb = |word: &str| matches!(word, "is" | "was" | "are" | "IS");
    let word_before = with_word_before.and_then(|words: &str| words.split(' ').next());
    if is_verb(name) && word_before.is_some_and(|word| !is_verb(word)) {
        return name_before(text, start, floor);
    }
    (length > 0).then_some(Found {
        name,
        quote: None,
        before,
        with_word_before,
    })
}

/// A name of several words, or one whose last word, which ends here, has letters of another script.
fn foreign_name(text: &str, lowest: usize, start: usize, end: usize) -> Option<&str> {
    let is_foreign = start > lowest && !text.as_bytes()[start - 1].is_ascii();
    let phrase = &text[text.ceil_char_boundary(lowest)..end];
    let from = phrase.rfind(|c: char| c.is_ascii_control() || "\"'`,;:={}()<>\\&?".contains(c));
    let phrase = &phrase[from.map_or(0, |at| at + 1)..];
    let ends_so = |words: &str| {
        let tail = phrase.len().checked_sub(words.len());
        tail.and_then(|tail| phrase.get(tail..))
            .is_some_and(|tail| tail.eq_ignore_ascii_case(words))
    };
    (is_foreign || ends_so("mot de passe")).then_some(phrase)
}

impl Found<'_> {
    /// What the name says about its value.
    fn means(&self, is_parameter: bool) -> Option<Name> {
        let read = url::decoded(self.name);
        let name = read.as_deref().unwrap_or(self.name);
        if is_parameter {
            return names::of_parameter(name);
        }
        names::of_field(name).or_else(|| self.with_word_before.and_then(names::of_field))
    }

    fn is_bare_key(&self) -> bool {
        self.name.eq_ignore_ascii_case("key")
    }
}

fn cut(text: &str, sign: Sign, found: &Found<'_>, within: &dyn Fn(&str) -> String) -> Option<Cut> {
    let bytes = text.as_bytes();
    let is_blank =
        |c: char| c.is_whitespace() && (found.quote.is_some() || !c.is_control() || c == '\t');
    let rest = text[sign.after..].chars().take(BLANKS);
    let blanks: usize = rest.take_while(|c| is_blank(*c)).map(char::len_utf8).sum();
    let tag = match sign.kind {
        SignKind::Colon => blocks::tag(&head(text, sign.after)[sign.after..]),
        _ => 0,
    };
    let value = behind_prefix(bytes, sign.after + blanks.max(tag));
    let is_parameter = sign.kind == SignKind::Equals
        && blanks == 0
        && found.quote.is_none()
        && (matches!(found.before, Some(b'?' | b'&' | b'#'))
            || text[value..].bytes().take(512).find(|b| !is_of_value(*b)) == Some(b'&'));
    let means = found.means(is_parameter);
    let is_header = matches!(means, Some(Name::Cookie | Name::Authorization));
    if let Some(name) = means.filter(|_| sign.kind == SignKind::Colon && !is_header)
        && let Some(cut) = blocks::cut(text, sign, name, found.quote.is_some())
    {
        return Some(cut);
    }
    let escapes = bytes[value..].iter().take_while(|b| **b == b'\\').count();
    let quote = bytes.get(value + escapes).copied();
    match (means, quote) {
        (Some(_), _) if is_header && !matches!(sign.kind, SignKind::Colon | SignKind::Equals) => {
            None
        }
        (Some(name), Some(quote @ (b'"' | b'\'' | b'`'))) => {
            quoted(text, value, (quote, escapes), found, name, sign.kind)
        }
        (Some(name), _) if found.quote.is_some() => in_json(text, value, found, name),
        (Some(Name::Cookie), _) if sign.kind == SignKind::Colon => {
            headers::cookie(text, value, found.before)
        }
        (Some(Name::Authorization), _) => headers::authorization(text, value, found.before),
        (Some(name), _) if !is_named(text, value, sign.kind, name) => None,
        (Some(name), _) => structure(text, value, name).or_else(|| {
            let is_loose = blanks > 0 || sign.kind == SignKind::Colon;
            bare(text, value, is_loose, is_parameter, found, name)
        }),
        (None, _) if found.is_bare_key() && found.quote.is_none() => bare_key(text, value),
        (None, _) if found.quote.is_none() && sign.kind == SignKind::Equals => {
            encoded(text, value, within)
        }
        (None, _) => None,
    }
    .filter(|cut| cut.from < cut.to)
}

/// After the prefix of a Python, C++ or C# string: `b'…'`.
fn behind_prefix(bytes: &[u8], value: usize) -> usize {
    let is_prefix = |b: &&u8| b"bBuUrRfFL@$".contains(b);
    let letters = bytes[value..].iter().take(2).take_while(is_prefix).count();
    let rest = &bytes[value + letters..];
    let quote = rest.iter().find(|b| **b != b'\\');
    match quote {
        Some(b'"' | b'\'') => value + letters,
        _ => value,
    }
}

/// Whether an arrow or a dash separates a name from its value here, rather than two types or two parts of a sentence.
fn is_named(text: &str, value: usize, sign: SignKind, name: Name) -> bool {
    let word = &text[value..end_of_bare(head(text, value), value, false)];
    let word = word.trim_end_matches([',', '.', ')', ';']);
    let is_type = word.starts_with(char::is_uppercase) && word.chars().all(char::is_alphabetic);
    match (sign, name) {
        (SignKind::Arrow, _) => !is_type,
        (SignKind::Pointer, _) => name == Name::Strong && is_mixed(word),
        (SignKind::Dash, Name::Strong) => !is_prose(word, Name::Weak, true),
        (SignKind::Dash, _) => is_opaque(word),
        _ => true,
    }
}

/// A quoted value with this many backslashes before each quote.
fn quoted(
    text: &str,
    value: usize,
    (quote, escapes): (u8, usize),
    found: &Found<'_>,
    name: Name,
    sign: SignKind,
) -> Option<Cut> {
    let is_triple = escapes == 0 && text.as_bytes()[value..].starts_with(&[quote; 3]);
    let from = value + escapes + if is_triple { 3 } else { 1 };
    let (from, to) = within_quotes(text, from, quote, escapes);
    let content = &text[from..to];
    let is_message = found.quote.is_none() && name != Name::Strong && content.len() < 3;
    let is_count = content.len() <= MAX_COUNT && is_count(name, content);
    let is_said = sign == SignKind::Dash && content.contains(' ');
    (!is_nothing(content) && !is_message && !is_count && !is_said).then(|| Cut {
        from,
        to,
        mark: REDACTED.to_owned(),
    })
}

/// The value of `key`, if it looks random.
fn bare_key(text: &str, value: usize) -> Option<Cut> {
    let to = end_of_bare(head(text, value), value, false);
    is_opaque(text[value..to].trim_end_matches([',', '.'])).then(|| Cut {
        from: value,
        to,
        mark: REDACTED.to_owned(),
    })
}

fn is_of_value(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'%' | b'+' | b'~' | b'*')
}

/// The content of a quoted value that begins here. If nothing closes it, the rest of the text.
fn within_quotes(text: &str, from: usize, quote: u8, escapes: usize) -> (usize, usize) {
    let mut backslashes = 0;
    for (at, byte) in text.as_bytes().iter().enumerate().skip(from) {
        match *byte {
            b'\\' => backslashes += 1,
            // A nested quote has twice as many backslashes plus one, and each backslash of the content is doubled. A
            // quote with fewer ends the text that this value is quoted in.
            byte if byte == quote && backslashes % (2 * (escapes + 1)) <= escapes => {
                return (from, at - backslashes % (2 * (escapes + 1)));
            }
            b'\n' if quote != b'"' => return (from, at),
            _ => backslashes = 0,
        }
    }
    (from, text.len())
}

/// A JSON value that is not a string: a number, a list or an object. `null`, `true` and `false` stay.
fn in_json(text: &str, value: usize, found: &Found<'_>, name: Name) -> Option<Cut> {
    let (quote, escapes) = found.quote?;
    let rest = &text[value..];
    if rest.starts_with(REDACTED) {
        return None;
    }
    let length = match rest.bytes().next()? {
        b'{' | b'[' => container(rest),
        _ => rest
            .find(|c: char| c.is_whitespace() || ",}])&;\"'<>\\".contains(c))
            .unwrap_or(rest.len()),
    };
    let content = &rest[..length];
    let is_count = is_count(name, content) || is_of_counts(name, content);
    let is_kept = is_nothing(content) || is_count;
    let quotes = format!("{}{}", "\\".repeat(escapes), char::from(quote));
    (length > 0 && !is_kept).then(|| Cut {
        from: value,
        to: value + length,
        mark: format!("{quotes}{REDACTED}{quotes}"),
    })
}

/// A list or an object after an unquoted name, optionally with its type: `["…"]`, `{a: …}`, `Credentials(user=…)`,
/// `Some("…")`.
fn structure(text: &str, value: usize, name: Name) -> Option<Cut> {
    /// Anything longer is cut, whatever it says.
    const SHORT: usize = 400;
    /// How far to search for the end if this may be a call in code.
    const NEAR: usize = 4096;
    let is_of_type = |b: &u8| b.is_ascii_alphanumeric() || b"_.".contains(b);
    let rest = &text.as_bytes()[value..];
    let typed = rest
        .iter()
        .take(MAX_LENGTH)
        .take_while(|b| is_of_type(b))
        .count();
    let open = *rest.get(typed)?;
    let is_container = matches!(open, b'{' | b'[');
    let is_call = open == b'(' && typed > 0;
    let is_loose = typed > 0 && name == Name::Weak;
    if !(is_container || is_call) || is_loose || text[value..].starts_with(REDACTED) {
        return None;
    }
    let is_sure = typed == 0 && name != Name::Weak;
    let end = match is_sure {
        true => text.len(),
        false => text.floor_char_boundary(value.saturating_add(NEAR)),
    };
    let length = typed + container(&text[value + typed..end]);
    let content = &text[value..value + length];
    let inner = content[typed..].trim_matches(['{', '[', '(', '}', ']', ')']);
    let has_fields = content.contains([':', '=']);
    // `[INFO]` and `next()` hold nothing; `[token]` is a placeholder.
    let holds_some =
        has_fields || inner.contains(|c: char| c.is_ascii_digit() || "\"'".contains(c));
    let is_said = is_nothing(content)
        || is_nothing(inner)
        || !holds_some
        || is_of_counts(name, content)
        || (!has_fields && is_sentence(content));
    let is_whole = content.ends_with(['}', ']', ')']);
    ((is_sure && length > SHORT) || ((is_sure || is_whole) && !is_said)).then(|| Cut {
        from: value,
        to: value + length,
        mark: REDACTED.to_owned(),
    })
}

/// The length of a list or an object, or of the rest if it does not end. Brackets in quotes don't count.
pub(super) fn container(rest: &str) -> usize {
    let (mut depth, mut quoted) = (0_usize, false);
    for (at, byte) in rest.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'{' | b'[' | b'(' if !quoted => depth += 1,
            b'}' | b']' | b')' if !quoted => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    rest.len()
}

/// An unquoted value.
fn bare(
    text: &str,
    value: usize,
    is_loose: bool,
    is_parameter: bool,
    found: &Found<'_>,
    name: Name,
) -> Option<Cut> {
    let to = if found.before == Some(b';') && !is_parameter {
        // In a connection string, only a semicolon ends a value.
        let rest = &text[value..];
        value
            + rest
                .find([';', '"', '\'', '\n', '\r'])
                .unwrap_or(rest.len())
    } else {
        end_of_bare(text, value, is_parameter)
    };
    let whole = &text[value..to];
    let is_of_list = found.before == Some(b';') && !is_parameter;
    let kept = match is_of_list {
        true => whole,
        false => whole.trim_end_matches([',', '.', ')', ']', '}', ';', ':', '!', '?']),
    };
    // The mark of an earlier redaction ends in a bracket.
    if is_nothing(whole) || is_nothing(kept) || whole.starts_with(REDACTED) {
        return None;
    }
    let is_status = is_parameter
        && found.name.eq_ignore_ascii_case("code")
        && whole.len() <= 3
        && whole.bytes().all(|b| b.is_ascii_digit());
    let is_said = (!is_parameter || name.is_plural()) && is_prose(kept, name, is_loose);
    (!is_status && !is_said).then(|| Cut {
        from: value,
        to: value + kept.len(),
        mark: REDACTED.to_owned(),
    })
}

/// Where an unquoted value ends.
fn end_of_bare(text: &str, value: usize, is_parameter: bool) -> usize {
    let rest = &text[value..];
    let mut characters = rest.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let ends = match c {
            '"' | '\'' | '`' | '<' | '>' | '&' | ';' => true,
            '#' => is_parameter,
            // A line break, a tab, a quote or a slash escaped in JSON.
            '\\' => matches!(
                characters.peek(),
                None | Some((_, 'n' | 'r' | 't' | '"' | '\'' | '\\' | 'u'))
            ),
            c => c.is_whitespace() || c.is_control(),
        };
        if ends {
            return value + at;
        }
    }
    text.len()
}

/// A percent-encoded value that contains names and values itself.
fn encoded(text: &str, value: usize, within: &dyn Fn(&str) -> String) -> Option<Cut> {
    let length = text[value..]
        .bytes()
        .take_while(|b| is_of_value(*b))
        .count();
    let (from, to) = (value, value + length);
    let mark = url::redact_encoded(&text[from..to], within)?;
    Some(Cut { from, to, mark })
}
