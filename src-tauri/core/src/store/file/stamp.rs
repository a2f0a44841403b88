//! Whether a file is still the one that was looked at.

use std::{fs, path::Path, time::SystemTime};

/// Tells a file from another in its place, and from itself once it was written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileStamp {
    inode: u64,
    length: u64,
    modified: Option<SystemTime>,
}

impl FileStamp {
    /// `None` if there is no file.
    pub fn of(path: &Path) -> Option<Self> {
        let metadata = fs::metadata(path).ok()?;
        #[cfg(unix)]
        let inode = std::os::unix::fs::MetadataExt::ino(&metadata);
        #[cfg(not(unix))]
        let inode = 0;
        Some(Self {
            inode,
            length: metadata.len(),
            modified: metadata.modified().ok(),
        })
    }
}
