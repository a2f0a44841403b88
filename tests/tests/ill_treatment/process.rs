//! Treatments of the program itself: its output is cut off; it is killed, terminated, suspended, started on a full
//! disk.

use std::{fs, time::Duration};

use fastrand::Rng;
use missedhook_tests::{
    failing_disk::On,
    long_running::{LongRunning, Output},
};
use rustix::process::Signal;

use crate::{
    GENEROUS,
    ledger::{check, is_sound, open},
    oracle::Consequence::{NotWell, Silent},
    treatments::{wait_for_refusal, with_full_disk},
    world::{ENDPOINTS, World},
};

/// How many of the latest reports to look for in the database file alone after a clean end.
const LATEST: usize = 2000;
/// Enough reports to fill an unread pipe.
const FILL: usize = 400;
/// The prefix of faults found in the database file alone.
const NOT_WHOLE: &str = "missedhook.db alone";

/// Restarts the program if it has ended by itself.
///
/// # Errors
/// That it has ended, or that it does not start.
pub fn restart_if_ended(world: &World) -> Result<(), String> {
    let status = match world.program().as_mut() {
        Some(program) => program.ended().map(|status| status.to_string()),
        None => Some("it does not run".to_owned()),
    };
    let Some(status) = status else { return Ok(()) };
    let said = world.complaints();
    let _down = world.oracle.begin("it does not run", &[Silent, NotWell]);
    world.start(Output::Read)?;
    Err(format!("it ended by itself: {status}; {said}"))
}

fn signal(world: &World, signal: Signal) -> Result<(), String> {
    let mut program = world.program();
    let program = program.as_mut().ok_or("it does not run")?;
    program.signal(signal).map_err(|e| e.to_string())
}

/// SIGTERM: it exits with 0 in time, and the database file alone is then complete.
///
/// # Errors
/// What is wrong.
pub fn end_in_order(world: &World) -> Result<(), String> {
    // Any other process that has the database open keeps the log from being emptied.
    let _alone = world.database_users.write();
    let ended = end_by_term(world);
    drop(world.program().take());
    ended?;
    let wal = world.database().with_extension("db-wal");
    let left = fs::metadata(&wal).map_or(0, |metadata| metadata.len());
    // A new directory each time, because opening a database for reading may leave files next to it.
    let apart = tempfile::tempdir_in(world.machine.root()).map_err(|e| e.to_string())?;
    let copy = apart.path().join("alone.db");
    fs::copy(world.database(), &copy).map_err(|e| e.to_string())?;
    let from = world.ledger.count().saturating_sub(LATEST);
    let whole = open(&copy).and_then(|database| {
        is_sound(&database)?;
        check(&database, &world.ledger.from(from))
    });
    whole.map_err(|e| format!("{NOT_WHOLE} (a log of {left} bytes beside it): {e}"))
}

fn end_by_term(world: &World) -> Result<(), String> {
    signal(world, Signal::TERM)?;
    let mut program = world.program();
    let program = program.as_mut().ok_or("it does not run")?;
    match program.wait(GENEROUS) {
        Some(status) if status.code() == Some(0) => Ok(()),
        Some(status) => Err(format!("after SIGTERM: {status}; {}", world.complaints())),
        None => Err(format!("it goes on {GENEROUS:?} after SIGTERM")),
    }
}

/// Ends it cleanly and starts it with another output.
fn restart(world: &World, output: Output) -> Result<(), String> {
    let _down = world.oracle.begin("it is restarted", &[Silent, NotWell]);
    note_end(world);
    world.start(output)?;
    let _user = world.database_users.read();
    world.ledger.check_new(&world.database()).map(drop)
}

/// Ends it, and records if that is not clean. The treatment continues in any case.
fn note_end(world: &World) {
    if let Err(error) = end_in_order(world) {
        let kind = match error.starts_with(NOT_WHOLE) {
            true => "after a clean end the database is not whole",
            false => "it does not end in order",
        };
        world.oracle.record_violation(kind, &error);
    }
}

fn must_run(world: &World) -> Result<(), String> {
    let ended = world.program().as_mut().and_then(LongRunning::ended);
    ended.map_or(Ok(()), |status| {
        Err(format!("it has ended by itself: {status}"))
    })
}

/// Closes its terminal while it keeps running.
pub fn terminal(world: &World, hold: Duration, random: &mut Rng) -> Result<(), String> {
    restart(world, Output::Terminal)?;
    world.keeps_on()?;
    let closed = world
        .program()
        .as_mut()
        .is_some_and(LongRunning::close_terminal);
    assert!(closed, "there was a terminal");
    keeps_on_for(world, hold)?;
    match random.bool() {
        // It keeps running like that until something else ends it.
        true => Ok(()),
        false => restart(world, Output::Read),
    }
}

/// Its output is not read; it still ends cleanly.
pub fn unread(world: &World, hold: Duration, _: &mut Rng) -> Result<(), String> {
    restart(world, Output::Unread)?;
    fill(world);
    keeps_on_for(world, hold)?;
    restart(world, Output::Read)
}

/// Its output is on a full disk.
pub fn full_output(world: &World, hold: Duration, _: &mut Rng) -> Result<(), String> {
    restart(world, Output::Full)?;
    keeps_on_for(world, hold)?;
    restart(world, Output::Read)
}

fn fill(world: &World) {
    std::thread::scope(|scope| {
        for sender in 0..4 {
            scope.spawn(move || {
                for number in 0..FILL / 4 {
                    world.report((number + sender) % ENDPOINTS);
                }
            });
        }
    });
}

fn keeps_on_for(world: &World, hold: Duration) -> Result<(), String> {
    for _ in 0..3 {
        let kept = world.keeps_on();
        must_run(world)?;
        kept?;
        std::thread::sleep(hold / 3);
    }
    world.keeps_on()
}

/// SIGKILL, and a start after a while.
pub fn kill(world: &World, hold: Duration, random: &mut Rng) -> Result<(), String> {
    let pause = hold.mul_f64(random.f64());
    with_killed(world, || {
        std::thread::sleep(pause);
        Ok(())
    })
}

/// Does something while it is killed, and starts it again.
pub fn with_killed(
    world: &World,
    meanwhile: impl FnOnce() -> Result<(), String>,
) -> Result<(), String> {
    let down = world.oracle.begin("it was killed", &[Silent, NotWell]);
    must_run(world)?;
    world.program().take().as_mut().map(LongRunning::kill);
    let outcome = meanwhile();
    world.start(Output::Read)?;
    drop(down);
    outcome?;
    let _user = world.database_users.read();
    world.ledger.check_new(&world.database()).map(drop)
}

/// SIGTERM and a start.
pub fn term(world: &World, _: Duration, _: &mut Rng) -> Result<(), String> {
    restart(world, Output::Read)?;
    world.keeps_on()
}

/// Suspends it for a while.
pub fn stop(world: &World, hold: Duration, _: &mut Rng) -> Result<(), String> {
    with_stopped(world, || {
        std::thread::sleep(hold);
        Ok(())
    })?;
    world.keeps_on()
}

/// Does something while it is suspended.
pub fn with_stopped(
    world: &World,
    meanwhile: impl FnOnce() -> Result<(), String>,
) -> Result<(), String> {
    let _still = world.oracle.begin("it stands still", &[Silent, NotWell]);
    signal(world, Signal::STOP)?;
    let outcome = meanwhile();
    signal(world, Signal::CONT)?;
    outcome
}

/// Starts it on a full disk: it listens, rejects reports, and resumes when there is room.
pub fn full_start(world: &World, hold: Duration, _: &mut Rng) -> Result<(), String> {
    let down = world
        .oracle
        .begin("it is started on a full disk", &[Silent, NotWell]);
    note_end(world);
    let refused = with_full_disk(world, On::All, || {
        world.start(Output::Read)?;
        drop(down);
        wait_for_refusal(world)?;
        std::thread::sleep(hold);
        Ok(())
    });
    if let Err(error) = refused {
        // So that the following treatments have something to treat.
        return restart_if_ended(world).and(Err(error));
    }
    world.keeps_on()
}
