//! Workers: what runs beside the receiver for the program's whole life, each on a thread or a task of its own.
//! [`Workers`] is the one way to start them: it catches a panic, logs it with its place, shows that the worker has
//! stopped, and starts it again after a pause that grows. A worker that returns although nobody told it to end has
//! failed, too.

mod backoff;
mod panics;
mod switch;
mod wake;

use std::{collections::BTreeMap, future::Future, io, pin::Pin, sync::Arc, thread, time::Duration};

use parking_lot::Mutex;
use tokio::{
    runtime::Handle,
    sync::{oneshot, watch},
    task::JoinHandle,
    time::{Instant, sleep, timeout},
};

use crate::{
    feed::{Feed, Topic},
    model::{
        moment::{Clock, Moment},
        problem::Problem,
    },
    status::WorkerFailure,
};
use backoff::Backoff;
pub use panics::{Panic, blocking, catch, catch_async};
pub use switch::turn;
pub use wake::Wake;

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
}

/// A running worker. Dropped, it is not started again, and a task ends at once.
pub struct Worker {
    stop: watch::Sender<bool>,
    // Nothing awaits while it is held.
    supervisor: Mutex<Option<JoinHandle<()>>>,
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
        }
    }

    /// The workers that do not do their work just now, by name.
    pub fn failures(&self) -> Vec<WorkerFailure> {
        self.failures.lock().values().cloned().collect()
    }

    /// Runs `work` as a task, and again after each failure. It begins with its first await: what it subscribes to
    /// before that is subscribed to when this returns.
    pub fn task<F: Future<Output = ()> + Send + 'static>(
        &self,
        role: Role,
        mut work: impl FnMut() -> F + Send + 'static,
    ) -> Worker {
        let mut run = move || -> Run { Box::pin(catch_async(work())) };
        let first = run();
        self.supervise(role, first, run)
    }

    /// Runs `work` on a thread of its own, and again on another after each failure. It must look often enough whether
    /// it is to end: nothing else can end it.
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
        Ok(self.supervise(role, first, run))
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
        first: Run,
        again: impl FnMut() -> Run + Send + 'static,
    ) -> Worker {
        let (stop, stopped) = watch::channel(false);
        let supervisor = supervise(self.clone(), role, first, again, stopped);
        Worker {
            stop,
            supervisor: Mutex::new(Some(self.runtime.spawn(supervisor))),
        }
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
    mut stop: watch::Receiver<bool>,
) {
    let _cleared = Cleared(workers.clone(), role);
    let mut backoff = Backoff::default();
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
        if *stop.borrow() {
            break;
        }
        let pause = backoff.after(begun.elapsed());
        is_failing = true;
        workers.failed(role, outcome, pause);
        tokio::select! {
            () = sleep(pause) => {}
            _ = stop.wait_for(|stop| *stop) => break,
        }
        run = again();
    }
}

/// Once nobody supervises a worker any more, it is not shown as failing: also where its supervisor was broken off.
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
    /// Lets it end: when it returns now, that is in order, and it is not started again.
    pub fn stop(&self) {
        self.stop.send_replace(true);
    }

    /// Lets it end and waits for that, so long at the most; whether it has ended. After that time a task is broken
    /// off and a thread is left to itself.
    pub async fn finish(&self, limit: Duration) -> bool {
        self.stop();
        let supervisor = self.supervisor.lock().take();
        let Some(mut supervisor) = supervisor else {
            return true;
        };
        let ended = timeout(limit, &mut supervisor).await.is_ok();
        supervisor.abort();
        ended
    }

    /// Ends a task at its next await, without waiting for that.
    pub fn abort(&self) {
        self.stop();
        let supervisor = self.supervisor.lock();
        if let Some(supervisor) = &*supervisor {
            supervisor.abort();
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.abort();
    }
}

#[cfg(test)]
mod tests;
