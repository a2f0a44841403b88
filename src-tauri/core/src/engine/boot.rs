//! Starts the program: everything but the receiver.

use std::sync::Arc;

use jiff::tz::TimeZone;
use parking_lot::Mutex;
use thiserror::Error;

use super::{
    diagnosis::incident_report,
    handle::{Engine, Listening},
    pending_requests::{self, PendingRequestsDeps},
    probe_hooks, reactors,
    silence::Silences,
    weekly::{self, DecidedWeek, WeeklyDeps},
};
use crate::{
    alert::system_notice::SystemNotice,
    alerts::{notifier::Notifier, worker::Alerts},
    engine::updates::installed::{self, Upgrades},
    feed::Feed,
    model::{
        moment::{Clock, system_clock},
        problem::Problem,
    },
    monitoring::{self, MonitorService},
    platform::{
        data_dir::{DataDir, DataDirError},
        programs,
        random::{self, NoRandomness},
    },
    receiver::{FailedAuthentications, ReceiverLimits, ReceiverState, source_proof::Proofs},
    relaying::{self, Relay},
    settings::{SettingsError, SettingsHandle},
    sharing::{targets, team},
    store::{Store, StoreError, retention::Retention},
    worker::{Worker, Workers},
};

#[derive(Debug, Error)]
pub enum BootError {
    #[error(transparent)]
    DataDir(#[from] DataDirError),
    #[error(transparent)]
    Settings(#[from] SettingsError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("The system gives no new thread: {0}.")]
    Thread(#[from] std::io::Error),
    /// No random numbers for the secret behind the reachability proof.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
}

impl BootError {
    pub fn problem(&self) -> Problem {
        match self {
            Self::DataDir(error) => error.problem(),
            Self::Settings(error) => error.problem(),
            Self::Store(error) => error.problem(),
            Self::NoRandomness(error) => error.problem(),
            Self::Thread(error) => Problem::new(
                format!("The system gives no new thread: {error}."),
                "Missedhook can't start.",
                "Close other programs and try again.",
            ),
        }
    }
}

impl From<BootError> for Problem {
    fn from(error: BootError) -> Self {
        error.problem()
    }
}

/// Logs the first line: what anyone who debugs this asks first. No path, because it contains the user's name.
fn log_start(dir: &DataDir) {
    let is_default = DataDir::default_path().is_ok_and(|path| path == dir.path());
    let database = std::fs::metadata(dir.database()).map_or_else(
        |_| "none yet".to_owned(),
        |metadata| format!("{} bytes", metadata.len()),
    );
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        pid = std::process::id(),
        data_dir = if is_default { "default" } else { "chosen" },
        shared = dir.is_shared(),
        database,
        "Missedhook starts"
    );
}

fn notify_history_missing(dir: &DataDir, alerts: &Alerts) {
    let problem = Problem::new(
        format!("{} was missing.", dir.database().display()),
        "A new history was begun.",
        "If you did not delete it, put it back, or restore a backup: `missedhook restore FILE`.",
    );
    tracing::warn!("{problem}");
    alerts.notify(SystemNotice::history_missing(&problem));
}

fn start_retention(
    store: &Store,
    settings: &Arc<SettingsHandle>,
    clock: &Clock,
    workers: &Workers,
) -> std::io::Result<Arc<Retention>> {
    let (settings, clock) = (Arc::clone(settings), Arc::clone(clock));
    Retention::start(store.clone(), settings, clock, workers).map(Arc::new)
}

fn start_monitoring(
    state: &ReceiverState,
    feed: &Feed,
    alerts: &Arc<Alerts>,
    workers: &Workers,
) -> MonitorService {
    let (settings, store) = (&state.settings, &state.store);
    MonitorService::start(monitoring::MonitorServiceDeps {
        settings: Arc::clone(settings),
        store: store.clone(),
        feed: feed.clone(),
        clock: Arc::clone(&state.clock),
        alerts: Arc::clone(alerts),
        ask: monitoring::ask(Arc::clone(settings), Arc::clone(&state.clock)),
        watched: probe_hooks::watched(Arc::clone(settings), store.clone()),
        on_probe: probe_hooks::recorder(Arc::clone(settings), store.clone()),
        workers: workers.clone(),
    })
}

/// Starts everything that sends: the relay, which forwards to the integration, the targets, which get
/// incidents, and the team.
fn start_senders(
    state: &ReceiverState,
    feed: &Feed,
    alerts: &Arc<Alerts>,
    workers: &Workers,
) -> Vec<Worker> {
    let mut senders = Vec::from_iter(relaying::start(&state.relay));
    senders.push(start_targets(state, feed, workers));
    senders.push(watch_waiting(state, feed, alerts, workers));
    senders.push(team::start(team::Deps {
        settings: Arc::clone(&state.settings),
        store: state.store.clone(),
        feed: feed.clone(),
        clock: Arc::clone(&state.clock),
        alerts: Arc::clone(alerts),
        workers: workers.clone(),
    }));
    senders
}

fn watch_waiting(
    state: &ReceiverState,
    feed: &Feed,
    alerts: &Arc<Alerts>,
    workers: &Workers,
) -> Worker {
    let deps = Arc::new(PendingRequestsDeps {
        settings: Arc::clone(&state.settings),
        relay: state.relay.clone(),
        alerts: Arc::clone(alerts),
        clock: Arc::clone(&state.clock),
    });
    let feed = feed.clone();
    workers.task(pending_requests::ROLE, move || {
        pending_requests::watch(Arc::clone(&deps), feed.subscribe())
    })
}

fn start_weekly(
    state: &ReceiverState,
    feed: &Feed,
    alerts: &Arc<Alerts>,
    workers: &Workers,
    decided: &DecidedWeek,
) -> Worker {
    let deps = WeeklyDeps {
        settings: Arc::clone(&state.settings),
        store: state.store.clone(),
        alerts: Arc::clone(alerts),
        clock: Arc::clone(&state.clock),
        feed: feed.clone(),
        decided: decided.clone(),
    };
    workers.task(weekly::ROLE, move || weekly::run(deps.clone()))
}

fn start_targets(state: &ReceiverState, feed: &Feed, workers: &Workers) -> Worker {
    let (settings, store, clock) = (
        Arc::clone(&state.settings),
        state.store.clone(),
        Arc::clone(&state.clock),
    );
    targets::start(targets::Deps {
        settings: Arc::clone(&settings),
        store: store.clone(),
        feed: feed.clone(),
        clock: Arc::clone(&clock),
        report: Arc::new(move |incident| {
            let (settings, now, zone) = (settings.get(), clock(), TimeZone::system());
            store.read(|reader| incident_report(reader, &settings, incident, now, &zone))
        }),
        workers: workers.clone(),
    })
}

fn relay(
    dir: &DataDir,
    settings: &Arc<SettingsHandle>,
    store: &Store,
    workers: &Workers,
    (feed, clock): (&Feed, &Clock),
) -> Relay {
    Relay::new(
        dir,
        Arc::clone(settings),
        Arc::clone(clock),
        feed.clone(),
        workers.clone(),
        store.clone(),
    )
}

/// The store, and the alerts about what it keeps.
fn start_store(
    dir: &DataDir,
    settings: &Arc<SettingsHandle>,
    workers: &Workers,
    (feed, clock): (&Feed, &Clock),
    notifier: Box<dyn Notifier>,
) -> Result<(Store, Arc<Alerts>), BootError> {
    let is_history_missing = dir.is_history_missing();
    let store = Store::open(dir, Arc::clone(clock), feed.clone())?;
    let alerts = Arc::new(Alerts::start(
        store.clone(),
        feed.clone(),
        Arc::clone(clock),
        Arc::clone(settings),
        notifier,
        workers,
    )?);
    if is_history_missing {
        notify_history_missing(dir, &alerts);
    }
    Ok((store, alerts))
}

impl Engine {
    /// Starts everything but the receiver. Must be called inside a tokio runtime. On an error, nothing has changed.
    pub fn boot(
        dir: DataDir,
        limits: ReceiverLimits,
        notifier: Box<dyn Notifier>,
    ) -> Result<Self, BootError> {
        let lock = dir.lock()?;
        log_start(&dir);
        let (feed, clock) = (Feed::default(), system_clock());
        let workers = Workers::new(feed.clone(), Arc::clone(&clock));
        let settings = Arc::new(SettingsHandle::load(&dir, &feed)?);
        let (store, alerts) = start_store(&dir, &settings, &workers, (&feed, &clock), notifier)?;
        let retention = start_retention(&store, &settings, &clock, &workers)?;
        let relay = relay(&dir, &settings, &store, &workers, (&feed, &clock));
        let state = ReceiverState {
            settings: Arc::clone(&settings),
            store: store.clone(),
            clock: Arc::clone(&clock),
            limits,
            secret: random::secret()?,
            proofs: Arc::new(Proofs::start(&dir)?),
            auth_failures: Arc::new(FailedAuthentications::new(feed.clone())),
            report_log: Arc::default(),
            relay: relay.clone(),
        };
        let mut reactors =
            reactors::start(&workers, &feed, &clock, &state, &alerts, &retention, &dir);
        reactors.extend(start_senders(&state, &feed, &alerts, &workers));
        let week = DecidedWeek::default();
        reactors.push(start_weekly(&state, &feed, &alerts, &workers, &week));
        let upgrades = Upgrades::default();
        reactors.extend(installed::start(&workers, &upgrades, &feed, &alerts));
        let monitoring = start_monitoring(&state, &feed, &alerts, &workers);
        let engine = Self {
            dir,
            settings,
            store,
            feed,
            clock,
            receiver_state: state,
            alerts,
            retention,
            monitoring,
            relay,
            workers,
            _reactors: reactors,
            receiver: Mutex::new(Listening::not_yet()),
            ingress: Mutex::default(),
            silence: Mutex::default(),
            silences: Silences::default(),
            decided_week: week,
            upgrades,
            has_window: programs::app().is_some(),
            lock: Mutex::new(Some(Arc::new(lock))),
        };
        engine.announce();
        Ok(engine)
    }
}
