//! A hidden switch by which tests kill a worker: the environment variable `MISSEDHOOK_TEST_KILL_WORKER` names a file.
//! The worker whose name is in the file deletes it and panics at its next turn. Without the variable this does nothing.

use std::{env, fs, path::PathBuf, sync::LazyLock};

const VARIABLE: &str = "MISSEDHOOK_TEST_KILL_WORKER";

static FILE: LazyLock<Option<PathBuf>> = LazyLock::new(|| env::var_os(VARIABLE).map(PathBuf::from));

/// Marks the beginning of a worker's turn. Each worker calls this after every wait.
#[allow(clippy::panic, reason = "that is what the switch is for")]
pub fn heartbeat(name: &str) {
    let Some(file) = FILE.as_deref() else {
        return;
    };
    if fs::read_to_string(file).is_ok_and(|wanted| wanted.trim() == name) {
        let _ = fs::remove_file(file);
        panic!("{VARIABLE} says so");
    }
}
