//! The program `missedhook-app`: the tray and the window. `missedhook` without a subcommand becomes this program; it can
//! also be started directly.

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

mod desktop;

use std::process::ExitCode;

fn main() -> ExitCode {
    missedhook::cli::main_of_app(desktop::run_with)
}
