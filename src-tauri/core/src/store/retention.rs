//! Retention: which resolved incidents are past keeping, and the thread that lets them go. By age and by size;
//! what is not resolved is never deleted. Deletes in small batches through the store's writer and rests after
//! each for as long as it took, so that reports that come in meanwhile wait for one batch at the most.

use std::{
    io,
    sync::Arc,
    time::{Duration, Instant},
};

use crate::{
    incident::retention::{ClockTrust, RetentionLimits},
    model::{
        moment::{Clock, Moment},
        problem::Problem,
    },
    settings::{Settings, SettingsHandle},
    store::{PageQuery, Store, StoreError},
    worker::{self, Role, Wake, Worker, Workers},
};

/// The worker that prunes.
const ROLE: Role = Role {
    name: "retention",
    does: "deletes old incidents",
    meaning: "Reports are kept, but the history grows beyond its limits.",
};
/// How long the worker is waited for at the end.
const END_LIMIT: Duration = Duration::from_secs(2);
/// How soon it tries again after a failure; doubled each time, up to [`LOOK_EVERY`].
const RETRY: Duration = Duration::from_secs(5);

/// How often is looked whether something is past keeping, where nobody changes the settings.
const LOOK_EVERY: Duration = Duration::from_secs(600);

/// The thread that lets go of what is past keeping.
pub struct Retention {
    wake: Arc<Wake>,
    worker: Worker,
}

impl Retention {
    /// Starts the thread; it looks at once.
    ///
    /// # Errors
    /// What the system says of a new thread.
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
            wake: Arc::clone(&wake),
        };
        let worker = workers.thread(ROLE, move || pruner.run())?;
        Ok(Self { wake, worker })
    }

    /// The limits may have changed.
    pub fn look(&self) {
        self.wake.look();
    }

    /// Ends the thread, after the batch that it is at, and waits for it.
    pub async fn end(&self) {
        // First: a worker that returns before it is told to has failed.
        self.worker.stop();
        self.wake.end();
        self.worker.finish(END_LIMIT).await;
    }
}

impl Drop for Retention {
    fn drop(&mut self) {
        // First: a worker that returns before it is told to has failed.
        self.worker.stop();
        self.wake.end();
    }
}

struct Pruner {
    store: Store,
    settings: Arc<SettingsHandle>,
    clock: Clock,
    workers: Workers,
    wake: Arc<Wake>,
}

impl Pruner {
    fn run(&self) {
        let mut rest = Duration::ZERO;
        let mut failures: u32 = 0;
        let started = Instant::now();
        let mut trust = ClockTrust::new(self.newest(), Duration::ZERO);
        while self.wake.wait(rest) {
            worker::turn(ROLE.name);
            let begun = Instant::now();
            let mut limits = limits(&self.settings.get());
            if !trust.believes((self.clock)(), started.elapsed()) {
                tracing::debug!("the clock has jumped ahead: nothing is deleted for its age");
                limits = limits.of_size_only();
            }
            rest = match self.store.let_go(limits) {
                Ok(more) => {
                    if failures > 0 {
                        tracing::warn!("what is past keeping is deleted again");
                        self.workers.clear(ROLE);
                    }
                    failures = 0;
                    if more { begun.elapsed() } else { LOOK_EVERY }
                }
                Err(error) => {
                    let rest = pause(failures);
                    failures = failures.saturating_add(1);
                    self.failed(&error, failures == 1, rest);
                    rest
                }
            };
        }
    }

    /// When the newest delivery error came; the beginning of time where that can't be read, so that no clock is believed
    /// at once.
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

    /// Shows the failure; logs it the first time.
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

/// The pause after so many failures before this one.
fn pause(failures: u32) -> Duration {
    RETRY.saturating_mul(1 << failures.min(16)).min(LOOK_EVERY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_tried_again_after_growing_pauses() {
        let pauses: Vec<_> = (0..9).map(|failures| pause(failures).as_secs()).collect();
        assert_eq!(pauses, [5, 10, 20, 40, 80, 160, 320, 600, 600]);
        assert_eq!(pause(u32::MAX), LOOK_EVERY);
    }
}
