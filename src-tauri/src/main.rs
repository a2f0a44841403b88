//! The program `missedhook`: the command line and `serve`. Links neither GTK nor WebKit. Without a subcommand it becomes
//! `missedhook-app`.

use std::process::ExitCode;

fn main() -> ExitCode {
    missedhook::cli::main()
}
