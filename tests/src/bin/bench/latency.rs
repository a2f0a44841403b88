//! The latency of a receiver under light load: how long an acknowledgement takes at a steady pace, compared with a disk
//! sync at the same time; and how long until the user is notified.

use std::{
    path::Path,
    thread::sleep,
    time::{Duration, Instant},
};

use missedhook_tests::{
    LIMIT,
    http::{Connection, Target as Place},
    machine::Machine,
    notification_server::NotificationServer,
    program::Serve,
    retm::{accepted, report},
    source_proof::test_report,
};
use serde_json::json;

use crate::{
    disk::Disk,
    figures::{Figures, Times},
    load::Target,
    servers::{Ceiling, Receiver},
};

/// The interval between requests: 100 per second.
const PACE: Duration = Duration::from_millis(10);
/// How many are sent at that pace. Of 1,000, the p99 differed by a half from run to run.
const PACED: usize = 3_000;
/// How many are sent to measure the time to a notification.
const TOLD: usize = 100;

/// Measures everything. `ceilings` is the built example `ceiling`.
pub fn measure(figures: &mut Figures, ceilings: &Path) {
    figures.part("Latency: one sender");
    let dir = tempfile::tempdir().unwrap();
    // The row with its indexes is the floor: what an acknowledgement waits for, bare.
    for kind in ["echo", "sqlite", "row"] {
        let ceiling = Ceiling::start(ceilings, kind, dir.path());
        let _ = steady(
            figures,
            &format!("POST -> {kind}, at 100/s"),
            &ceiling.target,
            dir.path(),
        );
    }
    let receiver = Receiver::start();
    let name = "POST -> 200, on disk, at 100/s";
    let [took, sync] = steady(figures, name, &receiver.target, &receiver.data_dir());
    figures.goal(
        "POST -> 200 p99: 2 fdatasyncs (p99)",
        took <= 2.0 * sync,
        &format!(
            "{took:.2} ms; {:.2} fdatasyncs of {sync:.2} ms",
            took / sync
        ),
    );
    drop(receiver);
    notification(figures);
}

/// Sends at a steady pace over one connection. Halfway between two requests the disk is synced once. Returns the p99 of
/// both.
fn steady(figures: &mut Figures, name: &str, target: &Target, dir: &Path) -> [f64; 2] {
    let mut disk = Disk::at(dir);
    let place = Place::of(&target.url);
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        place.path,
        place.authority,
        target.body.len()
    );
    let bytes = [head.as_bytes(), &target.body].concat();
    let mut connection = Connection::open(&place.authority);
    let (mut answered, mut synced) = (Vec::new(), Vec::new());
    let mut next = Instant::now();
    for _ in 0..PACED {
        sleep(next.saturating_duration_since(Instant::now()));
        let begun = Instant::now();
        connection.try_write(&bytes).unwrap();
        let answer = connection.try_read_answer("POST").unwrap();
        answered.push(begun.elapsed());
        assert_eq!(answer.status, 200, "{answer:?}");
        next += PACE / 2;
        sleep(next.saturating_duration_since(Instant::now()));
        synced.push(disk.sync());
        next += PACE / 2;
    }
    let (answered, synced) = (Times::of(answered), Times::of(synced));
    figures.times(name, &answered);
    figures.times("  fdatasync, in between", &synced);
    let [p50, p99] = [50, 99].map(|part| answered.percentile(part) / synced.percentile(part));
    println!(
        "{:<34} p50 {p50:.2}, p99 {p99:.2}",
        "  that is, in fdatasyncs"
    );
    figures.keep(
        &format!("{name}: fdatasyncs"),
        json!({"p50": p50, "p99": p99}),
    );
    [&answered, &synced].map(|times| times.percentile(99))
}

fn notification(figures: &mut Figures) {
    let machine = Machine::with_bus();
    let notifications = NotificationServer::start(machine.bus());
    let serve = Serve::start(&machine);
    let mut times = Vec::new();
    for number in 0..TOLD {
        let before = notifications.notified().count();
        let begun = Instant::now();
        // Test reports are announced one by one, while a hundred endpoints that fail at once are a storm.
        let body = report(&format!("/bench-{number}-end"), "slow");
        let sent = test_report(&machine.data_dir(), &serve.receiver_url, &body);
        accepted(&sent.send());
        let what = "notification about a test report";
        let notified = notifications.notified();
        notified.wait_for_count(what, before + 1, LIMIT);
        times.push(begun.elapsed());
    }
    let times = Times::of(times);
    figures.times("POST -> Notify", &times);
    let (p50, p99) = (times.percentile(50), times.percentile(99));
    figures.goal(
        "POST -> Notify: p50 20 ms, p99 100 ms",
        p50 <= 20.0 && p99 <= 100.0,
        &format!("p50 {p50:.1} ms, p99 {p99:.1} ms"),
    );
}
