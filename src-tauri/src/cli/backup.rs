//! `missedhook backup`: copies the history to one file and checks the copy, whether or not Missedhook is running.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use missedhook_core::store::backup::backup;
use serde_json::json;

use super::{
    DataDirArg, print_json, print_line,
    stoppable::{show_progress, stoppable},
};

/// Back up the history to a file, even while Missedhook runs
///
/// The copy is checked before it gets its name. It does not contain settings.toml, which holds the receiver's key, nor
/// the relay's requests (relay.db).
#[derive(Args)]
pub struct Backup {
    /// File to write; an existing file is never replaced
    file: PathBuf,
    /// Print a JSON object
    #[arg(long)]
    json: bool,
}

impl Backup {
    pub fn run(self, data_dir_arg: &DataDirArg) -> anyhow::Result<ExitCode> {
        let dir = data_dir_arg.existing()?;
        let (settings, relay) = (dir.settings(), dir.relay_database());
        let file = self.file.clone();
        let counts = stoppable(move |stop| backup(&dir, &file, &stop, show_progress("Copying")))??;
        let file = self.file.display();
        if self.json {
            let bytes = std::fs::metadata(&self.file).map_or(0, |file| file.len());
            print_json(&json!({
                "file": file.to_string(),
                "delivery_errors": counts.delivery_errors,
                "incidents": counts.incidents,
                "bytes": bytes,
            }))?;
        } else {
            print_line(&format!(
                "{file}: {} in {}, checked. Keep {} beside it: the receiver's key is in there.",
                counted(counts.delivery_errors, "delivery error"),
                counted(counts.incidents, "incident"),
                settings.display(),
            ))?;
            if relay.exists() {
                print_line("The relay's requests (relay.db) are not in it.")?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// `1 incident`, `2 incidents`.
pub fn counted(count: i64, one: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {one}{plural}")
}
