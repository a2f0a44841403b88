//! Publishes the verdict on the whole program to a file in the data directory, for commands such as `doctor`, and to
//! the log.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::time::timeout;

use super::handle::Engine;
use crate::{
    platform::data_dir::{PublishedStatus, Running},
    status::{Level, Verdict},
    worker::{self, Role, Worker},
};

const VERDICT: Role = Role {
    name: "verdict",
    does: "keeps the state known to other commands",
    meaning: "`doctor` may show an old state.",
};

/// The shortest time between two looks.
const MIN_INTERVAL: Duration = Duration::from_secs(1);

/// The time limit of one look.
const READ_LIMIT: Duration = Duration::from_secs(20);
/// For how long after quiet hours begin the verdict may still say that alerts are shown.
const QUIET_HOURS_INTERVAL: Duration = Duration::from_secs(60);
const PUBLISH_LIMIT: Duration = Duration::from_secs(5);

/// How often the verdict is written when nothing changes, because its age is displayed.
const WRITE_EVERY: Duration = Duration::from_secs(300);

impl Engine {
    /// Publishes the verdict until the engine is shut down.
    pub fn publish_verdict(self: &Arc<Self>) -> Worker {
        let engine = Arc::clone(self);
        self.workers
            .task(VERDICT, move || publish_verdict(Arc::clone(&engine)))
    }

    /// Writes the status for other commands. Returns false if that failed.
    fn publish(&self, published: &PublishedStatus) -> bool {
        let lock = self.lock();
        let outcome = lock
            .as_ref()
            .map(|lock| self.dir.publish_status(lock, published));
        if let Some(Err(error)) = &outcome {
            tracing::debug!(%error, "can't publish the status for other commands");
        }
        let is_published = outcome.is_none_or(|outcome| outcome.is_ok());
        if is_published {
            self.rewrite_published_files();
        }
        is_published
    }

    /// Rewrites the files that other commands need: the disk may have been full at startup, or somebody deleted them.
    fn rewrite_published_files(&self) {
        let is_named = |running: Running| {
            running.pid == std::process::id() && running.receiver == self.address()
        };
        if !self.dir.running().is_some_and(is_named) {
            self.announce();
        }
        self.receiver_state.proofs.save_key_again(&self.dir);
    }
}

/// Looks after every change, and when the last proof becomes too old. Logs each change of level.
async fn publish_verdict(engine: Arc<Engine>) {
    let mut changes = engine.feed.subscribe();
    let mut last: Option<PublishedStatus> = None;
    let mut is_written = true;
    let is_publishing = Arc::default();
    loop {
        worker::heartbeat(VERDICT.name);
        let status = match timeout(READ_LIMIT, current_status(&engine)).await {
            Ok(looked) => looked,
            // A read hangs. Once the store has noticed, it is no longer read.
            Err(_) => continue,
        };
        if last
            .as_ref()
            .is_none_or(|last| last.verdict.level != status.verdict.level)
        {
            log(&status.verdict, last.is_none());
        }
        let mut wait = status.verdict.holds_for(status.at);
        if engine.settings().quiet_hours.is_some() {
            wait = wait.min(QUIET_HOURS_INTERVAL);
        }
        let is_due = |last: &PublishedStatus| {
            let is_other = last.verdict != status.verdict || last.upgrade != status.upgrade;
            is_other || status.at.since(last.at) >= WRITE_EVERY || status.at < last.at
        };
        if !is_written || last.as_ref().is_none_or(is_due) {
            last = Some(status.clone());
            // If it was not written, it is due at the next look.
            is_written = publish(&engine, status, &is_publishing).await;
        }
        if changes.next_after(MIN_INTERVAL, wait).await.is_none() {
            return;
        }
    }
}

/// Returns whether the status was written. Does not wait for a write that hangs, and does not start a second one.
async fn publish(
    engine: &Arc<Engine>,
    status: PublishedStatus,
    is_publishing: &Arc<AtomicBool>,
) -> bool {
    if is_publishing.swap(true, Ordering::AcqRel) {
        return false;
    }
    let (engine, is_publishing) = (Arc::clone(engine), Arc::clone(is_publishing));
    let publishing = worker::blocking(move || {
        let is_published = engine.publish(&status);
        is_publishing.store(false, Ordering::Release);
        is_published
    });
    timeout(PUBLISH_LIMIT, publishing).await.unwrap_or(false)
}

async fn current_status(engine: &Arc<Engine>) -> PublishedStatus {
    let engine = Arc::clone(engine);
    engine.store.report_stall();
    worker::blocking(move || {
        let status = engine.status();
        PublishedStatus {
            pid: std::process::id(),
            at: engine.now(),
            verdict: status.verdict,
            upgrade: status.upgrade,
        }
    })
    .await
}

/// Logs the verdict for users without a desktop.
fn log(verdict: &Verdict, first: bool) {
    match (verdict.level, first) {
        (Level::Calm, true) => tracing::info!("{} {}", verdict.headline, verdict.detail),
        (Level::Calm, false) => tracing::warn!("All is well again. {}", verdict.detail),
        _ => tracing::warn!("{} {}", verdict.headline, verdict.detail),
    }
}
