//! The task that checks monitors. It follows the schedule of [`crate::monitor`], watches the network, and handles
//! results in `finished.rs` and notices in `notices.rs`. All dependencies are passed in. It probes only monitored and
//! watched endpoints, a few at a time.

mod finished;
mod notices;

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::{mpsc, watch},
    task::{Id, JoinSet},
};

use super::ROLE;
use crate::monitoring::deps::{
    CheckRequest, CheckedMonitor, MonitorDeps, MonitorStore, MonitorsSnapshot, WatchTarget,
};
use crate::{
    feed::{Changed, Feed, Subscription, Topic},
    model::moment::Moment,
    monitor::{
        MonitorConfig,
        certificate::Warned,
        config,
        notices::Announcement,
        reachability::network::{CHECK_INTERVAL, Network, slept},
        schedule,
    },
    probe::{self, Probe},
    store::{StoreError, StoredMonitor},
    worker,
};

/// How many endpoints are probed at once.
const MAX_IN_FLIGHT: usize = 4;
/// How often the network is checked while there is none.
const NETWORK_CHECK_INTERVAL: Duration = Duration::from_secs(5);
/// How long to sleep when nothing is checked.
const IDLE: Duration = Duration::from_secs(3600);
/// How often rows of removed monitors are looked for.
const SYNC_EVERY: Duration = Duration::from_secs(3600);
/// How long until a failed read is repeated.
const RETRY: Duration = Duration::from_secs(30);
/// How long changes of incidents are collected before the watched endpoints are listed again; a storm has thousands per
/// second.
const GATHER: Duration = Duration::from_secs(1);
/// How far the clock must be set back for everything to be rescheduled. A smaller change delays a check by no more than
/// this.
const MIN_SET_BACK: Duration = Duration::from_secs(5);
/// How often the watched endpoints are listed if no change is published.
const WATCHED_SYNC_INTERVAL: Duration = Duration::from_secs(60);

/// Runs the checks until it is aborted.
pub async fn run_monitors(
    deps: MonitorDeps,
    feed: Feed,
    state: watch::Sender<MonitorsSnapshot>,
    manual: &mut mpsc::UnboundedReceiver<Probe>,
) {
    let (receipts, shown) = mpsc::unbounded_channel();
    let now = (deps.clock)();
    let runner = MonitorRunner {
        latest: now,
        looked: now,
        network: (deps.network)(),
        probe_saw_offline: false,
        monitors: Vec::new(),
        watched: Vec::new(),
        tasks: JoinSet::new(),
        in_flight: Vec::new(),
        sync_at: now,
        sync_watched_at: now,
        receipts,
        state,
        changes: feed.subscribe(),
        feed,
        deps,
    };
    runner.run(shown, manual).await;
}

/// A monitor and its state.
struct ActiveMonitor {
    config: MonitorConfig,
    host: String,
    needs_network: bool,
    kept: StoredMonitor,
    /// When it was last probed, whatever the result.
    probed_at: Option<Moment>,
    due: Moment,
}

/// A watched endpoint and its state.
struct WatchedEndpoint {
    watched: WatchTarget,
    needs_network: bool,
    /// When the first of the good probes in a row ended.
    good_since: Option<Moment>,
    due: Moment,
}

/// A probe in flight.
struct InFlight {
    task: Id,
    url: String,
    limit: Duration,
    begun: Moment,
    network: Network,
}

/// A notice that was shown.
enum ShownNotice {
    Outage(Vec<Announcement>),
    Warned(i64, Warned),
}

struct MonitorRunner {
    deps: MonitorDeps,
    feed: Feed,
    changes: Subscription,
    state: watch::Sender<MonitorsSnapshot>,
    receipts: mpsc::UnboundedSender<ShownNotice>,
    /// The last time read from the clock.
    latest: Moment,
    /// When the network was last read, and its state then.
    looked: Moment,
    network: Network,
    /// The last probe found no network, whatever the system says.
    probe_saw_offline: bool,
    monitors: Vec<ActiveMonitor>,
    watched: Vec<WatchedEndpoint>,
    tasks: JoinSet<Probe>,
    in_flight: Vec<InFlight>,
    sync_at: Moment,
    sync_watched_at: Moment,
}

impl MonitorRunner {
    async fn run(
        mut self,
        mut shown: mpsc::UnboundedReceiver<ShownNotice>,
        manual: &mut mpsc::UnboundedReceiver<Probe>,
    ) {
        loop {
            worker::heartbeat(ROLE.name);
            let before = self.now();
            if self.sync_at <= before {
                self.sync_settings().await;
                self.publish();
            }
            if self.sync_watched_at <= before {
                self.sync_watched().await;
            }
            self.spawn_due();
            let wait = self.next_wakeup();
            tokio::select! {
                Some(finished) = self.tasks.join_next_with_id() => {
                    match finished {
                        Ok((task, probe)) => self.on_finished(task, Some(probe)).await,
                        Err(error) => self.on_finished(error.id(), None).await,
                    }
                    self.announce().await;
                    self.publish();
                },
                Some(shown) = shown.recv() => self.note(shown).await,
                Some(probe) = manual.recv() => {
                    self.on_manual_probe(&probe).await;
                    self.announce().await;
                    self.publish();
                },
                changed = self.changes.next() => match changed {
                    None => return,
                    Some(changed) => self.on_change(changed),
                },
                () = tokio::time::sleep(wait) => {}
            }
            self.check_network(before, wait);
        }
    }

    fn now(&self) -> Moment {
        (self.deps.clock)()
    }

    fn random(&self) -> f64 {
        (self.deps.random)()
    }

    /// Calls the store on a thread that may block.
    async fn with_store<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn MonitorStore) -> Result<T, StoreError> + Send + 'static,
    ) -> Option<T> {
        let store = Arc::clone(&self.deps.store);
        match worker::blocking(move || work(&*store)).await {
            Ok(done) => Some(done),
            Err(error) => {
                tracing::warn!(%error, "can't read or store the state of monitors");
                None
            }
        }
    }

    fn on_change(&mut self, changed: Changed) {
        let now = self.now();
        let settings = changed.has(Topic::Settings);
        if settings {
            self.sync_at = now;
        }
        let watched = [Topic::Reports, Topic::Incidents, Topic::Store];
        if settings || watched.into_iter().any(|topic| changed.has(topic)) {
            self.sync_watched_at = self.sync_watched_at.min(now.plus(GATHER));
        }
    }

    /// Reloads the monitors from the settings.
    async fn sync_settings(&mut self) {
        let now = self.now();
        let configs = (self.deps.configs)();
        let endpoints = configs.iter().map(MonitorConfig::endpoint).collect();
        let Some(kept) = self
            .with_store(move |store| store.sync_monitors(endpoints))
            .await
        else {
            self.sync_at = now.plus(RETRY);
            return;
        };
        self.sync_at = now.plus(SYNC_EVERY);
        let mut before = std::mem::take(&mut self.monitors);
        for config in configs {
            let endpoint = config.endpoint();
            let Some(kept) = kept.iter().find(|kept| kept.endpoint == endpoint) else {
                continue;
            };
            let known = before.iter().position(|active| active.kept.id == kept.id);
            let active = match known.map(|at| before.swap_remove(at)) {
                Some(active) => self.changed(active, config, now),
                None => ActiveMonitor {
                    due: schedule::resumed(now, kept.next_at, config.interval(), self.random()),
                    host: config.host(),
                    needs_network: schedule::needs_network(&config.host()),
                    probed_at: kept.last.as_ref().map(|last| last.at),
                    kept: kept.clone(),
                    config,
                },
            };
            self.monitors.push(active);
        }
    }

    /// A monitor with a changed configuration.
    fn changed(
        &self,
        mut active: ActiveMonitor,
        config: MonitorConfig,
        now: Moment,
    ) -> ActiveMonitor {
        let is_new = config.url != active.config.url || (config.on && !active.config.on);
        let soonest = if is_new {
            schedule::first(now, self.random())
        } else {
            schedule::next(now, config.interval(), self.random())
        };
        active.due = active.due.min(soonest);
        active.config = config;
        active
    }

    async fn sync_watched(&mut self) {
        let now = self.now();
        self.sync_watched_at = now.plus(WATCHED_SYNC_INTERVAL);
        let look = Arc::clone(&self.deps.watched);
        let found = worker::blocking(move || look()).await;
        let mut before = std::mem::take(&mut self.watched);
        for watched in found {
            let is_it = |endpoint: &WatchedEndpoint| {
                endpoint.watched.url == watched.url
                    && endpoint.watched.incident_id == watched.incident_id
            };
            let endpoint = match before.iter().position(is_it) {
                Some(at) => WatchedEndpoint {
                    watched,
                    ..before.swap_remove(at)
                },
                None => WatchedEndpoint {
                    needs_network: schedule::needs_network(&config::host(&watched.url)),
                    watched,
                    good_since: None,
                    due: schedule::first(now, self.random()),
                },
            };
            self.watched.push(endpoint);
        }
        if self.watched.is_empty() {
            // Without a change there is nothing to watch.
            self.sync_watched_at = now.plus(IDLE);
        }
    }

    /// Everything that can be probed now: the endpoint and when it is due.
    fn targets(&self) -> impl Iterator<Item = (&str, Moment)> {
        let monitors = self.monitors.iter().filter(|active| active.config.on);
        let monitors =
            monitors.map(|active| (&*active.config.url, active.due, active.needs_network));
        let watched = self.watched.iter();
        let watched =
            watched.map(|endpoint| (&*endpoint.watched.url, endpoint.due, endpoint.needs_network));
        let is_gone = self.network.is_gone();
        monitors
            .chain(watched)
            .filter(move |(url, _, needs_network)| {
                let is_under_way = self.in_flight.iter().any(|flight| flight.url == *url);
                !(is_under_way || (is_gone && *needs_network))
            })
            .map(|(url, due, _)| (url, due))
    }

    /// Starts the probes that are due.
    fn spawn_due(&mut self) {
        let now = self.now();
        while self.tasks.len() < MAX_IN_FLIGHT {
            let due = self.targets().filter(|(_, due)| *due <= now);
            let Some(url) = due
                .min_by_key(|(_, due)| *due)
                .map(|(url, _)| url.to_owned())
            else {
                return;
            };
            let of_monitors = self
                .monitors
                .iter()
                .filter(|active| active.config.url == url);
            let longest = of_monitors.map(|active| active.config.timeout()).max();
            let is_watched = self
                .watched
                .iter()
                .any(|endpoint| endpoint.watched.url == url);
            let limit = longest
                .max(is_watched.then_some(probe::LIMIT))
                .unwrap_or(probe::LIMIT);
            let asking = (self.deps.ask)(CheckRequest {
                url: url.clone(),
                limit,
            });
            self.in_flight.push(InFlight {
                task: self.tasks.spawn(asking).id(),
                url,
                limit,
                begun: now,
                network: self.network,
            });
        }
    }

    fn is_offline(&self) -> bool {
        self.network.is_gone() || self.probe_saw_offline
    }

    fn publish(&self) {
        let on = self.monitors.iter().filter(|active| active.config.on);
        let monitors = on.map(|active| CheckedMonitor {
            id: active.kept.id,
            host: active.host.clone(),
            state: active.kept.status.state,
            certificate_until: active.kept.certificate_until,
        });
        let now = MonitorsSnapshot {
            monitors: monitors.collect(),
            offline: self.is_offline(),
        };
        let turned = self.state.borrow().offline != now.offline;
        self.state.send_if_modified(|before| {
            let changed = *before != now;
            *before = now;
            changed
        });
        if turned {
            self.feed.publish(Topic::Monitors);
        }
    }

    /// How long until something other than checking the network is due.
    fn next_wakeup(&self) -> Duration {
        let now = self.now();
        let is_idle = self.monitors.iter().all(|active| !active.config.on);
        let least = if is_idle && self.watched.is_empty() {
            IDLE
        } else if self.network.is_gone() {
            NETWORK_CHECK_INTERVAL
        } else {
            CHECK_INTERVAL
        };
        let due = self.targets().map(|(_, due)| due).min();
        // What is due but waits for a free slot is started when a probe ends.
        let due = due.filter(|_| self.tasks.len() < MAX_IN_FLIGHT);
        [Some(self.sync_at), Some(self.sync_watched_at), due]
            .into_iter()
            .flatten()
            .map(|at| at.since(now))
            .fold(least, Duration::min)
    }

    /// Detects that the machine slept or that its network is back, and spreads the overdue checks.
    fn check_network(&mut self, before: Moment, meant: Duration) {
        let now = self.now();
        let latest = std::mem::replace(&mut self.latest, now);
        if now.plus(MIN_SET_BACK) < latest {
            self.on_clock_set_back(now);
        }
        let woke = slept(meant, now.since(before));
        if !(woke || now < self.looked || now.since(self.looked) >= NETWORK_CHECK_INTERVAL) {
            return;
        }
        self.looked = now;
        let was_gone = self.network.is_gone();
        self.network = (self.deps.network)();
        let is_back = was_gone && !self.network.is_gone();
        if is_back || (!was_gone && self.network.is_gone()) {
            self.publish();
        }
        if !woke && !is_back {
            return;
        }
        self.probe_saw_offline = false;
        let random = Arc::clone(&self.deps.random);
        let dues = self.monitors.iter_mut().map(|active| &mut active.due);
        for due in dues.chain(self.watched.iter_mut().map(|endpoint| &mut endpoint.due)) {
            if *due <= now {
                *due = schedule::overdue(now, random());
            }
        }
    }

    /// By the old clock, checks may be due years ahead: makes everything due soon.
    fn on_clock_set_back(&mut self, now: Moment) {
        (self.sync_at, self.sync_watched_at) = (now, now);
        let random = Arc::clone(&self.deps.random);
        for active in &mut self.monitors {
            active.due = active.due.min(schedule::overdue(now, random()));
            // Otherwise an outage that began by the former clock would wait to be announced until this one has caught up.
            active.probed_at = active.probed_at.filter(|at| *at <= now);
            let status = &mut active.kept.status;
            status.since = status.since.min(Some(now));
            status.good_at = status.good_at.min(Some(now));
        }
        for endpoint in &mut self.watched {
            endpoint.due = endpoint.due.min(schedule::overdue(now, random()));
            endpoint.good_since = None;
        }
    }
}
