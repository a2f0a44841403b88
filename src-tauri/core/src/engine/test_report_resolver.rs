//! Resolves the incidents of test reports one minute after their last report.

use std::time::Duration;

use crate::{
    feed::Subscription,
    model::moment::Clock,
    store::Store,
    worker::{self, Role},
};

pub(super) const ROLE: Role = Role {
    name: "test-reports",
    does: "resolves test reports",
    meaning: "Test reports stay open until you resolve them.",
};

/// The shortest time between two looks, however much changes.
const MIN_INTERVAL: Duration = Duration::from_secs(1);
/// The pause if the store can't be read.
const RETRY: Duration = Duration::from_secs(30);
/// The pause if nothing is due.
const MAX_WAIT: Duration = Duration::from_secs(3_600);

pub(super) async fn resolve_test_reports(store: Store, mut changes: Subscription, clock: Clock) {
    loop {
        worker::heartbeat(ROLE.name);
        let (asked, now) = (store.clone(), clock());
        let next = worker::blocking(move || asked.resolve_test_reports(now)).await;
        let wait = match next {
            Ok(Some(at)) => at.since(now),
            Ok(None) => MAX_WAIT,
            Err(error) => {
                tracing::debug!(%error, "can't resolve test reports yet");
                RETRY
            }
        };
        if changes.next_after(MIN_INTERVAL, wait).await.is_none() {
            return;
        }
    }
}
