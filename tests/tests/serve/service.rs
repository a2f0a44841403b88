//! `missedhook service`: how it calls systemd and what it leaves behind. A test can't start systemd, so a stand-in
//! records the calls, and systemd's own checker reads the unit.

use std::{fs, path::PathBuf, process::Command};

use missedhook_tests::{
    data::mode,
    machine::Machine,
    program::{binary, first_start, run, run_ok},
};

/// Records its calls. `is-active` and `is-enabled` succeed as long as the unit exists.
const SYSTEMCTL: &str = r#"echo "$*" >> "$HOME/asked"
unit="$HOME/.config/systemd/user/missedhook.service"
case "$2" in
  is-active) if [ -e "$unit" ]; then echo active; else echo inactive; exit 3; fi;;
  is-enabled) if [ -e "$unit" ]; then echo enabled; else echo disabled; exit 1; fi;;
esac"#;

/// Fails as without a session bus.
const NO_BUS: &str = "echo 'Failed to connect to bus: No medium found' >&2; exit 1";

fn machine() -> Machine {
    let machine = Machine::headless();
    fs::create_dir_all(machine.root().join("home")).unwrap();
    machine.install("systemctl", SYSTEMCTL);
    first_start(&machine);
    machine
}

fn unit(machine: &Machine) -> PathBuf {
    let folder = machine.root().join("home/.config/systemd/user");
    folder.join("missedhook.service")
}

fn asked(machine: &Machine) -> String {
    fs::read_to_string(machine.root().join("home/asked")).unwrap_or_default()
}

#[test]
fn a_service_is_installed_looked_at_and_removed() {
    let machine = machine();
    let before = run(&machine, &["service", "status"]);
    assert_eq!(before.status.code(), Some(1), "{before:#?}");

    run_ok(&machine, &["service", "install"]);
    let text = fs::read_to_string(unit(&machine)).unwrap();
    let exec = format!(
        "ExecStart=\"{}\" serve --data-dir \"{}\"",
        binary().display(),
        machine.data_dir().display()
    );
    assert!(text.contains(&exec), "{text}");
    assert_eq!(mode(&unit(&machine)) & 0o022, 0);
    let asked_for = "--user daemon-reload\n--user enable missedhook.service\n--user restart missedhook.service\n";
    assert_eq!(asked(&machine), asked_for);
    let status = run_ok(&machine, &["service", "status"]);
    assert_eq!(status, "The service is active; at login: enabled.\n");

    run_ok(&machine, &["service", "remove"]);
    assert!(!unit(&machine).exists());
    let disabled = "--user disable --now missedhook.service\n--user daemon-reload\n";
    assert!(asked(&machine).ends_with(disabled), "{}", asked(&machine));
    let again = run_ok(&machine, &["service", "remove"]);
    assert_eq!(again, "There is no service.\n");
}

#[test]
fn systemd_reads_the_unit_as_it_is_meant() {
    let machine = machine();
    run_ok(&machine, &["service", "install"]);
    let checked = Command::new("systemd-analyze")
        .args(["--user", "verify"])
        .arg(unit(&machine))
        .output()
        .expect("systemd-analyze of the package `systemd`");
    let said = String::from_utf8_lossy(&checked.stderr);
    // It also reports on other units, and on manual pages that are not installed from a build folder.
    let ours = said
        .lines()
        .filter(|line| line.contains("missedhook.service") && !line.contains("man missedhook"));
    assert_eq!(ours.collect::<Vec<_>>(), [""; 0], "{said}");
}

#[test]
fn a_unit_of_somebody_else_is_left_alone() {
    let machine = machine();
    fs::create_dir_all(unit(&machine).parent().unwrap()).unwrap();
    fs::write(unit(&machine), "[Service]\nExecStart=/bin/true\n").unwrap();
    for what in ["install", "remove", "status"] {
        let refused = run(&machine, &["service", what]);
        assert_eq!(refused.status.code(), Some(1), "{refused:#?}");
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(said.contains("is not Missedhook's own"), "{said}");
    }
    let text = fs::read_to_string(unit(&machine)).unwrap();
    assert_eq!(text, "[Service]\nExecStart=/bin/true\n");
    assert_eq!(asked(&machine), "");
}

#[test]
fn where_systemd_fails_it_is_said_and_nothing_is_left_behind() {
    let machine = machine();
    machine.install("systemctl", NO_BUS);
    let refused = run(&machine, &["service", "install"]);
    assert_eq!(refused.status.code(), Some(1), "{refused:#?}");
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("No medium found"), "{said}");
    // A unit that stays would start at the next login, although the command said that there is none.
    assert!(!unit(&machine).exists());
}

#[test]
fn a_service_that_was_there_outlives_a_failed_install() {
    let machine = machine();
    run_ok(&machine, &["service", "install"]);
    let before = fs::read_to_string(unit(&machine)).unwrap();
    machine.install("systemctl", NO_BUS);
    let refused = run(&machine, &["service", "install"]);
    assert_eq!(refused.status.code(), Some(1), "{refused:#?}");
    assert_eq!(fs::read_to_string(unit(&machine)).unwrap(), before);
}

#[test]
fn the_service_of_a_deleted_data_directory_can_be_seen_and_removed() {
    let machine = machine();
    run_ok(&machine, &["service", "install"]);
    fs::remove_dir_all(machine.data_dir()).unwrap();
    let status = run_ok(&machine, &["service", "status"]);
    assert_eq!(status, "The service is active; at login: enabled.\n");
    let removed = run_ok(&machine, &["service", "remove"]);
    assert_eq!(removed, "The service is gone.\n");
    assert!(!unit(&machine).exists());
    let none = run(&machine, &["service", "status"]);
    assert_eq!(none.status.code(), Some(1), "{none:#?}");
    let said = String::from_utf8_lossy(&none.stdout).into_owned();
    assert_eq!(said, "There is no service.\n");
    assert!(!machine.data_dir().exists());
}
