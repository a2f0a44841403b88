//! Shortens texts for a list, whose rows show one line.

/// The maximum length of a message in a list, in characters.
pub const IN_LIST: usize = 500;

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
