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

/// A check to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckRequest {
    /// The endpoint. A user has named it, or allowed its host by name.
    pub url: String,
    /// The time limit.
    pub limit: Duration,
}

/// A probe in flight.
pub type ProbeFuture = Pin<Box<dyn Future<Output = Probe> + Send>>;
/// Probes an endpoint.
pub type ProbeFn = Arc<dyn Fn(CheckRequest) -> ProbeFuture + Send + Sync>;
/// Lists the endpoints that are watched in addition to the monitors. May read the store.
pub type ListWatched = Arc<dyn Fn() -> Vec<WatchTarget> + Send + Sync>;
/// Called with every probe of an endpoint: with its URL, and with each other name that incidents have for it. Must not
/// block.
pub type OnProbe = Arc<dyn Fn(&str, &Probe) + Send + Sync>;

/// An endpoint that is watched until it answers again: that of an unresolved incident, whose host the user has allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WatchTarget {
    /// The endpoint as a URL.
    pub url: String,
    /// The endpoint as recorded in the incident; may be a bare path.
    pub endpoint: String,
    pub incident_id: i64,
    /// How often it is probed.
    pub every: Duration,
    /// After how long it is probed again once a probe was good for the first time.
    pub settle: Duration,
}

/// Where monitors are stored. Blocks.
pub trait MonitorStore: Send + Sync + 'static {
    /// As [`Store::sync_monitors`].
    ///
    /// # Errors
    /// Why the change can't be stored.
    fn sync_monitors(&self, endpoints: Vec<String>) -> Result<Vec<StoredMonitor>, StoreError>;
    /// As [`Store::record_check`].
    ///
    /// # Errors
    /// Why the change can't be stored.
    fn record_check(&self, checked: MonitorUpdate) -> Result<(), StoreError>;
    /// As [`Store::record_monitor_notices`].
    ///
    /// # Errors
    /// Why the change can't be stored.
    fn record_monitor_notices(&self, updates: Vec<Announcement>) -> Result<(), StoreError>;
    /// As [`Store::record_certificate_warning`].
    ///
    /// # Errors
    /// Why the change can't be stored.
    fn record_certificate_warning(&self, id: i64, warned: Warned) -> Result<(), StoreError>;
    /// As [`crate::store::Reader::unresolved_at`].
    ///
    /// # Errors
    /// Why it can't be read.
    fn unresolved_at(
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
    fn sync_monitors(&self, endpoints: Vec<String>) -> Result<Vec<StoredMonitor>, StoreError> {
        self.sync_monitors(endpoints)
    }

    fn record_check(&self, checked: MonitorUpdate) -> Result<(), StoreError> {
        self.record_check(checked)
    }

    fn record_monitor_notices(&self, updates: Vec<Announcement>) -> Result<(), StoreError> {
        self.record_monitor_notices(updates)
    }

    fn record_certificate_warning(&self, id: i64, warned: Warned) -> Result<(), StoreError> {
        self.record_certificate_warning(id, warned)
    }

    fn unresolved_at(
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

/// A notice to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MonitorNotice {
    /// The status of a monitor or its host has changed.
    Outage(OutageNotice),
    /// A certificate expires.
    Certificate {
        host: String,
        /// When it expires.
        until: Moment,
    },
}

/// A notice to show, and the callback for when it was shown.
pub struct PendingNotice {
    pub what: MonitorNotice,
    /// Records that it was shown, so that it is not shown again after a restart.
    pub shown: Box<dyn FnOnce() + Send>,
}

/// The dependencies of the task: the program's own, or a test's.
#[derive(Clone)]
pub struct MonitorDeps {
    pub clock: Clock,
    /// A number from 0 to just below 1.
    pub random: Arc<dyn Fn() -> f64 + Send + Sync>,
    /// Reads the network.
    pub network: ReadNetwork,
    /// Probes an endpoint.
    pub ask: ProbeFn,
    /// Where results are stored.
    pub store: Arc<dyn MonitorStore>,
    /// The monitors of the settings.
    pub configs: Arc<dyn Fn() -> Vec<MonitorConfig> + Send + Sync>,
    /// The endpoints that are watched in addition.
    pub watched: ListWatched,
    /// Called with every probe.
    pub on_probe: OnProbe,
    /// Shows a notice to the user.
    pub notify: Arc<dyn Fn(PendingNotice) + Send + Sync>,
}

/// A monitor, as other parts see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedMonitor {
    /// The monitor's id.
    pub id: i64,
    pub host: String,
    pub state: MonitorState,
    /// When its certificate expires, as of the last check.
    pub certificate_until: Option<Moment>,
}

/// The status of all monitors.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MonitorsSnapshot {
    pub monitors: Vec<CheckedMonitor>,
    /// Whether this machine is offline.
    pub offline: bool,
}
