//! A disk that fails when a test says so, and remembers what really reached it. `preloaded/failing_disk.c` is compiled
//! and preloaded into the program: system calls on files of the data directory fail with the given errno, and every
//! change is recorded. [`FailingDisk::power_cut`] replays the record: only what was synced remains, and what was
//! written before a failed sync is lost for good, even if a later sync succeeded. That is how Linux treats pages that
//! could not be written back.

use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
};

use crate::{machine::Machine, preloaded, program::Serve};

/// Input/output error.
pub const EIO: u8 = 5;
/// Permission denied.
pub const EACCES: u8 = 13;
/// No space left on the disk.
pub const ENOSPC: u8 = 28;
/// The file system is read-only.
pub const EROFS: u8 = 30;

/// What fails, with which errno; 0 means that it works.
#[derive(Clone, Copy, Debug, Default)]
pub struct Failure {
    /// Writing and truncating.
    pub write: u8,
    /// Syncing.
    pub sync: u8,
    /// Opening a file to write it.
    pub open: u8,
    /// Which files are affected.
    pub on: On,
    /// How many times; 0 for no limit.
    pub times: u8,
}

impl Failure {
    /// Writing fails.
    pub fn write(errno: u8) -> Self {
        Self {
            write: errno,
            ..Self::default()
        }
    }

    /// Syncing fails.
    pub fn sync(errno: u8) -> Self {
        Self {
            sync: errno,
            ..Self::default()
        }
    }

    /// Opening a file to write it fails.
    pub fn open(errno: u8) -> Self {
        Self {
            open: errno,
            ..Self::default()
        }
    }
}

/// Which files a failure affects.
#[derive(Clone, Copy, Debug, Default)]
pub enum On {
    /// All files of the data directory.
    #[default]
    All,
    /// The write-ahead log.
    Log,
    /// The database.
    Database,
}

/// The disk under a machine's data directory.
#[derive(Debug)]
pub struct FailingDisk {
    library: PathBuf,
    control: PathBuf,
    record: PathBuf,
    data_dir: PathBuf,
}

impl FailingDisk {
    /// A disk that works.
    ///
    /// # Panics
    /// If there is no C compiler.
    pub fn below(machine: &Machine) -> Self {
        let library = preloaded::compile("failing_disk", machine.root());
        let control = machine.root().join("disk-control");
        fs::write(&control, [0; 8]).unwrap();
        Self {
            library,
            control,
            record: machine.root().join("disk-record"),
            data_dir: machine.data_dir(),
        }
    }

    /// Starts the program on it.
    ///
    /// # Panics
    /// If it does not get ready.
    pub fn serve(&self, machine: &Machine) -> Serve {
        Serve::start_with(machine, &self.environment())
    }

    /// The environment that makes a program use this disk.
    ///
    /// # Panics
    /// If a path is not UTF-8.
    pub fn environment(&self) -> [(&str, &str); 4] {
        [
            ("LD_PRELOAD", self.library.to_str().unwrap()),
            ("MISSEDHOOK_TEST_DISK", self.data_dir.to_str().unwrap()),
            (
                "MISSEDHOOK_TEST_DISK_CONTROL",
                self.control.to_str().unwrap(),
            ),
            ("MISSEDHOOK_TEST_DISK_RECORD", self.record.to_str().unwrap()),
        ]
    }

    /// Makes it fail like this from now on.
    ///
    /// # Panics
    /// If the control file is gone.
    pub fn fail(&self, failure: Failure) {
        let on = match failure.on {
            On::All => 0,
            On::Log => 1,
            On::Database => 2,
        };
        let file = fs::OpenOptions::new()
            .write(true)
            .open(&self.control)
            .unwrap();
        // The count and the files first, because the program may read at any moment.
        file.write_all_at(&[on, failure.times], 3).unwrap();
        file.write_all_at(&[failure.write, failure.sync, failure.open], 0)
            .unwrap();
    }

    /// Makes syncs block from now on, until [`Self::heal`].
    ///
    /// # Panics
    /// If the control file is gone.
    pub fn hang(&self) {
        self.set_hanging(1);
    }

    fn set_hanging(&self, hangs: u8) {
        let file = fs::OpenOptions::new()
            .write(true)
            .open(&self.control)
            .unwrap();
        file.write_all_at(&[hangs], 5).unwrap();
    }

    /// Makes it work again.
    pub fn heal(&self) {
        self.fail(Failure::default());
        self.set_hanging(0);
    }

    /// How often the log was synced so far: only its data (`fdatasync`), and with its inode (`fsync`).
    ///
    /// # Panics
    /// If the record can't be read.
    pub fn log_syncs(&self) -> (usize, usize) {
        let files = replay(&fs::read(&self.record).unwrap());
        files
            .get("missedhook.db-wal")
            .map_or((0, 0), |log| (log.data_syncs, log.whole_syncs))
    }

    /// Writes what a power cut now would leave into `dir`. The program must have ended.
    ///
    /// # Panics
    /// If the record can't be read.
    pub fn power_cut(&self, dir: &Path) {
        fs::create_dir_all(dir).unwrap();
        let settings = self.data_dir.join("settings.toml");
        fs::copy(settings, dir.join("settings.toml")).unwrap();
        for (name, file) in replay(&fs::read(&self.record).unwrap()) {
            if name.starts_with("missedhook.db") || name.starts_with("relay.db") {
                fs::write(dir.join(name), file.synced).unwrap();
            }
        }
    }
}

#[derive(Default)]
struct File {
    synced: Vec<u8>,
    /// Offsets and bytes since the last sync.
    written: Vec<(usize, Vec<u8>)>,
    data_syncs: usize,
    whole_syncs: usize,
}

impl File {
    fn sync(&mut self) {
        for (at, bytes) in self.written.drain(..) {
            let end = at + bytes.len();
            if self.synced.len() < end {
                self.synced.resize(end, 0);
            }
            self.synced[at..end].copy_from_slice(&bytes);
        }
    }

    fn cut(&mut self, length: usize) {
        self.synced.resize(length, 0);
        self.written.retain_mut(|(at, bytes)| {
            bytes.truncate(length.saturating_sub(*at));
            !bytes.is_empty()
        });
    }
}

fn replay(record: &[u8]) -> BTreeMap<String, File> {
    let mut files = BTreeMap::<String, File>::new();
    let mut rest = record;
    while let Some((kind, after)) = rest.split_first() {
        let (named, after) = after.split_first().unwrap();
        let (name, after) = after.split_at((*named).into());
        let name = String::from_utf8(name.to_vec()).unwrap();
        let (numbers, after) = after.split_at(16);
        let number = |at: usize| {
            let bytes = numbers[at..at + 8].try_into().unwrap();
            usize::try_from(u64::from_le_bytes(bytes)).unwrap()
        };
        let (offset, length) = (number(0), number(8));
        rest = after;
        let file = files.entry(name.clone()).or_default();
        match kind {
            b'w' => {
                // Killed while writing the record: then it was not synced either.
                let Some((bytes, after)) = rest.split_at_checked(length) else {
                    break;
                };
                file.written.push((offset, bytes.to_vec()));
                rest = after;
            }
            b's' => {
                file.sync();
                file.whole_syncs += 1;
            }
            b'd' => {
                file.sync();
                file.data_syncs += 1;
            }
            b'x' => file.written.clear(),
            b't' => file.cut(length),
            b'u' => drop(files.remove(&name)),
            other => panic!("{other}: no such change"),
        }
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(kind: u8, offset: u64, bytes: &[u8]) -> Vec<u8> {
        let length = bytes.len() as u64;
        let mut record = vec![kind, 1, b'f'];
        record.extend(offset.to_le_bytes());
        record.extend(length.to_le_bytes());
        record.extend(bytes);
        record
    }

    #[test]
    fn only_what_was_synced_is_there_and_a_failed_sync_is_not_made_good_by_the_next() {
        let record = [
            change(b'w', 0, b"kept"),
            change(b's', 0, b""),
            change(b'w', 4, b"lost"),
            change(b'x', 0, b""),
            change(b'w', 8, b"kept"),
            change(b's', 0, b""),
            change(b'w', 0, b"unsynced"),
        ]
        .concat();
        let files = replay(&record);
        assert_eq!(files["f"].synced, b"kept\0\0\0\0kept");
    }
}
