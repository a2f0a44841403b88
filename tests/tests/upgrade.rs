//! A running program whose own file was replaced, as by a package's upgrade: it says so once, and how the new version
//! is started.

#![allow(
    clippy::unwrap_used,
    reason = "a test that can't go on says so by panicking"
)]

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

use missedhook_tests::{
    LIMIT,
    machine::Machine,
    notification_server::NotificationServer,
    program::{Serve, binary, run},
    recording::wait_until,
    retm::{deliver, report},
};

const TITLE: &str = "Missedhook was updated to 99.2.0";

/// The program, installed in a folder of this machine.
fn installed(machine: &Machine) -> PathBuf {
    let folder = machine.root().join("bin");
    fs::create_dir(&folder).unwrap();
    let program = folder.join("missedhook");
    fs::copy(binary(), &program).unwrap();
    program
}

/// Puts a program that says this in its place, as dpkg does: written beside it, then renamed.
fn replace(program: &Path, says: &str) {
    let new = program.with_extension("dpkg-new");
    fs::write(&new, format!("#!/bin/sh\necho '{says}'\n")).unwrap();
    fs::set_permissions(&new, fs::Permissions::from_mode(0o755)).unwrap();
    fs::rename(new, program).unwrap();
}

/// The check of `doctor` on which version runs.
fn installed_check(machine: &Machine) -> (bool, String) {
    let output = run(machine, &["doctor", "--json"]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut checks = json["checks"].as_array().unwrap().iter();
    let check = checks.find(|check| check["name"] == "installed").unwrap();
    let found = check["found"].as_str().unwrap().to_owned();
    (check["ok"] == true, found)
}

/// Waits until `doctor` says so, in both languages.
fn waits_for_restart(machine: &Machine, what: &str) {
    let says = || {
        let (ok, found) = installed_check(machine);
        (!ok && found.contains(what)).then_some(())
    };
    wait_until("word by doctor", LIMIT, says, || installed_check(machine));
    let output = run(machine, &["doctor", "--language", "ar"]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        said.contains("✗ الإصدار المثبّت:") && said.contains("أعد تشغيل Missedhook لاستخدام"),
        "{said}"
    );
}

/// `serve` of that program; `script` runs in the shell that becomes it.
fn serve(machine: &Machine, program: &Path, script: &str) -> Serve {
    let mut command: Command = machine.command("sh");
    let script = format!(r#"{script} exec "$0" serve --json --listen 127.0.0.1:0 --data-dir "$1""#);
    command.arg("-c").arg(script);
    command.arg(program).arg(machine.data_dir());
    Serve::started(&mut command)
}

#[test]
fn an_upgrade_is_told_once_and_the_old_version_goes_on() {
    let machine = Machine::with_bus();
    let program = installed(&machine);
    let notifications = NotificationServer::start(machine.bus());
    let serve = serve(&machine, &program, "");
    let (ok, found) = installed_check(&machine);
    assert!(
        ok && found == "the running program is the installed one",
        "{found}"
    );
    // Other files in its folder are none of its business.
    fs::write(program.with_file_name("other"), "").unwrap();
    replace(&program, "missedhook 99.2.0");
    let shown = notifications.wait_for(TITLE, LIMIT);
    assert!(shown.says("The old version still runs"), "{shown:#?}");
    assert!(shown.says("end it and start it again"), "{shown:#?}");
    let stderr = &serve.process.stderr;
    stderr.wait_for_item("line in the log", LIMIT, |line| line.contains("99.2.0"));

    deliver(&serve.receiver_url, report("/retm/orders", ""));
    notifications.wait_for("/retm/orders", LIMIT);
    replace(&program, "missedhook 99.3.0");
    notifications.wait_for("Missedhook was updated to 99.3.0", LIMIT);
    waits_for_restart(&machine, "Missedhook 99.3.0 is installed");
    let all = notifications.notified().all();
    let told = all.iter().filter(|shown| shown.says("was updated"));
    assert_eq!(told.count(), 2, "once each: {all:#?}");
    serve.process.stop();
}

#[test]
fn under_systemd_it_names_the_command() {
    let machine = Machine::with_bus();
    let program = installed(&machine);
    let notifications = NotificationServer::start(machine.bus());
    // As systemd starts a service: systemd.exec(5), «SYSTEMD_EXEC_PID».
    let serve = serve(&machine, &program, "export SYSTEMD_EXEC_PID=$$;");
    replace(&program, "missedhook 99.2.0");
    let shown = notifications.wait_for(TITLE, LIMIT);
    let command = "systemctl --user restart missedhook";
    assert!(shown.says(command), "{shown:#?}");
    serve.process.stop();
}

#[test]
fn what_the_new_file_prints_is_never_shown() {
    let machine = Machine::with_bus();
    let program = installed(&machine);
    let notifications = NotificationServer::start(machine.bus());
    let serve = serve(&machine, &program, "");
    // Removed: there is nothing to restart.
    fs::remove_file(&program).unwrap();
    deliver(&serve.receiver_url, report("/retm/orders", ""));
    notifications.wait_for("/retm/orders", LIMIT);
    replace(&program, "<b>anything</b> 1.2.3");
    let shown = notifications.wait_for("Missedhook was updated", LIMIT);
    assert!(
        !shown.says("anything") && !shown.says("1.2.3"),
        "{shown:#?}"
    );
    waits_for_restart(&machine, "Another version of Missedhook is installed");
    let all = notifications.notified().all();
    let told = all.iter().filter(|shown| shown.says("was updated"));
    assert_eq!(told.count(), 1, "{all:#?}");
    serve.process.stop();
}
