//! Folding: normalises a message, so that the rules need only one spelling. Pure.

use crate::model::fold;

/// How many characters of a message are read. The telling part comes first.
const MAX_LENGTH: usize = 4096;

/// Folds the message like any text, with straight quotes, single spaces, and URLs cut to their scheme: the rest of a
/// URL says nothing about the failure.
pub(super) fn fold(message: &str) -> String {
    let end = message.char_indices().nth(MAX_LENGTH);
    let looked_at = &message[..end.map_or(message.len(), |(at, _)| at)];
    let quotes_straight: String = looked_at.chars().map(straight).collect();
    let mut folded = String::with_capacity(quotes_straight.len());
    for c in fold::fold(&quotes_straight).chars() {
        let is_space = c.is_whitespace() || c.is_control();
        if !is_space {
            folded.push(c);
        } else if !folded.is_empty() && !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    folded.truncate(folded.trim_end().len());
    without_urls(folded)
}

const fn straight(c: char) -> char {
    match c {
        '‘' | '’' | '`' | '´' => '\'',
        '“' | '”' | '«' | '»' => '"',
        _ => c,
    }
}

/// Folds the letters of a pattern. Its ASCII is syntax and stays.
pub(super) fn fold_pattern(pattern: &str) -> String {
    let straight: String = pattern.chars().map(straight).collect();
    let by_kind = straight.as_str().split_inclusive(|c: char| c.is_ascii());
    let folded = by_kind.map(|piece| match piece.chars().next_back() {
        Some(last) if last.is_ascii() => {
            format!("{}{last}", fold::fold(&piece[..piece.len() - 1]))
        }
        _ => fold::fold(piece),
    });
    folded.collect()
}

fn without_urls(text: String) -> String {
    if !text.contains("://") {
        return text;
    }
    let mut cut = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find("://") {
        let (before, from) = rest.split_at(at + "://".len());
        cut.push_str(before);
        cut.push('_');
        let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | ')' | ']');
        rest = &from[from.find(ends).unwrap_or(from.len())..];
    }
    cut.push_str(rest);
    cut
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn a_message_is_read_in_one_spelling() {
        for (message, folded) in [
            ("  Connection\r\n REFUSED\t", "connection refused"),
            ("خَطَأٌ ٥٠٣ و۴۰۴", "خطا 503 و404"),
            ("تعـذّر الإتصال", "تعذر الاتصال"),
            ("الخدمة “غير” مُتاحة", "الخدمه \"غير\" متاحه"),
            ("سيئ، طاريء", "سي، طاري"),
            ("\u{2068}503\u{2069} اﻻتصال", "503 الاتصال"),
            ("couldn’t", "couldn't"),
            (
                "Post \"https://a.example:8443/orders/404\": EOF",
                "post \"https://_\": eof",
            ),
            (
                "to http://a/reset failed, https://b",
                "to http://_ failed, https://_",
            ),
            ("", ""),
        ] {
            assert_eq!(fold(message), folded);
        }
        assert_eq!(fold(&"é".repeat(9_000)), "e".repeat(4_096));
    }
}
