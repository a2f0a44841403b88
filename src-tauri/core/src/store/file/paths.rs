//! The names of the database's files.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::store::error::StoreError;

/// The longest path of a database, in bytes: SQLite's `MAX_PATHNAME` without the `-journal` of another file's name.
const LIMIT: usize = 512 - "-journal".len();

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

/// Fails if SQLite can't open a database of that path, links followed.
pub fn check_length(database: &Path) -> Result<(), StoreError> {
    let directory = database
        .parent()
        .and_then(|path| fs::canonicalize(path).ok());
    let followed = directory.zip(database.file_name());
    let whole = followed.map_or_else(
        || database.to_owned(),
        |(directory, name)| directory.join(name),
    );
    let bytes = whole.as_os_str().len();
    if cfg!(unix) && bytes > LIMIT {
        return Err(StoreError::PathTooLong {
            bytes,
            limit: LIMIT,
        });
    }
    Ok(())
}
