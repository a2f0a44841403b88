//! The calm state: endpoints recover until `doctor` says that all is well. Then one thing at a time is broken, and
//! nothing may keep saying that all is well.

use std::time::Duration;

use missedhook_tests::{failing_disk::On, preloaded::DAY};

use crate::{
    environment::notifications,
    process,
    treatments::{wait_for_refusal, with_clock, with_empty_settings, with_full_disk},
    watch::Watcher,
    world::World,
};

/// Sixty endpoints are probed every ten seconds, four at once, and must be healthy for ten; a storm ends after thirty.
/// After a clock that was wrong by decades, the program may take five minutes until it publishes its status again.
const RECOVERY: Duration = Duration::from_secs(400);

/// What to break while all is well, by the names of the treatments.
pub const TRIALS: [&str; 7] = [
    "server-stopped",
    "server-hung",
    "settings",
    "kill",
    "stop",
    "disk",
    "clock",
];

/// Makes the endpoints healthy and waits until that is known.
///
/// # Errors
/// What is reported instead.
pub fn heal(world: &World, watcher: &Watcher) -> Result<(), String> {
    world.heal_endpoints();
    watcher.wait_for_calm(RECOVERY)
}

/// Breaks something until the watcher has looked, repairs it, and waits for calm.
pub fn try_one(world: &World, watcher: &Watcher, name: &'static str) {
    let _under_way = world.oracle.begin_treatment(name);
    let _calm_before = world.oracle.begin_treatment("(while all was well)");
    let look = || {
        let look = watcher.wait_for_look_after_settling(world)?;
        println!("with {name}: {}", look.said);
        Ok(())
    };
    let outcome = match name {
        "server-stopped" => notifications::with_stopped(world, look),
        "server-hung" => notifications::with_hung(world, look),
        "settings" => with_empty_settings(world, look),
        "kill" => process::with_killed(world, look),
        "stop" => process::with_stopped(world, look),
        "disk" => with_full_disk(world, On::All, || {
            wait_for_refusal(world)?;
            look()
        }),
        "clock" => with_clock(world, -60 * 365 * DAY, look),
        other => Err(format!("{other} can't be tried")),
    };
    // What could not be stored is stored once it can be, and the incident of a new report ends again.
    let calm = watcher.wait_for_calm(RECOVERY);
    for (what, outcome) in [("", outcome), ("calm does not come back", calm)] {
        if let Err(error) = outcome {
            world
                .oracle
                .record_violation(&format!("calm, then {name}: {what}"), &error);
        }
    }
}
