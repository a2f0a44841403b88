//! `missedhook send-test`: sends a test report through the running receiver.

use std::process::ExitCode;

use clap::Args;
use missedhook_core::{engine, settings::Settings};

use super::{DataDirArg, print_json, print_line};

/// Send a test report
#[derive(Args)]
pub struct SendTest {
    /// Print a JSON object
    #[arg(long)]
    json: bool,
}

impl SendTest {
    pub fn run(self, data_dir_arg: &DataDirArg) -> anyhow::Result<ExitCode> {
        let dir = data_dir_arg.existing()?;
        let settings = Settings::load(&dir)?;
        let sent = engine::send_test_to_running(&dir, &settings)?;
        if self.json {
            print_json(&sent)?;
        } else {
            print_line(&format!("Kept as {}, incident {}.", sent.id, sent.incident))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}
