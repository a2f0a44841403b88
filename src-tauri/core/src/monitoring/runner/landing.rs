//! What follows from a probe that has ended: it is handed on, and counts for everything that was due at that endpoint,
//! which says when that is due again.

use std::{sync::Arc, time::Duration};

use tokio::task::Id;

use super::{Flight, Followed, Rounds};
use crate::{
    model::{endpoint, moment::Moment},
    monitor::{
        MonitorCheck, MonitorState, schedule,
        status::{Surroundings, excused},
    },
    monitoring::deps::Watched,
    probe::{Cause, Probe},
    reachability::network::slept,
    store::MonitorUpdate,
};

impl Rounds {
    /// A probe has ended: it counts for everything that was due at that endpoint.
    pub(super) async fn land(&mut self, task: Id, probe: Option<Probe>) {
        let Some(at) = self.flying.iter().position(|flight| flight.task == task) else {
            return;
        };
        let flight = self.flying.swap_remove(at);
        let now = self.now();
        self.network = (self.means.network)();
        let around = Surroundings {
            before: flight.network,
            after: self.network,
            slept: slept(flight.limit, now.since(flight.begun)),
        };
        let probe = probe.map(|probe| excused(probe, &around));
        if let Some(probe) = &probe {
            self.said_offline = probe.cause == Cause::Offline;
            self.hand_on(&flight.url, probe);
        }
        self.land_watched(&flight, probe.as_ref(), now);
        self.land_monitors(&flight, probe.as_ref(), now).await;
    }

    fn hand_on(&self, url: &str, probe: &Probe) {
        let watched = self.watched.iter().map(|eyed| &eyed.watched);
        let mut names: Vec<_> = watched
            .filter(|watched| watched.url == url)
            .map(|watched| endpoint::normalise(&watched.endpoint))
            .filter(|name| *name != endpoint::normalise(url))
            .collect();
        names.sort_unstable();
        names.dedup();
        (self.means.on_probe)(url, probe);
        for name in names {
            (self.means.on_probe)(&name, probe);
        }
    }

    fn land_watched(&mut self, flight: &Flight, probe: Option<&Probe>, now: Moment) {
        let random = self.random();
        for eyed in &mut self.watched {
            let Watched {
                url, every, settle, ..
            } = &eyed.watched;
            if *url != flight.url || !is_due(eyed.due, *every, now) {
                continue;
            }
            let is_good = probe.is_some_and(Probe::is_good);
            eyed.good_since = is_good.then(|| eyed.good_since.unwrap_or(now));
            // At the end of that time, a good one makes sure of it.
            let settled = eyed.good_since.map(|since| since.plus(*settle));
            let wait = match settled {
                Some(at) if at > now => at.since(now).min(*every),
                _ => schedule::jittered(*every, random),
            };
            eyed.due = now.plus(wait);
        }
    }

    async fn land_monitors(&mut self, flight: &Flight, probe: Option<&Probe>, now: Moment) {
        for at in 0..self.monitors.len() {
            let Followed { wish, due, .. } = &self.monitors[at];
            if wish.url != flight.url || !wish.on || !is_due(*due, wish.interval(), now) {
                continue;
            }
            let check = probe.and_then(|probe| Some((wish.judge(probe)?, probe.certificate_until)));
            let (interval, random) = (wish.interval(), self.random());
            let followed = &mut self.monitors[at];
            followed.asked_at = Some(now);
            followed.due = match probe.map(|probe| probe.cause) {
                // What may not or can't be asked is no more so in a moment.
                Some(Cause::NotAllowed | Cause::NoTarget) => schedule::next(now, interval, random),
                _ => schedule::after_failure(now, interval, random),
            };
            if let Some((check, until)) = check {
                self.checked(at, check, until).await;
            }
        }
    }

    /// A probe that a person asked for: a check of each monitor at that URL, whenever the next is due.
    pub(super) async fn land_by_hand(&mut self, probe: &Probe) {
        for at in 0..self.monitors.len() {
            let followed = &mut self.monitors[at];
            if followed.wish.url != probe.url || !followed.wish.on {
                continue;
            }
            followed.asked_at = Some(probe.at);
            if let Some(check) = followed.wish.judge(probe) {
                self.checked(at, check, probe.certificate_until).await;
            }
        }
    }

    /// A monitor was checked.
    async fn checked(&mut self, at: usize, check: MonitorCheck, until: Option<Moment>) {
        let (now, random) = (self.now(), self.random());
        let Some(followed) = self.monitors.get_mut(at) else {
            return;
        };
        let before = followed.kept.standing;
        let standing = before.after(&check, followed.wish.failures);
        let interval = followed.wish.interval();
        followed.due = match standing.state {
            MonitorState::Failing => schedule::after_failure(now, interval, random),
            _ => schedule::next(now, interval, random),
        };
        let kept = &mut followed.kept;
        kept.standing = standing;
        kept.last = Some(check.clone());
        kept.certificate_until = until.or(kept.certificate_until);
        let checked = MonitorUpdate {
            id: kept.id,
            check,
            standing,
            next_at: followed.due,
            certificate_until: until,
        };
        let host = followed.host.clone();
        if standing.has_turned(&before) {
            self.look_at_host(at, &host);
        }
        self.with_book(move |book| book.checked(checked)).await;
        if let Some(until) = until {
            self.look_at_certificate(at, host, until);
        }
    }

    /// The others behind a host are checked now, to tell an endpoint from its host.
    fn look_at_host(&mut self, turned: usize, host: &str) {
        let (now, random) = (self.now(), Arc::clone(&self.means.random));
        for (at, followed) in self.monitors.iter_mut().enumerate() {
            if at != turned && followed.host == host {
                followed.due = followed.due.min(schedule::first(now, random()));
            }
        }
    }
}

/// Whether a check is due, or soon enough that a probe which ends now is as good: so those of one endpoint fall in
/// step.
fn is_due(due: Moment, interval: Duration, now: Moment) -> bool {
    due <= now.plus(interval / 4)
}
