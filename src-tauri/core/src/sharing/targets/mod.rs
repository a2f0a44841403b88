//! Sends the changes in the outbox to the targets of the settings. One worker manages all of them; each target has its
//! turns on its own thread, so that none waits for another. The outbox is written in the transaction of the change
//! itself: if the program ends at any moment, at most one message is repeated, and none is lost.
//!
//! A failing target is shown and retried. That is reported nowhere else, least of all to the target.

mod command;
mod deps;
mod http;
pub mod keyring;
mod mail;
mod manage;
mod send;
mod send_due;
mod test;

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    panic,
    sync::Arc,
    time::Duration,
};

use parking_lot::Mutex;
use tokio::{
    task::JoinSet,
    time::{Instant, sleep_until, timeout},
};

use crate::{
    feed::{Feed, Subscription, Topic},
    share::target::{Target, renamed},
    worker::{self, Role, Worker},
};
pub use deps::Deps;
pub use manage::{
    TestRecord, answer_test, check_secret, keep_secret, record_test, remove, rows, save,
    test_and_record,
};
use send::problem;
use send_due::{Next, TargetMemory, send_due};
pub use test::test;

const ROLE: Role = Role {
    name: "targets",
    does: "forwards incidents to targets",
    meaning: "Nothing is sent to your targets. It is queued.",
};

/// How long to wait after the store failed.
const STORE_PAUSE: Duration = Duration::from_secs(5);
/// The longest sleep while something waits: the machine may sleep in the meantime, and the clock may be set.
const MAX_SLEEP: Duration = Duration::from_secs(20);
/// How long the desktop's notification is waited for at most: none may be shown.
const HEAD_START: Duration = Duration::from_millis(20);
/// How often an idle target is checked. Whoever has something for a target wakes it.
const IDLE: Duration = Duration::from_secs(3600);

/// The state of each target, by its name.
type TargetMemories = Arc<Mutex<HashMap<String, TargetMemory>>>;

/// Starts the worker. From now on, changes are written to the outbox for the targets of the settings.
pub fn start(deps: Deps) -> Worker {
    // The state survives a panic.
    let memories = TargetMemories::default();
    deps.store.pass_on_to(names(&deps));
    let workers = deps.workers.clone();
    workers.task(ROLE, move || {
        let changes = deps.feed.subscribe();
        run(deps.clone(), Arc::clone(&memories), changes)
    })
}

/// Waits until the desktop has been notified of what a target is told: the two would compete for the CPU and the disk.
async fn desktop_first(feed: &Feed) {
    let shown = async { feed.subscribe().next_of(Topic::Alerts).await };
    let _ = timeout(HEAD_START, shown).await;
}

/// Which targets have a turn.
#[derive(Default)]
struct Scheduler {
    running: JoinSet<Finished>,
    in_flight: HashSet<String>,
    /// Targets for which something arrived during their turn.
    woken: HashSet<String>,
    /// When the others are checked next.
    rests: HashMap<String, Instant>,
    /// Why targets fail, by name.
    problems: BTreeMap<String, String>,
}

struct Finished {
    name: String,
    pause: Duration,
    problem: Option<String>,
}

async fn run(deps: Deps, memories: TargetMemories, mut changes: Subscription) {
    let mut scheduler = Scheduler::default();
    let mut known = Vec::new();
    take_over(&deps, &mut known).await;
    loop {
        worker::heartbeat(ROLE.name);
        for target in deps.settings.get().targets.clone() {
            scheduler.begin(&deps, &memories, target);
        }
        let next = scheduler.rests.values().min().copied();
        let next = next.unwrap_or_else(|| Instant::now() + IDLE);
        tokio::select! {
            changed = changes.next() => {
                let Some(changed) = changed else { return };
                if changed.has(Topic::Settings) {
                    take_over(&deps, &mut known).await;
                    let names = names(&deps);
                    scheduler.problems.retain(|name, _| names.contains(name));
                    scheduler.show_failure(&deps);
                }
                if changed.has(Topic::Outbox) && changed.has(Topic::Alerts) {
                    desktop_first(&deps.feed).await;
                }
                if changed.has(Topic::Settings) || changed.has(Topic::Outbox) {
                    scheduler.wake();
                }
            }
            Some(done) = scheduler.running.join_next() => match done {
                Ok(done) => scheduler.end(&deps, done),
                Err(error) if error.is_panic() => panic::resume_unwind(error.into_panic()),
                Err(_) => {}
            },
            () = sleep_until(next) => {}
        }
    }
}

impl Scheduler {
    /// Begins a target's turn, unless it already has one or rests.
    fn begin(&mut self, deps: &Deps, memories: &TargetMemories, target: Target) {
        let now = Instant::now();
        let rests = self.rests.get(&target.name);
        if rests.is_some_and(|until| *until > now) || !self.in_flight.insert(target.name.clone()) {
            return;
        }
        self.rests.remove(&target.name);
        let run = run_target(deps.clone(), Arc::clone(memories), target);
        self.running.spawn(run);
    }

    /// Wakes all targets: there is something to send.
    fn wake(&mut self) {
        self.rests.clear();
        self.woken = self.in_flight.clone();
    }

    fn end(&mut self, deps: &Deps, done: Finished) {
        self.in_flight.remove(&done.name);
        if !self.woken.remove(&done.name) {
            let until = Instant::now() + done.pause;
            self.rests.insert(done.name.clone(), until);
        }
        match done.problem {
            Some(problem) => self.problems.insert(done.name, problem),
            None => self.problems.remove(&done.name),
        };
        self.show_failure(deps);
    }

    /// Shows a failing target, or clears that.
    fn show_failure(&self, deps: &Deps) {
        let targets = deps.settings.get().targets.clone();
        let failing = targets.iter().find_map(|target| {
            let why = self.problems.get(&target.name)?;
            Some(problem(target, why))
        });
        match failing {
            Some(problem) => deps.workers.report(ROLE, problem, None),
            None => drop(deps.workers.clear(ROLE)),
        }
    }
}

/// Runs one turn of a target.
async fn run_target(deps: Deps, memories: TargetMemories, target: Target) -> Finished {
    worker::blocking(move || {
        let name = target.name.clone();
        let mut memory = memories.lock().remove(&name).unwrap_or_default();
        let next = send_due(&deps, &target, &mut memory);
        let problem = memory.problem.clone();
        memories.lock().insert(name.clone(), memory);
        let pause = match next {
            Ok(Next::Rest) => IDLE,
            Ok(Next::AtOnce) => Duration::ZERO,
            Ok(Next::At(at)) => at.since((deps.clock)()).min(MAX_SLEEP),
            Err(error) => {
                tracing::warn!(%error, "can't read or update the outbox of the targets");
                STORE_PAUSE
            }
        };
        Finished {
            name,
            pause,
            problem,
        }
    })
    .await
}

fn names(deps: &Deps) -> Vec<String> {
    let settings = deps.settings.get();
    let names = settings.targets.iter().map(|target| target.name.clone());
    names.collect()
}

/// Restricts the outbox to the targets of the settings, and deletes what waits for others. What waits for a target that
/// only got another name, in the file or in the window, stays.
async fn take_over(deps: &Deps, known: &mut Vec<Target>) {
    let targets = deps.settings.get().targets.clone();
    let renamed = renamed(known, &targets);
    known.clone_from(&targets);
    let store = deps.store.clone();
    worker::blocking(move || {
        let names: Vec<String> = targets.into_iter().map(|target| target.name).collect();
        // First, so that nothing is filed for an old name any more.
        store.pass_on_to(names.clone());
        let done = renamed
            .iter()
            .try_for_each(|(before, after)| store.rename_target(before, after))
            .and_then(|()| store.forget_other_targets(names));
        if let Err(error) = done {
            tracing::warn!(%error, "can't clear the outbox of removed targets yet");
        }
    })
    .await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_desktop_comes_first_and_is_not_waited_for_long() {
        let (feed, begun) = (Feed::default(), Instant::now());
        let shown = async {
            feed.publish(Topic::Reports);
            feed.publish(Topic::Alerts);
        };
        tokio::join!(desktop_first(&feed), shown);
        assert_eq!(begun.elapsed(), Duration::ZERO, "it was shown at once");
        desktop_first(&feed).await;
        assert!(begun.elapsed() >= HEAD_START, "nothing was shown");
    }
}
