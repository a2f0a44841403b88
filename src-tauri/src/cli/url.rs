//! `missedhook url`: the receiver URL, for RETM's portal.

use std::process::ExitCode;

use clap::Args;
use missedhook_core::settings::Settings;

use super::{Start, print_json, print_line};

/// Print the receiver URL
#[derive(Args)]
pub struct Url {
    /// Make a new key first: the old URL is dead from then on. Not while Missedhook runs
    #[arg(long)]
    replace_key: bool,
    /// Print a JSON object
    #[arg(long)]
    json: bool,
}

impl Url {
    pub fn run(self, start: &Start) -> anyhow::Result<ExitCode> {
        let dir = start.place.open()?;
        let settings = if self.replace_key {
            let _lock = dir.lock().map_err(|error| error.problem())?;
            Settings::replace_key(&dir)
        } else {
            Settings::load(&dir)
        }
        .map_err(|error| error.problem())?;
        let running = dir.running().and_then(|running| running.receiver);
        let address = running.or(start.listen).unwrap_or(settings.listen);
        let url = settings.receiver_url(address);
        if self.json {
            print_json(&serde_json::json!({"receiver_url": url, "listening": running.is_some()}))?;
        } else {
            print_line(&url)?;
        }
        Ok(ExitCode::SUCCESS)
    }
}
