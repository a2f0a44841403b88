//! Notifies once when the relay's requests wait for the integration, until nothing waits any more.

use std::{sync::Arc, time::Duration};

use crate::{
    alert::{PendingRequests, SystemNotice},
    alerts::worker::Alerts,
    feed::Subscription,
    model::moment::Clock,
    relaying::Relay,
    settings::SettingsHandle,
    store::relay::RelayStoreError,
    worker::{self, Role},
};

pub(super) const ROLE: Role = Role {
    name: "relay-waiting",
    does: "notifies you when requests wait",
    meaning: "You are not notified when the integration takes none.",
};

/// The shortest time between two looks, however much arrives.
const REST: Duration = Duration::from_secs(1);
/// The pause when nothing is due.
const MAX_LENGTH: Duration = Duration::from_secs(3_600);
/// The pause while something waits: the clock may be set.
const POLL_INTERVAL: Duration = Duration::from_secs(20);

/// The dependencies of the watch.
pub(super) struct PendingRequestsDeps {
    pub settings: Arc<SettingsHandle>,
    pub relay: Relay,
    pub alerts: Arc<Alerts>,
    pub clock: Clock,
}

pub(super) async fn watch(deps: Arc<PendingRequestsDeps>, mut changes: Subscription) {
    let begun = (deps.clock)();
    let mut is_notified = false;
    loop {
        worker::heartbeat(ROLE.name);
        let relay = deps.relay.clone();
        let wait = match worker::blocking(move || waiting(&relay)).await {
            Ok(None) => {
                is_notified = false;
                MAX_LENGTH
            }
            Ok(Some(_)) if is_notified => MAX_LENGTH,
            Ok(Some(waiting)) => {
                let now = (deps.clock)();
                let due = waiting.due(begun);
                is_notified = due.is_some_and(|due| due <= now) && deps.notify(&waiting);
                due.map_or(MAX_LENGTH, |due| due.since(now).min(POLL_INTERVAL))
            }
            Err(error) => {
                tracing::debug!(%error, "what waits can't be read for now");
                POLL_INTERVAL
            }
        };
        if changes.next_after(REST, wait).await.is_none() {
            return;
        }
    }
}

/// The requests that wait; `None` if there are none. Blocks.
fn waiting(relay: &Relay) -> Result<Option<PendingRequests>, RelayStoreError> {
    let store = match relay.store()? {
        Some(store) if store.any_waiting()? => store,
        _ => return Ok(None),
    };
    let (counts, plan) = (store.counts()?, relay.plan()?);
    Ok(counts.oldest_waiting.map(|oldest| PendingRequests {
        count: counts.waiting,
        oldest,
        held_since: plan.held_since,
        is_paused: plan.is_paused,
    }))
}

impl PendingRequestsDeps {
    /// Returns whether it was told.
    fn notify(&self, waiting: &PendingRequests) -> bool {
        let (settings, relay) = (self.settings.get(), self.relay.clone());
        let Some(target) = settings
            .relay
            .target
            .as_ref()
            .filter(|_| settings.relay.enabled)
        else {
            return false;
        };
        let still = Box::new(move || {
            let store = relay.store().ok().flatten();
            store.is_some_and(|store| store.any_waiting().unwrap_or(true))
        });
        let notice = SystemNotice::requests_wait(waiting, target, still);
        self.alerts.notify(notice);
        true
    }
}
