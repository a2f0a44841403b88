//! A disk that is full, read-only or broken: nothing is acknowledged that is not there afterwards, the user is notified
//! once, what can be read is read, and the program recovers by itself with the disk. A failed sync is never treated as
//! successful later.

#[path = "disk/copies.rs"]
mod copies;
#[path = "disk/full.rs"]
mod full;
#[path = "disk/power_cuts.rs"]
mod power_cuts;
#[path = "disk/small_disk.rs"]
mod small_disk;

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};

use missedhook_tests::{
    LIMIT,
    data::{database, integrity, open_database},
    failing_disk::{EACCES, EIO, ENOSPC, EROFS, FailingDisk, Failure, On},
    http::Answer,
    machine::Machine,
    notification_server::NotificationServer,
    program::{Serve, list, on_data_dir, run, run_command, run_ok},
    recording::wait_until,
    retm::{Accepted, accepted, deliver, report, send},
};

const FAILING: &str = "Reports can't be kept";
const WELL: &str = "Reports are kept again";
const REALLY_FULL: &str = "really full";

fn assert_refused(answer: &Answer) {
    assert_eq!(answer.status, 503, "{answer:?}");
    let wait = answer.header("retry-after").and_then(|s| s.parse().ok());
    assert!(wait.is_some_and(|seconds: u32| seconds > 0), "{answer:?}");
    let kind = answer.header("content-type");
    assert_eq!(kind, Some("application/problem+json"), "{answer:?}");
}

/// Sends until a report is stored again.
fn deliver_when_well(serve: &Serve) -> Accepted {
    wait_until(
        "recovery",
        LIMIT,
        || {
            let answer = send(&serve.receiver_url, report("/before", "m"));
            (answer.status == 200).then(|| accepted(&answer))
        },
        || serve.process.output(),
    )
}

fn said(output: &[u8]) -> String {
    String::from_utf8_lossy(output).into_owned()
}

/// A program on a disk that can fail, and the report that it has stored.
fn start_on(machine: &Machine) -> (FailingDisk, Serve, Vec<Accepted>) {
    let disk = FailingDisk::below(machine);
    let serve = disk.serve(machine);
    let kept = vec![deliver(&serve.receiver_url, report("/before", "m"))];
    (disk, serve, kept)
}

fn assert_all_there(machine: &Machine, acknowledged: &[Accepted], when: &str) {
    let rows = list(machine, 1_000_000);
    let mut times = BTreeMap::new();
    for row in &rows {
        *times.entry(row["id"].as_i64().unwrap()).or_insert(0) += 1;
    }
    for accepted in acknowledged {
        let found = times.get(&accepted.id);
        assert_eq!(found, Some(&1), "{when}: {accepted:?} of {}", rows.len());
    }
}

/// Runs through a failure from start to end, and a kill after it.
fn assert_survived(
    what: &str,
    begin: impl Fn(&Path, &FailingDisk),
    end: impl Fn(&Path, &FailingDisk),
    machine: &Machine,
) {
    let disk = FailingDisk::below(machine);
    let notifications = NotificationServer::start(machine.bus());
    let serve = disk.serve(machine);
    let mut kept: Vec<Accepted> = (0..3)
        .map(|n| deliver(&serve.receiver_url, report("/before", &n.to_string())))
        .collect();
    notifications.wait_for("/before", LIMIT);
    begin(&machine.data_dir(), &disk);
    let meanwhile = || send(&serve.receiver_url, report("/meanwhile", &"x".repeat(9000)));
    // What still fits into the space of the log is kept.
    while what == REALLY_FULL && kept.len() < 100 {
        let answer = meanwhile();
        if answer.status == 503 {
            break;
        }
        kept.push(accepted(&answer));
    }
    // Long enough for one automatic check, and for a second one.
    let until = Instant::now() + Duration::from_secs(5);
    let mut refused = 0;
    while Instant::now() < until {
        assert_refused(&meanwhile());
        refused += 1;
        std::thread::sleep(Duration::from_millis(100));
    }
    notifications.wait_for(FAILING, LIMIT);
    assert_all_there(machine, &kept, &format!("{what}: read while it fails"));
    end(&machine.data_dir(), &disk);
    kept.push(deliver_when_well(&serve));
    notifications.wait_for(WELL, LIMIT);
    kept.push(deliver(&serve.receiver_url, report("/last", "m")));
    notifications.wait_for("/last", LIMIT);
    serve.process.kill();
    let said = notifications.notified().all();
    for words in [FAILING, WELL, "/last"] {
        let times = said.iter().filter(|said| said.summary.contains(words));
        let titles: Vec<_> = said.iter().map(|said| &said.summary).collect();
        assert_eq!(times.count(), 1, "{what}: {words}: {titles:#?}");
    }
    let serve = Serve::start(machine);
    assert_all_there(machine, &kept, &format!("{what}: after a kill"));
    serve.process.stop();
    assert_eq!(integrity(&machine.data_dir()), "ok", "{what}");
    println!("{what}: {refused} refused, {} kept", kept.len());
}

#[test]
fn a_failing_disk_notifies_once_and_is_used_again_when_it_works() {
    let cases = [
        ("errors on write", Failure::write(EIO)),
        ("full", Failure::write(ENOSPC)),
        (
            "read-only",
            Failure {
                open: EROFS,
                ..Failure::write(EROFS)
            },
        ),
        ("errors on sync", Failure::sync(EIO)),
        (
            "errors on sync of the log",
            Failure {
                on: On::Log,
                ..Failure::sync(EIO)
            },
        ),
    ];
    std::thread::scope(|scope| {
        for (what, failure) in cases {
            scope.spawn(move || {
                let machine = Machine::with_bus();
                assert_survived(
                    what,
                    |_, disk| disk.fail(failure),
                    |_, disk| disk.heal(),
                    &machine,
                );
            });
        }
    });
}

#[test]
fn an_incident_announced_while_the_disk_fails_is_announced_once() {
    let machine = Machine::with_bus();
    let (disk, serve, _) = start_on(&machine);
    disk.fail(Failure::write(EIO));
    assert_refused(&send(&serve.receiver_url, report("/meanwhile", "m")));
    // Only now can it be shown, but that can't be recorded. It retries every 10 s.
    let notifications = NotificationServer::start(machine.bus());
    notifications.wait_for("/before", LIMIT);
    std::thread::sleep(Duration::from_secs(13));
    disk.heal();
    deliver_when_well(&serve);
    notifications.wait_for(WELL, LIMIT);
    let told = || -> i64 {
        open_database(&machine.data_dir())
            .query_row(
                "SELECT count(*) FROM alerts WHERE kind = 'opened' AND outcome = 'told'",
                [],
                |row| row.get(0),
            )
            .unwrap()
    };
    wait_until(
        "note that it was told",
        LIMIT,
        || (told() == 1).then_some(()),
        told,
    );
    let said = notifications.notified().all();
    let loud = said
        .iter()
        .filter(|said| said.summary.contains("/before") && !said.silent);
    assert_eq!(loud.count(), 1, "{said:#?}");
    serve.process.stop();
}

#[test]
fn started_on_a_full_disk_it_listens_and_goes_on_when_there_is_room() {
    let machine = Machine::with_bus();
    let (disk, serve, mut kept) = start_on(&machine);
    serve.process.stop();
    disk.fail(Failure::write(ENOSPC));
    let serve = disk.serve(&machine);
    assert_refused(&send(&serve.receiver_url, report("/meanwhile", "m")));
    assert_all_there(&machine, &kept, "read while it is full");
    disk.heal();
    kept.push(deliver_when_well(&serve));
    serve.process.stop();
    assert_all_there(&machine, &kept, "at the end");
    assert_eq!(integrity(&machine.data_dir()), "ok");
}

/// A hanging disk returns no error. Senders still get an answer, and the user is notified.
#[test]
fn a_hanging_disk_notifies_and_is_used_again_when_it_works() {
    let machine = Machine::with_bus();
    let notifications = NotificationServer::start(machine.bus());
    let (disk, serve, mut kept) = start_on(&machine);
    disk.hang();
    // One that already waits for the disk, and one that comes when the hang is known.
    for _ in 0..2 {
        assert_refused(&send(&serve.receiver_url, report("/meanwhile", "m")));
    }
    notifications.wait_for(FAILING, LIMIT);
    assert_all_there(&machine, &kept, "read while it hangs");
    let doctor = || {
        let said = said(&run(&machine, &["doctor"]).stdout);
        let says_so = |line: &str| line.starts_with("✗ database") && line.contains("not answered");
        said.lines().any(says_so).then_some(()).ok_or(said)
    };
    wait_until("word by doctor", LIMIT, || doctor().ok(), || doctor().err());
    disk.heal();
    kept.push(deliver_when_well(&serve));
    notifications.wait_for(WELL, LIMIT);
    kept.push(deliver(&serve.receiver_url, report("/last", "m")));
    notifications.wait_for("/last", LIMIT);
    assert_all_there(&machine, &kept, "afterwards");
    serve.process.stop();
}

/// The user is notified even during a restore, and what the restore leaves behind does not block a later one.
#[test]
fn a_disk_that_hangs_during_a_restore_notifies_and_a_later_restore_works() {
    let machine = Machine::with_bus();
    let notifications = NotificationServer::start(machine.bus());
    let disk = FailingDisk::below(&machine);
    let serve = disk.serve(&machine);
    deliver(&serve.receiver_url, report("/restored", "m"));
    let copy = machine.root().join("copy.db");
    run_ok(&machine, &["backup", copy.to_str().unwrap()]);
    deliver(&serve.receiver_url, report("/later", "m"));
    disk.hang();
    let restoring = ["restore", copy.to_str().unwrap(), "--force"];
    let mut hanging = on_data_dir(&machine, &restoring)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    notifications.wait_for(FAILING, LIMIT + LIMIT);
    hanging.kill().unwrap();
    hanging.wait().unwrap();
    // As left by a killed command.
    let waiting = machine.data_dir().join("missedhook.db.restore");
    let _ = fs::remove_file(&waiting);
    disk.heal();
    notifications.wait_for(WELL, LIMIT);
    fs::write(&waiting, "").unwrap();
    let gone = || (!waiting.exists()).then_some(());
    wait_until("no empty file", LIMIT, gone, || serve.process.output());
    run_ok(&machine, &restoring);
    let kept = deliver_when_well(&serve);
    assert!(kept.id > 2, "{kept:?}");
    serve.process.stop();
    assert_eq!(integrity(&machine.data_dir()), "ok");
}

/// No wait is unlimited when the program is asked to end.
#[test]
fn the_program_ends_while_the_disk_hangs() {
    let machine = Machine::with_bus();
    let (disk, mut serve, kept) = start_on(&machine);
    disk.hang();
    assert_refused(&send(&serve.receiver_url, report("/meanwhile", "m")));
    serve.process.terminate();
    serve.process.wait();
    disk.heal();
    let serve = Serve::start(&machine);
    assert_all_there(&machine, &kept, "after the next start");
    serve.process.stop();
}

#[test]
fn permission_taken_away_stops_nothing_that_runs_and_a_start_says_what_is_wrong() {
    let machine = Machine::headless();
    let (disk, serve, mut kept) = start_on(&machine);
    disk.fail(Failure::open(EACCES));
    // What is open stays open.
    kept.extend((0..20).map(|n| deliver(&serve.receiver_url, report("/after", &n.to_string()))));
    serve.process.kill();
    let mut start = on_data_dir(&machine, &["serve", "--json", "--listen", "127.0.0.1:0"]);
    start.envs(disk.environment());
    let output = run_command(start);
    assert_eq!(output.status.code(), Some(1), "{output:#?}");
    let said = said(&output.stderr);
    assert!(said.contains("ermission denied"), "{said}");
    disk.heal();
    let serve = disk.serve(&machine);
    assert_all_there(&machine, &kept, "after the permission is back");
    serve.process.stop();
    assert_eq!(integrity(&machine.data_dir()), "ok");
}

#[test]
fn a_database_that_is_taken_away_while_it_is_in_use_acknowledges_nothing() {
    let machine = Machine::with_bus();
    let notifications = NotificationServer::start(machine.bus());
    let serve = Serve::start(&machine);
    let mut kept = vec![deliver(&serve.receiver_url, report("/before", "m"))];
    let (path, away) = (
        database(&machine.data_dir()),
        machine.root().join("away.db"),
    );
    fs::rename(&path, &away).unwrap();
    assert_refused(&send(&serve.receiver_url, report("/meanwhile", "m")));
    notifications.wait_for(FAILING, LIMIT);
    fs::rename(&away, &path).unwrap();
    kept.push(deliver_when_well(&serve));
    serve.process.kill();
    let serve = Serve::start(&machine);
    assert_all_there(&machine, &kept, "after the database is back");
    serve.process.stop();
}

#[test]
fn a_commit_syncs_the_data_of_the_log_and_not_its_inode_as_well() {
    let machine = Machine::headless();
    let disk = FailingDisk::below(&machine);
    let serve = disk.serve(&machine);
    deliver(&serve.receiver_url, report("/orders", "m"));
    serve.process.kill();
    let (data, whole) = disk.log_syncs();
    assert!(data > 0, "the log was never synced");
    assert_eq!(whole, 0, "SQLite was compiled without HAVE_FDATASYNC");
}
