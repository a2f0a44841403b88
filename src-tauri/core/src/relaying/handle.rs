//! What the parts of the relay share: the settings, the database once it is switched on, and what the queue remembers.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use parking_lot::Mutex;
use tokio::{
    sync::{Notify, OwnedSemaphorePermit, Semaphore},
    time::Instant,
};
use tokio_util::task::TaskTracker;

use super::replay_state::ReplayRuns;
use crate::{
    feed::Feed,
    model::{
        http_url::HttpUrl,
        moment::{Clock, Moment},
    },
    platform::data_dir::DataDir,
    relay::request::RequestCounts,
    settings::{RelaySettings, SettingsHandle},
    store::{
        Store,
        relay::{RelayStore, RelayStoreError},
        retention::Retention,
    },
    worker::Workers,
};

/// How many requests may be on their way through the relay at once. The receiver has four times as many places: whatever
/// the integration does, reports get in.
pub const PLACES: usize = 256;

/// How long attempts that are under way may take to end when the program ends; they are tried again otherwise.
const END: Duration = Duration::from_secs(2);

/// The relay of one program. Cheap to clone.
#[derive(Clone)]
pub struct Relay(pub(super) Arc<Inner>);

pub(super) struct Inner {
    pub(super) dir: DataDir,
    pub(super) settings: Arc<SettingsHandle>,
    pub(super) clock: Clock,
    pub(super) feed: Feed,
    pub(super) workers: Workers,
    /// Where what can't be handed on is told.
    pub(super) history: Store,
    pub(super) opened: Mutex<Opened>,
    pub(super) was_opened: Notify,
    places: Arc<Semaphore>,
    /// Attempts that go on without the request that they were made for.
    pub(super) tasks: TaskTracker,
    /// Requests that passed and could not be recorded.
    pub(super) unrecorded: AtomicU64,
    pub(super) queue: Queue,
    pub(super) replays: ReplayRuns,
}

/// The database, once the relay is switched on.
#[derive(Default)]
pub(super) enum Opened {
    #[default]
    Never,
    Store {
        store: RelayStore,
        /// Requests up to this number of which no attempt is planned are left over from the run before.
        left_over: i64,
        _retention: Option<Retention>,
    },
    /// Why it can't be used.
    Failed(RelayStoreError),
}

/// What the queue remembers. All that must survive is in the store.
#[derive(Default)]
pub(super) struct Queue {
    pub(super) wake: Notify,
    pub(super) state: Mutex<QueueState>,
}

#[derive(Default)]
pub(super) struct QueueState {
    /// The target refuses connections, since then.
    pub(super) held_since: Option<Moment>,
    /// It listens again: the first attempt shows whether it answers, too.
    pub(super) is_probing: bool,
    /// What the queue has under way, each with its merchant.
    pub(super) busy: HashMap<i64, Option<String>>,
    /// First attempts under way that a request makes as it comes in, and whether RETM waits no longer for each.
    pub(super) first: HashMap<i64, bool>,
    /// When it was last looked whether the target listens.
    pub(super) looked_at: Option<Instant>,
    /// What was planned for this time, a person wanted now.
    pub(super) manual_at: Option<Moment>,
}

/// When what waits is tried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QueuePlan {
    /// A person has stopped the queue.
    pub is_paused: bool,
    /// Since when the target refuses connections: it is tried as soon as it listens.
    pub held_since: Option<Moment>,
    /// When the next is due; none where none is planned for later.
    pub next_at: Option<Moment>,
}

impl QueueState {
    /// How many attempts are under way that RETM does not wait for.
    pub(super) fn under_way(&self) -> usize {
        self.busy.len() + self.first.values().filter(|is_slow| **is_slow).count()
    }
}

impl Relay {
    /// A relay that looks at the settings, and tells `history` what it can't hand on; opens its database where it is switched on.
    pub fn new(
        dir: &DataDir,
        settings: Arc<SettingsHandle>,
        clock: Clock,
        feed: Feed,
        workers: Workers,
        history: Store,
    ) -> Self {
        let relay = Self(Arc::new(Inner {
            dir: dir.clone(),
            settings,
            clock,
            feed,
            workers,
            history,
            opened: Mutex::default(),
            was_opened: Notify::default(),
            places: Arc::new(Semaphore::new(PLACES)),
            tasks: TaskTracker::new(),
            unrecorded: AtomicU64::new(0),
            queue: Queue::default(),
            replays: ReplayRuns::default(),
        }));
        relay.open_where_wanted();
        relay
    }

    /// The settings in force.
    pub(super) fn settings(&self) -> RelaySettings {
        self.0.settings.get().relay.clone()
    }

    /// Where requests are handed on; none where that is not set.
    pub fn target(&self) -> Option<HttpUrl> {
        self.settings().target
    }

    /// A place for one more request; none where all are taken.
    pub fn place(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.0.places).try_acquire_owned().ok()
    }

    /// The database; none while the relay was never switched on, or why it can't be used.
    ///
    /// # Errors
    /// It is another program's, or a newer one's.
    pub fn store(&self) -> Result<Option<RelayStore>, RelayStoreError> {
        match &*self.0.opened.lock() {
            Opened::Never => Ok(None),
            Opened::Store { store, .. } => Ok(Some(store.clone())),
            Opened::Failed(error) => Err(error.clone()),
        }
    }

    /// How many requests stand where; none while the relay was never switched on or its database fails. Blocks.
    pub fn counts(&self) -> Option<RequestCounts> {
        self.store().ok()??.counts().ok()
    }

    /// Whether a person has stopped the queue, and when the next attempt is due. Blocks.
    ///
    /// # Errors
    /// The relay's database fails.
    pub fn plan(&self) -> Result<QueuePlan, RelayStoreError> {
        let Some(store) = self.store()? else {
            return Ok(QueuePlan::default());
        };
        Ok(QueuePlan {
            is_paused: store.paused()?,
            held_since: self.held_since(),
            next_at: store.next_due(self.now())?,
        })
    }

    /// How many requests passed that could not be recorded, since the start.
    pub fn unrecorded(&self) -> u64 {
        self.0.unrecorded.load(Ordering::Relaxed)
    }

    /// Since when the target refuses connections; none while it does not.
    pub fn held_since(&self) -> Option<Moment> {
        self.0.queue.state.lock().held_since
    }

    pub(super) fn now(&self) -> Moment {
        (self.0.clock)()
    }

    /// Opens the database once the relay is switched on. It stays open until the end.
    pub(super) fn open_where_wanted(&self) {
        let inner = &self.0;
        let mut opened = inner.opened.lock();
        if !inner.settings.get().relay.enabled || !matches!(*opened, Opened::Never) {
            return;
        }
        *opened = match RelayStore::open(&inner.dir, Arc::clone(&inner.clock), inner.feed.clone()) {
            Ok(store) => {
                let retention = Retention::start_of_relay(
                    store.clone(),
                    Arc::clone(&inner.settings),
                    Arc::clone(&inner.clock),
                    &inner.workers,
                );
                Opened::Store {
                    left_over: store.newest().unwrap_or(i64::MAX),
                    store,
                    // Without it the database only grows; the next start tries again.
                    _retention: retention
                        .inspect_err(
                            |error| tracing::error!(%error, "the relay's database is not pruned"),
                        )
                        .ok(),
                }
            }
            Err(error) => {
                tracing::error!("{}", error.problem());
                Opened::Failed(error)
            }
        };
        inner.was_opened.notify_one();
    }

    /// Ends the attempts that are under way, or leaves them to the next start, and closes the database.
    pub async fn end(&self) {
        self.stop_replays();
        self.0.tasks.close();
        let _ = tokio::time::timeout(END, self.0.tasks.wait()).await;
        if let Ok(Some(store)) = self.store() {
            let _ = tokio::task::spawn_blocking(move || store.close()).await;
        }
    }
}
