//! Folding: a message as the rules read it, so that they need only one spelling. Pure.

/// How much of a message is looked at, in characters: what is typical stands at its beginning.
const LOOKED_AT: usize = 4096;

/// The message in lower case, with digits as 0–9, straight quotes, single spaces, Arabic letters in their plain form, and
/// URLs cut to their scheme: what stands in a URL says nothing of what happened.
pub(super) fn fold(message: &str) -> String {
    let mut folded = String::with_capacity(message.len().min(LOOKED_AT));
    for c in message.chars().take(LOOKED_AT) {
        let Some(c) = letter(c) else { continue };
        let is_space = c.is_whitespace() || c.is_control();
        if !is_space {
            folded.extend(c.to_lowercase());
        } else if !folded.is_empty() && !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    folded.truncate(folded.trim_end().len());
    without_urls(folded)
}

/// A character in its plain form; none where it is a mark that carries no meaning of its own.
pub(super) fn letter(c: char) -> Option<char> {
    Some(match c {
        // Arabic-Indic and Eastern Arabic-Indic digits.
        '\u{660}'..='\u{669}' => digit(c, '\u{660}'),
        '\u{6f0}'..='\u{6f9}' => digit(c, '\u{6f0}'),
        // Vowel signs, superscript alef, tatweel; marks of direction and of width zero.
        '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{640}' => return None,
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => return None,
        '\u{61c}' | '\u{feff}' => return None,
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' | 'ی' => 'ي',
        'ة' => 'ه',
        'ک' => 'ك',
        '‘' | '’' | '`' | '´' => '\'',
        '“' | '”' | '«' | '»' => '"',
        _ => c,
    })
}

fn digit(c: char, zero: char) -> char {
    let value = u32::from(c) - u32::from(zero);
    char::from_digit(value, 10).unwrap_or(c)
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
        assert_eq!(fold(&"é".repeat(9_000)).chars().count(), 4_096);
    }
}
