//! The receiver's key. Values only: [`super::Settings`] reads and writes the file.

use std::ops::Deref;

use super::SettingsError;
use crate::{model::secret::Secret, platform::random};

/// The receiver's key: 128 random bits, written as 32 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key(Secret);

impl Key {
    /// Makes a new key from the system's random numbers.
    ///
    /// # Errors
    /// The system has no random numbers.
    pub fn random() -> Result<Self, SettingsError> {
        let bits: [u8; 16] = random::bytes().map_err(|_| SettingsError::NoRandomness)?;
        let digits = bits.iter().map(|byte| format!("{byte:02x}"));
        Ok(Self(Secret::of(digits.collect())))
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        let hex = text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit());
        hex.then(|| Self(Secret::of(text.to_ascii_lowercase())))
    }
}

impl Deref for Key {
    type Target = Secret;

    fn deref(&self) -> &Secret {
        &self.0
    }
}

/// Which key let a request in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyUsed {
    /// The key in force.
    Current,
    /// The previous key, while it is still accepted.
    Old,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_32_hexadecimal_digits_and_does_not_print() {
        let key = Key::parse("0123456789ABCDEF0123456789abcdef").unwrap();
        assert!(key.is(b"0123456789abcdef0123456789abcdef"));
        assert!(!key.is(b"0123456789abcdef0123456789abcdee"));
        assert!(!format!("{key:?}").contains("0123"));
        for wrong in ["", "0123456789abcdef", "0123456789abcdef0123456789abcdeg"] {
            assert_eq!(Key::parse(wrong), None);
        }
    }
}
