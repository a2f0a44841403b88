//! `[relay]` in the settings, and `url --hook`.

use std::fs;

use missedhook_tests::{
    LIMIT,
    data::{KEY, files_with, write_settings},
    machine::Machine,
    program::{Serve, run, run_json, run_ok},
    recording::wait_until,
};

const HOOK_KEY: &str = "fedcba9876543210fedcba9876543210";

fn set(machine: &Machine, relay: &str) {
    fs::create_dir_all(machine.data_dir()).unwrap();
    let text = format!("[receiver]\nkey = \"{KEY}\"\n\n[relay]\n{relay}\n");
    fs::write(machine.data_dir().join("settings.toml"), text).unwrap();
}

fn text(machine: &Machine) -> String {
    fs::read_to_string(machine.data_dir().join("settings.toml")).unwrap()
}

/// The key in the relay's table.
fn hook_key(machine: &Machine) -> Option<String> {
    let text = text(machine);
    let (_, relay) = text.split_once("[relay]")?;
    let line = relay.lines().find_map(|line| line.strip_prefix("key = \""));
    Some(line?.trim_end_matches('"').to_owned())
}

fn wait_for(what: &str, holds: impl Fn() -> bool) {
    wait_until(what, LIMIT, || holds().then_some(()), || "not yet");
}

#[test]
fn the_relays_url_is_printed_while_it_is_on() {
    let machine = Machine::headless();
    write_settings(&machine.data_dir(), None);
    let off = run(&machine, &["url", "--hook"]);
    assert_eq!(off.status.code(), Some(1));
    let said = String::from_utf8_lossy(&off.stderr).into_owned();
    assert!(said.contains("The relay is off."), "{said}");
    set(&machine, "enabled = true");
    let said = String::from_utf8(run(&machine, &["url", "--hook"]).stderr).unwrap();
    assert!(said.contains("no key yet"), "{said}");
    assert_eq!(hook_key(&machine), None, "a command that reads made a key");
    set(&machine, &format!("enabled = true\nkey = \"{HOOK_KEY}\""));
    let url = format!("http://127.0.0.1:7386/hook/{HOOK_KEY}");
    assert_eq!(run_ok(&machine, &["url", "--hook"]).trim(), url);
    let json = run_json(&machine, &["url", "--hook", "--json"]);
    assert_eq!(json["hook_url"], url);
    assert_eq!(json["listening"], false);
    let public = text(&machine).replace(
        "[relay]",
        "public_url = \"https://hooks.example.com\"\n[relay]",
    );
    fs::write(machine.data_dir().join("settings.toml"), public).unwrap();
    let behind = format!("https://hooks.example.com/hook/{HOOK_KEY}");
    assert_eq!(run_ok(&machine, &["url", "--hook"]).trim(), behind);
    let both = run(&machine, &["url", "--hook", "--replace-key"]);
    assert_eq!(both.status.code(), Some(2));
    let receiver = run_ok(&machine, &["url"]);
    assert!(receiver.trim().ends_with(&format!("/error/{KEY}")));
}

#[test]
fn a_key_is_made_at_the_start_and_live_and_no_state_of_the_file_changes_it() {
    let machine = Machine::headless();
    set(&machine, "enabled = true # ours");
    let serve = Serve::start(&machine);
    let key = hook_key(&machine).unwrap();
    assert_eq!(key.len(), 32);
    assert!(text(&machine).contains("# ours"), "{}", text(&machine));
    let url = run_ok(&machine, &["url", "--hook"]);
    assert!(url.trim().ends_with(&format!("/hook/{key}")), "{url}");
    set(&machine, "enabled = true");
    wait_for("the key to be put back", || {
        hook_key(&machine).as_ref() == Some(&key)
    });
    set(&machine, "");
    wait_for("the key to stay in the file", || {
        hook_key(&machine).as_ref() == Some(&key)
    });
    let off = run(&machine, &["url", "--hook"]);
    assert_eq!(off.status.code(), Some(1), "{off:?}");
    serve.process.stop();
    assert_eq!(
        files_with(&machine.data_dir(), &key),
        [] as [&std::path::Path; 0]
    );
    let live = Machine::headless();
    write_settings(&live.data_dir(), None);
    let serve = Serve::start(&live);
    set(&live, "enabled = true");
    wait_for("a key", || hook_key(&live).is_some());
    serve.process.stop();
}

#[test]
fn what_is_wrong_is_reported_with_its_line() {
    for (relay, line, words) in [
        ("target = \"http://127.0.0.1:7386\"", 5, "leads back"),
        ("target = \"https://pos.example\"", 5, "allowed_hosts"),
        ("enabled = true\nanswer_within_ms = 1", 6, "10 to 30000 ms"),
        (
            "\n[[relay.route]]\npath = \"/retm/*\"\nmode = \"later\"",
            8,
            "\"through\", \"catch\" or \"keep\"",
        ),
    ] {
        let machine = Machine::headless();
        set(&machine, relay);
        let refused = run(&machine, &["url", "--hook"]);
        let said = String::from_utf8(refused.stderr).unwrap();
        assert_eq!(refused.status.code(), Some(1), "{said}");
        assert!(said.contains(&format!("line {line}:")), "{relay}: {said}");
        assert!(said.contains(words), "{relay}: {said}");
    }
}
