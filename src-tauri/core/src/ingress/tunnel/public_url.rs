//! Which URLs count as public, and which addresses as ours. Tunnel programs print them and users enter them: pure
//! functions that trust neither.

use std::net::SocketAddr;

use url::{Host, Url};

use crate::model::{http_url::is_loopback_host, public_url::PublicUrl};

/// A public URL as text; see [`PublicUrl`].
pub(super) fn parse(text: &str) -> Option<String> {
    PublicUrl::parse(text).ok().map(|url| url.to_string())
}

/// Like [`parse`], but only https, and only if the host ends with `suffix`: `.trycloudflare.com`.
pub(super) fn parse_under(text: &str, suffix: &str) -> Option<String> {
    let url = PublicUrl::parse(text).ok()?;
    let host = url.host()?.to_string();
    let named = host.len() > suffix.len() && host.ends_with(suffix);
    (!url.is_unencrypted() && named).then(|| url.to_string())
}

/// The same URL with that port.
pub(super) fn with_port(text: &str, port: u16) -> Option<String> {
    let mut url = Url::parse(text).ok()?;
    url.set_port(Some(port)).ok()?;
    parse(url.as_str())
}

/// The public URL of a bare host name: `hooks.example.com`. Also accepts one with a scheme.
pub(super) fn of_host(name: &str) -> Option<String> {
    let name = name.trim();
    if name.contains("://") {
        parse(name)
    } else {
        parse(&format!("https://{name}"))
    }
}

/// Whether an address that an agent forwards to is `local`: `http://localhost:7386`, `127.0.0.1:7386` or `7386`.
pub(super) fn forwards_to(address: &str, local: SocketAddr) -> bool {
    let Some(url) = forwarded_to(address) else {
        return false;
    };
    // The receiver speaks plain HTTP: an agent that uses TLS does not reach it.
    let here = match url.host() {
        Some(Host::Ipv4(ip)) if local.ip() == ip => true,
        Some(Host::Ipv6(ip)) if local.ip() == ip => true,
        host => host.is_some_and(|host| is_loopback_host(&host)),
    };
    url.scheme() == "http" && here && url.port_or_known_default() == Some(local.port())
}

/// The local port that an agent forwards to; `None` if it forwards to another machine.
pub(super) fn local_port(address: &str) -> Option<u16> {
    let url = forwarded_to(address)?;
    is_loopback_host(&url.host()?).then(|| url.port_or_known_default())?
}

fn forwarded_to(address: &str) -> Option<Url> {
    let address = address.trim();
    let text = if address.bytes().all(|byte| byte.is_ascii_digit()) {
        format!("http://localhost:{address}")
    } else if address.contains("://") {
        address.to_owned()
    } else {
        format!("http://{address}")
    };
    Url::parse(&text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_must_end_as_expected() {
        let under = |text| parse_under(text, ".trycloudflare.com");
        assert!(under("https://two-words.trycloudflare.com").is_some());
        assert!(under("https://trycloudflare.com").is_none());
        assert!(under("https://two-words.trycloudflare.com.evil.example").is_none());
        assert!(under("https://evil.example/.trycloudflare.com").is_none());
        assert!(under("http://two-words.trycloudflare.com").is_none());
    }

    #[test]
    fn an_address_is_ours_by_host_and_port() {
        let local = SocketAddr::from(([127, 0, 0, 1], 7386));
        for (address, expected) in [
            ("http://localhost:7386", true),
            ("http://127.0.0.1:7386/", true),
            ("http://[::1]:7386", true),
            ("localhost:7386", true),
            ("7386", true),
            ("80", false),
            ("http://localhost:73860", false),
            ("https://localhost:7386", false),
            ("http://192.0.2.1:7386", false),
            ("http://localhost.evil.example:7386", false),
            ("", false),
        ] {
            assert_eq!(forwards_to(address, local), expected, "{address}");
        }
        assert!(forwards_to(
            "http://localhost",
            SocketAddr::from(([127, 0, 0, 1], 80))
        ));
    }
}
