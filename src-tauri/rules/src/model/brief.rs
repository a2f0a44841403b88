//! Shortens texts for a list, whose rows show one line.

use std::borrow::Cow;

/// The maximum length of a message in a list, in characters.
pub const IN_LIST: usize = 500;

/// The maximum length of a text in a column of the command line, in characters.
const IN_COLUMN: usize = 200;

/// Shortens a text for a column: its beginning and its end stay, because both tell endpoints apart.
pub fn in_column(text: &str) -> Cow<'_, str> {
    if text.char_indices().nth(IN_COLUMN).is_none() {
        return Cow::Borrowed(text);
    }
    let half = (IN_COLUMN - 1) / 2;
    let start = text.char_indices().nth(IN_COLUMN - 1 - half);
    let end = text.char_indices().rev().nth(half - 1);
    let start = start.map_or("", |(at, _)| &text[..at]);
    let end = end.map_or("", |(at, _)| &text[at..]);
    Cow::Owned(format!("{start}…{end}"))
}

/// Shortens a text for a list and marks the cut with an ellipsis.
pub fn for_list(text: &mut String) {
    if text.char_indices().nth(IN_LIST).is_some()
        && let Some((end, _)) = text.char_indices().nth(IN_LIST - 1)
    {
        text.truncate(end);
        text.push('…');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_keeps_beginning_and_end() {
        for count in [0, 1, 199, 200] {
            let text = "ب".repeat(count);
            assert_eq!(in_column(&text), text);
        }
        for count in [199, 9_000] {
            let cut = in_column(&format!("ab{}yz", "ب".repeat(count))).into_owned();
            assert_eq!(cut.chars().count(), 200);
            assert!(cut.starts_with("abب") && cut.ends_with("بyz") && cut.contains('…'));
        }
    }

    #[test]
    fn only_what_is_too_long_is_cut() {
        for (letter, count, expected) in [
            ("ب", 0, 0),
            ("a", 500, 500),
            ("ب", 501, 500),
            ("a", 9_000, 500),
        ] {
            let mut text = letter.repeat(count);
            for_list(&mut text);
            assert_eq!(text.chars().count(), expected);
            assert_eq!(text.ends_with('…'), count > 500);
        }
    }
}
