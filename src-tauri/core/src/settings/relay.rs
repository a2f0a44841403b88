//! The settings of the relay: where it hands requests on, and which paths are answered in which way.

use std::{net::SocketAddr, time::Duration};

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, Value, value};
use url::{Host, Url};

use super::{Key, Settings, item::InvalidSetting};
use crate::{
    model::http_url::HttpUrl,
    probe::allowed_hosts::AllowedHosts,
    relay::route::{MOST_ROUTES, RelayRoute},
};

/// The table of the relay.
pub(super) const TABLE: &str = "relay";
/// How that begins in the file.
pub(super) const TABLE_HEADING: &str = "[relay]";
/// The name of the routes in it, and how each begins in the file.
const NAME: &str = "route";
const HEADING: &str = "[[relay.route]]";
/// What a change of them, and of the key, is called.
pub(super) const ROUTES: &str = "relay.route";
pub(super) const KEY: &str = "relay.key";

/// The settings of the relay.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RelaySettings {
    /// Whether it is on.
    pub enabled: bool,
    /// The secret part of its URL; none until it is first switched on.
    pub key: Option<Key>,
    /// Where requests are handed on; their paths are appended to its own.
    pub target: Option<HttpUrl>,
    /// How long RETM waits for the integration's answer.
    pub answer_within: Duration,
    /// The hosts besides this machine that may be the target.
    pub allowed_hosts: AllowedHosts,
    /// The largest body that is taken, in megabytes (2²⁰ bytes).
    pub max_body_mb: u32,
    /// For how many days a request is kept after the last that happened to it; 0: for ever.
    pub keep_days: u32,
    /// How many megabytes (10⁶ bytes) the requests may take; 0: no limit.
    pub max_size_mb: u32,
    /// How some paths are answered; the first that names a path decides.
    pub routes: Vec<RelayRoute>,
}

impl RelaySettings {
    /// The largest body that is taken, in bytes.
    pub fn max_body(&self) -> usize {
        usize::try_from(self.max_body_mb).map_or(usize::MAX, |most| most.saturating_mul(1 << 20))
    }

    /// Whether requests would come back: the target is a receiver at that address, or behind one of those public URLs.
    pub fn leads_back<'a>(
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

/// Whether the target names the receiver's own address.
fn names(target: &HttpUrl, receiver: SocketAddr) -> bool {
    match target.host() {
        Some(Host::Ipv4(address)) => receiver.ip() == address,
        Some(Host::Ipv6(address)) => receiver.ip() == address,
        _ => false,
    }
}

impl Settings {
    /// The path under which the relay takes requests; none while it is off. Secret.
    pub fn hook_path(&self) -> Option<String> {
        let key = self.relay.key.as_ref().filter(|_| self.relay.enabled)?;
        Some(format!("/hook/{}", key.reveal()))
    }

    /// The relay's URL without a path: behind the tunnel, where that is known, else the public URL that is set, else on
    /// this machine. None while it is off.
    pub fn hook_url(&self, tunnel: Option<&str>, address: SocketAddr) -> Option<String> {
        let path = self.hook_path()?;
        let public = tunnel.or(self.public_url.as_ref().map(|url| url.as_str()));
        Some(match public {
            Some(public) => format!("{public}{path}"),
            None => format!("http://{address}{path}"),
        })
    }

    /// The public URLs that are known to lead to the receiver.
    fn own_public_urls(&self) -> impl Iterator<Item = &str> {
        let tunnel = &self.tunnel;
        let others = [
            &*tunnel.ngrok_domain,
            &*tunnel.cloudflared_hostname,
            &*tunnel.ssh_public_url,
        ];
        let own = self.public_url.as_ref().map(|url| url.as_str());
        own.into_iter()
            .chain(others.into_iter().filter(|url| !url.is_empty()))
    }
}

/// A target as it is entered. What is wrong follows the setting's name.
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

/// What is wrong with the target beside the other settings.
pub(super) fn check(settings: &Settings) -> Result<(), InvalidSetting> {
    let relay = &settings.relay;
    let Some(target) = &relay.target else {
        return Ok(());
    };
    let wrong = |what: String| InvalidSetting {
        within: Some((TABLE_HEADING, 0)),
        ..InvalidSetting::new("target", what)
    };
    if relay.leads_back(settings.listen, settings.own_public_urls()) {
        return Err(wrong(
            "target leads back to Missedhook's own receiver; name the port of your integration"
                .to_owned(),
        ));
    }
    let host = target.host_str().unwrap_or_default();
    if !target.is_this_machine() && !relay.allowed_hosts.has(host) {
        return Err(wrong(format!(
            "target is not on this machine; name {host} in allowed_hosts first"
        )));
    }
    Ok(())
}

/// Puts a key in.
pub(super) fn set_key(document: &mut DocumentMut, key: &Key) {
    document[TABLE]["key"] = value(key.reveal());
}

/// Reads the routes.
pub(super) fn read(document: &DocumentMut) -> Result<Vec<RelayRoute>, InvalidSetting> {
    let tables = match document.get(TABLE).and_then(|table| table.get(NAME)) {
        None | Some(Item::None) => return Ok(Vec::new()),
        Some(Item::ArrayOfTables(tables)) => tables,
        Some(_) => {
            let what = "each route must be a table: [[relay.route]]";
            return Err(InvalidSetting::new(NAME, what));
        }
    };
    if tables.len() > MOST_ROUTES {
        let what = format!("at most {MOST_ROUTES} routes are kept");
        return Err(InvalidSetting::new(NAME, what));
    }
    let routes = tables.iter().enumerate().map(|(nth, table)| {
        route(table).map_err(|wrong| InvalidSetting {
            within: Some((HEADING, nth)),
            ..wrong
        })
    });
    routes.collect()
}

fn route(table: &Table) -> Result<RelayRoute, InvalidSetting> {
    if let Some((other, _)) = table
        .iter()
        .find(|(name, _)| !["path", "mode"].contains(name))
    {
        let what = format!("a route has a path and a mode, and no {other}");
        return Err(InvalidSetting::new(NAME, what));
    }
    let text = |name: &'static str| {
        let item = table.get(name).and_then(Item::as_str).map(str::trim);
        item.ok_or_else(|| InvalidSetting::new(name, format!("{name} must be text in quotes")))
    };
    let mode = text("mode")?.parse().map_err(|_| {
        let what = "mode must be \"through\", \"catch\" or \"keep\"";
        InvalidSetting::new("mode", what)
    })?;
    let path = text("path")?.to_owned();
    let route = RelayRoute { path, mode };
    route
        .checked()
        .map_err(|what| InvalidSetting::new("path", format!("path {what}")))
}

/// Writes the routes in that order. What a person wrote beside one that stays, stays.
pub(super) fn save(document: &mut DocumentMut, routes: &[RelayRoute]) {
    if document.get(TABLE).is_none() {
        document[TABLE] = toml_edit::table();
    }
    let Some(relay) = document.get_mut(TABLE).and_then(Item::as_table_like_mut) else {
        return;
    };
    let before = match relay.remove(NAME) {
        Some(Item::ArrayOfTables(before)) => before,
        _ => ArrayOfTables::new(),
    };
    let mut after = ArrayOfTables::new();
    for route in routes {
        let is_it = |table: &&Table| {
            let path = table.get("path").and_then(Item::as_str);
            path.is_some_and(|path| path.trim() == route.path.trim())
        };
        let mut table = before.iter().find(is_it).cloned().unwrap_or_default();
        for (name, text) in [("path", route.path.trim()), ("mode", route.mode.into_str())] {
            let mut value = Value::from(text);
            let decor = table.get(name).and_then(Item::as_value).map(Value::decor);
            if let Some(decor) = decor.cloned() {
                *value.decor_mut() = decor;
            }
            table.insert(name, Item::Value(value));
        }
        after.push(table);
    }
    if !after.is_empty() {
        relay.insert(NAME, Item::ArrayOfTables(after));
    }
}

#[cfg(test)]
#[path = "relay_tests.rs"]
mod tests;
