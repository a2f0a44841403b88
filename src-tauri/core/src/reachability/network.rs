//! What around the program makes an old proof worthless: the machine slept, or its network is another one. Both
//! are noticed by looking now and then, which works alike on every platform. Nothing is sent.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket},
    time::Duration,
};

/// How often to look, at least.
pub const LOOK_EVERY: Duration = Duration::from_secs(20);
/// How much longer than meant a wait must have taken to have been a sleep of the machine's.
const SLEEP: Duration = Duration::from_secs(60);

/// Whether the machine slept while the program meant to wait for `meant`: by the clock on the wall, `passed` went
/// by. (The timers stand still in a sleep on Linux and macOS, and run on in Windows; the wall clock shows it on
/// all.) A clock that was put forward looks the same, and costs one check too many.
pub fn slept(meant: Duration, passed: Duration) -> bool {
    passed > meant + SLEEP
}

/// The addresses from which this machine would speak to the internet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Network {
    /// Over IPv4.
    pub v4: Option<IpAddr>,
    /// Over IPv6.
    pub v6: Option<IpAddr>,
}

impl Network {
    /// The machine's, as of now. Connecting a UDP socket only asks the system for a route; the far addresses are
    /// those for documentation (RFC 5737, RFC 3849), where nobody is.
    pub fn now() -> Self {
        const DISCARD: u16 = 9;
        let v4 = Ipv4Addr::new(192, 0, 2, 1);
        let v6 = Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1);
        Self {
            v4: route((Ipv4Addr::UNSPECIFIED, 0).into(), (v4, DISCARD).into()),
            v6: route((Ipv6Addr::UNSPECIFIED, 0).into(), (v6, DISCARD).into()),
        }
    }

    /// Whether there is no way to the internet at all.
    pub const fn is_gone(&self) -> bool {
        self.v4.is_none() && self.v6.is_none()
    }
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
    fn a_sleep_is_more_than_a_minute_over_what_was_meant() {
        let seconds = Duration::from_secs;
        for (meant, passed, expected) in [
            (20, 0, false),
            (20, 21, false),
            (20, 80, false),
            (20, 81, true),
            (5, 8 * 3600, true),
        ] {
            let found = slept(seconds(meant), seconds(passed));
            assert_eq!(found, expected, "{meant} {passed}");
        }
    }

    #[test]
    fn a_route_is_told_by_the_address_it_begins_at() {
        let any = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0));
        let here = SocketAddr::from((Ipv4Addr::LOCALHOST, 9));
        assert_eq!(route(any, here), Some(Ipv4Addr::LOCALHOST.into()));
        let other_family = SocketAddr::from((Ipv6Addr::LOCALHOST, 9));
        assert_eq!(route(any, other_family), None);
        assert_eq!(Network::now(), Network::now());
    }
}
