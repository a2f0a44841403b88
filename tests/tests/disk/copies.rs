//! Backup and restore on a disk that is full or fails.

use std::{fs, process::Stdio};

use missedhook_tests::{
    LIMIT,
    data::{database, integrity},
    failing_disk::{EACCES, ENOSPC, FailingDisk, Failure, On},
    machine::Machine,
    program::{Serve, list, on_data_dir, run, run_command, run_ok},
    recording::wait_until,
    retm::{deliver, report, send},
};

use super::{
    deliver_when_well, said,
    small_disk::{SmallDisk, fill},
};

/// The disk of the copy is full, not that of the history: the message says so, and nothing is left on it.
#[test]
fn a_backup_to_a_full_disk_says_which_and_leaves_nothing() {
    let machine = Machine::headless();
    let serve = Serve::start(&machine);
    deliver(&serve.receiver_url, report("/a", "m"));
    let small = machine.root().join("small");
    let Some(_disk) = SmallDisk::mount(&small) else {
        return;
    };
    fill(&small);
    let copy = small.join("copy.db");
    let output = run(&machine, &["backup", copy.to_str().unwrap()]);
    let said = said(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains(copy.to_str().unwrap()), "{said}");
    assert!(!said.contains("503"), "{said}");
    let left: Vec<_> = fs::read_dir(&small).unwrap().collect();
    assert_eq!(left.len(), 1, "only what filled it: {left:?}");
    serve.process.stop();
}

/// A copy without the latest reports is worse than none.
#[test]
fn a_backup_that_would_lack_what_came_last_is_refused() {
    let machine = Machine::headless();
    let data_dir = machine.data_dir();
    let Some(disk) = SmallDisk::mount(&data_dir) else {
        return;
    };
    let serve = Serve::start(&machine);
    deliver(&serve.receiver_url, report("/a", "in the log alone"));
    serve.process.kill();
    fs::remove_file(database(&data_dir).with_extension("db-shm")).unwrap();
    disk.make_read_only();
    let copy = machine.root().join("copy.db");
    let output = run_command(on_data_dir(&machine, &["backup", copy.to_str().unwrap()]));
    let said = said(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("would be missing"), "{said}");
    assert!(!copy.exists());
}

/// The previous history is already set aside when the restored one can't be opened. The program resumes once it can.
#[test]
fn a_restore_whose_last_step_fails_is_completed_later() {
    let machine = Machine::headless();
    let disk = FailingDisk::below(&machine);
    let serve = disk.serve(&machine);
    deliver(&serve.receiver_url, report("/restored", "m"));
    let copy = machine.root().join("copy.db");
    run_ok(&machine, &["backup", copy.to_str().unwrap()]);
    let last = deliver(&serve.receiver_url, report("/later", "m"));
    disk.fail(Failure {
        on: On::Database,
        ..Failure::open(EACCES)
    });
    let restoring = ["restore", copy.to_str().unwrap(), "--force"];
    let restoring = on_data_dir(&machine, &restoring)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let refused = || {
        let answer = send(&serve.receiver_url, report("/meanwhile", "m"));
        (answer.status == 503).then_some(())
    };
    wait_until("the failing step", LIMIT, refused, || {
        serve.process.output()
    });
    disk.heal();
    let next = deliver_when_well(&serve);
    assert!(next.id > last.id, "{next:?}");
    assert!(restoring.wait_with_output().unwrap().status.success());
    let rows = list(&machine, 100);
    let endpoints: Vec<_> = rows
        .iter()
        .filter_map(|row| row["endpoint"].as_str())
        .collect();
    assert!(endpoints.contains(&"/restored"), "{rows:#?}");
    assert!(!endpoints.contains(&"/later"), "{rows:#?}");
    serve.process.stop();
    assert_eq!(integrity(&machine.data_dir()), "ok");
}

/// Reading all of it takes seconds, in which no report is kept.
#[test]
fn a_restore_that_has_to_wait_checks_the_backup_once() {
    let machine = Machine::headless();
    let disk = FailingDisk::below(&machine);
    let serve = disk.serve(&machine);
    deliver(&serve.receiver_url, report("/a", "in the backup"));
    let copy = machine.root().join("copy.db");
    run_ok(&machine, &["backup", copy.to_str().unwrap()]);
    rusqlite::Connection::open(&copy)
        .unwrap()
        .execute_batch(
            "CREATE TABLE filling (bytes BLOB);
             WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 20)
             INSERT INTO filling SELECT randomblob(1000000) FROM n;",
        )
        .unwrap();
    deliver(&serve.receiver_url, report("/a", "after it"));
    disk.fail(Failure::open(ENOSPC));
    fs::rename(&copy, machine.data_dir().join("missedhook.db.restore")).unwrap();
    let tried = |times: usize| {
        serve.process.stderr.wait_for("tries", LIMIT, |lines| {
            let tries = lines
                .iter()
                .filter(|line| line.contains("can't restore the backup yet"));
            (tries.count() >= times).then_some(())
        });
        let io = fs::read_to_string(format!("/proc/{}/io", serve.process.pid())).unwrap();
        let read = io.lines().find_map(|line| line.strip_prefix("rchar: "));
        read.unwrap().parse::<u64>().unwrap()
    };
    let read = tried(2).abs_diff(tried(5));
    assert!(read < 10_000_000, "it has read {read} bytes in three tries");
    disk.heal();
    wait_until(
        "the backup",
        LIMIT,
        || (list(&machine, 9).len() == 1).then_some(()),
        || serve.process.output(),
    );
    assert_eq!(list(&machine, 9)[0]["message"], "in the backup");
    serve.process.stop();
}
