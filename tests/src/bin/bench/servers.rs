//! The servers under load: the receiver, and those of the example `ceiling`, each in its own process.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use missedhook_tests::{
    data::write_settings, desktop::receiver_url, machine::Machine,
    notification_server::NotificationServer, program::on_data_dir,
};

use crate::{load::Target, peers};

/// One of the servers of the example `ceiling`.
pub struct Ceiling {
    child: Child,
    pub target: Target,
}

impl Ceiling {
    /// Starts it. It stores what it receives in `dir`.
    pub fn start(program: &Path, kind: &str, dir: &Path) -> Self {
        Self::start_at(program, kind, dir, 0)
    }

    /// Starts it at this port; 0 means any free one.
    pub fn start_at(program: &Path, kind: &str, dir: &Path, port: u16) -> Self {
        let mut child = Command::new(program)
            .arg(kind)
            .arg(dir)
            .arg(port.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", program.display()));
        let mut url = String::new();
        let stdout = child.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut url).unwrap();
        let url = url.trim().to_owned();
        Self {
            child,
            target: target(url),
        }
    }
}

impl Drop for Ceiling {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// `missedhook serve` on a desktop with a notification server. Its output is discarded, because reading it would cost
/// this side more than writing costs the program.
pub struct Receiver {
    child: Child,
    pub target: Target,
    machine: Machine,
    _notifications: NotificationServer,
}

impl Receiver {
    /// Starts it and waits until it answers.
    pub fn start() -> Self {
        Self::start_with("")
    }

    /// Starts it with additional tables in its settings.
    pub fn start_with(settings: &str) -> Self {
        let machine = Machine::with_bus();
        // The key exists before the first start, so that an early caller of the URL does not create one.
        write_settings(&machine.data_dir(), None);
        let file = machine.data_dir().join("settings.toml");
        let written = fs::read_to_string(&file).unwrap();
        fs::write(&file, written + settings).unwrap();
        let notifications = NotificationServer::start(machine.bus());
        let serve = on_data_dir(&machine, &["serve", "--listen", "127.0.0.1:0"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .spawn();
        let mut receiver = Self {
            child: serve.unwrap(),
            target: target(String::new()),
            machine,
            _notifications: notifications,
        };
        receiver.target.url = receiver_url(&receiver.machine);
        receiver
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Its machine.
    pub fn machine(&self) -> &Machine {
        &self.machine
    }

    pub fn data_dir(&self) -> PathBuf {
        self.machine.data_dir()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn target(url: String) -> Target {
    Target {
        url,
        body: peers::report(),
        content_type: "application/json",
        content_encoding: "",
    }
}
