//! Ports to be used later, from below the ephemeral range, so that nothing else gets them in the meantime.

use std::{
    net::TcpListener,
    sync::{
        LazyLock,
        atomic::{AtomicU16, Ordering},
    },
};

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

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, thread};

    #[test]
    fn no_two_tests_get_the_same() {
        let threads: Vec<_> = (0..8)
            .map(|_| thread::spawn(|| (0..200).map(|_| super::unused()).collect::<Vec<_>>()))
            .collect();
        let ports = threads.into_iter().flat_map(|one| one.join().unwrap());
        assert_eq!(ports.collect::<BTreeSet<_>>().len(), 1_600);
    }
}
