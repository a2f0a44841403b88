//! What is preloaded into the program under test so that its surroundings fail it: each of the C files in
//! `preloaded/` takes the place of a few system calls, as it says itself. Compiled where it is used; Linux only. Here
//! is the clock; the disk has a file of its own.

use std::{
    fs,
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{machine::Machine, program::Serve};

/// Compiles one of them into a directory.
///
/// # Panics
/// Where there is no C compiler.
pub fn compile(name: &str, into: &Path) -> PathBuf {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("preloaded");
    let source = sources.join(format!("{name}.c"));
    let library = into.join(format!("{name}.so"));
    let compiled = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-o"])
        .args([&library, &source])
        .status();
    assert!(
        compiled.as_ref().is_ok_and(|status| status.success()),
        "cc {}: {compiled:?}",
        source.display()
    );
    library
}

/// A day, in seconds.
pub const DAY: i64 = 24 * 3600;

/// The clock on the wall, as the program sees it.
#[derive(Debug)]
pub struct JumpingClock {
    library: PathBuf,
    control: PathBuf,
}

impl JumpingClock {
    /// One that goes right.
    ///
    /// # Panics
    /// Where there is no C compiler.
    pub fn of(machine: &Machine) -> Self {
        let control = machine.root().join("clock-control");
        fs::write(&control, [0; 8]).unwrap();
        Self {
            library: compile("jumping_clock", machine.root()),
            control,
        }
    }

    /// From now on it is so many seconds ahead of the right time.
    ///
    /// # Panics
    /// Where the control file is gone.
    pub fn jump_to(&self, ahead: i64) {
        let file = fs::OpenOptions::new().write(true).open(&self.control);
        let set = file.and_then(|file| file.write_all_at(&ahead.to_ne_bytes(), 0));
        set.unwrap();
    }

    /// Starts the program under this clock.
    ///
    /// # Panics
    /// Where it does not get ready.
    pub fn serve(&self, machine: &Machine) -> Serve {
        Serve::start_with(machine, &self.environment())
    }

    /// What makes a program see this clock.
    ///
    /// # Panics
    /// Where a path is not UTF-8.
    pub fn environment(&self) -> [(&str, &str); 2] {
        [
            ("LD_PRELOAD", self.library.to_str().unwrap()),
            ("MISSEDHOOK_TEST_CLOCK", self.control.to_str().unwrap()),
        ]
    }
}
