//! `missedhook backup` and `restore`: whole while reports come in, checked before it has its name, nothing half, and
//! nothing that is there is written over.

use std::{
    fs,
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use missedhook_tests::{
    LIMIT,
    data::{count, database, files, integrity, mode},
    machine::Machine,
    program::{Running, Serve, list, on_data_dir, run, run_json},
    recording::{Recording, wait_until},
    retm::{Accepted, deliver, report},
};
use rusqlite::Connection;

/// Runs `work` while reports come in; gives what was acknowledged.
fn under_load(serve: &Serve, work: impl FnOnce(&Recording<Accepted>)) -> Vec<Accepted> {
    let acknowledged = Recording::<Accepted>::default();
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        for sender in 0..6 {
            let (acknowledged, done) = (acknowledged.clone(), &done);
            scope.spawn(move || {
                for n in 0.. {
                    if done.load(Ordering::Acquire) {
                        return;
                    }
                    let body = report(&format!("/retm/{sender}"), &"x".repeat(n % 3000));
                    acknowledged.add(deliver(&serve.receiver_url, body));
                }
            });
        }
        acknowledged.wait_for_count("acknowledgement", 100, LIMIT);
        work(&acknowledged);
        done.store(true, Ordering::Release);
    });
    acknowledged.all()
}

#[test]
fn a_backup_under_load_is_whole_and_has_all_that_was_acknowledged_before_it() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let copy = machine.root().join("copy.db");
    let mut before = Vec::new();
    let all = under_load(&serve, |acknowledged| {
        before = acknowledged.all();
        let said = run_json(&machine, &["backup", copy.to_str().unwrap(), "--json"]);
        assert_eq!(said["bytes"], fs::metadata(&copy).unwrap().len());
        assert!(said["delivery_errors"].as_u64().unwrap() >= before.len() as u64);
    });
    serve.process.stop();
    assert!(all.len() >= before.len());
    assert_eq!(
        count(&machine.data_dir()),
        i64::try_from(all.len()).unwrap()
    );
    assert_eq!(mode(&copy), 0o600);
    let opened = Connection::open(&copy).unwrap();
    let sound: String = opened
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(sound, "ok");
    for accepted in before {
        let found: i64 = opened
            .query_row(
                "SELECT count(*) FROM delivery_errors WHERE id = ?1 AND incident_id = ?2",
                [accepted.id, accepted.incident],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(found, 1, "{accepted:?}");
    }
}

#[test]
fn a_backup_is_refused_in_words_where_it_cant_be_written() {
    let machine = Machine::headless();
    let nothing = run(&machine, &["backup", "copy.db"]);
    assert_eq!(nothing.status.code(), Some(1), "{nothing:?}");
    assert!(String::from_utf8_lossy(&nothing.stderr).contains("no history"));
    assert!(!machine.data_dir().exists(), "it made a directory");
    let serve = Serve::start(&machine);
    deliver(&serve.receiver_url, report("/a", "m"));
    let there = machine.root().join("there.db");
    fs::write(&there, "mine").unwrap();
    for (to, words) in [
        ("there.db", "is there already"),
        ("none/copy.db", "can't be made"),
        ("..", "can't be made"),
    ] {
        let output = run(&machine, &["backup", to]);
        assert_eq!(output.status.code(), Some(1), "{to}: {output:?}");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains(words), "{to}: {said}");
    }
    assert_eq!(fs::read(&there).unwrap(), b"mine");
    serve.process.stop();
    let parts = files(machine.root());
    let parts = parts
        .iter()
        .filter(|path| path.to_string_lossy().ends_with(".part"));
    assert_eq!(parts.count(), 0);
}

#[test]
fn a_restore_brings_all_back_and_keeps_what_was_there_beside() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    for n in 0..3 {
        deliver(&serve.receiver_url, report("/a", &n.to_string()));
    }
    let copy = machine.root().join("copy.db");
    let copy = copy.to_str().unwrap();
    run_json(&machine, &["backup", copy, "--json"]);
    deliver(&serve.receiver_url, report("/a", "after the backup"));
    // Two programs can't change one history.
    let running = run(&machine, &["restore", copy, "--force"]);
    assert_eq!(running.status.code(), Some(1), "{running:?}");
    assert!(String::from_utf8_lossy(&running.stderr).contains("already in use"));
    serve.process.stop();
    let unasked = run(&machine, &["restore", copy]);
    assert_eq!(unasked.status.code(), Some(1), "{unasked:?}");
    assert!(String::from_utf8_lossy(&unasked.stderr).contains("--force"));
    assert_eq!(count(&machine.data_dir()), 4);
    let said = run_json(&machine, &["restore", copy, "--force", "--json"]);
    assert_eq!(said["delivery_errors"], 3);
    let before = Connection::open(said["before"].as_str().unwrap()).unwrap();
    let kept: i64 = before
        .query_row("SELECT count(*) FROM delivery_errors", [], |row| row.get(0))
        .unwrap();
    assert_eq!(kept, 4);
    let serve = Serve::start(&machine);
    assert_eq!(list(&machine, 10).len(), 3);
    deliver(&serve.receiver_url, report("/a", "goes on"));
    serve.process.stop();
    assert_eq!(count(&machine.data_dir()), 4);
    assert_eq!(integrity(&machine.data_dir()), "ok");
}

#[test]
fn what_is_no_backup_is_refused_and_changes_nothing() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    deliver(&serve.receiver_url, report("/a", "m"));
    serve.process.stop();
    let before = fs::read(database(&machine.data_dir())).unwrap();
    let other = machine.root().join("other.db");
    Connection::open(&other)
        .unwrap()
        .execute_batch("CREATE TABLE theirs (a)")
        .unwrap();
    let text = machine.root().join("text.db");
    fs::write(&text, "no database ".repeat(100)).unwrap();
    let cut = machine.root().join("cut.db");
    fs::write(&cut, &before[..before.len() / 2]).unwrap();
    for file in ["other.db", "text.db", "cut.db", "none.db"] {
        let output = run(&machine, &["restore", file, "--force"]);
        assert_eq!(output.status.code(), Some(1), "{file}: {output:?}");
        assert!(!output.stderr.is_empty(), "{file}");
        let same = fs::read(database(&machine.data_dir())).unwrap() == before;
        assert!(same, "{file} changed the history");
    }
}

#[test]
fn an_export_that_is_ended_leaves_nothing_and_can_be_made_again() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    for n in 0..400 {
        let body = report("/a", &format!("{n} {}", "x".repeat(2000)));
        deliver(&serve.receiver_url, body);
    }
    let to = machine.root().join("out.csv");
    let args = ["export", "--output", to.to_str().unwrap()];
    let mut export = Running::spawn(&mut on_data_dir(&machine, &args));
    // As soon as it has begun to write.
    wait_until(
        "begun export",
        LIMIT,
        || {
            let begun = files(machine.root())
                .iter()
                .any(|path| path.to_string_lossy().contains("out.csv"));
            (begun || !export.is_running()).then_some(())
        },
        || "nothing",
    );
    if export.is_running() {
        export.terminate();
    }
    export.wait();
    if let Ok(text) = fs::read_to_string(&to) {
        assert_eq!(text.lines().count(), 401, "half a file under its name");
        fs::remove_file(&to).unwrap();
    }
    let left = files(machine.root());
    let left: Vec<_> = left
        .iter()
        .filter(|path| path.to_string_lossy().contains("out.csv"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
    let again = run(&machine, &args);
    assert!(again.status.success(), "{again:?}");
    assert_eq!(mode(&to), 0o600);
    serve.process.stop();
}
