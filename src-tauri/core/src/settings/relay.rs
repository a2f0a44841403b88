//! The settings of the relay: where it forwards requests, and how it answers each path.

use std::{net::SocketAddr, time::Duration};

use url::{Host, Url};

use super::Key;
use crate::{
    model::http_url::HttpUrl, probe::allowed_hosts::AllowedHosts, relay::route::RelayRoute,
};

/// The relay's table.
pub(super) const TABLE: &str = "relay";
/// The name of the key's setting.
pub(super) const KEY: &str = "relay.key";

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RelaySettings {
    /// Whether it is on.
    pub enabled: bool,
    /// The secret part of its URL; `None` until the relay is first switched on.
    pub key: Option<Key>,
    /// The project of what comes by that key.
    pub project: Option<String>,
    /// Where requests are forwarded; their paths are appended to its path.
    pub target: Option<HttpUrl>,
    /// How long RETM waits for the integration's answer.
    pub answer_within: Duration,
    /// The hosts besides this machine that may be the target.
    pub allowed_hosts: AllowedHosts,
    /// The largest accepted body, in megabytes (2²⁰ bytes).
    pub max_body_mb: u32,
    /// How many days a request is kept after its last change; 0: forever.
    pub keep_days: u32,
    /// How many megabytes (10⁶ bytes) the requests may take; 0: no limit.
    pub max_size_mb: u32,
    /// How some paths are answered; the first route that matches a path decides.
    pub routes: Vec<RelayRoute>,
}

impl RelaySettings {
    /// The largest accepted body, in bytes.
    pub fn max_body(&self) -> usize {
        usize::try_from(self.max_body_mb).map_or(usize::MAX, |most| most.saturating_mul(1 << 20))
    }

    /// Whether requests would loop: the target is a receiver at that address, or behind one of those public URLs.
    pub fn forwards_to_receiver<'a>(
        &self,
        receiver: SocketAddr,
        public_urls: impl IntoIterator<Item = &'a str>,
    ) -> bool {
        let Some(target) = &self.target else {
            return false;
        };
        let is_receiver = (target.is_this_machine() || names(target, receiver))
            && target.port_or_known_default() == Some(receiver.port());
        let host = target.host_str();
        is_receiver
            || public_urls.into_iter().any(|url| {
                let url = Url::parse(url).or_else(|_| Url::parse(&format!("https://{url}")));
                url.is_ok_and(|url| url.host_str() == host)
            })
    }
}

/// Whether the target is the receiver's own address.
fn names(target: &HttpUrl, receiver: SocketAddr) -> bool {
    match target.host() {
        Some(Host::Ipv4(address)) => receiver.ip() == address,
        Some(Host::Ipv6(address)) => receiver.ip() == address,
        _ => false,
    }
}

/// Parses a target as entered. An error text follows the setting's name.
pub(super) fn target(text: &str) -> Result<Option<HttpUrl>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let words = "must be an http or https URL, like \"http://127.0.0.1:3000\"";
    let url = HttpUrl::parse(text).map_err(|_| words.to_owned())?;
    if url.has_user() || url.query().is_some() || url.fragment().is_some() {
        return Err(format!(
            "{words}, without a user name, a query and a fragment"
        ));
    }
    Ok(Some(url))
}
