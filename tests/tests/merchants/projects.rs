//! Projects: of a merchant and of a key, in a search, a wait and an alert rule, in quiet hours and muted.

use missedhook_tests::{
    LIMIT,
    data::{now, open_database},
    endpoint::Endpoint,
    http::Request,
    machine::Machine,
    mcp_client::McpClient,
    notification_server::NotificationServer,
    program::{Running, Serve, list, on_data_dir, run_json, run_ok, show},
    recording::wait_until,
    retm::accepted,
};
use serde_json::Value;

use super::{MERCHANTS, OLAYA, RIYADH, post, started, write};

/// Writes settings with a project for the receiver's key and for the relay's.
fn write_keys(machine: &Machine, target: &Endpoint, (receiver, relay): (&str, &str), rest: &str) {
    let target = target.url("");
    let relay = format!("[relay]\nenabled = true\ntarget = \"{target}\"\nproject = \"{relay}\"");
    let receiver = format!("allow_no_token = true\nproject = \"{receiver}\"");
    write(machine, &receiver, &format!("{relay}\n{MERCHANTS}{rest}"));
}

/// Sends an event that the integration refuses, and waits until the relay has reported that.
fn refused(machine: &Machine, path: &str) {
    let hook = run_ok(machine, &["url", "--hook"]).trim().to_owned();
    let body = r#"{"event":"order.created"}"#;
    let sent = Request::post(&format!("{hook}{path}"), body).send();
    assert_eq!(sent.status, 200);
    let rows = || run_json(machine, &["list", "is:relay", "--json"]);
    let is_it = |row: &Value| row["endpoint"].as_str().unwrap().ends_with(path);
    let reported = || {
        let rows = rows();
        rows.as_array().unwrap().iter().any(is_it).then_some(())
    };
    wait_until("report", LIMIT, reported, rows);
}

fn project(value: &Value) -> Option<&str> {
    value["project"]["name"].as_str()
}

#[test]
fn a_key_has_a_project_for_what_comes_without_a_merchants_token() {
    let machine = Machine::with_bus();
    let notifications = NotificationServer::start(machine.bus());
    let endpoint = Endpoint::answering([422]);
    write_keys(&machine, &endpoint, ("production", "dark"), "");
    let serve = Serve::start(&machine);
    post(&serve, None, "/retm/nameless");
    let told = notifications.wait_for("/retm/nameless", LIMIT);
    assert!(told.says("Project: production"), "{told:?}");
    post(&serve, Some(RIYADH), "/retm/nameless");
    post(&serve, Some(OLAYA), "/retm/nameless");
    let rows = list(&machine, 10);
    let projects: Vec<_> = rows.iter().map(project).collect();
    assert_eq!(projects, ["staging", "production", "production"].map(Some));
    assert_eq!(project(&show(&machine, 1)), Some("production"));

    refused(&machine, "/of-relay");
    let requests = run_json(&machine, &["requests", "--json"]);
    assert_eq!(project(&requests[0]), Some("dark"));
    let shown = run_json(&machine, &["requests", "show", "1", "--json"]);
    assert_eq!(project(&shown), Some("dark"));
    assert_eq!(project(&list(&machine, 1)[0]), Some("dark"));
    let told = notifications.wait_for("/of-relay", LIMIT);
    assert!(told.says("Project: dark"), "{told:?}");
}

#[test]
fn a_search_finds_the_reports_of_a_project() {
    let machine = Machine::headless();
    let endpoint = Endpoint::answering([422]);
    write_keys(&machine, &endpoint, ("production", "dark"), "");
    let serve = Serve::start(&machine);
    let of = |token, path| accepted(&post(&serve, token, path)).incident;
    // One incident has reports of two projects. RIYADH has none of its own.
    let both = of(None, "/retm/both");
    assert_eq!(of(Some(OLAYA), "/retm/both"), both);
    let staging = of(Some(OLAYA), "/retm/staging");
    let production = of(Some(RIYADH), "/retm/production");
    refused(&machine, "/of-relay");
    let ids = |arguments: &[&str]| -> Vec<i64> {
        let rows = run_json(&machine, &[arguments, &["--json"]].concat());
        let rows = rows.as_array().unwrap().iter();
        rows.map(|row| row["id"].as_i64().unwrap()).collect()
    };
    for (query, expected) in [
        ("project:staging", vec![3, 2]),
        ("project:PROD", vec![4, 1]),
        ("project:dark", vec![5]),
        ("project:staging project:dark", vec![5, 3, 2]),
        ("project:staging endpoint:both", vec![2]),
        ("project:production merchant:olaya", vec![]),
        ("project:nothing", vec![]),
    ] {
        assert_eq!(ids(&["list", query]), expected, "{query}");
    }
    let exported = run_ok(&machine, &["export", "project:dark", "--format", "ndjson"]);
    assert_eq!(exported.lines().count(), 1, "{exported}");
    assert!(exported.contains("/of-relay"), "{exported}");

    let mut agent = McpClient::start(&machine, &[]);
    let mut found = |query: &str| -> Vec<i64> {
        let page = agent.answer("incidents", &serde_json::json!({ "query": query }));
        let rows = page["incidents"].as_array().unwrap().iter();
        rows.map(|row| row["id"].as_i64().unwrap()).collect()
    };
    assert_eq!(found("project:staging"), [staging, both]);
    assert_eq!(found("project:production"), [production, both]);
    assert_eq!(found("project:dark").len(), 1);
    let one = agent.answer("incident", &serde_json::json!({ "incident": staging }));
    assert_eq!(one["incident"]["project"], "staging", "{one}");

    // What the settings say now counts for what was received before.
    let moved = MERCHANTS.replace("project = \"staging\"", "project = \"dark\"");
    write(&machine, "allow_no_token = true", &moved);
    assert_eq!(ids(&["list", "project:dark"]), [3, 2]);
    assert_eq!(ids(&["list", "project:production"]), Vec::<i64>::new());
}

/// Starts `missedhook wait --for` and returns once it has looked for the first time.
fn waiting(machine: &Machine, what: &str, query: &str) -> Running {
    let args = ["wait", "--for", what, query, "--timeout", "2m", "--json"];
    let waiting = Running::spawn(&mut on_data_dir(machine, &args));
    let begun = |line: &String| line.contains("Waiting");
    waiting.stderr.wait_for_item("that it waits", LIMIT, begun);
    waiting
}

/// What it printed at its end.
fn said(mut waiting: Running) -> Value {
    let status = waiting.wait();
    assert_eq!(status.code(), Some(0), "{}", waiting.output());
    serde_json::from_str(&waiting.stdout.all().concat()).unwrap()
}

#[test]
fn a_wait_is_for_the_errors_of_a_project() {
    let (machine, serve) = started("allow_no_token = true", MERCHANTS);
    let error = waiting(&machine, "error", "project:staging");
    assert_eq!(post(&serve, None, "/retm/other").status, 200);
    assert_eq!(post(&serve, Some(OLAYA), "/retm/staging").status, 200);
    let error = said(error);
    assert_eq!(error["delivery_error"]["id"], 2, "{error}");

    // The incident of no project stays open.
    let recovered = waiting(&machine, "recovered", "project:staging");
    let staging = show(&machine, 2)["incident_id"].to_string();
    run_ok(&machine, &["resolve", &staging]);
    let recovered = said(recovered);
    let incidents = recovered["incidents"].as_array().unwrap();
    assert_eq!(incidents.len(), 1, "{recovered}");
    assert_eq!(incidents[0]["id"].to_string(), staging, "{recovered}");
}

#[test]
fn an_alert_rule_may_ask_for_a_project() {
    let machine = Machine::with_bus();
    let notifications = NotificationServer::start(machine.bus());
    let rule = "[[alerts.rule]]\nsearch = \"project:staging code:503\"\nnotify = false\n";
    write(&machine, "", &format!("{MERCHANTS}\n{rule}"));
    let serve = Serve::start(&machine);
    assert_eq!(post(&serve, Some(OLAYA), "/retm/staging").status, 200);
    assert_eq!(post(&serve, Some(RIYADH), "/retm/other").status, 200);
    notifications.wait_for("/retm/other", LIMIT);
    let all = notifications.notified().all();
    assert!(!all.iter().any(|one| one.says("/retm/staging")), "{all:?}");
}

#[test]
fn a_keys_project_is_muted_while_the_program_runs() {
    let machine = Machine::with_bus();
    let notifications = NotificationServer::start(machine.bus());
    let endpoint = Endpoint::answering([422]);
    write_keys(&machine, &endpoint, ("", "dark"), "");
    let serve = Serve::start(&machine);
    let rest = "
[[merchant]]
name = \"New\"
token = \"token-of-the-new-one\"

[[project]]
name = \"dark\"
mute = true
";
    write_keys(&machine, &endpoint, ("", "dark"), rest);
    let sent = || post(&serve, Some("token-of-the-new-one"), "/retm/first").status;
    let taken_over = || (sent() == 200).then_some(());
    wait_until("the settings", LIMIT, taken_over, || ());
    refused(&machine, "/of-relay");
    // By the other key: it is notified.
    post(&serve, None, "/retm/last");
    notifications.wait_for("/retm/last", LIMIT);
    let all = notifications.notified().all();
    assert!(!all.iter().any(|one| one.says("of-relay")), "{all:?}");
    assert_eq!(project(&show(&machine, 1)), None);
}

/// The hours from the one before to the one after the next, as the program's own clock tells them.
fn quiet_now() -> String {
    let hour: u8 = now()[11..13].parse().unwrap();
    format!(
        "quiet_hours = \"{:02}:00-{:02}:00\"",
        (hour + 23) % 24,
        (hour + 2) % 24
    )
}

#[test]
fn a_keys_project_waits_in_its_quiet_hours() {
    let machine = Machine::with_bus();
    let notifications = NotificationServer::start(machine.bus());
    let endpoint = Endpoint::answering([422]);
    let dark = |more: &str| format!("\n[[project]]\nname = \"dark\"\n{more}\n");
    write_keys(&machine, &endpoint, ("", "dark"), &dark(&quiet_now()));
    let serve = Serve::start(&machine);
    refused(&machine, "/of-relay");
    // By the other key: it is notified.
    post(&serve, None, "/retm/other");
    notifications.wait_for("/retm/other", LIMIT);
    let all = notifications.notified().all();
    assert!(!all.iter().any(|one| one.says("of-relay")), "{all:?}");
    assert!(timeline(&machine, 1).contains("quiet hours"));
    // They are over: what waited is told.
    write_keys(&machine, &endpoint, ("", "dark"), &dark("mute = false"));
    notifications.wait_for("of-relay", LIMIT);
}

/// More than are read at once.
#[test]
fn what_a_projects_quiet_hours_hold_delays_no_other() {
    let machine = Machine::with_bus();
    let notifications = NotificationServer::start(machine.bus());
    write(
        &machine,
        "",
        &MERCHANTS.replace("colour = \"amber\"", &quiet_now()),
    );
    Serve::start(&machine).process.stop();
    open_database(&machine.data_dir())
        .execute_batch(
            "BEGIN;
             WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 1200)
             INSERT INTO incidents (subject, state, opened_at, last_error_at, error_count, changed_at, kept_count)
               SELECT 'endpoint:/held/' || n, 'open', 0, 0, 1, 0, 1 FROM n;
             INSERT INTO incident_merchants (incident_id, merchant, count, last_at)
               SELECT id, 'Olaya branch', 1, 0 FROM incidents;
             INSERT INTO alerts (incident_id, kind, decided_at, due_at, held)
               SELECT id, 'opened', 0, 0, 'quiet_hours' FROM incidents;
             COMMIT;",
        )
        .unwrap();
    let serve = Serve::start(&machine);
    assert_eq!(post(&serve, Some(RIYADH), "/retm/other").status, 200);
    notifications.wait_for("/retm/other", LIMIT);
    let waiting = "SELECT count(*) FROM alerts WHERE raised_at IS NULL";
    let database = open_database(&machine.data_dir());
    let waiting = || -> i64 { database.query_row(waiting, [], |row| row.get(0)).unwrap() };
    let all_others = || (waiting() == 1200).then_some(());
    wait_until("the record", LIMIT, all_others, waiting);
}

/// What is said of an incident on its timeline.
fn timeline(machine: &Machine, incident: i64) -> String {
    run_ok(machine, &["report", &incident.to_string()])
}

#[test]
fn a_project_in_its_quiet_hours_waits_and_a_muted_one_does_not_notify() {
    let machine = Machine::with_bus();
    let notifications = NotificationServer::start(machine.bus());
    let quiet = quiet_now();
    let with = |line: &str| MERCHANTS.replace("colour = \"amber\"", line);
    write(&machine, "", &with(&quiet));
    let serve = Serve::start(&machine);
    let told = || -> Vec<String> {
        let all = notifications.notified().all();
        all.into_iter().map(|one| one.summary).collect()
    };
    assert_eq!(post(&serve, Some(OLAYA), "/retm/quiet").status, 200);
    assert_eq!(post(&serve, Some(RIYADH), "/retm/other").status, 200);
    notifications.wait_for("/retm/other", LIMIT);
    assert_eq!(told().len(), 1, "{:?}", told());
    assert!(timeline(&machine, 1).contains("quiet hours"));

    // The hours are over: what waited is told in a summary.
    write(&machine, "", &with("mute = false"));
    notifications.wait_for("/retm/quiet", LIMIT);

    write(&machine, "allow_no_token = true", &with("mute = true"));
    let taken_over = || (post(&serve, None, "/retm/other").status == 200).then_some(());
    wait_until("the settings", LIMIT, taken_over, || ());
    assert_eq!(post(&serve, Some(OLAYA), "/retm/muted").status, 200);
    assert_eq!(post(&serve, Some(RIYADH), "/retm/last").status, 200);
    notifications.wait_for("/retm/last", LIMIT);
    assert!(
        !told().iter().any(|one| one.contains("muted")),
        "{:?}",
        told()
    );
    let muted = list(&machine, 10)
        .iter()
        .find(|row| row["endpoint"].as_str().unwrap().ends_with("/retm/muted"))
        .and_then(|row| row["incident_id"].as_i64());
    assert!(timeline(&machine, muted.unwrap()).contains("Not notified: muted"));
}
