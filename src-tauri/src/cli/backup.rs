//! `missedhook backup` and `missedhook restore`: the whole history as one file, and back.

use std::{
    io::{self, IsTerminal as _, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use missedhook_core::{
    moment::Moment,
    store::{self, Copied},
    whole_file::WholeFile,
};
use serde_json::json;

use super::{Place, leaving_nothing, print_json, print_line};

/// Copy the whole history into one file, also while Missedhook runs
///
/// The copy is checked before it gets its name. The key and the other settings are not in it: they stand in
/// settings.toml in the data directory.
#[derive(Args)]
pub struct Backup {
    /// Where to; a file that is there already is kept
    file: PathBuf,
    /// Print a JSON object
    #[arg(long)]
    json: bool,
}

/// Bring back the history of a backup, in place of the present one
///
/// The present history is kept beside it. Missedhook must not run. The settings stay as they are.
#[derive(Args)]
pub struct Restore {
    /// A file that `missedhook backup` wrote
    file: PathBuf,
    /// Do not ask where there is a history already
    #[arg(long)]
    force: bool,
    /// Print a JSON object
    #[arg(long)]
    json: bool,
}

impl Backup {
    pub fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let dir = place.look()?;
        let file = WholeFile::create(&self.file)?;
        leaving_nothing(file.part())?;
        let copied = store::back_up(&dir, &file, progress())?;
        file.finish()?;
        if self.json {
            print_json(&object(&self.file, copied))?;
            return Ok(ExitCode::SUCCESS);
        }
        print_line(&format!(
            "{}: {} delivery errors, {} incidents, {} bytes, checked.\nThe key and the other settings are not in it. Copy {}, too.",
            self.file.display(),
            copied.delivery_errors,
            copied.incidents,
            copied.bytes,
            dir.settings().display()
        ))?;
        Ok(ExitCode::SUCCESS)
    }
}

impl Restore {
    pub fn run(self, place: &Place) -> anyhow::Result<ExitCode> {
        let dir = place.open()?;
        let lock = dir.lock().map_err(|error| error.problem())?;
        let kept = store::kept_in(&dir).map_err(|error| error.problem())?;
        if kept > 0 && !self.force && !agreed(kept)? {
            anyhow::bail!(
                "There is a history of {kept} delivery errors in {}. Nothing was changed. `--force` puts the backup in its place; what is there now is kept beside it.",
                dir.path().display()
            );
        }
        let (copied, before) = store::restore(&dir, &lock, &self.file, Moment::now(), progress())?;
        if self.json {
            let mut value = object(&self.file, copied);
            value["before"] = json!(before.map(|path| path.display().to_string()));
            print_json(&value)?;
            return Ok(ExitCode::SUCCESS);
        }
        print_line(&format!(
            "{} delivery errors, {} incidents are back. The settings are as they were.",
            copied.delivery_errors, copied.incidents
        ))?;
        if let Some(before) = before {
            print_line(&format!("The history from before: {}", before.display()))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn object(file: &Path, copied: Copied) -> serde_json::Value {
    let mut value = json!(copied);
    value["file"] = json!(file.display().to_string());
    value
}

/// Asks, where somebody can answer.
fn agreed(kept: i64) -> io::Result<bool> {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Ok(false);
    }
    eprint!("There is a history of {kept} delivery errors. Put the backup in its place? [y/N] ");
    io::stderr().flush()?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

/// On a terminal: how far it is.
fn progress() -> impl FnMut(i32) {
    let shows = io::stderr().is_terminal();
    move |percent| {
        if shows {
            eprint!("\r{percent} %{}", if percent == 100 { "\n" } else { "" });
        }
    }
}
