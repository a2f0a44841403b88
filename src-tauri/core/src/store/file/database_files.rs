//! Tracks which files the writer has open, and whether they are still at their paths.

use std::path::{Path, PathBuf};

use super::paths;
use crate::store::error::StoreError;

/// The database and its write-ahead log as they were when they were opened.
#[derive(Debug)]
pub struct DatabaseFiles {
    path: PathBuf,
    identities: [Option<Identity>; 2],
}

/// Identifies a file: its device and its inode.
type Identity = (u64, u64);

impl DatabaseFiles {
    pub fn of_open(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            identities: current(path),
        }
    }

    pub fn of_unopened(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            identities: [None, None],
        }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Fails with [`StoreError::Moved`] if the database was moved or deleted. Does not look at the log.
    pub fn check_database(&self) -> Result<(), StoreError> {
        self.moved_unless(identity(&self.path) == self.identities[0])
    }

    /// Fails with [`StoreError::Moved`] if either file was moved or deleted.
    pub fn check(&self) -> Result<(), StoreError> {
        self.moved_unless(current(&self.path) == self.identities)
    }

    fn moved_unless(&self, unchanged: bool) -> Result<(), StoreError> {
        match unchanged {
            true => Ok(()),
            false => Err(StoreError::Moved(self.path.display().to_string())),
        }
    }
}

fn current(path: &Path) -> [Option<Identity>; 2] {
    [identity(path), identity(&paths::wal(path))]
}

#[cfg(unix)]
fn identity(path: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt as _;
    let metadata = std::fs::metadata(path).ok()?;
    Some((metadata.dev(), metadata.ino()))
}

/// On other platforms a file in use can't be moved.
#[cfg(not(unix))]
fn identity(_: &Path) -> Option<Identity> {
    None
}
