//! The data directory: private to its user and locked by one program at a time. Knows nothing about the contents of its
//! files.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

// etcetera: the platform's own directories with their environment variables, and nothing else.
use etcetera::BaseStrategy;
use thiserror::Error;

pub(crate) use super::files::{is_disk_full, open_to_read};
use super::private_file::{make_private_dir, replace_unsynced_file};
pub(crate) use super::private_file::{private_file, replace_file, replace_private_file};
pub use super::running::{PublishedStatus, Running};
use super::{
    contents::{Contents, contents},
    files::{
        DATABASE, LAST_GOOD, LOCK, LOGS, RELAY_DATABASE, RUNNING, SETTINGS, SETTINGS_LOCK,
        SOURCE_KEY, STATUS, WINDOW,
    },
};
use crate::model::problem::Problem;

/// A directory that exists and belongs to its user alone (mode 0700). Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataDir(PathBuf);

/// What can be wrong with the data directory.
#[derive(Debug, Error)]
pub enum DataDirError {
    /// No path was given, and the platform has no default.
    #[error("No home directory is known, so there is no place for the data directory.")]
    NoHome,
    /// It can't be created or made private.
    #[error("The data directory {path} can't be used: {source}.")]
    Unusable {
        /// The directory or the file in it.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// Missedhook was never started there.
    #[error("There is no history in {path}.")]
    NoHistory {
        /// The directory.
        path: PathBuf,
    },
    /// It holds another program's files and none of Missedhook's.
    #[error("{path} holds files that are not Missedhook's.")]
    Foreign {
        /// The directory.
        path: PathBuf,
    },
    /// Another program uses it.
    #[error("The data directory {path} is already in use{}.", by(.holder))]
    InUse {
        /// The directory.
        path: PathBuf,
        /// The program that holds it, if known.
        holder: Option<Running>,
    },
}

fn by(holder: &Option<Running>) -> String {
    holder
        .as_ref()
        .map(|running| format!(" by another Missedhook (pid {})", running.pid))
        .unwrap_or_default()
}

impl DataDirError {
    /// The error in words for the user.
    pub fn problem(&self) -> Problem {
        let (meaning, remedy) = match self {
            Self::NoHome => (
                "Nothing can be kept.",
                "Name a directory with --data-dir or MISSEDHOOK_DATA_DIR.",
            ),
            Self::Unusable { source, .. } if is_disk_full(source) => (
                "Nothing can be kept.",
                "Free some space on the disk of the data directory.",
            ),
            Self::Unusable { .. } => (
                "Nothing can be kept.",
                "Make it writable for you, or name another with --data-dir.",
            ),
            Self::NoHistory { .. } => (
                "Nothing was changed.",
                "Start Missedhook first (`missedhook`, or `missedhook serve`), or name its directory with --data-dir.",
            ),
            Self::Foreign { .. } => (
                "The data directory is made private, so nobody else could use those files. Nothing was changed.",
                "Name a directory of its own with --data-dir: one that is empty or not there yet.",
            ),
            Self::InUse { .. } => (
                "Two programs can't keep one history.",
                "Use the one that is running, stop it, or name another directory with --data-dir.",
            ),
        };
        Problem::new(self.to_string(), meaning, remedy)
    }
}

impl From<DataDirError> for Problem {
    fn from(error: DataDirError) -> Self {
        error.problem()
    }
}

/// Locks the data directory against a second program until it is dropped or the process ends, however it ends.
#[derive(Debug)]
pub struct Lock {
    file: File,
    path: PathBuf,
    running: PathBuf,
    status: PathBuf,
}

impl Lock {
    /// Fails if the directory was moved and another one put in its place: nothing of this program belongs there.
    fn check_in_place(&self) -> io::Result<()> {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            let of = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
            if of(self.file.metadata()?) != of(fs::metadata(&self.path)?) {
                return Err(io::Error::other("the data directory is another one now"));
            }
        }
        Ok(())
    }
}

/// How long a command may hold the directory while no program runs.
const COMMAND: Duration = Duration::from_secs(10);

impl Drop for Lock {
    fn drop(&mut self) {
        if self.check_in_place().is_err() {
            return;
        }
        let _ = fs::remove_file(&self.status);
        let _ = fs::remove_file(&self.running);
    }
}

impl DataDir {
    /// The platform's default path.
    ///
    /// # Errors
    /// [`DataDirError::NoHome`] if the platform has none.
    pub fn default_path() -> Result<PathBuf, DataDirError> {
        etcetera::choose_base_strategy()
            .map(|strategy| strategy.data_dir().join("missedhook"))
            .map_err(|_| DataDirError::NoHome)
    }

    /// Creates the directory if it is missing, and makes one that is Missedhook's private.
    ///
    /// # Errors
    /// [`DataDirError::Foreign`] if it belongs to another program; [`DataDirError::Unusable`] with the system's error.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self, DataDirError> {
        let path = path.into();
        let unusable = |source| DataDirError::Unusable {
            path: path.clone(),
            source,
        };
        match contents(&path) {
            Ok(Contents::Foreign) => return Err(DataDirError::Foreign { path }),
            Ok(Contents::Ours | Contents::Nothing) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                if let Ok(target) = fs::read_link(&path) {
                    let wrong = format!(
                        "it is a link to {}, where there is nothing",
                        target.display()
                    );
                    return Err(unusable(io::Error::other(wrong)));
                }
            }
            Err(error) => return Err(unusable(error)),
        }
        if is_shared(&path) {
            return Ok(Self(path));
        }
        make_private_dir(&path).map_err(unusable)?;
        Ok(Self(path))
    }

    /// A directory in which Missedhook was started before. Changes nothing.
    ///
    /// # Errors
    /// [`DataDirError::NoHistory`] if it was not.
    pub fn existing(path: impl Into<PathBuf>) -> Result<Self, DataDirError> {
        let path = path.into();
        match contents(&path) {
            Ok(Contents::Ours) => Ok(Self(path)),
            Err(source) if source.kind() == io::ErrorKind::PermissionDenied => {
                Err(DataDirError::Unusable { path, source })
            }
            _ => Err(DataDirError::NoHistory { path }),
        }
    }

    /// Whether others use it as well: a temporary directory or the user's home. Its mode is left alone.
    pub fn is_shared(&self) -> bool {
        is_shared(&self.0)
    }

    /// Whether it holds anything that a start leaves behind, apart from the settings.
    pub(crate) fn has_history(&self) -> bool {
        let is_left = |name: &str| name.starts_with(DATABASE) || name == LAST_GOOD;
        // A directory that can't be read may hold everything.
        fs::read_dir(&self.0).map_or(true, |mut entries| {
            entries.any(|entry| {
                entry.map_or(true, |entry| {
                    entry.file_name().to_str().is_some_and(is_left)
                })
            })
        })
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Whether a file of that path would be taken for one of the databases, their logs or a history to restore.
    pub(crate) fn is_of_database(&self, path: &Path) -> bool {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let directory = match path.parent() {
            Some(parent) if parent != Path::new("") => parent,
            _ => Path::new("."),
        };
        let is_inside = fs::canonicalize(directory)
            .is_ok_and(|directory| fs::canonicalize(&self.0).is_ok_and(|own| own == directory));
        is_inside && (name.starts_with(DATABASE) || name.starts_with(RELAY_DATABASE))
    }

    /// The SQLite database.
    pub fn database(&self) -> PathBuf {
        self.0.join(DATABASE)
    }

    /// The files that change when something happens: the database, its log, and what the running program publishes.
    pub(super) fn changing_files(&self) -> [PathBuf; 4] {
        let log = self.database().with_extension("db-wal");
        [
            self.database(),
            log,
            self.running_file(),
            self.status_file(),
        ]
    }

    /// The SQLite database of the relay's requests.
    pub fn relay_database(&self) -> PathBuf {
        self.0.join(RELAY_DATABASE)
    }

    pub fn settings(&self) -> PathBuf {
        self.0.join(SETTINGS)
    }

    /// A private copy of the last valid settings.
    pub fn last_good_settings(&self) -> PathBuf {
        self.0.join(LAST_GOOD)
    }

    /// The state of the window.
    pub(super) fn window(&self) -> PathBuf {
        self.0.join(WINDOW)
    }

    pub fn logs(&self) -> PathBuf {
        self.0.join(LOGS)
    }

    /// Creates the directory of the logs if it is missing.
    ///
    /// # Errors
    /// The system's error.
    pub fn make_logs(&self) -> io::Result<PathBuf> {
        let logs = self.logs();
        make_private_dir(&logs)?;
        Ok(logs)
    }

    /// Whether a program has run on the directory but its history is gone.
    pub fn is_history_missing(&self) -> bool {
        let log = self.database().with_extension("db-wal");
        let is_empty = |path: &Path| fs::metadata(path).map_or(0, |file| file.len()) == 0;
        self.source_key().exists() && is_empty(&self.database()) && is_empty(&log)
    }

    /// The key by which the running program recognises reports of its own commands.
    pub(crate) fn source_key(&self) -> PathBuf {
        self.0.join(SOURCE_KEY)
    }

    /// Locks the directory for this process.
    ///
    /// # Errors
    /// [`DataDirError::InUse`] while another process holds it.
    pub fn lock(&self) -> Result<Lock, DataDirError> {
        let path = self.0.join(LOCK);
        let unusable = |source| DataDirError::Unusable {
            path: path.clone(),
            source,
        };
        let file = private_file(&path).map_err(unusable)?;
        let mut locked = lock_with_retry(&file, Duration::from_millis(200));
        if matches!(locked, Err(TryLockError::WouldBlock)) && self.running().is_none() {
            // A command holds it, which changes something while no program runs, or a program that has just started.
            locked = lock_with_retry(&file, COMMAND);
        }
        match locked {
            Ok(()) => {
                // Left by a program that was killed; from now on they would pass for this one's.
                let _ = fs::remove_file(self.status_file());
                let _ = fs::remove_file(self.running_file());
                Ok(Lock {
                    file,
                    path,
                    running: self.running_file(),
                    status: self.status_file(),
                })
            }
            Err(TryLockError::WouldBlock) => Err(DataDirError::InUse {
                path: self.0.clone(),
                holder: self.running(),
            }),
            Err(TryLockError::Error(source)) => Err(unusable(source)),
        }
    }

    /// Locks the settings for as long as the returned file is open. Commands change them while a program runs; without
    /// the lock, two could overwrite each other. Not reentrant.
    ///
    /// # Errors
    /// The disk's error, or another program has held it for five seconds.
    pub(crate) fn lock_settings(&self) -> io::Result<File> {
        let file = private_file(&self.0.join(SETTINGS_LOCK))?;
        lock_with_retry(&file, Duration::from_secs(5))?;
        Ok(file)
    }

    /// Tells other commands on this directory which process runs and where it listens. Needs the lock.
    ///
    /// # Errors
    /// The system's error.
    pub fn announce(&self, lock: &Lock, running: &Running) -> Result<(), DataDirError> {
        let text = serde_json::to_vec(running).unwrap_or_default();
        let written = lock
            .check_in_place()
            .and_then(|()| replace_unsynced_file(&self.running_file(), &text));
        written.map_err(|source| DataDirError::Unusable {
            path: self.running_file(),
            source,
        })
    }

    /// The program that runs on this directory, if it has announced itself and still holds the lock.
    pub fn running(&self) -> Option<Running> {
        // Read first: if nobody has announced itself, the lock is not touched.
        let text = fs::read(self.running_file()).ok()?;
        let held = File::open(self.0.join(LOCK))
            .is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)));
        held.then(|| serde_json::from_slice(&text).ok()).flatten()
    }

    /// Publishes the status for other commands on this directory. Needs the lock.
    ///
    /// # Errors
    /// The system's error.
    pub fn publish_status(
        &self,
        lock: &Lock,
        status: &PublishedStatus,
    ) -> Result<(), DataDirError> {
        let text = serde_json::to_vec(status).unwrap_or_default();
        lock.check_in_place()
            .map_err(|source| DataDirError::Unusable {
                path: self.status_file(),
                source,
            })?;
        replace_unsynced_file(&self.status_file(), &text).map_err(|source| {
            // The previous status may no longer be true.
            let _ = fs::remove_file(self.status_file());
            DataDirError::Unusable {
                path: self.status_file(),
                source,
            }
        })
    }

    /// The last published status of the program that runs on this directory.
    pub fn published_status(&self) -> Option<PublishedStatus> {
        let running = self.running()?;
        let text = fs::read(self.status_file()).ok()?;
        let status: PublishedStatus = serde_json::from_slice(&text).ok()?;
        (status.pid == running.pid).then_some(status)
    }

    fn status_file(&self) -> PathBuf {
        self.0.join(STATUS)
    }

    fn running_file(&self) -> PathBuf {
        self.0.join(RUNNING)
    }
}

/// Takes a lock, and waits up to `limit` for a process that holds it briefly.
fn lock_with_retry(file: &File, limit: Duration) -> Result<(), TryLockError> {
    let end = Instant::now() + limit;
    loop {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) if Instant::now() < end => {
                std::thread::sleep(Duration::from_millis(10));
            }
            outcome => return outcome,
        }
    }
}

fn is_shared(path: &Path) -> bool {
    let same = |other: &Path| match (path.canonicalize(), other.canonicalize()) {
        (Ok(path), Ok(other)) => path == other,
        _ => false,
    };
    #[cfg(unix)]
    if let Ok(metadata) = fs::metadata(path) {
        use std::os::unix::fs::PermissionsExt;
        // Everybody may write there, but each only to their own files.
        if metadata.permissions().mode() & 0o1000 != 0 {
            return true;
        }
    }
    etcetera::home_dir().is_ok_and(|home| same(&home)) || same(Path::new("/"))
}

#[cfg(test)]
#[path = "data_dir_tests.rs"]
mod tests;
