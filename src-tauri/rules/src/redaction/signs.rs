//! The signs between a name and its value: `:` and `=`, also in full width, arrows and dashes.

/// The kind of a sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignKind {
    Colon,
    Equals,
    Arrow,
    /// `->` without blanks around it, as in code.
    Pointer,
    Dash,
}

/// A sign, and where the text after it begins.
#[derive(Clone, Copy, Debug)]
pub struct Sign {
    pub kind: SignKind,
    pub at: usize,
    pub after: usize,
}

/// The first sign from this position on.
pub fn next(text: &str, from: usize) -> Option<Sign> {
    const SIGNS: [char; 10] = [':', '=', '-', '：', '﹕', '＝', '→', '⇒', '–', '—'];
    let mut at = from;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find(SIGNS)) {
        at += found;
        let rest = &text[at..];
        let sign = |kind, length| {
            Some(Sign {
                kind,
                at,
                after: at + length,
            })
        };
        let (found, length) = match rest.chars().next()? {
            // Neither is a sign.
            ':' if rest.starts_with("::") => (None, 2),
            '=' if rest.starts_with("==") => (None, 2),
            ':' if rest.starts_with("://") => (None, 1),
            ':' if rest.starts_with(":=") => (sign(SignKind::Colon, 2), 2),
            '=' if rest.starts_with("=>") => (sign(SignKind::Equals, 2), 2),
            ':' => (sign(SignKind::Colon, 1), 1),
            '=' => (sign(SignKind::Equals, 1), 1),
            '-' if rest.starts_with("->") && is_apart(text, at, at + 2) => {
                (sign(SignKind::Arrow, 2), 2)
            }
            '-' if rest.starts_with("->") => (sign(SignKind::Pointer, 2), 2),
            '-' if is_apart(text, at, at + 1) => (sign(SignKind::Dash, 1), 1),
            '-' => (None, 1),
            wide @ ('：' | '﹕') => (sign(SignKind::Colon, wide.len_utf8()), wide.len_utf8()),
            wide @ '＝' => (sign(SignKind::Equals, wide.len_utf8()), wide.len_utf8()),
            arrow @ ('→' | '⇒') => (sign(SignKind::Arrow, arrow.len_utf8()), arrow.len_utf8()),
            dash if is_apart(text, at, at + dash.len_utf8()) => {
                (sign(SignKind::Dash, dash.len_utf8()), dash.len_utf8())
            }
            dash => (None, dash.len_utf8()),
        };
        if found.is_some() {
            return found;
        }
        at += length;
    }
    None
}

/// Whether blanks or quotes surround it: `token-type` is one name.
fn is_apart(text: &str, from: usize, to: usize) -> bool {
    let parts = |byte: Option<&u8>| {
        byte.is_some_and(|byte| matches!(byte, b' ' | b'\t' | b'"' | b'\'' | b'`' | b'\\'))
    };
    let bytes = text.as_bytes();
    parts(bytes[..from].last()) && parts(bytes.get(to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_distinguished_from_what_looks_like_them() {
        for (text, expected) in [
            ("a: b", Some((SignKind::Colon, 1, 2))),
            ("a::b c:=d", Some((SignKind::Colon, 6, 8))),
            ("x://y", None),
            ("a == b", None),
            ("a => b", Some((SignKind::Equals, 2, 4))),
            ("a->b a -> b", Some((SignKind::Pointer, 1, 3))),
            ("a -> b", Some((SignKind::Arrow, 2, 4))),
            ("a-b a - b", Some((SignKind::Dash, 6, 7))),
            ("a：b", Some((SignKind::Colon, 1, 4))),
            ("a – b", Some((SignKind::Dash, 2, 5))),
            ("a–b", None),
        ] {
            let found = next(text, 0).map(|sign| (sign.kind, sign.at, sign.after));
            assert_eq!(found, expected, "{text}");
        }
    }
}
