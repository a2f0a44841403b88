//! `missedhook target test` and programs as targets: the answer to "did it appear?", a program that hangs, one that
//! writes without end.

use std::{fs, io::Write as _, path::Path, process::Stdio};

use missedhook_tests::{
    LIMIT,
    integration::{Behaviour, Integration},
    machine::Machine,
    program::{Serve, on_data_dir, run, run_json, run_ok},
    recording::wait_until,
};

use super::{RECOVERED, machine_with, url_target};

fn appeared(machine: &Machine) -> serde_json::Value {
    run_json(machine, &["target", "list", "--json"])[0]["test_appeared"].clone()
}

/// Runs a subcommand at a terminal, at which that is typed.
fn run_at_terminal(machine: &Machine, args: &[&str], typed: &str) -> String {
    let command = on_data_dir(machine, args);
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let line: Vec<_> = words
        .map(|word| format!("'{}'", word.to_string_lossy()))
        .collect();
    let mut script = machine.command("script");
    script.args(["-q", "-e", "-c", &line.join(" "), "/dev/null"]);
    script
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = script.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(typed.as_bytes()).unwrap();
    // Held open, or the terminal ends before the program has asked.
    let output = child.wait_with_output().unwrap();
    drop(stdin);
    assert!(output.status.success(), "{output:?}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn whether_a_test_appeared_is_asked_at_a_terminal_and_recorded() {
    let team = Integration::start(Behaviour::status(200));
    let machine = machine_with(&url_target("ops", &team.url(), ""));
    let early = run(&machine, &["target", "test", "ops", "--appeared", "yes"]);
    let said = String::from_utf8_lossy(&early.stderr).into_owned();
    assert!(
        !early.status.success() && said.contains("No test was sent"),
        "{said}"
    );
    let asked = run_at_terminal(&machine, &["target", "test", "ops"], "n\n");
    assert!(asked.contains("Did it appear there? [y/n]"), "{asked}");
    assert!(asked.contains("did not appear"), "{asked}");
    assert_eq!(appeared(&machine), false);
    assert!(run_ok(&machine, &["target", "list"]).contains("did not appear"));

    // Beside a running program, without a terminal.
    let _serve = Serve::start(&machine);
    let sent = run_ok(&machine, &["target", "test", "ops"]);
    assert!(sent.contains("--appeared yes"), "{sent}");
    assert!(appeared(&machine).is_null());
    run_ok(&machine, &["target", "test", "ops", "--appeared", "yes"]);
    assert_eq!(appeared(&machine), true);
    assert_eq!(team.requests().count(), 2, "an answer sends nothing");
}

#[test]
fn a_target_that_never_answers_is_named_in_words() {
    let team = Integration::start(Behaviour::Hangs);
    let machine = machine_with(&url_target("ops", &team.url(), ""));
    let sent = run(&machine, &["target", "test", "ops"]);
    let said = String::from_utf8_lossy(&sent.stderr).into_owned();
    assert!(!sent.status.success(), "{sent:?}");
    assert!(
        said.contains("can't be reached: timeout after 10 s."),
        "{said}"
    );
}

#[test]
fn a_secret_is_read_only_for_a_target_that_has_one() {
    let team = Integration::start(Behaviour::status(200));
    let machine = machine_with(&url_target("ops", &team.url(), ""));
    for (args, part) in [
        (&["target", "secret", "nobody"][..], "nobody"),
        (
            &["target", "secret", "ops", "password"],
            "no secret \"password\"",
        ),
    ] {
        let mut command = on_data_dir(&machine, args);
        command.stdin(Stdio::piped());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // Held open: what waits for input never ends.
        let stdin = child.stdin.take();
        wait_until(
            "its refusal",
            LIMIT,
            || child.try_wait().unwrap(),
            || "it waits for the secret",
        );
        drop(stdin);
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains(part), "{said}");
    }
}

fn command(script: &str) -> String {
    format!(
        "[[target]]\nname = \"ops\"\nkind = \"command\"\ncommand = [\"sh\", \"-c\", '''{script}''']\n"
    )
}

#[test]
fn a_program_that_hangs_is_ended_with_all_that_it_started() {
    let machine = Machine::headless();
    let file = machine.root().join("pid");
    let script = format!(
        "sleep 1000 & echo $! > '{}'; cat > /dev/null; wait",
        file.display()
    );
    super::set(&machine, &command(&script));
    let hung = run(&machine, &["target", "test", "ops"]);
    let said = String::from_utf8_lossy(&hung.stderr).into_owned();
    assert!(
        !hung.status.success() && said.contains("longer than 15 s"),
        "{said}"
    );
    let pid = fs::read_to_string(&file).unwrap();
    let process = Path::new("/proc").join(pid.trim());
    // What it left behind would go on for a quarter of an hour.
    wait_until(
        "its child is gone",
        RECOVERED,
        || is_gone(&process).then_some(()),
        || fs::read_to_string(process.join("status")),
    );
}

/// Whether a process has ended, even if nobody has taken its status yet.
fn is_gone(process: &Path) -> bool {
    fs::read_to_string(process.join("status")).map_or(true, |status| status.contains("State:\tZ"))
}

#[test]
fn a_program_that_writes_megabytes_and_reads_nothing_is_told() {
    let script = "head -c 30000000 /dev/zero; head -c 30000000 /dev/zero >&2";
    let machine = machine_with(&command(script));
    let printed = run_ok(&machine, &["target", "test", "ops"]);
    assert!(printed.len() < 1000, "{}", printed.len());
    super::set(&machine, &command("echo 'wrong channel' >&2; exit 3"));
    let failed = run(&machine, &["target", "test", "ops"]);
    let said = String::from_utf8_lossy(&failed.stderr).into_owned();
    assert!(
        !failed.status.success() && said.contains("exit status: 3"),
        "{said}"
    );
}
