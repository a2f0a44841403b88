//! `missedhook explain`, and the cause in the output of other commands.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    process::{Command, Stdio},
    sync::mpsc,
    thread,
};

use missedhook_tests::{
    LIMIT,
    machine::Machine,
    program::{Serve, binary, run_json, run_ok, show},
    retm::deliver,
};
use serde_json::{Value, json};

/// The output of `explain --json -` for each line. The data directory is one that can't be created.
fn explain(lines: &str) -> Vec<Value> {
    let mut child = Command::new(binary())
        .args(["explain", "--json", "-", "--data-dir", "/dev/null/none"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(lines.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:#?}");
    let printed = String::from_utf8(output.stdout).unwrap();
    let objects = printed
        .lines()
        .map(|line| serde_json::from_str(line).unwrap());
    objects.collect()
}

#[test]
fn a_line_in_is_an_object_out_and_a_bad_line_does_not_end_it() {
    let long = "x".repeat(2 << 20);
    let printed = explain(&format!(
        "{}\n{}\nnot json\n[1]\n{{}}\n{long}\n{}\n{}",
        json!({"code": 0, "message": "connect ECONNREFUSED 127.0.0.1:3000"}),
        json!({"code": "503 Service Unavailable", "message": null}),
        json!({"message": "An error occurred while sending the request."}),
        json!({"code": 0, "message": "Response status code does not indicate success: 404 (Not Found)."}),
    ));
    assert_eq!(printed.len(), 8, "{printed:#?}");
    assert_eq!(
        (&printed[0]["cause"], &printed[0]["candidates"]),
        (&json!("refused"), &json!([]))
    );
    for field in ["meaning", "next"] {
        assert!(
            !printed[0][field].as_str().unwrap().is_empty(),
            "{printed:#?}"
        );
    }
    assert!(
        !printed[0]["causes"].as_array().unwrap().is_empty(),
        "{printed:#?}"
    );
    assert_eq!(
        (&printed[1]["cause"], &printed[1]["status"]),
        (&json!("status"), &json!(503))
    );
    for bad in &printed[2..6] {
        assert!(bad["error"].is_string() && bad["cause"].is_null(), "{bad}");
    }
    assert_eq!(printed[6]["cause"], "unknown");
    let candidates = printed[6]["candidates"].as_array().unwrap();
    assert!(candidates.contains(&json!("reset")) && candidates.contains(&json!("closed")));
    assert_eq!(
        (&printed[7]["cause"], &printed[7]["status"]),
        (&json!("status"), &json!(404))
    );
}

#[test]
fn a_line_is_answered_while_more_is_to_come() {
    let mut child = Command::new(binary())
        .args(["explain", "--json", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let (says, said) = mpsc::channel();
    let output = BufReader::new(child.stdout.take().unwrap());
    thread::spawn(move || {
        for line in output.lines() {
            let _ = says.send(line.unwrap());
        }
    });
    // The second time, followed by the beginning of another line.
    for behind in ["", "{\"code\":"] {
        write!(input, "{{\"code\":503,\"message\":\"\"}}\n{behind}").unwrap();
        let line = said.recv_timeout(LIMIT).expect("an answer");
        assert!(line.contains("\"status\""), "{line}");
    }
    input.write_all(b"404,\"message\":\"\"}").unwrap();
    drop(input);
    let line = said.recv_timeout(LIMIT).expect("an answer");
    assert!(line.contains("404"), "{line}");
    assert!(child.wait().unwrap().success());
}

#[test]
fn one_is_explained_by_options() {
    let machine = Machine::headless();
    let object = run_json(
        &machine,
        &[
            "explain",
            "--json",
            "--code",
            "0",
            "--message",
            "certificate has expired",
        ],
    );
    assert_eq!(object["cause"], "tls_expired");
    let page = run_ok(
        &machine,
        &["explain", "--code", "-1", "--message", "socket hang up"],
    );
    assert!(page.contains("cause: unknown: closed"), "{page}");
    assert!(!machine.data_dir().exists(), "nothing is written");
}

#[test]
fn the_cause_is_in_show_and_report_and_is_searched() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let send = |path: &str, code: i64, message: &str| {
        let body = json!({"code": code, "endpoint": format!("https://a.example{path}"), "message": message});
        deliver(&serve.receiver_url, body.to_string()).id
    };
    let refused = send("/a", 0, "Connection refused (a.example:443)");
    let status = send(
        "/b",
        0,
        "Response status code does not indicate success: 404 (Not Found).",
    );
    let open = send("/c", 0, "socket hang up");
    deliver(&serve.receiver_url, "no report");
    assert_eq!(show(&machine, refused)["cause"], "refused");
    assert_eq!(show(&machine, status)["cause"], "status");
    assert_eq!(show(&machine, open)["cause"], "unknown");
    let incident = show(&machine, status)["incident_id"].to_string();
    let report = run_json(&machine, &["report", &incident, "--json"]);
    assert_eq!(report["cause"], "status", "{report:#}");
    let sentence = report["detail"]["sentence"].as_str().unwrap();
    assert!(sentence.ends_with("The answer was 404."), "{sentence}");
    let found = |query: &str| -> Vec<i64> {
        let rows = run_json(&machine, &["list", "--json", query]);
        let rows = rows.as_array().unwrap().iter();
        rows.map(|row| row["id"].as_i64().unwrap()).collect()
    };
    assert_eq!(found("cause:refused"), [refused]);
    assert_eq!(found("cause:status"), [status]);
    assert_eq!(found("cause:reset"), [open], "it may be that");
    assert_eq!(found("cause:unknown"), [open]);
    assert!(found("cause:dns").is_empty());
}
