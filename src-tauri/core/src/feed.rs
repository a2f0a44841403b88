//! The change feed: one revision number per topic. It carries no data: listeners ask the store what changed. So a slow
//! listener misses nothing, and never slows down a publisher.

use std::{mem, time::Duration};

use tokio::{
    sync::watch,
    time::{sleep, timeout},
};

/// What can change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Reports: one was stored, indexed for full-text search, or deleted with its incident.
    Reports,
    /// Incidents: a user acted on one or viewed them, or one was resolved by rule.
    Incidents,
    /// Probes, and what they say about endpoints.
    Probes,
    /// Alerts: one was decided, raised, held back or dropped.
    Alerts,
    /// Monitors, their checks, and whether there is a network for them.
    Monitors,
    /// The settings, or whether their file is valid.
    Settings,
    /// Whether the receiver listens.
    Receiver,
    /// The tunnel, its proof, or its public URL.
    Ingress,
    /// Whether somebody guesses keys or tokens: see the receiver's failed authentications.
    AuthFailures,
    /// Whether the store works.
    Store,
    /// Whether notifications can be shown.
    Notifications,
    /// Requests of the relay: one was stored, tried or deleted, the queue was stopped or resumed, or the relay's store
    /// failed or recovered.
    Requests,
    /// What waits for targets: a change was added, or a target failed or recovered.
    Outbox,
    /// The team: an incident of a colleague, an act, or the connection changed.
    Team,
    /// Whether the program's own file was replaced.
    Program,
    /// Whether the workers run.
    Workers,
}

const TOPICS: usize = Topic::Workers as usize + 1;

type Revisions = [u64; TOPICS];

/// The publishing end. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Feed(watch::Sender<Revisions>);

/// A listener's end.
#[derive(Debug)]
pub struct Subscription {
    revisions: watch::Receiver<Revisions>,
    heard: Revisions,
}

/// The topics that changed since the listener's last call.
#[derive(Clone, Copy, Debug)]
pub struct Changed {
    before: Revisions,
    now: Revisions,
}

impl Feed {
    /// Wakes every listener. It is fine if there is none.
    pub fn publish(&self, topic: Topic) {
        self.publish_all(&[topic]);
    }

    /// Wakes every listener once for all these topics.
    pub fn publish_all(&self, topics: &[Topic]) {
        self.0.send_if_modified(|revisions| {
            for topic in topics {
                revisions[*topic as usize] += 1;
            }
            !topics.is_empty()
        });
    }

    /// Subscribes to changes from now on.
    pub fn subscribe(&self) -> Subscription {
        let revisions = self.0.subscribe();
        let heard = *revisions.borrow();
        Subscription { revisions, heard }
    }

    /// The number of changes since the start.
    pub fn revision(&self) -> u64 {
        self.0.borrow().iter().sum()
    }
}

impl Subscription {
    /// Waits for changes; `None` once every [`Feed`] is dropped. Cancel safe.
    pub async fn next(&mut self) -> Option<Changed> {
        self.revisions.changed().await.ok()?;
        let now = *self.revisions.borrow_and_update();
        let before = mem::replace(&mut self.heard, now);
        Some(Changed { before, now })
    }

    /// Sleeps for `rest`, then waits up to `limit` for a change; `None` once every [`Feed`] is dropped.
    pub async fn next_after(&mut self, rest: Duration, limit: Duration) -> Option<()> {
        sleep(rest).await;
        timeout(limit, self.next())
            .await
            .map_or(Some(()), |changed| changed.map(drop))
    }

    /// Waits until this topic changes and ignores all others; `None` once every [`Feed`] is dropped. Cancel safe.
    pub async fn next_of(&mut self, topic: Topic) -> Option<()> {
        while !self.next().await?.has(topic) {}
        Some(())
    }
}

impl Changed {
    /// Whether this topic changed.
    pub fn has(&self, topic: Topic) -> bool {
        self.before[topic as usize] != self.now[topic as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_slow_listener_wakes_once_and_hears_every_topic_that_changed() {
        let feed = Feed::default();
        let mut slow = feed.subscribe();
        for _ in 0..5_000 {
            feed.publish_all(&[Topic::Reports, Topic::Alerts]);
        }
        let changed = slow.next().await.unwrap();
        assert!(changed.has(Topic::Reports) && changed.has(Topic::Alerts));
        assert!(!changed.has(Topic::Settings));
        assert_eq!(feed.revision(), 10_000);
        feed.publish_all(&[]);
        feed.publish(Topic::Store);
        feed.publish(Topic::Settings);
        assert!(slow.next().await.unwrap().has(Topic::Store));
        drop(feed);
        assert!(slow.next().await.is_none(), "it woke once");
    }

    #[tokio::test]
    async fn a_listener_to_one_topic_sleeps_through_the_others() {
        let feed = Feed::default();
        let mut changes = feed.subscribe();
        feed.publish(Topic::Reports);
        feed.publish(Topic::Settings);
        assert_eq!(changes.next_of(Topic::Settings).await, Some(()));
        feed.publish(Topic::Reports);
        drop(feed);
        assert_eq!(changes.next_of(Topic::Settings).await, None);
    }
}
