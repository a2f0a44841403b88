//! A database whose write-ahead log holds what the file does not: it is read, and set aside where the file is gone.

use std::{fs, path::PathBuf};

use missedhook_tests::{
    LIMIT,
    data::{database, files, integrity},
    machine::Machine,
    program::{Serve, list, run},
    retm::{ORDERS, deliver, fixture, report},
};

/// How many reports are in the log: too few for a checkpoint.
const LOGGED: usize = 30;

/// A machine whose reports are only in the log, because the program was killed.
fn with_full_log() -> Machine {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    for n in 0..LOGGED {
        deliver(&serve.receiver_url, report(ORDERS, &n.to_string()));
    }
    serve.process.kill();
    machine
}

/// Starts after something happened to the database next to its full log: the log is still there, unchanged.
fn assert_log_is_set_aside(machine: &Machine) {
    let log = database(&machine.data_dir()).with_extension("db-wal");
    let bytes = fs::read(&log).unwrap();
    assert!(bytes.len() > 60_000, "the log is full: {}", bytes.len());
    let doctor = run(machine, &["doctor"]);
    assert_eq!(doctor.status.code(), Some(1), "{doctor:#?}");
    let said = String::from_utf8_lossy(&doctor.stdout).into_owned();
    assert!(said.contains("✗ database"), "{said}");
    let serve = Serve::start(machine);
    let kept: Vec<PathBuf> = files(&machine.data_dir())
        .into_iter()
        .filter(|path| fs::read(path).is_ok_and(|found| found == bytes))
        .collect();
    assert_eq!(kept.len(), 1, "{:#?}", files(&machine.data_dir()));
    // Set up as a file that SQLite accepts; otherwise it deletes the log as soon as the file is opened.
    let aside = kept[0].to_string_lossy().replace("-wal", "");
    let begin = fs::read(&aside).unwrap();
    assert!(begin.starts_with(b"SQLite format 3\0"), "{aside}");
    let name = "was set aside whole";
    serve
        .process
        .stderr
        .wait_for_item(name, LIMIT, |line| line.contains(name));
    deliver(&serve.receiver_url, fixture("documented.json"));
    assert_eq!(list(machine, 1000).len(), 1, "a new history");
    let doctor = run(machine, &["doctor"]);
    let said = String::from_utf8_lossy(&doctor.stdout).into_owned();
    assert!(
        said.contains("A damaged database was set aside as"),
        "{said}"
    );
    serve.process.stop();
    assert_eq!(integrity(&machine.data_dir()), "ok");
}

/// A machine with half of its reports in the database and half in the log.
fn with_half_a_log() -> Machine {
    let machine = with_full_log();
    Serve::start(&machine).process.stop();
    let serve = Serve::start(&machine);
    for n in 0..LOGGED {
        deliver(&serve.receiver_url, report(ORDERS, &n.to_string()));
    }
    serve.process.kill();
    machine
}

#[test]
fn a_database_that_is_gone_beside_a_log_with_all_of_it_is_put_together_again() {
    for empty in [true, false] {
        let machine = with_full_log();
        let path = database(&machine.data_dir());
        fs::remove_file(&path).unwrap();
        if empty {
            fs::write(&path, "").unwrap();
        }
        let serve = Serve::start(&machine);
        assert_eq!(list(&machine, 1000).len(), LOGGED);
        serve
            .process
            .stderr
            .wait_for_item("word of it", LIMIT, |line| {
                line.contains("was rebuilt from its write-ahead log")
            });
        deliver(&serve.receiver_url, report(ORDERS, "after it"));
        serve.process.stop();
        assert_eq!(list(&machine, 1000).len(), LOGGED + 1);
        assert_eq!(integrity(&machine.data_dir()), "ok");
    }
}

#[test]
fn an_emptied_database_beside_half_a_log_is_set_aside_with_it() {
    let machine = with_half_a_log();
    fs::write(database(&machine.data_dir()), "").unwrap();
    assert_log_is_set_aside(&machine);
}

#[test]
fn a_missing_database_beside_half_a_log_is_set_aside_with_it() {
    let machine = with_half_a_log();
    fs::remove_file(database(&machine.data_dir())).unwrap();
    assert_log_is_set_aside(&machine);
}

#[test]
fn a_full_log_beside_its_database_is_read() {
    let machine = with_full_log();
    let serve = Serve::start(&machine);
    assert_eq!(list(&machine, 1000).len(), LOGGED);
    serve.process.stop();
    assert_eq!(integrity(&machine.data_dir()), "ok");
}
