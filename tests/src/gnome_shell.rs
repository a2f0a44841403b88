//! GNOME Shell in a window on the test's own screen: panel, notifications and Wayland compositor in one. It is
//! controlled through its `Eval` method, which exists for tests.

use std::{
    fs,
    path::{Path, PathBuf},
};

use zbus::blocking::Connection;

use crate::{LIMIT, machine::Machine, program::Running, recording::wait_until};

const PROGRAM: &str = "/usr/bin/gnome-shell";
const NAME: &str = "org.gnome.Shell";
const SOCKET: &str = "wayland-7";
const SETTINGS: &str = r#"[org/gnome/shell]
enabled-extensions=["ubuntu-appindicators@ubuntu.com"]
welcome-dialog-last-shown-version="999"
[org/gnome/desktop/interface]
enable-animations=false
"#;

/// A running shell. It ends when dropped.
#[derive(Debug)]
pub struct GnomeShell {
    bus: Connection,
    socket: PathBuf,
    shell: Running,
}

impl GnomeShell {
    /// Whether it is installed.
    pub fn can_start() -> bool {
        Path::new(PROGRAM).exists()
    }

    /// Starts it with its extension for tray icons, and leaves its overview.
    ///
    /// # Panics
    /// If it does not start.
    pub fn start(machine: &Machine) -> Self {
        let settings = machine.root().join("home/.config/glib-2.0/settings");
        fs::create_dir_all(&settings).unwrap();
        fs::write(settings.join("keyfile"), SETTINGS).unwrap();
        let mut command = machine.command(PROGRAM);
        command
            .args(["--nested", "--wayland", "--no-x11", "--unsafe-mode"])
            .args(["--wayland-display", SOCKET])
            .env("MUTTER_DEBUG_DUMMY_MODE_SPECS", "1280x800")
            .env("GSETTINGS_BACKEND", "keyfile")
            // It must not use the system's own bus.
            .env("DBUS_SYSTEM_BUS_ADDRESS", machine.bus().address());
        let shell = Self {
            bus: machine.bus().connect(),
            socket: machine.root().join("run").join(SOCKET),
            shell: Running::spawn(&mut command),
        };
        let leave_overview =
            "Main.layoutManager._startingUp ? 1 : (Main.overview.hide(), +Main.overview.visible)";
        let is_ready = || (shell.eval(leave_overview)? == "0").then_some(());
        wait_until("shell", 3 * LIMIT, is_ready, || shell.shell.output());
        shell
    }

    /// The value of `WAYLAND_DISPLAY` for it.
    pub fn socket(&self) -> &Path {
        &self.socket
    }

    /// The result of a script in it as JSON. `None` if it failed.
    pub fn eval(&self, script: &str) -> Option<String> {
        let path = "/org/gnome/Shell";
        let answer = self
            .bus
            .call_method(Some(NAME), path, Some(NAME), "Eval", &script);
        let (is_done, value): (bool, String) = answer.ok()?.body().deserialize().ok()?;
        is_done.then_some(value)
    }

    /// Switches the extension for tray icons on or off.
    ///
    /// # Panics
    /// If it does not answer.
    pub fn show_tray(&self, is_on: bool) {
        let method = if is_on {
            "EnableExtension"
        } else {
            "DisableExtension"
        };
        let extensions = Some("org.gnome.Shell.Extensions");
        let extension = "ubuntu-appindicators@ubuntu.com";
        self.bus
            .call_method(
                Some(NAME),
                "/org/gnome/Shell",
                extensions,
                method,
                &extension,
            )
            .unwrap_or_else(|error| panic!("{method}: {error}"));
    }
}
