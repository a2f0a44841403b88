//! The watcher: compares what the program says about itself with the truth, again and again. It records anything that
//! says "all is well" although that has been untrue for longer than the program needs to notice.

use std::{
    fs,
    path::PathBuf,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use missedhook_tests::long_running::LongRunning;
use serde_json::Value;

use crate::{
    oracle::Consequence,
    world::{World, lock},
};

/// One run of `doctor`.
#[derive(Clone, Debug)]
pub struct Look {
    pub began: Instant,
    pub calm: bool,
    /// What was wrong, in its words.
    pub said: String,
}

/// The latest observations.
#[derive(Debug, Default)]
pub struct Watcher {
    last: Mutex<Option<Look>>,
    looks: Mutex<(usize, usize)>,
}

impl Watcher {
    /// Looks until it is asked to stop.
    pub fn watch(&self, world: &World, pause: Duration, stop: &AtomicBool) {
        let mut marks = world.log_marks();
        while !stop.load(Ordering::SeqCst) {
            let began = Instant::now();
            let said = ask_doctor(world);
            compare(world, began, "doctor", said.calm, &said.said);
            compare_verdict(world);
            note_end(world);
            let log = world.log_since(&marks);
            compare(world, began, "the log", log.contains("All is well"), "");
            note_deaths(world, &log);
            marks = world.log_marks();
            let mut looks = lock(&self.looks);
            *looks = (looks.0 + 1, looks.1 + usize::from(said.calm));
            drop(looks);
            *lock(&self.last) = Some(said);
            std::thread::sleep(pause);
        }
    }

    /// The number of looks, and how many of them said that all was well.
    pub fn looks(&self) -> (usize, usize) {
        *lock(&self.looks)
    }

    /// The last look that began after this moment.
    fn since(&self, moment: Instant) -> Option<Look> {
        lock(&self.last).clone().filter(|look| look.began >= moment)
    }

    /// Waits until everything says that all is well.
    ///
    /// # Errors
    /// What is reported instead.
    pub fn wait_for_calm(&self, limit: Duration) -> Result<(), String> {
        let began = Instant::now();
        loop {
            let last = self.since(began);
            if last.as_ref().is_some_and(|look| look.calm) {
                return Ok(());
            }
            if began.elapsed() > limit {
                return Err(format!("all is well, and is not said to be: {last:?}"));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Waits until it has looked at everything that must be known by then.
    ///
    /// # Errors
    /// If it does not get to look.
    pub fn wait_for_look_after_settling(&self, world: &World) -> Result<Look, String> {
        self.wait_for_look_after(world.oracle.settled_at())
    }

    /// Waits until it has looked after this moment.
    ///
    /// # Errors
    /// If it does not get to look.
    pub fn wait_for_look_after(&self, due: Instant) -> Result<Look, String> {
        let end = due + 3 * crate::GENEROUS;
        loop {
            if let Some(look) = self.since(due) {
                return Ok(look);
            }
            if Instant::now() > end {
                return Err("the watcher does not get to look".to_owned());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

/// Records if the program has ended although nobody ended it: waiting for calm would take long.
fn note_end(world: &World) {
    let was_ended = || world.oracle.now(Consequence::Silent);
    if was_ended() {
        return;
    }
    let status = world.program().as_mut().and_then(LongRunning::ended);
    if let Some(status) = status.filter(|_| !was_ended()) {
        let said = world.complaints();
        world
            .oracle
            .record_violation("it ended by itself", &format!("{status}; {said}"));
    }
}

/// Records workers that died although nobody killed them.
fn note_deaths(world: &World, log: &str) {
    let died = |line: &&str| line.contains("has stopped: ") || line.contains("panicked at");
    let killed = |line: &&str| line.contains("MISSEDHOOK_TEST_KILL_WORKER");
    for line in log.lines().filter(died).filter(|line| !killed(line)) {
        world
            .oracle
            .record_violation("a worker died by itself", line);
    }
}

/// Records a claim that all was well although it was untrue before the look began and still is.
fn compare(world: &World, began: Instant, who: &str, calm: bool, said: &str) {
    if !calm {
        return;
    }
    let mut untrue = world.oracle.known_problems_at(began);
    let still = world.oracle.known_problems_at(Instant::now());
    untrue.retain(|number, _| still.contains_key(number));
    for what in untrue.values() {
        let kind = format!("“all is well” by {who}, untrue because: {what}");
        world.oracle.record_violation(&kind, said);
    }
}

fn ask_doctor(world: &World) -> Look {
    let began = Instant::now();
    let (calm, said) = match world.run(&["doctor", "--json"]) {
        Err(error) => {
            world.oracle.record_violation("doctor does not end", &error);
            (false, error)
        }
        Ok(ran) => {
            let json: Option<Value> = serde_json::from_str(&ran.stdout).ok();
            if !matches!(ran.code, Some(0 | 1)) || (json.is_none() && ran.code == Some(0)) {
                world
                    .oracle
                    .record_violation("doctor breaks off", &format!("{ran:?}"));
            }
            let json = json.unwrap_or_default();
            let calm = ran.code == Some(0) || json["ok"] == true || json["level"] == "calm";
            (calm, not_well(&json, &ran.stderr))
        }
    };
    Look { began, calm, said }
}

/// What `doctor` finds wrong.
fn not_well(doctor: &Value, stderr: &str) -> String {
    let checks = doctor["checks"].as_array().map_or(&[][..], Vec::as_slice);
    let wrong = checks.iter().filter(|check| check["ok"] == false);
    let wrong: Vec<_> = wrong
        .map(|check| format!("{}: {}", check["name"], check["found"]))
        .collect();
    format!("{} {} {stderr}", doctor["headline"], wrong.join("; "))
}

/// The published status of the running program. A suspended program publishes nothing new.
fn compare_verdict(world: &World) {
    let began = Instant::now();
    if world.oracle.now(Consequence::Silent) {
        return;
    }
    let path: PathBuf = world.machine.data_dir().join("status.json");
    let Ok(text) = fs::read(path) else { return };
    let told: Value = serde_json::from_slice(&text).unwrap_or_default();
    let pid = world.program().as_ref().map(|program| program.pid());
    let is_its_own = pid.is_some_and(|pid| told["pid"] == pid);
    let calm = is_its_own && told["verdict"]["level"] == "calm";
    compare(
        world,
        began,
        "the program's verdict",
        calm,
        &told.to_string(),
    );
}
