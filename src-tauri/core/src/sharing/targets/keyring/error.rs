//! Why a secret can't be read from the keyring, and whether the keyring may ask the user.

use thiserror::Error;

use crate::{model::problem::Problem, share::target::WrongSecret};

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
