//! Proves that an answer comes from this instance: an HMAC over the caller's nonce. The secret is created at each
//! start, stays in memory and is never sent, so others at our public URL can neither forge nor replay a proof.

use std::sync::Arc;

// hmac and sha2: RustCrypto's, the standard choice; `verify_slice` compares in constant time.
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use crate::model::secret::Secret;

/// The response header of the receiver that carries the proof.
pub const HEADER: &str = "missedhook-proof";
/// The nonce's parameter in the query of the public receiver URL.
pub const NONCE: &str = "nonce";

/// Separates this use of the secret from any future one.
const DOMAIN: &[u8] = b"missedhook-reachability-v1:";

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Decodes hexadecimal digits. `None` if there is anything else.
fn bytes(digits: &str) -> Option<Vec<u8>> {
    let digit = |digit: &u8| {
        char::from(*digit)
            .to_digit(16)
            .and_then(|n| u8::try_from(n).ok())
    };
    let pairs = digits.as_bytes().chunks(2);
    pairs
        .map(|pair| match pair {
            [high, low] => Some(digit(high)? << 4 | digit(low)?),
            _ => None,
        })
        .collect()
}

/// A secret of this run of the program. Cheap to clone.
#[derive(Clone, Debug)]
pub struct SigningKey(Secret<Arc<[u8; 32]>>);

impl SigningKey {
    /// A key of these bytes, which must be random.
    pub fn new(random: [u8; 32]) -> Self {
        Self(Secret::of(Arc::new(random)))
    }

    /// Parses hexadecimal digits. `None` if there is anything else.
    pub fn from_hex(digits: &str) -> Option<Self> {
        bytes(digits)?.try_into().ok().map(Self::new)
    }

    /// The key in hexadecimal digits.
    pub fn to_hex(&self) -> String {
        hex(self.0.reveal().as_slice())
    }

    /// The proof for this nonce, in hexadecimal digits.
    pub fn prove(&self, nonce: &Nonce) -> String {
        self.sign(&[DOMAIN, nonce.0.as_bytes()])
    }

    /// Verifies the proof for this nonce in constant time.
    pub fn is_proven(&self, nonce: &Nonce, claimed: &str) -> bool {
        self.is_signed(&[DOMAIN, nonce.0.as_bytes()], claimed)
    }

    /// The HMAC of a message given in parts, in hexadecimal digits.
    pub fn sign(&self, message: &[impl AsRef<[u8]>]) -> String {
        hex(&self.mac(message).finalize().into_bytes())
    }

    /// Verifies the HMAC of this message in constant time.
    pub fn is_signed(&self, message: &[impl AsRef<[u8]>], claimed: &str) -> bool {
        bytes(claimed).is_some_and(|bytes| self.mac(message).verify_slice(&bytes).is_ok())
    }

    fn mac(&self, message: &[impl AsRef<[u8]>]) -> Hmac<Sha256> {
        // A 32-byte key is shorter than SHA-256's block. Padded with zeros to the block size it is the same key (RFC
        // 2104, section 2), and a whole block is accepted without an error to handle.
        let mut block = [0u8; 64];
        block[..32].copy_from_slice(self.0.reveal().as_slice());
        let mut mac = <Hmac<Sha256> as hmac::digest::KeyInit>::new(&block.into());
        for part in message {
            mac.update(part.as_ref());
        }
        mac
    }
}

/// Makes each check's answer unique: 16 to 64 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nonce(String);

impl Nonce {
    /// A nonce of these bytes, which must be random.
    pub fn new(random: [u8; 16]) -> Self {
        Self(hex(&random))
    }

    /// Parses a nonce from a URL. `None` if it is anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (16..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_hexdigit());
        fits.then(|| Self(text.to_owned()))
    }

    /// The nonce in a URL's query. `None` if it is missing, duplicated or malformed.
    pub fn in_query(query: &str) -> Option<Self> {
        let mut nonces = query
            .split('&')
            .filter_map(|pair| pair.strip_prefix(NONCE)?.strip_prefix('='));
        match (nonces.next(), nonces.next()) {
            (Some(text), None) => Self::parse(text),
            _ => None,
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nonce(text: &str) -> Nonce {
        Nonce::parse(text).unwrap()
    }

    #[test]
    fn the_proof_is_the_hmac_that_another_program_computes() {
        // python3 -c 'import hmac; print(hmac.new(bytes(range(32)),
        //     b"missedhook-reachability-v1:00112233445566778899aabbccddeeff", "sha256").hexdigest())'
        let mut bytes = [0u8; 32];
        for (byte, n) in bytes.iter_mut().zip(0..) {
            *byte = n;
        }
        let secret = SigningKey::new(bytes);
        assert_eq!(
            secret.prove(&nonce("00112233445566778899aabbccddeeff")),
            "41a86cd0dffdb319228be5a29ebe440bce0462062728a2491de1373051787758"
        );
    }

    #[test]
    fn only_the_same_secret_proves_only_the_same_nonce() {
        let (ours, other) = (SigningKey::new([1; 32]), SigningKey::new([2; 32]));
        let (now, before) = (Nonce::new([1; 16]), Nonce::new([2; 16]));
        let proof = ours.prove(&now);
        assert!(ours.is_proven(&now, &proof));
        assert!(ours.is_proven(&now, &proof.to_ascii_uppercase()));
        assert!(!ours.is_proven(&before, &proof), "an old proof");
        assert!(!other.is_proven(&now, &proof), "another's proof");
        for wrong in [
            "",
            "00",
            &proof[..62],
            &proof[1..],
            &format!("{proof}00"),
            "zz",
            "é",
        ] {
            assert!(!ours.is_proven(&now, wrong), "{wrong}");
        }
        assert_eq!(format!("{ours:?}"), "SigningKey([redacted])");
    }

    #[test]
    fn a_nonce_is_sixteen_to_sixty_four_hexadecimal_digits_and_there_is_one() {
        let (sixteen, long) = ("0123456789abcdef", "f".repeat(64));
        for (query, found) in [
            (format!("nonce={sixteen}"), Some(sixteen)),
            (format!("a=1&nonce={long}&b"), Some(&*long)),
            (format!("nonce={long}0"), None),
            ("nonce=0123456789abcde".to_owned(), None),
            ("nonce=0123456789abcdeg".to_owned(), None),
            ("nonce=".to_owned(), None),
            ("nonce".to_owned(), None),
            (format!("nonces={sixteen}"), None),
            (format!("Nonce={sixteen}"), None),
            (format!("nonce={sixteen}&nonce={sixteen}"), None),
            (format!("nonce=%30{sixteen}"), None),
            (String::new(), None),
        ] {
            let read = Nonce::in_query(&query);
            assert_eq!(read.as_ref().map(Nonce::as_str), found, "{query}");
        }
    }
}
