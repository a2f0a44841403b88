//! The hidden switch of the tests that kills a worker: the environment variable `MISSEDHOOK_TEST_KILL_WORKER` names a
//! file. The worker whose name is in it takes the file away and panics at its next turn. Without the variable nothing
//! is looked at.

use std::{env, fs, path::PathBuf, sync::LazyLock};

/// The variable.
const VARIABLE: &str = "MISSEDHOOK_TEST_KILL_WORKER";

static FILE: LazyLock<Option<PathBuf>> = LazyLock::new(|| env::var_os(VARIABLE).map(PathBuf::from));

/// A worker of that name begins a turn. Each calls this wherever it has waited.
#[allow(clippy::panic, reason = "that is what the switch is for")]
pub fn turn(name: &str) {
    let Some(file) = FILE.as_deref() else {
        return;
    };
    if fs::read_to_string(file).is_ok_and(|wanted| wanted.trim() == name) {
        let _ = fs::remove_file(file);
        panic!("{VARIABLE} says so");
    }
}
