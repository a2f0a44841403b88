//! Limits the number of connections and decides which one to evict when all slots are taken. A connection with an
//! active request is never evicted. Of the others (idle, slow headers, unread answers), the one that has been idle
//! longest goes first, so nobody without the key can keep a report out by holding connections. Also raises this
//! process's limit of open files once, so that connections can't starve the database.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use parking_lot::Mutex;
use tokio::sync::Notify;

/// The maximum number of connections, if the system allows this process twice as many open files.
const MAX_CONNECTIONS: usize = 1024;
/// The minimum number of connections, however few files this process may open.
const MIN_CONNECTIONS: usize = 2;
/// How many open files are reserved for the database, tunnel programs, D-Bus and a connection that was just accepted.
const SPARE_FILES: usize = 12;
/// The limit of open files to request from the system. The usual 1,024 of a desktop (256 on macOS) have to serve the
/// connections, the database and the window together.
#[cfg(unix)]
const OPEN_FILES: u64 = 4096;
/// The value of [`OpenConnection::since`] during an active request.
const ACTIVE: u64 = u64::MAX;

/// All connection slots of the receiver.
#[derive(Debug)]
pub(super) struct ConnectionLimiter {
    most: usize,
    connections: Mutex<Vec<Arc<OpenConnection>>>,
    /// Notified when a slot becomes free or a connection becomes evictable.
    changed: Notify,
    /// A counter that orders events.
    tick: AtomicU64,
}

#[derive(Debug)]
struct OpenConnection {
    /// The tick since which the connection has been idle, or [`ACTIVE`] during a request.
    since: AtomicU64,
    leave: Notify,
}

/// The slot of one connection. Dropping it frees the slot.
#[derive(Debug)]
pub(super) struct Permit {
    connection: Arc<OpenConnection>,
    limiter: Arc<ConnectionLimiter>,
}

/// Marks a request as active until dropped.
#[derive(Debug)]
pub(super) struct ActiveRequest(Arc<Permit>);

impl ConnectionLimiter {
    /// With as many slots as this process may have.
    pub fn new() -> Arc<Self> {
        Arc::new(Self {
            most: most(),
            connections: Mutex::default(),
            changed: Notify::new(),
            tick: AtomicU64::new(0),
        })
    }

    /// Acquires a slot. If all are taken, evicts the connection that has been idle longest. If all have an active
    /// request, waits until one of them ends. One caller at a time.
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

    /// Asks the connection that has been idle longest to close, if there is one.
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

/// Removes the connection that has been idle longest and asks it to close. Returns whether there was one.
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
    /// Waits until this connection has to give up its slot.
    pub async fn evicted(&self) {
        self.connection.leave.notified().await;
    }

    /// Marks a request as active: the slot can't be taken away until the returned value is dropped.
    pub fn begin_request(self: &Arc<Self>) -> ActiveRequest {
        self.connection.since.store(ACTIVE, Ordering::Relaxed);
        ActiveRequest(Arc::clone(self))
    }

    /// Whether a request is active.
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

/// How many connections fit into the system's limit of open files.
fn most() -> usize {
    let allowed = usize::try_from(open_files()).unwrap_or(usize::MAX);
    connections_for(allowed, files_in_use())
}

/// Half of the files that may be open, or fewer if so many are in use that less than [`SPARE_FILES`] would be left. At
/// most [`MAX_CONNECTIONS`] and at least [`MIN_CONNECTIONS`].
fn connections_for(allowed: usize, in_use: usize) -> usize {
    let free = allowed.saturating_sub(in_use + SPARE_FILES);
    (allowed / 2)
        .min(free)
        .clamp(MIN_CONNECTIONS, MAX_CONNECTIONS)
}

/// How many files this process has open; a guess if the system does not report it.
fn files_in_use() -> usize {
    const GUESS: usize = 32;
    std::fs::read_dir("/dev/fd").map_or(GUESS, Iterator::count)
}

#[cfg(unix)]
fn open_files() -> u64 {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    // `None` means no limit.
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
            tracing::warn!(%error, "can't raise the limit of open files from {now}");
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
            (usize::MAX, 30, MAX_CONNECTIONS),
            (4096, 30, MAX_CONNECTIONS),
            (256, 30, 128),
            (96, 24, 48),
            (40, 24, 4),
            (24, 24, MIN_CONNECTIONS),
        ] {
            assert_eq!(
                connections_for(allowed, in_use),
                expected,
                "{allowed} files"
            );
        }
    }

    #[tokio::test]
    async fn the_connection_idle_for_longest_gives_way() {
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
