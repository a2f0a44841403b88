//! The tasks that react to the change feed. They wake alerts, retention and the notices about the store. The store says
//! what has to be done; nothing is remembered here.

use std::{sync::Arc, time::Duration};

use super::{ipc, test_report_resolver};
use crate::{
    alert::SystemNotice,
    alerts::worker::Alerts,
    engine::updates,
    feed::{Changed, Feed, Subscription, Topic},
    model::moment::Clock,
    platform::{data_dir::DataDir, directory_watch::DirectoryWatch},
    receiver::{FailedAuthentications, ReceiverState},
    relaying::Relay,
    settings::{self, SettingsHandle},
    store::{self, Store, retention::Retention},
    worker::{self, Role, Worker, Workers},
};

const STORE: Role = Role {
    name: "store-watch",
    does: "notifies you when reports can't be kept",
    meaning: "You are not notified when the disk fails.",
};

const CHANGES: Role = Role {
    name: "changes",
    does: "applies changes",
    meaning: "What you change in the settings or acknowledge takes effect late.",
};

const RESTORES: Role = Role {
    name: "restores",
    does: "handles requests from other commands",
    meaning: "`missedhook restore`, `acknowledge` and `resolve` have no effect.",
};

pub(super) fn start(
    workers: &Workers,
    feed: &Feed,
    clock: &Clock,
    state: &ReceiverState,
    alerts: &Arc<Alerts>,
    retention: &Arc<Retention>,
    dir: &DataDir,
) -> Vec<Worker> {
    let settings = Arc::clone(&state.settings);
    let following = workers.task(settings::ROLE, move || {
        settings::follow(Arc::clone(&settings))
    });
    let store = state.store.clone();
    let (dir, own_feed) = (Arc::new(dir.clone()), feed.clone());
    let relay = state.relay.clone();
    let restoring = workers.task(RESTORES, move || {
        follow_commands(
            store.clone(),
            relay.clone(),
            Arc::clone(&dir),
            own_feed.clone(),
        )
    });
    let updating = updates::start(
        workers,
        &state.store,
        &state.settings,
        alerts,
        (feed, clock),
    );
    let (stores, notifying_clock) = (
        (state.store.clone(), state.relay.clone()),
        Arc::clone(clock),
    );
    let (own_feed, outgoing) = (feed.clone(), Arc::clone(alerts));
    let notifying = workers.task(STORE, move || {
        let (clock, alerts) = (Arc::clone(&notifying_clock), Arc::clone(&outgoing));
        notify_of_stores(stores.clone(), own_feed.subscribe(), clock, alerts)
    });
    let (own_feed, failed) = (feed.clone(), Arc::clone(&state.auth_failures));
    let (alerts, retention) = (Arc::clone(alerts), Arc::clone(retention));
    let (settings, store) = (Arc::clone(&state.settings), state.store.clone());
    let relay = state.relay.clone();
    apply_grouping(&settings, &store);
    let waking = workers.task(CHANGES, move || {
        let (alerts, retention) = (Arc::clone(&alerts), Arc::clone(&retention));
        let (settings, store, relay) = (Arc::clone(&settings), store.clone(), relay.clone());
        let on_settings = move || {
            apply_grouping(&settings, &store);
            retention.look();
            relay.prune();
        };
        wake_on_change(
            own_feed.subscribe(),
            alerts,
            on_settings,
            Arc::clone(&failed),
        )
    });
    let (store, resolving_clock, own_feed) = (state.store.clone(), Arc::clone(clock), feed.clone());
    let resolving = workers.task(test_report_resolver::ROLE, move || {
        let clock = Arc::clone(&resolving_clock);
        test_report_resolver::resolve_test_reports(store.clone(), own_feed.subscribe(), clock)
    });
    vec![following, restoring, updating, notifying, waking, resolving]
}

/// Notifies, once each, when reports can't be stored, when they are stored again, and when a damaged database was set
/// aside.
async fn notify_of_stores(
    (store, relay): (Store, Relay),
    mut changes: Subscription,
    clock: Clock,
    alerts: Arc<Alerts>,
) {
    let mut failing_since = None;
    let mut stall_is_due = Box::pin(store.stall_is_due());
    loop {
        if let Some(aside) = store.take_set_aside() {
            alerts.notify(SystemNotice::set_aside(&aside.problem()));
        }
        if let Some(aside) = relay.take_set_aside() {
            alerts.notify(SystemNotice::relay_set_aside(&aside.problem()));
        }
        let asked = store.clone();
        match (store.failure(), failing_since) {
            (Some(failure), None) => {
                failing_since = Some(clock());
                let still = Box::new(move || asked.failure().is_some());
                alerts.notify(SystemNotice::store_failing(&failure.problem(), still));
            }
            (None, Some(since)) => {
                failing_since = None;
                let still = Box::new(move || asked.failure().is_none());
                alerts.notify(SystemNotice::store_recovered(clock().since(since), still));
            }
            _ => {}
        }
        tokio::select! {
            changed = changes.next() => if changed.is_none() {
                return;
            },
            () = &mut stall_is_due => {
                store.report_stall();
                stall_is_due.set(store.stall_is_due());
            }
        }
        worker::heartbeat(STORE.name);
    }
}

/// How often to poll for restores and requests where the system does not report file changes, and for a restore that
/// can't be put in place yet.
const POLL_INTERVAL: Duration = Duration::from_secs(1);

/// Puts a restored history in place while the program runs, and carries out the requests of commands.
async fn follow_commands(store: Store, relay: Relay, dir: Arc<DataDir>, feed: Feed) {
    let target = move || (relay.store().ok().flatten(), relay.target());
    let watched = Arc::clone(&dir);
    let watching = worker::blocking(move || DirectoryWatch::new(&[watched.path()], POLL_INTERVAL));
    let mut watch = watching.await;
    loop {
        let looking = store.clone();
        let restore_waits = worker::blocking(move || {
            worker::heartbeat(RESTORES.name);
            looking.check_for_restore()
        })
        .await;
        ipc::answer_all(&store, &target, &dir).await;
        if restore_waits {
            tokio::time::sleep(POLL_INTERVAL).await;
        } else {
            let is_relevant = |name: &str| {
                if store::is_set_aside(name) {
                    // The status shows whether a restore is waiting.
                    feed.publish(Topic::Store);
                }
                ipc::is_request(name) || store.is_restore(name)
            };
            watch.changed(is_relevant).await;
        }
    }
}

/// Applies the setting that decides how reports are grouped.
fn apply_grouping(settings: &SettingsHandle, store: &Store) {
    store.keep_ids_apart(!settings.get().group_ids);
}

/// The store says what has to be done; a change only says when to look.
async fn wake_on_change(
    mut changes: Subscription,
    alerts: Arc<Alerts>,
    on_settings: impl Fn() + Send,
    failed: Arc<FailedAuthentications>,
) {
    let mut announced_attack = None;
    // `None`: changes made before this point are handled now.
    let mut changed: Option<Changed> = None;
    loop {
        let has = |topic| changed.is_none_or(|changed| changed.has(topic));
        if has(Topic::Settings) {
            on_settings();
        }
        if has(Topic::Settings) || has(Topic::Alerts) || has(Topic::Incidents) {
            alerts.wake();
        }
        if has(Topic::AuthFailures) {
            let brute_force = failed.latest_attack();
            if let Some(brute_force) = brute_force.filter(|_| brute_force != announced_attack) {
                alerts.notify(SystemNotice::brute_force(&brute_force));
                announced_attack = Some(brute_force);
            }
        }
        changed = changes.next().await;
        if changed.is_none() {
            return;
        }
        worker::heartbeat(CHANGES.name);
    }
}
