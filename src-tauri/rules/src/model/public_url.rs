//! The public URL: the internet-facing end of the ingress. One parser for every source of such a URL: the settings, the
//! window and the output of tunnel programs.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

use thiserror::Error;
use url::Host;

use super::http_url::{HttpUrl, NoHttpUrl, is_loopback_host};

/// The maximum length of a URL, in bytes.
const LIMIT: usize = 512;

/// An `http` or `https` URL with a host, without user, query or fragment, and without a trailing slash, so that a path
/// can be appended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl(HttpUrl);

/// Why a text is not a public URL. Each text ends a sentence, without its full stop.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PublicUrlError {
    /// It is not a URL.
    #[error("it must be an http or https URL, like \"https://abc.example\"")]
    NoUrl,
    /// Another scheme.
    #[error("it must be an http or https URL, like \"https://abc.example\", not {0}://")]
    Scheme(String),
    /// A host that no DNS server knows.
    #[error("its host is no name of a host")]
    Host,
    /// `user:word@`.
    #[error("it must have no user name and no password in it: RETM would not send them")]
    User,
    /// `?…`
    #[error("it must have no query (what begins with “?”) in it: a path is put after it")]
    Query,
    /// `#…`
    #[error("it must have no fragment (what begins with “#”) in it: a path is put after it")]
    Fragment,
    /// Longer than [`LIMIT`].
    #[error("it must not be longer than {LIMIT} characters")]
    Long,
}

/// A host that RETM can't reach. Its text is two sentences, without the last full stop.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{host} {}. RETM needs an address on the internet", .why.words())]
pub struct NotOnInternet {
    host: String,
    why: NotPublicReason,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NotPublicReason {
    ThisMachine,
    PrivateAddress,
    PrivateName,
    Nobody,
}

impl NotPublicReason {
    const fn words(self) -> &'static str {
        match self {
            Self::ThisMachine => "is this machine",
            Self::PrivateAddress => "is an address in a private network",
            Self::PrivateName => "is a name that only your own network knows",
            Self::Nobody => "is not an address on the internet",
        }
    }
}

impl PublicUrl {
    /// The risk of a URL without encryption.
    pub const UNENCRYPTED: &'static str = "Anyone on the way can read the key.";

    /// Parses a URL.
    ///
    /// # Errors
    /// If it is not a public URL.
    pub fn parse(text: &str) -> Result<Self, PublicUrlError> {
        let url = HttpUrl::parse(text.trim().trim_end_matches('/'))?;
        if !url.host().is_some_and(|host| is_plain(&host)) {
            return Err(PublicUrlError::Host);
        }
        if url.has_user() {
            return Err(PublicUrlError::User);
        }
        if url.query().is_some() {
            return Err(PublicUrlError::Query);
        }
        if url.fragment().is_some() {
            return Err(PublicUrlError::Fragment);
        }
        let url = Self(url);
        match url.as_str().len() > LIMIT {
            true => Err(PublicUrlError::Long),
            false => Ok(url),
        }
    }

    /// The URL as text.
    pub fn as_str(&self) -> &str {
        self.0.as_str().trim_end_matches('/')
    }

    /// Whether traffic to it is unencrypted.
    pub fn is_unencrypted(&self) -> bool {
        self.0.scheme() == "http"
    }

    pub fn host(&self) -> Option<Host<&str>> {
        self.0.host()
    }

    /// Checks whether RETM can reach the host at all.
    ///
    /// # Errors
    /// Why not, in words.
    pub fn on_internet(&self) -> Result<(), NotOnInternet> {
        host_on_internet(self.host())
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<NoHttpUrl> for PublicUrlError {
    fn from(error: NoHttpUrl) -> Self {
        match error {
            NoHttpUrl::NoUrl => Self::NoUrl,
            NoHttpUrl::Scheme(scheme) => Self::Scheme(scheme),
        }
    }
}

/// Checks whether RETM can reach a host with this name or address.
///
/// # Errors
/// Why not, in words.
pub fn host_on_internet(host: Option<Host<&str>>) -> Result<(), NotOnInternet> {
    match host.and_then(|host| Some((why_not(&host)?, host))) {
        Some((why, host)) => Err(NotOnInternet {
            host: host.to_string(),
            why,
        }),
        None => Ok(()),
    }
}

/// Whether this host is on this machine or on a private network.
pub fn is_of_own_network(host: &Host<&str>) -> bool {
    why_not(host).is_some()
}

/// Whether an answer from this address can come from the internet, given that `host` resolves to it here. For names in
/// `.ts.net`, Tailscale's own DNS server returns tailnet addresses even if Funnel exposes them to the internet; there
/// is no other address for such a name.
pub fn address_on_internet(host: &str, address: IpAddr) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let of_tailnet = host.ends_with(".ts.net") && is_of_tailnet(address);
    // A resolver that answers every name with an address from 198.18.0.0/15 is a local proxy, not a host.
    of_tailnet || why_no_address(address).is_none()
}

/// Whether a name has only host name characters. The URL standard also allows quotes and braces.
fn is_plain(host: &Host<&str>) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    match host {
        Host::Domain(name) => name.bytes().all(plain),
        Host::Ipv4(_) | Host::Ipv6(_) => true,
    }
}

fn why_not(host: &Host<&str>) -> Option<NotPublicReason> {
    /// RFC 6762, RFC 8375, ICANN's `.internal`, and names that routers and companies use.
    const PRIVATE: [&str; 8] = [
        "local",
        "internal",
        "lan",
        "home",
        "corp",
        "intranet",
        "home.arpa",
        "localdomain",
    ];
    match host {
        Host::Ipv4(address) => why_no_address((*address).into()),
        Host::Ipv6(address) => why_no_address((*address).into()),
        Host::Domain(name) => {
            let name = name.trim_end_matches('.').to_ascii_lowercase();
            let under = |end: &str| {
                name.strip_suffix(end)
                    .is_some_and(|rest| rest.ends_with('.'))
            };
            if is_loopback_host(host) {
                Some(NotPublicReason::ThisMachine)
            } else if !name.contains('.') || PRIVATE.iter().any(|end| name == *end || under(end)) {
                Some(NotPublicReason::PrivateName)
            } else {
                None
            }
        }
    }
}

fn why_no_address(address: IpAddr) -> Option<NotPublicReason> {
    match address {
        IpAddr::V4(address) => why_no_v4(address),
        IpAddr::V6(address) => why_no_v6(address),
    }
}

fn why_no_v4(address: Ipv4Addr) -> Option<NotPublicReason> {
    let [first, second, ..] = address.octets();
    if address.is_loopback() || first == 0 {
        Some(NotPublicReason::ThisMachine)
    } else if address.is_private()
        || address.is_link_local()
        // RFC 6598: an ISP's internal network, and Tailscale's.
        || (first == 100 && (64..128).contains(&second))
    {
        Some(NotPublicReason::PrivateAddress)
    } else if address.is_documentation() || first >= 224 {
        Some(NotPublicReason::Nobody)
    } else {
        None
    }
}

fn why_no_v6(address: Ipv6Addr) -> Option<NotPublicReason> {
    let [first, second, ..] = address.segments();
    if let Some(why) = why_no_embedded(address) {
        return Some(why);
    }
    if address.is_loopback() || address.is_unspecified() {
        Some(NotPublicReason::ThisMachine)
    } else if address.is_unique_local()
        || address.is_unicast_link_local()
        // RFC 3879: deprecated site-local addresses.
        || (first & 0xffc0) == 0xfec0
    {
        Some(NotPublicReason::PrivateAddress)
    } else if address.is_multicast()
        || (first == 0x2001 && second == 0xdb8)
        // RFC 4380: Teredo, deprecated; RFC 6666: discard-only.
        || (first == 0x2001 && second == 0)
        || address.segments()[..4] == [0x100, 0, 0, 0]
    {
        Some(NotPublicReason::Nobody)
    } else {
        None
    }
}

/// The same check for the IPv4 address that an IPv6 address embeds or leads to.
fn why_no_embedded(address: Ipv6Addr) -> Option<NotPublicReason> {
    let v4 = |high: u16, low: u16| Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low));
    match address.segments() {
        // `::` and `::1` have their own meaning.
        [0, 0, 0, 0, 0, 0, 0, 0 | 1] => None,
        // RFC 4291: IPv4-mapped.
        [0, 0, 0, 0, 0, 0xffff, high, low] => why_no_v4(v4(high, low)),
        // RFC 4291: IPv4-compatible, deprecated; RFC 2765: IPv4-translated.
        [0, 0, 0, 0, 0, 0, high, low] | [0, 0, 0, 0, 0xffff, 0, high, low] => {
            why_no_v4(v4(high, low)).or(Some(NotPublicReason::Nobody))
        }
        // RFC 6052: NAT64.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => why_no_v4(v4(high, low)),
        // RFC 8215: NAT64 within a network.
        [0x64, 0xff9b, 1, ..] => Some(NotPublicReason::PrivateAddress),
        // RFC 3056: 6to4.
        [0x2002, high, low, ..] => why_no_v4(v4(high, low)),
        _ => None,
    }
}

fn is_of_tailnet(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            let [first, second, ..] = address.octets();
            first == 100 && (64..128).contains(&second)
        }
        IpAddr::V6(address) => address.segments()[..3] == [0xfd7a, 0x115c, 0xa1e0],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_counts_only_where_it_can_be_pasted_into_the_portal() {
        for (text, expected) in [
            ("https://a.example", Ok("https://a.example")),
            (" https://A.example/ ", Ok("https://a.example")),
            ("http://a.example:1234/in", Ok("http://a.example:1234/in")),
            ("http://[::1]:80", Ok("http://[::1]")),
            (
                "ftp://a.example",
                Err(PublicUrlError::Scheme("ftp".to_owned())),
            ),
            (
                "javascript:alert(1)",
                Err(PublicUrlError::Scheme("javascript".to_owned())),
            ),
            ("https://user:word@a.example", Err(PublicUrlError::User)),
            ("https://:word@a.example", Err(PublicUrlError::User)),
            ("https://a.example/?x=1", Err(PublicUrlError::Query)),
            ("https://a.example/?", Err(PublicUrlError::Query)),
            ("https://a.example/#x", Err(PublicUrlError::Fragment)),
            ("https://a.example/#", Err(PublicUrlError::Fragment)),
            ("https://", Err(PublicUrlError::NoUrl)),
            ("https://a\"b.example", Err(PublicUrlError::Host)),
            ("https://a{b}.example", Err(PublicUrlError::NoUrl)),
            ("a.example", Err(PublicUrlError::NoUrl)),
            ("", Err(PublicUrlError::NoUrl)),
        ] {
            let read = PublicUrl::parse(text);
            match expected {
                Err(PublicUrlError::NoUrl | PublicUrlError::Host) => {
                    assert!(read.is_err(), "{text}")
                }
                _ => assert_eq!(
                    read.as_ref().map(PublicUrl::as_str),
                    expected.as_ref().copied(),
                    "{text}"
                ),
            }
        }
        let long = format!("https://a.example/{}", "x".repeat(LIMIT));
        assert_eq!(PublicUrl::parse(&long), Err(PublicUrlError::Long));
    }

    #[test]
    fn what_retm_can_not_reach_is_distinguished_from_what_it_can() {
        use NotPublicReason::{Nobody, PrivateAddress, PrivateName, ThisMachine};
        for (host, expected) in [
            ("127.0.0.1", Some(ThisMachine)),
            ("127.9.9.9", Some(ThisMachine)),
            ("0.0.0.0", Some(ThisMachine)),
            ("2130706433", Some(ThisMachine)),
            ("0x7f.1", Some(ThisMachine)),
            ("[::1]", Some(ThisMachine)),
            ("[::]", Some(ThisMachine)),
            ("[::ffff:127.0.0.1]", Some(ThisMachine)),
            // IPv4 addresses embedded in IPv6.
            ("[::127.0.0.1]", Some(ThisMachine)),
            ("[::10.0.0.1]", Some(PrivateAddress)),
            ("[::9.9.9.9]", Some(Nobody)),
            ("[64:ff9b::7f00:1]", Some(ThisMachine)),
            ("[64:ff9b::192.168.1.5]", Some(PrivateAddress)),
            ("[64:ff9b::9.9.9.9]", None),
            ("[64:ff9b:1::9.9.9.9]", Some(PrivateAddress)),
            ("[2002:7f00:1::1]", Some(ThisMachine)),
            ("[2002:c0a8:105::1]", Some(PrivateAddress)),
            ("[2002:909:909::1]", None),
            ("[2001:0:7f00:1::1]", Some(Nobody)),
            ("[::ffff:0:127.0.0.1]", Some(ThisMachine)),
            ("[100::1]", Some(Nobody)),
            ("localhost", Some(ThisMachine)),
            ("LOCALHOST.", Some(ThisMachine)),
            ("a.localhost", Some(ThisMachine)),
            ("10.1.2.3", Some(PrivateAddress)),
            ("172.16.0.1", Some(PrivateAddress)),
            ("172.32.0.1", None),
            ("192.168.1.5", Some(PrivateAddress)),
            ("169.254.1.1", Some(PrivateAddress)),
            ("100.64.0.1", Some(PrivateAddress)),
            ("100.127.255.255", Some(PrivateAddress)),
            ("100.128.0.1", None),
            ("[fd00::1]", Some(PrivateAddress)),
            ("[fe80::1]", Some(PrivateAddress)),
            ("[fec0::1]", Some(PrivateAddress)),
            ("[::ffff:10.0.0.1]", Some(PrivateAddress)),
            ("224.0.0.1", Some(Nobody)),
            ("255.255.255.255", Some(Nobody)),
            ("192.0.2.1", Some(Nobody)),
            ("[2001:db8::1]", Some(Nobody)),
            ("[ff02::1]", Some(Nobody)),
            ("printer.local", Some(PrivateName)),
            ("db.internal", Some(PrivateName)),
            ("nas.lan", Some(PrivateName)),
            ("nas.home.arpa", Some(PrivateName)),
            ("nas", Some(PrivateName)),
            ("nas.", Some(PrivateName)),
            ("9.9.9.9", None),
            ("[2620:fe::fe]", None),
            ("abc.example", None),
            ("notlocal.example", None),
            ("mylocalhost.example", None),
            ("a.nonlocal", None),
            ("host.tail1234.ts.net", None),
        ] {
            let url = HttpUrl::parse(&format!("http://{host}")).unwrap();
            assert_eq!(why_not(&url.host().unwrap()), expected, "{host}");
        }
        let words = NotOnInternet {
            host: "127.0.0.1".to_owned(),
            why: ThisMachine,
        };
        assert_eq!(
            words.to_string(),
            "127.0.0.1 is this machine. RETM needs an address on the internet"
        );
    }

    #[test]
    fn only_tailscales_own_names_lead_through_its_addresses() {
        let ours = "100.101.102.103".parse().unwrap();
        assert!(is_of_tailnet(ours));
        assert!(is_of_tailnet("fd7a:115c:a1e0::1".parse().unwrap()));
        assert!(!is_of_tailnet("192.168.1.5".parse().unwrap()));
        assert_eq!(why_no_address(ours), Some(NotPublicReason::PrivateAddress));
    }
}
