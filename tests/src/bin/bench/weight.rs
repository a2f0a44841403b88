//! Weight: the size of the program, its start-up time, and its cost while idle, both without a window and as the
//! desktop app.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use missedhook_tests::{
    LIMIT,
    machine::Machine,
    program::{Serve, binary},
    recording::wait_until,
    weight,
};

use crate::{
    figures::{Figures, Times},
    servers::Receiver,
    window,
};

/// The number of starts, each on a fresh data directory.
const STARTS: usize = 10;
/// How long the idle program is observed.
const WATCHED: Duration = Duration::from_secs(10);
/// Memory must be unchanged for this long to count as idle.
const STILL: Duration = Duration::from_secs(2);

/// Measures everything. `history` is a data directory with a large history, if there is one.
pub fn measure(figures: &mut Figures, history: &Path) {
    figures.part("Weight");
    #[allow(clippy::cast_precision_loss, reason = "a figure for people")]
    let size = fs::metadata(binary()).unwrap().len() as f64;
    figures.value("the binary, stripped", size / 1e6, "MB");
    let starts = (0..STARTS).map(|_| {
        let machine = Machine::with_bus();
        let begun = Instant::now();
        let serve = Serve::start(&machine);
        let took = begun.elapsed();
        drop(serve);
        took
    });
    figures.times("start -> answering", &Times::of(starts));
    let receiver = Receiver::start();
    rest(receiver.pid());
    weigh(figures, "serve, idle", receiver.pid());
    wakeups(figures, "serve, idle", receiver.pid());
    drop(receiver);

    figures.part("The desktop app, nothing stored");
    window::measure(figures, None);
    if history.exists() {
        let stored = missedhook_tests::data::count(history);
        figures.part(&format!("The desktop app, {stored} stored"));
        window::measure(figures, Some(history));
    }
}

/// The memory of a program and its descendants, in MiB.
pub fn weigh(figures: &mut Figures, when: &str, pid: u32) -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "a figure for people")]
    let mib = |kib: u64| kib as f64 / 1024.0;
    let shares: Vec<_> = weight::shares(pid)
        .into_iter()
        .map(|(name, share)| format!("{name} {:.0}", mib(share)))
        .collect();
    let pss = mib(weight::pss(pid));
    figures.value(
        &format!("{when}: PSS"),
        pss,
        &format!("MiB   ({})", shares.join(", ")),
    );
    pss
}

/// The number of wake-ups, in total and for the busiest threads.
pub fn wakeups(figures: &mut Figures, when: &str, pid: u32) {
    let woken = weight::wakeups(pid, WATCHED);
    let all = woken.iter().map(|(_, times)| times).sum();
    let most: Vec<_> = woken
        .iter()
        .take(4)
        .map(|(name, times)| format!("{name} {times:.1}"))
        .collect();
    figures.value(
        &format!("{when}: wake-ups"),
        all,
        &format!("/s    ({})", most.join(", ")),
    );
}

/// Waits until the program's memory and processes are stable.
pub fn rest(pid: u32) {
    let mut before = (0, 0);
    let mut since = Instant::now();
    let resting = || {
        let now = (weight::family(pid).len(), weight::pss(pid) / 1024);
        if now != before {
            (before, since) = (now, Instant::now());
        }
        (since.elapsed() > STILL).then_some(())
    };
    wait_until("a program at rest", 4 * LIMIT, resting, || {
        weight::shares(pid)
    });
}
