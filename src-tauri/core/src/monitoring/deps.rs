//! What the monitor runner depends on, and what it reports. Values and traits only, so tests can bring their own.

use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

use crate::{
    ingress::watcher::ReadNetwork,
    model::moment::{Clock, Moment},
    monitor::{
        MonitorConfig, MonitorState,
        certificate::Warned,
        notices::{Announcement, EndpointIncident, OutageNotice},
    },
    probe::Probe,
    store::{MonitorUpdate, Store, StoreError, StoredMonitor},
};

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckRequest {
    /// The endpoint. A person has named it, or allowed its host by name.
    pub url: String,
    /// How long it may take.
    pub limit: Duration,
}

/// A probe under way.
pub type ProbeFuture = Pin<Box<dyn Future<Output = Probe> + Send>>;
/// Asks an endpoint.
pub type ProbeFn = Arc<dyn Fn(CheckRequest) -> ProbeFuture + Send + Sync>;
/// Says which endpoints are watched beside the monitors. May ask the store.
pub type ListWatched = Arc<dyn Fn() -> Vec<WatchTarget> + Send + Sync>;
/// Hears of every probe of an endpoint: by its URL, and by each other name that incidents have for it. Must not block.
pub type OnProbe = Arc<dyn Fn(&str, &Probe) + Send + Sync>;

/// An endpoint that is watched until it is well: that of an incident that is not resolved, whose host the person has
/// allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WatchTarget {
    /// The endpoint as a URL.
    pub url: String,
    /// The same as the incident has it, which may be a bare path.
    pub endpoint: String,
    /// The incident.
    pub incident_id: i64,
    /// How often it is asked.
    pub every: Duration,
    /// After how long it is asked again once it was well for the first time.
    pub settle: Duration,
}

/// Where monitors are kept. Blocks.
pub trait MonitorStore: Send + Sync + 'static {
    /// As [`Store::sync_monitors`].
    ///
    /// # Errors
    /// Why it can't be kept.
    fn take_on(&self, endpoints: Vec<String>) -> Result<Vec<StoredMonitor>, StoreError>;
    /// As [`Store::record_check`].
    ///
    /// # Errors
    /// Why it can't be kept.
    fn checked(&self, checked: MonitorUpdate) -> Result<(), StoreError>;
    /// As [`Store::record_monitor_notices`].
    ///
    /// # Errors
    /// Why it can't be kept.
    fn announced(&self, updates: Vec<Announcement>) -> Result<(), StoreError>;
    /// As [`Store::record_certificate_warning`].
    ///
    /// # Errors
    /// Why it can't be kept.
    fn warned(&self, id: i64, warned: Warned) -> Result<(), StoreError>;
    /// As [`crate::store::Reader::unresolved_at`].
    ///
    /// # Errors
    /// Why it can't be read.
    fn incident_at(
        &self,
        endpoint: &str,
        now: Moment,
    ) -> Result<Option<EndpointIncident>, StoreError>;
    /// As [`crate::store::Reader::is_muted_for_good`].
    ///
    /// # Errors
    /// Why it can't be read.
    fn is_muted_for_good(&self, endpoint: &str) -> Result<bool, StoreError>;
}

impl MonitorStore for Store {
    fn take_on(&self, endpoints: Vec<String>) -> Result<Vec<StoredMonitor>, StoreError> {
        self.sync_monitors(endpoints)
    }

    fn checked(&self, checked: MonitorUpdate) -> Result<(), StoreError> {
        self.record_check(checked)
    }

    fn announced(&self, updates: Vec<Announcement>) -> Result<(), StoreError> {
        self.record_monitor_notices(updates)
    }

    fn warned(&self, id: i64, warned: Warned) -> Result<(), StoreError> {
        self.record_certificate_warning(id, warned)
    }

    fn incident_at(
        &self,
        endpoint: &str,
        now: Moment,
    ) -> Result<Option<EndpointIncident>, StoreError> {
        self.read(|reader| reader.unresolved_at(endpoint, now))
    }

    fn is_muted_for_good(&self, endpoint: &str) -> Result<bool, StoreError> {
        self.read(|reader| reader.is_muted_for_good(endpoint))
    }
}

/// What is to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MonitorNotice {
    /// How a monitor or its host stands.
    Outage(OutageNotice),
    /// A certificate expires.
    Certificate {
        /// The host.
        host: String,
        /// When.
        until: Moment,
    },
}

/// Something to tell, and what is to be called once it was shown.
pub struct PendingNotice {
    /// What.
    pub what: MonitorNotice,
    /// Notes that it was shown, so that it is not told again after a restart.
    pub shown: Box<dyn FnOnce() + Send>,
}

/// What the task works with: the program's own, or a test's.
#[derive(Clone)]
pub struct MonitorDeps {
    /// What the time is.
    pub clock: Clock,
    /// A number from 0 to just below 1.
    pub random: Arc<dyn Fn() -> f64 + Send + Sync>,
    /// How the network is looked at.
    pub network: ReadNetwork,
    /// How an endpoint is asked.
    pub ask: ProbeFn,
    /// Where it is kept.
    pub store: Arc<dyn MonitorStore>,
    /// What a person asked to be checked.
    pub configs: Arc<dyn Fn() -> Vec<MonitorConfig> + Send + Sync>,
    /// What is watched beside.
    pub watched: ListWatched,
    /// Who hears of every probe.
    pub on_probe: OnProbe,
    /// Who tells a person.
    pub notify: Arc<dyn Fn(PendingNotice) + Send + Sync>,
}

/// A monitor, as others look at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedMonitor {
    /// Its number.
    pub id: i64,
    /// Its host.
    pub host: String,
    /// How it stands.
    pub state: MonitorState,
    /// When its certificate expires, as last seen.
    pub certificate_until: Option<Moment>,
}

/// How the monitors that are checked stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MonitorsSnapshot {
    /// Each of them.
    pub monitors: Vec<CheckedMonitor>,
    /// Whether this machine is offline.
    pub offline: bool,
}
