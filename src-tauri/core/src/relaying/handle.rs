//! What the parts of the relay share: the settings, the database once the relay is on, and the state of the queue.

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
    feed::{Feed, Topic},
    model::{
        http_url::HttpUrl,
        moment::{Clock, Moment},
    },
    platform::data_dir::DataDir,
    relay::request::RequestCounts,
    settings::{RelaySettings, SettingsHandle},
    store::{
        SetAside, Store,
        relay::{RelayStore, RelayStoreError},
        retention::Retention,
    },
    worker::Workers,
};

/// How many requests may be in the relay at once. The receiver has four times as many slots, so reports get in whatever
/// the integration does.
pub const SLOTS: usize = 256;

/// How long shutdown waits for attempts in flight; those that do not end are tried again.
const SHUTDOWN_LIMIT: Duration = Duration::from_secs(2);

/// The relay of one program. Cheap to clone.
#[derive(Clone)]
pub struct Relay(pub(super) Arc<Inner>);

pub(super) struct Inner {
    pub(super) dir: DataDir,
    pub(super) settings: Arc<SettingsHandle>,
    pub(super) clock: Clock,
    pub(super) feed: Feed,
    pub(super) workers: Workers,
    /// Where failed requests are reported.
    pub(super) history: Store,
    pub(super) opened: Mutex<Opened>,
    pub(super) was_opened: Notify,
    slots: Arc<Semaphore>,
    /// Attempts that continue without the request that started them.
    pub(super) tasks: TaskTracker,
    /// Requests that passed but could not be recorded.
    pub(super) unrecorded: AtomicU64,
    pub(super) queue: Queue,
    pub(super) replays: ReplayRuns,
}

/// The database, once the relay is on.
#[derive(Default)]
pub(super) enum Opened {
    #[default]
    Never,
    Store {
        store: RelayStore,
        /// Requests up to this id without a planned attempt are left over from the last run.
        left_over: i64,
        retention: Option<Retention>,
    },
    /// Why it can't be used.
    Failed(RelayStoreError),
}

/// The queue's state. Everything that must survive a restart is in the store.
#[derive(Default)]
pub(super) struct Queue {
    pub(super) wake: Notify,
    pub(super) state: Mutex<QueueState>,
}

#[derive(Default)]
pub(super) struct QueueState {
    /// Since when the target refuses connections.
    pub(super) held_since: Option<Moment>,
    /// The target listens again: the first attempt shows whether it also answers.
    pub(super) is_probing: bool,
    /// The queue's attempts in flight, each with its merchant.
    pub(super) busy: HashMap<i64, Option<String>>,
    /// First attempts in flight, made while the request comes in, and whether RETM no longer waits for each.
    pub(super) first: HashMap<i64, bool>,
    /// When it was last checked whether the target listens.
    pub(super) looked_at: Option<Instant>,
    /// Requests planned for this time are tried because a user asked for it.
    pub(super) manual_at: Option<Moment>,
}

/// When waiting requests are tried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QueuePlan {
    /// Whether a user has stopped the queue.
    pub is_paused: bool,
    /// Since when the target refuses connections; requests are tried as soon as it listens.
    pub held_since: Option<Moment>,
    /// When the next attempt is due; none if none is planned for later.
    pub next_at: Option<Moment>,
}

impl QueueState {
    /// How many attempts are in flight that RETM does not wait for.
    pub(super) fn in_flight(&self) -> usize {
        self.busy.len() + self.first.values().filter(|is_slow| **is_slow).count()
    }
}

impl Relay {
    /// Makes a relay that follows the settings and reports to `history` what it can't forward. Opens its database if it
    /// is on.
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
            slots: Arc::new(Semaphore::new(SLOTS)),
            tasks: TaskTracker::new(),
            unrecorded: AtomicU64::new(0),
            queue: Queue::default(),
            replays: ReplayRuns::default(),
        }));
        relay.open_if_enabled();
        relay
    }

    /// The settings in force.
    pub(super) fn settings(&self) -> RelaySettings {
        self.0.settings.get().relay.clone()
    }

    /// Where requests are forwarded; `None` if that is not set.
    pub fn target(&self) -> Option<HttpUrl> {
        self.settings().target
    }

    /// A slot for one more request; `None` if all are taken.
    pub fn slot(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.0.slots).try_acquire_owned().ok()
    }

    /// The database; `None` if the relay was never on.
    ///
    /// # Errors
    /// The database belongs to another program or a newer version.
    pub fn store(&self) -> Result<Option<RelayStore>, RelayStoreError> {
        match &*self.0.opened.lock() {
            Opened::Never => Ok(None),
            Opened::Store { store, .. } => Ok(Some(store.clone())),
            Opened::Failed(error) => Err(error.clone()),
        }
    }

    /// How many requests are in each state; `None` if the relay was never on or its database fails. Blocks.
    pub fn counts(&self) -> Option<RequestCounts> {
        self.responsive_store()?.counts().ok()
    }

    /// The database, unless it hangs: to read it would hang, too.
    pub(super) fn responsive_store(&self) -> Option<RelayStore> {
        self.store().ok()?.filter(|store| !store.hangs())
    }

    /// Why the relay's database can't be used; `None` while it works or the relay was never on.
    pub fn failure(&self) -> Option<RelayStoreError> {
        match &*self.0.opened.lock() {
            Opened::Never => None,
            Opened::Store { store, .. } => store.failure(),
            Opened::Failed(error) => Some(error.clone()),
        }
    }

    /// The damaged database that was set aside, once. Never waits for the database to open: that publishes
    /// [`Topic::Store`] at its end.
    pub fn take_set_aside(&self) -> Option<SetAside> {
        match &*self.0.opened.try_lock()? {
            Opened::Store { store, .. } => store.take_set_aside(),
            Opened::Never | Opened::Failed(_) => None,
        }
    }

    /// Whether a user has stopped the queue, and when the next attempt is due. Blocks.
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

    /// How many requests passed since the start without being recorded.
    pub fn unrecorded(&self) -> u64 {
        self.0.unrecorded.load(Ordering::Relaxed)
    }

    /// Since when the target refuses connections; `None` while it does not.
    pub fn held_since(&self) -> Option<Moment> {
        self.0.queue.state.lock().held_since
    }

    pub(super) fn now(&self) -> Moment {
        (self.0.clock)()
    }

    /// Opens the database once the relay is on. It stays open until the end.
    pub(super) fn open_if_enabled(&self) {
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
                    // Without retention the database only grows; the next start tries again.
                    retention: retention
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
        drop(opened);
        inner.was_opened.notify_one();
        // It may be damaged, or unusable: whoever watches the databases looks at it now.
        inner.feed.publish(Topic::Store);
    }

    /// Deletes what is too old or too much by the settings as they are now, if the relay was ever on.
    pub fn prune(&self) {
        if let Opened::Store {
            retention: Some(retention),
            ..
        } = &*self.0.opened.lock()
        {
            retention.look();
        }
    }

    /// Ends the attempts in flight, or leaves them to the next start, and closes the database.
    pub async fn end(&self) {
        self.stop_replays();
        self.0.tasks.close();
        let _ = tokio::time::timeout(SHUTDOWN_LIMIT, self.0.tasks.wait()).await;
        if let Ok(Some(store)) = self.store() {
            let _ = tokio::task::spawn_blocking(move || store.close()).await;
        }
    }
}
