//! A user's machine as far as the program can see it: its own home, data directory and runtime directory, and on demand
//! a session bus and a screen. Everything that a test starts gets this machine's environment and nothing from the user
//! who runs the tests.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

use crate::{display::Display, session_bus::SessionBus};

/// A user's directories, bus and screen. Removed when dropped.
#[derive(Debug)]
pub struct Machine {
    bus: Option<SessionBus>,
    display: Option<Display>,
    zone: Option<String>,
    local_urls_count: bool,
    root: TempDir,
}

impl Machine {
    /// Without a session bus and a screen: a server, a container, a remote shell.
    ///
    /// # Panics
    /// If no directory can be made.
    pub fn headless() -> Self {
        let root = tempfile::Builder::new().prefix("mh-").tempdir().unwrap();
        for name in ["home", "run"] {
            let dir = root.path().join(name);
            fs::create_dir(&dir).unwrap();
            fs::set_permissions(&dir, fs::Permissions::from_mode(0o700)).unwrap();
        }
        Self {
            bus: None,
            display: None,
            zone: None,
            local_urls_count: false,
            root,
        }
    }

    /// With an empty session bus and without a screen.
    pub fn with_bus() -> Self {
        let mut machine = Self::headless();
        machine.bus = Some(SessionBus::start(machine.root.path()));
        machine
    }

    /// With a session bus and a screen.
    pub fn with_desktop() -> Self {
        let mut machine = Self::with_bus();
        machine.display = Some(Display::start());
        machine
    }

    /// With a screen and without a session bus.
    pub fn with_screen() -> Self {
        let mut machine = Self::headless();
        machine.display = Some(Display::start());
        machine
    }

    /// Sets its time zone, such as `Etc/GMT-3`. The default is UTC.
    pub fn move_to(&mut self, zone: String) {
        self.zone = Some(zone);
    }

    /// Treats its own addresses as public, for a tunnel that begins and ends on this machine.
    #[must_use]
    pub fn accepting_local_urls(mut self) -> Self {
        self.local_urls_count = true;
        self
    }

    /// The session bus.
    ///
    /// # Panics
    /// If the machine has none.
    pub fn bus(&self) -> &SessionBus {
        self.bus.as_ref().expect("this machine has no session bus")
    }

    /// The session bus, to kill it.
    ///
    /// # Panics
    /// If the machine has none.
    pub fn bus_mut(&mut self) -> &mut SessionBus {
        self.bus.as_mut().expect("this machine has no session bus")
    }

    /// The screen.
    ///
    /// # Panics
    /// If the machine has none.
    pub fn display(&self) -> &Display {
        self.display.as_ref().expect("this machine has no screen")
    }

    /// The data directory, which the program creates itself.
    pub fn data_dir(&self) -> PathBuf {
        self.root.path().join("data")
    }

    /// A directory for the test's own files.
    pub fn root(&self) -> &Path {
        self.root.path()
    }

    /// Installs a shell script under this program name. It takes precedence over the real one.
    ///
    /// # Panics
    /// If it can't be written.
    pub fn install(&self, program: &str, script: &str) {
        let path = self.programs().join(program);
        fs::create_dir_all(self.programs()).unwrap();
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn programs(&self) -> PathBuf {
        self.root.path().join("bin")
    }

    /// A command with this machine's environment, and only the search path from ours.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.env_clear();
        for name in [
            "PATH",
            "LANG",
            "RUST_BACKTRACE",
            "RUST_LOG",
            "LLVM_PROFILE_FILE",
            // For viewing the pages in dark mode.
            "GTK_THEME",
            // Which of its compilers WebKit uses.
            "JSC_useFTLJIT",
        ] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        if self.programs().is_dir() {
            let ours = std::env::var("PATH").unwrap_or_default();
            command.env("PATH", format!("{}:{ours}", self.programs().display()));
        }
        let none = format!("unix:path={}", self.root.path().join("no-bus").display());
        command
            .current_dir(self.root.path())
            .env("HOME", self.root.path().join("home"))
            .env("XDG_RUNTIME_DIR", self.root.path().join("run"))
            .env(
                "DBUS_SESSION_BUS_ADDRESS",
                self.bus.as_ref().map_or(none.as_str(), SessionBus::address),
            )
            // These machines have no assistive technology, which GTK would look for on the bus.
            .env("NO_AT_BRIDGE", "1")
            .env("GTK_A11Y", "none");
        if self.local_urls_count {
            command.env("MISSEDHOOK_TEST_ALLOW_LOCAL_URL", "1");
        }
        if let Some(zone) = &self.zone {
            command.env("TZ", zone);
        }
        if let Some(display) = &self.display {
            command
                .env("DISPLAY", display.name())
                .env("GDK_BACKEND", "x11")
                .env("LIBGL_ALWAYS_SOFTWARE", "1");
        }
        command
    }
}
