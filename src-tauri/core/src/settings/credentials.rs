//! What lets a request in: the receiver's key and the bearer token. Compared in constant time, and never shown
//! by `Debug`. Values only: the file is read and written in [`super::Settings`].

use subtle::ConstantTimeEq;

use super::SettingsError;
use crate::platform::random;

/// The receiver's key: 128 random bits, written as 32 hexadecimal digits. Compared in constant time and never
/// shown by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Key(String);

impl Key {
    /// A new one from the system's random numbers.
    ///
    /// # Errors
    /// Where the system has none to give.
    pub fn random() -> Result<Self, SettingsError> {
        let bits: [u8; 16] = random::bytes().map_err(|_| SettingsError::NoRandomness)?;
        Ok(Self(
            bits.iter().map(|byte| format!("{byte:02x}")).collect(),
        ))
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        let hex = text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit());
        hex.then(|| Self(text.to_ascii_lowercase()))
    }

    /// Whether that is this key; the time it takes does not tell how much of it was right.
    pub fn is(&self, claimed: &[u8]) -> bool {
        self.0.as_bytes().ct_eq(claimed).into()
    }

    /// The key in clear, for a URL that the user is shown.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key([redacted])")
    }
}

/// Which key let a request in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyUsed {
    /// The one in force.
    Current,
    /// The one before it, in its remaining time.
    Old,
}

/// The token that RETM sends with its webhooks. Compared in constant time and never shown by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct BearerToken(String);

impl BearerToken {
    /// A token; none where the text is empty.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| Self(text.to_owned()))
    }

    /// Whether that is this token, in constant time.
    pub fn is(&self, claimed: &[u8]) -> bool {
        self.0.as_bytes().ct_eq(claimed).into()
    }

    /// The token in clear, for our own requests.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for BearerToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BearerToken([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_compare_whole_and_do_not_print() {
        let key = Key::parse("0123456789abcdef0123456789abcdef").unwrap();
        assert!(key.is(b"0123456789abcdef0123456789abcdef"));
        assert!(!key.is(b"0123456789abcdef0123456789abcdee"));
        assert!(!key.is(b"0123456789abcdef") && !key.is(b""));
        let token = BearerToken::new("s3cret").unwrap();
        assert!(token.is(b"s3cret") && !token.is(b"s3cre"));
        assert!(!format!("{key:?}{token:?}").contains("s3cret"));
        assert!(!format!("{key:?}").contains("0123"));
    }
}
