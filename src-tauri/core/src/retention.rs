//! Retention: which resolved incidents are past keeping, and the thread that lets them go. By age and by size;
//! what is not resolved is never deleted. Deletes in small batches through the store's writer and rests after
//! each for as long as it took, so that reports that come in meanwhile wait for one batch at the most.

use std::{
    io,
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use crate::{
    moment::Moment,
    settings::{Live, Settings},
    store::{Store, StoreError},
};

/// How often is looked whether something is past keeping, where nobody changes the settings.
const LOOK_EVERY: Duration = Duration::from_secs(600);

/// How long a resolved incident is spared whatever the limits say, so that "undo" finds it.
const SPARED: Duration = Duration::from_secs(3600);

const DAY: Duration = Duration::from_secs(24 * 3600);

/// What may be kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// How long a resolved incident is kept after the last that happened to it; none: for ever.
    pub keep: Option<Duration>,
    /// How many bytes the database may hold; none: no limit.
    pub max_bytes: Option<u64>,
}

impl Limits {
    /// As the settings have them: 0 is no limit.
    pub fn of(settings: &Settings) -> Self {
        Self {
            keep: (settings.keep_days > 0).then(|| DAY * settings.keep_days),
            max_bytes: (settings.max_size_mb > 0)
                .then(|| u64::from(settings.max_size_mb) * 1_000_000),
        }
    }

    /// Whether a resolved incident is past keeping to which nothing has happened since that moment, in a
    /// database that holds so many bytes. Asked of the one that has rested longest.
    pub fn past_keeping(&self, rested_since: Moment, bytes: u64, now: Moment) -> bool {
        let rested = now.since(rested_since);
        let too_old = self.keep.is_some_and(|keep| rested > keep);
        let too_large = self.max_bytes.is_some_and(|most| bytes > most);
        rested > SPARED && (too_old || too_large)
    }
}

/// The thread that lets go of what is past keeping.
pub struct Retention {
    wake: mpsc::SyncSender<Wake>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

enum Wake {
    Look,
    End,
}

impl Retention {
    /// Starts the thread; it looks at once.
    ///
    /// # Errors
    /// What the system says of a new thread.
    pub fn start(store: Store, settings: Arc<Live>) -> io::Result<Self> {
        let (wake, woken) = mpsc::sync_channel(2);
        let thread = thread::Builder::new()
            .name("missedhook-retention".to_owned())
            .spawn(move || run(&store, &settings, &woken))?;
        Ok(Self {
            wake,
            thread: Mutex::new(Some(thread)),
        })
    }

    /// The limits may have changed.
    pub fn look(&self) {
        // Full: it will look anyway.
        let _ = self.wake.try_send(Wake::Look);
    }

    /// Ends the thread, after the batch that it is at, and waits for it.
    pub fn end(&self) {
        let _ = self.wake.send(Wake::End);
        let thread = self
            .thread
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(thread) = thread {
            let _ = thread.join();
        }
    }
}

fn run(store: &Store, settings: &Live, woken: &mpsc::Receiver<Wake>) {
    let mut rest = Duration::ZERO;
    loop {
        match woken.recv_timeout(rest) {
            Ok(Wake::Look) | Err(mpsc::RecvTimeoutError::Timeout) => {}
            Ok(Wake::End) | Err(mpsc::RecvTimeoutError::Disconnected) => return,
        }
        let begun = Instant::now();
        rest = match store.let_go(Limits::of(&settings.get())) {
            Ok(true) => begun.elapsed(),
            Ok(false) => LOOK_EVERY,
            Err(StoreError::Closed) => return,
            Err(error) => {
                tracing::warn!(%error, "what is past keeping can't be deleted");
                LOOK_EVERY
            }
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn age_and_size_decide_and_what_was_just_resolved_is_spared() {
        let now = Moment::from_millis(1_000 * 24 * 3_600_000);
        let hours = |hours: u64| Duration::from_secs(hours * 3600);
        let limits = |days: u64, bytes: u64| Limits {
            keep: (days > 0).then(|| hours(24 * days)),
            max_bytes: (bytes > 0).then_some(bytes),
        };
        for (limits, rested, bytes, goes) in [
            (limits(0, 0), 9_999, u64::MAX, false),
            (limits(2, 0), 47, 0, false),
            (limits(2, 0), 49, 0, true),
            (limits(0, 100), 49, 100, false),
            (limits(0, 100), 49, 101, true),
            (limits(0, 100), 1, 101, false),
            (limits(0, 100), 2, 101, true),
            (limits(2, 100), 49, 5, true),
            (limits(2, 100), 3, 5, false),
        ] {
            assert_eq!(
                limits.past_keeping(now.minus(hours(rested)), bytes, now),
                goes,
                "{limits:?}, rested {rested} h, {bytes} bytes"
            );
        }
    }
}
