//! The one type for what must not be shown.

use std::fmt;

use subtle::ConstantTimeEq as _;

/// A value that is never shown: not by `Debug`, not in the log, not on a command line.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret<T = String>(T);

impl<T> Secret<T> {
    /// Hides a value.
    pub const fn of(value: T) -> Self {
        Self(value)
    }

    /// The value in clear, for what it opens.
    pub const fn reveal(&self) -> &T {
        &self.0
    }
}

impl Secret {
    /// A secret that was entered; none where the text is empty.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| Self(text.to_owned()))
    }

    /// Whether that is this secret; the time it takes does not tell how much of it was right.
    pub fn is(&self, claimed: &[u8]) -> bool {
        self.0.as_bytes().ct_eq(claimed).into()
    }
}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_compares_whole_and_does_not_print() {
        let secret = Secret::new(" s3cret ").unwrap();
        assert_eq!(secret.reveal(), "s3cret");
        assert!(secret.is(b"s3cret"));
        assert!(!secret.is(b"s3cre") && !secret.is(b"s3cret ") && !secret.is(b""));
        assert_eq!(
            format!("{secret:?} {:?}", Secret::of([7])),
            "[redacted] [redacted]"
        );
        assert_eq!(Secret::new("  "), None);
    }
}
