//! The disk: how long one `fdatasync` takes after writing a page. Any answer that promises to survive a power cut costs
//! at least that.

use std::{
    fs::{File, OpenOptions},
    io::Write,
    path::Path,
    time::{Duration, Instant},
};

/// The size that SQLite writes to its log for one page.
const PAGE: [u8; 4096] = [7; 4096];

/// A file to write to and sync.
pub struct Disk(File);

impl Disk {
    /// Creates a file in this directory.
    pub fn at(dir: &Path) -> Self {
        let mut options = OpenOptions::new();
        let file = options
            .create(true)
            .append(true)
            .open(dir.join("synced"))
            .unwrap();
        Self(file)
    }

    /// Appends a page and waits until it is on the disk.
    pub fn sync(&mut self) -> Duration {
        self.0.write_all(&PAGE).unwrap();
        let begun = Instant::now();
        self.0.sync_data().unwrap();
        begun.elapsed()
    }

    /// Syncs repeatedly for this long.
    pub fn sync_for(&mut self, long: Duration) -> Vec<Duration> {
        let begun = Instant::now();
        let mut times = Vec::new();
        while begun.elapsed() < long {
            times.push(self.sync());
        }
        times
    }
}
