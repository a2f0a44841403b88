//! The two programs: what `missedhook` loads, and what it says where `missedhook-app` is not installed.

use std::{fs, path::PathBuf, process::Command};

use missedhook_tests::{
    LIMIT,
    data::write_settings,
    machine::Machine,
    program::{Running, Serve, binary, run_command, set_local_only},
};
use serde_json::Value;

use super::doctor::check;

#[test]
fn serve_loads_neither_gtk_nor_webkit() {
    let machine = Machine::with_bus();
    let serve = Serve::start(&machine);
    let maps = fs::read_to_string(format!("/proc/{}/maps", serve.process.pid())).unwrap();
    assert!(maps.contains("/libc.so"), "{maps}");
    for library in [
        "/libgtk",
        "/libgdk",
        "/libwebkit",
        "/libjavascriptcore",
        "/libglib",
    ] {
        assert!(!maps.contains(library), "{library}: {maps}");
    }
}

/// `missedhook` in a directory of its own, without the program with the window.
fn alone(machine: &Machine) -> PathBuf {
    let folder = machine.root().join("alone");
    fs::create_dir_all(&folder).unwrap();
    let program = folder.join("missedhook");
    // A link is quicker, within one file system.
    if !program.exists() && fs::hard_link(binary(), &program).is_err() {
        fs::copy(binary(), &program).unwrap();
    }
    program
}

fn on(machine: &Machine, args: &[&str]) -> Command {
    let mut command = machine.command(alone(machine));
    command.args(args).arg("--data-dir").arg(machine.data_dir());
    command
}

#[test]
fn without_the_app_no_window_is_offered() {
    let machine = Machine::headless();
    set_local_only(&machine);
    let help = run_command(on(&machine, &["--help"]));
    let help = String::from_utf8(help.stdout).unwrap();
    for window in [
        "missedhook://",
        "--hidden",
        "tray",
        "starts the desktop app",
    ] {
        assert!(!help.contains(window), "{window}: {help}");
    }
    assert!(help.contains("window is not installed"), "{help}");

    let started = run_command(on(&machine, &[]));
    let said = String::from_utf8_lossy(&started.stderr);
    assert_eq!(started.status.code(), Some(1), "{started:#?}");
    assert!(said.contains("Use `missedhook serve`"), "{said}");

    let looked = run_command(on(&machine, &["doctor", "--json"]));
    let looked: Value = serde_json::from_slice(&looked.stdout).unwrap();
    let tray = check(&looked, "tray");
    assert_eq!(tray["ok"], true, "{looked:#}");
    assert!(tray.to_string().contains("is not installed"), "{tray}");
}

#[test]
fn without_the_app_the_setup_is_finished_by_settings_and_commands() {
    let machine = Machine::headless();
    write_settings(&machine.data_dir(), None);
    let mut serve = Running::spawn(&mut on(&machine, &["serve", "--listen", "127.0.0.1:0"]));
    let said = |line: &String| line.contains("Set up a tunnel under [tunnel] in settings.toml");
    serve.stderr.wait_for_item("the verdict", LIMIT, said);
    let doctor = || {
        let looked = run_command(on(&machine, &["doctor", "--json"]));
        serde_json::from_slice::<Value>(&looked.stdout).unwrap()
    };
    let looked = doctor();
    assert_eq!(
        check(&looked, "setup")["remedy"],
        "Set up a tunnel under [tunnel] in settings.toml, or run `missedhook local-only`."
    );
    assert!(run_command(on(&machine, &["local-only"])).status.success());
    let looked = doctor();
    assert_eq!(
        check(&looked, "setup")["remedy"],
        "Run `missedhook send-test`."
    );
    let said = |line: &String| line.contains("Run `missedhook send-test`.");
    serve.stderr.wait_for_item("the next step", LIMIT, said);
    serve.terminate();
    serve.wait();
    for line in serve.stderr.all() {
        assert!(!line.contains("window"), "{line}");
    }
    assert!(!looked.to_string().contains("Finish setup"), "{looked:#}");
}
