//! The treatments of the program and its surroundings, and what must hold during and after them. Each treatment checks
//! that it had an effect if it must have one, because one without an effect proves nothing.

use std::{fs, os::unix::fs::symlink, path::Path, time::Duration};

use fastrand::Rng;
use missedhook_tests::{
    failing_disk::{ENOSPC, Failure, On},
    preloaded::DAY,
};

use crate::{
    environment::{commands, half_closed, handles, lock_database, notifications, worker},
    oracle::Consequence::{NotWell, Refuses},
    process,
    world::{World, lock},
};

/// What a treatment affects. Two with the same target, or of which one hides the effect of the other, never run at the
/// same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    Program,
    Disk,
    Clock,
    Bus,
    Settings,
    Database,
    Worker,
    Beside,
}

/// A treatment: its name in `MISSEDHOOK_TREATMENTS`, what it affects, and what it does.
#[derive(Clone, Copy)]
pub struct Treatment {
    pub name: &'static str,
    pub concerns: Target,
    does: fn(&World, Duration, &mut Rng) -> Result<(), String>,
}

pub const ALL: [Treatment; 18] = [
    treatment("terminal", Target::Program, process::terminal),
    treatment("unread", Target::Program, process::unread),
    treatment("full-output", Target::Program, process::full_output),
    treatment("kill", Target::Program, process::kill),
    treatment("term", Target::Program, process::term),
    treatment("stop", Target::Program, process::stop),
    treatment("full-start", Target::Program, process::full_start),
    treatment("settings", Target::Settings, settings),
    treatment("server-stopped", Target::Bus, notifications::stopped),
    treatment("server-restarted", Target::Bus, notifications::restarted),
    treatment("server-hung", Target::Bus, notifications::hung),
    treatment("disk", Target::Disk, disk),
    treatment("clock", Target::Clock, clock),
    treatment("lock", Target::Database, lock_database),
    treatment("worker", Target::Worker, worker),
    treatment("handles", Target::Beside, handles),
    treatment("half-closed", Target::Beside, half_closed),
    treatment("commands", Target::Beside, commands),
];

const fn treatment(
    name: &'static str,
    concerns: Target,
    does: fn(&World, Duration, &mut Rng) -> Result<(), String>,
) -> Treatment {
    Treatment {
        name,
        concerns,
        does,
    }
}

impl Treatment {
    /// The treatment with this name.
    pub fn named(name: &str) -> Self {
        let mut all = ALL.into_iter();
        let found = all.find(|treatment| treatment.name == name);
        found.unwrap_or_else(|| panic!("there is no treatment {name:?}"))
    }

    /// Applies it for about this long and undoes it. Records violations.
    pub fn apply(&self, world: &World, hold: Duration, random: &mut Rng) {
        let _under_way = world.oracle.begin_treatment(self.name);
        if let Err(error) = (self.does)(world, hold, random) {
            world
                .oracle
                .record_violation(&format!("treatment {}", self.name), &error);
        }
    }

    /// Whether both may run at the same time.
    pub fn goes_with(&self, other: &Self) -> bool {
        use Target::{Beside, Clock, Database, Disk, Program, Settings, Worker};
        let never = [
            (Program, Disk),
            (Program, Database),
            (Program, Worker),
            (Disk, Database),
            (Disk, Worker),
            (Clock, Worker),
            (Settings, Worker),
            (Database, Worker),
        ];
        let pair = |a, b| never.contains(&(a, b)) || never.contains(&(b, a));
        (self.concerns != other.concerns || self.concerns == Beside)
            && !pair(self.concerns, other.concerns)
    }
}

/// Something that happens to the settings file, and whether the file is then valid.
type Fate = (&'static str, bool, fn(&Path) -> std::io::Result<()>);

const FATES: [Fate; 8] = [
    ("moved away", false, |_| Ok(())),
    ("emptied", false, |path| fs::write(path, "")),
    ("a directory", false, |path| fs::create_dir(path)),
    ("a number for a key", false, |path| {
        fs::write(path, "[receiver]\nkey = 7\n")
    }),
    ("no TOML", false, |path| fs::write(path, "[receiver\nkey")),
    ("a link to nowhere", false, |path| {
        symlink("/nonexistent/settings.toml", path)
    }),
    ("replaced by an editor", true, |path| {
        let draft = path.with_extension("toml.swp");
        fs::write(&draft, World::settings_text(0))?;
        fs::rename(draft, path)
    }),
    ("rewritten in place", true, |path| {
        fs::write(path, World::settings_text(0))
    }),
];

/// Changes the settings file in several ways, one after the other. Reports are stored under the same URL throughout.
fn settings(world: &World, hold: Duration, random: &mut Rng) -> Result<(), String> {
    let mut fates = FATES;
    random.shuffle(&mut fates);
    for fate in fates {
        bend_settings(world, fate, || {
            std::thread::sleep(hold / 4);
            world
                .keeps_on()
                .map_err(|e| format!("settings {}: {e}", fate.0))
        })?;
        world.keeps_on()?;
    }
    Ok(())
}

/// Does something while the settings are empty.
pub fn with_empty_settings(
    world: &World,
    meanwhile: impl FnOnce() -> Result<(), String>,
) -> Result<(), String> {
    bend_settings(world, FATES[1], meanwhile)
}

fn bend_settings(
    world: &World,
    (name, is_sound, fate): Fate,
    meanwhile: impl FnOnce() -> Result<(), String>,
) -> Result<(), String> {
    let _user = lock(&world.settings_users);
    let (path, away) = (world.settings(), world.machine.root().join("settings-away"));
    fs::rename(&path, &away).map_err(|e| e.to_string())?;
    let consequences: &[_] = if is_sound { &[] } else { &[NotWell] };
    let lasting = world.oracle.begin(format!("settings {name}"), consequences);
    let bent = fate(&path).map_err(|e| e.to_string());
    let outcome = bent.and_then(|()| meanwhile());
    // Whatever is there now: a program may have created it again.
    let _ = if path.is_dir() {
        fs::remove_dir_all(&path)
    } else {
        fs::remove_file(&path)
    };
    fs::rename(&away, &path).map_err(|e| e.to_string())?;
    drop(lasting);
    outcome
}

/// Fills the disk: what can't be stored is rejected, and stored again afterwards.
fn disk(world: &World, hold: Duration, random: &mut Rng) -> Result<(), String> {
    let on = [On::All, On::Log][random.usize(..2)];
    with_full_disk(world, on, || {
        wait_for_refusal(world)?;
        std::thread::sleep(hold);
        Ok(())
    })?;
    world.keeps_on()
}

/// Does something while the disk is full.
pub fn with_full_disk(
    world: &World,
    on: On,
    meanwhile: impl FnOnce() -> Result<(), String>,
) -> Result<(), String> {
    let lasting = world.oracle.begin("the disk is full", &[NotWell, Refuses]);
    world.disk.fail(Failure {
        write: ENOSPC,
        on,
        ..Failure::default()
    });
    let outcome = meanwhile();
    world.disk.heal();
    drop(lasting);
    outcome
}

/// Sends until a report is rejected.
pub fn wait_for_refusal(world: &World) -> Result<(), String> {
    for number in 0..200 {
        if world.report(number % crate::world::ENDPOINTS) == Some(503) {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Err("nothing was refused with 503: the treatment has no effect".to_owned())
}

/// Sets the clock forward, back, and before 1970.
fn clock(world: &World, hold: Duration, random: &mut Rng) -> Result<(), String> {
    let mut jumps = [DAY, -DAY, 400 * DAY, -60 * 365 * DAY];
    random.shuffle(&mut jumps);
    for ahead in jumps {
        with_clock(world, ahead, || {
            if ahead > -DAY * 365 {
                wait_for_reports_of_that_time(world, ahead / 3600)?;
            }
            std::thread::sleep(hold / 4);
            Ok(())
        })?;
        world.keeps_on()?;
    }
    Ok(())
}

/// Does something while the clock is wrong. HTTP has no dates before 1970, so reports may be rejected.
pub fn with_clock(
    world: &World,
    ahead: i64,
    meanwhile: impl FnOnce() -> Result<(), String>,
) -> Result<(), String> {
    let consequences: &[_] = if ahead < -DAY * 365 {
        &[NotWell, Refuses]
    } else {
        &[]
    };
    let lasting = world
        .oracle
        .begin(format!("the clock is {ahead} s ahead"), consequences);
    world.clock.jump_to(ahead);
    let outcome = meanwhile();
    world.clock.jump_to(0);
    drop(lasting);
    outcome
}

/// Reports in progress when the clock was set may still have the previous time.
fn wait_for_reports_of_that_time(world: &World, hours: i64) -> Result<(), String> {
    let mut off = 0;
    for _ in 0..20 {
        world.keeps_on()?;
        off = hours_off(world)?;
        if off.abs_diff(hours) <= 2 {
            return Ok(());
        }
    }
    Err(format!(
        "the clock is {hours} h ahead, reports are {off}: the treatment has no effect"
    ))
}

/// How many hours the time of a current report is off.
fn hours_off(world: &World) -> Result<i64, String> {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let now = now.map_err(|e| e.to_string())?.as_secs();
    let _user = world.database_users.read();
    let database = crate::ledger::open(&world.database())?;
    let latest = "SELECT received_at FROM delivery_errors ORDER BY id DESC LIMIT 1";
    let at: i64 = database
        .query_row(latest, [], |row| row.get(0))
        .map_err(|e| e.to_string())?;
    let now = i64::try_from(now).map_err(|e| e.to_string())?;
    Ok((at / 1000 - now) / 3600)
}
