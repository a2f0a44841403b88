//! Text from the network as one line of a notification, with its direction isolated.

use crate::model::json_text::{self, is_right_to_left};

/// How many characters of RETM's message a notification shows.
const MESSAGE_LIMIT: usize = 160;

/// Text from the network as one line of bounded length, without control characters. Its direction is isolated, so that
/// Arabic beside numbers does not reorder the sentence, and a path within Arabic keeps its slash in place.
pub fn one_line(text: &str) -> String {
    let mut line = String::new();
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        if !word.is_empty() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.extend(word.chars().filter(|c| !turns_text(*c)));
        }
    }
    if line.chars().count() > MESSAGE_LIMIT {
        line = line.chars().take(MESSAGE_LIMIT - 1).collect();
        line.push('…');
    }
    if line.is_ascii() {
        return line;
    }
    if json_text::needs_isolates(&line) {
        return json_text::isolated(&line);
    }
    if line.contains(is_right_to_left) {
        let words = line.split(' ').map(|word| match word {
            path if path.contains('/') && path.is_ascii() => isolated(path),
            word => word.to_owned(),
        });
        line = words.collect::<Vec<_>>().join(" ");
    }
    isolated(&line)
}

/// A text of so many characters at the most: its beginning and its end. The end of a path says more than its beginning.
pub fn cut_in_the_middle(text: &str, most: usize) -> String {
    let count = text.chars().count();
    if count <= most {
        return text.to_owned();
    }
    let first = most / 3;
    let last = most.saturating_sub(first + 1);
    let (begins, ends) = (text.chars().take(first), text.chars().skip(count - last));
    begins.chain(['…']).chain(ends).collect()
}

/// Text whose direction is its own (Unicode UAX #9, section 2.4).
fn isolated(text: &str) -> String {
    format!("\u{2068}{text}\u{2069}")
}

/// Characters whose only purpose is to change the direction of the text after them (Unicode UAX #9, section 2).
fn turns_text(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{061c}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_runs_from_left_to_right_and_its_strings_as_they_begin() {
        assert_eq!(
            one_line(r#"{"خطأ": "الحقل مطلوب"}"#),
            "\u{2066}{\"\u{2068}خطأ\u{2069}\": \"\u{2068}الحقل مطلوب\u{2069}\"}\u{2069}"
        );
        assert_eq!(one_line("{خطأ}"), "\u{2068}{خطأ}\u{2069}");
    }

    #[test]
    fn the_middle_goes_and_both_ends_stay() {
        for (text, most, expected) in [
            ("", 3, ""),
            ("abc", 3, "abc"),
            ("abcdefghij", 7, "ab…ghij"),
            ("مرحبا بالعالم", 7, "مر…عالم"),
        ] {
            let cut = cut_in_the_middle(text, most);
            assert_eq!(cut, expected);
            assert!(cut.chars().count() <= most);
        }
    }
}
