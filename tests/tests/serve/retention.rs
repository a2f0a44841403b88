//! Expired incidents are deleted, unresolved ones stay, and reports are received all the time.

use std::fs;

use missedhook_tests::{
    LIMIT,
    data::{KEY, database, integrity, open_database},
    machine::Machine,
    program::{Serve, list},
    recording::wait_until,
    retm::{ORDERS, deliver, report},
};

fn settings(machine: &Machine, retention: &str) {
    fs::create_dir_all(machine.data_dir()).unwrap();
    let text = format!("[receiver]\nkey = \"{KEY}\"\n\n[retention]\n{retention}\n");
    fs::write(machine.data_dir().join("settings.toml"), text).unwrap();
}

#[test]
fn an_old_resolved_incident_is_deleted_while_reports_come_in_and_its_space_is_given_back() {
    let machine = Machine::headless();
    settings(&machine, "keep_days = 0");
    let serve = Serve::start(&machine);
    for n in 0..600 {
        let message = format!("{n} {}", "x".repeat(3000));
        deliver(&serve.receiver_url, report(ORDERS, &message));
    }
    deliver(&serve.receiver_url, report("/still/open", "m"));
    serve.process.stop();
    open_database(&machine.data_dir())
        .execute_batch(
            "UPDATE incidents SET last_error_at = last_error_at - 40 * 86400000, changed_at = 0;
             UPDATE incidents SET state = 'resolved' WHERE id = 1;",
        )
        .unwrap();
    let pages = || -> i64 {
        let database = open_database(&machine.data_dir());
        let pages = database.query_row("PRAGMA page_count", [], |row| row.get(0));
        pages.unwrap()
    };
    let size = || fs::metadata(database(&machine.data_dir())).unwrap().len();
    let (pages_before, before) = (pages(), size());

    // No limit is set yet, so nothing is deleted. Then the settings of the running program are changed.
    let serve = Serve::start(&machine);
    assert_eq!(list(&machine, 1000).len(), 601);
    settings(&machine, "keep_days = 30");
    let mut sent = 0;
    let rows = wait_until(
        "end of the old incident and of its pages",
        2 * LIMIT,
        || {
            deliver(&serve.receiver_url, report("/new", "m"));
            sent += 1;
            let rows = list(&machine, 1000);
            let gone = rows.iter().all(|row| row["incident_id"] != 1);
            (gone && pages() < pages_before / 2).then_some(rows)
        },
        || (pages(), list(&machine, 3)),
    );
    assert_eq!(rows.len(), sent + 1, "one was open, the others are new");
    serve.process.stop();
    assert_eq!(integrity(&machine.data_dir()), "ok");
    let after = size();
    assert!(after < before / 2, "{before} bytes before, {after} after");
}
