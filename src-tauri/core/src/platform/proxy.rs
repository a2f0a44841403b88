//! The user's proxy from the environment (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`): which of our own
//! requests go through it. Requests to the receiver on this machine never do, because their URL contains the key.

use std::net::SocketAddr;

use ureq::Proxy;
use url::Url;

use crate::model::public_url::is_of_own_network;

/// The route of one of our requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// Directly, to this machine's own receiver or agents.
    Direct,
    /// Through the user's proxy, unless the URL is on this machine or in a private network.
    UserProxy,
}

impl Route {
    /// The proxy for a request to that URL.
    pub fn proxy(self, url: &Url) -> Option<Proxy> {
        match (self, url.host()) {
            (Self::UserProxy, Some(host)) if !is_of_own_network(&host) => Proxy::try_from_env(),
            _ => None,
        }
    }
}

/// The proxy in use, for display: its host and port, without credentials.
pub fn configured() -> Option<String> {
    Proxy::try_from_env().map(|proxy| match proxy.host().parse() {
        Ok(address) => SocketAddr::new(address, proxy.port()).to_string(),
        Err(_) => format!("{}:{}", proxy.host(), proxy.port()),
    })
}
