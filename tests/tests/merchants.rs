//! Merchants: each has a token, and its name is on everything that came with it.

#[path = "merchants/projects.rs"]
mod projects;

use std::fs;

use missedhook_tests::{
    LIMIT,
    data::{KEY, files_with},
    endpoint::Endpoint,
    http::{Answer, Request},
    machine::Machine,
    program::{Serve, list, run, run_json, run_ok, show},
    recording::wait_until,
    retm::{ORDERS, report},
};
use serde_json::Value;

const OLAYA: &str = "token-of-olaya-0123";
const RIYADH: &str = "token-of-riyadh-4567";
const PLAIN: &str = "token-without-a-name";

const MERCHANTS: &str = "
[[merchant]]
name = \"Olaya branch\"
token = \"token-of-olaya-0123\"
project = \"staging\"

[[merchant]]
name = \"مطعم الرياض\"
token = \"token-of-riyadh-4567\"

[[project]]
name = \"staging\"
colour = \"amber\"
";

/// Writes settings with additional lines in the receiver's table, and after it.
fn write(machine: &Machine, receiver: &str, rest: &str) {
    fs::create_dir_all(machine.data_dir()).unwrap();
    let text = format!("[receiver]\nkey = \"{KEY}\"\n{receiver}\n{rest}");
    fs::write(machine.data_dir().join("settings.toml"), text).unwrap();
}

fn started(receiver: &str, rest: &str) -> (Machine, Serve) {
    let machine = Machine::headless();
    write(&machine, receiver, rest);
    let serve = Serve::start(&machine);
    (machine, serve)
}

fn post(serve: &Serve, token: Option<&str>, endpoint: &str) -> Answer {
    let request = Request::post(&serve.receiver_url, report(endpoint, "said"));
    match token {
        Some(token) => request
            .header("Authorization", &format!("Bearer {token}"))
            .send(),
        None => request.send(),
    }
}

fn names(rows: &[Value]) -> Vec<Option<&str>> {
    rows.iter().map(|row| row["merchant"].as_str()).collect()
}

#[test]
fn the_token_names_the_merchant_wherever_a_report_is_shown() {
    let plain = format!("bearer_token = \"{PLAIN}\"");
    let (machine, serve) = started(&plain, MERCHANTS);
    for (token, status) in [
        (Some(OLAYA), 200),
        (Some(RIYADH), 200),
        (Some(PLAIN), 200),
        (Some("wrong"), 401),
        (None, 401),
    ] {
        assert_eq!(post(&serve, token, ORDERS).status, status, "{token:?}");
    }
    let rows = list(&machine, 10);
    let (olaya, riyadh) = (Some("Olaya branch"), Some("مطعم الرياض"));
    assert_eq!(names(&rows), [None, riyadh, olaya]);
    assert_eq!(show(&machine, 1)["merchant"], "Olaya branch");
    assert_eq!(show(&machine, 3)["merchant"], Value::Null);
    let staging = serde_json::json!({"name": "staging", "colour": "amber"});
    assert_eq!(
        [&rows[2]["project"], &show(&machine, 1)["project"]],
        [&staging, &staging]
    );
    assert_eq!(rows[1]["project"], Value::Null);

    let found = |query: &str| run_json(&machine, &["list", query, "--json"]);
    let ids = |query: &str| -> Vec<i64> {
        let rows = found(query);
        let rows = rows.as_array().unwrap().iter();
        rows.map(|row| row["id"].as_i64().unwrap()).collect()
    };
    assert_eq!(ids("merchant:olaya"), [1]);
    assert_eq!(ids("merchant:\"Olaya branch\""), [1]);
    assert_eq!(ids("merchant:الرياض"), [2]);
    assert_eq!(ids("merchant:nobody"), Vec::<i64>::new());

    assert!(run_ok(&machine, &["list"]).contains("[Olaya branch]"));
    let evidence = run_ok(&machine, &["report", "1"]);
    assert!(
        evidence.contains("Merchant") && evidence.contains("Olaya branch"),
        "{evidence}"
    );
    let evidence = run_json(&machine, &["report", "1", "--json"]);
    let incident = &evidence["detail"]["incident"];
    assert_eq!(
        incident["merchant"],
        Value::Null,
        "of the latest: {incident}"
    );
    assert_eq!(evidence["detail"]["merchants"].as_array().unwrap().len(), 2);

    for token in [OLAYA, RIYADH, PLAIN] {
        assert_eq!(
            files_with(&machine.data_dir(), token),
            Vec::<std::path::PathBuf>::new()
        );
    }
    assert!(
        serve
            .delivery_errors()
            .iter()
            .any(|row| row["merchant"] == "Olaya branch")
    );
}

#[test]
fn no_token_is_taken_where_that_is_allowed_and_a_wrong_one_is_not() {
    let (machine, serve) = started("allow_no_token = true", MERCHANTS);
    assert_eq!(post(&serve, None, ORDERS).status, 200);
    assert_eq!(post(&serve, Some("wrong"), ORDERS).status, 401);
    assert_eq!(post(&serve, Some(OLAYA), ORDERS).status, 200);
    assert_eq!(names(&list(&machine, 10)), [Some("Olaya branch"), None]);
}

#[test]
fn a_token_is_added_and_taken_away_without_a_restart() {
    let (machine, serve) = started("bearer_token = \"token-without-a-name\"", "");
    assert_eq!(post(&serve, Some(OLAYA), ORDERS).status, 401);
    let is_answered = |token: &str, status: u16| {
        let look = || (post(&serve, Some(token), ORDERS).status == status).then_some(());
        wait_until("the new settings", LIMIT, look, || serve.delivery_errors());
    };
    write(&machine, "", MERCHANTS);
    is_answered(OLAYA, 200);
    is_answered(PLAIN, 401);
    assert_eq!(list(&machine, 1)[0]["merchant"], "Olaya branch");
    write(&machine, "bearer_token = \"token-without-a-name\"", "");
    is_answered(OLAYA, 401);
}

#[test]
fn a_token_in_a_header_or_a_problem_is_never_shown() {
    let (machine, serve) = started("", MERCHANTS);
    let sent = Request::post(&serve.receiver_url, report(ORDERS, "said"))
        .header("Authorization", &format!("Bearer {OLAYA}"))
        .header("x-copy", &format!("it is {RIYADH}"))
        .send();
    assert_eq!(sent.status, 200);
    let shown = run_ok(&machine, &["show", "1"]);
    assert!(shown.contains("it is [redacted]"), "{shown}");
    assert!(!shown.contains(OLAYA) && !shown.contains(RIYADH), "{shown}");
    write(
        &machine,
        "",
        &MERCHANTS.replace("token-of-riyadh-4567", OLAYA),
    );
    let said = run(&machine, &["doctor"]);
    let said = format!("{said:?}");
    assert!(said.contains("token is that of another"), "{said}");
    assert!(!said.contains(OLAYA), "{said}");
}

#[test]
fn the_relay_takes_the_same_tokens() {
    let endpoint = Endpoint::answering([200]);
    let target = endpoint.url("");
    let relay = format!("[relay]\nenabled = true\ntarget = \"{target}\"\n{MERCHANTS}");
    let (machine, _serve) = started("", &relay);
    let hook = run_ok(&machine, &["url", "--hook"]).trim().to_owned();
    let event = r#"{"event":"order.created","business_refrence":"b-1"}"#;
    let post = |token: &str| {
        Request::post(&format!("{hook}/orders"), event)
            .header("Authorization", &format!("Bearer {token}"))
            .send()
            .status
    };
    assert_eq!((post("wrong"), post(OLAYA)), (401, 200));
    let rows = run_json(&machine, &["requests", "--json"]);
    assert_eq!(names(rows.as_array().unwrap()), [Some("Olaya branch")]);
}

#[test]
fn simulate_sends_a_merchants_token() {
    let (machine, serve) = started("", MERCHANTS);
    let endpoint = Endpoint::answering([500]);
    run(
        &machine,
        &["simulate", &endpoint.url("/retm/orders"), "--token", RIYADH],
    );
    let rows = serve.wait_for_delivery_errors(1);
    assert_eq!(rows[0]["merchant"], "مطعم الرياض");
    assert_eq!(rows[0]["source"], "simulated");
}

#[test]
fn a_report_of_the_relays_url_names_the_requests_that_failed() {
    let endpoint = Endpoint::answering([500]);
    let target = endpoint.url("");
    let relay = format!(
        "[relay]\nenabled = true\ntarget = \"{target}\"\n[[relay.route]]\npath = \"*\"\nmode = \"through\"\n"
    );
    let (machine, serve) = started("", &relay);
    let hook = run_ok(&machine, &["url", "--hook"]).trim().to_owned();
    post(&serve, None, &format!("{hook}/menu"));
    let orders = format!("{hook}/orders");
    run(&machine, &["simulate", &orders, "--event", "order.created"]);
    post(&serve, None, &format!("{hook}/menu"));
    let ids: Vec<i64> = vec![1, 2, 3];
    let [before, failed, no_way_in] = [1, 2, 3].map(|id| show(&machine, id));
    assert_eq!(failed["requests"], serde_json::json!(ids), "{failed}");
    assert_eq!(failed["requests_note"], Value::Null);
    assert_eq!(no_way_in["requests"], serde_json::json!([]));
    let note = no_way_in["requests_note"].as_str().unwrap_or_default();
    assert!(note.contains("the way in was down"), "{no_way_in}");
    assert_eq!(
        before["requests_note"],
        Value::Null,
        "nothing known then: {before}"
    );
}
