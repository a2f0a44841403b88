//! Ports to be used later, from below the ephemeral range, so that nothing else gets them in the meantime.

use std::net::TcpListener;

/// A port where nothing listens now.
///
/// # Panics
/// If a hundred ports are in use.
pub fn unused() -> u16 {
    let mut ports = (0..100).map(|_| fastrand::u16(10_000..32_000));
    let is_free = |port: &u16| TcpListener::bind(("127.0.0.1", *port)).is_ok();
    ports.find(is_free).expect("a free port")
}
