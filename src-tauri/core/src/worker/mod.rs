//! Workers run beside the receiver for the whole life of the program, each on its own thread or task. [`Workers`] is
//! the only way to start one: it catches a panic, logs it with its location, shows that the worker has stopped, and
//! restarts it after a growing pause. A worker that returns without being told to end has failed, too. One token ends
//! all of them; each also has its own.

mod heartbeat;
mod panics;
mod wake;

use std::{collections::BTreeMap, future::Future, io, pin::Pin, sync::Arc, thread, time::Duration};

use parking_lot::Mutex;
use tokio::{
    runtime::Handle,
    sync::oneshot,
    time::{Instant, sleep, timeout},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    feed::{Feed, Topic},
    model::{
        backoff::{MIDDLE, backoff},
        moment::{Clock, Moment},
        problem::Problem,
    },
    status::WorkerFailure,
};
pub use heartbeat::heartbeat;
pub use panics::{Panic, blocking, catch, catch_async};
pub use wake::Wake;

/// How long a failed worker pauses before it is restarted; doubles with each further failure.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const MAX_PAUSE: Duration = Duration::from_secs(60);
/// After a worker has run this long, its next pause is the first one again.
const RESET_AFTER: Duration = Duration::from_secs(60);
/// How long a restarted worker must run before its failure is cleared: a worker that fails at once each time is shown
/// as failing throughout.
const CLEARED_AFTER: Duration = Duration::from_secs(5);

/// The purpose of a worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Role {
    /// Its name in the log: `alerts`, `retention`.
    pub name: &'static str,
    /// What it does, after "The worker that": `shows notifications`.
    pub does: &'static str,
    /// What it means for the user when the worker does not run.
    pub meaning: &'static str,
}

/// All workers of one engine. Cheap to clone.
#[derive(Clone)]
pub struct Workers {
    failures: Arc<Mutex<BTreeMap<&'static str, WorkerFailure>>>,
    feed: Feed,
    clock: Clock,
    runtime: Handle,
    end: CancellationToken,
}

/// A running worker. Dropping it ends the worker.
pub struct Worker {
    end: CancellationToken,
    running: TaskTracker,
}

type Run = Pin<Box<dyn Future<Output = Result<(), Panic>> + Send>>;

impl Workers {
    /// Starts with no workers. Must be called inside the tokio runtime that will supervise them.
    pub fn new(feed: Feed, clock: Clock) -> Self {
        Self {
            failures: Arc::default(),
            feed,
            clock,
            runtime: Handle::current(),
            end: CancellationToken::new(),
        }
    }

    /// The workers that can't do their work now, by name.
    pub fn failures(&self) -> Vec<WorkerFailure> {
        self.failures.lock().values().cloned().collect()
    }

    /// Tells all of them to end.
    pub fn stop(&self) {
        self.end.cancel();
    }

    /// Runs `work` as a task, and restarts it after each failure. When told to end, it is dropped at its next await. `work`
    /// is called before this function returns, so whatever it subscribes to outside its future is subscribed to by then.
    pub fn task<F: Future<Output = ()> + Send + 'static>(
        &self,
        role: Role,
        mut work: impl FnMut() -> F + Send + 'static,
    ) -> Worker {
        self.orderly_task(role, move |end| {
            let work = work();
            async move {
                tokio::select! {
                    biased;
                    () = end.cancelled() => {}
                    () = work => {}
                }
            }
        })
    }

    /// Runs `work` as a task that ends in its own time once its token is cancelled.
    pub fn orderly_task<F: Future<Output = ()> + Send + 'static>(
        &self,
        role: Role,
        mut work: impl FnMut(CancellationToken) -> F + Send + 'static,
    ) -> Worker {
        let end = self.end.child_token();
        let ending = end.clone();
        let mut run = move || -> Run { Box::pin(catch_async(work(ending.clone()))) };
        let first = run();
        self.supervise(role, end, first, run)
    }

    /// Runs `work` on a thread that sleeps with `wake`, which tells it when to end.
    ///
    /// # Errors
    /// The system provides no new thread.
    pub fn sleeping_thread(
        &self,
        role: Role,
        wake: &Arc<Wake>,
        work: impl Fn(&Wake) + Send + Sync + 'static,
    ) -> io::Result<Worker> {
        let woken = Arc::clone(wake);
        let worker = self.thread(role, move |_| work(&woken))?;
        let (end, ending) = (worker.end.clone(), Ending(Arc::clone(wake)));
        let telling = async move {
            end.cancelled().await;
            drop(ending);
        };
        worker.running.spawn_on(telling, &self.runtime);
        Ok(worker)
    }

    /// Runs `work` on its own thread, and on a new one after each failure. It must end on its own when its input ends:
    /// nothing else can end it. It cancels its token first if that is no failure: then it is not restarted.
    ///
    /// # Errors
    /// The system provides no new thread.
    pub fn thread(
        &self,
        role: Role,
        work: impl Fn(&CancellationToken) + Send + Sync + 'static,
    ) -> io::Result<Worker> {
        let end = self.end.child_token();
        let ending = end.clone();
        let work: Arc<dyn Fn() + Send + Sync> = Arc::new(move || work(&ending));
        let first = on_thread(role, &work)?;
        let run = move || {
            on_thread(role, &work).unwrap_or_else(|error| {
                let panic = Panic::of(format!("the system gives no new thread: {error}"));
                Box::pin(std::future::ready(Err(panic)))
            })
        };
        Ok(self.supervise(role, end, first, run))
    }

    /// Shows that a running worker can't do its work.
    pub fn report(&self, role: Role, problem: Problem, retry_at: Option<Moment>) {
        let mut failures = self.failures.lock();
        let since = failures
            .get(role.name)
            .map_or_else(|| (self.clock)(), |failure| failure.since);
        let failure = WorkerFailure {
            name: role.name.to_owned(),
            since,
            problem,
            restarts_at: retry_at,
        };
        failures.insert(role.name, failure);
        drop(failures);
        self.feed.publish(Topic::Workers);
    }

    /// Shows that a worker does its work again. Returns whether it was shown as failing.
    pub fn clear(&self, role: Role) -> bool {
        let was_failing = self.failures.lock().remove(role.name).is_some();
        if was_failing {
            self.feed.publish(Topic::Workers);
        }
        was_failing
    }

    fn supervise(
        &self,
        role: Role,
        end: CancellationToken,
        first: Run,
        again: impl FnMut() -> Run + Send + 'static,
    ) -> Worker {
        let running = TaskTracker::new();
        let supervisor = supervise(self.clone(), role, first, again, end.clone());
        running.spawn_on(supervisor, &self.runtime);
        Worker { end, running }
    }

    fn failed(&self, role: Role, outcome: Result<(), Panic>, pause: Duration) {
        let why = match outcome {
            Ok(()) => "it ended unexpectedly".to_owned(),
            Err(panic) => panic.to_string(),
        };
        let problem = Problem::new(
            format!("The worker that {} has stopped: {why}.", role.does),
            role.meaning,
            "It restarts automatically. If this happens again, restart Missedhook and check its log.",
        );
        tracing::error!(
            worker = role.name,
            again_in_s = pause.as_secs(),
            "{problem}"
        );
        self.report(role, problem, Some((self.clock)().plus(pause)));
    }
}

/// Runs a worker and restarts it until it is told to stop.
async fn supervise(
    workers: Workers,
    role: Role,
    first: Run,
    mut again: impl FnMut() -> Run,
    end: CancellationToken,
) {
    let _cleared = Cleared(workers.clone(), role);
    let mut failures = 0;
    let mut run = first;
    let mut is_failing = false;
    loop {
        let begun = Instant::now();
        let outcome = if is_failing {
            tokio::select! {
                outcome = &mut run => outcome,
                () = sleep(CLEARED_AFTER) => {
                    tracing::warn!(worker = role.name, "The worker that {} runs again.", role.does);
                    workers.clear(role);
                    run.await
                }
            }
        } else {
            run.await
        };
        if end.is_cancelled() {
            break;
        }
        failures = match begun.elapsed() < RESET_AFTER {
            true => failures + 1,
            false => 1,
        };
        let pause = backoff(FIRST_PAUSE, MAX_PAUSE, failures, MIDDLE);
        is_failing = true;
        workers.failed(role, outcome, pause);
        if end.run_until_cancelled(sleep(pause)).await.is_none() {
            break;
        }
        run = again();
    }
}

/// Ends a thread's sleep for good, even if the runtime ends first.
struct Ending(Arc<Wake>);

impl Drop for Ending {
    fn drop(&mut self) {
        self.0.end();
    }
}

/// Clears the failure of a worker that is no longer supervised.
struct Cleared(Workers, Role);

impl Drop for Cleared {
    fn drop(&mut self) {
        self.0.clear(self.1);
    }
}

fn on_thread(role: Role, work: &Arc<dyn Fn() + Send + Sync>) -> io::Result<Run> {
    let (sender, receiver) = oneshot::channel();
    let work = Arc::clone(work);
    thread::Builder::new()
        .name(format!("missedhook-{}", role.name))
        .spawn(move || {
            // If the receiver is gone, nobody needs the result.
            let _ = sender.send(catch(|| work()));
        })?;
    Ok(Box::pin(async {
        receiver
            .await
            .unwrap_or_else(|_| Err(Panic::of("its thread is gone".to_owned())))
    }))
}

impl Worker {
    /// Tells the worker to end. When it returns after that, it is not restarted.
    pub fn stop(&self) {
        self.end.cancel();
    }

    /// Tells the worker to end and waits up to `limit`. Returns whether it has ended.
    pub async fn finish(&self, limit: Duration) -> bool {
        self.stop();
        self.running.close();
        timeout(limit, self.running.wait()).await.is_ok()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.stop();
    }
}

#[cfg(test)]
mod tests;
