//! Retention: the workers that delete resolved incidents and settled requests of the relay when they are too old or
//! their database is too large. Unresolved incidents and waiting requests are never deleted. The workers delete in
//! small batches and rest after each for as long as it took, so that new reports and requests wait for at most one
//! batch.

use std::{
    io,
    sync::Arc,
    time::{Duration, Instant},
};

use crate::{
    incident::retention::{ClockTrust, RetentionLimits},
    model::{
        backoff::{MIDDLE, backoff},
        moment::{Clock, Moment},
        problem::Problem,
    },
    relay::search::RequestQuery,
    settings::{Settings, SettingsHandle},
    store::{
        PageQuery, Store, StoreError,
        relay::{RelayStore, RelayStoreError},
    },
    worker::{self, Role, Wake, Worker, Workers},
};

const ROLE: Role = Role {
    name: "retention",
    does: "deletes old incidents",
    meaning: "Reports are kept, but the history grows beyond its limits.",
};
const RELAY_ROLE: Role = Role {
    name: "relay-retention",
    does: "deletes old requests of the relay",
    meaning: "Requests are kept, but their database grows beyond its limits.",
};
const END_LIMIT: Duration = Duration::from_secs(2);
/// The first pause after a failure; doubles each time, up to [`CHECK_INTERVAL`].
const RETRY: Duration = Duration::from_secs(5);

/// How often to look for expired rows if nobody changes the settings.
const CHECK_INTERVAL: Duration = Duration::from_secs(600);

pub struct Retention {
    wake: Arc<Wake>,
    worker: Worker,
}

/// A store with retention limits.
trait Pruned: Send + Sync + 'static {
    const ROLE: Role;
    /// What is deleted, in words.
    const WHAT: &'static str;

    fn limits(settings: &Settings) -> RetentionLimits;

    /// Deletes one small batch. Returns whether there is more to do.
    ///
    /// # Errors
    /// What is wrong with the database, in words. Where nothing at all can be written, what that means.
    fn prune(&self, limits: RetentionLimits) -> Result<bool, Problem>;

    /// When its newest entry arrived; `None` if it has none.
    fn newest(&self) -> Result<Option<Moment>, String>;
}

impl Pruned for Store {
    const ROLE: Role = ROLE;
    const WHAT: &'static str = "Old incidents";

    fn limits(settings: &Settings) -> RetentionLimits {
        RetentionLimits::new(settings.keep_days, settings.max_size_mb)
    }

    fn prune(&self, limits: RetentionLimits) -> Result<bool, Problem> {
        Self::prune(self, limits).map_err(|error| match error {
            StoreError::Refused(_) => only_grows(Self::ROLE, &error),
            _ => error.problem(),
        })
    }

    fn newest(&self) -> Result<Option<Moment>, String> {
        let page = PageQuery {
            limit: 1,
            ..PageQuery::default()
        };
        let read = self.read(|reader| reader.delivery_errors(&page));
        let found = read.map_err(|error| error.to_string())?;
        Ok(found.rows.first().map(|row| row.received_at))
    }
}

impl Pruned for RelayStore {
    const ROLE: Role = RELAY_ROLE;
    const WHAT: &'static str = "Old requests of the relay";

    fn limits(settings: &Settings) -> RetentionLimits {
        RetentionLimits::new(settings.relay.keep_days, settings.relay.max_size_mb)
    }

    fn prune(&self, limits: RetentionLimits) -> Result<bool, Problem> {
        Self::prune(self, limits).map_err(|error| match error {
            RelayStoreError::Store(StoreError::Refused(_)) | RelayStoreError::QueueFull => {
                only_grows(Self::ROLE, &error)
            }
            _ => error.problem(),
        })
    }

    fn newest(&self) -> Result<Option<Moment>, String> {
        let read = self.list(&RequestQuery::default(), None, 1);
        let found = read.map_err(|error| error.to_string())?;
        Ok(found.first().map(|row| row.received_at))
    }
}

/// One batch failed, and everything else is still written.
fn only_grows(role: Role, error: &impl ToString) -> Problem {
    Problem::new(
        error.to_string(),
        role.meaning,
        "It is retried automatically. Make sure no other program holds the database.",
    )
}

impl Retention {
    /// Starts the thread that keeps the history within its limits. It begins at once.
    pub fn start(
        store: Store,
        settings: Arc<SettingsHandle>,
        clock: Clock,
        workers: &Workers,
    ) -> io::Result<Self> {
        Self::of(store, settings, clock, workers)
    }

    /// Like [`Self::start`], for the relay's requests.
    ///
    /// # Errors
    /// The system provides no new thread.
    pub fn start_of_relay(
        store: RelayStore,
        settings: Arc<SettingsHandle>,
        clock: Clock,
        workers: &Workers,
    ) -> io::Result<Self> {
        Self::of(store, settings, clock, workers)
    }

    fn of<S: Pruned>(
        store: S,
        settings: Arc<SettingsHandle>,
        clock: Clock,
        workers: &Workers,
    ) -> io::Result<Self> {
        let wake = Arc::new(Wake::default());
        let pruner = Pruner {
            store,
            settings,
            clock,
            workers: workers.clone(),
        };
        let worker = workers.sleeping_thread(S::ROLE, &wake, move |wake| pruner.run(wake))?;
        Ok(Self { wake, worker })
    }

    /// Looks again, because the limits may have changed.
    pub fn look(&self) {
        self.wake.notify();
    }

    /// Ends the thread after its current batch, and waits for it.
    pub async fn end(&self) {
        self.worker.finish(END_LIMIT).await;
    }
}

struct Pruner<S> {
    store: S,
    settings: Arc<SettingsHandle>,
    clock: Clock,
    workers: Workers,
}

impl<S: Pruned> Pruner<S> {
    fn run(&self, wake: &Wake) {
        let mut rest = Duration::ZERO;
        let mut failures: u32 = 0;
        let started = Instant::now();
        let mut trust = ClockTrust::new(self.newest(), Duration::ZERO);
        while wake.wait(rest) {
            worker::heartbeat(S::ROLE.name);
            let begun = Instant::now();
            let mut limits = S::limits(&self.settings.get());
            if !trust.accepts((self.clock)(), started.elapsed()) {
                tracing::debug!("the clock jumped ahead: nothing is deleted by age");
                limits = limits.of_size_only();
            }
            rest = match self.store.prune(limits) {
                Ok(more) => {
                    if failures > 0 {
                        tracing::warn!(worker = S::ROLE.name, "pruning works again");
                        self.workers.clear(S::ROLE);
                    }
                    failures = 0;
                    if more {
                        begun.elapsed()
                    } else {
                        CHECK_INTERVAL
                    }
                }
                Err(error) => {
                    failures = failures.saturating_add(1);
                    let rest = backoff(RETRY, CHECK_INTERVAL, failures, MIDDLE);
                    self.failed(error, failures == 1, rest);
                    rest
                }
            };
        }
    }

    /// When the newest entry arrived; the beginning of time if that can't be read, so that the clock is not trusted
    /// yet.
    fn newest(&self) -> Option<Moment> {
        let newest = self.store.newest();
        newest.unwrap_or_else(|_| Some(Moment::from_millis(0)))
    }

    /// Reports the failure, and logs it the first time.
    fn failed(&self, mut problem: Problem, is_first: bool, rest: Duration) {
        problem.what = format!("{} can't be deleted. {}", S::WHAT, problem.what);
        if is_first {
            tracing::warn!("{problem}");
        }
        let again = (self.clock)().plus(rest);
        self.workers.report(S::ROLE, problem, Some(again));
    }
}
