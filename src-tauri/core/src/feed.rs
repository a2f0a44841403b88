//! The change feed: what a commit, the receiver or the alerts changed, told to everything that reacts. It only
//! hints: what must happen is a row in the database. A reactor that is too slow is told that it missed
//! something and catches up from the store; it can never slow who publishes.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use tokio::sync::broadcast;

/// How many changes a reactor may lag behind before it has to catch up from the store.
const CAPACITY: usize = 1024;

/// What changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// A delivery error is kept, and it opened an incident.
    Opened {
        /// The incident.
        incident_id: i64,
        /// The delivery error.
        delivery_error_id: i64,
    },
    /// A delivery error is kept, and it joined an incident.
    Grew {
        /// The incident.
        incident_id: i64,
        /// The delivery error.
        delivery_error_id: i64,
    },
    /// Everything that is kept can be found by its words.
    Findable,
    /// A person did something with an incident, or took it back.
    Acted {
        /// The incident.
        incident_id: i64,
    },
    /// A probe is kept, and what it says of an endpoint.
    Probed,
    /// An incident was resolved by rule: its endpoint answers again.
    Recovered {
        /// The incident.
        incident_id: i64,
    },
    /// A resolved incident was past keeping and is gone.
    LetGo {
        /// The incident.
        incident_id: i64,
    },
    /// The settings have changed, or their file is wrong.
    Settings,
    /// The history was looked at.
    Seen,
    /// An alert was decided, raised, held back or let go.
    Alerts,
    /// The receiver listens, or no longer does.
    Receiver,
    /// The way in: the tunnel, its proof, or its public URL.
    Ingress,
    /// Somebody is guessing keys or tokens: see the receiver's failed authentications.
    Guessing,
    /// The store fails, or works again.
    Store,
    /// A monitor was checked, told of, made or deleted, or the network they need is gone or back.
    Monitors,
    /// Whether notifications can be shown has changed.
    Notifications,
    /// A worker has stopped, or runs again.
    Workers,
}

/// The publishing end. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Feed {
    changes: broadcast::Sender<Change>,
    revision: Arc<AtomicU64>,
}

/// What a subscriber hears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// One change.
    Change(Change),
    /// Some changes passed by unheard: catch up from the store.
    Missed,
}

/// One reactor's end of the feed.
#[derive(Debug)]
pub struct Subscription(broadcast::Receiver<Change>);

impl Default for Feed {
    fn default() -> Self {
        Self {
            changes: broadcast::Sender::new(CAPACITY),
            revision: Arc::default(),
        }
    }
}

impl Feed {
    /// Tells everyone who listens; nobody listening is fine.
    pub fn publish(&self, change: Change) {
        self.revision.fetch_add(1, Ordering::Relaxed);
        let _ = self.changes.send(change);
    }

    /// Everything published from now on.
    pub fn subscribe(&self) -> Subscription {
        Subscription(self.changes.subscribe())
    }

    /// How many changes there were since the start.
    pub fn revision(&self) -> u64 {
        self.revision.load(Ordering::Relaxed)
    }
}

impl Subscription {
    /// The next change; none once every [`Feed`] is gone.
    pub async fn next(&mut self) -> Option<Heard> {
        match self.0.recv().await {
            Ok(change) => Some(Heard::Change(change)),
            Err(broadcast::error::RecvError::Lagged(_)) => Some(Heard::Missed),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    }

    /// Passes over what has been published and not yet heard: for who looks at everything anyway.
    pub fn skip_waiting(&mut self) {
        use broadcast::error::TryRecvError::{Closed, Empty};
        while !matches!(self.0.try_recv(), Err(Empty | Closed)) {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_slow_reactor_is_told_that_it_missed_something_and_then_hears_again() {
        let feed = Feed::default();
        let mut slow = feed.subscribe();
        for _ in 0..CAPACITY + 5 {
            feed.publish(Change::Seen);
        }
        assert_eq!(slow.next().await, Some(Heard::Missed));
        assert_eq!(slow.next().await, Some(Heard::Change(Change::Seen)));
    }
}
