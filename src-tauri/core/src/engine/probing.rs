//! Probes that a person asks for. They are stored, so that the rules of recovery see them. Nothing is probed that the
//! settings or a person did not allow.

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
    /// The endpoint as the incident has it, maybe a bare path.
    endpoint: String,
}

impl Engine {
    /// What to probe for an incident, else for a URL. Reads the database: not for async code.
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
                .read(|reader| reader.incident(id))?
                .map(|incident| incident.endpoint)
                .ok_or_else(|| no_incident(id))?,
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

    /// Probes and stores the result. At the URL of a monitor it counts as a check, and the host is allowed as for one.
    /// `progress` gets the probe whenever a step begins or ends. When `stop` is ready, the probe ends with the steps so
    /// far.
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

    /// Allows automatic probes of that host, also in a private network.
    pub fn allow_host(&self, host: &str) -> Result<(), Problem> {
        let hosts = self.settings().probe.with_host(host);
        self.settings.set("probe.allowed_hosts", &hosts)
    }
}
