//! The system's keyring, which keeps secrets of targets. On Linux it is the Secret Service (GNOME's keyring, KWallet,
//! KeePassXC). Blocks, with a time limit.

mod error;
#[cfg(target_os = "linux")]
mod secret_service;

pub use error::{KeyringError, Unlock};

use crate::{model::secret::Secret, platform::random};

/// A name for a new entry.
///
/// # Errors
/// The system has no random numbers.
pub fn new_entry() -> Result<String, random::NoRandomness> {
    let bytes = random::bytes::<8>()?;
    Ok(bytes.map(|byte| format!("{byte:02x}")).concat())
}

/// Whether there is a keyring, or one that would be started.
pub fn is_there() -> bool {
    #[cfg(target_os = "linux")]
    return secret_service::is_there();
    #[cfg(not(target_os = "linux"))]
    false
}

/// Reads the secret of an entry.
///
/// # Errors
/// Why it can't be read.
pub fn read(entry: &str, unlock: Unlock) -> Result<Secret, KeyringError> {
    #[cfg(target_os = "linux")]
    return secret_service::read(entry, unlock);
    #[cfg(not(target_os = "linux"))]
    {
        let _ = (entry, unlock);
        Err(KeyringError::NoKeyring)
    }
}

/// Puts a secret into the entry; replaces what it holds. The label is shown in the keyring's own program.
///
/// # Errors
/// Why it can't be put there.
pub fn write(entry: &str, label: &str, secret: &Secret) -> Result<(), KeyringError> {
    #[cfg(target_os = "linux")]
    return secret_service::write(entry, label, secret);
    #[cfg(not(target_os = "linux"))]
    {
        let _ = (entry, label, secret);
        Err(KeyringError::NoKeyring)
    }
}

/// Deletes an entry. It is no error if there is none.
///
/// # Errors
/// Why it can't be deleted.
pub fn delete(entry: &str) -> Result<(), KeyringError> {
    #[cfg(target_os = "linux")]
    return secret_service::delete(entry);
    #[cfg(not(target_os = "linux"))]
    {
        let _ = entry;
        Err(KeyringError::NoKeyring)
    }
}
