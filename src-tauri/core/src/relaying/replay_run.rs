//! A replay of several requests, one after the other. It runs in the program, so that it continues while the window is
//! closed. A user sees its progress and can stop it.

use std::sync::atomic::Ordering;

use super::{handle::Relay, replay::send_again};
use crate::{
    feed::Topic,
    model::{http_url::HttpUrl, problem::Problem},
    relay::{
        replay::{MAX_COUNT, ReplayProgress, too_many},
        schedule::Outcome,
    },
    store::relay::{RelayStore, RelayStoreError},
};

impl Relay {
    /// The progress of the current or last replay; `None` if none has run since the start.
    pub fn replay_progress(&self) -> Option<ReplayProgress> {
        self.0.replays.progress.lock().clone()
    }

    /// Begins to forward these requests again, to the relay's own target, one after the other. Returns at once.
    ///
    /// # Errors
    /// A run is in progress, there are too many requests, there is no target, or the database fails.
    pub fn start_replays(&self, ids: Vec<i64>) -> Result<(), Problem> {
        if ids.len() > MAX_COUNT {
            return Err(too_many());
        }
        let (Some(store), Some(target)) = (self.store()?, self.target()) else {
            return Err(no_target());
        };
        let mut progress = self.0.replays.progress.lock();
        if progress.as_ref().is_some_and(|run| run.is_running) {
            return Err(Problem::new(
                "A replay is running.",
                "Nothing more was sent.",
                "Wait for its end, or stop it.",
            ));
        }
        let run = progress.as_ref().map_or(1, |last| last.run + 1);
        *progress = Some(ReplayProgress::begin(run, ids.len()));
        drop(progress);
        self.0.replays.is_stopped.store(false, Ordering::Release);
        let relay = self.clone();
        self.0.tasks.spawn(async move {
            let run = Run(relay);
            let ended = run.send_all(&store, &target, ids).await;
            run.end(ended.err());
        });
        self.0.feed.publish(Topic::Requests);
        Ok(())
    }

    /// Stops the run: the attempt in flight is still finished and stored, but no other is made.
    pub fn stop_replays(&self) {
        self.0.replays.is_stopped.store(true, Ordering::Release);
    }
}

/// A run in progress. However it ends, it is no longer shown as running.
struct Run(Relay);

impl Run {
    async fn send_all(
        &self,
        store: &RelayStore,
        target: &HttpUrl,
        ids: Vec<i64>,
    ) -> Result<(), Problem> {
        let replays = &self.0.0.replays;
        for id in ids {
            if replays.is_stopped.load(Ordering::Acquire) {
                return Ok(());
            }
            let sent = send_again(store, &self.0.0.clock, id, (target, true), None).await;
            let outcome = match sent {
                Ok((replayed, outcome)) => {
                    self.note(|progress| {
                        progress.sent += 1;
                        let is_through = matches!(replayed.status, Some(200..=299));
                        progress.got_through += usize::from(is_through);
                        progress.took_ms = progress.took_ms.saturating_add(replayed.ms);
                    });
                    outcome
                }
                // The request was deleted in the meantime: one less.
                Err(RelayStoreError::NoSuchRequest(_)) => {
                    self.note(|progress| progress.total -= 1);
                    continue;
                }
                Err(error) => return Err(error.into()),
            };
            if outcome == Outcome::Refused {
                return Err(Problem::new(
                    format!("Nothing listens at {target}."),
                    "The rest was not sent.",
                    "Start the integration, and replay the rest.",
                ));
            }
        }
        Ok(())
    }

    fn end(&self, problem: Option<Problem>) {
        self.note(|progress| {
            progress.is_running = false;
            progress.problem = problem;
        });
    }

    fn note(&self, change: impl FnOnce(&mut ReplayProgress)) {
        let relay = &self.0.0;
        if let Some(progress) = relay.replays.progress.lock().as_mut() {
            change(progress);
        }
        relay.feed.publish(Topic::Requests);
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        // Even after a panic.
        self.note(|progress| progress.is_running = false);
    }
}

fn no_target() -> Problem {
    Problem::new(
        "The relay has no target.",
        "Nothing was sent.",
        "Set the target in the settings, section Relay.",
    )
}
