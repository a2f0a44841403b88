//! `missedhook doctor`: what on this machine could keep a report from reaching the person. Looks, changes
//! nothing but what a start would make anyway.

use std::process::ExitCode;

use clap::Args;
use missedhook_core::{
    data_dir::DataDir,
    notifier::{Desktop, Notifier as _},
    problem::Problem,
    receiver,
    settings::Settings,
    store::{self, Reader},
};
use serde::Serialize;

use super::{Start, print_json, print_line, runtime};

/// Look at what could keep a report from reaching you
#[derive(Args)]
pub struct Doctor {
    /// Print a JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Check {
    name: &'static str,
    ok: bool,
    /// What was found.
    found: String,
    /// What to do; none where all is well.
    remedy: Option<String>,
}

impl Check {
    fn new(name: &'static str, outcome: Result<String, Problem>) -> Self {
        match outcome {
            Ok(found) => Self {
                name,
                ok: true,
                found,
                remedy: None,
            },
            Err(problem) => Self {
                name,
                ok: false,
                found: format!("{} {}", problem.what, problem.meaning),
                remedy: Some(problem.remedy),
            },
        }
    }
}

impl Doctor {
    pub fn run(self, start: &Start) -> anyhow::Result<ExitCode> {
        let dir = start.place.open()?;
        let checks = [
            Check::new("data directory", Ok(dir.path().display().to_string())),
            Check::new("settings", settings(&dir)),
            Check::new("database", database(&dir)),
            Check::new("receiver", receiver(&dir, start)),
            Check::new(
                "notifications",
                Desktop::new(None).server().map_err(|error| error.problem()),
            ),
            Check::new("tray", tray()),
        ];
        let ok = checks.iter().all(|check| check.ok);
        if self.json {
            print_json(&serde_json::json!({"ok": ok, "checks": checks}))?;
        }
        for check in checks.iter().filter(|_| !self.json) {
            let sign = if check.ok { '✓' } else { '✗' };
            print_line(&format!("{sign} {}: {}", check.name, check.found))?;
            if let Some(remedy) = &check.remedy {
                print_line(&format!("  {remedy}"))?;
            }
        }
        Ok(if ok {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }
}

fn settings(dir: &DataDir) -> Result<String, Problem> {
    Settings::load(dir)
        .map(|_| dir.settings().display().to_string())
        .map_err(|error| error.problem())
}

fn database(dir: &DataDir) -> Result<String, Problem> {
    store::check(&dir.database()).map_err(|error| error.problem())?;
    let Some(reader) = Reader::open(dir).map_err(|error| error.problem())? else {
        return Ok("not there yet; the first start makes it".to_owned());
    };
    match reader.integrity().map_err(|error| error.problem())? {
        Some(wrong) => Err(store::StoreError::Damaged(wrong).problem()),
        None => {
            let total = reader.total().map_err(|error| error.problem())?;
            Ok(format!("whole, {total} delivery errors"))
        }
    }
}

fn receiver(dir: &DataDir, start: &Start) -> Result<String, Problem> {
    if let Some(running) = dir.running() {
        return match running.receiver {
            Some(address) => Ok(format!("listening on {address} (pid {})", running.pid)),
            None => Err(Problem::new(
                format!(
                    "Missedhook runs (pid {}), but its receiver does not listen.",
                    running.pid
                ),
                "RETM's reports can't reach you.",
                "Open its window: the bar across the top says why.",
            )),
        };
    }
    let settings = Settings::load(dir).map_err(|error| error.problem())?;
    let address = start.listen.unwrap_or(settings.listen);
    let free = runtime().map(|runtime| runtime.block_on(receiver::bind(address)));
    match free {
        Ok(Ok(_)) => Ok(format!("not running; {address} is free")),
        Ok(Err(error)) => Err(error.problem()),
        Err(error) => Err(Problem::new(
            error.to_string(),
            "Nothing can listen.",
            "Try again.",
        )),
    }
}

#[cfg(target_os = "linux")]
fn tray() -> Result<String, Problem> {
    let watcher = zbus::blocking::Connection::session().and_then(|bus| {
        let proxy = zbus::blocking::fdo::DBusProxy::new(&bus)?;
        Ok(proxy.name_has_owner("org.kde.StatusNotifierWatcher".try_into()?)?)
    });
    match watcher {
        Ok(true) => Ok("the desktop shows tray icons".to_owned()),
        _ => Err(Problem::new(
            "This desktop shows no tray icons.",
            "Missedhook works, but without an icon; starting it again opens its window.",
            "On GNOME, install the extension AppIndicator and KStatusNotifierItem Support.",
        )),
    }
}

#[cfg(not(target_os = "linux"))]
fn tray() -> Result<String, Problem> {
    Ok("the system's own".to_owned())
}
