//! Ports for what is to listen later: below those that the system gives out by itself, so that nobody gets them meanwhile.

use std::net::TcpListener;

/// A port where nobody listens now.
///
/// # Panics
/// Where a hundred are taken.
pub fn unused() -> u16 {
    let mut ports = (0..100).map(|_| fastrand::u16(10_000..32_000));
    let is_free = |port: &u16| TcpListener::bind(("127.0.0.1", *port)).is_ok();
    ports.find(is_free).expect("a free port")
}
