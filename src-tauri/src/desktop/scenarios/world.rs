//! A store with its settings and surroundings: time, reports, the tunnel, the desktop. Nothing in it changes by itself.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use jiff::tz::TimeZone;
use missedhook_core::{
    alert::{self, AlertSubject, HoldConditions, PlanStep},
    alerts::timeline_text,
    engine::{self, StatusInputs},
    feed::Feed,
    incident::delivery_error::{Arrival, Source},
    model::{
        moment::Moment,
        tunnel::{TunnelKind, TunnelStatus},
    },
    monitor::reachability::policy::Reachability,
    platform::data_dir::DataDir,
    probe::Probe,
    relay::silence::SilentPath,
    relaying::QueuePlan,
    settings::SettingsHandle,
    status::{NotificationStatus, ReceiverStatus, Status},
    store::{Reader, Store},
};
use serde_json::{Value, json};

use crate::desktop::relaying::RelayView;

/// The present of every scenario.
pub const NOW: &str = "2026-11-24T09:14:00.000Z";
/// The data directory in the scenarios.
pub const DATA_DIR: &str = "/home/amal/.local/share/missedhook";
/// The receiver's key, which also replaces each new one.
pub const KEY: &str = "3f9c2b7e51a84d06b1c7e2f0a9d4486b";
pub const NEW_KEY: &str = "a81d0c52f7e94b36a2d8c1f0b9e74563";
pub const ORDERS: &str = "https://pos-bridge.example.com/retm/orders";

pub struct World {
    pub store: Store,
    pub settings: SettingsHandle,
    pub zone: TimeZone,
    pub receiver: ReceiverStatus,
    pub tunnel: TunnelStatus,
    pub reachability: Reachability,
    pub notifications: NotificationStatus,
    pub tunnel_log: Vec<String>,
    pub silences: Vec<SilentPath>,
    pub is_offline: bool,
    pub revision: u64,
    pub runtime: tokio::runtime::Runtime,
    clock: Arc<AtomicI64>,
    pub folder: tempfile::TempDir,
    dir: DataDir,
}

impl World {
    pub fn new() -> Self {
        let folder = in_memory();
        let dir = DataDir::open(folder.path().join("data")).unwrap();
        std::fs::write(dir.settings(), format!("[receiver]\nkey = \"{KEY}\"\n")).unwrap();
        let clock = Arc::new(AtomicI64::new(Moment::parse(NOW).unwrap().millis()));
        let (feed, time) = (Feed::default(), Arc::clone(&clock));
        let time = Arc::new(move || Moment::from_millis(time.load(Ordering::Relaxed)));
        let settings = SettingsHandle::load(&dir, &feed).unwrap();
        let store = Store::open(&dir, time, feed).unwrap();
        Self {
            store,
            settings,
            zone: TimeZone::UTC,
            receiver: ReceiverStatus::Listening {
                address: "127.0.0.1:7386".to_owned(),
            },
            tunnel: TunnelStatus::Off,
            reachability: Reachability::Off,
            notifications: NotificationStatus::Working {
                server: "gnome-shell 43.9".to_owned(),
            },
            tunnel_log: Vec::new(),
            silences: Vec::new(),
            is_offline: false,
            revision: 1,
            runtime: tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap(),
            clock,
            folder,
            dir,
        }
    }

    pub fn now(&self) -> Moment {
        Moment::from_millis(self.clock.load(Ordering::Relaxed))
    }

    /// This many seconds before the scenario's present.
    pub fn ago(seconds: u64) -> Moment {
        Moment::parse(NOW)
            .unwrap()
            .minus(Duration::from_secs(seconds))
    }

    /// Sets the time of what follows, in seconds before the scenario's present.
    pub fn go_to(&self, seconds_ago: u64) {
        self.clock
            .store(Self::ago(seconds_ago).millis(), Ordering::Relaxed);
    }

    /// Receives a report from RETM with these fields.
    pub fn report(&self, fields: Value) {
        let mut body = json!({"code": 503, "endpoint": ORDERS, "message": "Service Unavailable"});
        for (name, value) in fields.as_object().unwrap() {
            body[name] = value.clone();
        }
        self.arrive(Source::Retm, body.to_string());
    }

    /// Receives a report with this body.
    pub fn arrive(&self, source: Source, body: impl Into<Vec<u8>>) {
        let body = body.into();
        let headers = [
            ("accept", "*/*"),
            ("authorization", "Bearer [redacted]"),
            ("content-length", &body.len().to_string()),
            ("content-type", "application/json; charset=utf-8"),
            ("host", "t.example"),
            ("user-agent", "RestSharp/106.15.0.0"),
            ("x-forwarded-for", "51.36.12.200"),
        ];
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let arrival = Arrival {
            received_at: self.now(),
            source,
            merchant: None,
            relay_request: None,
            body: body.into(),
            headers: BTreeMap::from(headers),
            remote_addr: "127.0.0.1:52114".to_owned(),
        };
        self.runtime.block_on(self.store.ingest(arrival)).unwrap();
        self.alert();
    }

    /// Shows the alerts that are due, like the alert worker.
    fn alert(&self) {
        if !matches!(self.notifications, NotificationStatus::Working { .. }) {
            return;
        }
        let now = self.now().plus(Duration::from_secs(10));
        let read = |reader: &Reader| Ok((reader.pending_alerts()?, reader.alert_history(now)?));
        let (pending, history) = self.store.read(read).unwrap();
        let plan = alert::plan(&pending, &history, &HoldConditions::default(), now);
        let (raise, note): (Vec<_>, Vec<_>) = plan
            .steps
            .into_iter()
            .partition(|step| matches!(step, PlanStep::Raise(_)));
        for id in raise.iter().filter_map(PlanStep::raised) {
            let about = pending.iter().find(|alert| alert.id == id).unwrap().about;
            let (count, text) = match about {
                AlertSubject::Summary(_) => (0, "Notified"),
                AlertSubject::Incident { id, kind, .. } => {
                    let incident = self.store.read(|reader| reader.incident(id)).unwrap();
                    (incident.unwrap().error_count, timeline_text(kind))
                }
            };
            self.store.record_alert_shown(id, count, text).unwrap();
        }
        self.store.apply_alert_steps(note).unwrap();
    }

    /// Records a probe of this endpoint.
    pub fn probed(&mut self, endpoint: &str, probe: Probe) {
        let settle = Duration::from_secs(u64::from(self.settings.get().probe.settle_s));
        let keep = engine::record_probe(&self.store, endpoint.to_owned(), probe, settle);
        self.runtime.block_on(keep);
    }

    pub fn public_url(&self) -> Option<String> {
        match &self.tunnel {
            TunnelStatus::Up { public_url, .. } => Some(public_url.clone()),
            _ => self
                .settings
                .get()
                .public_url
                .as_ref()
                .map(ToString::to_string),
        }
    }

    /// The state of the relay. It is off, because its key would be different each time.
    pub fn relay(&self) -> RelayView {
        RelayView::of(&self.settings.get().relay, None, QueuePlan::default())
    }

    pub fn receiver_url(&self) -> Option<String> {
        let ReceiverStatus::Listening { address } = &self.receiver else {
            return None;
        };
        let public = self.public_url();
        Some(
            self.settings
                .get()
                .receiver_url(public.as_deref(), address.parse().unwrap()),
        )
    }

    /// A tunnel of this kind is up at this URL, and RETM could reach it this many seconds ago.
    pub fn proven(&mut self, kind: TunnelKind, url: &str, seconds_ago: u64) {
        self.up(kind, url);
        self.reachability = Reachability::Proven {
            url: url.to_owned(),
            at: Self::ago(seconds_ago),
            took_ms: 180,
        };
        self.runtime
            .block_on(self.store.connection_proven())
            .unwrap();
    }

    pub fn up(&mut self, kind: TunnelKind, url: &str) {
        let seen = self.store.record_public_url(kind, url.to_owned());
        self.runtime.block_on(seen).unwrap();
        self.tunnel = TunnelStatus::Up {
            kind,
            public_url: url.to_owned(),
            since: Self::ago(900),
            adopted: false,
        };
    }

    pub fn status(&self) -> Status {
        let parts = StatusInputs {
            receiver: self.receiver.clone(),
            receiver_url: self.receiver_url(),
            public_url: self.public_url(),
            tunnel: self.tunnel.clone(),
            reachability: self.reachability.clone(),
            notifications: self.notifications.clone(),
            workers: Vec::new(),
            requests: None,
            relay_quota: None,
            relay_failure: None,
            upgrade: None,
            silences: self.silences.clone(),
            revision: self.revision,
            has_window: true,
            dir: self.dir.clone(),
        };
        engine::status(&self.store, &self.settings, parts, self.now(), &self.zone)
    }
}

/// A folder in memory, if there is one, so that thousands of commits need not wait for a disk.
fn in_memory() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm")
        .or_else(|_| tempfile::tempdir())
        .unwrap()
}
