//! `requests` and `requests show`: on a database of each released schema, and without one.

use std::{fs, path::Path};

use missedhook_tests::{
    data::write_settings,
    machine::Machine,
    program::{Serve, run, run_json, run_ok},
};
use serde_json::{Value, json};

/// A data directory with the requests of that schema: one in each state, each with secrets in header and query.
fn with_requests(schema: i64) -> Machine {
    let machine = Machine::headless();
    write_settings(&machine.data_dir(), None);
    let name = format!("fixtures/databases/relay-{schema}.db");
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    fs::copy(fixture, machine.data_dir().join("relay.db")).unwrap();
    machine
}

fn found(machine: &Machine, query: &[&str]) -> Vec<i64> {
    let args = [&["requests", "--json"], query].concat();
    let rows = run_json(machine, &args);
    let rows = rows.as_array().unwrap().iter();
    rows.map(|row| row["id"].as_i64().unwrap()).collect()
}

#[test]
fn without_a_request_the_list_is_empty() {
    let machine = Machine::headless();
    write_settings(&machine.data_dir(), None);
    assert_eq!(run_json(&machine, &["requests", "--json"]), json!([]));
    let said = run_ok(&machine, &["requests"]);
    assert!(said.contains("No request has come"), "{said}");
    let none = run(&machine, &["requests", "show", "1"]);
    assert_eq!(none.status.code(), Some(1));
    let said = String::from_utf8(none.stderr).unwrap();
    assert!(said.contains("There is no request 1."), "{said}");
    assert!(
        !machine.data_dir().join("relay.db").exists(),
        "a command that reads made a database"
    );
}

#[test]
fn the_list_has_the_promised_fields_newest_first() {
    let machine = with_requests(3);
    let rows = run_json(&machine, &["requests", "--json"]);
    let row = &rows[3];
    assert_eq!(
        *row,
        json!({
            "id": 2,
            "received_at": "2026-11-18T11:06:40.000Z",
            "method": "POST",
            "path": "/retm/orders%20x",
            "query": row["query"],
            "event": "order.created",
            "merchant": "Al Noor",
            "mode": "catch",
            "answered": 200,
            "state": "delivered",
            "next_at": null,
            "attempts": [
                {
                    "at": "2026-11-18T11:06:40.001Z",
                    "ms": 12,
                    "status": null,
                    "error": "connection refused",
                    "trigger": "initial"
                },
                {
                    "at": "2026-11-18T11:06:40.005Z",
                    "ms": 12,
                    "status": 200,
                    "error": null,
                    "trigger": "initial"
                }
            ]
        })
    );
    let words = |field: &str| -> Vec<Value> {
        let rows = rows.as_array().unwrap().iter();
        rows.map(|row| row[field].clone()).collect()
    };
    assert_eq!(words("id"), [5, 4, 3, 2, 1]);
    assert_eq!(
        words("state"),
        ["passed", "dead", "needs_you", "delivered", "waiting"]
    );
    assert_eq!(rows[0]["mode"], "through");
    assert_eq!(rows[0]["answered"], 400);
    assert_eq!(rows[4]["answered"], Value::Null);
    let said = run_ok(&machine, &["requests"]);
    assert_eq!(said.lines().count(), 5, "{said}");
    assert!(said.contains("needs you"), "{said}");
    assert!(said.contains("2 attempts, 200"), "{said}");
}

#[test]
fn a_request_is_shown_in_full_without_its_secrets() {
    let machine = with_requests(3);
    let shown = run_json(&machine, &["requests", "show", "2", "--json"]);
    assert_eq!(shown["headers"]["authorization"], "[redacted]");
    assert_eq!(shown["headers"]["content-type"], "application/json");
    let body: Value = serde_json::from_str(shown["body"].as_str().unwrap()).unwrap();
    assert_eq!(body["business_refrence"], "m-1");
    let answer = &shown["attempts"][1];
    assert_eq!(answer["status"], 200);
    assert_eq!(answer["response_body"], "no");
    assert_eq!(answer["response_headers"]["x-a"], "1");
    assert_eq!(answer["response_headers"]["set-cookie"], "[redacted]");
    let binary = run_json(&machine, &["requests", "show", "1", "--json"]);
    assert_eq!(binary["body"], Value::Null);
    assert!(binary["body_base64"].is_string(), "{binary}");
    for id in 1..=5 {
        let id = id.to_string();
        for args in [
            &["requests"][..],
            &["requests", "--json"],
            &["requests", "show", &id],
            &["requests", "show", &id, "--json"],
        ] {
            let said = run_ok(&machine, args);
            assert!(!said.contains("s3cret"), "{args:?}: {said}");
        }
    }
    let said = run_ok(&machine, &["requests", "show", "2"]);
    assert!(said.contains("RETM was answered 200"), "{said}");
    assert!(said.contains("attempt 1 (initial)"), "{said}");
}

#[test]
fn the_filters_find_what_they_name_and_an_unknown_one_is_an_error() {
    let machine = with_requests(3);
    for (query, ids) in [
        (&["status:5xx"][..], vec![]),
        (&["status:4xx"], vec![5, 4, 3]),
        (&["status:422", "path:/retm/orders"], vec![3]),
        (&["event:order.created", "is:dead"], vec![4]),
        (&["is:needs_you", "is:waiting"], vec![3, 1]),
        (&["merchant:noor", "is:passed"], vec![]),
        (&["بيتزا"], vec![4, 3, 2]),
        (&["reward_code"], vec![5]),
        (&["--limit", "2"], vec![5, 4]),
    ] {
        assert_eq!(found(&machine, query), ids, "{query:?}");
    }
    let said = run_ok(&machine, &["requests", "path:/none"]);
    assert_eq!(said.trim(), "Nothing matches.");
    for (query, words) in [
        ("code:503", "status:, path:, event:, merchant:, is:"),
        ("is:open", "is:waiting"),
        ("status:x", "status:503"),
    ] {
        let refused = run(&machine, &["requests", query]);
        assert_eq!(refused.status.code(), Some(1), "{query}");
        let said = String::from_utf8(refused.stderr).unwrap();
        assert!(said.contains(words), "{query}: {said}");
    }
}

#[test]
fn a_database_of_a_later_version_is_refused_in_words_and_left_alone() {
    let machine = with_requests(3);
    let path = machine.data_dir().join("relay.db");
    let later = rusqlite::Connection::open(&path).unwrap();
    later.pragma_update(None, "user_version", 99).unwrap();
    drop(later);
    let before = fs::read(&path).unwrap();
    let refused = run(&machine, &["requests"]);
    assert_eq!(refused.status.code(), Some(1));
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains("newer Missedhook"), "{said}");
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn doctor_looks_at_the_relays_database_and_a_backup_says_that_it_leaves_it_out() {
    let machine = with_requests(3);
    let relay = || {
        let output = run(&machine, &["doctor", "--json"]);
        let json: Value = serde_json::from_slice(&output.stdout).unwrap();
        let checks = json["checks"].as_array().unwrap().iter();
        checks
            .clone()
            .find(|check| check["name"] == "relay")
            .unwrap()
            .clone()
    };
    let check = relay();
    assert_eq!(check["ok"], true, "{check}");
    let found = check["found"].as_str().unwrap();
    assert!(found.contains("1 waiting"), "{found}");
    let serve = Serve::start(&machine);
    let copy = machine.root().join("copy.db");
    let said = run_ok(&machine, &["backup", copy.to_str().unwrap()]);
    assert!(said.contains("(relay.db) are not in it"), "{said}");
    serve.process.stop();
    let path = machine.data_dir().join("relay.db");
    let mut bytes = fs::read(&path).unwrap();
    bytes[4096..20_000].fill(0xa5);
    fs::write(&path, bytes).unwrap();
    let check = relay();
    assert_eq!(check["ok"], false, "{check}");
}

/// Only the program that writes a database migrates it, never a command that reads.
#[test]
fn an_earlier_database_is_read_once_the_program_has_run() {
    let machine = with_requests(1);
    let refused = run(&machine, &["requests"]);
    assert_eq!(refused.status.code(), Some(1), "{refused:?}");
    let settings = machine.data_dir().join("settings.toml");
    let text = fs::read_to_string(&settings).unwrap();
    let relay = "[relay]\nenabled = true\ntarget = \"http://127.0.0.1:9\"\n";
    fs::write(&settings, format!("{text}\n{relay}")).unwrap();
    Serve::start(&machine).process.stop();
    assert_eq!(found(&machine, &[]), [5, 4, 3, 2, 1]);
}

fn said(machine: &Machine, args: &[&str]) -> String {
    run_ok(machine, &[&["requests"], args].concat())
}

#[test]
fn a_request_is_a_command_for_curl_without_its_secrets() {
    let machine = with_requests(3);
    let command = said(&machine, &["show", "2", "--curl"]);
    assert!(command.starts_with("curl "), "{command}");
    assert!(command.contains("/retm/orders%20x'"), "{command}");
    assert!(command.contains("webhook-id: msg_1"), "{command}");
    assert!(command.contains("order.created"), "{command}");
    assert!(!command.contains("s3cret"), "{command}");
    assert!(!command.contains("x-raw"), "what is no text: {command}");
    // One that is not text.
    let command = said(&machine, &["show", "1", "--curl"]);
    assert!(command.contains("base64 -d | curl"), "{command}");
}

#[test]
fn a_body_is_written_to_a_file_to_the_letter_and_replaces_none() {
    let machine = with_requests(3);
    let file = machine.root().join("order.json");
    let args = ["requests", "show", "1", "--fixture", file.to_str().unwrap()];
    let told = run_ok(&machine, &args);
    assert!(told.contains("order.json"), "{told}");
    let body = b"{\"event\":\"order.created\"}\0\xff";
    assert_eq!(fs::read(&file).unwrap(), body);
    let again = run(&machine, &args);
    assert_eq!(again.status.code(), Some(1), "{again:?}");
    let words = String::from_utf8_lossy(&again.stderr).into_owned();
    assert!(words.contains("is there already"), "{words}");
    assert_eq!(fs::read(&file).unwrap(), body);
}

#[test]
fn two_bodies_are_compared_value_by_value() {
    let machine = with_requests(3);
    let equal = said(&machine, &["compare", "2", "3"]);
    assert_eq!(equal.trim(), "The bodies are equal.");
    let differ = run_json(&machine, &["requests", "compare", "2", "5", "--json"]);
    assert_eq!(
        (&differ["equal"], &differ["by"]),
        (&json!(false), &json!("json"))
    );
    let paths = differ["differences"].as_array().unwrap().iter();
    let paths: Vec<_> = paths.map(|one| one["path"].as_str().unwrap()).collect();
    assert_eq!(
        paths,
        ["/business_refrence", "/event", "/note", "/reward_code"]
    );
    let words = said(&machine, &["compare", "2", "5"]);
    assert!(words.contains("+ /reward_code: \"1234\""), "{words}");
    let none = run(&machine, &["requests", "compare", "2", "99"]);
    assert_eq!(none.status.code(), Some(1), "{none:?}");
}
