//! A desktop with the app on it: a screen, a session bus, a notification server and a tray that record, and the program
//! started without a subcommand, directly or by the WebDriver.

use std::{fs, net::TcpStream, path::PathBuf, process::Command};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::{
    LIMIT,
    http::{Request, Target},
    machine::Machine,
    notification_server::NotificationServer,
    program::{Running, on_data_dir, run},
    recording::wait_until,
    tray_item::TrayItem,
    tray_watcher::TrayWatcher,
    web_driver::WebDriver,
};

/// The surroundings of the app. They exist before the app starts, as on a real desktop.
#[derive(Debug)]
pub struct Desktop {
    /// The notifications that were shown.
    pub notifications: NotificationServer,
    pub tray: TrayWatcher,
    /// Screen, bus and directories.
    pub machine: Machine,
}

impl Desktop {
    /// A desktop before the app is started.
    pub fn empty() -> Self {
        let machine = Machine::with_desktop();
        Self {
            notifications: NotificationServer::start(machine.bus()),
            tray: TrayWatcher::start(machine.bus()),
            machine,
        }
    }

    /// Like [`Desktop::empty`], on a machine with [`Machine::accepting_local_urls`].
    pub fn accepting_local_urls() -> Self {
        let desktop = Self::empty();
        Self {
            machine: desktop.machine.accepting_local_urls(),
            ..desktop
        }
    }

    /// A desktop with the app just started.
    pub fn with_app() -> (Self, Running) {
        let desktop = Self::empty();
        let app = desktop.start_app();
        (desktop, app)
    }

    /// A desktop with the app started by the WebDriver, which sees into its window.
    pub fn with_driven_app() -> (Self, WebDriver) {
        let desktop = Self::empty();
        let driver = WebDriver::start(&desktop.machine);
        (desktop, driver)
    }

    /// Ends the app started by the WebDriver, and lets it start another.
    ///
    /// # Panics
    /// If the first does not end.
    pub fn start_driven_app_anew(&self, driver: WebDriver) -> WebDriver {
        drop(driver);
        self.end_running_app();
        WebDriver::start(&self.machine)
    }

    /// The process that runs on the data directory.
    pub fn running(&self) -> Option<Pid> {
        let pid = told_by(&self.machine)?["pid"].as_i64()?;
        let pid = Pid::from_raw(i32::try_from(pid).ok()?)?;
        // A killed process leaves its PID file behind.
        fs::read_link(program_of(pid)).is_ok().then_some(pid)
    }

    /// Ends the process that runs on the data directory, if there is one. A driven app may have ended with its driver.
    ///
    /// # Panics
    /// If it does not end.
    pub fn end_running_app(&self) {
        let Some(pid) = self.running() else { return };
        let _ = kill_process(pid, Signal::TERM);
        // A second start that finds the first still running only asks it to show its window.
        let ended = || fs::read_link(program_of(pid)).is_err().then_some(());
        wait_until("end of the app", LIMIT, ended, || pid);
    }

    /// Starts the app as the user would, also for a second time.
    pub fn start_app(&self) -> Running {
        Running::spawn(&mut self.app())
    }

    /// The command that starts the app.
    pub fn app(&self) -> Command {
        app(&self.machine)
    }

    /// The receiver URL, once the receiver answers there.
    ///
    /// # Panics
    /// As [`receiver_url`].
    pub fn receiver_url(&self) -> String {
        receiver_url(&self.machine)
    }

    /// The app's item in the tray.
    pub fn tray_item(&self) -> TrayItem {
        self.tray.wait_for_item(2 * LIMIT)
    }
}

/// What the program tells other commands of itself.
fn told_by(machine: &Machine) -> Option<Value> {
    let running = fs::read(machine.data_dir().join("running.json")).ok()?;
    serde_json::from_slice(&running).ok()
}

fn program_of(pid: Pid) -> PathBuf {
    PathBuf::from(format!("/proc/{}/exe", pid.as_raw_nonzero()))
}

/// The command that starts the app on any machine.
pub fn app(machine: &Machine) -> Command {
    on_data_dir(machine, &["--listen", "127.0.0.1:0"])
}

/// The receiver URL of the process on this machine, once the receiver answers there.
///
/// # Panics
/// If the limit is over; shows what `missedhook url` says.
pub fn receiver_url(machine: &Machine) -> String {
    let printed = || run(machine, &["url"]);
    let answers = || {
        // No command is started again and again before it listens.
        TcpStream::connect(told_by(machine)?["receiver"].as_str()?).ok()?;
        let url = String::from_utf8(printed().stdout).ok()?.trim().to_owned();
        let listening = url.starts_with("http://") && {
            let alive = Request::new("GET", &Target::of(&url)).try_send();
            alive.is_ok_and(|answer| answer.status == 200)
        };
        listening.then_some(url)
    };
    wait_until("receiver URL that answers", 2 * LIMIT, answers, printed)
}
