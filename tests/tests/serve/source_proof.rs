//! Whether a report is a test or simulated is determined by a proof that only this instance can create. A sender's own
//! claim changes nothing.

use std::time::Duration;

use missedhook_tests::{
    LIMIT,
    data::files,
    endpoint::Endpoint,
    machine::Machine,
    notification_server::NotificationServer,
    program::{Serve, list, run, run_json, run_ok},
    retm::{accepted, deliver, fixture, report, request},
    source_proof::{HEADER, claimed, key, proof, test_report},
};
use serde_json::Value;

use crate::ingress::{change_settings, quiet_now};

const NOW: Duration = Duration::ZERO;

#[test]
fn a_sender_cannot_pass_its_report_off_as_a_test() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let dir = machine.data_dir();
    let body = report("/retm/orders", "");
    let mut told: Value = serde_json::from_slice(&fixture("documented.json")).unwrap();
    told["source"] = "test".into();
    deliver(&serve.receiver_url, told.to_string());
    let post = || request(&serve.receiver_url, body.clone());
    accepted(&post().header("missedhook-source", "test").send());
    accepted(&post().header("missedhook-source", "simulated").send());
    let used = proof(&dir, "test", &body, NOW);
    accepted(&claimed(post(), "test", &used).send());
    for (claim, proof) in [
        ("test", String::new()),
        ("test", "1.2.3".to_owned()),
        ("test", "0".repeat(4_000)),
        ("test", used),
        ("test", proof(&dir, "test", b"{}", NOW)),
        ("test", proof(&dir, "simulated", &body, NOW)),
        (
            "test",
            proof(&dir, "test", &body, Duration::from_secs(24 * 3600 + 15)),
        ),
        ("retm", proof(&dir, "retm", &body, NOW)),
    ] {
        accepted(&claimed(post(), claim, &proof).send());
    }
    // The machine slept for an hour in between.
    let late = proof(&dir, "test", &body, Duration::from_secs(3600));
    accepted(&claimed(post(), "test", &late).send());
    let mut sources: Vec<_> = list(&machine, 100)
        .iter()
        .map(|row| row["source"].as_str().unwrap().to_owned())
        .collect();
    sources.reverse();
    let mut expected = vec!["retm"; 13];
    // The genuine ones.
    expected[3] = "test";
    expected[12] = "test";
    assert_eq!(sources, expected);
}

#[test]
fn a_proof_of_the_run_before_is_worth_nothing() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let body = report("/retm/orders", "");
    let before = proof(&machine.data_dir(), "test", &body, NOW);
    serve.process.stop();
    let serve = Serve::start(&machine);
    let request = request(&serve.receiver_url, body);
    accepted(&claimed(request, "test", &before).send());
    assert_eq!(list(&machine, 1)[0]["source"], "retm");
}

#[test]
fn what_simulate_sends_can_be_used_once() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let elsewhere = Endpoint::answering([200]);
    let refused = Endpoint::refused("/retm/orders");
    let url = elsewhere.url("/error/0");
    run(&machine, &["simulate", &refused, "--error-webhook", &url]);
    let sent = elsewhere.requests().all().remove(0);
    let proof = sent.header(HEADER).unwrap();
    for _ in 0..2 {
        let request = request(&serve.receiver_url, sent.body.clone());
        accepted(&claimed(request, "simulated", proof).send());
    }
    let rows = list(&machine, 10);
    let sources = [&rows[1]["source"], &rows[0]["source"]];
    assert_eq!(sources, ["simulated", "retm"]);
}

#[test]
fn a_forged_test_gets_the_same_answer_as_any_report() {
    let machine = Machine::with_bus();
    Serve::start(&machine).process.stop();
    change_settings(&machine, "# quiet_hours = \"\"", &quiet_now());
    let notifications = NotificationServer::start(machine.bus());
    let serve = Serve::start(&machine);
    for number in 0..40 {
        let body = report(&format!("/retm/forged-{number}"), "");
        let request = request(&serve.receiver_url, body);
        accepted(&request.header("missedhook-source", "test").send());
    }
    run_ok(&machine, &["send-test"]);
    notifications.wait_for("Test", LIMIT);
    let all = notifications.notified().all();
    assert_eq!(all.len(), 1, "{all:#?}");
    let genuine = report("/retm/genuine", "");
    accepted(&test_report(&machine.data_dir(), &serve.receiver_url, &genuine).send());
    notifications
        .notified()
        .wait_for_count("notification", 2, LIMIT);
    serve.process.stop();
    let all = notifications.notified().all();
    assert_eq!(all.len(), 2, "{all:#?}");
}

#[test]
fn neither_proof_nor_its_key_is_ever_written_down() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    run_ok(&machine, &["send-test"]);
    run(&machine, &["simulate", &Endpoint::refused("/retm/orders")]);
    let body = report("/retm/orders", "");
    let proof = proof(&machine.data_dir(), "test", &body, NOW);
    accepted(&claimed(request(&serve.receiver_url, body), "test", &proof).send());
    let signature = proof.rsplit('.').next().unwrap().to_owned();
    let secrets = [HEADER.to_owned(), key(&machine.data_dir()), signature];
    let mut printed = run_ok(&machine, &["export", "--format", "json"]);
    for id in ["1", "2", "3"] {
        let shown = run_json(&machine, &["show", id, "--json"]);
        assert!(shown["headers"]["missedhook-source"].is_string(), "{shown}");
        printed += &shown.to_string();
    }
    serve.process.stop();
    for secret in &secrets {
        assert!(!printed.contains(secret), "{secret} in:\n{printed}");
        for file in files(&machine.data_dir()) {
            if file.ends_with("source.key") {
                continue;
            }
            let bytes = std::fs::read(&file).unwrap();
            let text = String::from_utf8_lossy(&bytes);
            assert!(!text.contains(secret), "{secret} in {}", file.display());
        }
    }
}
