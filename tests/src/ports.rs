//! Ports to be used later, from below the ephemeral range, so that nothing else gets them in the meantime.

use std::{
    net::{TcpListener, ToSocketAddrs},
    sync::{
        LazyLock,
        atomic::{AtomicU16, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use crate::LIMIT;

const FIRST: u16 = 10_000;
const COUNT: u16 = 22_000;

/// One after the other, so that two tests of a process never get the same, from a random one on, as several processes
/// run at once.
static NEXT: LazyLock<AtomicU16> = LazyLock::new(|| AtomicU16::new(fastrand::u16(..COUNT)));

/// A port where nothing listens now.
///
/// # Panics
/// If a hundred ports are in use.
pub fn unused() -> u16 {
    let mut ports = (0..100).map(|_| FIRST + NEXT.fetch_add(1, Ordering::Relaxed) % COUNT);
    let is_free = |port: &u16| TcpListener::bind(("127.0.0.1", *port)).is_ok();
    ports.find(is_free).expect("a free port")
}

/// Listens there. A process that another test is starting holds a copy of each open socket until it becomes the other
/// program, so a port that was just closed may still be in use for a moment.
///
/// # Panics
/// If it stays in use.
pub fn listen(address: impl ToSocketAddrs) -> TcpListener {
    let until = Instant::now() + LIMIT;
    loop {
        match TcpListener::bind(&address) {
            Ok(listener) => return listener,
            Err(error) => assert!(Instant::now() < until, "{error}"),
        }
        thread::sleep(Duration::from_millis(5));
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, net::TcpListener, thread, time::Duration};

    #[test]
    fn a_port_that_is_closed_in_a_moment_is_waited_for() {
        let held = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = held.local_addr().unwrap();
        let closing = thread::spawn(move || {
            thread::sleep(Duration::from_millis(100));
            drop(held);
        });
        assert_eq!(super::listen(address).local_addr().unwrap(), address);
        closing.join().unwrap();
    }

    #[test]
    fn no_two_tests_get_the_same() {
        let threads: Vec<_> = (0..8)
            .map(|_| thread::spawn(|| (0..200).map(|_| super::unused()).collect::<Vec<_>>()))
            .collect();
        let ports = threads.into_iter().flat_map(|one| one.join().unwrap());
        assert_eq!(ports.collect::<BTreeSet<_>>().len(), 1_600);
    }
}
