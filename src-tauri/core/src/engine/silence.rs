//! Checks whether the expected requests arrive. Notifies once when they stop and once when they resume. The relay's
//! database keeps what was notified; everything else is worked out again at each start.

use std::{collections::HashMap, sync::Arc, time::Duration};

use jiff::tz::TimeZone;
use parking_lot::Mutex;

use crate::{
    alert::{Silence, SystemNotice},
    alerts::worker::Alerts,
    feed::Subscription,
    ingress::service::IngressService,
    model::moment::{Clock, Moment},
    reachability::policy::Reachability,
    relay::silence::{Expectation, Hearing, learn},
    relaying::Relay,
    settings::SettingsHandle,
    store::relay::{Arrived, RelayStore, RelayStoreError},
    worker::{self, Role},
};

pub(super) const ROLE: Role = Role {
    name: "silence",
    does: "listens whether RETM's requests come",
    meaning: "You are not told where none comes.",
};

/// The shortest time between two looks, however much arrives.
const REST: Duration = Duration::from_secs(1);
/// The pause after the requests could not be read.
const RETRY: Duration = Duration::from_secs(30);
/// The pause when nothing is due.
const LONGEST: Duration = Duration::from_secs(3_600);
/// A look that is later than planned by more than this means that the machine slept.
const SLEPT: Duration = Duration::from_secs(60);
/// How many of the newest requests are used to learn how often they arrive. Learnt again after `LEARN_AGAIN`.
const LEARNT_FROM: u32 = 20_000;
const LEARN_AGAIN: Duration = Duration::from_secs(3_600);
/// How many requests are read in one batch.
const AT_ONCE: u32 = 10_000;

/// The dependencies of the check.
pub(super) struct SilenceDeps {
    pub settings: Arc<SettingsHandle>,
    pub relay: Relay,
    pub alerts: Arc<Alerts>,
    pub clock: Clock,
    pub way: Arc<IngressService>,
}

/// What is known of the requests so far.
struct Heard {
    /// The last request that was looked at; `None` before the first look.
    last_id: Option<i64>,
    /// When the last request of each expected path arrived.
    last: HashMap<String, Moment>,
    /// No request could get in before this.
    listening_since: Moment,
    /// The learnt interval of each path, and when it was learnt.
    learnt: HashMap<String, Option<Duration>>,
    learnt_at: Option<Moment>,
}

/// The silences that were notified and are not over. A notice checks this before it is shown.
type Told = Arc<Mutex<HashMap<String, Moment>>>;

pub(super) async fn listen(deps: Arc<SilenceDeps>, mut changes: Subscription) {
    let mut heard = Heard::nothing((deps.clock)());
    let told = Told::default();
    let mut wait = Duration::ZERO;
    let mut looked_at = (deps.clock)();
    loop {
        worker::turn(ROLE.name);
        let now = (deps.clock)();
        let has_slept = now.since(looked_at) > wait + SLEPT;
        if has_slept || matches!(deps.way.reachability(), Reachability::Failing { .. }) {
            heard.listening_since = now;
        }
        wait = match look(&deps, &mut heard, &told, now).await {
            Ok(next) => next.map_or(LONGEST, |next| next.since(now).min(LONGEST)),
            Err(error) => {
                tracing::debug!(%error, "whether requests come can't be read for now");
                RETRY
            }
        };
        looked_at = now;
        if changes.next_after(REST, wait).await.is_none() {
            return;
        }
    }
}

/// Judges every expectation. Returns when to look again.
async fn look(
    deps: &SilenceDeps,
    heard: &mut Heard,
    told: &Told,
    now: Moment,
) -> Result<Option<Moment>, RelayStoreError> {
    let settings = deps.settings.get();
    let expected = match settings.relay.enabled {
        true => settings.expected.as_slice(),
        false => &[],
    };
    let Some(store) = deps.relay.store()? else {
        return Ok(None);
    };
    if expected.is_empty() && told.lock().is_empty() {
        *heard = Heard::nothing(now);
        return Ok(None);
    }
    heard.read(&store, expected, now).await?;
    *told.lock() = {
        let store = store.clone();
        let silences = worker::blocking(move || store.silences()).await?;
        silences.into_iter().collect()
    };
    let gone: Vec<String> = {
        let told = told.lock();
        let is_gone = |path: &&String| !expected.iter().any(|one| one.path == **path);
        told.keys().filter(is_gone).cloned().collect()
    };
    for path in gone {
        store.set_silence(&path, None).await?;
        told.lock().remove(&path);
    }
    let mut next = None;
    for one in expected {
        let until = judge(deps, heard, told, (one, &store), now).await?;
        next = [next, until].into_iter().flatten().min();
    }
    Ok(next)
}

/// Judges one expectation. Returns when to look again.
async fn judge(
    deps: &SilenceDeps,
    heard: &Heard,
    told: &Told,
    (expected, store): (&Expectation, &RelayStore),
    now: Moment,
) -> Result<Option<Moment>, RelayStoreError> {
    let zone = TimeZone::system();
    let path = &expected.path;
    let last = heard.last.get(path).copied();
    let since = told.lock().get(path).copied();
    if let (Some(since), Some(last)) = (since, last)
        && last > since
    {
        store.set_silence(path, None).await?;
        told.lock().remove(path);
        let (asked, named) = (Arc::clone(told), path.clone());
        let still = Box::new(move || !asked.lock().contains_key(&named));
        deps.alerts
            .notify(SystemNotice::heard_again(path, since, last, still));
    }
    let learnt = || heard.learnt.get(path).copied().flatten();
    let Some(within) = expected.within.or_else(learnt) else {
        return Ok(Some(now.plus(LEARN_AGAIN)));
    };
    let since = match expected.judge(within, last, heard.listening_since, now, &zone) {
        Hearing::NotExpected { until } => return Ok(until),
        Hearing::Fine { until } => return Ok(Some(until)),
        Hearing::Silent { since } => since,
    };
    if told.lock().contains_key(path) {
        return Ok(None);
    }
    store.set_silence(path, Some(since)).await?;
    told.lock().insert(path.clone(), since);
    let silence = Silence {
        path: path.clone(),
        within,
        since,
        reachable_at: match deps.way.reachability() {
            Reachability::Proven { at, .. } => Some(at),
            _ => None,
        },
    };
    let (asked, named) = (Arc::clone(told), path.clone());
    let still = Box::new(move || asked.lock().contains_key(&named));
    deps.alerts
        .notify(SystemNotice::silent(&silence, now, &zone, still));
    Ok(None)
}

impl Heard {
    fn nothing(now: Moment) -> Self {
        Self {
            last_id: None,
            last: HashMap::new(),
            listening_since: now,
            learnt: HashMap::new(),
            learnt_at: None,
        }
    }

    /// Reads the new requests, and learns their intervals where the settings give none.
    async fn read(
        &mut self,
        store: &RelayStore,
        expected: &[Expectation],
        now: Moment,
    ) -> Result<(), RelayStoreError> {
        let is_learner = |one: &&Expectation| one.within.is_none();
        let is_stale = self
            .learnt_at
            .is_none_or(|at| now.since(at) >= LEARN_AGAIN || at > now);
        let unknown = |one: &&Expectation| !self.learnt.contains_key(&one.path);
        let must_learn = expected
            .iter()
            .filter(is_learner)
            .any(|one| is_stale || unknown(&one));
        if self.last_id.is_none() || must_learn {
            let reading = store.clone();
            let newest = worker::blocking(move || reading.newest_arrived(LEARNT_FROM)).await?;
            self.learnt = expected
                .iter()
                .filter(is_learner)
                .map(|one| (one.path.clone(), learnt(&newest, one)))
                .collect();
            self.learnt_at = Some(now);
            self.take(&newest, expected);
            self.last_id = Some(newest.last().map_or(0, |last| last.id));
        }
        while let Some(id) = self.last_id {
            let reading = store.clone();
            let came = worker::blocking(move || reading.arrived_after(id, AT_ONCE)).await?;
            self.take(&came, expected);
            let Some(last) = came.last() else { break };
            self.last_id = Some(last.id);
        }
        Ok(())
    }

    fn take(&mut self, came: &[Arrived], expected: &[Expectation]) {
        for one in expected {
            if let Some(last) = came.iter().rev().find(|came| one.names(&came.path)) {
                self.last.insert(one.path.clone(), last.at);
            }
        }
    }
}

fn learnt(newest: &[Arrived], expected: &Expectation) -> Option<Duration> {
    let named = newest.iter().filter(|came| expected.names(&came.path));
    let times: Vec<Moment> = named.map(|came| came.at).collect();
    let zone = expected.zone.clone().unwrap_or_else(TimeZone::system);
    learn(&times, expected.hours, &zone)
}
