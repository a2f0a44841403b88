//! Resolves the incidents of test reports a minute after the last one.

use std::time::Duration;

use crate::{
    feed::Subscription,
    model::moment::Clock,
    store::Store,
    worker::{self, Role},
};

/// The worker that does it.
pub(super) const ROLE: Role = Role {
    name: "test-reports",
    does: "resolves test reports",
    meaning: "Test reports stay open until you resolve them.",
};

/// The shortest time between two looks, however much changes.
const REST: Duration = Duration::from_secs(1);
/// How soon it looks again where the store can't be asked.
const RETRY: Duration = Duration::from_secs(30);
/// How soon it looks again where nothing is due.
const LONGEST: Duration = Duration::from_secs(3_600);

pub(super) async fn resolve_test_reports(store: Store, mut changes: Subscription, clock: Clock) {
    loop {
        worker::turn(ROLE.name);
        let (asked, now) = (store.clone(), clock());
        let next = worker::blocking(move || asked.resolve_test_reports(now)).await;
        let wait = match next {
            Ok(Some(at)) => at.since(now),
            Ok(None) => LONGEST,
            Err(error) => {
                tracing::debug!(%error, "test reports can't be resolved for now");
                RETRY
            }
        };
        tokio::time::sleep(REST).await;
        tokio::select! {
            heard = changes.next() => if heard.is_none() { return },
            () = tokio::time::sleep(wait) => {}
        }
    }
}
