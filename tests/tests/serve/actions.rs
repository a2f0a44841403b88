//! The actions of the window's buttons on the command line: with `serve`, which must notice, and without it.

use std::fs;

use missedhook_tests::{
    LIMIT,
    machine::Machine,
    notification_server::NotificationServer,
    program::{Serve, first_start, run, run_json, run_ok, set_local_only},
    recording::wait_until,
    retm::{deliver, report},
};
use serde_json::{Value, json};

/// The state of one proof according to the running program.
fn proof(machine: &Machine, name: &str) -> Option<String> {
    let text = fs::read(machine.data_dir().join("status.json")).ok()?;
    let told: Value = serde_json::from_slice(&text).ok()?;
    let proofs = told["verdict"]["proofs"].as_array()?.clone();
    let proof = proofs.iter().find(|proof| proof["name"] == name)?;
    Some(proof.to_string())
}

fn wait_for_proof(machine: &Machine, name: &str, says: &str) {
    let said = || proof(machine, name).filter(|proof| proof.contains(says));
    wait_until(says, LIMIT, said, || proof(machine, name));
}

#[test]
fn incidents_are_acknowledged_and_resolved_beside_a_running_program_that_notices() {
    let machine = Machine::with_bus();
    let notifications = NotificationServer::start(machine.bus());
    let serve = Serve::start(&machine);
    let first = deliver(&serve.receiver_url, report("/retm/a", "1")).incident;
    let second = deliver(&serve.receiver_url, report("/retm/b", "1")).incident;
    notifications.wait_for("/retm/b", LIMIT);
    wait_for_proof(&machine, "unresolved", "2 endpoints are failing");

    let said = run_ok(&machine, &["acknowledge", &first.to_string()]);
    assert_eq!(said.trim(), "Acknowledged 1 incident.");
    wait_for_proof(&machine, "unresolved", "1 endpoint is failing");
    let (first, second) = (first.to_string(), second.to_string());
    let done = run_json(&machine, &["resolve", &first, &second, "--json"]);
    assert_eq!(done["changed"], 2, "{done}");
    wait_for_proof(&machine, "unresolved", "Nothing is unresolved");
    let again = run_json(&machine, &["resolve", &first, "--json"]);
    assert_eq!(again["changed"], 0, "{again}");
    for command in ["resolve", "acknowledge"] {
        let said = run_ok(&machine, &[command, &first]);
        assert_eq!(said.trim(), format!("#{first} is already resolved."));
    }

    // A new error after that is a new incident.
    let anew = deliver(&serve.receiver_url, report("/retm/a", "2")).incident;
    assert_ne!(anew.to_string(), first);
    let anew = anew.to_string();
    let said = run_ok(&machine, &["acknowledge", &anew, &first]);
    let partly = format!("Acknowledged 1 incident; #{first} is already resolved.");
    assert_eq!(said.trim(), partly);
    let said = run_ok(&machine, &["acknowledge", &anew]);
    assert_eq!(said.trim(), format!("#{anew} is already acknowledged."));
    let unknown = run(&machine, &["resolve", "4711"]);
    let said = String::from_utf8_lossy(&unknown.stderr).into_owned();
    assert!(
        unknown.status.code() == Some(1) && said.contains("4711"),
        "{unknown:#?}"
    );
    serve.process.stop();
    let left: Vec<_> = fs::read_dir(machine.data_dir())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("order"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn what_is_acknowledged_until_it_changes_is_notified_again_when_it_does() {
    let machine = Machine::with_bus();
    let notifications = NotificationServer::start(machine.bus());
    let serve = Serve::start(&machine);
    let failing = |code: i64| {
        let body = json!({"code": code, "endpoint": "/retm/a", "message": "x"});
        deliver(&serve.receiver_url, body.to_string()).incident
    };
    let id = failing(502).to_string();
    notifications.wait_for("502", LIMIT);
    let said = run_ok(&machine, &["acknowledge", "--until-change", &id]);
    assert_eq!(said.trim(), "Acknowledged 1 incident until it changes.");
    let said = run_ok(&machine, &["acknowledge", "--until-change", &id]);
    let already = format!("#{id} is already acknowledged until it changes.");
    assert_eq!(said.trim(), already);
    let incident = |machine: &Machine| {
        let told = run_json(machine, &["report", &id, "--json"]);
        told["detail"]["incident"].clone()
    };
    let known = incident(&machine);
    assert_eq!(known["state"], "acknowledged", "{known}");
    assert_eq!(known["until_change"], true, "{known}");
    failing(502);
    assert_eq!(incident(&machine)["state"], "acknowledged");

    failing(401);
    let told = notifications.wait_for("Changed from 502 to 401", LIMIT);
    assert!(told.says("/retm/a") && told.says("401"), "{told:#?}");
    let changed = incident(&machine);
    assert_eq!(changed["state"], "open", "{changed}");
    assert!(changed["until_change"].is_null(), "{changed}");
    let document = run_ok(&machine, &["report", &id]);
    let entry = "No longer acknowledged: changed from 502 to 401";
    assert!(document.contains(entry), "{document}");
}

#[test]
fn incidents_are_resolved_where_nobody_runs() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let incident = deliver(&serve.receiver_url, report("/retm/a", "1")).incident;
    serve.process.stop();
    let done = run_json(&machine, &["resolve", &incident.to_string(), "--json"]);
    assert_eq!(done["text"], "Resolved 1 incident", "{done}");
    let _serve = Serve::start(&machine);
    wait_for_proof(&machine, "unresolved", "Nothing is unresolved");
    let usage = run(&machine, &["resolve"]);
    assert_eq!(usage.status.code(), Some(2), "{usage:#?}");
}

#[test]
fn this_machine_only_is_chosen_and_taken_back_beside_a_running_program_that_notices() {
    let machine = Machine::headless();
    first_start(&machine);
    let _serve = Serve::start(&machine);
    wait_for_proof(&machine, "way_in", "RETM can't reach you yet");
    let said = run_ok(&machine, &["local-only"]);
    assert!(said.contains("This machine only"), "{said}");
    wait_for_proof(&machine, "way_in", "set_aside");
    run_ok(&machine, &["local-only", "--off"]);
    wait_for_proof(&machine, "way_in", "RETM can't reach you yet");
}

/// The whole workflow without a window.
#[test]
fn without_a_window_all_can_be_well() {
    let machine = Machine::with_bus();
    let notifications = NotificationServer::start(machine.bus());
    set_local_only(&machine);
    let _serve = Serve::start(&machine);
    run_ok(&machine, &["send-test"]);
    notifications.wait_for("Test received", LIMIT);
    run_ok(&machine, &["resolve", "1"]);
    let looked = || {
        let output = run(&machine, &["doctor", "--json"]);
        serde_json::from_slice::<Value>(&output.stdout).unwrap()
    };
    let well = || (looked()["headline"] == "No open incidents.").then_some(());
    wait_until("all is well", LIMIT, well, looked);
}
