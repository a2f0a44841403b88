//! Random ill-treatment under load: the terminal is closed, settings are moved, the disk is full, the clock is set, the
//! notification server goes away, another program locks the database, workers die, the program is killed, terminated
//! and suspended. Afterwards every acknowledged report is there exactly once, every incident was announced or has a
//! reason for not being, and at no moment did anything claim that all was well when it was not. `make test` applies
//! each treatment once. `MISSEDHOOK_ILL_TREATMENT=3600` makes it an hour of random ones, as in `make prove`.
//! `MISSEDHOOK_TREATMENTS=settings,clock` selects some.

mod calm;
mod environment;
mod ledger;
mod oracle;
mod process;
mod treatments;
mod watch;
mod world;

use std::{
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use fastrand::Rng;
use missedhook_tests::{long_running::Output, prove, recording::wait_until};

use calm::TRIALS;
use oracle::SETTLE;
use treatments::Treatment;
use watch::Watcher;
use world::{ENDPOINTS, World};

/// The limit for anything expected, on a busy machine.
pub const GENEROUS: Duration = Duration::from_secs(60);
/// The total rate of reports per second, if the machine keeps up.
const A_SECOND: u32 = 25;
const SENDERS: u32 = 3;
/// How long endpoints fail before a healthy phase, in a run of an hour; a third of the time in a shorter one.
const EPOCH: Duration = Duration::from_secs(240);
/// The duration of a treatment: in the short form, and the maximum in the long one.
const SHORT_HOLD: Duration = Duration::from_millis(1200);
const LONG_HOLD: u64 = 12_000;

/// The short form: two sequences side by side per stage. Each treatment occurs once.
const STAGES: [[&[&str]; 2]; 2] = [
    [
        &["terminal", "unread", "full-output", "kill", "term", "stop"],
        &[
            "settings",
            "server-stopped",
            "server-restarted",
            "server-hung",
        ],
    ],
    [
        &["disk", "lock", "worker", "full-start"],
        &["half-closed", "handles", "commands", "clock"],
    ],
];

/// The switches of a run.
#[derive(Debug, Default)]
struct RunState {
    over: AtomicBool,
    load: AtomicBool,
    /// The number of senders that are currently sending.
    sending: AtomicUsize,
}

/// Ends the threads of a scope, even if its test fails.
struct EndOnDrop<'a>(&'a RunState);

impl Drop for EndOnDrop<'_> {
    fn drop(&mut self) {
        self.0.over.store(true, Ordering::SeqCst);
    }
}

/// The selected ones among `names`.
fn wanted(names: &[&'static str]) -> Vec<&'static str> {
    let picked = std::env::var("MISSEDHOOK_TREATMENTS").unwrap_or_default();
    let picked: Vec<_> = picked.split(',').filter(|name| !name.is_empty()).collect();
    for name in &picked {
        Treatment::named(name);
    }
    let is_wanted = |name: &&&str| picked.is_empty() || picked.contains(*name);
    names.iter().filter(is_wanted).copied().collect()
}

#[test]
fn ill_treatment_under_load_loses_nothing_and_is_never_said_to_be_well() {
    let mut random = Rng::with_seed(prove::seed());
    let seconds = std::env::var("MISSEDHOOK_ILL_TREATMENT").ok();
    let seconds = seconds.map(|seconds| {
        seconds
            .parse()
            .expect("MISSEDHOOK_ILL_TREATMENT is a number of seconds")
    });
    let (world, watcher) = (World::new(), Watcher::default());
    with_background_load(&world, &watcher, |run| {
        run.load.store(true, Ordering::SeqCst);
        let began = Instant::now();
        match seconds.map(Duration::from_secs) {
            None => each_once(&world, &mut random),
            Some(time) => for_long(&world, &watcher, run, time, &mut random),
        }
        watcher
            .wait_for_look_after(began + SETTLE + GENEROUS / 20)
            .unwrap();
        run.load.store(false, Ordering::SeqCst);
        wait_for_silence(run);
    });
    assert_in_the_end(&world);
    report(&world, &watcher);
}

#[test]
fn calm_is_seen_where_it_is_true_and_at_no_other_moment() {
    let (world, watcher) = (World::new(), Watcher::default());
    let all = wanted(&TRIALS);
    if all.is_empty() {
        return;
    }
    with_background_load(&world, &watcher, |_| {
        assert_eq!(world.report(0), Some(200));
        // While it is unresolved, nothing claims that all is well.
        let look = watcher.wait_for_look_after_settling(&world).unwrap();
        println!("while an endpoint fails: {}", look.said);
        calm::heal(&world, &watcher).unwrap_or_else(|e| panic!("{e}"));
        let trials = prove::form(&["server-stopped", "kill"][..], &TRIALS[..]);
        for name in wanted(trials) {
            calm::try_one(&world, &watcher, name);
        }
    });
    assert!(
        watcher.looks().1 > 0,
        "calm was never seen: the watcher proves nothing"
    );
    assert_in_the_end(&world);
    report(&world, &watcher);
}

/// Starts the program, the watcher and the senders, does the work, and ends all of them.
fn with_background_load(world: &World, watcher: &Watcher, work: impl FnOnce(&RunState)) {
    world.start(Output::Read).unwrap_or_else(|e| panic!("{e}"));
    let run = &RunState::default();
    std::thread::scope(|scope| {
        let _over = EndOnDrop(run);
        let pause = Duration::from_millis(500);
        scope.spawn(move || watcher.watch(world, pause, &run.over));
        scope.spawn(|| say_every_minute(world, watcher, run));
        for sender in 0..SENDERS {
            scope.spawn(move || send(world, run, sender));
        }
        work(run);
    });
}

/// Reports at the given rate, alternating between endpoints, while load is on.
fn send(world: &World, run: &RunState, sender: u32) {
    let pace = Duration::from_secs(1) * SENDERS / A_SECOND;
    let mut random = Rng::with_seed(u64::from(sender));
    while !run.over.load(Ordering::SeqCst) {
        let began = Instant::now();
        // Counted first, then checked: whoever turns the load off sees who is still sending.
        run.sending.fetch_add(1, Ordering::SeqCst);
        if run.load.load(Ordering::SeqCst) {
            world.report(random.usize(..ENDPOINTS));
        }
        run.sending.fetch_sub(1, Ordering::SeqCst);
        std::thread::sleep(pace.saturating_sub(began.elapsed()));
    }
}

fn wait_for_silence(run: &RunState) {
    let sending = || run.sending.load(Ordering::SeqCst);
    let silent = || (sending() == 0).then_some(());
    wait_until("end of the load", 2 * GENEROUS, silent, sending);
}

fn say_every_minute(world: &World, watcher: &Watcher, run: &RunState) {
    let mut minutes = 1;
    while !run.over.load(Ordering::SeqCst) {
        if world.oracle.elapsed() >= Duration::from_secs(60 * minutes) {
            println!(
                "after {minutes} min: {} acknowledged, others {:?}, {} notifications, {:?} looks and calm ones, {:?}",
                world.ledger.count(),
                world.ledger.answers(),
                world.notified_count(),
                watcher.looks(),
                world.oracle.treatments()
            );
            minutes += 1;
        }
        std::thread::sleep(Duration::from_millis(200));
    }
}

/// Each treatment once, in a fixed order, two at a time.
fn each_once(world: &World, random: &mut Rng) {
    for stage in STAGES {
        let seeds = [random.u64(..), random.u64(..)];
        std::thread::scope(|scope| {
            for (lane, seed) in stage.into_iter().zip(seeds) {
                scope.spawn(move || {
                    let mut random = Rng::with_seed(seed);
                    for name in wanted(lane) {
                        Treatment::named(name).apply(world, SHORT_HOLD, &mut random);
                    }
                });
            }
        });
        restart_if_ended(world);
    }
}

fn restart_if_ended(world: &World) {
    if let Err(error) = process::restart_if_ended(world) {
        world.oracle.record_violation("it does not live on", &error);
    }
}

/// Random treatments, sometimes two at once. Now and then endpoints are healthy for a while, so that the state is calm
/// until something is broken.
fn for_long(world: &World, watcher: &Watcher, run: &RunState, time: Duration, random: &mut Rng) {
    let names = treatments::ALL.map(|treatment| treatment.name);
    let all: Vec<_> = wanted(&names).into_iter().map(Treatment::named).collect();
    let trials = wanted(&TRIALS);
    let (end, lasts) = (Instant::now() + time, EPOCH.min(time / 3));
    while Instant::now() < end {
        let epoch = (Instant::now() + lasts).min(end);
        while Instant::now() < epoch {
            let first = all[random.usize(..all.len())];
            let others: Vec<_> = all.iter().filter(|other| first.goes_with(other)).collect();
            let second = (random.u8(..10) < 4 && !others.is_empty())
                .then(|| *others[random.usize(..others.len())]);
            std::thread::scope(|scope| {
                for treatment in [Some(first), second].into_iter().flatten() {
                    let hold = Duration::from_millis(random.u64(1_000..LONG_HOLD));
                    let seed = random.u64(..);
                    scope.spawn(move || {
                        treatment.apply(world, hold, &mut Rng::with_seed(seed));
                    });
                }
            });
            restart_if_ended(world);
        }
        if trials.is_empty() || Instant::now() + lasts / 2 > end {
            continue;
        }
        run.load.store(false, Ordering::SeqCst);
        wait_for_silence(run);
        // An endpoint last reported with a clock ahead has failed just now.
        for number in 0..ENDPOINTS {
            world.report(number);
        }
        match calm::heal(world, watcher) {
            Err(error) => world.oracle.record_violation("calm does not come", &error),
            Ok(()) => {
                for _ in 0..2 {
                    let name = trials[random.usize(..trials.len())];
                    calm::try_one(world, watcher, name);
                }
            }
        }
        restart_if_ended(world);
        world.next_epoch();
        run.load.store(true, Ordering::SeqCst);
    }
}

/// Everything acknowledged is there exactly once, every opened incident was announced or has a reason for not being,
/// and the program ends cleanly.
fn assert_in_the_end(world: &World) {
    let told = wait_until_notified(world);
    let ended = process::end_in_order(world);
    let all = world.ledger.check_all(&world.database());
    for (what, outcome) in [
        ("not all was told", told),
        ("the last end was not in order", ended),
        ("not all that was acknowledged is there once", all.map(drop)),
    ] {
        if let Err(error) = outcome {
            world.oracle.record_violation(what, &error);
        }
    }
}

fn wait_until_notified(world: &World) -> Result<(), String> {
    let database = ledger::open(&world.database())?;
    let end = Instant::now() + 3 * GENEROUS;
    loop {
        let untold: i64 = database
            .query_row(ledger::UNTOLD, [], |row| row.get(0))
            .map_err(|e| e.to_string())?;
        if untold == 0 {
            break;
        }
        if Instant::now() > end {
            return Err(format!("{untold} were not told; {}", world.complaints()));
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    let (shown, names) = (world.notified(), world.ledger.names());
    for incident in ledger::notified_alone(&database)? {
        // An unknown incident belongs to a report whose sender was cut off after it was stored.
        let Some(name) = names.get(&incident) else {
            continue;
        };
        if !shown.iter().any(|shown| shown.says(name)) {
            return Err(format!(
                "{incident}, {name}, is said to be told, and was not shown"
            ));
        }
    }
    Ok(())
}

/// Prints the figures, and fails if any violation was found.
fn report(world: &World, watcher: &Watcher) {
    let violations = world.oracle.all_violations();
    let treatments = world.oracle.treatments();
    println!("| what | how often |\n| --- | --- |");
    for (name, times) in &treatments {
        println!("| {name} | {times} |");
    }
    println!("| reports acknowledged | {} |", world.ledger.count());
    for (how, times) in world.ledger.answers() {
        println!("| answered {how} | {times} |");
    }
    let (looks, calm) = watcher.looks();
    println!("| notifications | {} |", world.notified_count());
    println!("| looks at doctor, of which calm | {looks}, {calm} |");
    println!("| violations | {} |", world.oracle.violations());
    assert!(
        violations.is_empty(),
        "after {:?}:\n{violations}",
        world.oracle.elapsed()
    );
}
