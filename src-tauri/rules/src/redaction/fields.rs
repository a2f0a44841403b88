//! A name and its value as two sibling fields: `{"key": "password", "value": "…"}` in JSON, `name: TOKEN` above `value:
//! …` in YAML, `<add key="password" value="…"/>` and `<param name="token">…</param>` in XML, and a form part
//! (multipart/form-data) with `name="password"`.

use std::{ops::Range, sync::LazyLock};

use regex::{Captures, Regex};

use super::{
    compiled::compiled,
    cut::{Cut, REDACTED},
    names::{self, Name},
    pairs::container,
    values::{is_count, is_nothing, is_of_counts},
};

/// How far from its name a value is searched for.
const NEAR: usize = 400;
/// The maximum text length of an XML element that is a secret.
const ELEMENT: usize = 16 * 1024;
/// How long an argument of a call may be that is a secret.
const ARGUMENT_LENGTH: usize = 80;

static NAME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    compiled(
        r#"(?i)(["']?)\b(?:name|key|field|id|header|param|parameter|option|setting|property|attribute|variable)["']?\s{0,8}[:=]\s{0,8}(?:"([^"\\<>{}]{1,80})"|'([^'\\<>{}]{1,80})'|([^\s"'\\<>{}\[\],;:=&]{1,80}))"#,
    )
});

static VALUE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    compiled(
        r#"(?i)["']?\b(?:(?:old|new|default|current|plain|string)[_-]?)?(?:value|values|val|content|contents)["']?\s{0,8}[:=]\s{0,8}"#,
    )
});

/// Whether a field contains the name of another.
pub fn is_name(field: &str) -> bool {
    let probe = format!("\"{field}\":\"x\"");
    let whole = |found: Captures<'_>| found[0].len() == probe.len();
    NAME.as_ref()
        .and_then(|regex| regex.captures(&probe))
        .is_some_and(whole)
}

/// Whether a field contains the value for a named field.
pub fn is_value(field: &str) -> bool {
    let probe = format!("\"{field}\":");
    let whole = |found: regex::Match<'_>| found.len() == probe.len();
    VALUE
        .as_ref()
        .and_then(|regex| regex.find(&probe))
        .is_some_and(whole)
}

/// Redacts values next to a field that names them as secrets.
pub fn redact(text: &str) -> String {
    let (Some(name), Some(value)) = (&*NAME, &*VALUE) else {
        return text.to_owned();
    };
    let (mut cuts, mut done): (Vec<Cut>, usize) = (Vec::new(), 0);
    for found in name.captures_iter(text) {
        let called = (2..=4).find_map(|group| found.get(group));
        if let Some(called) = called.and_then(|called| names::of_field(called.as_str()))
            && let Some(whole) = found.get(0)
            // Skip what lies within a value that is already cut.
            && whole.start() >= done
        {
            let is_quoted = !found[1].is_empty();
            let mut found = beside(text, whole.range(), is_quoted, called, value);
            found.extend(within_element(text, whole.end()));
            found.extend(within_part(text, whole.end()));
            done = found.iter().map(|cut| cut.to).fold(done, usize::max);
            cuts.extend(found);
        }
    }
    arguments(&written(text, cuts))
}

static ARGUMENT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    compiled(
        r#"((?:[(\[]\s{0,4}["']([^"'\\<>{}()\s]+)["']\s{0,4},|\b([A-Za-z_]\w*)\()\s{0,4}["'])([^"'\\\s()]{8,})(["']\s{0,4}[)\]])"#,
    )
});

/// The text without a value in quotes that is the argument of a call, or the second of two: `setPassword("…")`,
/// `("password", "…")`.
fn arguments(text: &str) -> String {
    let Some(regex) = &*ARGUMENT else {
        return text.to_owned();
    };
    let redacted = regex.replace_all(text, |found: &Captures<'_>| {
        let called = found.get(2).or(found.get(3));
        let name = called.and_then(|called| names::of_field(called.as_str()));
        let has = |is: fn(&u8) -> bool| found[4].bytes().any(|b| is(&b));
        let looks_drawn = has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic);
        let is_short = found[4].chars().count() <= ARGUMENT_LENGTH;
        if matches!(name, Some(Name::Strong)) && looks_drawn && is_short {
            format!("{}{REDACTED}{}", &found[1], &found[5])
        } else {
            found[0].to_owned()
        }
    });
    redacted.into_owned()
}

/// The values before or after a name at this position.
fn beside(
    text: &str,
    name: Range<usize>,
    is_quoted: bool,
    called: Name,
    value: &Regex,
) -> Vec<Cut> {
    let (from, to) = (name.start, name.end);
    let begin = text.floor_char_boundary(from.saturating_sub(NEAR));
    let end = text.floor_char_boundary(to.saturating_add(NEAR));
    let before = value.find_iter(&text[begin..from]).map(|found| {
        let key = begin + found.start();
        (key, from, begin + found.end())
    });
    let after = value.find_iter(&text[to..end]).map(|found| {
        let key = to + found.start();
        (to, key, to + found.end())
    });
    before
        .chain(after)
        .filter(|(from, to, _)| is_one_level(&text[*from..*to]))
        .filter_map(|(_, _, at)| value_at(text, at, is_quoted))
        .filter(|cut| {
            let content = &text[cut.from..cut.to];
            !(is_count(called, content) || is_of_counts(called, content))
        })
        .collect()
}

/// Whether a text stays on one level: it closes no object, list or element that it did not open, and starts no new list
/// entry.
fn is_one_level(between: &str) -> bool {
    let (mut depth, mut quoted, mut new_line) = (0_usize, false, false);
    for byte in between.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth == 0 => return false,
            b'}' | b']' => depth -= 1,
            b'<' | b'>' => return false,
            b'-' | b'\n' if new_line => return false,
            _ => {}
        }
        new_line = byte == b'\n' || (new_line && byte.is_ascii_whitespace());
    }
    depth == 0
}

/// What to cut of the value that begins here. `None` if the value says nothing.
fn value_at(text: &str, at: usize, is_quoted: bool) -> Option<Cut> {
    let rest = &text[at..];
    let (from, length, mark) = match rest.bytes().next()? {
        quote @ (b'"' | b'\'') => {
            let inner = &rest[1..];
            let mut escaped = false;
            let end = inner.bytes().position(|byte| {
                let ends = byte == quote && !escaped;
                escaped = byte == b'\\' && !escaped;
                ends
            });
            (at + 1, end.unwrap_or(inner.len()), REDACTED.to_owned())
        }
        first => {
            let length = match first {
                b'{' | b'[' => container(rest),
                _ => rest
                    .find(|c: char| c.is_whitespace() || ",}])&;\"'<>\\".contains(c))
                    .unwrap_or(rest.len()),
            };
            let mark = match is_quoted {
                true => format!("\"{REDACTED}\""),
                false => REDACTED.to_owned(),
            };
            (at, length, mark)
        }
    };
    let content = &text[from..from + length];
    (length > 0 && !is_nothing(content)).then(|| Cut {
        from,
        to: from + length,
        mark,
    })
}

/// The content of an XML element whose attribute, which ends here, names it as a secret.
fn within_element(text: &str, attribute_end: usize) -> Option<Cut> {
    let near = &text[attribute_end..text.floor_char_boundary(attribute_end.saturating_add(NEAR))];
    let open = near.find(['<', '>'])?;
    if !near[open..].starts_with('>') || near[..open].ends_with(['/', '-', '=', '?']) {
        return None;
    }
    let from = attribute_end + open + 1;
    let rest = &text[from..text.floor_char_boundary(from.saturating_add(ELEMENT))];
    let length = rest
        .find('<')
        .filter(|end| rest[*end..].starts_with("</"))?;
    let content = &rest[..length];
    (!is_nothing(content)).then(|| Cut {
        from,
        to: from + length,
        mark: REDACTED.to_owned(),
    })
}

/// The content of a form part whose name ends here. It begins after the next empty line and ends at a line that begins
/// with `--`.
fn within_part(text: &str, name_end: usize) -> Option<Cut> {
    let near = &text[name_end..text.floor_char_boundary(name_end.saturating_add(NEAR))];
    let mut lines = near.split_inclusive('\n');
    let mut from = name_end + lines.next().filter(|line| is_header_end(line))?.len();
    for line in lines {
        from += line.len();
        if line.trim_end().is_empty() {
            let rest = &text[from..];
            let content = match rest.starts_with("--") {
                true => "",
                false => rest
                    .find("\n--")
                    .map_or(rest, |end| &rest[..end])
                    .trim_end(),
            };
            return (!is_nothing(content)).then(|| Cut {
                from,
                to: from + content.len(),
                mark: REDACTED.to_owned(),
            });
        }
        if !line.to_ascii_lowercase().starts_with("content-") {
            return None;
        }
    }
    None
}

/// Whether only header parameters follow the name: `; filename="…"`.
fn is_header_end(rest: &str) -> bool {
    let rest = rest.trim();
    rest.is_empty() || rest.starts_with(';')
}

/// Replaces all cuts.
fn written(text: &str, mut cuts: Vec<Cut>) -> String {
    cuts.sort_by_key(|cut| cut.from);
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    for cut in cuts {
        if cut.from >= copied {
            out.push_str(&text[copied..cut.from]);
            out.push_str(&cut.mark);
            copied = cut.to;
        }
    }
    out.push_str(&text[copied..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stays_and_what_goes() {
        for (text, expected) in [
            (
                r#"{"key":"password","value":"a\"b","id":7}"#,
                r#"{"key":"password","value":"[redacted]","id":7}"#,
            ),
            (
                r#"{"key":"pin","value":1234}"#,
                r#"{"key":"pin","value":"[redacted]"}"#,
            ),
            (
                r#"[{"key":"user","value":"ann"},{"key":"token","value":"x"}]"#,
                r#"[{"key":"user","value":"ann"},{"key":"token","value":"[redacted]"}]"#,
            ),
            (
                "<add value='x' key='token'/><add key='a' value='b'/>",
                "<add value='[redacted]' key='token'/><add key='a' value='b'/>",
            ),
        ] {
            assert_eq!(redact(text), expected, "{text}");
        }
        assert!(is_name("Key") && !is_name("api_key") && !is_name("keys"));
        assert!(is_value("Values") && is_value("new_value") && !is_value("valued"));
    }
}
