//! What the engine has happen when the change feed says that something changed: alerts, retention and the words about
//! the store look when they are told to. What must happen is in the store; nothing here remembers it.

use std::{sync::Arc, time::Duration};

use crate::{
    alert::{Told, raising::Alerts},
    feed::{Change, Feed, Heard},
    moment::Clock,
    receiver::FailedAuthentications,
    retention::Retention,
    store::Store,
};

/// Tells that reports can't be kept, and that they are kept again: each once.
pub(super) fn tell_of_store(
    store: Store,
    feed: &Feed,
    clock: Clock,
    alerts: &Arc<Alerts>,
) -> impl Future<Output = ()> + use<> {
    let mut changes = feed.subscribe();
    let alerts = Arc::downgrade(alerts);
    let mut failing_since = None;
    async move {
        while let Some(heard) = changes.next().await {
            if !matches!(heard, Heard::Missed | Heard::Change(Change::Store)) {
                continue;
            }
            let Some(alerts) = alerts.upgrade() else {
                return;
            };
            let asked = store.clone();
            match (store.failure(), failing_since) {
                (Some(failure), None) => {
                    failing_since = Some(clock());
                    let still = Box::new(move || asked.failure().is_some());
                    alerts.tell(Told::not_keeping(&failure.problem(), still));
                }
                (None, Some(since)) => {
                    failing_since = None;
                    let still = Box::new(move || asked.failure().is_none());
                    alerts.tell(Told::keeping_again(clock().since(since), still));
                }
                _ => {}
            }
        }
    }
}

/// How often to look for a history that `missedhook restore` has laid ready.
const RESTORE_LOOK: Duration = Duration::from_secs(2);

/// Has a restored history put in place while the program runs.
pub(super) async fn follow_restores(store: Store) {
    loop {
        tokio::time::sleep(RESTORE_LOOK).await;
        let looking = store.clone();
        if tokio::task::spawn_blocking(move || looking.look_for_restore())
            .await
            .is_err()
        {
            return;
        }
    }
}

/// What must happen is in the store; a change, or a missed one, only says when to look.
pub(super) fn wake_on_change(
    feed: &Feed,
    alerts: &Arc<Alerts>,
    retention: &Arc<Retention>,
    failed: &Arc<FailedAuthentications>,
) {
    let mut changes = feed.subscribe();
    let (alerts, retention) = (Arc::downgrade(alerts), Arc::downgrade(retention));
    let failed = Arc::downgrade(failed);
    let mut guessing_told = None;
    tokio::spawn(async move {
        while let Some(heard) = changes.next().await {
            let (Some(alerts), Some(retention)) = (alerts.upgrade(), retention.upgrade()) else {
                return;
            };
            let settings = matches!(heard, Heard::Missed | Heard::Change(Change::Settings));
            let alerting = matches!(heard, Heard::Change(Change::Alerts | Change::Acted { .. }));
            if settings {
                retention.look();
            }
            if settings || alerting {
                alerts.look();
            }
            if matches!(heard, Heard::Missed | Heard::Change(Change::Guessing)) {
                let guessing = failed.upgrade().and_then(|failed| failed.last_told());
                if let Some(guessing) = guessing.filter(|_| guessing != guessing_told) {
                    alerts.tell(Told::guessing(&guessing));
                    guessing_told = Some(guessing);
                }
            }
        }
    });
}
