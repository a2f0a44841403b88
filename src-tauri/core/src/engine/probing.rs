//! Probes in the running program: which endpoints are watched by themselves, what is asked at a person's word, and
//! that every probe is kept, so that the rules of recovery hear of it. It asks nothing that the settings or a person
//! did not allow; the rules stand elsewhere.

use std::{future::Future, sync::Arc, time::Duration};

use super::Engine;
use crate::{
    incident::Incident,
    model::{endpoint, problem::Problem},
    monitor::MonitorConfig,
    monitoring::{
        self,
        deps::{ListWatched, OnProbe, WatchTarget},
    },
    platform::network,
    probe::{self, Cause, Method, Probe, ProbeTarget},
    prober::{self, ProbeDeps, ProbeRequest},
    settings::{ProbeSettings, Settings, SettingsHandle},
    store::Store,
};

/// How many incidents are watched at the most, the latest active first.
const MOST_WATCHED: u32 = 200;

/// A probe that a person asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProbeOrder {
    /// What is asked.
    pub wish: ProbeRequest,
    /// The endpoint as its incident has it, which may be a bare path.
    endpoint: String,
}

impl Engine {
    /// What is asked for the endpoint of an incident, else for a URL. Reads the database: not for async code.
    ///
    /// # Errors
    /// Where there is nothing to ask, or the store can't be read.
    pub fn probe_order(
        &self,
        incident_id: Option<i64>,
        url: Option<String>,
        method: Method,
    ) -> Result<ProbeOrder, Problem> {
        let mut limit = probe::LIMIT;
        let endpoint = match incident_id {
            None => {
                let url = url.unwrap_or_default();
                let settings = self.settings();
                let monitor = settings.monitors.iter().find(|wish| wish.url == url);
                limit = monitor.map_or(limit, MonitorConfig::timeout);
                url
            }
            Some(id) => self
                .store
                .read(|reader| reader.incident(id))
                .map_err(|error| error.problem())?
                .map(|incident| incident.endpoint)
                .ok_or_else(|| super::no_incident(id))?,
        };
        Ok(ProbeOrder {
            wish: ProbeRequest {
                url: endpoint.clone(),
                method,
                limit,
            },
            endpoint: endpoint::normalise(&endpoint),
        })
    }

    /// Asks, and keeps what was found; at the URL of a monitor it counts as a check, and its host may be asked as for
    /// one. `progress` is shown the probe whenever a step begins or ends; when `stop` is
    /// ready, the probe ends with the steps so far.
    pub async fn probe(
        &self,
        order: ProbeOrder,
        progress: impl Fn(&Probe) + Send + Sync,
        stop: impl Future<Output = ()> + Send,
    ) -> Probe {
        let settings = self.settings();
        let mut allowed = settings.probe.clone();
        allowed.allowed_hosts =
            monitoring::allowed(&allowed.allowed_hosts, &settings.monitors, &order.wish.url);
        let means = ProbeDeps {
            settings: allowed,
            clock: Arc::clone(&self.clock),
            network: Arc::new(network::current),
        };
        let probe = prober::run(&order.wish, &means, progress, stop).await;
        keep_probe(
            &self.store,
            order.endpoint,
            probe.clone(),
            settle(&settings.probe),
        )
        .await;
        if order.wish.method == Method::Head {
            self.health.probed(probe.clone());
        }
        probe
    }

    /// Lets that host be asked by itself, also within a private network.
    ///
    /// # Errors
    /// Why it can't be written down.
    pub fn allow_host(&self, host: &str) -> Result<(), Problem> {
        let hosts = self.settings().probe.with_host(host);
        self.settings.set("probe.allowed_hosts", &hosts)
    }
}

fn settle(settings: &ProbeSettings) -> Duration {
    Duration::from_secs(u64::from(settings.settle_s))
}

/// Keeps what a probe has found, where that says something.
pub async fn keep_probe(store: &Store, endpoint: String, probe: Probe, settle: Duration) {
    // Where it may not be asked a person wants to know why, else nothing was learned.
    let is_telling = probe.cause.is_about_the_endpoint() || probe.cause == Cause::NotAllowed;
    if !is_telling && probe.steps.is_empty() {
        return;
    }
    if let Err(error) = store.probe_seen(endpoint, probe, settle).await {
        tracing::warn!(%error, "a probe can't be kept");
    }
}

/// Keeps every probe that was made by itself.
pub(super) fn keeping(settings: Arc<SettingsHandle>, store: Store) -> OnProbe {
    Arc::new(move |endpoint, probe| {
        let settle = settle(&settings.get().probe);
        let (store, endpoint, probe) = (store.clone(), endpoint.to_owned(), probe.clone());
        tokio::spawn(async move { keep_probe(&store, endpoint, probe, settle).await });
    })
}

/// The endpoints of incidents that are not resolved, where their hosts are allowed.
pub(super) fn watched(settings: Arc<SettingsHandle>, store: Store) -> ListWatched {
    Arc::new(move || {
        let settings = settings.get();
        let unresolved = store.read(|reader| reader.unresolved(MOST_WATCHED));
        unresolved
            .unwrap_or_else(|error| {
                tracing::warn!(%error, "which endpoints are watched can't be read");
                Vec::new()
            })
            .into_iter()
            .filter_map(|incident| watch(&settings, incident))
            .collect()
    })
}

fn watch(settings: &Settings, incident: Incident) -> Option<WatchTarget> {
    let allowed = &settings.probe;
    let target = probe::target(
        &incident.endpoint,
        allowed.base_url.as_deref(),
        &allowed.allowed_hosts,
    );
    match target {
        ProbeTarget::Ready {
            url, allowed: true, ..
        } => Some(WatchTarget {
            url,
            endpoint: incident.endpoint,
            incident_id: incident.id,
            every: Duration::from_secs(u64::from(allowed.every_s)),
            settle: settle(allowed),
        }),
        _ => None,
    }
}
