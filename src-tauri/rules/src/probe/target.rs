//! Where a probe of an endpoint would go, derived from RETM's name for it: a URL, a host without a scheme, or a bare
//! path. Pure; nothing is resolved. User name, password and fragment are dropped: credentials are never sent.

use serde::Serialize;
use ts_rs::TS;

use crate::{
    model::http_url::HttpUrl,
    probe::{allowed_hosts, allowed_hosts::AllowedHosts},
};

/// The maximum length of an endpoint, in bytes: what common servers accept as a request line.
const MAX_LENGTH: usize = 8 * 1024;

/// Where a probe of an incident's endpoint would go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ProbeTarget {
    /// It can be probed.
    Ready {
        url: String,
        host: String,
        /// Whether the user has allowed automatic probes of this host, even within a private network.
        allowed: bool,
    },
    /// RETM named only a path, and no base URL is set.
    NeedsBaseUrl { path: String },
    /// RETM named no endpoint to probe.
    None,
}

/// The URL to probe for an endpoint.
///
/// `base_url` is prepended to a bare path, so that a path in the base URL is kept.
pub fn target(endpoint: &str, base_url: Option<&str>, allowed_hosts: &AllowedHosts) -> ProbeTarget {
    let text = endpoint.trim();
    if text.is_empty() || text.len() > MAX_LENGTH || text.contains(char::is_control) {
        return ProbeTarget::None;
    }
    if let Some((scheme, _)) = text.split_once("://")
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric())
    {
        return ready(text, allowed_hosts);
    }
    // A scheme without a host (`mailto:`), or a user name without a scheme, is not an endpoint.
    let (before_path, _) = text.split_at(text.find(['/', '?', '#']).unwrap_or(text.len()));
    if before_path.contains('@') || text.contains(char::is_whitespace) {
        return ProbeTarget::None;
    }
    if is_host(before_path) {
        return ready(&format!("https://{text}"), allowed_hosts);
    }
    let path = format!("/{}", text.strip_prefix('/').unwrap_or(text));
    match base_url {
        Some(base) => ready(
            &format!("{}{path}", base.trim_end_matches('/')),
            allowed_hosts,
        ),
        None if before_path.contains(':') => ProbeTarget::None,
        None => ProbeTarget::NeedsBaseUrl { path },
    }
}

/// Whether the text before the path is a host: it has a dot or a port, or is this machine's own name.
fn is_host(text: &str) -> bool {
    let (name, port) = match text.rsplit_once(':') {
        Some((name, port)) if !name.ends_with(':') && port.parse::<u16>().is_ok() => (name, true),
        _ => (text, false),
    };
    allowed_hosts::host(name)
        .is_some_and(|host| port || host.contains(['.', ':']) || host == "localhost")
}

fn ready(text: &str, allowed_hosts: &AllowedHosts) -> ProbeTarget {
    let url = HttpUrl::parse(text).ok().map(HttpUrl::as_sent);
    let host = url
        .as_ref()
        .and_then(|url| allowed_hosts::host(url.host_str()?));
    match url.zip(host) {
        Some((url, host)) => ProbeTarget::Ready {
            allowed: allowed_hosts.has(&host),
            url: url.to_string(),
            host,
        },
        None => ProbeTarget::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(endpoint: &str, base: Option<&str>) -> String {
        match target(endpoint, base, &AllowedHosts::default()) {
            ProbeTarget::Ready { url, .. } => url,
            ProbeTarget::NeedsBaseUrl { path } => format!("needs base: {path}"),
            ProbeTarget::None => "none".to_owned(),
        }
    }

    #[test]
    fn a_url_is_asked_as_it_is_without_credentials_and_fragment() {
        for (endpoint, expected) in [
            (
                "https://pos.example/retm/orders",
                "https://pos.example/retm/orders",
            ),
            (
                " HTTP://POS.example:80/a?b=1#c ",
                "http://pos.example/a?b=1",
            ),
            ("https://me:secret@pos.example/a", "https://pos.example/a"),
            ("https://pos.example:8443", "https://pos.example:8443/"),
            ("http://127.1:3000/a", "http://127.0.0.1:3000/a"),
            ("http://[::1]:3000/a", "http://[::1]:3000/a"),
            ("https://نقاط.example/a", "https://xn--mgb6a5ap.example/a"),
        ] {
            assert_eq!(url(endpoint, None), expected, "{endpoint}");
            let elsewhere = Some("https://base.example");
            assert_eq!(url(endpoint, elsewhere), expected, "{endpoint}");
        }
    }

    #[test]
    fn a_host_without_a_scheme_is_asked_over_https() {
        for (endpoint, expected) in [
            ("Pos.example/a?b=1", "https://pos.example/a?b=1"),
            ("pos.example", "https://pos.example/"),
            ("pos.example:8443/a", "https://pos.example:8443/a"),
            ("localhost:3000/a", "https://localhost:3000/a"),
            ("localhost", "https://localhost/"),
            ("192.0.2.7/a", "https://192.0.2.7/a"),
            ("[::1]:3000/a", "https://[::1]:3000/a"),
        ] {
            assert_eq!(url(endpoint, None), expected, "{endpoint}");
        }
    }

    #[test]
    fn a_bare_path_needs_a_base_url() {
        let base = Some("https://pos.example");
        for (endpoint, path) in [
            ("/retm/menu?branch=2", "/retm/menu?branch=2"),
            ("retm/menu", "/retm/menu"),
            ("orders", "/orders"),
            ("/", "/"),
            ("//evil.example/x", "//evil.example/x"),
        ] {
            assert_eq!(url(endpoint, None), format!("needs base: {path}"));
            assert_eq!(url(endpoint, base), format!("https://pos.example{path}"));
        }
        assert_eq!(
            url("/menu", Some("https://pos.example/v1/")),
            "https://pos.example/v1/menu"
        );
        assert_eq!(url("/menu#top", base), "https://pos.example/menu");
    }

    #[test]
    fn what_names_no_endpoint_is_none() {
        for endpoint in [
            "",
            "  ",
            "ftp://pos.example/a",
            "javascript:alert(1)",
            "file:///etc/passwd",
            "mailto:me@pos.example",
            "me:secret@pos.example/a",
            "https://",
            "https://a b/",
            "two words",
            "/a\nb",
            &"x".repeat(MAX_LENGTH + 1),
        ] {
            assert_eq!(url(endpoint, None), "none", "{endpoint}");
        }
    }

    #[test]
    fn an_allowed_host_is_marked() {
        let allowed = AllowedHosts::parse("pos.example").unwrap();
        for (endpoint, expected) in [
            ("https://POS.example./a", true),
            ("https://a.pos.example/a", false),
        ] {
            match target(endpoint, None, &allowed) {
                ProbeTarget::Ready { allowed, .. } => assert_eq!(allowed, expected, "{endpoint}"),
                other => panic!("{other:?}"),
            }
        }
    }
}
