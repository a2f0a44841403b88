//! A terminal: runs a command as in front of a user and captures its output byte for byte.

use std::process::{Command, Output};

use crate::{machine::Machine, program::run_command};

/// Runs a command in a new terminal. Both its output and its errors are in `stdout`.
///
/// # Panics
/// If it does not start, or not end within the limit.
pub fn run_in_terminal(machine: &Machine, command: &Command) -> Output {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let line: Vec<String> = words
        .map(|word| format!("'{}'", word.to_string_lossy().replace('\'', r"'\''")))
        .collect();
    // Part of util-linux, which every Linux has.
    let mut script = machine.command("script");
    script.args(["-q", "-e", "-c", &line.join(" "), "/dev/null"]);
    run_command(script)
}
