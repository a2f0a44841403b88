//! One user's machine, as far as the program can see it: a home, a data directory and a runtime directory of
//! their own, and, where a test wants them, a session bus and a screen. Everything that a test starts, it
//! starts with this machine's environment; nothing of the person's who runs the tests comes in.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

use crate::{display::Display, session_bus::SessionBus};

/// A user's directories, bus and screen. Gone when dropped.
#[derive(Debug)]
pub struct Machine {
    bus: Option<SessionBus>,
    display: Option<Display>,
    zone: Option<String>,
    local_urls_count: bool,
    root: TempDir,
}

impl Machine {
    /// No session bus and no screen: a server, a container, a remote shell.
    ///
    /// # Panics
    /// Where no directory can be made.
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

    /// A session bus with nobody on it, and no screen.
    pub fn with_bus() -> Self {
        let mut machine = Self::headless();
        machine.bus = Some(SessionBus::start(machine.root.path()));
        machine
    }

    /// A session bus and a screen.
    pub fn with_desktop() -> Self {
        let mut machine = Self::with_bus();
        machine.display = Some(Display::start());
        machine
    }

    /// A screen and no session bus.
    pub fn with_screen() -> Self {
        let mut machine = Self::headless();
        machine.display = Some(Display::start());
        machine
    }

    /// Puts it into a time zone: `Etc/GMT-3`. Else it has UTC.
    pub fn move_to(&mut self, zone: String) {
        self.zone = Some(zone);
    }

    /// A machine on which an address of its own counts as one on the internet, for a tunnel that begins and ends here.
    #[must_use]
    pub fn where_local_urls_count(mut self) -> Self {
        self.local_urls_count = true;
        self
    }

    /// The session bus.
    ///
    /// # Panics
    /// Where the machine has none.
    pub fn bus(&self) -> &SessionBus {
        self.bus.as_ref().expect("this machine has no session bus")
    }

    /// The screen.
    ///
    /// # Panics
    /// Where the machine has none.
    pub fn display(&self) -> &Display {
        self.display.as_ref().expect("this machine has no screen")
    }

    /// Where the program keeps everything; it makes it itself.
    pub fn data_dir(&self) -> PathBuf {
        self.root.path().join("data")
    }

    /// A place for files of the test's own.
    pub fn root(&self) -> &Path {
        self.root.path()
    }

    /// Installs a shell script as that program; it is found before one of ours.
    ///
    /// # Panics
    /// Where it can't be written.
    pub fn install(&self, program: &str, script: &str) {
        let path = self.programs().join(program);
        fs::create_dir_all(self.programs()).unwrap();
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn programs(&self) -> PathBuf {
        self.root.path().join("bin")
    }

    /// A command with this machine's environment and nothing of ours but the search path.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.env_clear();
        for name in [
            "PATH",
            "LANG",
            "RUST_BACKTRACE",
            "RUST_LOG",
            "LLVM_PROFILE_FILE",
            // To look at the pages in dark.
            "GTK_THEME",
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
            // Assistive technology is no part of these machines; GTK would look for it on the bus.
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
