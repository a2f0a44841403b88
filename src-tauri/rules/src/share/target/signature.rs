//! Signatures as in Standard Webhooks: HMAC-SHA256 over ID, timestamp and body.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use crate::model::secret::Secret;

/// The prefix before the secret's base64.
const PREFIX: &str = "whsec_";
/// The length of a secret, in bytes.
const LENGTH: std::ops::RangeInclusive<usize> = 24..=64;

/// A shared secret: `whsec_` and base64.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningSecret {
    text: Secret,
    bytes: Secret<Vec<u8>>,
}

impl SigningSecret {
    /// Parses a secret. `None` if it is not `whsec_` and the base64 of 24 to 64 bytes.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = STANDARD.decode(text.trim().strip_prefix(PREFIX)?).ok()?;
        LENGTH.contains(&bytes.len()).then_some(Self {
            text: Secret::new(text)?,
            bytes: Secret::of(bytes),
        })
    }

    /// The secret as entered.
    pub fn text(&self) -> &str {
        self.text.reveal()
    }

    /// The header `webhook-signature` of a message.
    pub fn sign(&self, id: &str, second: i64, body: &str) -> String {
        // HMAC accepts keys of any length.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.bytes.reveal()) else {
            return String::new();
        };
        mac.update(format!("{id}.{second}.{body}").as_bytes());
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification's reference libraries.
    #[test]
    fn the_signature_is_that_of_the_reference_libraries() {
        let secret = SigningSecret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signature = secret.sign(
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            r#"{"test": 2432232314}"#,
        );
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        assert!(!format!("{secret:?}").contains("MfKQ"));
    }

    #[test]
    fn what_is_no_secret_is_refused() {
        for text in [
            "",
            "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "whsec_",
            "whsec_c2hvcnQ=",
            "whsec_!",
        ] {
            assert_eq!(SigningSecret::parse(text), None, "{text}");
        }
    }
}
