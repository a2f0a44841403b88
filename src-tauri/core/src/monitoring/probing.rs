//! How monitors probe an endpoint: one HEAD request under the current settings. Adding a monitor allows its host, even
//! on this machine or in a private network. For watched endpoints, only `probe.allowed_hosts` counts.

use std::sync::Arc;

use crate::monitoring::deps::ProbeFn;
use crate::{
    model::moment::Clock,
    monitor::{MonitorConfig, config},
    monitoring::prober::{self, ProbeDeps, ProbeRequest},
    platform::network,
    probe::{Method, allowed_hosts::AllowedHosts},
    settings::SettingsHandle,
};

/// Real probes.
pub fn ask(settings: Arc<SettingsHandle>, clock: Clock) -> ProbeFn {
    Arc::new(move |asked| {
        let now = settings.get();
        let mut settings = now.probe.clone();
        settings.allowed_hosts = allowed(&settings.allowed_hosts, &now.monitors, &asked.url);
        let deps = ProbeDeps {
            settings,
            clock: Arc::clone(&clock),
            network: Arc::new(network::current),
        };
        let request = ProbeRequest {
            url: asked.url,
            method: Method::Head,
            limit: asked.limit,
        };
        Box::pin(async move { prober::run(&request, &deps, |_| {}, std::future::pending()).await })
    })
}

/// The hosts that may be probed for that URL: the allowed ones, and its own if that URL is monitored.
pub fn allowed(hosts: &AllowedHosts, monitors: &[MonitorConfig], url: &str) -> AllowedHosts {
    if monitors
        .iter()
        .any(|monitor| monitor.on && monitor.url == url)
    {
        hosts.with(&config::host(url))
    } else {
        hosts.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_monitor_allows_its_own_host_for_its_own_url() {
        let hosts = AllowedHosts::parse("pos.example").unwrap();
        let here = MonitorConfig::of("http://[::1]:3000/x");
        let resting = MonitorConfig {
            on: false,
            ..MonitorConfig::of("http://localhost/y")
        };
        let monitors = [here.clone(), resting.clone()];
        for (url, expected) in [
            (&*here.url, "pos.example, ::1"),
            (&*resting.url, "pos.example"),
            ("http://[::1]:3000/other", "pos.example"),
            ("http://10.0.0.1/x", "pos.example"),
        ] {
            assert_eq!(
                allowed(&hosts, &monitors, url).to_string(),
                expected,
                "{url}"
            );
        }
    }
}
