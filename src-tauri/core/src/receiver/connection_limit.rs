//! Limits the number of connections and decides which one to evict when all are taken. A connection with an active
//! request is never evicted. Of the others (idle, slow headers, unread answers), the one that has been idle longest goes
//! first, so nobody without the key can keep a report out by holding connections. Also raises this process's limit of open
//! files once, so that connections can't starve the database.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use parking_lot::Mutex;
use tokio::sync::Notify;

/// How many connections there may be at once, where the system lets the process have twice as many open files.
const MOST: usize = 1024;
/// The fewest connections there may be at once, however few files the process may have open.
const FEWEST: usize = 2;
/// How many open files are left to the database, tunnel programs, D-Bus and a connection that is just accepted.
const SPARE_FILES: usize = 12;
/// How many files the process may have open, where the system allows it: a desktop's usual 1,024 (macOS: 256) are for
/// the connections, the database and the window together.
#[cfg(unix)]
const OPEN_FILES: u64 = 4096;
/// What [`OpenConnection::since`] says while a report is being taken.
const ACTIVE: u64 = u64::MAX;

/// All places of the receiver.
#[derive(Debug)]
pub(super) struct ConnectionLimiter {
    most: usize,
    connections: Mutex<Vec<Arc<OpenConnection>>>,
    /// Rings when a place is free, or someone could give way.
    changed: Notify,
    /// Counts what happens, to tell what was before what.
    tick: AtomicU64,
}

#[derive(Debug)]
struct OpenConnection {
    /// The turn since which it has not been served; [`ACTIVE`] while it is.
    since: AtomicU64,
    leave: Notify,
}

/// One connection's place; free again when dropped.
#[derive(Debug)]
pub(super) struct Permit {
    connection: Arc<OpenConnection>,
    limiter: Arc<ConnectionLimiter>,
}

/// A report is being taken, until this is dropped.
#[derive(Debug)]
pub(super) struct ActiveRequest(Arc<Permit>);

impl ConnectionLimiter {
    /// As many as this process may have.
    pub fn new() -> Arc<Self> {
        Arc::new(Self {
            most: most(),
            connections: Mutex::default(),
            changed: Notify::new(),
            tick: AtomicU64::new(0),
        })
    }

    /// A place. Where all are taken, the guest that has not been served for longest is asked to leave; where all are
    /// being served, waits until one is no more. For one caller at a time.
    pub async fn acquire(self: &Arc<Self>) -> Arc<Permit> {
        loop {
            if let Some(connection) = self.try_acquire() {
                let limiter = Arc::clone(self);
                return Arc::new(Permit {
                    connection,
                    limiter,
                });
            }
            self.changed.notified().await;
        }
    }

    /// Asks the connection that has been idle for longest to close, where there is one.
    pub fn evict_one(&self) {
        evict_idlest(&mut self.connections.lock());
    }

    fn try_acquire(&self) -> Option<Arc<OpenConnection>> {
        let mut connections = self.connections.lock();
        if connections.len() >= self.most && !evict_idlest(&mut connections) {
            return None;
        }
        let connection = Arc::new(OpenConnection {
            since: AtomicU64::new(self.next_tick()),
            leave: Notify::new(),
        });
        connections.push(Arc::clone(&connection));
        Some(connection)
    }

    fn next_tick(&self) -> u64 {
        self.tick.fetch_add(1, Ordering::Relaxed)
    }
}

/// Takes out the connection that has been idle for longest and asks it to close; whether there was one.
fn evict_idlest(connections: &mut Vec<Arc<OpenConnection>>) -> bool {
    let since = |connection: &Arc<OpenConnection>| connection.since.load(Ordering::Relaxed);
    let idlest = connections
        .iter()
        .enumerate()
        .min_by_key(|(_, connection)| since(connection))
        .filter(|(_, connection)| since(connection) != ACTIVE)
        .map(|(at, _)| at);
    if let Some(at) = idlest {
        connections.swap_remove(at).leave.notify_one();
    }
    idlest.is_some()
}

impl Permit {
    /// Waits until the place is wanted for somebody else.
    pub async fn evicted(&self) {
        self.connection.leave.notified().await;
    }

    /// A report is being taken: the place is kept until the value is dropped.
    pub fn begin_request(self: &Arc<Self>) -> ActiveRequest {
        self.connection.since.store(ACTIVE, Ordering::Relaxed);
        ActiveRequest(Arc::clone(self))
    }

    /// Whether a report is being taken.
    pub fn has_active_request(&self) -> bool {
        self.connection.since.load(Ordering::Relaxed) == ACTIVE
    }
}

impl Drop for ActiveRequest {
    fn drop(&mut self) {
        let Permit {
            connection,
            limiter,
        } = &*self.0;
        connection
            .since
            .store(limiter.next_tick(), Ordering::Relaxed);
        limiter.changed.notify_one();
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut connections = self.limiter.connections.lock();
        connections.retain(|connection| !Arc::ptr_eq(connection, &self.connection));
        drop(connections);
        self.limiter.changed.notify_one();
    }
}

/// How many connections fit into the open files that the system allows.
fn most() -> usize {
    let allowed = usize::try_from(open_files()).unwrap_or(usize::MAX);
    connections_for(allowed, files_in_use())
}

/// Half of the files that may be open, less where so many are in use that [`SPARE_FILES`] would not be left; at most
/// [`MOST`], and always a few.
fn connections_for(allowed: usize, in_use: usize) -> usize {
    let free = allowed.saturating_sub(in_use + SPARE_FILES);
    (allowed / 2).min(free).clamp(FEWEST, MOST)
}

/// How many files this process has open; a guess where the system does not tell.
fn files_in_use() -> usize {
    const USUAL: usize = 32;
    std::fs::read_dir("/dev/fd").map_or(USUAL, Iterator::count)
}

#[cfg(unix)]
fn open_files() -> u64 {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    // None stands for no limit.
    let now = limit.current.unwrap_or(u64::MAX);
    let wanted = limit.maximum.unwrap_or(u64::MAX).min(OPEN_FILES);
    if now >= wanted {
        return now;
    }
    let raised = Rlimit {
        current: Some(wanted),
        ..limit
    };
    match setrlimit(Resource::Nofile, raised) {
        Ok(()) => wanted,
        Err(error) => {
            tracing::warn!(%error, "the limit of open files stays at {now}");
            now
        }
    }
}

#[cfg(not(unix))]
fn open_files() -> u64 {
    u64::MAX
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn limiter(most: usize) -> Arc<ConnectionLimiter> {
        let limiter = Arc::into_inner(ConnectionLimiter::new()).unwrap();
        Arc::new(ConnectionLimiter { most, ..limiter })
    }

    async fn is_evicted(permit: &Permit) -> bool {
        tokio::time::timeout(Duration::from_millis(1), permit.evicted())
            .await
            .is_ok()
    }

    #[test]
    fn few_files_leave_room_for_the_database() {
        for (allowed, in_use, expected) in [
            (usize::MAX, 30, MOST),
            (4096, 30, MOST),
            (256, 30, 128),
            (96, 24, 48),
            (40, 24, 4),
            (24, 24, FEWEST),
        ] {
            assert_eq!(
                connections_for(allowed, in_use),
                expected,
                "{allowed} files"
            );
        }
    }

    #[tokio::test]
    async fn who_has_not_been_served_for_longest_gives_way() {
        let limiter = limiter(3);
        let (first, second, third) = (
            limiter.acquire().await,
            limiter.acquire().await,
            limiter.acquire().await,
        );
        drop(first.begin_request());
        let served = third.begin_request();
        let _fourth = limiter.acquire().await;
        assert!(is_evicted(&second).await);
        assert!(!is_evicted(&first).await && !is_evicted(&third).await);
        let _fifth = limiter.acquire().await;
        assert!(is_evicted(&first).await);
        assert!(!is_evicted(&third).await && third.has_active_request());
        drop(served);
        assert_eq!(limiter.connections.lock().len(), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn where_all_are_served_the_next_waits_for_one() {
        let limiter = limiter(2);
        let (one, other) = (limiter.acquire().await, limiter.acquire().await);
        let served = (one.begin_request(), other.begin_request());
        let waiting = tokio::time::timeout(Duration::from_secs(1), limiter.acquire());
        assert!(waiting.await.is_err());
        drop(served.0);
        let _third = limiter.acquire().await;
        assert!(is_evicted(&one).await && !is_evicted(&other).await);
        drop((served.1, one, other));
        assert_eq!(limiter.connections.lock().len(), 1);
    }
}
