//! URLs that can be requested: `http` or `https`, with a host. All other URL parsers build on this one, so that they
//! agree on what is a URL and which hosts are this machine.

use std::{fmt, net::IpAddr, ops::Deref};

use thiserror::Error;
// url: the WHATWG parser, which follows the same standard as browsers; maintained by the Servo project.
use url::{Host, Url};

/// An `http` or `https` URL with a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpUrl(Url);

/// Why a text is not an [`HttpUrl`].
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NoHttpUrl {
    /// It is not a URL with a host.
    #[error("not a URL with a host")]
    NoUrl,
    /// Another scheme.
    #[error("{0}: is neither http nor https")]
    Scheme(String),
}

impl HttpUrl {
    /// Parses a URL.
    ///
    /// # Errors
    /// If it is not such a URL.
    pub fn parse(text: &str) -> Result<Self, NoHttpUrl> {
        let url = Url::parse(text.trim()).map_err(|_| NoHttpUrl::NoUrl)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(NoHttpUrl::Scheme(url.scheme().to_owned()));
        }
        match url.has_host() {
            true => Ok(Self(url)),
            false => Err(NoHttpUrl::NoUrl),
        }
    }

    /// Whether it contains `user@` or `user:password@`.
    pub fn has_user(&self) -> bool {
        !self.0.username().is_empty() || self.0.password().is_some()
    }

    /// The URL to send: without user name, password and fragment.
    #[must_use]
    pub fn as_sent(mut self) -> Self {
        self.0.set_fragment(None);
        // Neither can fail on a URL that has a host.
        let _ = self.0.set_username("");
        let _ = self.0.set_password(None);
        self
    }

    /// Whether it points to this machine.
    pub fn is_this_machine(&self) -> bool {
        self.0.host().is_some_and(|host| is_loopback_host(&host))
    }
}

impl Deref for HttpUrl {
    type Target = Url;

    fn deref(&self) -> &Url {
        &self.0
    }
}

impl fmt::Display for HttpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Whether a host is this machine, by name (RFC 6761, section 6.3) or address.
pub fn is_loopback_host<S: AsRef<str>>(host: &Host<S>) -> bool {
    match host {
        Host::Ipv4(address) => is_loopback((*address).into()),
        Host::Ipv6(address) => is_loopback((*address).into()),
        Host::Domain(name) => {
            let name = name.as_ref().trim_end_matches('.').to_ascii_lowercase();
            name == "localhost" || name.ends_with(".localhost")
        }
    }
}

/// Whether an address belongs to this machine, including an IPv4 address embedded in IPv6.
pub const fn is_loopback(address: IpAddr) -> bool {
    address.to_canonical().is_loopback()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_http_with_a_host_is_taken_and_nothing_private_is_sent() {
        for (text, expected) in [
            (" HTTPS://A.example:443/x?y#z ", Ok("https://a.example/x?y")),
            ("http://me:pw@a.example", Ok("http://a.example/")),
            ("ftp://a.example", Err(NoHttpUrl::Scheme("ftp".to_owned()))),
            (
                "localhost:3000",
                Err(NoHttpUrl::Scheme("localhost".to_owned())),
            ),
            ("https://", Err(NoHttpUrl::NoUrl)),
            ("a.example", Err(NoHttpUrl::NoUrl)),
            ("", Err(NoHttpUrl::NoUrl)),
        ] {
            let read = HttpUrl::parse(text).map(|url| url.as_sent().to_string());
            assert_eq!(read, expected.map(str::to_owned), "{text}");
        }
        assert!(HttpUrl::parse("http://me@a.example").unwrap().has_user());
    }

    #[test]
    fn this_machine_has_these_names() {
        for (host, is) in [
            ("localhost", true),
            ("LOCALHOST.", true),
            ("api.localhost", true),
            ("127.9.9.9", true),
            ("2130706433", true),
            ("[::1]", true),
            ("[::ffff:127.0.0.1]", true),
            ("192.168.1.5", false),
            ("[fe80::1]", false),
            ("localhost.example", false),
            ("mylocalhost", false),
        ] {
            let url = HttpUrl::parse(&format!("http://{host}:80/")).unwrap();
            assert_eq!(url.is_this_machine(), is, "{host}");
        }
    }
}
