//! A Wayland compositor without a screen, for notification servers that require one. sway refuses to run as root, so it
//! then runs as nobody.

use std::{
    cell::OnceCell,
    fs,
    os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown},
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

use crate::{LIMIT, display::Display, program::Running, recording::wait_until};

/// The user ID of nobody.
const NOBODY: u32 = 65534;

/// A running compositor. It ends when dropped.
#[derive(Debug)]
pub struct Sway {
    running: Running,
    empty: OnceCell<Vec<u8>>,
    root: TempDir,
}

impl Sway {
    /// Whether it and its screenshot tool are installed.
    pub fn can_start() -> bool {
        let is_there = |program: &str| Path::new(program).exists();
        is_there("/usr/bin/sway") && is_there("/usr/bin/grim")
    }

    /// Starts a headless compositor of 1280 × 800. It has no pointer.
    ///
    /// # Panics
    /// If it does not start.
    pub fn start() -> Self {
        Self::start_on("HEADLESS-1", &[("WLR_BACKENDS", "headless")])
    }

    /// Starts a compositor that fills a screen and has its pointer.
    ///
    /// # Panics
    /// If it does not start.
    pub fn start_within(display: &Display) -> Self {
        let display = ("DISPLAY", display.name());
        Self::start_on("X11-1", &[("WLR_BACKENDS", "x11"), display])
    }

    fn start_on(output: &str, backend: &[(&str, &str)]) -> Self {
        let root = tempfile::Builder::new()
            .prefix("mh-sway-")
            .tempdir()
            .unwrap();
        fs::set_permissions(root.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let config = root.path().join("config");
        fs::write(
            &config,
            format!("output {output} resolution 1280x800\nxwayland disable\n"),
        )
        .unwrap();
        let run = root.path().join("run");
        fs::create_dir(&run).unwrap();
        fs::set_permissions(&run, fs::Permissions::from_mode(0o700)).unwrap();
        let is_root = fs::metadata(&run).unwrap().uid() == 0;
        let mut command = Command::new(if is_root { "setpriv" } else { "sway" });
        if is_root {
            chown(&run, Some(NOBODY), Some(NOBODY)).unwrap();
            let id = NOBODY.to_string();
            command.args(["--reuid", &id, "--regid", &id, "--clear-groups", "sway"]);
        }
        command
            .arg("-c")
            .arg(&config)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap())
            .env("HOME", &run)
            .env("XDG_RUNTIME_DIR", &run)
            .envs(backend.iter().copied())
            .env("WLR_LIBINPUT_NO_DEVICES", "1")
            .env("WLR_RENDERER", "pixman")
            .current_dir(root.path());
        let sway = Self {
            running: Running::spawn(&mut command),
            empty: OnceCell::new(),
            root,
        };
        let takes = || sway.socket().exists().then(|| sway.picture()).flatten();
        let empty = wait_until("compositor", LIMIT, takes, || sway.running.output());
        sway.empty.set(empty).unwrap();
        sway
    }

    /// The value of `WAYLAND_DISPLAY` for it.
    pub fn socket(&self) -> PathBuf {
        self.root.path().join("run/wayland-1")
    }

    /// Whether its screen is no longer as empty as at the start.
    pub fn shows_something(&self) -> bool {
        let picture = self.picture();
        picture.is_some() && picture.as_ref() != self.empty.get()
    }

    /// A screenshot as a portable pixmap. `None` if it can't provide one at the moment.
    pub fn picture(&self) -> Option<Vec<u8>> {
        let mut taking = Command::new("grim");
        let taken = taking
            .args(["-t", "ppm", "-"])
            .env("WAYLAND_DISPLAY", self.socket())
            .env("XDG_RUNTIME_DIR", self.root.path().join("run"))
            .output()
            .ok()?;
        taken.status.success().then_some(taken.stdout)
    }
}
