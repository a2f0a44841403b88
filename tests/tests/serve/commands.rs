//! The commands next to `serve`, and without it.

use std::{
    fs::{self, OpenOptions},
    os::unix::fs::PermissionsExt as _,
    process::Stdio,
};

use missedhook_tests::{
    LIMIT,
    data::{files, mode},
    http::{Request, Target},
    machine::Machine,
    notification_server::NotificationServer,
    program::{Serve, binary, list, on_data_dir, run, run_command, run_ok, set_local_only},
    recording::wait_until,
    retm::{deliver, fixture, report},
};
use serde_json::Value;

use super::doctor::{check, doctor};

#[test]
fn url_prints_the_receiver_url_and_nothing_else() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let printed = run_ok(&machine, &["url"]);
    assert_eq!(printed.trim_end(), serve.receiver_url);
    let answer = Request::new("GET", &Target::of(printed.trim_end())).send();
    assert_eq!(answer.status, 200);
}

#[test]
fn send_test_goes_through_receiver_and_store() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    run_ok(&machine, &["send-test"]);
    let lines = serve.wait_for_delivery_errors(1);
    assert_eq!(lines[0]["source"], "test", "{lines:?}");
    assert_eq!(lines[0]["readable"], true, "{lines:?}");
    let rows = list(&machine, 100);
    assert_eq!((rows.len(), &rows[0]["source"]), (1, &Value::from("test")));
}

#[test]
fn send_test_says_so_when_nobody_listens() {
    let machine = Machine::headless();
    Serve::start(&machine).process.stop();
    let output = run(&machine, &["send-test"]);
    assert_eq!(output.status.code(), Some(1), "{output:#?}");
    assert!(!output.stderr.is_empty(), "{output:#?}");
    assert!(list(&machine, 100).is_empty());
}

#[test]
fn list_and_show_read_well_without_json() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let id = deliver(&serve.receiver_url, fixture("markup-in-fields.json")).id;
    deliver(&serve.receiver_url, fixture("truncated.txt"));
    let listed = run_ok(&machine, &["list"]);
    for part in ["502", "/retm/orders", "nreadable"] {
        assert!(listed.contains(part), "no {part} in:\n{listed}");
    }
    let shown = run_ok(&machine, &["show", &id.to_string()]);
    for part in [
        "502",
        "https://pos-bridge.example.com/retm/orders?x=<b>",
        "<img src=x onerror=alert(1)>",
    ] {
        assert!(shown.contains(part), "no {part} in:\n{shown}");
    }
}

#[test]
fn a_list_cuts_long_texts_in_the_middle_and_json_and_show_do_not() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let long = "x".repeat(64 * 1024);
    let endpoint = format!("https://begin.example/{long}/end");
    let message = format!("first {long} last");
    let id = deliver(&serve.receiver_url, report(&endpoint, &message)).id;
    let listed = run_ok(&machine, &["list"]);
    assert!(listed.len() < 1_000, "{} bytes", listed.len());
    for part in [
        "https://begin.example/xx",
        "…",
        "xx/end",
        "first xx",
        "xx last",
    ] {
        assert!(listed.contains(part), "no {part} in:\n{listed}");
    }
    let rows = list(&machine, 1);
    assert_eq!(
        (&rows[0]["endpoint"], &rows[0]["message"]),
        (&endpoint.clone().into(), &message.clone().into())
    );
    let shown = run_ok(&machine, &["show", &id.to_string()]);
    let head = shown.lines().next().unwrap_or_default();
    assert!(head.contains(&endpoint) && head.contains(&message));
    run_ok(&machine, &["acknowledge", "1"]);
    let waited = run(&machine, &["wait", "--for", "recovered", "--timeout", "1s"]);
    assert!(waited.stdout.len() < 1_000, "{waited:?}");
}

#[test]
fn an_export_to_a_reader_that_leaves_is_no_error_and_to_a_full_disk_it_is() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    for _ in 0..4 {
        // More than a pipe holds.
        deliver(&serve.receiver_url, report("/a", &"x".repeat(64 * 1024)));
    }
    for format in ["csv", "json", "ndjson"] {
        let mut command = on_data_dir(&machine, &["export", "--format", format]);
        let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        drop(child.stdout.take());
        let left = child.wait_with_output().unwrap();
        assert!(left.status.success() && left.stderr.is_empty(), "{left:?}");
        let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let mut command = on_data_dir(&machine, &["export", "--format", format]);
        let refused = command.stdout(full).output().unwrap();
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert_eq!(refused.status.code(), Some(1), "{said}");
        assert!(
            said.contains("The output can't be written: No space"),
            "{said}"
        );
    }
}

#[test]
fn an_unknown_filter_is_named_before_anything_else() {
    let machine = Machine::headless();
    for with_history in [false, true] {
        if with_history {
            drop(Serve::start(&machine));
        }
        for args in [
            &["list", "foo:1"][..],
            &["export", "foo:1"],
            &["requests", "foo:1"],
            &["wait", "--for", "error", "foo:1"],
            &["requests", "foo:bar"],
        ] {
            let refused = run(&machine, args);
            let said = String::from_utf8_lossy(&refused.stderr).into_owned();
            assert!(
                !refused.status.success() && said.contains("There is no filter “foo”."),
                "{args:?}: {refused:?}"
            );
        }
    }
}

#[test]
fn text_from_the_network_cannot_play_with_the_terminal() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let body = r#"{"code":503,"endpoint":"/a\u001b[2J\u0007b","message":"\u001b]0;title\u0007 \u009b31m red"}"#;
    let id = deliver(&serve.receiver_url, body).id;
    for printed in [
        run_ok(&machine, &["list"]),
        run_ok(&machine, &["show", &id.to_string()]),
    ] {
        let control = printed
            .chars()
            .find(|c| c.is_control() && !matches!(c, '\n' | '\t'));
        assert_eq!(control, None, "{printed:?}");
    }
}

#[test]
fn list_of_an_empty_history_is_an_empty_array() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    assert_eq!(list(&machine, 100), Vec::<Value>::new());
    drop(serve);
}

/// Read-only commands.
const READING: [&[&str]; 11] = [
    &["list"],
    &["list", "--json"],
    &["show", "1"],
    &["export"],
    &["report", "1"],
    &["doctor"],
    &["url"],
    &["send-test"],
    &["monitors"],
    &["target", "list"],
    &["wait", "--for", "error", "--timeout", "1s"],
];

#[test]
fn what_only_reads_makes_nothing_and_says_that_there_is_nothing() {
    let machine = Machine::headless();
    let shared = machine.root().join("shared");
    fs::create_dir(&shared).unwrap();
    fs::write(shared.join("notes.txt"), "somebody's").unwrap();
    fs::set_permissions(&shared, fs::Permissions::from_mode(0o755)).unwrap();
    for args in READING {
        for dir in [&machine.data_dir(), &shared] {
            let mut command = machine.command(binary());
            command.args(args).arg("--data-dir").arg(dir);
            let output = run_command(command);
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(output.status.code(), Some(1), "{args:?}: {output:#?}");
            let told = format!("There is no history in {}", dir.display());
            assert!(said.contains(&told), "{args:?}: {said}");
        }
        assert!(!machine.data_dir().exists(), "{args:?}");
        assert_eq!(mode(&shared), 0o755, "{args:?}");
        assert_eq!(files(&shared), [shared.join("notes.txt")], "{args:?}");
    }
    // A probe needs no history.
    let probe = run(&machine, &["probe", "http://127.0.0.1:1/", "--allow"]);
    assert_eq!(probe.status.code(), Some(1), "{probe:#?}");
    assert!(!machine.data_dir().exists());
}

#[test]
fn what_only_reads_leaves_a_history_as_it_is() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let id = deliver(&serve.receiver_url, fixture("documented.json")).id;
    serve.process.stop();
    let dir = machine.data_dir();
    fs::set_permissions(&dir, fs::Permissions::from_mode(0o750)).unwrap();
    let settings = fs::read_to_string(dir.join("settings.toml")).unwrap();
    assert_eq!(id, 1);
    for args in READING {
        run(&machine, args);
        assert_eq!(mode(&dir), 0o750, "{args:?}");
        let now = fs::read_to_string(dir.join("settings.toml")).unwrap();
        assert_eq!(now, settings, "{args:?}");
    }
}

#[test]
fn a_directory_of_somebody_elses_is_refused_and_left_alone() {
    let machine = Machine::headless();
    let other = machine.root().join("other");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("notes.txt"), "somebody's").unwrap();
    fs::set_permissions(&other, fs::Permissions::from_mode(0o755)).unwrap();
    for args in [
        &["serve", "--listen", "127.0.0.1:0"][..],
        &["monitors", "add", "https://a.example"],
    ] {
        let mut command = machine.command(binary());
        command.args(args).arg("--data-dir").arg(&other);
        let output = run_command(command);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{output:#?}");
        assert!(said.contains("not Missedhook's"), "{said}");
        assert_eq!((mode(&other), files(&other).len()), (0o755, 1));
    }
    // An empty directory is accepted and made private.
    fs::remove_file(other.join("notes.txt")).unwrap();
    let mut command = machine.command(binary());
    command
        .args(["monitors", "add", "https://a.example", "--data-dir"])
        .arg(&other);
    assert!(run_command(command).status.success());
    assert_eq!(mode(&other), 0o700);
}

#[test]
fn doctor_says_what_is_well_and_what_is_not() {
    let machine = Machine::with_bus();
    let running = Serve::start(&machine);
    let ended = Machine::headless();
    Serve::start(&ended).process.stop();
    for (what, machine) in [("running", &machine), ("ended", &ended)] {
        let output = run(machine, &["doctor", "--json"]);
        let code = output.status.code();
        assert!(matches!(code, Some(0 | 1)), "{what}: {output:#?}");
        let json: Value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|e| panic!("{what}: no JSON ({e}): {output:#?}"));
        let checks = json.as_array().or_else(|| json["checks"].as_array());
        assert!(
            checks.is_some_and(|checks| checks.len() >= 3),
            "{what}: {json:#}"
        );
        let said = String::from_utf8_lossy(&run(machine, &["doctor"]).stdout).into_owned();
        assert!(!said.trim().is_empty(), "{what}");
    }
    drop(running);
}

#[test]
fn doctor_fails_while_a_proof_is_missing_and_names_the_weightiest() {
    let machine = Machine::with_bus();
    let notifications = NotificationServer::start(machine.bus());
    Serve::start(&machine).process.stop();
    let (code, json) = doctor(&machine);
    assert_eq!((code, &json["ok"]), (Some(1), &false.into()), "{json:#}");
    let receiver = check(&json, "receiver");
    assert_eq!(receiver["ok"], false, "{receiver}");
    let found = receiver["found"].as_str().unwrap();
    assert!(
        found.contains("not running") && found.contains("RETM can't reach you"),
        "{found}"
    );

    let serve = Serve::start(&machine);
    let unreached = |line: &String| line.contains("RETM can't reach you yet");
    let stderr = &serve.process.stderr;
    stderr.wait_for_item("word on stderr", LIMIT, unreached);
    let (code, json) = doctor(&machine);
    assert_eq!(code, Some(1), "{json:#}");
    assert_eq!(json["headline"], "RETM can't reach you yet.", "{json:#}");
    assert_eq!(check(&json, "workers")["ok"], true, "{json:#}");
    let setup = check(&json, "setup")["found"].as_str().unwrap().to_owned();
    assert!(setup.contains("3 of 3 steps left"), "{setup}");

    // A test report proves nothing about RETM.
    run_ok(&machine, &["send-test"]);
    notifications.wait_for("Test received", LIMIT);
    let two = || {
        let found = check(&doctor(&machine).1, "setup")["found"].clone();
        found.as_str()?.contains("2 of 3 steps left").then_some(())
    };
    wait_until("two steps left", LIMIT, two, || doctor(&machine));
    set_local_only(&machine);
    deliver(&serve.receiver_url, fixture("documented.json"));
    let (code, json) = doctor(&machine);
    assert_eq!(code, Some(1), "{json:#}");
    assert_eq!(json["headline"], "1 endpoint is failing.", "{json:#}");
    for (name, found) in [
        ("reachability", "This machine only: RETM can't reach you."),
        ("setup", "Set up for this machine only."),
    ] {
        let check = check(&json, name);
        assert_eq!(
            (&check["ok"], &check["found"]),
            (&true.into(), &found.into())
        );
    }
}
