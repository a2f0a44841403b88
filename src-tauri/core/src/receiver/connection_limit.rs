//! Places: how many connections there may be at once, and who gives way when all are taken. A sender whose report
//! is being taken keeps its place; who only waits, dawdles over its headers or never reads its answers does not, and
//! of those the one that has done nothing for longest goes first. So nobody without the key can keep a report out by
//! holding connections. Raises this process's limit of open files, once, so that connections can't starve the disk.

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
/// What [`Guest::since`] says while a report is being taken.
const SERVED: u64 = u64::MAX;

/// All places of the receiver.
#[derive(Debug)]
pub(super) struct Places {
    most: usize,
    guests: Mutex<Vec<Arc<Guest>>>,
    /// Rings when a place is free, or someone could give way.
    changed: Notify,
    /// Counts what happens, to tell what was before what.
    turn: AtomicU64,
}

#[derive(Debug)]
struct Guest {
    /// The turn since which it has not been served; [`SERVED`] while it is.
    since: AtomicU64,
    leave: Notify,
}

/// One connection's place; free again when dropped.
#[derive(Debug)]
pub(super) struct Place {
    guest: Arc<Guest>,
    places: Arc<Places>,
}

/// A report is being taken, until this is dropped.
#[derive(Debug)]
pub(super) struct Serving(Arc<Place>);

impl Places {
    /// As many as this process may have.
    pub fn new() -> Arc<Self> {
        Arc::new(Self {
            most: most(),
            guests: Mutex::default(),
            changed: Notify::new(),
            turn: AtomicU64::new(0),
        })
    }

    /// A place. Where all are taken, the guest that has not been served for longest is asked to leave; where all are
    /// being served, waits until one is no more. For one caller at a time.
    pub async fn take(self: &Arc<Self>) -> Arc<Place> {
        loop {
            if let Some(guest) = self.try_take() {
                let places = Arc::clone(self);
                return Arc::new(Place { guest, places });
            }
            self.changed.notified().await;
        }
    }

    /// Asks the connection that has been idle for longest to close, where there is one.
    pub fn make_room(&self) {
        evict_idlest(&mut self.guests.lock());
    }

    fn try_take(&self) -> Option<Arc<Guest>> {
        let mut guests = self.guests.lock();
        if guests.len() >= self.most && !evict_idlest(&mut guests) {
            return None;
        }
        let guest = Arc::new(Guest {
            since: AtomicU64::new(self.next_turn()),
            leave: Notify::new(),
        });
        guests.push(Arc::clone(&guest));
        Some(guest)
    }

    fn next_turn(&self) -> u64 {
        self.turn.fetch_add(1, Ordering::Relaxed)
    }
}

/// Takes out the connection that has been idle for longest and asks it to close; whether there was one.
fn evict_idlest(guests: &mut Vec<Arc<Guest>>) -> bool {
    let since = |guest: &Arc<Guest>| guest.since.load(Ordering::Relaxed);
    let idlest = guests
        .iter()
        .enumerate()
        .min_by_key(|(_, guest)| since(guest))
        .filter(|(_, guest)| since(guest) != SERVED)
        .map(|(at, _)| at);
    if let Some(at) = idlest {
        guests.swap_remove(at).leave.notify_one();
    }
    idlest.is_some()
}

impl Place {
    /// Waits until the place is wanted for somebody else.
    pub async fn wanted(&self) {
        self.guest.leave.notified().await;
    }

    /// A report is being taken: the place is kept until the value is dropped.
    pub fn serve(self: &Arc<Self>) -> Serving {
        self.guest.since.store(SERVED, Ordering::Relaxed);
        Serving(Arc::clone(self))
    }

    /// Whether a report is being taken.
    pub fn is_served(&self) -> bool {
        self.guest.since.load(Ordering::Relaxed) == SERVED
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let Place { guest, places } = &*self.0;
        guest.since.store(places.next_turn(), Ordering::Relaxed);
        places.changed.notify_one();
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut guests = self.places.guests.lock();
        guests.retain(|guest| !Arc::ptr_eq(guest, &self.guest));
        drop(guests);
        self.places.changed.notify_one();
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

    fn places(most: usize) -> Arc<Places> {
        let places = Arc::into_inner(Places::new()).unwrap();
        Arc::new(Places { most, ..places })
    }

    async fn is_wanted(place: &Place) -> bool {
        tokio::time::timeout(Duration::from_millis(1), place.wanted())
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
        let places = places(3);
        let (first, second, third) = (
            places.take().await,
            places.take().await,
            places.take().await,
        );
        drop(first.serve());
        let served = third.serve();
        let _fourth = places.take().await;
        assert!(is_wanted(&second).await);
        assert!(!is_wanted(&first).await && !is_wanted(&third).await);
        let _fifth = places.take().await;
        assert!(is_wanted(&first).await);
        assert!(!is_wanted(&third).await && third.is_served());
        drop(served);
        assert_eq!(places.guests.lock().len(), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn where_all_are_served_the_next_waits_for_one() {
        let places = places(2);
        let (one, other) = (places.take().await, places.take().await);
        let served = (one.serve(), other.serve());
        let waiting = tokio::time::timeout(Duration::from_secs(1), places.take());
        assert!(waiting.await.is_err());
        drop(served.0);
        let _third = places.take().await;
        assert!(is_wanted(&one).await && !is_wanted(&other).await);
        drop((served.1, one, other));
        assert_eq!(places.guests.lock().len(), 1);
    }
}
