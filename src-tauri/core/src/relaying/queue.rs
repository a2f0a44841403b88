//! The worker that forwards waiting requests: on schedule, oldest first, and one after the other for each merchant.
//! While the target refuses connections everything waits, and a check every second notices when it listens again. The
//! worker sleeps while nothing waits.

use std::{collections::HashSet, time::Duration};

use tokio::time::{Instant, sleep};

use super::{
    forward::{self, AttemptRequest},
    handle::{Opened, QueueState, Relay},
};
use crate::{
    feed::Topic,
    model::{http_url::HttpUrl, moment::Moment},
    monitor::reachability::network::{CHECK_INTERVAL, Network, slept},
    platform::network,
    relay::request::{QueuedRequest, RequestState, StoredRequest, Trigger},
    store::relay::{RelayStore, RelayStoreError},
    worker::{self, Role, Worker},
};

pub const ROLE: Role = Role {
    name: "relay",
    does: "delivers waiting requests",
    meaning: "Kept requests wait until it runs again.",
};

/// The maximum number of attempts in flight.
pub(super) const MAX_IN_FLIGHT: usize = 16;
/// How often to check whether the target listens again.
const POLL_INTERVAL: Duration = Duration::from_secs(1);
/// The longest sleep while something waits: the machine may sleep in the meantime, and the clock may be set.
const MAX_SLEEP: Duration = Duration::from_secs(20);
/// How many requests are read at once, and how many times, to find some that can be tried now. The first page holds
/// those in flight and, in most cases, those to try next.
const FIRST_PAGE: u32 = 48;
const PAGE: u32 = 256;
const PAGES: usize = 40;
/// The same while some are in flight, whose end wakes the queue anyway.
const PAGES_WHILE_BUSY: usize = 2;

/// Starts the worker, which runs for the program's whole life.
pub fn start(relay: &Relay) -> Worker {
    let started = relay.clone();
    relay.0.workers.task(ROLE, move || run(started.clone()))
}

async fn run(relay: Relay) {
    let mut changes = relay.0.feed.subscribe();
    let mut seen = LastSeen {
        at: relay.now(),
        network: network::current(),
    };
    loop {
        let pause = relay.send_due().await;
        let before = relay.now();
        tokio::select! {
            () = relay.0.queue.wake.notified() => {}
            changed = changes.next_of(Topic::Settings) => {
                if changed.is_none() {
                    return;
                }
            }
            () = sleep(pause.unwrap_or(Duration::MAX)), if pause.is_some() => {}
        }
        if let Some(pause) = pause
            && seen.has_changed(before, relay.now(), pause)
            && let Err(error) = relay.plan_all(relay.now()).await
        {
            tracing::warn!("Can't reschedule the relay's queue. {error}");
        }
        worker::heartbeat(ROLE.name);
    }
}

/// The last known state of the clock and the network.
struct LastSeen {
    at: Moment,
    network: Network,
}

impl LastSeen {
    /// Whether the machine slept since `before`, when it was to wait for `meant`, or is on another network: requests
    /// that failed for that reason will get through now.
    fn has_changed(&mut self, before: Moment, now: Moment, meant: Duration) -> bool {
        let woke = slept(meant, now.since(before));
        if !woke && now >= self.at && now.since(self.at) < CHECK_INTERVAL {
            return false;
        }
        self.at = now;
        let network = network::current();
        let is_another = network != self.network;
        self.network = network;
        woke || (is_another && !network.is_gone())
    }
}

impl Relay {
    /// Starts everything that can be tried now. Returns how long the queue may sleep; `None` if nothing waits for a
    /// time.
    async fn send_due(&self) -> Option<Duration> {
        self.open_if_enabled();
        let settings = self.settings();
        let target = settings.target.filter(|_| settings.enabled)?;
        let (store, left_over) = match &*self.0.opened.lock() {
            Opened::Store {
                store, left_over, ..
            } => (store.clone(), *left_over),
            Opened::Never | Opened::Failed(_) => return None,
        };
        match self.send_due_from(&store, left_over, &target).await {
            Ok(pause) => pause,
            Err(error) => {
                tracing::warn!("Can't read the relay's queue. {error}");
                Some(POLL_INTERVAL)
            }
        }
    }

    async fn send_due_from(
        &self,
        store: &RelayStore,
        left_over: i64,
        target: &HttpUrl,
    ) -> Result<Option<Duration>, RelayStoreError> {
        let looked = store.clone();
        let (is_paused, any_waiting) = worker::blocking(move || {
            Ok::<_, RelayStoreError>((looked.paused()?, looked.any_waiting()?))
        })
        .await?;
        if !any_waiting {
            self.release();
        }
        if !any_waiting || is_paused {
            return Ok(None);
        }
        if self.held_since().is_some() {
            if let Some(rest) = self.wait_before_check() {
                return Ok(Some(rest));
            }
            if !forward::listens(target).await {
                return Ok(Some(POLL_INTERVAL));
            }
            self.probe();
        }
        let slots = {
            let state = self.0.queue.state.lock();
            let most = if state.is_probing { 1 } else { MAX_IN_FLIGHT };
            most.saturating_sub(state.in_flight())
        };
        if slots == 0 {
            return Ok(None);
        }
        let (relay, now, looked) = (self.clone(), self.now(), store.clone());
        // Includes the content to send: a hand-over to another thread per attempt would cost more than the reads.
        let (found, next) = worker::blocking(move || {
            let found = relay.due(&looked, left_over, now, slots)?.into_iter();
            let loaded = found.map(|queued| (looked.load(queued.id), queued));
            let loaded: Vec<_> = loaded.collect();
            Ok::<_, RelayStoreError>((loaded, looked.next_due(now)?))
        })
        .await?;
        let is_full = found.len() == slots;
        for (loaded, queued) in found {
            self.attempt(queued, loaded, store.clone(), target.clone());
        }
        // Even if nothing is planned: abandoned requests are found by their age.
        let until = next.map_or(MAX_SLEEP, |next| next.since(now).min(MAX_SLEEP));
        Ok((!is_full).then_some(until))
    }

    /// How long until the next check whether the target listens. `None`: it is due, and counts as made now.
    fn wait_before_check(&self) -> Option<Duration> {
        let mut state = self.0.queue.state.lock();
        let since = state.looked_at.map(|at| at.elapsed());
        let rest = since.and_then(|since| POLL_INTERVAL.checked_sub(since));
        let rest = rest.filter(|rest| !state.is_probing && !rest.is_zero());
        if rest.is_none() {
            state.looked_at = Some(Instant::now());
        }
        rest
    }

    /// Requests that can be tried now, oldest first, up to a limit. Blocks.
    fn due(
        &self,
        store: &RelayStore,
        left_over: i64,
        now: Moment,
        most: usize,
    ) -> Result<Vec<QueuedRequest>, RelayStoreError> {
        let (busy, first) = {
            let state = self.0.queue.state.lock();
            (state.busy.clone(), state.first.clone())
        };
        let mut merchants: HashSet<String> = busy.values().flatten().cloned().collect();
        let mut found = Vec::new();
        let mut after = 0;
        let pages = if busy.is_empty() {
            PAGES
        } else {
            PAGES_WHILE_BUSY
        };
        for page in 0..=pages {
            let page = match page {
                0 => store.due_after(after, left_over, now, FIRST_PAGE)?,
                page if page < pages => store.due_after(after, left_over, now, PAGE)?,
                // All of these may wait behind one request: that delays no other merchant.
                _ => store.due_first(left_over, now, FIRST_PAGE)?,
            };
            let Some(last) = page.last() else { break };
            after = last.id;
            for request in page {
                if found.len() == most {
                    return Ok(found);
                }
                let is_known = found
                    .iter()
                    .any(|known: &QueuedRequest| known.id == request.id);
                if is_known || busy.contains_key(&request.id) || first.contains_key(&request.id) {
                    continue;
                }
                if let Some(merchant) = &request.merchant_reference {
                    // An earlier request of the same merchant is not due yet: this one waits behind it.
                    let is_first = merchants.insert(merchant.clone())
                        && store.oldest_of(merchant)? == Some(request.id);
                    if !is_first {
                        continue;
                    }
                }
                found.push(request);
            }
        }
        Ok(found)
    }

    fn attempt(
        &self,
        queued: QueuedRequest,
        loaded: Result<Option<StoredRequest>, RelayStoreError>,
        store: RelayStore,
        target: HttpUrl,
    ) {
        let id = queued.id;
        let in_flight = InFlight::begin(self, &queued);
        let relay = self.clone();
        self.0.tasks.spawn(async move {
            let _in_flight = in_flight;
            let stored = match loaded {
                Ok(Some(stored)) if stored.request.state == RequestState::Waiting => stored,
                Ok(_) => return,
                Err(error) => {
                    tracing::warn!(request = id, "Can't read a waiting request. {error}");
                    sleep(POLL_INTERVAL).await;
                    return;
                }
            };
            let attempt_request = AttemptRequest {
                request: &stored.request,
                target: &target,
                number: stored.attempts + 1,
                trigger: relay.trigger(&queued),
                disk_ms: 0,
            };
            let attempted = attempt_request.send(&relay.0.clock).await;
            let tries = queued.attempts + 1;
            relay
                .record_and_schedule(
                    &store,
                    id,
                    attempted,
                    (tries, queued.first_attempt_at),
                    None,
                )
                .await;
        });
    }

    fn trigger(&self, queued: &QueuedRequest) -> Trigger {
        let manual_at = self.0.queue.state.lock().manual_at;
        match queued.attempts {
            _ if manual_at.is_some() && queued.next_at == manual_at => Trigger::Manual,
            0 => Trigger::Initial,
            _ => Trigger::Automatic,
        }
    }

    /// Stops or resumes the queue.
    ///
    /// # Errors
    /// The relay was never on, or its database fails.
    pub async fn set_paused(&self, paused: bool) -> Result<(), RelayStoreError> {
        if let Some(store) = self.store()? {
            store.set_paused(paused).await?;
        }
        self.0.queue.wake.notify_one();
        Ok(())
    }

    /// Makes everything that waits be tried now. Returns how many requests that are.
    ///
    /// # Errors
    /// The relay's database fails.
    pub async fn try_now(&self) -> Result<usize, RelayStoreError> {
        let now = self.now();
        self.0.queue.state.lock().manual_at = Some(now);
        self.plan_all(now).await
    }

    /// Plans all waiting requests for that time, and checks at once whether the target listens.
    async fn plan_all(&self, at: Moment) -> Result<usize, RelayStoreError> {
        let Some(store) = self.store()? else {
            return Ok(0);
        };
        let planned = store.plan_all(at).await?;
        self.0.queue.state.lock().looked_at = None;
        self.0.queue.wake.notify_one();
        Ok(planned)
    }

    /// Tries one request now that waits, needs a person or was given up.
    ///
    /// # Errors
    /// There is no such request, or the relay's database fails.
    pub async fn retry(&self, id: i64) -> Result<(), RelayStoreError> {
        let store = self.store()?.ok_or(RelayStoreError::NoSuchRequest(id))?;
        let now = self.now();
        self.0.queue.state.lock().manual_at = Some(now);
        store
            .set_state(id, RequestState::Waiting, Some(now))
            .await?;
        self.0.queue.wake.notify_one();
        Ok(())
    }
}

/// Counts an attempt as in flight until dropped.
struct InFlight {
    relay: Relay,
    id: i64,
}

impl InFlight {
    fn begin(relay: &Relay, queued: &QueuedRequest) -> Self {
        let mut state = relay.0.queue.state.lock();
        let QueueState { busy, .. } = &mut *state;
        busy.insert(queued.id, queued.merchant_reference.clone());
        drop(state);
        Self {
            relay: relay.clone(),
            id: queued.id,
        }
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.relay.0.queue.state.lock().busy.remove(&self.id);
        self.relay.0.queue.wake.notify_one();
    }
}
