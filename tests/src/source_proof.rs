//! The proof that a report is a test or simulated, recomputed here. Anyone who may read the private directory of the
//! running program can create it.

use std::{
    fs,
    path::Path,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use crate::http::Request;

/// The header of the proof.
pub const HEADER: &str = "missedhook-source-proof";

/// The key of the program that runs on this directory, in hexadecimal digits.
///
/// # Panics
/// If there is none.
pub fn key(data_dir: &Path) -> String {
    fs::read_to_string(data_dir.join("source.key")).unwrap()
}

/// The proof of this claim about a body, created this long ago.
///
/// # Panics
/// If the directory has no key.
pub fn proof(data_dir: &Path, claim: &str, body: &[u8], ago: Duration) -> String {
    let digits = key(data_dir);
    let key: Vec<u8> = (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap())
        .collect();
    let time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap() - ago;
    let (time, nonce) = (time.as_millis(), format!("{:032x}", fastrand::u128(..)));
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
    mac.update(format!("missedhook-source-v1:{claim}\n{time}\n{nonce}\n").as_bytes());
    mac.update(body);
    let digest = mac.finalize().into_bytes();
    let signature: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{time}.{nonce}.{signature}")
}

/// Adds a claim and its proof to the request.
pub fn claimed(request: Request, claim: &str, proof: &str) -> Request {
    request
        .header("missedhook-source", claim)
        .header(HEADER, proof)
}

/// A test report with its proof.
pub fn test_report(data_dir: &Path, url: &str, body: &[u8]) -> Request {
    let proof = proof(data_dir, "test", body, Duration::ZERO);
    claimed(crate::retm::request(url, body), "test", &proof)
}
