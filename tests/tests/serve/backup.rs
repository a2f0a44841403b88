//! `backup` and `restore`: the copy is complete, even under load; the history is never replaced unasked, and never
//! lost.

use std::{
    collections::BTreeSet,
    fs,
    os::unix::fs::{MetadataExt, chown},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
};

use missedhook_tests::{
    LIMIT,
    data::{database, files, mode},
    machine::Machine,
    program::{Running, Serve, list, on_data_dir, run, run_command, run_ok},
    recording::wait_until,
    retm::{deliver, report, request},
};
use rusqlite::Connection;
use serde_json::Value;

/// Sends reports one after the other until it is dropped or stopped.
struct Sender {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<Vec<(i64, String)>>,
}

impl Sender {
    fn start(serve: &Serve, name: &str) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let (ended, url, name) = (
            Arc::clone(&stop),
            serve.receiver_url.clone(),
            name.to_owned(),
        );
        let thread = thread::spawn(move || {
            let mut sent = Vec::new();
            while !ended.load(Ordering::Relaxed) {
                let message = format!("{name} {}", sent.len());
                let answer = request(&url, report("/retm/orders", &message)).send();
                assert_eq!(answer.status, 200, "{message}: {answer:?}");
                sent.push((answer.json()["id"].as_i64().unwrap(), message));
            }
            sent
        });
        Self { stop, thread }
    }

    /// Everything acknowledged: ID and message.
    fn end(self) -> Vec<(i64, String)> {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.join().unwrap()
    }
}

/// The contents of a history: ID and message of each delivery error.
fn held(file: &Path) -> BTreeSet<(i64, String)> {
    let connection = open_file(file);
    let mut statement = connection
        .prepare("SELECT id, message FROM delivery_errors")
        .unwrap();
    let rows = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    rows.map(Result::unwrap).collect()
}

fn open_file(file: &Path) -> Connection {
    Connection::open(file).unwrap()
}

fn integrity_of(file: &Path) -> String {
    open_file(file)
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap()
}

/// A file outside the data directory.
fn path_on(machine: &Machine, name: &str) -> std::path::PathBuf {
    machine.root().join("home").join(name)
}

fn names(machine: &Machine) -> Vec<String> {
    let all = files(&machine.data_dir());
    let name = |path: &std::path::PathBuf| path.file_name().unwrap().to_str().unwrap().to_owned();
    all.iter().map(name).collect()
}

/// The history that a restore set aside.
fn former(machine: &Machine) -> std::path::PathBuf {
    let mut all = files(&machine.data_dir()).into_iter();
    // If it was being read, its log is next to it.
    all.find(|path| {
        let path = path.to_str().unwrap();
        path.contains("before-restore") && path.ends_with(".db")
    })
    .unwrap()
}

/// A machine with one stored report.
fn with_one_report() -> Machine {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    deliver(&serve.receiver_url, report("/retm/orders", "one"));
    serve.process.stop();
    machine
}

#[test]
fn a_backup_under_load_is_one_whole_file_with_all_that_was_acknowledged_before_it() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    let before: BTreeSet<_> = (0..200)
        .map(|n| {
            let message = format!("before {n}");
            let accepted = deliver(&serve.receiver_url, report("/retm/orders", &message));
            (accepted.id, message)
        })
        .collect();
    let senders = ["a", "b"].map(|name| Sender::start(&serve, name));
    let copy = path_on(&machine, "copy.db");
    let said = run_ok(&machine, &["backup", copy.to_str().unwrap(), "--json"]);
    let said: Value = serde_json::from_str(&said).unwrap();
    let sent: BTreeSet<_> = senders.into_iter().flat_map(Sender::end).collect();
    let copied = held(&copy);
    assert!(copied.is_superset(&before), "something is missing");
    let invented: Vec<_> = copied
        .difference(&before)
        .filter(|row| !sent.contains(*row))
        .collect();
    assert!(invented.is_empty(), "{invented:?}");
    assert_eq!(said["delivery_errors"], copied.len(), "{said}");
    assert_eq!(integrity_of(&copy), "ok");
    assert_eq!(mode(&copy), 0o600);
    let beside = fs::read_dir(copy.parent().unwrap()).unwrap();
    let beside: Vec<_> = beside
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains("copy"))
        .collect();
    assert_eq!(beside, ["copy.db"], "one file, and nothing half");
    serve.process.stop();
}

#[test]
fn a_restore_under_load_loses_nothing_refuses_nothing_and_gives_no_number_twice() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    for n in 0..50 {
        deliver(
            &serve.receiver_url,
            report("/retm/orders", &format!("first {n}")),
        );
    }
    let copy = path_on(&machine, "copy.db");
    run_ok(&machine, &["backup", copy.to_str().unwrap()]);
    let kept = held(&copy);
    let senders = ["a", "b"].map(|name| Sender::start(&serve, name));
    let some_more = || (list(&machine, 1)[0]["id"].as_i64() > Some(60)).then_some(());
    wait_until("reports after the backup", LIMIT, some_more, || "");
    run_ok(&machine, &["restore", copy.to_str().unwrap(), "--force"]);
    let after = deliver(
        &serve.receiver_url,
        report("/retm/menu", "after the restore"),
    );
    let sent: Vec<_> = senders.into_iter().flat_map(Sender::end).collect();
    serve.process.stop();

    let now = held(&database(&machine.data_dir()));
    assert!(now.is_superset(&kept), "what was in the backup is there");
    assert!(now.contains(&(after.id, "after the restore".to_owned())));
    let former = held(&former(&machine));
    let lost: Vec<_> = sent
        .iter()
        .filter(|row| !now.contains(*row) && !former.contains(*row))
        .collect();
    assert!(lost.is_empty(), "acknowledged and nowhere: {lost:?}");
    let numbers: BTreeSet<_> = sent.iter().map(|(id, _)| id).collect();
    assert_eq!(numbers.len(), sent.len(), "no number was given twice");
    assert_eq!(integrity_of(&database(&machine.data_dir())), "ok");
    // What was acknowledged after the restore had ended is in the current history.
    let late = sent.iter().filter(|(id, _)| *id > after.id);
    assert!(late.into_iter().all(|row| now.contains(row)));
}

#[test]
fn a_running_program_goes_on_with_the_restored_history() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    deliver(&serve.receiver_url, report("/retm/orders", "one"));
    let copy = path_on(&machine, "copy.db");
    run_ok(&machine, &["backup", copy.to_str().unwrap()]);
    deliver(&serve.receiver_url, report("/retm/orders", "two"));
    run_ok(&machine, &["restore", copy.to_str().unwrap(), "--force"]);
    assert_eq!(list(&machine, 9).len(), 1);
    // Printed as it arrives, by a program that tracks IDs.
    deliver(&serve.receiver_url, report("/retm/orders", "three"));
    let lines = serve.wait_for_delivery_errors(3);
    assert_eq!(lines[2]["message"], "three");
    assert_eq!(lines[2]["id"], 3, "2 was given out already");
    // Neither is the ID of an incident that no longer exists.
    let later = deliver(&serve.receiver_url, report("/retm/menu", "m")).incident;
    run_ok(&machine, &["restore", copy.to_str().unwrap(), "--force"]);
    let again = deliver(&serve.receiver_url, report("/retm/customers", "m")).incident;
    assert!(again > later, "{again} after {later}");
    serve.process.stop();
}

#[test]
fn a_history_is_not_replaced_unasked() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    deliver(&serve.receiver_url, report("/retm/orders", "one"));
    let copy = path_on(&machine, "copy.db");
    run_ok(&machine, &["backup", copy.to_str().unwrap()]);
    deliver(&serve.receiver_url, report("/retm/orders", "two"));
    let refused = run(&machine, &["restore", copy.to_str().unwrap()]);
    let said = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(1), "{said}");
    assert!(
        said.contains("2 delivery errors") && said.contains("--force"),
        "{said}"
    );
    assert_eq!(list(&machine, 9).len(), 2);
    serve.process.stop();
    assert!(!names(&machine).iter().any(|name| name.contains("restore")));
}

#[test]
fn a_backup_is_restored_on_a_new_machine_and_started_on() {
    let (old, new) = (Machine::headless(), Machine::headless());
    let serve = Serve::start(&old);
    for n in 0..3 {
        deliver(
            &serve.receiver_url,
            report("/retm/طلبات", &format!("رسالة {n}")),
        );
    }
    serve.process.stop();
    let copy = path_on(&old, "copy.db");
    run_ok(&old, &["backup", copy.to_str().unwrap()]);
    run_ok(&new, &["restore", copy.to_str().unwrap()]);
    assert_eq!(list(&new, 9), list(&old, 9));
    let serve = Serve::start(&new);
    deliver(&serve.receiver_url, report("/retm/orders", "new"));
    serve.process.stop();
    assert_eq!(list(&new, 9).len(), 4);
}

/// As left by `sudo missedhook restore`. Without root there is only one owner, and nothing to see.
#[test]
fn a_restored_history_belongs_to_whom_the_directory_belongs() {
    let machine = with_one_report();
    let backup = path_on(&machine, "backup.db");
    run_ok(&machine, &["backup", backup.to_str().unwrap()]);
    let dir = machine.data_dir();
    if rustix::process::geteuid().is_root() {
        chown(&dir, Some(12_345), Some(23_456)).unwrap();
    }
    let owner = |path: &Path| {
        let metadata = fs::metadata(path).unwrap();
        (metadata.uid(), metadata.gid())
    };
    run_ok(&machine, &["restore", "--force", backup.to_str().unwrap()]);
    assert_eq!(owner(&database(&dir)), owner(&dir));
}

#[test]
fn a_damaged_history_is_set_aside_by_a_restore() {
    let machine = with_one_report();
    let copy = path_on(&machine, "copy.db");
    run_ok(&machine, &["backup", copy.to_str().unwrap()]);
    let damaged = vec![b'x'; 8192];
    // A complete log next to it would repair it.
    for suffix in ["-wal", "-shm"] {
        let _ = fs::remove_file(machine.data_dir().join(format!("missedhook.db{suffix}")));
    }
    fs::write(database(&machine.data_dir()), &damaged).unwrap();
    assert_eq!(
        run(&machine, &["restore", copy.to_str().unwrap()])
            .status
            .code(),
        Some(1)
    );
    run_ok(&machine, &["restore", copy.to_str().unwrap(), "--force"]);
    assert_eq!(list(&machine, 9).len(), 1);
    let aside = fs::read(former(&machine)).unwrap();
    assert!(aside == damaged, "it is set aside as it was");
}

#[test]
fn what_is_no_backup_or_no_place_for_one_is_refused_in_words_and_changes_nothing() {
    let machine = with_one_report();
    let copy = path_on(&machine, "copy.db");
    run_ok(&machine, &["backup", copy.to_str().unwrap()]);
    let whole = fs::read(&copy).unwrap();
    let text = path_on(&machine, "notes.txt");
    fs::write(&text, "not a database, but long enough to be read as one").unwrap();
    let other = path_on(&machine, "other.db");
    open_file(&other)
        .execute_batch("CREATE TABLE songs (name TEXT)")
        .unwrap();
    let cut = path_on(&machine, "cut.db");
    fs::write(&cut, &whole[..whole.len() / 2]).unwrap();
    let newer = path_on(&machine, "newer.db");
    fs::write(&newer, &whole).unwrap();
    open_file(&newer)
        .execute_batch("PRAGMA user_version = 9999")
        .unwrap();
    let missing = path_on(&machine, "nowhere/at/all.db");
    let before = names(&machine);
    for (args, expected) in [
        (
            ["restore", text.to_str().unwrap()],
            "is not a Missedhook history",
        ),
        (["restore", other.to_str().unwrap()], "another program's"),
        (["restore", newer.to_str().unwrap()], "newer Missedhook"),
        (["restore", missing.to_str().unwrap()], "can't be used"),
        (
            ["restore", path_on(&machine, "").to_str().unwrap()],
            "is no file",
        ),
        (["backup", copy.to_str().unwrap()], "it is there already"),
        (["backup", missing.to_str().unwrap()], "can't be made"),
        (
            ["backup", path_on(&machine, "").to_str().unwrap()],
            "it is there already",
        ),
    ] {
        let refused = run(&machine, &args);
        let said = String::from_utf8(refused.stderr).unwrap();
        assert_eq!(refused.status.code(), Some(1), "{args:?}: {said}");
        assert!(said.contains(expected), "{args:?}: {said}");
    }
    let zeros = path_on(&machine, "zeros.db");
    let half = whole.len() / 2;
    fs::write(&zeros, [&whole[..half], &vec![0; half]].concat()).unwrap();
    for damaged in [cut, zeros] {
        let refused = run(&machine, &["restore", damaged.to_str().unwrap(), "--force"]);
        let said = String::from_utf8(refused.stderr).unwrap();
        assert_eq!(refused.status.code(), Some(1), "{said}");
        let is_damaged = format!("{} is damaged", damaged.display());
        // What is damaged is the backup: no report is refused.
        assert!(
            said.contains(&is_damaged) && !said.contains("503"),
            "{said}"
        );
        fs::remove_file(damaged).unwrap();
    }
    assert_eq!(names(&machine), before);
    assert!(fs::read(&copy).unwrap() == whole, "the copy is as it was");
    assert_eq!(list(&machine, 9).len(), 1);
}

/// Beside the database it would be its log, or the next start would restore it.
#[test]
fn a_backup_takes_no_name_of_the_history_itself() {
    let machine = with_one_report();
    let before = names(&machine);
    for name in ["missedhook.db-wal", "missedhook.db.restore", "relay.db"] {
        let target = machine.data_dir().join(name);
        for (target, directory) in [
            (target.as_path(), machine.root()),
            (Path::new(name), &machine.data_dir()),
        ] {
            let mut command = on_data_dir(&machine, &["backup", target.to_str().unwrap()]);
            command.current_dir(directory);
            let refused = run_command(command);
            let said = String::from_utf8(refused.stderr).unwrap();
            assert_eq!(refused.status.code(), Some(1), "{name}: {said}");
            assert!(said.contains("Missedhook's own files"), "{name}: {said}");
        }
    }
    assert_eq!(names(&machine), before);
    let own = machine.data_dir().join("monday.db");
    run_ok(&machine, &["backup", own.to_str().unwrap()]);
}

#[test]
fn a_backup_that_is_stopped_leaves_nothing() {
    let machine = with_one_report();
    open_file(&database(&machine.data_dir()))
        .execute_batch(
            "CREATE TABLE filling (bytes BLOB);
             WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 300)
             INSERT INTO filling SELECT randomblob(1000000) FROM n;",
        )
        .unwrap();
    let copy = path_on(&machine, "big.db");
    let mut backup = Running::spawn(&mut on_data_dir(
        &machine,
        &["backup", copy.to_str().unwrap()],
    ));
    let here = || {
        let entries = fs::read_dir(copy.parent().unwrap()).unwrap();
        let sizes = entries
            .map(|entry| entry.unwrap())
            .filter(|entry| entry.file_name().to_str().unwrap().contains("big.db"));
        sizes
            .map(|entry| entry.metadata().map_or(0, |file| file.len()))
            .collect::<Vec<_>>()
    };
    wait_until(
        "half a copy",
        LIMIT,
        || here().iter().any(|size| *size > 0).then_some(()),
        here,
    );
    backup.interrupt();
    assert_eq!(backup.wait().code(), Some(1), "{}", backup.output());
    assert!(backup.output().contains("Stopped"), "{}", backup.output());
    assert!(here().is_empty(), "{:?}", here());
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
    // As soon as it has started to write.
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
