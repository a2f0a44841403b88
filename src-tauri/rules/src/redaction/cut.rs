//! What is put in the place of a secret, and where.

/// What stands where a secret was.
pub const REDACTED: &str = "[redacted]";

/// What is put where.
pub(super) struct Cut {
    pub from: usize,
    pub to: usize,
    pub mark: String,
}

/// The text up to as far behind a place as is looked for what is short.
pub(super) fn head(text: &str, from: usize) -> &str {
    &text[..text.floor_char_boundary(from.saturating_add(512))]
}
