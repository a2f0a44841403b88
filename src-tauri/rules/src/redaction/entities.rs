//! Text whose quotes and signs are HTML entities: `&quot;password&quot;:&quot;…&quot;`.

/// The entities and their characters. Double escapes are decoded at once.
const ENTITIES: [(&str, char); 33] = [
    ("&quot;", '"'),
    ("&#34;", '"'),
    ("&#034;", '"'),
    ("&#x22;", '"'),
    ("&#X22;", '"'),
    ("&amp;quot;", '"'),
    ("&amp;#34;", '"'),
    ("&amp;#x22;", '"'),
    ("&apos;", '\''),
    ("&#39;", '\''),
    ("&#039;", '\''),
    ("&#x27;", '\''),
    ("&#X27;", '\''),
    ("&amp;apos;", '\''),
    ("&amp;#39;", '\''),
    ("&amp;#x27;", '\''),
    ("&lt;", '<'),
    ("&#60;", '<'),
    ("&#x3c;", '<'),
    ("&#x3C;", '<'),
    ("&amp;lt;", '<'),
    ("&gt;", '>'),
    ("&#62;", '>'),
    ("&#x3e;", '>'),
    ("&#x3E;", '>'),
    ("&amp;gt;", '>'),
    ("&colon;", ':'),
    ("&#58;", ':'),
    ("&#x3a;", ':'),
    ("&equals;", '='),
    ("&#61;", '='),
    ("&#x3d;", '='),
    ("&nbsp;", ' '),
];

/// Redacts text that is written with entities, using `within`. Each part between two literal quotes or brackets is
/// decoded, redacted and encoded again. If nothing changes, it stays exactly as it is.
pub fn redact(text: &str, within: &dyn Fn(&str) -> String) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for part in text.split_inclusive(['"', '\'', '<', '>']) {
        let inner = part.trim_end_matches(['"', '\'', '<', '>']);
        match redacted(inner, within) {
            Some(written) => {
                out.push_str(&written);
                out.push_str(&part[inner.len()..]);
            }
            None => out.push_str(part),
        }
    }
    out
}

/// A part after redaction. `None` if that changes nothing.
fn redacted(part: &str, within: &dyn Fn(&str) -> String) -> Option<String> {
    let (mut read, mut used): (String, Vec<(&str, char)>) = (String::new(), Vec::new());
    let mut at = part.find('&')?;
    read.push_str(&part[..at]);
    while let Some(entity) = part.get(at..).filter(|rest| !rest.is_empty()) {
        let found = ENTITIES.iter().find(|(name, _)| entity.starts_with(name));
        let length = match found {
            Some((name, c)) => {
                read.push(*c);
                if used.iter().all(|(_, other)| other != c) {
                    used.push((name, *c));
                }
                name.len()
            }
            None => {
                read.push('&');
                1
            }
        };
        let rest = &part[at + length..];
        let plain = rest.find('&').unwrap_or(rest.len());
        read.push_str(&rest[..plain]);
        at += length + plain;
    }
    if used.is_empty() {
        return None;
    }
    let written = within(&read);
    (written != read).then(|| encoded(&written, &used))
}

/// Encodes quotes and brackets as they were before. The signs need no encoding.
fn encoded(text: &str, used: &[(&str, char)]) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let entity = match c {
            '"' => Some("&quot;"),
            '\'' => Some("&#39;"),
            '<' => Some("&lt;"),
            '>' => Some("&gt;"),
            _ => None,
        };
        let as_before = used.iter().find(|(_, other)| *other == c);
        match (entity, as_before) {
            (Some(_), Some((name, _))) => out.push_str(name),
            (Some(entity), None) => out.push_str(entity),
            (None, _) => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_is_written_again_is_written_as_before() {
        let within = |text: &str| text.replace("\"b\"", "\"c\"");
        for (text, expected) in [
            ("<a &quot;b&quot; &amp; d>", "<a &quot;c&quot; &amp; d>"),
            ("&#34;b&#34;", "&#34;c&#34;"),
            ("&amp;quot;b&amp;quot;&", "&amp;quot;c&amp;quot;&"),
            ("&quot;d&#34; & &colon;", "&quot;d&#34; & &colon;"),
        ] {
            assert_eq!(super::redact(text, &within), expected, "{text}");
        }
    }
}
