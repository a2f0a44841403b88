//! The servers under load: the receiver, and those of the example `ceiling`, each in its own process.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use missedhook_tests::{
    LIMIT,
    data::write_settings,
    http::{Request, Target as Place},
    machine::Machine,
    notification_server::NotificationServer,
    program::{binary, run_command},
    recording::wait_until,
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

    pub fn pid(&self) -> u32 {
        self.child.id()
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
        Self::start_of(&binary(), settings)
    }

    /// Starts this build of the program.
    pub fn start_of(program: &Path, settings: &str) -> Self {
        let machine = Machine::with_bus();
        // The key exists before the first start, so that an early caller of the URL does not create one.
        write_settings(&machine.data_dir(), None);
        let file = machine.data_dir().join("settings.toml");
        let written = fs::read_to_string(&file).unwrap();
        fs::write(&file, written + settings).unwrap();
        let notifications = NotificationServer::start(machine.bus());
        let serve = on(&machine, program)
            .args(["serve", "--listen", "127.0.0.1:0"])
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
        receiver.target.url = url(&receiver.machine, program);
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

fn on(machine: &Machine, program: &Path) -> Command {
    let mut command = machine.command(program);
    command.arg("--data-dir").arg(machine.data_dir());
    command
}

/// The receiver URL, as this build of the program prints it, once it answers there.
fn url(machine: &Machine, program: &Path) -> String {
    let printed = || {
        run_command({
            let mut command = on(machine, program);
            command.arg("url");
            command
        })
    };
    let answers = || {
        let url = String::from_utf8(printed().stdout).ok()?.trim().to_owned();
        let alive = url.starts_with("http://")
            && Request::new("GET", &Place::of(&url))
                .try_send()
                .is_ok_and(|answer| answer.status == 200);
        alive.then_some(url)
    };
    wait_until("receiver URL that answers", 2 * LIMIT, answers, printed)
}

fn target(url: String) -> Target {
    Target {
        url,
        body: peers::report(),
        content_type: "application/json",
        content_encoding: "",
    }
}
