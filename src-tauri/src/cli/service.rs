//! `missedhook service`: `serve` as a service of the login session.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use missedhook_core::platform::{
    data_dir::DataDir,
    service::{Service as Unit, ServiceStatus},
};

use super::{DataDirArg, print_line, printable};

/// Run `missedhook serve` as a service that starts when you log in
#[derive(Args)]
pub struct Service {
    #[command(subcommand)]
    command: ServiceCommand,
}

#[derive(Subcommand)]
enum ServiceCommand {
    /// Start it now and at each login
    Install,
    /// Stop and remove it
    Remove,
    /// Show its status; exit with 0 only if it runs
    Status,
}

impl Service {
    pub fn run(self, data_dir_arg: &DataDirArg) -> anyhow::Result<ExitCode> {
        // The unit is found by the directory's path alone: it can be removed after the directory was deleted.
        let data_dir = data_dir_arg.path()?;
        let unit = Unit::of(&data_dir)?;
        match self.command {
            ServiceCommand::Install => {
                DataDir::open(data_dir)?;
                unit.install()?;
                print_line(
                    "Missedhook runs as a service, and starts when you log in. `loginctl enable-linger` starts it with the computer.",
                )?;
            }
            ServiceCommand::Remove => print_line(match unit.remove()? {
                true if data_dir.exists() => "The service is gone. Your history stays.",
                true => "The service is gone.",
                false => "There is no service.",
            })?,
            ServiceCommand::Status => return status(&unit.status()?),
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn status(status: &ServiceStatus) -> anyhow::Result<ExitCode> {
    let (words, runs) = match status {
        ServiceStatus::NotInstalled => ("There is no service.".to_owned(), false),
        ServiceStatus::Another { data_dir } => (
            format!(
                "The service is that of the Missedhook on {}.",
                printable(data_dir)
            ),
            false,
        ),
        ServiceStatus::Installed { active, enabled } => (
            format!(
                "The service is {}; at login: {}.",
                printable(active),
                printable(enabled)
            ),
            active == "active",
        ),
    };
    print_line(&words)?;
    Ok(if runs {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
