//! Secrets of targets in the system's keyring: a stand-in of the Secret Service on the test's own session bus.

use std::{
    fs,
    io::Write as _,
    process::{Output, Stdio},
};

use missedhook_tests::{
    LIMIT,
    data::files_with,
    integration::{Behaviour, Integration},
    machine::Machine,
    program::{Serve, on_data_dir, run, run_json},
    recording::wait_until,
    retm::{deliver, report},
    secret_service::SecretService,
};
use serde_json::Value;

use super::{RECOVERED, SECRET, assert_signed, set, url_target, wait_for_event};

/// A machine with a session bus and a target that is signed.
fn machine_with_target(team: &Integration) -> Machine {
    let machine = Machine::with_bus();
    set(&machine, &url_target("ops", &team.url(), ""));
    machine
}

/// Runs a subcommand with that standard input.
fn run_with(machine: &Machine, args: &[&str], input: &str) -> Output {
    let mut command = on_data_dir(machine, args);
    command.stdin(Stdio::piped());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    child.wait_with_output().unwrap()
}

fn keep(machine: &Machine, input: &str) {
    let kept = run_with(machine, &["target", "secret", "ops"], input);
    assert!(kept.status.success(), "{kept:?}");
    let said = format!("{kept:?}");
    assert!(!said.contains("whsec_"), "{said}");
}

fn settings_of(machine: &Machine) -> String {
    fs::read_to_string(machine.data_dir().join("settings.toml")).unwrap()
}

fn ops(machine: &Machine) -> Value {
    run_json(machine, &["target", "list", "--json"])[0].clone()
}

fn wait_for_problem(machine: &Machine, part: &str) -> Value {
    wait_until(
        part,
        LIMIT,
        || {
            Some(ops(machine)).filter(|ops| {
                ops["problem"]
                    .as_str()
                    .is_some_and(|why| why.contains(part))
            })
        },
        || ops(machine),
    )
}

#[test]
fn a_secret_in_the_keyring_signs_and_is_in_no_file() {
    let team = Integration::start(Behaviour::status(200));
    let machine = machine_with_target(&team);
    let keyring = SecretService::start(machine.bus());
    keep(&machine, &format!("{SECRET}\n"));
    let entries = keyring.entries();
    assert_eq!(
        (entries.len(), &*entries[0].secret),
        (1, SECRET),
        "{entries:?}"
    );
    assert!(entries[0].label.contains("ops"), "{entries:?}");
    assert!(
        settings_of(&machine).contains("secret = \"keyring:"),
        "{}",
        settings_of(&machine)
    );

    let serve = Serve::start(&machine);
    deliver(&serve.receiver_url, report("https://x.example/a", ""));
    wait_for_event(&team, "incident.opened", LIMIT);
    team.requests().all().iter().for_each(assert_signed);

    // Another one takes its place, while it runs.
    let other = "whsec_b3RoZXJvdGhlcm90aGVyb3RoZXJvdGhlcm90aGVy";
    let before = settings_of(&machine);
    keep(&machine, other);
    assert_ne!(settings_of(&machine), before);
    let entries = keyring.entries();
    assert_eq!(
        (entries.len(), &*entries[0].secret),
        (1, other),
        "the old one is deleted"
    );
    serve.process.stop();
    for secret in [SECRET, other] {
        assert_eq!(
            files_with(&machine.data_dir(), secret),
            Vec::<std::path::PathBuf>::new()
        );
    }
}

#[test]
fn what_waits_for_a_locked_keyring_is_sent_once_it_is_unlocked_and_nobody_is_asked() {
    let team = Integration::start(Behaviour::status(200));
    let machine = machine_with_target(&team);
    let keyring = SecretService::start(machine.bus());
    keep(&machine, SECRET);
    keyring.lock(false);
    let serve = Serve::start(&machine);
    let incident = deliver(&serve.receiver_url, report("https://x.example/a", "")).incident;
    let waits = wait_for_problem(&machine, "locked");
    assert_eq!(waits["waiting"], 1, "{waits}");
    assert_eq!(keyring.dialogs(), 0, "nobody is there to be asked");
    assert_eq!(team.requests().count(), 0);
    keyring.unlock();
    let opened = wait_for_event(&team, "incident.opened", RECOVERED);
    assert_eq!(opened["incident"]["id"], incident);
    team.requests().all().iter().for_each(assert_signed);

    // Once read, it is kept: a screen that locks the keyring holds up nothing.
    keyring.lock(false);
    deliver(&serve.receiver_url, report("https://y.example/a", ""));
    team.requests().wait_for("the second", RECOVERED, |all| {
        (all.len() == 2).then_some(())
    });
    assert_eq!(keyring.dialogs(), 0);
}

#[test]
fn a_test_of_the_user_may_ask_for_the_password() {
    let team = Integration::start(Behaviour::status(200));
    let machine = machine_with_target(&team);
    let keyring = SecretService::start(machine.bus());
    keep(&machine, SECRET);
    keyring.lock(false);
    let refused = run(&machine, &["target", "test", "ops"]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        !refused.status.success() && said.contains("locked"),
        "{said}"
    );
    keyring.lock(true);
    let sent = run(&machine, &["target", "test", "ops"]);
    assert!(sent.status.success(), "{sent:?}");
    assert_eq!((keyring.dialogs(), team.requests().count()), (2, 1));
    team.requests().all().iter().for_each(assert_signed);
}

#[test]
fn a_keyring_that_is_not_there_and_an_entry_that_is_gone_are_said() {
    let team = Integration::start(Behaviour::status(200));
    let machine = machine_with_target(&team);
    let before = settings_of(&machine);
    let refused = run_with(&machine, &["target", "secret", "ops"], SECRET);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        !refused.status.success() && said.contains("No keyring"),
        "{said}"
    );
    assert_eq!(settings_of(&machine), before);

    let keyring = SecretService::start(machine.bus());
    let wrong = run_with(&machine, &["target", "secret", "ops"], "whsec_short");
    let said = String::from_utf8_lossy(&wrong.stderr).into_owned();
    assert!(
        !wrong.status.success() && said.contains("24 to 64"),
        "{said}"
    );
    assert!(!said.contains("whsec_short"), "{said}");
    keep(&machine, SECRET);
    keyring.leave();
    let serve = Serve::start(&machine);
    deliver(&serve.receiver_url, report("https://x.example/a", ""));
    wait_for_problem(&machine, "no keyring is running");
    keyring.clear();
    keyring.come_back();
    let gone = wait_until(
        "it is gone",
        RECOVERED,
        || {
            Some(ops(&machine)).filter(|ops| {
                ops["problem"]
                    .as_str()
                    .unwrap_or("")
                    .contains("no longer in the keyring")
            })
        },
        || ops(&machine),
    );
    assert_eq!(gone["waiting"], 1);
    keep(&machine, SECRET);
    wait_for_event(&team, "incident.opened", RECOVERED);
}

#[test]
fn a_whole_url_can_be_kept_in_the_keyring() {
    let team = Integration::start(Behaviour::status(200));
    let machine = Machine::with_bus();
    let url = format!("{}/hooks/T0KEN-in-the-path-1234567", team.url());
    set(
        &machine,
        "[[target]]\nname = \"ops\"\nkind = \"slack\"\nurl = \"keyring:chat\"\n",
    );
    let keyring = SecretService::start(machine.bus());
    keep(&machine, &url);
    assert_eq!(keyring.entries().len(), 1);
    let listed = ops(&machine);
    assert_eq!(listed["keyring"], serde_json::json!(["url"]), "{listed}");
    assert!(!listed.to_string().contains("invalid"), "{listed}");
    let sent = run(&machine, &["target", "test", "ops"]);
    assert!(sent.status.success(), "{sent:?}");
    let line = team.requests().all().remove(0).request_line;
    assert!(line.contains("/hooks/T0KEN-in-the-path"), "{line}");
    assert_eq!(
        files_with(&machine.data_dir(), "T0KEN-in-the-path"),
        Vec::<std::path::PathBuf>::new()
    );
}
