//! Probes that a user starts. They are stored, so that the recovery rules see them. Nothing is probed unless the
//! settings or the user allow it.

use std::{future::Future, sync::Arc};

use super::{diagnosis::no_incident, handle::Engine, probe_hooks};
use crate::{
    model::{endpoint, problem::Problem},
    monitor::MonitorConfig,
    monitoring::{
        self,
        prober::{self, ProbeDeps, ProbeRequest},
    },
    platform::network,
    probe::{self, Method, Probe},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreparedProbe {
    pub request: ProbeRequest,
    /// The endpoint as recorded in the incident; may be a bare path.
    endpoint: String,
}

impl Engine {
    /// What to probe: the endpoint of an incident, or a URL. Reads the database: not for async code.
    pub fn prepare_probe(
        &self,
        incident_id: Option<i64>,
        url: Option<String>,
        method: Method,
    ) -> Result<PreparedProbe, Problem> {
        let mut limit = probe::LIMIT;
        let (endpoint, url) = match incident_id {
            None => {
                let url = url.unwrap_or_default();
                let settings = self.settings();
                let monitor = settings.monitors.iter().find(|config| config.url == url);
                limit = monitor.map_or(limit, MonitorConfig::timeout);
                (url.clone(), url)
            }
            Some(id) => self
                .store
                .read(|reader| reader.incident(id))?
                .map(|incident| (incident.endpoint.clone(), incident.probe_endpoint()))
                .ok_or_else(|| no_incident(id))?,
        };
        Ok(PreparedProbe {
            request: ProbeRequest { url, method, limit },
            endpoint: endpoint::normalise(&endpoint),
        })
    }

    /// Probes and stores the result. If a monitor has this URL, the probe counts as a check, and the host is allowed as
    /// it is for the monitor. `progress` gets the probe whenever a step begins or ends. When `stop` is ready, the probe
    /// ends with the steps so far.
    pub async fn probe(
        &self,
        prepared: PreparedProbe,
        progress: impl Fn(&Probe) + Send + Sync,
        stop: impl Future<Output = ()> + Send,
    ) -> Probe {
        let settings = self.settings();
        let mut allowed = settings.probe.clone();
        allowed.allowed_hosts = monitoring::allowed(
            &allowed.allowed_hosts,
            &settings.monitors,
            &prepared.request.url,
        );
        let deps = ProbeDeps {
            settings: allowed,
            clock: Arc::clone(&self.clock),
            network: Arc::new(network::current),
        };
        let probe = prober::run(&prepared.request, &deps, progress, stop).await;
        let settle = probe_hooks::settling_time(&settings.probe);
        probe_hooks::record_probe(&self.store, prepared.endpoint, probe.clone(), settle).await;
        if prepared.request.method == Method::Head {
            self.monitoring.probed(probe.clone());
        }
        probe
    }

    /// Allows automatic probes of that host, even in a private network.
    pub fn allow_host(&self, host: &str) -> Result<(), Problem> {
        let hosts = self.settings().probe.with_host(host);
        self.settings.set("probe.allowed_hosts", &hosts)
    }
}
