//! Weight: the size of the program, its start-up time, and its cost while idle, both without a window and as the
//! desktop app.

use std::{
    fs,
    path::Path,
    thread::sleep,
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
    bare, before,
    figures::{Figures, Times},
    servers::Receiver,
    storm, window,
};

/// The number of starts, each on a fresh data directory.
const STARTS: usize = 10;
/// How long the program is observed at rest. It is to wake up less than once in five seconds.
pub const AT_REST: Duration = Duration::from_secs(60);
/// A minute after its last write a program empties the write-ahead log, once. What it waits for the disk then would count as
/// wake-ups, so a program at rest is observed after that.
pub const LOG_EMPTIED: Duration = Duration::from_secs(75);
/// Memory must be unchanged for this long to count as idle.
const STILL: Duration = Duration::from_secs(2);

/// Measures everything. `history` is a data directory with a large history, if there is one; `bare` the built example
/// `bare_window`.
pub fn measure(figures: &mut Figures, history: &Path, bare: &Path) {
    figures.part("Weight");
    let own = serve(figures, "serve", &binary());
    goals(figures);
    if let Some(before) = before() {
        let before = serve(figures, "serve, the earlier build", &before);
        figures.value("memory beside the earlier build", own / before, "x");
    }
    log_of_storm(figures);

    bare::measure(figures, bare);
    if history.exists() {
        bare::measure_written_out(figures, bare, history);
    }
    figures.part("The desktop app, nothing stored");
    window::measure(figures, None);
    if history.exists() {
        let stored = missedhook_tests::data::count(history);
        figures.part(&format!("The desktop app, {stored} stored"));
        window::measure(figures, Some(history));
    }
}

/// Size, start and rest of one build without a window. Returns its memory, in MiB.
fn serve(figures: &mut Figures, name: &str, program: &Path) -> f64 {
    let app = program.with_file_name("missedhook-app");
    for (what, program) in [("program", program), ("program with the window", &app)] {
        if let Ok(file) = fs::metadata(program) {
            #[allow(clippy::cast_precision_loss, reason = "a figure for people")]
            let size = file.len() as f64 / 1e6;
            figures.value(&format!("{name}: the {what}, stripped"), size, "MB");
        }
    }
    let (mut starts, mut spent) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        let machine = Machine::with_bus();
        let mut command = machine.command(program);
        command.args(["serve", "--json", "--listen", "127.0.0.1:0", "--data-dir"]);
        command.arg(machine.data_dir());
        let begun = Instant::now();
        let serve = Serve::started(&mut command);
        starts.push(begun.elapsed());
        spent.push(weight::cpu(serve.process.pid()));
    }
    figures.times(&format!("{name}: start -> answering"), &Times::of(starts));
    figures.times(&format!("{name}: CPU until then"), &Times::of(spent));
    let receiver = Receiver::start_of(program, "");
    rest(receiver.pid());
    let memory = weigh(figures, &format!("{name}, idle"), receiver.pid());
    sleep(LOG_EMPTIED);
    wakeups(figures, &format!("{name}, idle"), receiver.pid(), AT_REST);
    memory
}

/// What this build is to come to.
fn goals(figures: &mut Figures) {
    for (name, most, unit) in [
        ("serve: the program, stripped", 18.0, "MB"),
        ("serve: start -> answering", 40.0, "ms"),
        ("serve, idle: PSS", 40.0, "MiB"),
        ("serve, idle: wake-ups", 0.2, "/s"),
    ] {
        let value = figures.number(name).unwrap_or(f64::NAN);
        let goal = format!("{name}: {most} {unit}");
        figures.goal(&goal, value <= most, &format!("{value:.2} {unit}"));
    }
}

/// The endpoints of the storm, and the limit of the log files, in MB: ten files of one each, and the line that filled
/// each.
const FAILING: usize = 100_000;
const LOG_MB: f64 = 10.1;

/// The size of the log while very many endpoints fail and nobody shows notifications.
fn log_of_storm(figures: &mut Figures) {
    let machine = Machine::with_bus();
    let serve = Serve::start(&machine);
    storm::send(&serve.receiver_url, 0..FAILING, |number| {
        format!(
            "https://host-{}.example.com/{}",
            number % 40,
            storm::name(number)
        )
    });
    rest(serve.process.pid());
    let logs = fs::read_dir(machine.data_dir().join("logs")).unwrap();
    let bytes: u64 = logs
        .map(|file| file.unwrap().metadata().unwrap().len())
        .sum();
    #[allow(clippy::cast_precision_loss, reason = "a figure for people")]
    let size = bytes as f64 / 1e6;
    figures.value(
        "log after 100,000 failing endpoints, nobody notified",
        size,
        "MB",
    );
    let goal = format!("the log within {LOG_MB} MB");
    figures.goal(&goal, size <= LOG_MB, &format!("{size:.2} MB"));
    let when = "serve, idle, 100,000 open incidents";
    weigh(figures, when, serve.process.pid());
    wakeups(figures, when, serve.process.pid(), AT_REST);
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

/// The number of wake-ups a second, in total and for the busiest threads. Returns the total.
pub fn wakeups(figures: &mut Figures, when: &str, pid: u32, watched: Duration) -> f64 {
    let woken = weight::wakeups(pid, watched);
    // An empty sum is -0.
    let all = woken.iter().map(|(_, times)| times).sum::<f64>() + 0.0;
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
    all
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
