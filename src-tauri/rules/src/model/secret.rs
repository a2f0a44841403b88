//! The one type for values that must not be shown.

use std::fmt;

use subtle::ConstantTimeEq as _;

/// A value that is never shown: not by `Debug`, in the log or on a command line.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret<T = String>(T);

impl<T> Secret<T> {
    /// Wraps a value.
    pub const fn of(value: T) -> Self {
        Self(value)
    }

    /// The value in plain text, for its actual use.
    pub const fn reveal(&self) -> &T {
        &self.0
    }
}

impl Secret {
    /// A secret that was entered. `None` if the text is empty.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| Self(text.to_owned()))
    }

    /// Compares in constant time, so the duration does not reveal how much of it was right.
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
