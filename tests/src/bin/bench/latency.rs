//! Latency of a receiver that has time: how long an acknowledgement takes at a steady pace, beside the time that the
//! disk takes to sync just then; and how long it is until a person is told.

use std::{
    thread::sleep,
    time::{Duration, Instant},
};

use missedhook_tests::{
    LIMIT,
    http::{Connection, Target as Place},
    machine::Machine,
    notification_server::NotificationServer,
    program::Serve,
    retm::{accepted, report, request},
};

use crate::{
    disk::Disk,
    figures::{Figures, Times},
    ingest::Receiver,
    peers,
};

/// How far one request is from the next: 100 a second.
const PACE: Duration = Duration::from_millis(10);
/// How many are sent at that pace.
const PACED: usize = 1_000;
/// How many are sent to see when they are told.
const TOLD: usize = 100;

/// Measures everything.
pub fn measure(figures: &mut Figures) {
    figures.part("Latency: one sender");
    steady(figures);
    told(figures);
}

/// Sends at a steady pace over one connection; halfway between one request and the next the disk is synced once.
fn steady(figures: &mut Figures) {
    let receiver = Receiver::start();
    let mut disk = Disk::at(&receiver.data_dir());
    let place = Place::of(receiver.url());
    let body = peers::report();
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        place.path,
        place.authority,
        body.len()
    );
    let bytes = [head.as_bytes(), &body].concat();
    let mut connection = Connection::open(&place.authority);
    let (mut acknowledged, mut synced) = (Vec::new(), Vec::new());
    let mut next = Instant::now();
    for _ in 0..PACED {
        sleep(next.saturating_duration_since(Instant::now()));
        let begun = Instant::now();
        connection.try_write(&bytes).unwrap();
        let answer = connection.try_read_answer("POST").unwrap();
        acknowledged.push(begun.elapsed());
        accepted(&answer);
        next += PACE / 2;
        sleep(next.saturating_duration_since(Instant::now()));
        synced.push(disk.sync());
        next += PACE / 2;
    }
    let (acknowledged, synced) = (Times::of(acknowledged), Times::of(synced));
    figures.times("POST -> 200, on disk, at 100/s", &acknowledged);
    figures.times("fdatasync, in between", &synced);
    for part in [50, 99] {
        let (took, sync) = (acknowledged.percentile(part), synced.percentile(part));
        figures.goal(
            &format!("POST -> 200 p{part}: 2 fdatasyncs (p{part})"),
            took <= 2.0 * sync,
            &format!(
                "{took:.2} ms; {:.2} fdatasyncs of {sync:.2} ms",
                took / sync
            ),
        );
    }
}

fn told(figures: &mut Figures) {
    let machine = Machine::with_bus();
    let notifications = NotificationServer::start(machine.bus());
    let serve = Serve::start(&machine);
    let mut told = Vec::new();
    for number in 0..TOLD {
        let name = format!("bench-{number}-end");
        let begun = Instant::now();
        // A test report: those are told one by one, where a hundred endpoints that fail at once are a storm.
        let sent = request(&serve.receiver_url, report(&format!("/{name}"), "slow"))
            .header("missedhook-source", "test");
        accepted(&sent.send());
        notifications.wait_for(&name, LIMIT);
        told.push(begun.elapsed());
    }
    let told = Times::of(told);
    figures.times("POST -> Notify", &told);
    let (p50, p99) = (told.percentile(50), told.percentile(99));
    figures.goal(
        "POST -> Notify: p50 20 ms, p99 100 ms",
        p50 <= 20.0 && p99 <= 100.0,
        &format!("p50 {p50:.1} ms, p99 {p99:.1} ms"),
    );
}
