//! A disk that is really full, or can't be written: a small one of its own, mounted for the test.

use std::{fs, path::Path};

use missedhook_tests::{
    LIMIT,
    data::database,
    failing_disk::FailingDisk,
    machine::Machine,
    notification_server::NotificationServer,
    program::{Running, Serve, binary, on_data_dir, run, run_command},
    recording::wait_until,
    retm::{deliver, report, send},
};

use super::{
    FAILING, REALLY_FULL, WELL, assert_refused, assert_survived, deliver_when_well, said,
    small_disk::{SmallDisk, fill},
};

#[test]
fn a_really_full_file_system_notifies_once_and_is_used_again_when_it_has_space() {
    let machine = Machine::with_bus();
    let data_dir = machine.data_dir();
    let Some(_disk) = SmallDisk::mount(&data_dir) else {
        return;
    };
    let fill = |dir: &Path, _: &FailingDisk| fill(dir);
    let empty = |dir: &Path, _: &FailingDisk| fs::remove_file(dir.join("ballast")).unwrap();
    assert_survived(REALLY_FULL, fill, empty, &machine);
}

/// The history can't be read at the start. Its contents are not new once it can be.
#[test]
fn started_on_a_really_full_disk_it_prints_only_what_comes() {
    let machine = Machine::with_bus();
    let data_dir = machine.data_dir();
    let Some(_disk) = SmallDisk::mount(&data_dir) else {
        return;
    };
    let serve = Serve::start(&machine);
    deliver(&serve.receiver_url, report("/before", "m"));
    serve.process.stop();
    fill(&data_dir);
    let serve = Serve::start(&machine);
    assert_refused(&send(&serve.receiver_url, report("/meanwhile", "m")));
    fs::remove_file(data_dir.join("ballast")).unwrap();
    let kept = deliver_when_well(&serve);
    let printed = serve.wait_for_delivery_errors(1);
    assert_eq!(printed[0]["id"], kept.id, "{printed:?}");
    // Other commands could not learn of it at first.
    let sent = || run(&machine, &["send-test"]).status.success().then_some(());
    wait_until("a test report", 3 * LIMIT, sent, || {
        run(&machine, &["doctor"])
    });
    serve.process.stop();
}

/// The running program can't write what it would tell `doctor`.
#[test]
fn on_a_really_full_disk_doctor_says_so_and_asks_for_no_restart() {
    let machine = Machine::headless();
    let data_dir = machine.data_dir();
    let Some(_disk) = SmallDisk::mount(&data_dir) else {
        return;
    };
    let serve = Serve::start(&machine);
    deliver(&serve.receiver_url, report("/before", "m"));
    fill(&data_dir);
    assert_refused(&send(
        &serve.receiver_url,
        report("/meanwhile", &"m".repeat(200_000)),
    ));
    let doctor = said(&run(&machine, &["doctor"]).stdout);
    assert!(doctor.contains("✗ database: The disk is full"), "{doctor}");
    assert!(
        doctor.contains("Not all is well: The disk is full"),
        "{doctor}"
    );
    assert!(!doctor.contains("Restart Missedhook"), "{doctor}");
    fs::remove_file(data_dir.join("ballast")).unwrap();
    deliver_when_well(&serve);
    let whole = || {
        let doctor = said(&run(&machine, &["doctor"]).stdout);
        doctor
            .contains("✓ database: whole")
            .then_some(())
            .ok_or(doctor)
    };
    wait_until("a whole database", LIMIT, || whole().ok(), || whole().err());
    serve.process.stop();
}

/// No key can be kept, so there is no receiver URL, and nothing to wait for: nobody was given one.
#[test]
fn a_first_start_on_a_full_disk_says_what_is_full_and_the_next_one_works() {
    let machine = Machine::headless();
    let small = machine.root().join("small");
    let Some(_disk) = SmallDisk::mount(&small) else {
        return;
    };
    fill(&small);
    let serve = || {
        let mut command = machine.command(binary());
        let dir = small.join("data");
        command.args(["serve", "--listen", "127.0.0.1:0", "--data-dir"]);
        command.arg(dir);
        command
    };
    let output = run_command(serve());
    assert_eq!(output.status.code(), Some(1), "{output:#?}");
    let words = said(&output.stderr);
    for part in [
        "The disk is full: ",
        "settings.toml can't be written. ",
        "Free some space on the disk of the data directory.",
    ] {
        assert!(words.contains(part), "no {part} in {words}");
    }
    fs::remove_file(small.join("ballast")).unwrap();
    let mut running = Running::spawn(&mut serve());
    let ready = |line: &String| line.contains("Listening");
    running.stdout.wait_for_item("ready", LIMIT, ready);
    running.terminate();
    assert_eq!(running.wait().code(), Some(0), "{}", running.output());
}

/// Nobody sends anything. That nothing could be stored is still noticed.
#[test]
fn a_disk_that_fills_up_while_nothing_comes_is_noticed() {
    let machine = Machine::with_bus();
    let notifications = NotificationServer::start(machine.bus());
    let data_dir = machine.data_dir();
    let Some(_disk) = SmallDisk::mount(&data_dir) else {
        return;
    };
    // It checks every minute.
    let serve = Serve::start_with(&machine, &[("MISSEDHOOK_TEST_REST_MS", "1000")]);
    deliver(&serve.receiver_url, report("/before", "m"));
    let log = database(&data_dir).with_extension("db-wal");
    let size = || fs::metadata(&log).map(|metadata| metadata.len());
    let at_rest = || matches!(size(), Ok(0)).then_some(());
    wait_until("an empty log", LIMIT, at_rest, size);
    fill(&data_dir);
    notifications.wait_for(FAILING, LIMIT);
    fs::remove_file(data_dir.join("ballast")).unwrap();
    notifications.wait_for(WELL, LIMIT);
    deliver(&serve.receiver_url, report("/after", "m"));
    serve.process.stop();
}

#[test]
fn a_disk_that_cant_be_written_is_read() {
    // After a clean end there is no log. After a kill, only the log has the latest reports.
    for clean in [true, false] {
        let machine = Machine::headless();
        let data_dir = machine.data_dir();
        let Some(disk) = SmallDisk::mount(&data_dir) else {
            return;
        };
        let serve = Serve::start(&machine);
        let kept = deliver(&serve.receiver_url, report("/a", "on a read-only disk"));
        if clean {
            serve.process.stop();
        } else {
            serve.process.kill();
        }
        disk.make_read_only();
        let (id, incident) = (kept.id.to_string(), kept.incident.to_string());
        for args in [
            &["list"][..],
            &["show", &id],
            &["export"],
            &["report", &incident],
        ] {
            let output = run_command(on_data_dir(&machine, args));
            assert!(output.status.success(), "{args:?}, {clean}: {output:#?}");
            let said = said(&output.stdout);
            assert!(said.contains("on a read-only disk"), "{args:?}: {said}");
        }
        let doctor = run_command(on_data_dir(&machine, &["doctor"]));
        let said = said(&doctor.stdout);
        assert!(
            said.contains("whole, 1 delivery error\n"),
            "{clean}: {said}"
        );
    }
}
