//! `missedhook restore`: replaces the history with a backup, whether or not Missedhook is running. The previous history
//! is set aside, never deleted.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

use clap::Args;
use missedhook_core::{
    model::{moment::Moment, problem::Problem},
    platform::data_dir::{DataDir, DataDirError},
    settings::Settings,
    store::{
        Reader,
        backup::{HistoryCounts, Stop},
        restore,
    },
};
use serde_json::json;

use super::{
    DataDirArg,
    backup::counted,
    output, print_json, print_line,
    stoppable::{show_progress, stoppable},
};

/// How long a running Missedhook may take to put the backup in place.
const TAKE_OVER_LIMIT: Duration = Duration::from_secs(60);

/// How long a backup that was picked up just before it was withdrawn may take to be in place.
const LATE_LIMIT: Duration = Duration::from_secs(5);
/// How often to check whether it is.
const POLL_INTERVAL: Duration = Duration::from_millis(100);

/// Replace the history with a backup
///
/// The previous history is set aside in the data directory. A running Missedhook continues with the restored one and
/// misses nothing. settings.toml is not changed.
#[derive(Args)]
pub struct Restore {
    /// Backup file written by `missedhook backup`
    file: PathBuf,
    /// Replace an existing history without asking
    #[arg(long)]
    force: bool,
    /// Print a JSON object
    #[arg(long)]
    json: bool,
}

impl Restore {
    pub fn run(self, data_dir_arg: &DataDirArg) -> anyhow::Result<ExitCode> {
        let offered = restore::inspect(&self.file)?;
        let dir = data_dir_arg.open()?;
        // The program would not start on a directory with a history and no settings.
        Settings::start(&dir)?;
        if let (Some(holds), false) = (present(&dir), self.force) {
            ask(&dir, &holds, offered)?;
        }
        let (file, working) = (self.file.clone(), dir.clone());
        let (counts, aside) = stoppable(move |stop| put_back(&working, &file, &stop))??;
        if self.json {
            print_json(&json!({
                "file": dir.database().display().to_string(),
                "delivery_errors": counts.delivery_errors,
                "incidents": counts.incidents,
                "former": aside.as_ref().map(|aside| aside.display().to_string()),
            }))?;
            return Ok(ExitCode::SUCCESS);
        }
        print_line(&format!(
            "Restored {} in {}.",
            counted(counts.delivery_errors, "delivery error"),
            counted(counts.incidents, "incident"),
        ))?;
        if let Some(aside) = aside {
            print_line(&format!("The former history is {}.", aside.display()))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Asks on the terminal. Without a terminal the restore is refused.
fn ask(dir: &DataDir, holds: &str, offered: HistoryCounts) -> Result<(), Problem> {
    let refused = || {
        Problem::new(
            format!("{} holds {holds}.", dir.path().display()),
            "Nothing was changed.",
            "Add --force to restore all the same; what is there now is set aside.",
        )
    };
    let question = format!(
        "{} holds {holds}. Set it aside and restore {}?",
        dir.path().display(),
        counted(offered.delivery_errors, "delivery error"),
    );
    match output::ask(&question) {
        Some(true) => Ok(()),
        Some(false) | None => Err(refused()),
    }
}

/// What the data directory contains, in words. `None` if it contains nothing.
fn present(dir: &DataDir) -> Option<String> {
    let counts = Reader::open(dir)
        .and_then(|reader| reader.map(|reader| reader.history_counts()).transpose());
    match counts {
        Ok(counts) => counts
            .filter(|counts| counts.delivery_errors > 0 || counts.incidents > 0)
            .map(|counts| counted(counts.delivery_errors, "delivery error")),
        Err(_) => Some("a history that can't be read".to_owned()),
    }
}

/// Prepares the backup and makes sure that it gets put in place. Returns its contents and the location of the previous
/// history.
fn put_back(
    dir: &DataDir,
    file: &Path,
    stop: &Stop,
) -> Result<(HistoryCounts, Option<PathBuf>), Problem> {
    let progress = show_progress("Copying");
    let (counts, number) = restore::prepare(dir, file, Moment::now(), stop, progress)?;
    let in_place = match dir.lock() {
        Ok(lock) => restore::put_in_place(dir, &lock, Moment::now()).map_err(Problem::from),
        Err(DataDirError::InUse { .. }) => wait_until_taken_over(dir, number, stop),
        Err(error) => Err(error.into()),
    };
    if in_place.is_err() {
        restore::withdraw(dir);
    }
    Ok((counts, in_place?))
}

/// The backup was already picked up. Whether it is in place will show in a moment.
fn taken_over_late(dir: &DataDir, number: i64) -> Result<Option<PathBuf>, Problem> {
    let end = Instant::now() + LATE_LIMIT;
    while Instant::now() < end {
        if restore::is_in_place(dir, number).unwrap_or(false) {
            return Ok(restore::previous_history(dir));
        }
        std::thread::sleep(POLL_INTERVAL);
    }
    Err(Problem::new(
        "The running Missedhook has taken the backup, but has not put it in place yet.",
        "Which history is shown is not known.",
        "Look with `missedhook list`; its log says more.",
    ))
}

/// Waits until the running program has put the backup in place.
fn wait_until_taken_over(
    dir: &DataDir,
    number: i64,
    stop: &Stop,
) -> Result<Option<PathBuf>, Problem> {
    let end = Instant::now() + TAKE_OVER_LIMIT;
    loop {
        if restore::is_in_place(dir, number).unwrap_or(false) {
            return Ok(restore::previous_history(dir));
        }
        let stopped = stop.load(Ordering::Relaxed);
        if (stopped || Instant::now() > end) && !restore::withdraw(dir) {
            // It is being put in place right now.
            return taken_over_late(dir, number);
        }
        if stopped || Instant::now() > end {
            let what = if stopped {
                "Stopped."
            } else {
                "The running Missedhook did not take the backup over."
            };
            return Err(Problem::new(
                what,
                "The history is as it was.",
                "Quit Missedhook and run this command again; its log says why.",
            ));
        }
        std::thread::sleep(POLL_INTERVAL);
    }
}
