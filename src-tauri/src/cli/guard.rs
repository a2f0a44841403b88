//! `missedhook guard -- PROGRAM ARGS…`: the app's wrapper around a tunnel program. Not for users, and so hidden; see
//! `missedhook_core::ingress::tunnel::guard`.

use std::{ffi::OsString, io, process::ExitCode};

use clap::Args;
use missedhook_core::ingress::tunnel::guard;

use super::output;

/// Runs a program until standard input ends.
#[derive(Args)]
pub struct Guard {
    /// The program and its arguments
    #[arg(last = true, required = true, value_name = "PROGRAM")]
    command: Vec<OsString>,
}

impl Guard {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        // One thread is enough to wait. It keeps the process small beside the program that it guards.
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        match runtime.block_on(guard::run(&self.command, io::stdin())) {
            Ok(code) => Ok(code.into()),
            Err(error) => {
                output::eprint_line(&format!("guard: the program can't be run: {error}"));
                Ok(guard::NOT_STARTED.into())
            }
        }
    }
}
