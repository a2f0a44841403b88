//! The file of this program, which an upgrade may replace while it runs.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::{self, Stdio},
    time::Duration,
};

use super::programs;
use crate::model::{
    installed::{FileId, RestartBy},
    release::Version,
};

/// The time limit for the new program to say its version.
const TIMEOUT: Duration = Duration::from_secs(10);

/// How this process is restarted.
pub fn restart_by() -> RestartBy {
    let systemd_pid = std::env::var("SYSTEMD_EXEC_PID").ok();
    RestartBy::of(
        programs::is_this_app(),
        systemd_pid.as_deref(),
        process::id(),
    )
}

/// A program that is installed somewhere. A trait, so that tests need no second program.
pub trait ProgramFile: Send + Sync {
    /// Where it is.
    fn path(&self) -> &Path;

    /// The file from which it runs.
    ///
    /// # Errors
    /// The system does not say.
    fn running(&self) -> io::Result<FileId>;

    /// The file at its path now; `None` if there is none.
    fn found(&self) -> Option<FileId>;

    /// The version of the program there now; `None` if it says none.
    fn version(&self) -> impl Future<Output = Option<Version>> + Send;
}

/// The file of this process.
pub struct ThisProgram(PathBuf);

impl ThisProgram {
    /// # Errors
    /// The system does not say where it is.
    pub fn new() -> io::Result<Self> {
        programs::this_program().map(Self)
    }
}

impl ProgramFile for ThisProgram {
    fn path(&self) -> &Path {
        &self.0
    }

    fn running(&self) -> io::Result<FileId> {
        // On Linux the file itself, even if another has taken its place since.
        #[cfg(target_os = "linux")]
        return file_id(Path::new("/proc/self/exe"));
        #[cfg(not(target_os = "linux"))]
        file_id(&self.0)
    }

    fn found(&self) -> Option<FileId> {
        file_id(&self.0).ok()
    }

    async fn version(&self) -> Option<Version> {
        let program = programs::command_line().ok()?;
        let mut command = tokio::process::Command::new(program);
        let command = command.arg("--version").stdin(Stdio::null());
        let output = tokio::time::timeout(TIMEOUT, command.kill_on_drop(true).output());
        let output = output.await.ok()?.ok()?;
        version_of(&String::from_utf8(output.stdout).ok()?)
    }
}

/// The version in the output of `missedhook --version`.
fn version_of(output: &str) -> Option<Version> {
    Version::parse(output.trim().strip_prefix("missedhook ")?)
}

#[cfg(unix)]
fn file_id(path: &Path) -> io::Result<FileId> {
    use std::os::unix::fs::MetadataExt as _;
    let file = fs::metadata(path)?;
    Ok(FileId {
        device: file.dev(),
        inode: file.ino(),
    })
}

/// A running program can't be replaced on Windows.
#[cfg(not(unix))]
fn file_id(path: &Path) -> io::Result<FileId> {
    fs::metadata(path)?;
    Ok(FileId {
        device: 0,
        inode: 0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_version_of_this_program_is_read() {
        assert_eq!(version_of("missedhook 0.2.0\n"), Version::parse("0.2.0"));
        for output in ["", "0.2.0", "missedhook", "missedhook <b>", "other 0.2.0"] {
            assert_eq!(version_of(output), None, "{output}");
        }
    }

    #[test]
    fn the_running_file_is_the_one_at_its_path() {
        let this = ThisProgram::new().unwrap();
        assert_eq!(this.found(), Some(this.running().unwrap()));
    }
}
