//! Libraries preloaded into the program under test to simulate failures around it. Each C file in `preloaded/` replaces
//! a few system calls, as documented there. Compiled on demand; Linux only. This file has the clock; the disk has its
//! own.

use std::{
    fs,
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{machine::Machine, program::Serve};

/// Compiles one of the libraries into a directory.
///
/// # Panics
/// If there is no C compiler.
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

/// The wall clock, as the program sees it.
#[derive(Debug)]
pub struct JumpingClock {
    library: PathBuf,
    control: PathBuf,
}

impl JumpingClock {
    /// A clock with the correct time.
    ///
    /// # Panics
    /// If there is no C compiler.
    pub fn of(machine: &Machine) -> Self {
        let control = machine.root().join("clock-control");
        fs::write(&control, [0; 8]).unwrap();
        Self {
            library: compile("jumping_clock", machine.root()),
            control,
        }
    }

    /// Sets it ahead of the correct time by this many seconds.
    ///
    /// # Panics
    /// If the control file is gone.
    pub fn jump_to(&self, ahead: i64) {
        let file = fs::OpenOptions::new().write(true).open(&self.control);
        let set = file.and_then(|file| file.write_all_at(&ahead.to_ne_bytes(), 0));
        set.unwrap();
    }

    /// Starts the program with this clock.
    ///
    /// # Panics
    /// If it does not get ready.
    pub fn serve(&self, machine: &Machine) -> Serve {
        Serve::start_with(machine, &self.environment())
    }

    /// The environment that makes a program use this clock.
    ///
    /// # Panics
    /// If a path is not UTF-8.
    pub fn environment(&self) -> [(&str, &str); 2] {
        [
            ("LD_PRELOAD", self.library.to_str().unwrap()),
            ("MISSEDHOOK_TEST_CLOCK", self.control.to_str().unwrap()),
        ]
    }
}
