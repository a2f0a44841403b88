//! `missedhook acknowledge` and `missedhook resolve`: the actions of the window's buttons without a window. A running
//! Missedhook carries them out; otherwise this command does.

use std::process::ExitCode;

use clap::Args;
use missedhook_core::{engine, incident::Action, store::Reader};

use super::{DataDirArg, print_json, print_line, runtime};

/// Acknowledge or resolve incidents
#[derive(Args)]
pub struct Act {
    /// Incident numbers, as `missedhook show` prints them
    #[arg(required = true, value_name = "INCIDENT")]
    incidents: Vec<i64>,
    /// Print a JSON object
    #[arg(long)]
    json: bool,
}

/// Acknowledge incidents
#[derive(Args)]
pub struct Acknowledge {
    #[command(flatten)]
    act: Act,
    /// Only until the code or cause changes, or ten times as many reports come in an hour
    #[arg(long)]
    until_change: bool,
}

impl Acknowledge {
    pub fn run(self, data_dir_arg: &DataDirArg) -> anyhow::Result<ExitCode> {
        let action = match self.until_change {
            true => Action::AcknowledgeUntilChange,
            false => Action::Acknowledge,
        };
        self.act.run(action, data_dir_arg)
    }
}

impl Act {
    pub fn run(self, action: Action, data_dir_arg: &DataDirArg) -> anyhow::Result<ExitCode> {
        let dir = data_dir_arg.existing()?;
        let reader = data_dir_arg.history()?;
        check_known(reader.as_ref(), &self.incidents)?;
        drop(reader);
        let done = runtime()?.block_on(engine::act(&dir, action, self.incidents))?;
        if self.json {
            print_json(&done)?;
        } else {
            print_line(&format!("{}.", done.text))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Checks that all of these incidents exist.
pub fn check_known(reader: Option<&Reader>, incidents: &[i64]) -> anyhow::Result<()> {
    for id in incidents {
        let found = match reader {
            Some(reader) => reader.incident(*id)?,
            None => None,
        };
        if found.is_none() {
            return Err(engine::no_incident(*id).into());
        }
    }
    Ok(())
}
