//! The system's keyring, which keeps secrets of targets. On Linux it is the Secret Service (GNOME's keyring, KWallet,
//! KeePassXC). Blocks, with a time limit.

#[cfg(target_os = "linux")]
mod secret_service;

use thiserror::Error;

use crate::{
    model::{problem::Problem, secret::Secret},
    platform::random,
    target::WrongSecret,
};

/// A secret can't be read from the keyring, or kept there.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum KeyringError {
    #[error("its secret is in the keyring, and no keyring is running")]
    NoKeyring,
    #[error("its secret is in the keyring, and the keyring is locked")]
    Locked,
    #[error("its secret is no longer in the keyring")]
    Gone,
    #[error("its secret is in the keyring, and the keyring does not answer")]
    NoAnswer,
    #[error("its secret is in the keyring, and the keyring failed: {0}")]
    Failed(String),
    #[error("its secret in the keyring can't be used: {0}")]
    Wrong(#[from] WrongSecret),
}

impl KeyringError {
    /// What to do about it.
    pub const fn remedy(&self) -> &'static str {
        match self {
            Self::NoKeyring => {
                "Log in to the desktop or start its keyring; or write the secret into the settings."
            }
            Self::Locked => "Unlock the keyring.",
            Self::Gone | Self::Wrong(_) => {
                "Enter it again with `missedhook target secret NAME`, or in the window."
            }
            Self::NoAnswer | Self::Failed(_) => "Restart the keyring, or log in again.",
        }
    }

    /// The error while a secret is put there, in words for the user.
    pub fn on_write(&self) -> Problem {
        let what = match self {
            Self::NoKeyring => "No keyring is running.".to_owned(),
            Self::Locked => "The keyring is locked.".to_owned(),
            Self::Gone => "The keyring has nowhere to keep it.".to_owned(),
            Self::NoAnswer => "The keyring does not answer.".to_owned(),
            Self::Failed(why) => format!("The keyring failed: {why}."),
            Self::Wrong(wrong) => format!("The secret can't be used: {wrong}."),
        };
        Problem::new(what, "Nothing was changed.", self.remedy())
    }
}

/// Whether to let the keyring ask the user for its password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unlock {
    /// The user is there: they did something that needs the secret.
    Ask,
    Never,
}

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
