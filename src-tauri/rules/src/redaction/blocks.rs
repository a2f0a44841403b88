//! Values that begin on the line after their name, as in YAML and in logs: a word, a list, a mapping, or the lines of a
//! block (`|`, `>`).

use super::{
    cut::{Cut, REDACTED},
    names::Name,
    signs::Sign,
    values::{is_nothing, is_of_counts, is_opaque, is_prose, is_sentence},
};

/// How far after the sign the line must end.
const NEAR: usize = 64;

/// What to cut from the lines below a name.
pub fn cut(text: &str, sign: Sign, name: Name, is_quoted: bool) -> Option<Cut> {
    let near = &text.as_bytes()[sign.after..];
    let end = near.iter().take(NEAR).position(|b| *b == b'\n')?;
    let first = &text[sign.after..sign.after + end];
    let first = first[tag(first)..].trim();
    let is_block = is_block_sign(first);
    if !(is_block || (first.is_empty() && !is_quoted)) {
        return None;
    }
    let line_begin = text[..sign.at].rfind('\n').map_or(0, |at| at + 1);
    let of_name = indent(&text[line_begin..sign.at]);
    let mut below = lines(text, sign.after + end + 1);
    let (from, line) = below.by_ref().find(|(_, line)| !line.trim().is_empty())?;
    let level = Level {
        is_block,
        is_deeper: indent(line) > of_name,
        is_list: line.trim_start().starts_with("- ") && indent(line) == of_name,
    };
    if !level.holds_value(line.trim(), name) {
        return None;
    }
    let mut to = from + line.trim_end().len();
    for (at, line) in below {
        let goes_on = if level.is_list {
            indent(line) > of_name || line.trim_start().starts_with("- ")
        } else {
            level.is_deeper && indent(line) > of_name
        };
        if !line.trim().is_empty() {
            if !goes_on {
                break;
            }
            to = at + line.trim_end().len();
        }
    }
    let from = from + line.len() - line.trim_start().len();
    let content = &text[from..to];
    // `Auth:` above `enabled: true` is a section of the settings.
    let is_heading = name == Name::Weak
        && content.contains(": ")
        && !content.contains(|c: char| c.is_ascii_digit() || "\"'".contains(c));
    if is_heading {
        return None;
    }
    (!is_nothing(content) && !is_of_counts(name, content)).then(|| Cut {
        from,
        to,
        mark: REDACTED.to_owned(),
    })
}

/// How the first line of a value is indented relative to its name.
struct Level {
    is_block: bool,
    is_deeper: bool,
    /// A list may be indented as little as its name.
    is_list: bool,
}

impl Level {
    /// Whether the line begins a value, rather than continuing a sentence or a stack trace.
    fn holds_value(&self, line: &str, name: Name) -> bool {
        if self.is_block {
            return self.is_deeper;
        }
        let (item, name) = match line.strip_prefix("- ") {
            Some(item) if name == Name::Several && self.is_deeper => (item.trim(), Name::Strong),
            Some(item) => (item.trim(), name),
            None => (line, name),
        };
        if self.is_deeper || self.is_list {
            return match item.split_once(": ") {
                Some((field, value)) if is_word(field) => !is_sentence(value),
                _ if item.ends_with(':') && is_word(item.trim_end_matches(':')) => true,
                _ => is_value(item, name),
            };
        }
        // In the column of its name, it is the next word of a form, unless it is another name.
        let has = |is: fn(&u8) -> bool| item.bytes().any(|b| is(&b));
        let is_mixed = has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic);
        let looks_like_one = match name {
            Name::Strong => is_mixed && !item.contains([':', '=']),
            _ => is_opaque(item),
        };
        looks_like_one && is_value(item, name)
    }
}

/// The length of the blanks, tag and anchor before a YAML value: `!!str`, `!vault`, `&a`.
pub fn tag(rest: &str) -> usize {
    let blanks = |rest: &str| rest.len() - rest.trim_start_matches([' ', '\t']).len();
    let mut length = blanks(rest);
    for sign in ["!!", "!vault", "&"] {
        let Some(behind) = rest[length..].strip_prefix(sign) else {
            continue;
        };
        let word = behind
            .bytes()
            .take(NEAR)
            .take_while(u8::is_ascii_alphanumeric)
            .count();
        let parted = blanks(&behind[word..]);
        if parted > 0 {
            length += sign.len() + word + parted;
        }
    }
    length
}

/// `|`, `>`, `|-`, `>+2`: the lines that follow are one text.
fn is_block_sign(text: &str) -> bool {
    let sign = text.split(" #").next().unwrap_or_default().trim_end();
    sign.strip_prefix(['|', '>'])
        .is_some_and(|rest| rest.len() <= 2 && rest.bytes().all(|b| b"+-123456789".contains(&b)))
}

/// The lines from this position on, each with its start.
fn lines(text: &str, from: usize) -> impl Iterator<Item = (usize, &str)> {
    let rest = text.get(from..).unwrap_or_default();
    rest.split_inclusive('\n').scan(from, |at, line| {
        let begin = *at;
        *at += line.len();
        Some((begin, line))
    })
}

/// The indentation of a line, including the `- ` of a list.
fn indent(line: &str) -> usize {
    line.bytes()
        .take_while(|b| matches!(b, b' ' | b'\t'))
        .count()
}

fn is_word(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"_-.\"'".contains(&b))
}

/// A single word, or a quoted text.
fn is_value(item: &str, name: Name) -> bool {
    let is_quoted = item.len() > 2 && item.starts_with(['"', '\'']) && item.ends_with(['"', '\'']);
    if is_quoted {
        return !is_sentence(item);
    }
    // A call or a position in code, as in a stack trace.
    let is_call = item.ends_with(')') && item.contains('(');
    let after_colon = item.rsplit_once(':').map(|(_, after)| after);
    let is_place = item.contains('/')
        && after_colon.is_some_and(|line| line.bytes().all(|b| b.is_ascii_digit()));
    let is_one = !item.contains(char::is_whitespace) && !item.ends_with(':');
    is_one && !is_call && !is_place && !item.starts_with('<') && !is_prose(item, name, true)
}
