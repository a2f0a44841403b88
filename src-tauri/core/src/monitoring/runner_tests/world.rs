//! The simulated environment of the task: the time, the endpoints, the stored results and the notices.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use parking_lot::Mutex;
use tokio::{
    sync::{mpsc, watch},
    task::AbortHandle,
};

use crate::monitoring::{
    deps::{
        MonitorDeps, MonitorNotice, MonitorStore, MonitorsSnapshot, PendingNotice, WatchTarget,
    },
    runner::run_monitors,
};
use crate::{
    feed::Feed,
    model::moment::Moment,
    monitor::{
        MonitorConfig, MonitorState,
        certificate::Warned,
        notices::{Announcement, EndpointIncident, OutageNotice},
        reachability::network::Network,
        rollup::{Rollup, hour_of},
    },
    probe::{Cause, Method, Probe},
    store::{MonitorUpdate, StoreError, StoredMonitor},
};

pub const HOME: Network = Network {
    v4: Some(std::net::IpAddr::V4(std::net::Ipv4Addr::new(
        192, 168, 1, 5,
    ))),
    v6: None,
};
pub const T0: Moment = Moment::from_millis(1_700_000_000_000);
pub const MINUTE: u64 = 60;
pub const HOUR: u64 = 3600;
pub const DAY: u64 = 24 * HOUR;

/// What is stored, in memory.
#[derive(Default)]
pub struct Kept {
    pub monitors: Vec<StoredMonitor>,
    pub hours: BTreeMap<(i64, i64), Rollup>,
    pub checks: usize,
    /// The endpoints that are muted for good.
    pub muted: BTreeSet<String>,
}

pub struct World {
    pub started: tokio::time::Instant,
    pub slept: AtomicU64,
    pub network: Mutex<Network>,
    /// How each endpoint fails, by its URL; the others answer.
    pub fails: Mutex<BTreeMap<String, Cause>>,
    pub certificate: Mutex<Option<Moment>>,
    pub configs: Mutex<Vec<MonitorConfig>>,
    pub watched: Mutex<Vec<WatchTarget>>,
    pub asked: Mutex<Vec<(u64, String)>>,
    pub heard: Mutex<Vec<(String, Cause)>>,
    pub notified: Mutex<Vec<String>>,
    /// How long a probe takes, in milliseconds.
    pub takes: AtomicU64,
    /// Whether notices are shown at once.
    pub shows: AtomicBool,
    pub under_way: AtomicUsize,
    pub most_at_once: AtomicUsize,
    pub kept: Mutex<Kept>,
    pub feed: Feed,
}

impl MonitorStore for World {
    fn sync_monitors(&self, endpoints: Vec<String>) -> Result<Vec<StoredMonitor>, StoreError> {
        let mut kept = self.kept.lock();
        for endpoint in endpoints {
            if !kept.monitors.iter().any(|kept| kept.endpoint == endpoint) {
                let id = kept.monitors.len() as i64 + 1;
                kept.monitors.push(StoredMonitor {
                    id,
                    endpoint,
                    ..StoredMonitor::default()
                });
            }
        }
        Ok(kept.monitors.clone())
    }

    fn record_check(&self, checked: MonitorUpdate) -> Result<(), StoreError> {
        let mut kept = self.kept.lock();
        kept.checks += 1;
        let hour = (checked.id, hour_of(checked.check.at));
        kept.hours.entry(hour).or_default().add(&checked.check);
        let row = row(&mut kept, checked.id);
        row.status = checked.status;
        row.next_at = Some(checked.next_at);
        row.last = Some(checked.check);
        row.certificate_until = checked.certificate_until.or(row.certificate_until);
        Ok(())
    }

    fn record_monitor_notices(&self, updates: Vec<Announcement>) -> Result<(), StoreError> {
        let mut kept = self.kept.lock();
        for (id, announced) in updates {
            row(&mut kept, id).announced = announced;
        }
        Ok(())
    }

    fn record_certificate_warning(&self, id: i64, warned: Warned) -> Result<(), StoreError> {
        row(&mut self.kept.lock(), id).warned = Some(warned);
        Ok(())
    }

    fn unresolved_at(&self, _: &str, _: Moment) -> Result<Option<EndpointIncident>, StoreError> {
        Ok(None)
    }

    fn is_muted_for_good(&self, endpoint: &str) -> Result<bool, StoreError> {
        Ok(self.kept.lock().muted.contains(endpoint))
    }
}

pub fn row(kept: &mut Kept, id: i64) -> &mut StoredMonitor {
    kept.monitors.iter_mut().find(|kept| kept.id == id).unwrap()
}

/// The running task. Dropping it ends the task.
pub struct Run {
    pub task: AbortHandle,
    pub now: watch::Receiver<MonitorsSnapshot>,
    pub manual: mpsc::UnboundedSender<Probe>,
}

impl Drop for Run {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Run {
    pub fn states(&self) -> Vec<MonitorState> {
        let now = self.now.borrow();
        now.monitors.iter().map(|monitor| monitor.state).collect()
    }
}

impl World {
    pub fn new(configs: Vec<MonitorConfig>) -> Arc<Self> {
        Arc::new(Self {
            started: tokio::time::Instant::now(),
            slept: AtomicU64::new(0),
            network: Mutex::new(HOME),
            fails: Mutex::default(),
            certificate: Mutex::default(),
            configs: Mutex::new(configs),
            watched: Mutex::default(),
            asked: Mutex::default(),
            heard: Mutex::default(),
            notified: Mutex::default(),
            takes: AtomicU64::new(100),
            shows: AtomicBool::new(true),
            under_way: AtomicUsize::new(0),
            most_at_once: AtomicUsize::new(0),
            kept: Mutex::default(),
            feed: Feed::default(),
        })
    }

    pub fn seconds(&self) -> u64 {
        self.started.elapsed().as_secs() + self.slept.load(Ordering::SeqCst)
    }

    pub fn now(&self) -> Moment {
        let slept = Duration::from_secs(self.slept.load(Ordering::SeqCst));
        T0.plus(self.started.elapsed() + slept)
    }

    pub async fn ask(self: Arc<Self>, url: String) -> Probe {
        let at = self.now();
        let under_way = self.under_way.fetch_add(1, Ordering::SeqCst) + 1;
        self.most_at_once.fetch_max(under_way, Ordering::SeqCst);
        self.asked.lock().push((self.seconds(), url.clone()));
        let takes = self.takes.load(Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(takes)).await;
        self.under_way.fetch_sub(1, Ordering::SeqCst);
        let cause = self.fails.lock().get(&url).copied();
        Probe {
            url,
            method: Method::Head,
            at,
            took_us: 100_000,
            steps: Vec::new(),
            status: cause.is_none().then_some(200),
            get_status: None,
            certificate_until: *self.certificate.lock(),
            cause: cause.unwrap_or(Cause::Answers),
            sentence: "Found.".to_owned(),
            next: String::new(),
        }
    }

    fn on_change(&self, notify: PendingNotice) {
        let notified = match notify.what {
            MonitorNotice::Outage(OutageNotice::Down { label, .. }) => format!("{label} down"),
            MonitorNotice::Outage(OutageNotice::Up {
                label,
                since,
                until,
                ..
            }) => {
                format!(
                    "{label} up after {} min",
                    until.since(since).as_secs() / MINUTE
                )
            }
            MonitorNotice::Outage(OutageNotice::HostDown { host, labels, .. }) => {
                format!("{host} down: {}", labels.len())
            }
            MonitorNotice::Outage(OutageNotice::HostUp { host, .. }) => format!("{host} up"),
            MonitorNotice::Certificate { host, until } => {
                format!(
                    "{host} expires in {} h",
                    until.since(self.now()).as_secs() / HOUR
                )
            }
        };
        self.notified.lock().push(notified);
        if self.shows.load(Ordering::SeqCst) {
            (notify.shown)();
        }
    }

    pub fn run(self: &Arc<Self>) -> Run {
        let (state, now) = watch::channel(MonitorsSnapshot::default());
        let random = Mutex::new(fastrand::Rng::with_seed(7));
        let [clock, ask, network, configs, watched, probes, notify] =
            [(); 7].map(|()| Arc::clone(self));
        let deps = MonitorDeps {
            clock: Arc::new(move || clock.now()),
            random: Arc::new(move || random.lock().f64()),
            network: Arc::new(move || *network.network.lock()),
            ask: Arc::new(move |asked| Box::pin(Arc::clone(&ask).ask(asked.url))),
            store: Arc::clone(self) as Arc<dyn MonitorStore>,
            configs: Arc::new(move || configs.configs.lock().clone()),
            watched: Arc::new(move || watched.watched.lock().clone()),
            on_probe: Arc::new(move |url, probe| {
                let heard = (url.to_owned(), probe.cause);
                probes.heard.lock().push(heard);
            }),
            notify: Arc::new(move |notified| notify.on_change(notified)),
        };
        let (manual, mut made) = mpsc::unbounded_channel();
        let feed = self.feed.clone();
        let runner = async move { run_monitors(deps, feed, state, &mut made).await };
        let task = tokio::spawn(runner).abort_handle();
        Run { task, now, manual }
    }

    pub fn fail(&self, url: &str, cause: Option<Cause>) {
        let mut fails = self.fails.lock();
        match cause {
            Some(cause) => fails.insert(url.to_owned(), cause),
            None => fails.remove(url),
        };
    }

    pub fn notified(&self) -> Vec<String> {
        std::mem::take(&mut self.notified.lock())
    }

    pub fn asked(&self) -> Vec<(u64, String)> {
        std::mem::take(&mut self.asked.lock())
    }
}

pub async fn pass(seconds: u64) {
    tokio::time::sleep(Duration::from_secs(seconds)).await;
}

pub fn every(url: &str, interval_s: u32) -> MonitorConfig {
    MonitorConfig {
        interval_s,
        ..MonitorConfig::of(url)
    }
}
