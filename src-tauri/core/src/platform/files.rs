//! The names of the files in the data directory, and how they are opened.

use std::{
    fs::{File, OpenOptions},
    io,
    path::Path,
};

pub(super) const DATABASE: &str = "missedhook.db";
/// The relay's requests.
pub(super) const RELAY_DATABASE: &str = "relay.db";
pub(super) const SETTINGS: &str = "settings.toml";
/// The file that `replace_file` writes beside the settings.
pub(super) const NEW_SETTINGS: &str = ".settings.toml.missedhook-new";
pub(super) const LAST_GOOD: &str = "settings.last-good.toml";
pub(super) const RUNNING: &str = "running.json";
pub(super) const STATUS: &str = "status.json";
pub(super) const SOURCE_KEY: &str = "source.key";
/// The state of the window.
pub(super) const WINDOW: &str = "window.json";
pub(super) const LOCK: &str = "lock";
pub(super) const SETTINGS_LOCK: &str = "settings.lock";
pub(super) const LOGS: &str = "logs";

/// Whether the disk has no room, or the user's share of it.
pub(crate) fn is_disk_full(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
    )
}

/// Opens a regular file for reading. Anything else in its place is refused at once, including a FIFO without a writer.
pub(crate) fn open_to_read(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        let flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY;
        options.custom_flags(i32::try_from(flags.bits()).unwrap_or(0));
    }
    let file = options.open(path)?;
    let kind = file.metadata()?.file_type();
    if kind.is_dir() {
        return Err(io::Error::other("it is a directory, not a file"));
    }
    if !kind.is_file() {
        return Err(io::Error::other("it is no ordinary file"));
    }
    Ok(file)
}
