//! A conclusion and the parts of its sentence. Network text becomes short plain text first. Pure.

use super::Cause;
use crate::model::http_status;

/// How much of a text from the network is kept, in characters.
const TEXT_LIMIT: usize = 200;

/// What a probe found.
#[derive(Debug)]
pub struct Conclusion {
    /// The cause in one word.
    pub cause: Cause,
    /// The result in one sentence.
    pub sentence: String,
    /// What to do next.
    pub next: String,
}

/// Builds a conclusion.
pub(crate) fn say(
    cause: Cause,
    sentence: impl Into<String>,
    next: impl Into<String>,
) -> Conclusion {
    Conclusion {
        cause,
        sentence: sentence.into(),
        next: next.into(),
    }
}

/// `503 Service Unavailable`.
pub fn named(status: u16) -> String {
    match http_status::reason(status.into()) {
        Some(reason) => format!("{status} {reason}"),
        None => status.to_string(),
    }
}

/// The first few names, and how many more.
pub(crate) fn some(names: &[String]) -> String {
    const SHOWN: usize = 3;
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| plain(name)).collect();
    match names.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// Text that a sentence continues with: without its own full stop.
pub(crate) fn sentence_end(words: &str) -> String {
    plain(words).trim_end_matches('.').to_owned()
}

/// One line of limited length, without control characters and without characters that hide text or change its
/// direction.
pub fn plain(text: &str) -> String {
    let mut letters = text.chars();
    let mut clean: String = letters
        .by_ref()
        .take(TEXT_LIMIT)
        .map(|letter| if is_hidden(letter) { ' ' } else { letter })
        .collect();
    if letters.next().is_some() {
        clean.push('…');
    }
    clean.trim().to_owned()
}

/// Control characters, and marks that have no width or change the text direction (Unicode Standard Annex #9, section
/// 2).
fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_plain_and_bounded() {
        assert_eq!(plain("a\u{202e}b\nc\0"), "a b c");
        assert_eq!(plain(&"ط".repeat(500)).chars().count(), TEXT_LIMIT + 1);
    }
}
