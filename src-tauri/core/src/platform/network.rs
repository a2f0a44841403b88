//! The network that this machine is on, and which hosts are on the internet. Sends nothing.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket},
    sync::OnceLock,
};

use url::Host;

use crate::{
    model::public_url::{self, NotOnInternet, PublicUrl},
    monitor::reachability::network::Network,
};

/// The variable with which tests reach a program through this machine's own addresses.
const ALLOW_LOCAL: &str = "MISSEDHOOK_TEST_ALLOW_LOCAL_URL";

/// The machine's current network. Connecting a UDP socket only asks the system for a route; the remote addresses are
/// reserved for documentation (RFC 5737, RFC 3849) and belong to nobody.
pub fn current() -> Network {
    const DISCARD: u16 = 9;
    let v4 = Ipv4Addr::new(192, 0, 2, 1);
    let v6 = Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1);
    Network {
        v4: route((Ipv4Addr::UNSPECIFIED, 0).into(), (v4, DISCARD).into()),
        v6: route((Ipv6Addr::UNSPECIFIED, 0).into(), (v6, DISCARD).into()),
    }
}

/// [`PublicUrl::on_internet`]; with the tests' switch, every host counts.
///
/// # Errors
/// Why not, in words.
pub fn url_on_internet(url: &PublicUrl) -> Result<(), NotOnInternet> {
    if local_is_allowed() {
        return Ok(());
    }
    url.on_internet()
}

/// [`public_url::host_on_internet`]; with the tests' switch, every host counts.
///
/// # Errors
/// Why not, in words.
pub fn host_on_internet(host: Option<Host<&str>>) -> Result<(), NotOnInternet> {
    if local_is_allowed() {
        return Ok(());
    }
    public_url::host_on_internet(host)
}

/// [`public_url::address_on_internet`]; with the tests' switch, every address counts.
pub fn address_on_internet(host: &str, address: IpAddr) -> bool {
    local_is_allowed() || public_url::address_on_internet(host, address)
}

fn local_is_allowed() -> bool {
    static ALLOWED: OnceLock<bool> = OnceLock::new();
    // In the tests of this crate everything is on this machine.
    cfg!(test) || *ALLOWED.get_or_init(|| std::env::var_os(ALLOW_LOCAL).is_some_and(|is| is == "1"))
}

fn route(from: SocketAddr, to: SocketAddr) -> Option<IpAddr> {
    let socket = UdpSocket::bind(from).ok()?;
    socket.connect(to).ok()?;
    Some(socket.local_addr().ok()?.ip())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_is_identified_by_the_address_it_begins_at() {
        let any = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0));
        let here = SocketAddr::from((Ipv4Addr::LOCALHOST, 9));
        assert_eq!(route(any, here), Some(Ipv4Addr::LOCALHOST.into()));
        let other_family = SocketAddr::from((Ipv6Addr::LOCALHOST, 9));
        assert_eq!(route(any, other_family), None);
        assert_eq!(current(), current());
    }
}
