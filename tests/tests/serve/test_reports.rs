//! A test report leaves nothing to do: it is counted nowhere, and resolves automatically.

use missedhook_tests::{
    LIMIT,
    data::open_database,
    machine::Machine,
    program::{Serve, run_ok},
    recording::wait_until,
    retm::{ORDERS, deliver, report},
};

#[test]
fn a_test_resolves_by_itself_a_minute_later_and_a_report_of_retm_does_not() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    deliver(&serve.receiver_url, report(ORDERS, "m"));
    run_ok(&machine, &["send-test"]);
    let database = open_database(&machine.data_dir());
    database.busy_timeout(LIMIT).unwrap();
    let states = || -> Vec<(String, String)> {
        let mut rows = database
            .prepare("SELECT last_source, state FROM incidents ORDER BY id")
            .unwrap();
        let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
        rows.unwrap().collect::<Result<_, _>>().unwrap()
    };
    let both = |test: &str| {
        [("retm", "open"), ("test", test)]
            .map(|(source, state)| (source.to_owned(), state.to_owned()))
    };
    assert_eq!(states(), both("open"), "not before its minute is over");
    database
        .execute_batch("UPDATE incidents SET last_error_at = last_error_at - 61000")
        .unwrap();
    // It is checked when something changes, and at the latest once its minute is over.
    deliver(&serve.receiver_url, report(ORDERS, "m"));
    wait_until(
        "resolved test",
        LIMIT,
        || (states() == both("resolved")).then_some(()),
        states,
    );
    let text: String = database
        .query_row(
            "SELECT text FROM timeline WHERE kind = 'resolved' AND who = 'rule'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(text, "Resolved: it was a test");
}
