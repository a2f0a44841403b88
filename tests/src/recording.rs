//! A list that one side fills and the other waits on: lines of output, notifications, tray items, requests. Every
//! recorder of this crate uses it, and every wait gets its limit and its message from it.

use std::{
    fmt::Debug,
    sync::{Arc, Condvar, Mutex},
    time::{Duration, Instant},
};

/// The recorded items, oldest first. Clones share one list.
#[derive(Debug)]
pub struct Recording<T>(Arc<Shared<T>>);

#[derive(Debug)]
struct Shared<T> {
    items: Mutex<Vec<T>>,
    grown: Condvar,
}

impl<T> Clone for Recording<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Default for Recording<T> {
    fn default() -> Self {
        Self(Arc::new(Shared {
            items: Mutex::new(Vec::new()),
            grown: Condvar::new(),
        }))
    }
}

impl<T: Clone + Debug> Recording<T> {
    /// Adds an item and wakes the waiting threads.
    pub fn add(&self, item: T) {
        self.0.items.lock().unwrap().push(item);
        self.0.grown.notify_all();
    }

    /// All items so far.
    pub fn all(&self) -> Vec<T> {
        self.0.items.lock().unwrap().clone()
    }

    /// The number of items so far.
    pub fn count(&self) -> usize {
        self.0.items.lock().unwrap().len()
    }

    /// Waits until `find` succeeds on the whole list.
    ///
    /// # Panics
    /// If `limit` is over; says what was waited for and everything seen.
    pub fn wait_for<R>(
        &self,
        what: &str,
        limit: Duration,
        find: impl FnMut(&[T]) -> Option<R>,
    ) -> R {
        self.look_for(limit, find)
            .unwrap_or_else(|| panic!("no {what} within {limit:?}; seen: {:#?}", self.all()))
    }

    /// Waits for a matching item and returns it.
    ///
    /// # Panics
    /// As [`Recording::wait_for`].
    pub fn wait_for_item(
        &self,
        what: &str,
        limit: Duration,
        mut like: impl FnMut(&T) -> bool,
    ) -> T {
        self.wait_for(what, limit, |items| {
            items.iter().find(|item| like(item)).cloned()
        })
    }

    /// Waits until there are `n` items and returns all.
    ///
    /// # Panics
    /// As [`Recording::wait_for`].
    pub fn wait_for_count(&self, what: &str, n: usize, limit: Duration) -> Vec<T> {
        self.wait_for(&format!("{n} × {what}"), limit, |items| {
            (items.len() >= n).then(|| items.to_vec())
        })
    }

    /// Like [`Recording::wait_for`], but returns `None` when the limit is over.
    pub fn look_for<R>(
        &self,
        limit: Duration,
        mut find: impl FnMut(&[T]) -> Option<R>,
    ) -> Option<R> {
        let end = Instant::now() + limit;
        let mut items = self.0.items.lock().unwrap();
        loop {
            if let Some(found) = find(&items) {
                return Some(found);
            }
            let left = end.checked_duration_since(Instant::now())?;
            items = self.0.grown.wait_timeout(items, left).unwrap().0;
        }
    }
}

/// Polls until there is a result, for what can only be queried, not listened to.
///
/// # Panics
/// If `limit` is over; says what was waited for and what `seen` returns.
pub fn wait_until<R, S: Debug>(
    what: &str,
    limit: Duration,
    mut ask: impl FnMut() -> Option<R>,
    seen: impl FnOnce() -> S,
) -> R {
    let end = Instant::now() + limit;
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        if Instant::now() > end {
            panic!("no {what} within {limit:?}; seen: {:#?}", seen());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_ends_when_the_item_comes_and_gives_up_at_its_limit() {
        let recording = Recording::default();
        let other = recording.clone();
        let adder = std::thread::spawn(move || (1..=3).for_each(|n| other.add(n)));
        assert_eq!(
            recording.wait_for_item("three", crate::LIMIT, |n| *n == 3),
            3
        );
        adder.join().unwrap();
        let none = recording.look_for(Duration::from_millis(1), |items| {
            items.contains(&4).then_some(())
        });
        assert_eq!(none, None);
    }
}
