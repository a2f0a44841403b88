//! Connections that are only in the way: hundreds that are held, send a little now and then or far too much, and never
//! become a report. Limited in number; closed when dropped.

use std::{
    io::{ErrorKind, Read, Write},
    net::{Shutdown, TcpStream},
    sync::Once,
    time::Duration,
};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// How long each tries to write before it gives up.
const TIMEOUT: Duration = Duration::from_secs(5);

/// The connections.
#[derive(Debug)]
pub struct IdleConnections(Vec<TcpStream>);

impl IdleConnections {
    /// This many connections, each of which has sent `opening`. Those rejected while still sending are included: that
    /// is for the receiver to decide.
    ///
    /// # Panics
    /// If nothing listens.
    pub fn of(count: usize, authority: &str, opening: &[u8]) -> Self {
        allow_many_files();
        let connections = (0..count).map(|n| {
            let mut connection = TcpStream::connect(authority)
                .unwrap_or_else(|e| panic!("connection {n} of {count} to {authority}: {e}"));
            connection.set_write_timeout(Some(TIMEOUT)).unwrap();
            let _ = connection.write_all(opening);
            connection
        });
        Self(connections.collect())
    }

    /// Sends this on each connection that still accepts it.
    pub fn send(&mut self, bytes: &[u8]) {
        for connection in &mut self.0 {
            let _ = connection.write_all(bytes);
        }
    }

    /// Closes the sending half of each connection.
    pub fn half_close(&self) {
        for connection in &self.0 {
            let _ = connection.shutdown(Shutdown::Write);
        }
    }

    /// How many were closed by the other side, with or without an answer. Reads and discards the answers.
    ///
    /// # Panics
    /// If a socket can't be queried.
    pub fn closed(&mut self) -> usize {
        let is_closed = |connection: &mut TcpStream| {
            connection.set_nonblocking(true).unwrap();
            let mut answer = [0; 4096];
            let closed = loop {
                match connection.read(&mut answer) {
                    Ok(0) => break true,
                    Ok(_) => {}
                    Err(e) if e.kind() == ErrorKind::WouldBlock => break false,
                    Err(_) => break true,
                }
            };
            connection.set_nonblocking(false).unwrap();
            closed
        };
        self.0
            .iter_mut()
            .map(is_closed)
            .filter(|closed| *closed)
            .count()
    }
}

/// The usual limit of 1,024 open files would affect this process before the receiver.
fn allow_many_files() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let limit = getrlimit(Resource::Nofile);
        let current = limit.maximum.map(|most| most.min(16_384)).or(Some(16_384));
        if limit.current.is_some_and(|now| Some(now) < current) {
            setrlimit(Resource::Nofile, Rlimit { current, ..limit }).unwrap();
        }
    });
}
