//! Checks whether the expected requests arrive. Notifies once when they stop and once when they resume; the relay's
//! database keeps what was shown. Before a silence is told, the way in is checked: a dead tunnel is silent, too, and is
//! told by the ingress.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
    time::Duration,
};

use jiff::tz::TimeZone;
use parking_lot::Mutex;
use tokio::sync::mpsc;

use crate::{
    alert::{Silence, SystemNotice},
    alerts::worker::Alerts,
    feed::{Feed, Subscription, Topic},
    ingress::service::IngressService,
    model::moment::{Clock, Moment},
    monitor::reachability::policy::Reachability,
    relay::{
        silence::{Expectation, Hearing, SilentPath, learn},
        silence_state::{SilenceState, SilenceStep},
    },
    relaying::Relay,
    settings::SettingsHandle,
    store::relay::{Arrived, RelayStore, RelayStoreError},
    worker::{self, Role},
};

pub(super) const ROLE: Role = Role {
    name: "silence",
    does: "checks that expected requests arrive",
    meaning: "You are not notified when they stop.",
};

/// The shortest time between two looks, however much arrives.
const MIN_INTERVAL: Duration = Duration::from_secs(1);
/// The pause after the requests could not be read.
const RETRY: Duration = Duration::from_secs(30);
/// The pause when nothing is due.
const MAX_WAIT: Duration = Duration::from_secs(3_600);
/// A look that is later than planned by more than this means that the machine slept.
const SLEEP_THRESHOLD: Duration = Duration::from_secs(60);
/// How many of the newest requests are used to learn how often they arrive. Learnt again after `LEARN_AGAIN`.
const LEARN_FROM: u32 = 20_000;
const LEARN_AGAIN: Duration = Duration::from_secs(3_600);
/// How many requests are read in one batch.
const BATCH: u32 = 10_000;

/// The dependencies of the check.
pub(super) struct SilenceDeps {
    pub settings: Arc<SettingsHandle>,
    pub relay: Relay,
    pub alerts: Arc<Alerts>,
    pub clock: Clock,
    pub ingress: Arc<IngressService>,
    pub feed: Feed,
    pub silences: Silences,
}

/// The expected paths that are silent now, for the status.
#[derive(Clone, Default)]
pub(super) struct Silences(Arc<Mutex<Vec<SilentPath>>>);

impl Silences {
    pub fn now(&self) -> Vec<SilentPath> {
        self.0.lock().clone()
    }
}

/// The state of each expected path. A notice checks this before it is shown.
type States = Arc<Mutex<BTreeMap<String, SilenceState>>>;

/// A notice was shown: of a silence since then, or of its end.
struct Receipt {
    path: String,
    announced: Option<Moment>,
}

/// What is known of the requests so far.
struct RequestHistory {
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

/// The check while it runs.
struct Listener {
    deps: Arc<SilenceDeps>,
    history: RequestHistory,
    states: States,
    /// Whether `states` has what was notified before the start.
    is_recalled: bool,
    receipts: mpsc::UnboundedSender<Receipt>,
    /// What was shown and is not recorded yet.
    unrecorded: Vec<Receipt>,
}

pub(super) async fn run(deps: Arc<SilenceDeps>, mut changes: Subscription) {
    let (receipts, mut shown) = mpsc::unbounded_channel();
    let mut listener = Listener {
        history: RequestHistory::nothing((deps.clock)()),
        deps: Arc::clone(&deps),
        states: States::default(),
        is_recalled: false,
        receipts,
        unrecorded: Vec::new(),
    };
    let mut wait = Duration::ZERO;
    let mut looked_at = (deps.clock)();
    loop {
        worker::heartbeat(ROLE.name);
        let now = (deps.clock)();
        let has_slept = now.since(looked_at) > wait + SLEEP_THRESHOLD;
        if has_slept || matches!(deps.ingress.reachability(), Reachability::Failing { .. }) {
            listener.history.listening_since = now;
        }
        wait = match listener.look(now).await {
            Ok(next) => next.map_or(MAX_WAIT, |next| next.since(now).min(MAX_WAIT)),
            Err(error) => {
                tracing::debug!(%error, "can't read the latest requests of the relay");
                RETRY
            }
        };
        looked_at = now;
        tokio::select! {
            changed = changes.next_after(MIN_INTERVAL, wait) => {
                if changed.is_none() {
                    return;
                }
            }
            // The sender is in `listener`.
            Some(receipt) = shown.recv() => listener.take(receipt),
        }
    }
}

impl Listener {
    /// Takes into account that a notice was shown.
    fn take(&mut self, receipt: Receipt) {
        if let Some(state) = self.states.lock().get_mut(&receipt.path) {
            match receipt.announced {
                Some(since) => state.shown(since),
                None => state.over_shown(),
            }
        }
        self.unrecorded.push(receipt);
    }

    /// Judges every expectation. Returns when to look again.
    async fn look(&mut self, now: Moment) -> Result<Option<Moment>, RelayStoreError> {
        let settings = self.deps.settings.get();
        let expected = match settings.relay.enabled {
            true => settings.expected.as_slice(),
            false => &[],
        };
        let Some(store) = self.deps.relay.store()? else {
            self.publish(Vec::new());
            return Ok(None);
        };
        self.recall(&store).await?;
        while let Some(receipt) = self.unrecorded.first() {
            store.set_silence(&receipt.path, receipt.announced).await?;
            self.unrecorded.remove(0);
        }
        self.forget_others(&store, expected).await?;
        if expected.is_empty() {
            self.history = RequestHistory::nothing(now);
            self.publish(Vec::new());
            return Ok(None);
        }
        self.history.read(&store, expected, now).await?;
        let mut next = None;
        let mut silent = Vec::new();
        for one in expected {
            let (until, found) = self.judge(one, now);
            next = [next, until].into_iter().flatten().min();
            silent.extend(found);
        }
        self.publish(silent);
        Ok(next)
    }

    /// Reads what was notified before the start, once.
    async fn recall(&mut self, store: &RelayStore) -> Result<(), RelayStoreError> {
        if self.is_recalled {
            return Ok(());
        }
        let store = store.clone();
        let announced = worker::blocking(move || store.silences()).await?;
        let states = announced
            .into_iter()
            .map(|(path, since)| (path, SilenceState::announced_since(Some(since))));
        *self.states.lock() = states.collect();
        self.is_recalled = true;
        Ok(())
    }

    /// Forgets the paths that are no longer expected.
    async fn forget_others(
        &self,
        store: &RelayStore,
        expected: &[Expectation],
    ) -> Result<(), RelayStoreError> {
        let others: Vec<String> = {
            let states = self.states.lock();
            let is_gone = |path: &&String| !expected.iter().any(|one| one.path == **path);
            states.keys().filter(is_gone).cloned().collect()
        };
        for path in others {
            store.set_silence(&path, None).await?;
            self.states.lock().remove(&path);
        }
        Ok(())
    }

    /// Judges one expectation. Returns when to look again, and the silence if there is one.
    fn judge(&self, expected: &Expectation, now: Moment) -> (Option<Moment>, Option<SilentPath>) {
        let zone = TimeZone::system();
        let path = &expected.path;
        let last = self.history.last.get(path).copied();
        let learnt = || self.history.learnt.get(path).copied().flatten();
        let within = expected.within.or_else(learnt);
        let (hearing, until) = match within {
            None => (
                Hearing::NotExpected { until: None },
                Some(now.plus(LEARN_AGAIN)),
            ),
            Some(within) => {
                let listening_since = self.history.listening_since;
                let hearing = expected.judge(within, last, listening_since, now, &zone);
                (hearing, hearing.until())
            }
        };
        let way_in = self.deps.ingress.reachability();
        let (step, since) = {
            let mut states = self.states.lock();
            let state = states.entry(path.clone()).or_default();
            (state.look(hearing, last, &way_in, now), state.silent)
        };
        let silent = since.zip(within).map(|(since, within)| SilentPath {
            path: path.clone(),
            since,
            within_s: within.as_secs(),
        });
        match step {
            SilenceStep::Nothing => {}
            SilenceStep::CheckWayIn => {
                self.deps.ingress.check();
                return (Some(now.plus(MIN_INTERVAL)), silent);
            }
            SilenceStep::AwaitCheck => return (Some(now.plus(MIN_INTERVAL)), silent),
            SilenceStep::Tell { since } => {
                let silence = Silence {
                    path: path.clone(),
                    within: within.unwrap_or_default(),
                    since,
                    reachable_at: match way_in {
                        Reachability::Proven { at, .. } => Some(at),
                        _ => None,
                    },
                };
                let still = self.still(path, |state| state.silent.is_some());
                let notice = SystemNotice::silent(&silence, now, &zone, still);
                self.notify(notice, path, Some(since));
            }
            SilenceStep::TellOver { since, last } => {
                let still = self.still(path, |state| state.silent.is_none());
                let notice = SystemNotice::heard_again(path, since, last, still);
                self.notify(notice, path, None);
            }
        }
        (until, silent)
    }

    fn still(&self, path: &str, is_so: fn(&SilenceState) -> bool) -> Box<dyn Fn() -> bool + Send> {
        let (states, path) = (Arc::clone(&self.states), path.to_owned());
        Box::new(move || states.lock().get(&path).is_some_and(is_so))
    }

    fn notify(&self, notice: SystemNotice, path: &str, announced: Option<Moment>) {
        let (receipts, path) = (self.receipts.clone(), path.to_owned());
        // The task may have ended.
        let shown = Box::new(move || drop(receipts.send(Receipt { path, announced })));
        self.deps.alerts.notify(notice.on_shown(shown));
    }

    /// Shows the silences in the status.
    fn publish(&self, silent: Vec<SilentPath>) {
        let mut shown = self.deps.silences.0.lock();
        if *shown != silent {
            *shown = silent;
            drop(shown);
            self.deps.feed.publish(Topic::Requests);
        }
    }
}

impl RequestHistory {
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
            let newest = worker::blocking(move || reading.newest_arrived(LEARN_FROM)).await?;
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
            let came = worker::blocking(move || reading.arrived_after(id, BATCH)).await?;
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
