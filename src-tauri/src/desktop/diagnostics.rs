//! Diagnostics in the window: the checks of this machine, the text for a bug report, and the log folder in the desktop's file manager.

// The attribute `tauri::command` generates one for async commands.
#![allow(clippy::unreachable)]

use std::{
    path::Path,
    process::{Command, ExitStatus, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use missedhook::cli::doctor::{
    MachineCheck,
    diagnostics::{gather, text},
    examine,
};
use missedhook_core::model::problem::Problem;
use tauri::State;

use super::{App, command_error::CommandError, commands::blocking};

/// How long a program may take to report that it can't open a folder. One that keeps running is the file manager
/// itself.
const TIMEOUT: Duration = Duration::from_secs(3);

#[tauri::command]
pub async fn diagnostics(app: State<'_, App>) -> Result<String, CommandError> {
    let listen = app.listen;
    blocking(&app, move |engine| {
        let webview = tauri::webview_version().ok();
        let shell = webview.map(|version| ("webview", version));
        Ok(text(&gather(engine.dir(), Some(listen), shell)))
    })
    .await
}

#[tauri::command]
pub async fn check_machine(app: State<'_, App>) -> Result<Vec<MachineCheck>, CommandError> {
    let listen = app.listen;
    blocking(&app, move |engine| {
        let locale = engine.settings().locale();
        Ok(examine(engine.dir(), Some(listen)).results(locale))
    })
    .await
}

#[tauri::command]
pub async fn open_logs(app: State<'_, App>) -> Result<(), CommandError> {
    blocking(&app, |engine| {
        let logs = engine.dir().logs();
        let made = engine.dir().make_logs();
        made.map_err(|error| error.to_string())
            // open: knows the command that opens a folder on each system and desktop.
            .and_then(|logs| run_one_of(open::commands(logs), TIMEOUT))
            .map_err(|why| cant_be_opened(&logs, &why))
    })
    .await
}

fn cant_be_opened(logs: &Path, why: &str) -> Problem {
    Problem::new(
        format!("The folder of the logs can't be opened: {why}."),
        format!("The logs are in {}.", logs.display()),
        "Open that folder yourself.",
    )
}

/// Runs the commands in turn until one succeeds or is still running after the limit. Otherwise returns the last error.
fn run_one_of(commands: Vec<Command>, limit: Duration) -> Result<(), String> {
    let mut why = "this desktop has no program for it".to_owned();
    for command in commands {
        let name = command.get_program().to_string_lossy().into_owned();
        match run(command, limit) {
            Ok(None) => return Ok(()),
            Ok(Some(status)) if status.success() => return Ok(()),
            Ok(Some(status)) => why = format!("{name} ended with {status}"),
            // Each desktop has its own command and lacks the others.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => why = format!("{name}: {error}"),
        }
    }
    Err(why)
}

/// Its exit status. `None` if it is still running after the limit.
fn run(mut command: Command, limit: Duration) -> std::io::Result<Option<ExitStatus>> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut child = command.spawn()?;
    let (sender, receiver) = mpsc::channel();
    // Waits as long as the program runs; otherwise it would become a zombie.
    thread::Builder::new()
        .name("missedhook-open".to_owned())
        .spawn(move || {
            let _ = sender.send(child.wait());
        })?;
    receiver.recv_timeout(limit).ok().transpose()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.arg("-c").arg(script);
        command
    }

    fn tried(commands: Vec<Command>) -> Result<(), String> {
        run_one_of(commands, Duration::from_millis(300))
    }

    #[test]
    fn the_first_that_works_or_hangs_is_enough() {
        let missing = || Command::new("missedhook-no-such-program");
        assert_eq!(
            tried(vec![missing(), shell("exit 4"), shell("exit 0")]),
            Ok(())
        );
        assert_eq!(tried(vec![shell("exec sleep 1"), shell("exit 1")]), Ok(()));
    }

    #[test]
    fn where_none_works_it_says_why() {
        let missing = || Command::new("missedhook-no-such-program");
        let why = tried(vec![shell("exit 4"), missing()]).unwrap_err();
        assert_eq!(why, "sh ended with exit status: 4");
        let why = tried(vec![missing()]).unwrap_err();
        assert_eq!(why, "this desktop has no program for it");
    }
}
