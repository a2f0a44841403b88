//! Notification servers that are missing, late, restarted or hanging, and a session bus that hangs or ends: this is reported once,
//! and pending alerts are shown once the server answers.

use std::os::unix::fs::PermissionsExt;

use missedhook_tests::{
    LIMIT,
    machine::Machine,
    notification_server::{NotificationServer, USUAL},
    program::{Serve, list, on_data_dir, run, run_ok},
    recording::wait_until,
    retm::{deliver, fixture, report},
};

use super::{RETRY_LIMIT, started, timeline, wait_for_acknowledged};

/// The message when a notification could not be shown. The overall state may mention it too.
fn is_about_showing(line: &str) -> bool {
    line.contains("No notification server answers on this desktop. Reports are kept")
}

#[test]
fn without_a_notification_server_it_says_so_once_and_notifies_later() {
    let machine = Machine::with_bus();
    let serve = Serve::start(&machine);
    for endpoint in ["/retm/one", "/retm/two"] {
        deliver(&serve.receiver_url, report(endpoint, ""));
    }
    serve
        .process
        .stderr
        .wait_for_item("word on stderr of notifications", LIMIT, |line| {
            is_about_showing(line)
        });
    assert_eq!(list(&machine, 100).len(), 2);
    let notifications = NotificationServer::start(machine.bus());
    deliver(&serve.receiver_url, report("/retm/three", ""));
    for endpoint in ["/retm/one", "/retm/two", "/retm/three"] {
        notifications.wait_for(endpoint, RETRY_LIMIT);
    }
    let said = serve.process.stderr.all();
    assert_eq!(
        said.iter().filter(|line| is_about_showing(line)).count(),
        1,
        "{said:#?}"
    );
}

/// `serve` as a service without a session bus, `doctor` in a complete desktop session.
#[test]
fn doctor_says_that_the_running_program_can_show_nothing() {
    let machine = Machine::with_bus();
    let _notifications = NotificationServer::start(machine.bus());
    let nowhere = ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
    let _serve = Serve::start_with(&machine, &[nowhere]);
    let looked = || {
        let doctor = run(&machine, &["doctor", "--json"]);
        let json: serde_json::Value = serde_json::from_slice(&doctor.stdout).unwrap();
        let checks = json["checks"].as_array().unwrap();
        let check = checks.iter().find(|check| check["name"] == "notifications");
        check.unwrap().clone()
    };
    let said = || (looked()["ok"] == false).then_some(());
    wait_until("that nothing can be shown", LIMIT, said, looked);
}

/// Each attempt costs the desktop a process that dies, so not every report may make one.
#[test]
fn a_server_that_cannot_start_is_not_started_for_each_report() {
    let machine = Machine::with_bus();
    let (starts, program) = (machine.root().join("starts"), machine.root().join("server"));
    let script = format!(
        "#!/bin/sh\necho started >> '{}'\nexit 1\n",
        starts.display()
    );
    std::fs::write(&program, script).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    machine.bus().add_service(
        "org.freedesktop.Notifications",
        &program.display().to_string(),
    );
    let serve = Serve::start(&machine);
    let started = || std::fs::read_to_string(&starts).map_or(0, |text| text.lines().count());
    let reports = 60;
    for number in 0..reports {
        deliver(&serve.receiver_url, report(&format!("/retm/{number}"), ""));
    }
    wait_until(
        "the bus starts a server",
        LIMIT,
        || (started() > 0).then_some(()),
        started,
    );
    assert!(started() < reports / 4, "{} starts", started());
    let notifications = NotificationServer::start(machine.bus());
    notifications.wait_for("failing", LIMIT);
}

/// A service file proves nothing: the service may be unable to run, for example without a display.
#[test]
fn a_server_that_the_bus_cannot_start_stays_missing_and_is_said_once() {
    let machine = Machine::with_bus();
    machine
        .bus()
        .add_service("org.freedesktop.Notifications", "/bin/false");
    let serve = Serve::start(&machine);
    deliver(&serve.receiver_url, report("/retm/one", ""));
    let stderr = &serve.process.stderr;
    stderr.wait_for_item("word of it", LIMIT, |line| is_about_showing(line));
    // It looks for one every ten seconds.
    let proof = || {
        let text = std::fs::read(machine.data_dir().join("status.json")).unwrap_or_default();
        let told: serde_json::Value = serde_json::from_slice(&text).unwrap_or_default();
        let proofs = told["verdict"]["proofs"].as_array().cloned();
        let mut proofs = proofs.unwrap_or_default().into_iter();
        proofs.find(|proof| proof["name"] == "notifications")
    };
    let is_missing = || (proof()?["state"] == "missing").then_some(());
    wait_until("that it is missing", LIMIT, is_missing, proof);
    let end = std::time::Instant::now() + std::time::Duration::from_secs(25);
    while std::time::Instant::now() < end {
        assert_eq!(proof().unwrap()["state"], "missing");
        std::thread::sleep(std::time::Duration::from_millis(200));
    }
    let said = stderr.all();
    let about = said.iter().filter(|line| is_about_showing(line));
    assert_eq!(about.count(), 1, "{said:#?}");
}

#[test]
fn without_a_session_bus_reports_are_kept_all_the_same() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    for endpoint in ["/retm/one", "/retm/two", "/retm/three"] {
        deliver(&serve.receiver_url, report(endpoint, ""));
    }
    serve
        .process
        .stderr
        .wait_for_item("word on stderr of notifications", LIMIT, |line| {
            is_about_showing(line)
        });
    serve.wait_for_delivery_errors(3);
    assert_eq!(list(&machine, 100).len(), 3);
    let said = serve.process.stderr.all();
    serve.process.stop();
    assert_eq!(
        said.iter().filter(|line| is_about_showing(line)).count(),
        1,
        "{said:#?}"
    );
}

#[test]
fn what_could_not_be_shown_is_shown_after_a_restart() {
    let machine = Machine::with_bus();
    let serve = Serve::start(&machine);
    deliver(&serve.receiver_url, fixture("documented.json"));
    serve.process.stop();
    let notifications = NotificationServer::start(machine.bus());
    let _serve = Serve::start(&machine);
    let first = notifications.wait_for("/retm/orders", LIMIT);
    assert_eq!(first.replaces_id, 0, "{first:#?}");
}

/// The message about a server that does not answer.
fn no_server(line: &str) -> bool {
    line.contains("No notification server answers")
}

#[test]
fn a_hanging_notification_server_is_reported_and_pending_alerts_come_once_when_it_answers() {
    let (machine, notifications, serve) = started(USUAL);
    deliver(&serve.receiver_url, report("/retm/before", ""));
    notifications.wait_for("/retm/before", LIMIT);
    notifications.hang();
    deliver(&serve.receiver_url, report("/retm/meanwhile", ""));
    let stderr = &serve.process.stderr;
    stderr.wait_for_item("word of the hanging server", LIMIT, |line| no_server(line));
    deliver(&serve.receiver_url, report("/retm/later", ""));
    // `doctor` calls the same server, and does not hang either.
    let doctor = missedhook_tests::program::run(&machine, &["doctor"]);
    let found = String::from_utf8_lossy(&doctor.stdout).into_owned();
    assert!(no_server(&found), "{found}");
    // Long enough for several more attempts, none of which may be shown in the end.
    let tries = std::time::Duration::from_secs(25);
    let shown = notifications
        .notified()
        .look_for(tries, |all| (all.len() > 1).then_some(()));
    assert_eq!(shown, None);
    notifications.go_on();
    for endpoint in ["/retm/meanwhile", "/retm/later"] {
        notifications.wait_for(endpoint, RETRY_LIMIT);
    }
    // A fourth endpoint would be a storm.
    run_ok(&machine, &["send-test"]);
    notifications.wait_for("Test received", LIMIT);
    let all = notifications.notified().all();
    assert_eq!(all.len(), 4, "each once: {all:#?}");
    let said = serve.process.stderr.all();
    let said: Vec<_> = said.iter().filter(|line| no_server(line)).collect();
    assert_eq!(said.len(), 1, "{said:#?}");
}

#[test]
fn a_notification_server_that_hangs_does_not_hold_up_the_end() {
    let (machine, notifications, serve) = started(USUAL);
    notifications.hang();
    deliver(&serve.receiver_url, report("/retm/orders", ""));
    wait_until(
        "planned alert",
        LIMIT,
        || (!timeline(&machine, 1).is_empty()).then_some(()),
        || timeline(&machine, 1),
    );
    serve.process.stop();
    notifications.go_on();
    let _serve = Serve::start(&machine);
    notifications.wait_for("/retm/orders", LIMIT);
}

#[test]
fn serve_offers_what_works_without_a_window_and_hears_a_server_that_signals_only_the_caller() {
    let (machine, notifications, serve) = started(USUAL);
    notifications.tell_callers_alone();
    deliver(&serve.receiver_url, report("/retm/orders", ""));
    let told = notifications.wait_for("/retm/orders", LIMIT);
    assert_eq!(
        told.actions,
        [
            "missedhook-acknowledge",
            "Acknowledge",
            "missedhook-mute",
            "Mute 1 h"
        ]
    );
    notifications.invoke_action(told.id, "missedhook-acknowledge");
    wait_for_acknowledged(&machine, 1);
}

#[test]
fn a_session_bus_that_never_answers_is_said_and_holds_up_neither_doctor_nor_the_end() {
    let machine = Machine::headless();
    let socket = machine.root().join("deaf-bus");
    // The system accepts connections for it, but it never answers.
    let _deaf = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    let address = format!("unix:path={}", socket.display());
    let bus = ("DBUS_SESSION_BUS_ADDRESS", &*address);
    let serve = Serve::start_with(&machine, &[bus]);
    deliver(&serve.receiver_url, report("/retm/orders", ""));
    let stderr = &serve.process.stderr;
    stderr.wait_for_item("word of no server", LIMIT, |line| no_server(line));
    let mut doctor = on_data_dir(&machine, &["doctor"]);
    doctor.env(bus.0, bus.1);
    let said = missedhook_tests::program::run_command(doctor).stdout;
    let said = String::from_utf8_lossy(&said).into_owned();
    assert!(no_server(&said), "{said}");
    serve.process.stop();
}

#[test]
fn a_session_bus_that_ends_and_comes_back_is_no_failure_of_ours() {
    let (mut machine, notifications, serve) = started(USUAL);
    deliver(&serve.receiver_url, report("/retm/before", ""));
    notifications.wait_for("/retm/before", LIMIT);
    let stderr = &serve.process.stderr;

    machine.bus_mut().kill();
    stderr.wait_for_item("word of the missing server", LIMIT, |line| {
        is_about_showing(line)
    });
    deliver(&serve.receiver_url, report("/retm/meanwhile", ""));

    machine.bus_mut().start_again();
    drop(notifications);
    let notifications = NotificationServer::start(machine.bus());
    let told = notifications.wait_for("/retm/meanwhile", RETRY_LIMIT);
    notifications.invoke_action(told.id, "missedhook-acknowledge");
    wait_for_acknowledged(&machine, 2);
    let said = stderr.all().concat();
    assert!(!said.contains("unexpectedly"), "{said}");
}
