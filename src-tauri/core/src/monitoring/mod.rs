//! The monitor service. The settings say what to check, the store keeps the results, `runner` does the checking. This
//! file connects them and saves changes to monitors. It probes nothing itself.

pub mod deps;
pub mod prober;
mod probing;
mod runner;
#[cfg(test)]
mod runner_tests;

use std::sync::Arc;

pub use probing::{allowed, ask};

use jiff::tz::TimeZone;
use tokio::sync::{Mutex, mpsc, watch};

use crate::{
    alert::SystemNotice,
    alerts::worker::Alerts,
    feed::{Feed, Topic},
    locale::Locale,
    model::{
        moment::{Clock, Moment},
        problem::Problem,
    },
    monitor::{
        Monitor, MonitorConfig, MonitorHour, MonitorList, MonitorState, config,
        notices::{OutageNotice, failing_hosts},
    },
    platform::network,
    probe::Probe,
    settings::{Settings, SettingsHandle},
    status::MonitorCounts,
    store::{Reader, Store, StoreError},
    worker::{Role, Worker, Workers},
};
use deps::{
    ListWatched, MonitorDeps, MonitorNotice, MonitorsSnapshot, OnProbe, PendingNotice, ProbeFn,
};

/// The worker that checks monitors.
pub(crate) const ROLE: Role = Role {
    name: "monitors",
    does: "checks monitors",
    meaning: "No endpoint is checked.",
};

/// The dependencies of the service.
pub struct MonitorServiceDeps {
    pub settings: Arc<SettingsHandle>,
    pub store: Store,
    pub feed: Feed,
    pub clock: Clock,
    /// Shows notices to the user.
    pub alerts: Arc<Alerts>,
    /// Probes an endpoint.
    pub ask: ProbeFn,
    /// Lists the endpoints that are watched in addition.
    pub watched: ListWatched,
    /// Called with every probe.
    pub on_probe: OnProbe,
    pub workers: Workers,
}

/// The running monitors. Dropping this ends their checks.
pub struct MonitorService {
    settings: Arc<SettingsHandle>,
    store: Store,
    feed: Feed,
    clock: Clock,
    now: watch::Receiver<MonitorsSnapshot>,
    manual: mpsc::UnboundedSender<Probe>,
    worker: Worker,
}

impl MonitorService {
    /// Starts the checks, and follows the settings. Must be called inside a tokio runtime.
    pub fn start(parts: MonitorServiceDeps) -> Self {
        let MonitorServiceDeps {
            settings,
            store,
            feed,
            clock,
            alerts,
            ask,
            watched,
            on_probe,
            workers,
        } = parts;
        let (state, now) = watch::channel(MonitorsSnapshot::default());
        let configs = {
            let settings = Arc::clone(&settings);
            Arc::new(move || settings.get().monitors.clone())
        };
        let deps = MonitorDeps {
            clock: Arc::clone(&clock),
            random: Arc::new(fastrand::f64),
            network: Arc::new(network::current),
            ask,
            store: Arc::new(store.clone()),
            configs,
            watched,
            on_probe,
            notify: notifier(alerts, Arc::clone(&clock), now.clone()),
        };
        let (manual, made) = mpsc::unbounded_channel();
        let (made, changes) = (Arc::new(Mutex::new(made)), feed.clone());
        let worker = workers.task(ROLE, move || {
            let (deps, feed, state) = (deps.clone(), changes.clone(), state.clone());
            let made = Arc::clone(&made);
            async move { runner::run_monitors(deps, feed, state, &mut *made.lock().await).await }
        });
        Self {
            settings,
            store,
            feed,
            clock,
            now,
            manual,
            worker,
        }
    }

    /// All monitors with their status. Blocks.
    ///
    /// # Errors
    /// Why the store can't be read.
    pub fn monitors(&self) -> Result<MonitorList, Problem> {
        let settings = self.settings.get();
        let now = (self.clock)();
        let offline = self.now.borrow().offline;
        let list = |reader: &Reader| list(Some(reader), &settings, offline, now);
        Ok(self.store.read(list)?)
    }

    /// The hours of a monitor from that moment on, oldest first. Blocks.
    ///
    /// # Errors
    /// Why the store can't be read.
    pub fn hours(&self, id: i64, from: Moment) -> Result<Vec<MonitorHour>, Problem> {
        Ok(self.store.read(|reader| reader.monitor_hours(id, from))?)
    }

    /// Adds a monitor, or changes that one. A monitor with a new endpoint begins a new history. Blocks.
    ///
    /// # Errors
    /// What is wrong with the configuration, by its field, or why it can't be saved: nothing is changed then. Or that
    /// it is saved, but no results can be stored.
    pub fn save(&self, id: Option<i64>, config: MonitorConfig) -> Result<Monitor, Problem> {
        let endpoint = save(&self.settings, &self.store, id, config)?;
        self.feed.publish(Topic::Monitors);
        let saved = self.monitors()?.monitors.into_iter();
        saved
            .into_iter()
            .find(|monitor| monitor.config.endpoint() == endpoint)
            .ok_or_else(no_such)
    }

    /// Reports a probe that a user started. If a monitor has that URL, it counts as a check.
    pub fn probed(&self, probe: Probe) {
        // The task has ended, so nothing is counted any more.
        let _ = self.manual.send(probe);
    }

    /// Removes a monitor with all its history. Blocks.
    ///
    /// # Errors
    /// There is no such monitor, or why it can't be removed.
    pub fn remove(&self, id: i64) -> Result<(), Problem> {
        remove(&self.settings, &self.store, id)
    }

    /// Starts no further checks.
    pub fn stop(&self) {
        self.worker.stop();
    }
}

/// Saves a monitor to the settings, and creates its row. Returns its endpoint. Blocks.
///
/// # Errors
/// As [`MonitorService::save`].
pub fn save(
    handle: &SettingsHandle,
    store: &Store,
    id: Option<i64>,
    config: MonitorConfig,
) -> Result<String, Problem> {
    let settings = handle.get();
    let config = config::absolute_url(&config.url, settings.probe.base_url.as_deref())
        .and_then(|url| MonitorConfig { url, ..config }.checked())?;
    let before = id.map(|id| endpoint(store, id)).transpose()?;
    let is_there = |other: &MonitorConfig| other.endpoint() == config.endpoint();
    if before.as_ref() != Some(&config.endpoint()) && settings.monitors.iter().any(is_there) {
        return Err(watched_already(&config));
    }
    handle.save_monitor(before.as_deref(), &config)?;
    let endpoint = config.endpoint();
    if let Some(id) = id.filter(|_| before.as_ref() != Some(&endpoint)) {
        forget(store, id);
    }
    store
        .sync_monitors(endpoints(&handle.get()))
        .map_err(|error| saved_only(&error))?;
    Ok(endpoint)
}

/// Removes a monitor with all its history. Blocks.
///
/// # Errors
/// There is no such monitor, or why it can't be removed.
pub fn remove(handle: &SettingsHandle, store: &Store, id: i64) -> Result<(), Problem> {
    handle.remove_monitor(&endpoint(store, id)?)?;
    forget(store, id);
    Ok(())
}

/// Deletes everything that is stored of a monitor that is no longer in the settings. If that fails, the next look at
/// the settings does it.
fn forget(store: &Store, id: i64) {
    if let Err(error) = store.delete_monitor(id) {
        tracing::warn!(%error, "can't delete the history of a removed monitor yet");
    }
}

fn endpoint(store: &Store, id: i64) -> Result<String, Problem> {
    store
        .read(|reader| reader.monitored_endpoint(id))?
        .ok_or_else(no_such)
}

/// How many monitors there are and how many are down.
///
/// # Errors
/// SQLite's error.
pub fn counts(reader: &Reader, settings: &Settings) -> Result<MonitorCounts, StoreError> {
    Ok(MonitorCounts {
        total: i64::try_from(settings.monitors.len()).unwrap_or(i64::MAX),
        down: reader.count_monitors_down(&settings.monitors)?,
    })
}

fn watched_already(config: &MonitorConfig) -> Problem {
    Problem::new(
        format!("{} is monitored already.", config.url),
        "Nothing was saved.",
        "Change the one there is, or enter another URL.",
    )
    .about("url")
}

fn saved_only(error: &StoreError) -> Problem {
    Problem::new(
        format!("The monitor is saved, but nothing can be kept of its checks. {error}"),
        "It is checked as soon as the database can be written.",
        "Make sure there is disk space and no other program holds the database.",
    )
}

fn no_such() -> Problem {
    Problem::new(
        "There is no such monitor.",
        "Nothing was changed.",
        "It may have been removed meanwhile; look at the list.",
    )
}

fn endpoints(settings: &Settings) -> Vec<String> {
    settings
        .monitors
        .iter()
        .map(MonitorConfig::endpoint)
        .collect()
}

/// All monitors of those settings for display, with what is stored of them. Without a reader: nothing is stored yet.
///
/// # Errors
/// SQLite's error.
pub fn list(
    reader: Option<&Reader>,
    settings: &Settings,
    offline: bool,
    now: Moment,
) -> Result<MonitorList, StoreError> {
    let monitors = match reader {
        Some(reader) => reader.monitors(&settings.monitors, now)?,
        None => settings.monitors.iter().map(Monitor::unseen).collect(),
    };
    Ok(MonitorList::of(monitors, offline))
}

/// Passes notices to the alerts, with a check of whether each is still true.
fn notifier(
    alerts: Arc<Alerts>,
    clock: Clock,
    now: watch::Receiver<MonitorsSnapshot>,
) -> Arc<dyn Fn(PendingNotice) + Send + Sync> {
    Arc::new(move |notify| {
        let (seen, what) = (now.clone(), notify.what.clone());
        let endpoint = endpoint_of(&what, &seen.borrow());
        let still = Box::new(move || is_still_true(&what, &seen.borrow()));
        let (time, zone) = (clock(), TimeZone::system());
        let notice = match &notify.what {
            MonitorNotice::Outage(outage) => SystemNotice::monitor(outage, time, &zone, still),
            MonitorNotice::Certificate { host, until } => {
                SystemNotice::certificate(host, *until, time, &zone, still)
            }
        };
        // For users without a desktop, who read the log or the terminal.
        let logged = notice.notice(Locale::default());
        tracing::warn!("{}: {}", logged.title, logged.body);
        alerts.notify(notice.about(endpoint).on_shown(notify.shown));
    })
}

/// The endpoint that a notice is about, or one of its host's; an alert rule may match it.
fn endpoint_of(what: &MonitorNotice, now: &MonitorsSnapshot) -> Option<String> {
    let (host, path) = match what {
        MonitorNotice::Outage(
            OutageNotice::Down { id, label, .. } | OutageNotice::Up { id, label, .. },
        ) => {
            let monitor = now.monitors.iter().find(|monitor| monitor.id == *id)?;
            (&monitor.host, label.as_str())
        }
        MonitorNotice::Outage(
            OutageNotice::HostDown { host, .. } | OutageNotice::HostUp { host, .. },
        )
        | MonitorNotice::Certificate { host, .. } => (host, "/"),
    };
    Some(format!("https://{host}{path}"))
}

/// Whether a notice is still true.
fn is_still_true(what: &MonitorNotice, now: &MonitorsSnapshot) -> bool {
    let hosts = || {
        let states = now.monitors.iter();
        failing_hosts(states.map(|monitor| (&*monitor.host, monitor.state)))
    };
    let one = |id: &i64| now.monitors.iter().find(|monitor| monitor.id == *id);
    match what {
        MonitorNotice::Outage(OutageNotice::Down { id, .. }) => one(id).is_some_and(|monitor| {
            monitor.state == MonitorState::Down && !hosts().contains(&monitor.host)
        }),
        MonitorNotice::Outage(OutageNotice::Up { id, .. }) => {
            one(id).is_some_and(|monitor| monitor.state == MonitorState::Up)
        }
        MonitorNotice::Outage(OutageNotice::HostDown { host, .. }) => hosts().contains(host),
        MonitorNotice::Outage(OutageNotice::HostUp { host, .. }) => !hosts().contains(host),
        MonitorNotice::Certificate { host, until } => now
            .monitors
            .iter()
            .any(|monitor| monitor.host == *host && monitor.certificate_until == Some(*until)),
    }
}
