//! Those who are only in the way: connections by the hundred that are held, that send a little now and then or far
//! too much, and that never become a report. Bounded in number; gone when dropped.

use std::{
    io::{ErrorKind, Read, Write},
    net::{Shutdown, TcpStream},
    sync::Once,
    time::Duration,
};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// How long one of them tries to write before it gives up.
const PATIENCE: Duration = Duration::from_secs(5);

/// The connections.
#[derive(Debug)]
pub struct Crowd(Vec<TcpStream>);

impl Crowd {
    /// As many connections, each of which has sent `opening`. Who is turned away while it still sends stays among
    /// them: that is for the receiver to decide.
    ///
    /// # Panics
    /// Where nobody listens.
    pub fn of(count: usize, authority: &str, opening: &[u8]) -> Self {
        allow_many_files();
        let connections = (0..count).map(|n| {
            let mut connection = TcpStream::connect(authority)
                .unwrap_or_else(|e| panic!("connection {n} of {count} to {authority}: {e}"));
            connection.set_write_timeout(Some(PATIENCE)).unwrap();
            let _ = connection.write_all(opening);
            connection
        });
        Self(connections.collect())
    }

    /// Each sends that, as far as it still can.
    pub fn send(&mut self, bytes: &[u8]) {
        for connection in &mut self.0 {
            let _ = connection.write_all(bytes);
        }
    }

    /// Each says that it has no more to send, and goes on listening.
    pub fn half_close(&self) {
        for connection in &self.0 {
            let _ = connection.shutdown(Shutdown::Write);
        }
    }

    /// How many were closed by the other side, with or without an answer. Reads away what was answered.
    ///
    /// # Panics
    /// Where a socket can't be asked.
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

/// The usual limit of 1,024 open files would end a crowd in this process before it reaches the other's.
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
