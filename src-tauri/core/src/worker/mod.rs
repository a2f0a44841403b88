//! Workers: what runs beside the receiver for the program's whole life, each on a thread or a task of its own.
//! [`Workers`] is the one way to start them: it catches a panic, logs it with its place, shows that the worker has
//! stopped, and starts it again after a pause that grows. A worker that returns although nobody told it to end has
//! failed, too. All of them end by one token, each also by its own.

mod panics;
mod switch;
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
pub use panics::{Panic, blocking, catch, catch_async};
pub use switch::turn;
pub use wake::Wake;

/// How long a worker that has failed rests before it is started again; doubled with each further failure.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// A worker that has run for so long begins with the first pause again.
const STEADY: Duration = Duration::from_secs(60);
/// How long a worker that was started again must run before its failure is forgotten: one that fails at once each
/// time is shown as failing all the while.
const PROVEN: Duration = Duration::from_secs(5);

/// What a worker is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Role {
    /// Its name in the log: `alerts`, `retention`.
    pub name: &'static str,
    /// What it does, after "The worker that": `shows notifications`.
    pub does: &'static str,
    /// What it means for the person when it does not run.
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

/// A running worker. It ends when this is dropped.
pub struct Worker {
    end: CancellationToken,
    running: TaskTracker,
}

type Run = Pin<Box<dyn Future<Output = Result<(), Panic>> + Send>>;

impl Workers {
    /// None yet. Needs a tokio runtime around it, on which they are supervised.
    pub fn new(feed: Feed, clock: Clock) -> Self {
        Self {
            failures: Arc::default(),
            feed,
            clock,
            runtime: Handle::current(),
            end: CancellationToken::new(),
        }
    }

    /// The workers that do not do their work just now, by name.
    pub fn failures(&self) -> Vec<WorkerFailure> {
        self.failures.lock().values().cloned().collect()
    }

    /// Tells all of them to end.
    pub fn stop(&self) {
        self.end.cancel();
    }

    /// Runs `work` as a task, and again after each failure; told to end, it goes no further than its next await. It
    /// begins with its first await: what it subscribes to before that is subscribed to when this returns.
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

    /// Runs `work` as a task that takes its time to end once its token is cancelled.
    pub fn orderly_task<F: Future<Output = ()> + Send + 'static>(
        &self,
        role: Role,
        mut work: impl FnMut(CancellationToken) -> F + Send + 'static,
    ) -> Worker {
        let end = self.end.child_token();
        let told = end.clone();
        let mut run = move || -> Run { Box::pin(catch_async(work(told.clone()))) };
        let first = run();
        self.supervise(role, end, first, run)
    }

    /// Runs `work` on a thread that sleeps with `wake`, which tells it when to end.
    ///
    /// # Errors
    /// What the system says of a new thread.
    pub fn sleeping_thread(
        &self,
        role: Role,
        wake: &Arc<Wake>,
        work: impl Fn(&Wake) + Send + Sync + 'static,
    ) -> io::Result<Worker> {
        let woken = Arc::clone(wake);
        let worker = self.thread(role, move || work(&woken))?;
        let (end, ending) = (worker.end.clone(), Ending(Arc::clone(wake)));
        let telling = async move {
            end.cancelled().await;
            drop(ending);
        };
        worker.running.spawn_on(telling, &self.runtime);
        Ok(worker)
    }

    /// Runs `work` on a thread of its own, and again on another after each failure. It must end by itself when what it
    /// waits for is gone: nothing else can end it.
    ///
    /// # Errors
    /// What the system says of a new thread.
    pub fn thread(
        &self,
        role: Role,
        work: impl Fn() + Send + Sync + 'static,
    ) -> io::Result<Worker> {
        let work: Arc<dyn Fn() + Send + Sync> = Arc::new(work);
        let first = on_thread(role, &work)?;
        let run = move || {
            on_thread(role, &work).unwrap_or_else(|error| {
                let panic = Panic::of(format!("the system gives no new thread: {error}"));
                Box::pin(std::future::ready(Err(panic)))
            })
        };
        Ok(self.supervise(role, self.end.child_token(), first, run))
    }

    /// Shows that a worker runs and can't do its work.
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

    /// Shows that a worker does its work again; whether it was shown as failing.
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

/// Runs a worker again and again until it is told to stop.
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
                () = sleep(PROVEN) => {
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
        failures = match begun.elapsed() < STEADY {
            true => failures + 1,
            false => 1,
        };
        let pause = backoff(FIRST_PAUSE, LONGEST_PAUSE, failures, MIDDLE);
        is_failing = true;
        workers.failed(role, outcome, pause);
        if end.run_until_cancelled(sleep(pause)).await.is_none() {
            break;
        }
        run = again();
    }
}

/// Ends a thread's sleep for good, also where the runtime ends first.
struct Ending(Arc<Wake>);

impl Drop for Ending {
    fn drop(&mut self) {
        self.0.end();
    }
}

/// Once nobody supervises a worker any more, it is not shown as failing.
struct Cleared(Workers, Role);

impl Drop for Cleared {
    fn drop(&mut self) {
        self.0.clear(self.1);
    }
}

fn on_thread(role: Role, work: &Arc<dyn Fn() + Send + Sync>) -> io::Result<Run> {
    let (tell, told) = oneshot::channel();
    let work = Arc::clone(work);
    thread::Builder::new()
        .name(format!("missedhook-{}", role.name))
        .spawn(move || {
            // Who is not there to hear it wants no more of it.
            let _ = tell.send(catch(|| work()));
        })?;
    Ok(Box::pin(async {
        told.await
            .unwrap_or_else(|_| Err(Panic::of("its thread is gone".to_owned())))
    }))
}

impl Worker {
    /// Tells it to end: when it returns now, that is in order, and it is not started again.
    pub fn stop(&self) {
        self.end.cancel();
    }

    /// Tells it to end and waits for that, so long at the most; whether it has ended.
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
