//! Probes in the settings: which hosts may be probed, how their names are resolved, which of them are served from this
//! machine, and how often a failing endpoint is probed automatically. Values only.

use std::net::{IpAddr, SocketAddr};

use crate::{
    model::http_url::HttpUrl,
    probe::{allowed_hosts, allowed_hosts::AllowedHosts},
};

/// How often the endpoint of an unresolved incident is probed by default, in seconds.
pub(super) const EVERY_S: u32 = 60;
/// How long an endpoint must keep answering by default, in seconds.
pub(super) const SETTLE_S: u32 = 60;
/// A day in seconds: the maximum of both.
pub(super) const DAY_S: u32 = 86_400;
/// The default port of a name server (RFC 1035, 4.2).
const DNS_PORT: u16 = 53;

/// The table `[probe]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProbeSettings {
    /// The hosts that the user has allowed: they are probed automatically, and even within a private network.
    pub allowed_hosts: AllowedHosts,
    /// The URL that a bare path is appended to, without a trailing slash.
    pub base_url: Option<String>,
    /// The name server to use; `None`: the system's.
    pub resolver: Option<SocketAddr>,
    /// The hosts that are served from a port of this machine.
    pub local_ports: LocalPorts,
    /// How often the endpoint of an unresolved incident is probed automatically, in seconds.
    pub every_s: u32,
    /// How long an endpoint must keep answering, without a new report, until its incident is over, in seconds.
    pub settle_s: u32,
}

impl Default for ProbeSettings {
    fn default() -> Self {
        Self {
            allowed_hosts: AllowedHosts::default(),
            base_url: None,
            resolver: None,
            local_ports: LocalPorts::default(),
            every_s: EVERY_S,
            settle_s: SETTLE_S,
        }
    }
}

impl ProbeSettings {
    /// The value of `probe.allowed_hosts` that also allows this host.
    pub fn with_host(&self, host: &str) -> String {
        self.allowed_hosts.with(host).to_string()
    }
}

/// Hosts whose endpoints are served from this machine, each with the port.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LocalPorts(Vec<(String, u16)>);

impl LocalPorts {
    /// The port that serves that host.
    pub fn of(&self, host: &str) -> Option<u16> {
        let host = allowed_hosts::host(host)?;
        let mut found = self.0.iter().filter(|(name, _)| *name == host);
        found.next().map(|(_, port)| *port)
    }

    /// Parses `host=port, host=port`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        text.split(',')
            .map(str::trim)
            .filter(|word| !word.is_empty())
            .map(|word| {
                let (host, port) = word.rsplit_once('=')?;
                let port = port.trim().parse().ok().filter(|port| *port > 0)?;
                Some((allowed_hosts::host(host)?, port))
            })
            .collect::<Option<_>>()
            .map(Self)
    }
}

impl std::fmt::Display for LocalPorts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let words: Vec<_> = self.0.iter().map(|(h, p)| format!("{h}={p}")).collect();
        f.write_str(&words.join(", "))
    }
}

/// Parses an `http(s)` URL to which paths are appended. Returns it without a trailing slash.
pub(super) fn base_url(text: &str) -> Option<String> {
    let url = HttpUrl::parse(text).ok()?;
    let text = url.as_str().trim_end_matches('/');
    url.query().is_none().then(|| text.to_owned())
}

pub(super) fn name_server(text: &str) -> Option<SocketAddr> {
    let with_port = text.parse::<SocketAddr>().ok().filter(|at| at.port() > 0);
    with_port.or_else(|| {
        let address: IpAddr = text.parse().ok()?;
        Some(SocketAddr::new(address, DNS_PORT))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Result<ProbeSettings, String> {
        super::super::document::settings_of(text).map(|settings| settings.probe)
    }

    #[test]
    fn what_is_set_is_what_is_in_force() {
        let settings = read_text(
            "[probe]\nallowed_hosts = \"POS.example, 127.0.0.1\"\nbase_url = \"https://pos.example/\"\nresolver = \"127.0.0.1:5353\"\nlocal_ports = \"Tunnel.example = 3000, b.example=80\"\nevery_s = 10\nsettle_s = 0\n",
        )
        .unwrap();
        assert!(settings.allowed_hosts.has("pos.example"));
        assert_eq!(
            settings.with_host("C.example"),
            "pos.example, 127.0.0.1, c.example"
        );
        assert_eq!(settings.base_url.as_deref(), Some("https://pos.example"));
        assert_eq!(settings.resolver.unwrap().to_string(), "127.0.0.1:5353");
        assert_eq!(settings.local_ports.of("TUNNEL.example."), Some(3000));
        assert_eq!(settings.local_ports.of("c.example"), None);
        assert_eq!(
            settings.local_ports.to_string(),
            "tunnel.example=3000, b.example=80"
        );
        assert_eq!((settings.every_s, settings.settle_s), (10, 0));
        assert_eq!(read_text(""), Ok(ProbeSettings::default()));
        let system = read_text("[probe]\nresolver = \"9.9.9.9\"").unwrap();
        assert_eq!(system.resolver.unwrap().port(), 53);
        let v6 = read_text("[probe]\nresolver = \"2620:fe::fe\"").unwrap();
        assert_eq!(v6.resolver.unwrap().to_string(), "[2620:fe::fe]:53");
    }

    #[test]
    fn what_can_not_be_meant_is_refused() {
        for (line, word) in [
            ("allowed_hosts = \"a.example, x y\"", "\"x y\""),
            (
                "allowed_hosts = \"https://a.example\"",
                "allowed_hosts must",
            ),
            ("allowed_hosts = 7", "must be text"),
            ("base_url = \"pos.example\"", "base_url must"),
            ("resolver = \"dns.example\"", "resolver must"),
            ("local_ports = \"a.example\"", "local_ports must"),
            ("local_ports = \"a.example=0\"", "local_ports must"),
            ("local_ports = \"a.example=70000\"", "local_ports must"),
            ("every_s = 9", "10 to 86400"),
            ("every_s = 86401", "10 to 86400"),
            ("settle_s = 86401", "0 to 86400"),
            ("settle_s = -1", "whole number"),
        ] {
            let wrong = read_text(&format!("[probe]\n{line}")).unwrap_err();
            assert!(wrong.contains(word), "{line}: {wrong}");
        }
    }
}
