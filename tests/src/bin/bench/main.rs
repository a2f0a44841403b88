//! Measures the road: start → ready to answer, POST → 200 on disk, and POST → `Notify` on a private session bus;
//! then the desktop app: its weight, and how quickly its window is there. `MISSEDHOOK_BENCH_HISTORY` names a data
//! directory with a large history for it. Prints figures and asserts nothing: how fast a machine is, is no test.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a measurement that can't go on says so by panicking"
)]

mod window;

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use missedhook_tests::{
    LIMIT,
    machine::Machine,
    notification_server::NotificationServer,
    program::Serve,
    retm::{accepted, report, request},
};

/// How many reports are measured, each at an endpoint of its own, so that each is told at once.
const REPORTS: usize = 100;
/// How many starts are measured, each on a fresh data directory.
const STARTS: usize = 10;

fn main() {
    let starts = (0..STARTS).map(|_| {
        let machine = Machine::with_bus();
        let begun = Instant::now();
        let serve = Serve::start(&machine);
        let took = begun.elapsed();
        drop(serve);
        took
    });
    print("start -> ready", starts.collect());

    let machine = Machine::with_bus();
    let notifications = NotificationServer::start(machine.bus());
    let serve = Serve::start(&machine);
    let (mut kept, mut told) = (Vec::new(), Vec::new());
    for number in 0..REPORTS {
        let name = format!("bench-{number}-end");
        let begun = Instant::now();
        // A test report: those are told one by one, where a hundred endpoints that fail at once are a storm.
        let sent = request(&serve.receiver_url, report(&format!("/{name}"), "slow"))
            .header("missedhook-source", "test");
        accepted(&sent.send());
        kept.push(begun.elapsed());
        notifications.wait_for(&name, LIMIT);
        told.push(begun.elapsed());
    }
    print("POST -> 200, on disk", kept);
    print("POST -> Notify", told);

    println!("\nthe desktop app, nothing stored");
    window::measure(None);
    if let Some(history) = std::env::var_os("MISSEDHOOK_BENCH_HISTORY").map(PathBuf::from) {
        println!(
            "\nthe desktop app, {} stored",
            missedhook_tests::data::count(&history)
        );
        window::measure(Some(&history));
    }
}

fn print(what: &str, mut times: Vec<Duration>) {
    times.sort();
    let at = |part: usize| times[(times.len() - 1) * part / 100].as_secs_f64() * 1000.0;
    println!(
        "{what:<26} n {:>3}   median {:>7.1} ms   p95 {:>7.1} ms   worst {:>7.1} ms",
        times.len(),
        at(50),
        at(95),
        at(100)
    );
}
