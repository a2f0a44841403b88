//! JSON in a text, whether complete, cut off or quoted: decodes strings with escapes, redacts and encodes them again.
//! If nothing changes, the text stays exactly as it is.

use super::names;

/// Redacts each escaped string in the text, using `within`.
pub fn strings(text: &str, within: &dyn Fn(&str) -> String) -> String {
    if !text.contains('\\') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let (mut copied, mut at) = (0, 0);
    while let Some(open) = find_quote(text, at) {
        let Some(close) = find_quote(text, open + 1) else {
            if let Some(written) = cut_off(&text[open..], within) {
                out.push_str(&text[copied..open]);
                out.push_str(&written);
                copied = text.len();
            }
            break;
        };
        at = close + 1;
        let literal = &text[open..=close];
        if !literal.contains('\\') {
            continue;
        }
        let Ok(read) = serde_json::from_str::<String>(literal) else {
            continue;
        };
        let is_name = text[close + 1..].trim_start().starts_with([':', '=']);
        let written = within(&read);
        // A secret's name that is escaped is written in plain letters, for code that searches by name.
        if written != read || (is_name && names::of_field(&read).is_some()) {
            out.push_str(&text[copied..open]);
            out.push_str(&serde_json::Value::from(written).to_string());
            copied = close + 1;
        }
    }
    out.push_str(&text[copied..]);
    out
}

/// Redacts a string without an end. `None` if that changes nothing.
fn cut_off(begun: &str, within: &dyn Fn(&str) -> String) -> Option<String> {
    let whole = begun.trim_end_matches('\\');
    let read = serde_json::from_str::<String>(&format!("{whole}\"")).ok()?;
    let written = within(&read);
    let quoted = serde_json::Value::from(&*written).to_string();
    (written != read).then(|| quoted.trim_end_matches('"').to_owned())
}

/// The next quote that is not escaped.
fn find_quote(text: &str, from: usize) -> Option<usize> {
    let mut escaped = false;
    for (at, byte) in text.as_bytes().iter().enumerate().skip(from) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return Some(at),
            _ => {}
        }
    }
    None
}
