//! The names of the database's files.

use std::path::{Path, PathBuf};

/// A file beside the database: its name plus a suffix.
pub fn beside(database: &Path, suffix: &str) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// The write-ahead log.
pub fn wal(database: &Path) -> PathBuf {
    beside(database, "-wal")
}
