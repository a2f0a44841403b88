//! The replacement of a secret, and its position.

/// The replacement text.
pub const REDACTED: &str = "[redacted]";

/// A range to replace, and with what.
pub(super) struct Cut {
    pub from: usize,
    pub to: usize,
    pub mark: String,
}

/// A bounded piece of the text after a position, to search for something short.
pub(super) fn head(text: &str, from: usize) -> &str {
    &text[..text.floor_char_boundary(from.saturating_add(512))]
}
