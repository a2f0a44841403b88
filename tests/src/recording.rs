//! A list that one side fills and the other waits on: lines of output, notifications, tray items, requests.
//! It is how every recorder of this crate keeps what it saw, and how every wait gets its limit and its message.

use std::{
    fmt::Debug,
    sync::{Arc, Condvar, Mutex},
    time::{Duration, Instant},
};

/// What was recorded so far, oldest first. Clones share one list.
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
    /// Adds one and wakes who waits.
    pub fn add(&self, item: T) {
        self.0.items.lock().unwrap().push(item);
        self.0.grown.notify_all();
    }

    /// All so far.
    pub fn all(&self) -> Vec<T> {
        self.0.items.lock().unwrap().clone()
    }

    /// How many so far.
    pub fn count(&self) -> usize {
        self.0.items.lock().unwrap().len()
    }

    /// Waits until `find` sees what it looks for in the whole list.
    ///
    /// # Panics
    /// When `limit` is over: says what was waited for and all that was seen.
    pub fn wait_for<R>(
        &self,
        what: &str,
        limit: Duration,
        find: impl FnMut(&[T]) -> Option<R>,
    ) -> R {
        self.look_for(limit, find)
            .unwrap_or_else(|| panic!("no {what} within {limit:?}; seen: {:#?}", self.all()))
    }

    /// Waits until there is an item like that, and gives it.
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

    /// Waits until there are `n`, and gives all.
    ///
    /// # Panics
    /// As [`Recording::wait_for`].
    pub fn wait_for_count(&self, what: &str, n: usize, limit: Duration) -> Vec<T> {
        self.wait_for(&format!("{n} × {what}"), limit, |items| {
            (items.len() >= n).then(|| items.to_vec())
        })
    }

    /// As [`Recording::wait_for`], but a limit that is over is an answer: none.
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

/// Asks again and again until there is an answer: for what can only be asked, not listened to.
///
/// # Panics
/// When `limit` is over: says what was waited for and what `seen` gives then.
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
