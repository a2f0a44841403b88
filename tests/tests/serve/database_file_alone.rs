//! After a clean end, and after a minute of idling, the database file alone is complete: a copy of what the README
//! names contains everything.

use std::fs;

use missedhook_tests::{
    LIMIT,
    data::{count, database, files, integrity},
    machine::Machine,
    program::{Serve, run_ok},
    recording::wait_until,
    retm::{ORDERS, deliver, report},
};

const REPORTS: i64 = 20;

/// Copies only the database file, as a backup does, and opens the copy.
fn assert_alone_is_whole(machine: &Machine, when: &str) {
    let copy = Machine::headless();
    fs::create_dir_all(copy.data_dir()).unwrap();
    fs::copy(database(&machine.data_dir()), database(&copy.data_dir())).unwrap();
    assert_eq!(count(&copy.data_dir()), REPORTS, "{when}");
    assert_eq!(integrity(&copy.data_dir()), "ok", "{when}");
}

fn deliver_all(serve: &Serve) {
    for n in 0..REPORTS {
        deliver(&serve.receiver_url, report(ORDERS, &n.to_string()));
    }
}

#[test]
fn after_a_clean_end_the_database_file_alone_is_whole() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    deliver_all(&serve);
    serve.process.stop();
    assert_alone_is_whole(&machine, "after SIGTERM");
    let names: Vec<_> = files(&machine.data_dir())
        .iter()
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .filter(|name| name.starts_with("missedhook.db"))
        .collect();
    assert_eq!(names, ["missedhook.db"]);
}

#[test]
fn after_a_rest_the_database_file_alone_is_whole_while_it_runs() {
    let machine = Machine::headless();
    let rest = [("MISSEDHOOK_TEST_REST_MS", "300")];
    let serve = Serve::start_with(&machine, &rest);
    deliver_all(&serve);
    let log = database(&machine.data_dir()).with_extension("db-wal");
    let size = || fs::metadata(&log).unwrap().len();
    wait_until("empty log", LIMIT, || (size() == 0).then_some(()), size);
    assert_alone_is_whole(&machine, "at rest");
    // It continues as before, and a concurrent reader sees the latest report.
    deliver(&serve.receiver_url, report(ORDERS, "after the rest"));
    let listed = run_ok(&machine, &["list", "--limit", "1"]);
    assert!(listed.contains("after the rest"), "{listed}");
    serve.process.stop();
    assert_eq!(count(&machine.data_dir()), REPORTS + 1);
}
