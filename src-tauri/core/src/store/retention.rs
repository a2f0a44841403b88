//! Retention: the worker that deletes resolved incidents when they are too old or the database is too large. Unresolved
//! incidents are never deleted. It deletes in small batches and rests after each for as long as it took, so that new
//! reports wait for at most one batch.

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
    settings::{Settings, SettingsHandle},
    store::{PageQuery, Store, StoreError},
    worker::{self, Role, Wake, Worker, Workers},
};

const ROLE: Role = Role {
    name: "retention",
    does: "deletes old incidents",
    meaning: "Reports are kept, but the history grows beyond its limits.",
};
const END_LIMIT: Duration = Duration::from_secs(2);
/// The first pause after a failure; doubled each time, up to [`LOOK_EVERY`].
const RETRY: Duration = Duration::from_secs(5);

/// How often to look for expired incidents if nobody changes the settings.
const LOOK_EVERY: Duration = Duration::from_secs(600);

pub struct Retention {
    wake: Arc<Wake>,
    worker: Worker,
}

impl Retention {
    /// Starts the thread, which looks at once.
    pub fn start(
        store: Store,
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
        let worker = workers.sleeping_thread(ROLE, &wake, move |wake| pruner.run(wake))?;
        Ok(Self { wake, worker })
    }

    /// The limits may have changed.
    pub fn look(&self) {
        self.wake.look();
    }

    /// Ends the thread after its present batch, and waits for it.
    pub async fn end(&self) {
        self.worker.finish(END_LIMIT).await;
    }
}

struct Pruner {
    store: Store,
    settings: Arc<SettingsHandle>,
    clock: Clock,
    workers: Workers,
}

impl Pruner {
    fn run(&self, wake: &Wake) {
        let mut rest = Duration::ZERO;
        let mut failures: u32 = 0;
        let started = Instant::now();
        let mut trust = ClockTrust::new(self.newest(), Duration::ZERO);
        while wake.wait(rest) {
            worker::turn(ROLE.name);
            let begun = Instant::now();
            let mut limits = limits(&self.settings.get());
            if !trust.believes((self.clock)(), started.elapsed()) {
                tracing::debug!("the clock has jumped ahead: nothing is deleted for its age");
                limits = limits.of_size_only();
            }
            rest = match self.store.prune(limits) {
                Ok(more) => {
                    if failures > 0 {
                        tracing::warn!("what is past keeping is deleted again");
                        self.workers.clear(ROLE);
                    }
                    failures = 0;
                    if more { begun.elapsed() } else { LOOK_EVERY }
                }
                Err(error) => {
                    failures = failures.saturating_add(1);
                    let rest = backoff(RETRY, LOOK_EVERY, failures, MIDDLE);
                    self.failed(&error, failures == 1, rest);
                    rest
                }
            };
        }
    }

    /// When the newest delivery error came; the beginning of time if that can't be read, so that the clock is not
    /// trusted at once.
    fn newest(&self) -> Option<Moment> {
        let page = PageQuery {
            limit: 1,
            ..PageQuery::default()
        };
        let read = self.store.read(|reader| reader.delivery_errors(&page));
        match read {
            Ok(found) => found.rows.first().map(|row| row.received_at),
            Err(_) => Some(Moment::from_millis(0)),
        }
    }

    /// Reports the failure; logs it the first time.
    fn failed(&self, error: &StoreError, is_first: bool, rest: Duration) {
        let problem = Problem::new(
            format!("Old incidents can't be deleted. {error}"),
            ROLE.meaning,
            "It is retried automatically. Make sure no other program holds the database.",
        );
        if is_first {
            tracing::warn!("{problem}");
        }
        let again = (self.clock)().plus(rest);
        self.workers.report(ROLE, problem, Some(again));
    }
}

fn limits(settings: &Settings) -> RetentionLimits {
    RetentionLimits::new(settings.keep_days, settings.max_size_mb)
}
