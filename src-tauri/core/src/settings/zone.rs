//! The system's time zone. jiff caches it for five minutes; this notices a change sooner and resets the cache.

use std::{
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

/// Where Unix systems store their zone. Without such files, jiff's five minutes apply.
const NOTES: [&str; 2] = ["/etc/localtime", "/etc/timezone"];
const DIRECTORY: &str = "/etc";

/// The state of these files.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Zone(Vec<(Option<PathBuf>, Option<SystemTime>, Option<u64>)>);

impl Zone {
    pub(super) fn now() -> Self {
        let note = |path: &str| {
            let metadata = fs::metadata(path).ok();
            let modified = metadata.as_ref().and_then(|note| note.modified().ok());
            let length = metadata.map(|note| note.len());
            (fs::read_link(path).ok(), modified, length)
        };
        Self(NOTES.map(note).into())
    }

    /// The directory of these files.
    pub(super) fn directory() -> &'static Path {
        Path::new(DIRECTORY)
    }

    /// Whether a file of that name is one of them.
    pub(super) fn is_noted_in(name: &str) -> bool {
        NOTES.iter().any(|note| Path::new(note).ends_with(name))
    }

    /// Applies the system's zone, if it has changed. Returns whether it has.
    pub(super) fn look(&mut self) -> bool {
        let now = Self::now();
        let is_other = *self != now;
        if is_other {
            *self = now;
            jiff::tz::reset_system_time_zone_cache();
        }
        is_other
    }
}
