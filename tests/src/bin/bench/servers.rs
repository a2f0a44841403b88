//! What is sent to: the receiver, and the servers of the example `ceiling`, each a process of its own.

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
    /// Where is sent.
    pub target: Target,
}

impl Ceiling {
    /// Starts it; it keeps what it is sent in `dir`.
    pub fn start(program: &Path, kind: &str, dir: &Path) -> Self {
        Self::start_at(program, kind, dir, 0)
    }

    /// The same at that port; any free one where it is 0.
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

/// `missedhook serve` on a desktop with a notification server. What it prints is thrown away, as reading it would
/// cost this side more than writing costs the other.
pub struct Receiver {
    child: Child,
    /// Where is sent.
    pub target: Target,
    machine: Machine,
    _notifications: NotificationServer,
}

impl Receiver {
    /// Starts it and waits until it answers.
    pub fn start() -> Self {
        Self::start_with("")
    }

    /// The same with further tables in its settings.
    pub fn start_with(settings: &str) -> Self {
        let machine = Machine::with_bus();
        // The key is there before the first start, so that whoever asks for the URL meanwhile makes none.
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

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// What it runs on.
    pub fn machine(&self) -> &Machine {
        &self.machine
    }

    /// Its data directory.
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
