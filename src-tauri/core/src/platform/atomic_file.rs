//! A file that is there completely or not at all: written under another name, synced, and only then renamed. Never
//! replaces an existing file.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use crate::model::problem::Problem;

/// A file that is being written. Dropping it before [`AtomicFile::finish`] leaves nothing behind.
#[derive(Debug)]
pub struct AtomicFile {
    path: PathBuf,
    part: PathBuf,
    file: File,
    finished: bool,
}

impl AtomicFile {
    /// Begins a file that is private to the user (mode 0600).
    ///
    /// # Errors
    /// In words: the path exists already, or the disk's error.
    pub fn create(path: &Path) -> Result<Self, Problem> {
        let name = path.file_name().ok_or_else(|| {
            creation_problem(
                path,
                "it names no file",
                "Name a file in a directory that is there.",
            )
        })?;
        if path.symlink_metadata().is_ok() {
            return Err(is_there(path));
        }
        let mut part = std::ffi::OsString::from(".");
        part.push(name);
        part.push(".part");
        let part = path.with_file_name(part);
        let mut options = OpenOptions::new();
        // Left by a process that was killed.
        let _ = fs::remove_file(&part);
        options.read(true).write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&part).map_err(|error| {
            creation_problem(
                path,
                &error.to_string(),
                "Name a file in a directory that is there and can be written.",
            )
        })?;
        Ok(Self {
            path: path.to_owned(),
            part,
            file,
            finished: false,
        })
    }

    /// The temporary path until it is complete.
    pub fn part(&self) -> &Path {
        &self.part
    }

    /// Gives the file its name, once all of it is on disk.
    ///
    /// # Errors
    /// In words: the path was taken in the meantime, or the disk's error. Nothing is left then.
    pub fn finish(mut self) -> Result<(), Problem> {
        let failed = |error: io::Error| {
            let meaning = "Nothing was left under that name.";
            Problem::new(
                format!("{} can't be written: {error}.", self.path.display()),
                meaning,
                "Free some space and try again.",
            )
        };
        self.file.sync_all().map_err(failed)?;
        if !is_at(&self.file, &self.part).map_err(failed)? {
            return Err(creation_problem(
                &self.path,
                "another program writes it just now",
                "Name another file, or wait for that one.",
            ));
        }
        if self.path.symlink_metadata().is_ok() {
            return Err(is_there(&self.path));
        }
        fs::rename(&self.part, &self.path).map_err(failed)?;
        self.finished = true;
        sync_directory(&self.path).map_err(failed)
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for AtomicFile {
    fn drop(&mut self) {
        if !self.finished {
            let _ = fs::remove_file(&self.part);
        }
    }
}

/// Syncs the directory of a file, so that its name is on disk.
///
/// # Errors
/// The disk's error.
pub fn sync_directory(file: &Path) -> io::Result<()> {
    #[cfg(unix)]
    if let Some(directory) = file.parent() {
        let directory = if directory.as_os_str().is_empty() {
            Path::new(".")
        } else {
            directory
        };
        return File::open(directory)?.sync_all();
    }
    let _ = file;
    Ok(())
}

/// Whether that open file is the one with this name.
fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let identity = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
        Ok(identity(file.metadata()?) == identity(path.symlink_metadata()?))
    }
    // On other systems an open file can't be removed.
    #[cfg(not(unix))]
    {
        let _ = (file, path);
        Ok(true)
    }
}

fn is_there(path: &Path) -> Problem {
    creation_problem(
        path,
        "it is there already",
        "Name another file, or move that one away.",
    )
}

fn creation_problem(path: &Path, why: &str, remedy: &str) -> Problem {
    Problem::new(
        format!("{} can't be made: {why}.", path.display()),
        "Nothing was written.",
        remedy,
    )
}
