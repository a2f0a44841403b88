//! A terminal: a command runs in it as in front of a person, and what it printed can be looked at byte for byte.

use std::process::{Command, Output};

use crate::{machine::Machine, program::run_command};

/// Runs a command in a terminal of its own; its output and its complaints both stand in `stdout`.
///
/// # Panics
/// Where it does not start, or not end within the limit.
pub fn run_in_terminal(machine: &Machine, command: &Command) -> Output {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let line: Vec<String> = words
        .map(|word| format!("'{}'", word.to_string_lossy().replace('\'', r"'\''")))
        .collect();
    // Of util-linux, which is on every Linux.
    let mut script = machine.command("script");
    script.args(["-q", "-e", "-c", &line.join(" "), "/dev/null"]);
    run_command(script)
}
