//! Errors of the settings.

use std::{io, path::PathBuf};

use thiserror::Error;

use crate::{
    model::{moment::Moment, problem::Problem},
    platform::data_dir::is_disk_full,
};

#[derive(Debug, Error)]
pub enum SettingsError {
    /// There is no file.
    #[error("{path} is missing.")]
    Missing {
        /// The settings file.
        path: PathBuf,
    },
    /// There is no key in the file.
    #[error("There is no key in {path}.")]
    NoKey {
        /// The settings file.
        path: PathBuf,
    },
    /// There is neither a key nor a history.
    #[error("There is no key in {path} yet.")]
    NeverStarted {
        /// The settings file.
        path: PathBuf,
    },
    /// The file can't be read.
    #[error("The settings in {path} can't be used: {source}.")]
    Unusable {
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// The file can't be written.
    #[error("The settings in {path} can't be written: {source}.")]
    Unwritable {
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// The file can't be written for want of room.
    #[error("The disk is full: {path} can't be written.")]
    DiskFull {
        /// The settings file.
        path: PathBuf,
    },
    /// The file is not valid TOML, or a value is invalid.
    #[error("{path}, line {line}: {wrong}.")]
    Invalid {
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong there.
        wrong: String,
    },
    /// The file is text, but in UTF-16.
    #[error("{path} is saved as UTF-16, not as UTF-8.")]
    Utf16 {
        /// The settings file.
        path: PathBuf,
    },
    /// A new value is invalid.
    #[error("{name}: {wrong}.")]
    Refused {
        /// The setting.
        name: String,
        /// What is wrong with the value.
        wrong: String,
    },
    /// No setting has that name.
    #[error("There is no setting {0}.")]
    Unknown(String),
    /// The previous key is still accepted; another replacement would end that early.
    #[error(
        "The key before this one is still accepted until {0}; only one can be kept beside the new one."
    )]
    OldKeyKept(Moment),
    /// There are no random numbers for a key.
    #[error("The system gives no random numbers, so no key can be made.")]
    NoRandomness,
}

impl SettingsError {
    /// Why the file at `path` can't be written.
    pub(super) fn unwritable(path: PathBuf, source: io::Error) -> Self {
        if is_disk_full(&source) {
            Self::DiskFull { path }
        } else {
            Self::Unwritable { path, source }
        }
    }

    /// Whether only the key is missing, or the whole file.
    pub(super) fn is_without_key(&self) -> bool {
        matches!(self, Self::Missing { .. } | Self::NoKey { .. })
    }

    /// The error in words for the user.
    pub fn problem(&self) -> Problem {
        let (meaning, remedy) = match self {
            Self::Missing { .. } | Self::NoKey { .. } => (
                "There is a history, so RETM may already have the old key. No new key is made automatically.",
                "Put the file back from a backup. Or make a new key with `missedhook url --replace-key`, and give RETM the new receiver URL.",
            ),
            Self::NeverStarted { .. } => (
                "Missedhook was never started on this data directory. The first start makes the key.",
                "Start Missedhook (`missedhook`, or `missedhook serve`) and try again.",
            ),
            Self::Unusable { .. } => (
                "The receiver's key is not known.",
                "Put a file there that you can read and write.",
            ),
            Self::Unwritable { .. } => (
                "Nothing was changed.",
                "Make the file writable for you, and make sure the disk has room.",
            ),
            Self::DiskFull { .. } => (
                "Nothing was changed.",
                "Free some space on the disk of the data directory.",
            ),
            Self::Invalid { .. } => (
                "Nothing was started, nothing was changed.",
                "Correct that line, or delete it to have the default.",
            ),
            Self::Utf16 { .. } => (
                "Nothing was started, nothing was changed.",
                "Save it as UTF-8 in your editor.",
            ),
            Self::Refused { .. } => (
                "Nothing was changed.",
                "Enter another value, or none to have the default.",
            ),
            Self::Unknown(_) => ("Nothing was changed.", "See the names in settings.toml."),
            Self::OldKeyKept(_) => (
                "No key was replaced: RETM may still use both.",
                "Wait until then. Or replace the key without --keep-old: then every URL before the new one stops working at once.",
            ),
            Self::NoRandomness => ("The receiver would not be safe.", "Restart the machine."),
        };
        Problem::new(self.to_string(), meaning, remedy)
    }
}

impl From<SettingsError> for Problem {
    fn from(error: SettingsError) -> Self {
        error.problem()
    }
}
