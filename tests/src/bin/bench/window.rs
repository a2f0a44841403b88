//! What the desktop app weighs and how quickly its window is there, beside a history of any size.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use missedhook_tests::{LIMIT, desktop::Desktop, display::Display, recording::wait_until, weight};

/// How often the window is opened.
const OPENED: usize = 7;
/// How long the program is watched while it rests.
const WATCHED: Duration = Duration::from_secs(10);
/// How long a window must not change to be counted as painted, when the picture to compare with is taken.
const STILL: Duration = Duration::from_secs(2);

/// Measures on that history; on an empty one, where there is none.
pub fn measure(history: Option<&Path>) {
    let desktop = Desktop::empty();
    if let Some(history) = history {
        std::os::unix::fs::symlink(history, desktop.machine.data_dir()).unwrap();
    }
    let app = {
        let mut command = desktop.app();
        missedhook_tests::program::Running::spawn(command.arg("--hidden"))
    };
    desktop.receiver_url();
    let tray = desktop.tray_item();
    let display = desktop.machine.display();
    rest(app.pid());
    weigh("never opened", app.pid());
    for (name, times) in weight::wakeups(app.pid(), WATCHED).iter().take(5) {
        println!("    {name:<20} woke {times:>5.1} times a second");
    }

    tray.activate();
    display.wait_for_windows(1, LIMIT);
    let painted = still(display);
    weigh("window open", app.pid());
    let mut times = Vec::new();
    for _ in 0..OPENED {
        display.close_windows();
        display.wait_for_windows(0, LIMIT);
        rest(app.pid());
        let begun = Instant::now();
        tray.activate();
        let same = || alike(&rows(display)?, &painted).then_some(());
        wait_until("same rows as before", LIMIT, same, || {
            display.window_titles()
        });
        times.push(begun.elapsed());
    }
    super::print("tray click -> rows painted", times);
    display.close_windows();
    display.wait_for_windows(0, LIMIT);
    rest(app.pid());
    weigh("closed again", app.pid());
    for (name, times) in weight::wakeups(app.pid(), WATCHED).iter().take(5) {
        println!("    {name:<20} woke {times:>5.1} times a second");
    }
    app.stop();
}

#[allow(clippy::cast_precision_loss, reason = "a figure for people")]
fn weigh(when: &str, pid: u32) {
    let mib = |kib: u64| kib as f64 / 1024.0;
    let shares: Vec<_> = weight::shares(pid)
        .into_iter()
        .map(|(name, share)| format!("{name} {:.0}", mib(share)))
        .collect();
    println!(
        "{when:<26} PSS {:>6.1} MiB   ({})",
        mib(weight::pss(pid)),
        shares.join(", ")
    );
}

/// Waits until the program's memory and its processes have come to rest.
fn rest(pid: u32) {
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

/// The part of the screen where the rows stand.
fn rows(display: &Display) -> Option<Vec<u8>> {
    display.pixels((240, 120), (420, 560))
}

/// The rows once they have not changed for a while.
fn still(display: &Display) -> Vec<u8> {
    let mut before = Vec::new();
    let mut since = Instant::now();
    let look = || {
        let now = rows(display)?;
        if now != before {
            (before, since) = (now.clone(), Instant::now());
        }
        (since.elapsed() > STILL).then_some(now)
    };
    wait_until("rows that stand still", LIMIT, look, || {
        display.window_titles()
    })
}

/// Whether two pictures show the same rows: but for a few letters, such as those of "2 min ago".
fn alike(one: &[u8], other: &[u8]) -> bool {
    let different = one
        .iter()
        .zip(other)
        .filter(|(one, other)| one != other)
        .count();
    one.len() == other.len() && different * 100 < one.len()
}
