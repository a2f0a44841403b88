//! Whether the file of the running program was replaced, as an upgrade does, and how the new one is started.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What tells one file from another at the same path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileId {
    pub device: u64,
    pub inode: u64,
}

/// The program's own file over time.
#[derive(Clone, Copy, Debug)]
pub struct Installed {
    /// The newest file that was found.
    newest: FileId,
}

impl Installed {
    /// The program runs from this file.
    pub const fn running(file: FileId) -> Self {
        Self { newest: file }
    }

    /// Whether the file found at its path now is a new one. `None`, a file that is gone, is not: there is nothing to
    /// restart.
    pub fn is_replaced(&mut self, found: Option<FileId>) -> bool {
        let Some(found) = found.filter(|found| *found != self.newest) else {
            return false;
        };
        self.newest = found;
        true
    }
}

/// The program was replaced and runs on as the old version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Upgrade {
    /// The version of the new file; none where it does not say one.
    pub version: Option<String>,
}

/// How the person restarts the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RestartBy {
    /// The app restarts itself on a click.
    Button,
    /// `serve` runs as a service of systemd.
    Service,
    /// `serve` runs in a terminal or under something unknown.
    Hand,
}

impl RestartBy {
    /// `systemd_pid` is `SYSTEMD_EXEC_PID`, the process that systemd started itself. Children inherit it, so it counts
    /// for that process only (systemd.exec(5), since version 248).
    pub fn of(has_window: bool, systemd_pid: Option<&str>, pid: u32) -> Self {
        if has_window {
            return Self::Button;
        }
        match systemd_pid.and_then(|text| text.parse().ok()) == Some(pid) {
            true => Self::Service,
            false => Self::Hand,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn file(inode: u64) -> FileId {
        FileId { device: 1, inode }
    }

    #[test]
    fn each_new_file_counts_once_and_a_missing_one_never() {
        let mut installed = Installed::running(file(1));
        for (found, is_replaced) in [
            (Some(file(1)), false),
            (None, false),
            (Some(file(1)), false),
            (Some(file(2)), true),
            (Some(file(2)), false),
            (None, false),
            (Some(file(2)), false),
            (Some(file(3)), true),
            (
                Some(FileId {
                    device: 2,
                    ..file(3)
                }),
                true,
            ),
        ] {
            assert_eq!(installed.is_replaced(found), is_replaced, "{found:?}");
        }
    }

    #[test]
    fn only_the_process_that_systemd_started_is_its_service() {
        for (has_window, systemd_pid, by) in [
            (true, Some("7"), RestartBy::Button),
            (true, None, RestartBy::Button),
            (false, Some("7"), RestartBy::Service),
            (false, Some("8"), RestartBy::Hand),
            (false, Some("seven"), RestartBy::Hand),
            (false, None, RestartBy::Hand),
        ] {
            assert_eq!(RestartBy::of(has_window, systemd_pid, 7), by);
        }
    }
}
