//! A database that this program can't use: a newer one is left untouched, a damaged one is set aside as a whole.

use std::{
    fs::{self, OpenOptions},
    io::{Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::LazyLock,
};

use missedhook_tests::{
    LIMIT,
    data::{History, database, files, integrity, open_database},
    machine::Machine,
    notification_server::NotificationServer,
    program::{Running, Serve, binary, list, run, run_command, run_json, run_ok},
    recording::wait_until,
    retm::{ORDERS, deliver, fixture, report, send},
};
use serde_json::Value;

/// A machine with a history of some hundred pages, and no running program.
fn with_history() -> Machine {
    static HISTORY: LazyLock<History> = LazyLock::new(|| {
        let machine = Machine::headless();
        let serve = Serve::start(&machine);
        for n in 0..120 {
            let message = format!("{n} {}", "x".repeat(3000));
            deliver(&serve.receiver_url, report(ORDERS, &message));
        }
        serve.process.stop();
        let size = fs::metadata(database(&machine.data_dir())).unwrap().len();
        assert!(
            size > 300_000,
            "the history is in the database file: {size}"
        );
        History::of(&machine.data_dir())
    });
    let machine = Machine::headless();
    HISTORY.copy_to(&machine.data_dir());
    assert_eq!(integrity(&machine.data_dir()), "ok");
    machine
}

#[test]
fn a_database_from_the_future_is_refused_and_left_untouched() {
    let machine = with_history();
    open_database(&machine.data_dir())
        .pragma_update(None, "user_version", 9999)
        .unwrap();
    let path = database(&machine.data_dir());
    let before = fs::read(&path).unwrap();
    for args in [
        &["serve", "--json", "--listen", "127.0.0.1:0"][..],
        &["list", "--json"],
    ] {
        let output = run(&machine, args);
        assert_eq!(output.status.code(), Some(1), "{args:?}: {output:#?}");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains("newer"), "{args:?}: {said}");
        let same = fs::read(&path).unwrap() == before;
        assert!(same, "{args:?} changed the file");
    }
}

#[test]
fn a_database_with_a_damaged_header_is_set_aside_whole() {
    let machine = with_history();
    overwrite(&database(&machine.data_dir()), 0, 4096);
    assert_set_aside(&machine);
}

#[test]
fn a_database_with_a_damaged_middle_is_set_aside_whole() {
    let machine = with_history();
    let path = database(&machine.data_dir());
    let size = fs::metadata(&path).unwrap().len();
    overwrite(&path, 4096, usize::try_from(size).unwrap() - 4096);
    assert_set_aside(&machine);
}

/// Makes the history too large for a full check at the start.
fn make_large(path: &Path) -> u64 {
    let database = rusqlite::Connection::open(path).unwrap();
    let root: i64 = database
        .query_row(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'incidents'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    database
        .execute_batch(
            "CREATE TABLE ballast (bytes); INSERT INTO ballast VALUES (zeroblob(70000000));
             PRAGMA wal_checkpoint(TRUNCATE);",
        )
        .unwrap();
    u64::try_from(root).unwrap()
}

#[test]
fn a_large_database_with_a_damaged_middle_is_set_aside_whole() {
    let machine = with_history();
    let path = database(&machine.data_dir());
    make_large(&path);
    let size = fs::metadata(&path).unwrap().len();
    overwrite(&path, 4096, usize::try_from(size).unwrap() - 4096);
    assert_set_aside(&machine);
}

/// No start checks every page of a large database: the first report runs into the damage.
#[test]
fn a_large_database_with_one_damaged_page_is_set_aside_once_that_is_met() {
    let machine = with_history();
    let path = database(&machine.data_dir());
    let root = make_large(&path);
    overwrite(&path, (root - 1) * 4096, 4096);
    let serve = Serve::start(&machine);
    let kept = || {
        let answer = send(&serve.receiver_url, fixture("documented.json"));
        (answer.status == 200).then_some(())
    };
    wait_until("a new history", missedhook_tests::LIMIT, kept, || {
        serve.process.stderr.all()
    });
    let names: Vec<_> = files(&machine.data_dir());
    let is_aside = |path: &PathBuf| path.to_string_lossy().contains(".damaged-");
    assert!(names.iter().any(is_aside), "{names:#?}");
    let rows = list(&machine, 10);
    assert_eq!(rows.len(), 1);
    // The IDs continue, and so does its output.
    assert!(rows[0]["id"].as_i64() > Some(120), "{rows:#?}");
    let printed = serve.wait_for_delivery_errors(1);
    assert_eq!(printed[0]["id"], rows[0]["id"]);
    serve.process.stop();
    assert_eq!(integrity(&machine.data_dir()), "ok");
}

/// Nothing is begun anew while it runs, so no command says that one need only wait.
#[test]
fn a_history_that_is_deleted_while_it_runs_is_to_be_put_back() {
    let machine = with_history();
    let serve = Serve::start(&machine);
    deliver(&serve.receiver_url, fixture("documented.json"));
    fs::remove_file(database(&machine.data_dir())).unwrap();
    assert_eq!(
        send(&serve.receiver_url, fixture("documented.json")).status,
        503
    );
    for command in ["doctor", "list"] {
        let output = run(&machine, &[command]);
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said).into_owned();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("was moved or deleted"), "{said}");
        assert!(said.contains("Put it back; or restart"), "{said}");
        assert!(!said.contains("Wait a moment"), "{said}");
    }
    serve.process.stop();
}

/// It is announced once, and nothing says that all is well while part of the history is missing.
#[test]
fn a_damaged_history_notifies_and_stays_visible_until_it_is_removed() {
    let machine = Machine::with_bus();
    let notifications = NotificationServer::start(machine.bus());
    let serve = Serve::start(&machine);
    deliver(&serve.receiver_url, fixture("documented.json"));
    serve.process.stop();
    overwrite(&database(&machine.data_dir()), 0, 4096);
    let serve = Serve::start(&machine);
    notifications.wait_for("A damaged history was set aside", LIMIT);
    serve.process.stop();
    let history = || {
        let doctor = run(&machine, &["doctor", "--json"]);
        let said: Value = serde_json::from_slice(&doctor.stdout).unwrap();
        let checks = said["checks"].as_array().unwrap().clone();
        let found = checks
            .into_iter()
            .find(|check| check["name"] == "history")
            .unwrap();
        (found["ok"].as_bool().unwrap(), found["found"].to_string())
    };
    // As long as it is there, even after the next start.
    let serve = Serve::start(&machine);
    let (ok, found) = history();
    assert!(!ok && found.contains(".damaged-"), "{found}");
    let aside = files(&machine.data_dir())
        .into_iter()
        .filter(|path| path.to_string_lossy().contains(".damaged-"));
    for path in aside {
        fs::rename(&path, machine.root().join(path.file_name().unwrap())).unwrap();
    }
    wait_until(
        "a whole history",
        LIMIT,
        || history().0.then_some(()),
        || history().1,
    );
    serve.process.stop();
    let summaries = notifications.notified().all();
    let told = summaries
        .iter()
        .filter(|said| said.summary.contains("damaged"));
    assert_eq!(told.count(), 1, "{summaries:#?}");
}

#[test]
fn a_missing_history_notifies_and_a_first_start_does_not() {
    const GONE: &str = "The history was missing";
    for is_emptied in [false, true] {
        let machine = Machine::with_bus();
        let notifications = NotificationServer::start(machine.bus());
        let serve = Serve::start(&machine);
        deliver(&serve.receiver_url, report(ORDERS, "m"));
        notifications.wait_for("orders is failing", LIMIT);
        serve.process.stop();
        let said = notifications.notified().all();
        assert!(said.iter().all(|said| said.summary != GONE), "{said:#?}");
        match is_emptied {
            true => fs::write(database(&machine.data_dir()), "").unwrap(),
            false => fs::remove_file(database(&machine.data_dir())).unwrap(),
        }
        let doctor = run(&machine, &["doctor"]);
        let found = String::from_utf8_lossy(&doctor.stdout).into_owned();
        assert!(found.contains("✗ history"), "{found}");
        let serve = Serve::start(&machine);
        notifications.wait_for(GONE, LIMIT);
        serve.process.stop();
    }
}

/// What can be rebuilt from the reports is no reason to set them aside.
#[test]
fn damage_in_the_search_index_alone_is_mended_and_no_report_is_lost() {
    let machine = with_history();
    open_database(&machine.data_dir())
        .execute_batch(
            "UPDATE folded_words_data SET block = zeroblob(length(block)) WHERE id > 100",
        )
        .unwrap();
    let serve = Serve::start(&machine);
    deliver(&serve.receiver_url, report(ORDERS, "needle"));
    let found = |words: &str| {
        let rows = run_json(&machine, &["list", "--json", words]);
        rows.as_array().map_or(0, Vec::len)
    };
    // One from before, and the newest.
    let both = || (found("119") == 1 && found("needle") == 1).then_some(());
    wait_until("both found", LIMIT, both, || {
        (found("119"), found("needle"))
    });
    assert_eq!(list(&machine, 1000).len(), 121);
    serve.process.stop();
    assert_eq!(integrity(&machine.data_dir()), "ok");
    let names = files(&machine.data_dir());
    let is_aside = |path: &PathBuf| path.to_string_lossy().contains(".damaged-");
    assert!(!names.iter().any(is_aside), "{names:#?}");
}

#[test]
fn a_database_that_is_cut_off_is_set_aside_whole() {
    let machine = with_history();
    let path = database(&machine.data_dir());
    let file = OpenOptions::new().write(true).open(&path).unwrap();
    file.set_len(file.metadata().unwrap().len() / 2).unwrap();
    assert_set_aside(&machine);
}

#[test]
fn a_database_of_another_program_is_refused_in_one_sentence_and_left_untouched() {
    for mark in [0, 0x1234] {
        let machine = Machine::headless();
        missedhook_tests::data::write_settings(&machine.data_dir(), None);
        let path = database(&machine.data_dir());
        let theirs = rusqlite::Connection::open(&path).unwrap();
        theirs.pragma_update(None, "application_id", mark).unwrap();
        theirs
            .execute_batch(
                "CREATE TABLE incidents (theirs TEXT); INSERT INTO incidents VALUES ('x')",
            )
            .unwrap();
        drop(theirs);
        let before = fs::read(&path).unwrap();
        for args in [
            &["serve", "--json", "--listen", "127.0.0.1:0"][..],
            &["list"],
            &["doctor"],
        ] {
            let output = run(&machine, args);
            assert_eq!(output.status.code(), Some(1), "{args:?}: {output:#?}");
            let said = [output.stdout, output.stderr].concat();
            let said = String::from_utf8_lossy(&said).into_owned();
            assert!(said.contains("of another program"), "{args:?}: {said}");
            assert!(!said.contains("CREATE"), "{args:?}: {said}");
            assert!(fs::read(&path).unwrap() == before, "{args:?} changed it");
        }
    }
}

fn overwrite(path: &Path, from: u64, length: usize) {
    let mut random = fastrand::Rng::with_seed(7);
    let mut garbage = vec![0; length];
    random.fill(&mut garbage);
    let mut file = OpenOptions::new().write(true).open(path).unwrap();
    file.seek(SeekFrom::Start(from)).unwrap();
    file.write_all(&garbage).unwrap();
    file.sync_all().unwrap();
}

/// Starts with the damaged database and checks that its bytes are still there, that the damage was reported, and that a
/// new history has begun.
fn assert_set_aside(machine: &Machine) {
    let damaged = fs::read(database(&machine.data_dir())).unwrap();
    let serve = Serve::start(machine);
    let kept: Vec<PathBuf> = files(&machine.data_dir())
        .into_iter()
        .filter(|path| fs::read(path).is_ok_and(|bytes| bytes == damaged))
        .collect();
    assert_eq!(
        kept.len(),
        1,
        "its bytes are in one file beside: {:#?}; {}",
        files(&machine.data_dir()),
        serve.process.output()
    );
    assert_ne!(kept[0], database(&machine.data_dir()));
    let name = kept[0].file_name().unwrap().to_string_lossy().into_owned();
    let what = format!("word on stderr of {name}");
    serve
        .process
        .stderr
        .wait_for_item(&what, missedhook_tests::LIMIT, |line| line.contains(&name));
    let accepted = deliver(&serve.receiver_url, fixture("documented.json"));
    let rows = list(machine, 1000);
    assert_eq!(rows.len(), 1, "a new history: {rows:?}");
    assert_eq!(rows[0]["id"], accepted.id);
    serve.process.stop();
    assert_eq!(integrity(&machine.data_dir()), "ok");
}

/// A directory whose database has a path of this many bytes.
fn directory_for(machine: &Machine, bytes: usize) -> PathBuf {
    let length = bytes - "/missedhook.db".len();
    let mut path = machine.root().canonicalize().unwrap();
    while path.as_os_str().len() < length {
        // A separator needs a name behind it.
        let left = length - path.as_os_str().len() - 1;
        let name = if left > 200 { 100 } else { left };
        path.push("d".repeat(name));
    }
    path
}

#[test]
fn a_path_that_is_too_long_for_sqlite_is_named_and_the_longest_works() {
    let machine = Machine::headless();
    let command = |args: &[&str], dir: &Path| {
        let mut command = machine.command(binary());
        command.args(args).arg("--data-dir").arg(dir);
        command
    };
    let serve = ["serve", "--listen", "127.0.0.1:0"];
    let longest = directory_for(&machine, 504);
    let mut running = Running::spawn(&mut command(&serve, &longest));
    let ready = |line: &String| line.contains("Listening");
    running.stdout.wait_for_item("ready", LIMIT, ready);
    running.terminate();
    assert_eq!(running.wait().code(), Some(0), "{}", running.output());
    let refused = |command| {
        let output = run_command(command);
        assert_eq!(output.status.code(), Some(1), "{output:#?}");
        let said = format!(
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        assert!(said.contains("SQLite takes at most 504"), "{said}");
        assert!(!said.contains("writable"), "{said}");
    };
    let longer = directory_for(&machine, 505);
    let link = machine.root().join("link");
    std::os::unix::fs::symlink(&longer, &link).unwrap();
    refused(command(&serve, &longer));
    refused(command(&serve, &link));
    refused(command(&["doctor"], &longer));
}

#[test]
fn a_backup_of_too_long_a_path_is_refused_in_words_both_ways() {
    let machine = with_history();
    let far = directory_for(&machine, 600);
    fs::create_dir_all(&far).unwrap();
    let (near, far) = (machine.root().join("copy.db"), far.join("copy.db"));
    run_ok(&machine, &["backup", near.to_str().unwrap()]);
    fs::copy(&near, &far).unwrap();
    let there = far.with_extension("there");
    for args in [
        ["backup", there.to_str().unwrap()],
        ["restore", far.to_str().unwrap()],
    ] {
        let output = run(&machine, &args);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("SQLite takes at most 504"), "{said}");
        assert!(!said.contains("503"), "{said}");
    }
    assert_eq!(fs::read_dir(far.parent().unwrap()).unwrap().count(), 1);
}

#[test]
fn a_data_directory_that_is_a_link_to_nothing_is_called_that() {
    let machine = Machine::headless();
    std::os::unix::fs::symlink("/nonexistent/disk", machine.data_dir()).unwrap();
    let output = run(&machine, &["serve", "--listen", "127.0.0.1:0"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    let why = "it is a link to /nonexistent/disk, where there is nothing";
    assert!(said.contains(why), "{said}");
}
