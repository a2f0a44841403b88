//! Where a probe may go. Private and loopback addresses are probed only if the user allowed the host by name; some
//! addresses are never probed. Pure: a name, an address and a list in, a decision out. The probe connects to the very
//! address that was judged here; the name is not resolved again.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

// url: its host parser knows IDNA and every spelling of an address, as browsers do.
use url::Host;

/// The hosts that the user has allowed, by exact name. The name of an address is itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllowedHosts(Vec<String>);

impl AllowedHosts {
    /// Parses `host, host`.
    ///
    /// # Errors
    /// The first entry that is not a host.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut hosts = Self::default();
        for word in text
            .split(',')
            .map(str::trim)
            .filter(|word| !word.is_empty())
        {
            hosts.add(host(word).ok_or_else(|| word.to_owned())?);
        }
        Ok(hosts)
    }

    /// Whether it contains this host, in any case, in Unicode or in ASCII.
    pub fn has(&self, name: &str) -> bool {
        host(name).is_some_and(|name| self.0.contains(&name))
    }

    /// Adds a host. Unchanged if it is not a host.
    #[must_use]
    pub fn with(&self, name: &str) -> Self {
        let mut hosts = self.clone();
        if let Some(name) = host(name) {
            hosts.add(name);
        }
        hosts
    }

    fn add(&mut self, name: String) {
        if !self.0.contains(&name) {
            self.0.push(name);
        }
    }
}

impl fmt::Display for AllowedHosts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(", "))
    }
}

/// The canonical form of a host for comparisons: lower case, IDNA ASCII, no trailing dot, addresses in their usual form
/// without brackets. `None` if it is not a host.
pub fn host(text: &str) -> Option<String> {
    let text = text.trim();
    if let Ok(address) = text.parse::<Ipv6Addr>() {
        return Some(address.to_string());
    }
    match Host::parse(text).ok()? {
        Host::Domain(name) => Some(name.trim_end_matches('.').to_owned()).filter(|n| !n.is_empty()),
        Host::Ipv4(address) => Some(address.to_string()),
        Host::Ipv6(address) => Some(address.to_string()),
    }
}

/// Who can have an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// A host on the internet.
    Public,
    /// This machine, a private network, or an address not routed on the internet, with its description.
    Private(&'static str),
    /// Not a single machine, with its description.
    Nobody(&'static str),
}

/// Why an address is not probed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub address: IpAddr,
    /// Its description: `a private address`.
    pub kind: &'static str,
    /// Whether the user may allow it.
    pub can_be_allowed: bool,
}

/// Checks whether this address of this host may be probed.
///
/// # Errors
/// Why it may not.
pub fn may_ask(host: &str, address: IpAddr, allowed: &AllowedHosts) -> Result<(), Refusal> {
    let refusal = |kind, can_be_allowed| Refusal {
        address,
        kind,
        can_be_allowed,
    };
    match reach(address) {
        Reach::Public => Ok(()),
        Reach::Private(_) if allowed.has(host) => Ok(()),
        Reach::Private(kind) => Err(refusal(kind, true)),
        Reach::Nobody(kind) => Err(refusal(kind, false)),
    }
}

/// Who can have this address, by IANA's special-purpose registries (RFC 6890 and its updates).
pub fn reach(address: IpAddr) -> Reach {
    match address {
        IpAddr::V4(address) => reach_v4(address),
        IpAddr::V6(address) => reach_v6(address),
    }
}

fn reach_v4(address: Ipv4Addr) -> Reach {
    match address.octets() {
        [0, ..] => Reach::Nobody("an unspecified address"),
        [224..=239, ..] => Reach::Nobody("a multicast address"),
        [255, 255, 255, 255] => Reach::Nobody("the broadcast address"),
        [240..=255, ..] => Reach::Nobody("a reserved address"),
        [127, ..] => Reach::Private("an address of this machine"),
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] => Reach::Private("a private address"),
        [100, 64..=127, ..] => Reach::Private("a carrier's private address"),
        [169, 254, ..] => Reach::Private("a link-local address"),
        [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _] => {
            Reach::Private("an address for documentation")
        }
        [198, 18..=19, ..] | [192, 0, 0, _] | [192, 88, 99, _] => {
            Reach::Private("an address for a special purpose")
        }
        _ => Reach::Public,
    }
}

fn reach_v6(address: Ipv6Addr) -> Reach {
    let s = address.segments();
    let embedded = |high: u16, low: u16| {
        let [a, b] = high.to_be_bytes();
        let [c, d] = low.to_be_bytes();
        reach_v4(Ipv4Addr::new(a, b, c, d))
    };
    match s {
        [0, 0, 0, 0, 0, 0, 0, 0] => Reach::Nobody("an unspecified address"),
        [0, 0, 0, 0, 0, 0, 0, 1] => Reach::Private("an address of this machine"),
        [0xff00..=0xffff, ..] => Reach::Nobody("a multicast address"),
        // IPv4 embedded in IPv6: mapped, compatible (both RFC 4291), NAT64 (RFC 6052), 6to4 (RFC 3056).
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            embedded(high, low)
        }
        [0x2002, high, low, ..] => embedded(high, low),
        [0xfe80..=0xfebf, ..] => Reach::Private("a link-local address"),
        [0xfc00..=0xfdff, ..] | [0xfec0..=0xfeff, ..] => Reach::Private("a private address"),
        [0x2001, 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => {
            Reach::Private("an address for documentation")
        }
        // Teredo, benchmarking, ORCHID and others reserved by RFC 2928.
        [0x2001, 0..=0x1ff, ..] => Reach::Private("an address for a special purpose"),
        [0x2000..=0x3fff, ..] => Reach::Public,
        // No address outside 2000::/3 is assigned for the internet.
        _ => Reach::Private("an address for a special purpose"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_an_address() {
        for (text, expected) in [
            ("9.9.9.9", 0),
            ("172.15.255.255", 0),
            ("172.32.0.0", 0),
            ("100.63.255.255", 0),
            ("100.128.0.0", 0),
            ("192.169.0.1", 0),
            ("2606:4700::1111", 0),
            ("::ffff:9.9.9.9", 0),
            ("64:ff9b::9.9.9.9", 0),
            ("2002:0909:0909::1", 0),
            ("127.0.0.1", 1),
            ("127.255.255.254", 1),
            ("10.0.0.1", 1),
            ("172.16.0.1", 1),
            ("172.31.255.255", 1),
            ("192.168.1.1", 1),
            ("100.64.0.1", 1),
            ("100.127.255.255", 1),
            ("169.254.169.254", 1),
            ("192.0.2.1", 1),
            ("198.51.100.1", 1),
            ("203.0.113.1", 1),
            ("198.19.0.1", 1),
            ("192.0.0.170", 1),
            ("::1", 1),
            ("fe80::1", 1),
            ("fd00::1", 1),
            ("fc00::1", 1),
            ("fec0::1", 1),
            ("2001:db8::1", 1),
            ("3fff::1", 1),
            ("2001::1", 1),
            ("64:ff9b:1::1", 1),
            ("100::1", 1),
            ("5f00::1", 1),
            ("::ffff:127.0.0.1", 1),
            ("::ffff:10.0.0.1", 1),
            ("::10.0.0.1", 1),
            ("64:ff9b::192.168.0.1", 1),
            ("2002:7f00:1::", 1),
            ("2002:c0a8:101::1", 1),
            ("0.0.0.0", 2),
            ("0.1.2.3", 2),
            ("224.0.0.1", 2),
            ("239.255.255.250", 2),
            ("255.255.255.255", 2),
            ("240.0.0.1", 2),
            ("::", 2),
            ("ff02::1", 2),
            ("::ffff:0.0.0.0", 2),
            ("::ffff:224.0.0.1", 2),
            ("64:ff9b::255.255.255.255", 2),
        ] {
            let found = match reach(text.parse().unwrap()) {
                Reach::Public => 0,
                Reach::Private(_) => 1,
                Reach::Nobody(_) => 2,
            };
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn a_private_address_is_asked_only_where_its_host_is_allowed_by_name() {
        let allowed = AllowedHosts::parse("pos.example, 127.0.0.1, [::1]").unwrap();
        let may = |host: &str, address: &str| {
            may_ask(host, address.parse().unwrap(), &allowed).map_err(|no| no.can_be_allowed)
        };
        assert_eq!(may("other.example", "9.9.9.9"), Ok(()));
        assert_eq!(may("POS.Example.", "192.168.1.1"), Ok(()));
        assert_eq!(may("127.0.0.1", "127.0.0.1"), Ok(()));
        assert_eq!(may("[::1]", "::1"), Ok(()));
        assert_eq!(may("localhost", "127.0.0.1"), Err(true));
        assert_eq!(may("127.0.0.2", "127.0.0.2"), Err(true));
        assert_eq!(may("a.pos.example", "10.0.0.1"), Err(true));
        assert_eq!(may("pos.example.evil.example", "10.0.0.1"), Err(true));
        assert_eq!(may("pos.example", "0.0.0.0"), Err(false));
        assert_eq!(may("pos.example", "224.0.0.1"), Err(false));
    }

    #[test]
    fn a_host_has_one_form() {
        for (text, expected) in [
            (" Pos.Example ", Some("pos.example")),
            ("pos.example.", Some("pos.example")),
            ("نقاط.example", Some("xn--mgb6a5ap.example")),
            ("xn--mgb6a5ap.example", Some("xn--mgb6a5ap.example")),
            ("127.1", Some("127.0.0.1")),
            ("0x7f.0.0.1", Some("127.0.0.1")),
            ("[::1]", Some("::1")),
            ("::1", Some("::1")),
            ("[0:0::1]", Some("::1")),
            ("", None),
            (".", None),
            ("a b", None),
            ("a.example:3000", None),
            ("https://a.example", None),
            ("a/b", None),
        ] {
            assert_eq!(host(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_list_reads_back_as_it_is_written() {
        let hosts = AllowedHosts::parse("b.example, A.example,, b.example,::1").unwrap();
        assert_eq!(hosts.to_string(), "b.example, a.example, ::1");
        assert_eq!(AllowedHosts::parse(&hosts.to_string()).unwrap(), hosts);
        assert_eq!(
            hosts.with("C.example").to_string(),
            "b.example, a.example, ::1, c.example"
        );
        assert_eq!(hosts.with("no host"), hosts);
        assert_eq!(AllowedHosts::parse("a.example, x y"), Err("x y".to_owned()));
        assert_eq!(AllowedHosts::parse(""), Ok(AllowedHosts::default()));
    }
}
