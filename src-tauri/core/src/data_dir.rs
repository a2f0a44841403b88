//! The data directory: where everything is kept, private to its user, and one program at a time. Knows the
//! names of the files in it and holds the lock; what stands in the files is others' business.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

// etcetera: the platform's own directories with their environment variables, and nothing else.
use etcetera::BaseStrategy;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::problem::Problem;

/// A directory that exists and belongs to its user alone (mode 0700). Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataDir(PathBuf);

/// What can be wrong with the data directory.
#[derive(Debug, Error)]
pub enum DataDirError {
    /// Neither told nor known from the platform.
    #[error("No home directory is known, so there is no place for the data directory.")]
    NoHome,
    /// It can't be made or made private.
    #[error("The data directory {path} can't be used: {source}.")]
    Unusable {
        /// The directory or the file in it.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Another program works on it.
    #[error("The data directory {path} is already in use{}.", by(.holder))]
    InUse {
        /// The directory.
        path: PathBuf,
        /// Who holds it, where that is known.
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
    /// The same for a person.
    pub fn problem(&self) -> Problem {
        let (meaning, remedy) = match self {
            Self::NoHome => (
                "Nothing can be kept.",
                "Name a directory with --data-dir or MISSEDHOOK_DATA_DIR.",
            ),
            Self::Unusable { .. } => (
                "Nothing can be kept.",
                "Make it writable for you, or name another with --data-dir.",
            ),
            Self::InUse { .. } => (
                "Two programs can't keep one history.",
                "Use the one that is running, stop it, or name another directory with --data-dir.",
            ),
        };
        Problem::new(self.to_string(), meaning, remedy)
    }
}

/// Who works on a data directory now, and where its receiver listens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Running {
    /// The process.
    pub pid: u32,
    /// The receiver's address; none where it does not listen.
    pub receiver: Option<SocketAddr>,
}

/// Holds the data directory against a second program until it is dropped or the process ends, however it ends.
#[derive(Debug)]
pub struct Lock {
    _file: File,
    running: PathBuf,
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.running);
    }
}

impl DataDir {
    /// The platform's place for it.
    ///
    /// # Errors
    /// [`DataDirError::NoHome`] where the platform names none.
    pub fn default_path() -> Result<PathBuf, DataDirError> {
        etcetera::choose_base_strategy()
            .map(|strategy| strategy.data_dir().join("missedhook"))
            .map_err(|_| DataDirError::NoHome)
    }

    /// Makes the directory where it is missing and makes it private where it is not.
    ///
    /// # Errors
    /// [`DataDirError::Unusable`] says what the system said.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self, DataDirError> {
        let path = path.into();
        make_private_dir(&path).map_err(|source| DataDirError::Unusable {
            path: path.clone(),
            source,
        })?;
        Ok(Self(path))
    }

    /// A directory as it is: nothing is made and nothing is changed, also where it is missing.
    pub fn existing(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// The directory itself.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The SQLite database.
    pub fn database(&self) -> PathBuf {
        self.0.join("missedhook.db")
    }

    /// The settings.
    pub fn settings(&self) -> PathBuf {
        self.0.join("settings.toml")
    }

    /// Where the logs are written.
    pub fn logs(&self) -> PathBuf {
        self.0.join("logs")
    }

    /// Takes the directory for this process.
    ///
    /// # Errors
    /// [`DataDirError::InUse`] while another process holds it.
    pub fn lock(&self) -> Result<Lock, DataDirError> {
        let path = self.0.join("lock");
        let unusable = |source| DataDirError::Unusable {
            path: path.clone(),
            source,
        };
        let file = private_file(&path).map_err(unusable)?;
        match lock_patiently(&file, Duration::from_millis(200)) {
            Ok(()) => Ok(Lock {
                _file: file,
                running: self.running_file(),
            }),
            Err(TryLockError::WouldBlock) => Err(DataDirError::InUse {
                path: self.0.clone(),
                holder: self.running(),
            }),
            Err(TryLockError::Error(source)) => Err(unusable(source)),
        }
    }

    /// The right to change the settings, for as long as the file that is given is open. Commands change them beside
    /// a running program: without it, two could write over each other. Not to be asked for by who has it already.
    ///
    /// # Errors
    /// What the disk says, or that another program has kept it for five seconds.
    pub(crate) fn lock_settings(&self) -> io::Result<File> {
        let file = private_file(&self.0.join("settings.lock"))?;
        lock_patiently(&file, Duration::from_secs(5))?;
        Ok(file)
    }

    /// Tells other commands on this directory who runs and where it listens. Needs the lock.
    ///
    /// # Errors
    /// What the system said.
    pub fn announce(&self, _lock: &Lock, running: &Running) -> Result<(), DataDirError> {
        let text = serde_json::to_vec(running).unwrap_or_default();
        replace_private_file(&self.running_file(), &text).map_err(|source| DataDirError::Unusable {
            path: self.running_file(),
            source,
        })
    }

    /// Who runs on this directory, where somebody says so and still holds the lock.
    pub fn running(&self) -> Option<Running> {
        // Read first: where nobody says that he runs, the lock is not touched.
        let text = fs::read(self.running_file()).ok()?;
        let held = File::open(self.0.join("lock"))
            .is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)));
        held.then(|| serde_json::from_slice(&text).ok()).flatten()
    }

    fn running_file(&self) -> PathBuf {
        self.0.join("running.json")
    }
}

/// Takes a lock; who has it for a moment is waited for, so long at the most.
fn lock_patiently(file: &File, limit: Duration) -> Result<(), TryLockError> {
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

/// Writes a file anew, private to the user, so that a reader sees the old or the new content and no half.
pub(crate) fn replace_private_file(path: &Path, content: &[u8]) -> io::Result<()> {
    use std::io::Write;
    let beside = path.with_extension("new");
    let mut file = private_file(&beside)?;
    file.set_len(0)?;
    file.write_all(content)?;
    file.sync_all()?;
    fs::rename(&beside, path)
}

/// Opens a file for reading and writing, makes it where it is missing, and makes it private (mode 0600).
pub(crate) fn private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
        options.mode(0o600);
        let file = options.open(path)?;
        file.set_permissions(fs::Permissions::from_mode(0o600))?;
        Ok(file)
    }
    #[cfg(not(unix))]
    options.open(path)
}

fn make_private_dir(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
        builder.mode(0o700).create(path)?;
        fs::set_permissions(path, fs::Permissions::from_mode(0o700))
    }
    #[cfg(not(unix))]
    builder.create(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fresh() -> (tempfile::TempDir, DataDir) {
        let temp = tempfile::tempdir().unwrap();
        let dir = DataDir::open(temp.path().join("data")).unwrap();
        (temp, dir)
    }

    #[test]
    fn a_second_lock_is_refused_and_names_the_first() {
        let (_temp, dir) = fresh();
        let lock = dir.lock().unwrap();
        let running = Running {
            pid: 4711,
            receiver: Some(([127, 0, 0, 1], 7386).into()),
        };
        dir.announce(&lock, &running).unwrap();
        assert_eq!(dir.running(), Some(running));
        let refused = dir.lock().unwrap_err();
        assert!(refused.to_string().contains("pid 4711"), "{refused}");
        drop(lock);
        assert_eq!(dir.running(), None);
        dir.lock().unwrap();
    }

    #[test]
    fn a_command_that_looks_does_not_keep_a_program_from_starting() {
        let (_temp, dir) = fresh();
        let looking = private_file(&dir.0.join("lock")).unwrap();
        looking.lock_shared().unwrap();
        let looker = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(50));
            drop(looking);
        });
        dir.lock().unwrap();
        looker.join().unwrap();
    }

    #[test]
    fn what_a_killed_program_left_is_not_taken_for_a_running_one() {
        let (_temp, dir) = fresh();
        fs::write(dir.running_file(), r#"{"pid":1,"receiver":null}"#).unwrap();
        assert_eq!(dir.running(), None);
        drop(dir.lock().unwrap());
    }

    #[cfg(unix)]
    #[test]
    fn directory_and_files_are_private_even_where_they_were_not() {
        use std::os::unix::fs::PermissionsExt;
        let temp = tempfile::tempdir().unwrap();
        let path = temp.path().join("data");
        fs::create_dir(&path).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        fs::write(path.join("f"), "x").unwrap();
        fs::set_permissions(path.join("f"), fs::Permissions::from_mode(0o644)).unwrap();
        let dir = DataDir::open(&path).unwrap();
        private_file(&path.join("f")).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(dir.path()), 0o700);
        assert_eq!(mode(&path.join("f")), 0o600);
    }
}
