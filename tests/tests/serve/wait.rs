//! `missedhook wait`: ends when something happens and prints it, with and without a running program.

use missedhook_tests::{
    LIMIT,
    bore::BoreServer,
    data::integrity,
    machine::Machine,
    program::{Running, Serve, on_data_dir, run, run_json, run_ok, set_local_only},
    retm::{deliver, report},
};
use serde_json::Value;

use crate::ingress::{SECRET, bore, set};

/// The exit code when nothing happened.
const TIMED_OUT: i32 = 124;

struct Waiting(Running);

impl Waiting {
    /// Starts it, and returns once it has looked for the first time.
    fn start(machine: &Machine, args: &[&str]) -> Self {
        let args = [&["wait", "--json", "--timeout", "2m", "--for"], args].concat();
        let running = Running::spawn(&mut on_data_dir(machine, &args));
        let begun = |line: &String| line.contains("Waiting");
        let stderr = &running.stderr;
        stderr.wait_for_item("that it waits", LIMIT, begun);
        Self(running)
    }

    /// Its output at the end.
    fn end(mut self) -> Value {
        let status = self.0.wait();
        assert_eq!(status.code(), Some(0), "{}", self.0.output());
        serde_json::from_str(&self.0.stdout.all().concat()).unwrap()
    }
}

#[test]
fn an_error_that_the_query_finds_ends_the_wait_and_another_does_not() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    deliver(&serve.receiver_url, report("/retm/orders", "before"));
    let waiting = Waiting::start(&machine, &["error", "endpoint:orders", "code:503"]);
    deliver(&serve.receiver_url, report("/retm/menu", "another"));
    let awaited = deliver(&serve.receiver_url, report("/retm/orders", "this"));
    let said = waiting.end();
    assert_eq!(said["for"], "error", "{said}");
    assert_eq!(said["happened"], true, "{said}");
    assert_eq!(said["delivery_error"]["id"], awaited.id, "{said}");
    assert_eq!(said["delivery_error"]["message"], "this", "{said}");
}

#[test]
fn what_is_resolved_ends_the_wait_for_recovery_beside_a_program_and_without_one() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let url = serve.receiver_url.clone();
    let first = deliver(&url, report("/retm/orders", "1")).incident;
    let other = deliver(&url, report("/retm/menu", "1")).incident;
    let waiting = Waiting::start(&machine, &["recovered", "endpoint:orders"]);
    run_ok(&machine, &["resolve", &other.to_string()]);
    run_ok(&machine, &["resolve", &first.to_string()]);
    let said = waiting.end();
    let incidents = said["incidents"].as_array().unwrap();
    assert_eq!((incidents.len(), &incidents[0]["id"]), (1, &first.into()));
    assert_eq!(incidents[0]["state"], "resolved", "{said}");

    let again = deliver(&url, report("/retm/orders", "2")).incident;
    serve.process.stop();
    let waiting = Waiting::start(&machine, &["recovered"]);
    run_ok(&machine, &["resolve", &again.to_string()]);
    let said = waiting.end();
    assert_eq!(said["incidents"][0]["id"], again, "{said}");

    // If nothing is unresolved, there is nothing to wait for.
    let said = run_json(&machine, &["wait", "--for", "recovered", "--json"]);
    assert_eq!(
        (
            &said["happened"],
            said["incidents"].as_array().map(Vec::len)
        ),
        (&true.into(), Some(0))
    );
}

#[test]
fn a_proven_connection_ends_the_wait_and_an_unwanted_one_fails_it() {
    let server = BoreServer::start(Some(SECRET));
    let machine = Machine::headless().accepting_local_urls();
    set(&machine, &bore(&server, missedhook_tests::ports::unused()));
    let waiting = Waiting::start(&machine, &["reachable"]);
    let _serve = Serve::start(&machine);
    let said = waiting.end();
    assert_eq!(
        (&said["for"], &said["happened"]),
        (&"reachable".into(), &true.into())
    );
    assert!(
        said["said"].as_str().is_some_and(|said| !said.is_empty()),
        "{said}"
    );

    let alone = Machine::headless();
    set_local_only(&alone);
    let _serve = Serve::start(&alone);
    let output = run(&alone, &["wait", "--for", "reachable", "--timeout", "2m"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{output:#?}");
    assert!(said.contains("This machine only"), "{said}");
}

#[test]
fn time_that_runs_out_has_an_exit_code_of_its_own_and_says_what_is_unresolved() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let incident = deliver(&serve.receiver_url, report("/retm/orders", "1")).incident;
    for what in ["error", "recovered", "reachable"] {
        let args = ["wait", "--for", what, "--timeout", "1s", "--json"];
        let output = run(&machine, &args);
        assert_eq!(output.status.code(), Some(TIMED_OUT), "{what}: {output:#?}");
        let said: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(said["happened"], false, "{said}");
        if what == "recovered" {
            assert_eq!(said["incidents"][0]["id"], incident, "{said}");
        }
    }
    let plain = run(&machine, &["wait", "--for", "error", "--timeout", "1s"]);
    assert_eq!(plain.status.code(), Some(TIMED_OUT), "{plain:#?}");
    for wrong in [
        &["wait"][..],
        &["wait", "--for", "rain"],
        &["wait", "--for", "error", "--timeout", "soon"],
    ] {
        let output = run(&machine, wrong);
        assert_eq!(output.status.code(), Some(2), "{wrong:?}: {output:#?}");
    }
    for wrong in [
        &["wait", "--for", "reachable", "endpoint:orders"][..],
        &["wait", "--for", "recovered", "is:resolved"],
        &["wait", "--for", "error", "code:many"],
    ] {
        let output = run(&machine, wrong);
        assert_eq!(output.status.code(), Some(1), "{wrong:?}: {output:#?}");
    }
}

/// A wait holds no file open: next to it, a clean end leaves one complete file.
#[test]
fn a_wait_leaves_the_history_as_it_is_and_ends_when_it_is_told() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    deliver(&serve.receiver_url, report("/retm/orders", "1"));
    let mut waiting = Waiting::start(&machine, &["error"]);
    serve.process.stop();
    waiting.0.terminate();
    assert_eq!(waiting.0.wait().code(), Some(1));
    let log = machine.data_dir().join("missedhook.db-wal");
    let left = std::fs::metadata(&log).map_or(0, |file| file.len());
    assert_eq!(left, 0, "all is in the database itself");
    assert_eq!(integrity(&machine.data_dir()), "ok");
}
