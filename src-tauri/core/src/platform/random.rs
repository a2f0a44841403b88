//! The system's random numbers, and the secrets made from them.

use thiserror::Error;

use crate::{
    model::problem::Problem,
    monitor::reachability::proof::{Nonce, SigningKey},
};

/// There are no random numbers for a secret or a nonce.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("The system gives no random numbers, so reachability can't be checked.")]
pub struct NoRandomness;

impl NoRandomness {
    /// The error in words for the user.
    pub fn problem(&self) -> Problem {
        Problem::new(
            self.to_string(),
            "Whether RETM can reach you is not known.",
            "Restart the machine.",
        )
    }
}

impl From<NoRandomness> for Problem {
    fn from(error: NoRandomness) -> Self {
        error.problem()
    }
}

/// Random bytes.
///
/// # Errors
/// The system has no random numbers.
pub fn bytes<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0u8; N];
    getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?;
    Ok(bytes)
}

/// A new secret for proofs.
///
/// # Errors
/// The system has no random numbers.
pub fn secret() -> Result<SigningKey, NoRandomness> {
    bytes().map(SigningKey::new)
}

/// A new nonce of 128 bits.
///
/// # Errors
/// The system has no random numbers.
pub fn nonce() -> Result<Nonce, NoRandomness> {
    bytes().map(Nonce::new)
}
