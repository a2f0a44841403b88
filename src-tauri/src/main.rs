//! Missedhook: parses the command line and runs the desktop app or a subcommand. Nothing else happens here.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::too_many_lines
    )
)]
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod cli;
#[cfg(feature = "desktop")]
mod desktop;
mod problem;
mod shutdown;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
