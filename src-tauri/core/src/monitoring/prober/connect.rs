//! Connects to the one address that was checked against the allowed hosts.

use std::{io, net::SocketAddr};

use tokio::{
    net::TcpStream,
    time::{Instant, timeout_at},
};

use crate::probe::outcome::ConnectFailure;

/// Connects before the deadline.
///
/// # Errors
/// Why the connection failed.
pub(crate) async fn connect(
    address: SocketAddr,
    deadline: Instant,
) -> Result<TcpStream, ConnectFailure> {
    let began = Instant::now();
    match timeout_at(deadline, TcpStream::connect(address)).await {
        Ok(Ok(stream)) => {
            // Sends small requests at once. If it can't be set, they are sent a little later.
            let _ = stream.set_nodelay(true);
            Ok(stream)
        }
        Ok(Err(error)) => Err(why_not(&error, began)),
        Err(_) => Err(ConnectFailure::Timeout(began.elapsed())),
    }
}

fn why_not(error: &io::Error, began: Instant) -> ConnectFailure {
    use io::ErrorKind as Kind;
    match error.kind() {
        Kind::ConnectionRefused => ConnectFailure::Refused,
        Kind::TimedOut => ConnectFailure::Timeout(began.elapsed()),
        Kind::HostUnreachable | Kind::NetworkUnreachable | Kind::AddrNotAvailable => {
            ConnectFailure::Unreachable
        }
        _ => ConnectFailure::Other(error.to_string()),
    }
}
