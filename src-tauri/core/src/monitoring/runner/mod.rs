//! The task that checks: does what the rules in [`crate::monitor`] say when they say so, looks at the network
//! meanwhile, and hands on what was found (`landing.rs`) and what is to be told (`telling.rs`). Everything it works
//! with is handed in. It asks the endpoints of monitors, and those that it is told to watch, and nothing else; a few at
//! once.

mod landing;
mod telling;

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::{mpsc, watch},
    task::{Id, JoinSet},
};

use super::ROLE;
use crate::monitoring::deps::{Asked, Book, Means, MonitorNow, Now, Watched};
use crate::{
    feed::{Changed, Feed, Subscription, Topic},
    model::moment::Moment,
    monitor::{MonitorWish, certificate::Warned, config, notices::Mark, schedule},
    probe::{self, Probe},
    reachability::network::{LOOK_EVERY, Network, slept},
    store::{StoreError, StoredMonitor},
    worker,
};

/// How many endpoints are asked at once.
const AT_ONCE: usize = 4;
/// How often the network is looked for while there is none.
const LOOK_FOR_NETWORK: Duration = Duration::from_secs(5);
/// How long there is nothing to do where nothing is checked.
const IDLE: Duration = Duration::from_secs(3600);
/// How often rows of monitors that are no more are looked for.
const TEND_EVERY: Duration = Duration::from_secs(3600);
/// When what could not be read is read again.
const RETRY: Duration = Duration::from_secs(30);
/// How long changes of incidents are gathered before it is looked which are watched; a storm has thousands a second.
const GATHER: Duration = Duration::from_secs(1);
/// By how much the clock must be set back for what was due by it to be due anew. Less delays a check by no more.
const SET_BACK: Duration = Duration::from_secs(5);
/// How often is looked which are watched, where no change tells.
const LOOK_AT_WATCHED: Duration = Duration::from_secs(60);

/// Checks until it is aborted.
pub async fn go(
    means: Means,
    feed: Feed,
    state: watch::Sender<Now>,
    by_hand: &mut mpsc::UnboundedReceiver<Probe>,
) {
    let (heard, shown) = mpsc::unbounded_channel();
    let now = (means.clock)();
    let rounds = Rounds {
        latest: now,
        looked: now,
        network: (means.network)(),
        said_offline: false,
        monitors: Vec::new(),
        watched: Vec::new(),
        flights: JoinSet::new(),
        flying: Vec::new(),
        tend_at: now,
        look_at_watched: now,
        heard,
        state,
        changes: feed.subscribe(),
        feed,
        means,
    };
    rounds.run(shown, by_hand).await;
}

/// A monitor that is followed.
struct Followed {
    wish: MonitorWish,
    host: String,
    needs_network: bool,
    kept: StoredMonitor,
    /// When it was last asked, whatever came of it.
    asked_at: Option<Moment>,
    due: Moment,
}

/// An endpoint that is watched.
struct Eyed {
    watched: Watched,
    needs_network: bool,
    /// The end of the first of the good probes in a row.
    good_since: Option<Moment>,
    due: Moment,
}

/// A probe under way.
struct Flight {
    task: Id,
    url: String,
    limit: Duration,
    begun: Moment,
    network: Network,
}

/// What was shown to a person.
enum Shown {
    Marks(Vec<Mark>),
    Warned(i64, Warned),
}

struct Rounds {
    means: Means,
    feed: Feed,
    changes: Subscription,
    state: watch::Sender<Now>,
    heard: mpsc::UnboundedSender<Shown>,
    /// What the clock said last.
    latest: Moment,
    /// When the network was last looked at, and what was there.
    looked: Moment,
    network: Network,
    /// The last probe said that there is no network, whatever the system says.
    said_offline: bool,
    monitors: Vec<Followed>,
    watched: Vec<Eyed>,
    flights: JoinSet<Probe>,
    flying: Vec<Flight>,
    tend_at: Moment,
    look_at_watched: Moment,
}

impl Rounds {
    async fn run(
        mut self,
        mut shown: mpsc::UnboundedReceiver<Shown>,
        by_hand: &mut mpsc::UnboundedReceiver<Probe>,
    ) {
        loop {
            worker::turn(ROLE.name);
            let before = self.now();
            if self.tend_at <= before {
                self.tend().await;
                self.publish();
            }
            if self.look_at_watched <= before {
                self.look_at_watched().await;
            }
            self.take_off();
            let wait = self.patience();
            tokio::select! {
                Some(landed) = self.flights.join_next_with_id() => {
                    match landed {
                        Ok((task, probe)) => self.land(task, Some(probe)).await,
                        Err(error) => self.land(error.id(), None).await,
                    }
                    self.announce().await;
                    self.publish();
                },
                Some(shown) = shown.recv() => self.note(shown).await,
                Some(probe) = by_hand.recv() => {
                    self.land_by_hand(&probe).await;
                    self.announce().await;
                    self.publish();
                },
                changed = self.changes.next() => match changed {
                    None => return,
                    Some(changed) => self.hear(changed),
                },
                () = tokio::time::sleep(wait) => {}
            }
            self.look_around(before, wait);
        }
    }

    fn now(&self) -> Moment {
        (self.means.clock)()
    }

    fn random(&self) -> f64 {
        (self.means.random)()
    }

    /// Does something with the book, where blocking is fine.
    async fn with_book<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn Book) -> Result<T, StoreError> + Send + 'static,
    ) -> Option<T> {
        let book = Arc::clone(&self.means.book);
        match worker::blocking(move || work(&*book)).await {
            Ok(done) => Some(done),
            Err(error) => {
                tracing::warn!(%error, "what is known of monitors can't be kept");
                None
            }
        }
    }

    fn hear(&mut self, changed: Changed) {
        let now = self.now();
        let settings = changed.has(Topic::Settings);
        if settings {
            self.tend_at = now;
        }
        if settings || changed.has(Topic::Reports) || changed.has(Topic::Incidents) {
            self.look_at_watched = self.look_at_watched.min(now.plus(GATHER));
        }
    }

    /// Takes over what a person asks for.
    async fn tend(&mut self) {
        let now = self.now();
        let wishes = (self.means.wishes)();
        let endpoints = wishes.iter().map(MonitorWish::endpoint).collect();
        let Some(kept) = self.with_book(move |book| book.take_on(endpoints)).await else {
            self.tend_at = now.plus(RETRY);
            return;
        };
        self.tend_at = now.plus(TEND_EVERY);
        let mut before = std::mem::take(&mut self.monitors);
        for wish in wishes {
            let endpoint = wish.endpoint();
            let Some(kept) = kept.iter().find(|kept| kept.endpoint == endpoint) else {
                continue;
            };
            let known = before
                .iter()
                .position(|followed| followed.kept.id == kept.id);
            let followed = match known.map(|at| before.swap_remove(at)) {
                Some(followed) => self.changed(followed, wish, now),
                None => Followed {
                    due: schedule::resumed(now, kept.next_at, wish.interval(), self.random()),
                    host: wish.host(),
                    needs_network: schedule::needs_network(&wish.host()),
                    asked_at: kept.last.as_ref().map(|last| last.at),
                    kept: kept.clone(),
                    wish,
                },
            };
            self.monitors.push(followed);
        }
    }

    /// A monitor under another wish.
    fn changed(&self, mut followed: Followed, wish: MonitorWish, now: Moment) -> Followed {
        let is_new = wish.url != followed.wish.url || (wish.on && !followed.wish.on);
        let soonest = if is_new {
            schedule::first(now, self.random())
        } else {
            schedule::next(now, wish.interval(), self.random())
        };
        followed.due = followed.due.min(soonest);
        followed.wish = wish;
        followed
    }

    async fn look_at_watched(&mut self) {
        let now = self.now();
        self.look_at_watched = now.plus(LOOK_AT_WATCHED);
        let look = Arc::clone(&self.means.watched);
        let found = worker::blocking(move || look()).await;
        let mut before = std::mem::take(&mut self.watched);
        for watched in found {
            let is_it = |eyed: &Eyed| {
                eyed.watched.url == watched.url && eyed.watched.incident_id == watched.incident_id
            };
            let eyed = match before.iter().position(is_it) {
                Some(at) => Eyed {
                    watched,
                    ..before.swap_remove(at)
                },
                None => Eyed {
                    needs_network: schedule::needs_network(&config::host(&watched.url)),
                    watched,
                    good_since: None,
                    due: schedule::first(now, self.random()),
                },
            };
            self.watched.push(eyed);
        }
    }

    /// What can be asked now: the endpoint and when it is due.
    fn targets(&self) -> impl Iterator<Item = (&str, Moment)> {
        let monitors = self.monitors.iter().filter(|followed| followed.wish.on);
        let monitors =
            monitors.map(|followed| (&*followed.wish.url, followed.due, followed.needs_network));
        let watched = self.watched.iter();
        let watched = watched.map(|eyed| (&*eyed.watched.url, eyed.due, eyed.needs_network));
        let is_gone = self.network.is_gone();
        monitors
            .chain(watched)
            .filter(move |(url, _, needs_network)| {
                let is_under_way = self.flying.iter().any(|flight| flight.url == *url);
                !(is_under_way || (is_gone && *needs_network))
            })
            .map(|(url, due, _)| (url, due))
    }

    /// Begins the probes that are due.
    fn take_off(&mut self) {
        let now = self.now();
        while self.flights.len() < AT_ONCE {
            let due = self.targets().filter(|(_, due)| *due <= now);
            let Some(url) = due
                .min_by_key(|(_, due)| *due)
                .map(|(url, _)| url.to_owned())
            else {
                return;
            };
            let of_monitors = self
                .monitors
                .iter()
                .filter(|followed| followed.wish.url == url);
            let longest = of_monitors.map(|followed| followed.wish.timeout()).max();
            let is_watched = self.watched.iter().any(|eyed| eyed.watched.url == url);
            let limit = longest
                .max(is_watched.then_some(probe::LIMIT))
                .unwrap_or(probe::LIMIT);
            let asking = (self.means.ask)(Asked {
                url: url.clone(),
                limit,
            });
            self.flying.push(Flight {
                task: self.flights.spawn(asking).id(),
                url,
                limit,
                begun: now,
                network: self.network,
            });
        }
    }

    fn is_offline(&self) -> bool {
        self.network.is_gone() || self.said_offline
    }

    fn publish(&self) {
        let on = self.monitors.iter().filter(|followed| followed.wish.on);
        let monitors = on.map(|followed| MonitorNow {
            id: followed.kept.id,
            host: followed.host.clone(),
            state: followed.kept.standing.state,
            certificate_until: followed.kept.certificate_until,
        });
        let now = Now {
            monitors: monitors.collect(),
            offline: self.is_offline(),
        };
        let turned = self.state.borrow().offline != now.offline;
        self.state.send_if_modified(|before| {
            let changed = *before != now;
            *before = now;
            changed
        });
        if turned {
            self.feed.publish(Topic::Monitors);
        }
    }

    /// How long there is nothing to do but to look around.
    fn patience(&self) -> Duration {
        let now = self.now();
        let least = if self.monitors.is_empty() && self.watched.is_empty() {
            IDLE
        } else if self.network.is_gone() {
            LOOK_FOR_NETWORK
        } else {
            LOOK_EVERY
        };
        let due = self.targets().map(|(_, due)| due).min();
        // What is due and waits for one of the probes under way is begun when that lands.
        let due = due.filter(|_| self.flights.len() < AT_ONCE);
        [Some(self.tend_at), Some(self.look_at_watched), due]
            .into_iter()
            .flatten()
            .map(|at| at.since(now))
            .fold(least, Duration::min)
    }

    /// Notes that the machine slept, or that its network is back: what is overdue then is spread.
    fn look_around(&mut self, before: Moment, meant: Duration) {
        let now = self.now();
        let latest = std::mem::replace(&mut self.latest, now);
        if now.plus(SET_BACK) < latest {
            self.on_clock_set_back(now);
        }
        let woke = slept(meant, now.since(before));
        if !(woke || now < self.looked || now.since(self.looked) >= LOOK_FOR_NETWORK) {
            return;
        }
        self.looked = now;
        let was_gone = self.network.is_gone();
        self.network = (self.means.network)();
        let is_back = was_gone && !self.network.is_gone();
        if is_back || (!was_gone && self.network.is_gone()) {
            self.publish();
        }
        if !woke && !is_back {
            return;
        }
        self.said_offline = false;
        let random = Arc::clone(&self.means.random);
        let dues = self.monitors.iter_mut().map(|followed| &mut followed.due);
        for due in dues.chain(self.watched.iter_mut().map(|eyed| &mut eyed.due)) {
            if *due <= now {
                *due = schedule::overdue(now, random());
            }
        }
    }

    /// Whatever was due by the clock before may be due years ahead by this one: everything is soon due again.
    fn on_clock_set_back(&mut self, now: Moment) {
        (self.tend_at, self.look_at_watched) = (now, now);
        let random = Arc::clone(&self.means.random);
        for followed in &mut self.monitors {
            followed.due = followed.due.min(schedule::overdue(now, random()));
        }
        for eyed in &mut self.watched {
            eyed.due = eyed.due.min(schedule::overdue(now, random()));
            eyed.good_since = None;
        }
    }
}
