//! Probes that a user starts. They are stored, so that the recovery rules see them. Nothing is probed unless the
//! settings or the user allow it.

use std::{future::Future, sync::Arc};

use super::{diagnosis::no_incident, handle::Engine, probe_hooks};
use crate::{
    model::{endpoint, problem::Problem},
    monitor::MonitorConfig,
    monitoring,
    platform::network,
    probe::{self, Method, Probe},
    prober::{self, ProbeDeps, ProbeRequest},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProbeOrder {
    pub wish: ProbeRequest,
    /// The endpoint as recorded in the incident; may be a bare path.
    endpoint: String,
}

impl Engine {
    /// What to probe: the endpoint of an incident, or a URL. Reads the database: not for async code.
    pub fn probe_order(
        &self,
        incident_id: Option<i64>,
        url: Option<String>,
        method: Method,
    ) -> Result<ProbeOrder, Problem> {
        let mut limit = probe::LIMIT;
        let (endpoint, url) = match incident_id {
            None => {
                let url = url.unwrap_or_default();
                let settings = self.settings();
                let monitor = settings.monitors.iter().find(|wish| wish.url == url);
                limit = monitor.map_or(limit, MonitorConfig::timeout);
                (url.clone(), url)
            }
            Some(id) => self
                .store
                .read(|reader| reader.incident(id))?
                .map(|incident| (incident.endpoint.clone(), incident.asked()))
                .ok_or_else(|| no_incident(id))?,
        };
        Ok(ProbeOrder {
            wish: ProbeRequest { url, method, limit },
            endpoint: endpoint::normalise(&endpoint),
        })
    }

    /// Probes and stores the result. If a monitor has this URL, the probe counts as a check, and the host is allowed as
    /// it is for the monitor. `progress` gets the probe whenever a step begins or ends. When `stop` is ready, the probe
    /// ends with the steps so far.
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
        let settle = probe_hooks::settle(&settings.probe);
        probe_hooks::record_probe(&self.store, order.endpoint, probe.clone(), settle).await;
        if order.wish.method == Method::Head {
            self.health.probed(probe.clone());
        }
        probe
    }

    /// Allows automatic probes of that host, even in a private network.
    pub fn allow_host(&self, host: &str) -> Result<(), Problem> {
        let hosts = self.settings().probe.with_host(host);
        self.settings.set("probe.allowed_hosts", &hosts)
    }
}
