//! Hands what waits to be notified to the alert worker, which shows it as soon as nothing holds it back. What was shown
//! is noted in the store, so after a restart what was not is handed over again.

use std::collections::BTreeMap;

use tokio::time::sleep;

use super::deps::{Deps, STORE_PAUSE};
use crate::{
    feed::{Subscription, Topic},
    model::moment::Moment,
    store::{Reader, Store, StoreError, TeamRow},
    target::message::Change,
    team::text,
    worker,
};

/// When more than this many incidents wait, they share one notification.
const MAX_ALONE: usize = 3;

/// What waits, with when its incident was last notified: so the same change, once more, is another one.
type Waiting = BTreeMap<i64, (Change, Option<Moment>)>;

/// Hands over what waits, now and after each change, whether or not the server can be reached.
pub(super) async fn hand_over(deps: &Deps, mut changes: Subscription) {
    let mut handed = Handed::default();
    loop {
        if let Err(error) = handed.catch_up(deps).await {
            tracing::warn!(%error, "what colleagues' incidents wait can't be read");
            sleep(STORE_PAUSE).await;
            continue;
        }
        if changes.next_of(Topic::Team).await.is_none() {
            return;
        }
    }
}

/// What was handed over, by the incident's number here.
#[derive(Default)]
struct Handed(Waiting);

impl Handed {
    /// Hands over what waits and was not yet.
    async fn catch_up(&mut self, deps: &Deps) -> Result<(), StoreError> {
        let store = deps.store.clone();
        let waiting = worker::blocking(move || store.read(Reader::team_to_notify)).await?;
        // Alerts look for what is over, too.
        deps.alerts.wake();
        let now: Waiting = waiting
            .iter()
            .filter_map(|row| Some((row.id, (row.waiting?, row.told.map(|told| told.at)))))
            .collect();
        if now == self.0 {
            return Ok(());
        }
        match waiting.len() {
            0 => {}
            1..=MAX_ALONE => {
                for row in waiting {
                    if let Some(change) = row.waiting
                        && self.0.get(&row.id) != now.get(&row.id)
                    {
                        hand_over_one(deps, &row, change);
                    }
                }
            }
            _ => hand_over_several(deps, &waiting),
        }
        self.0 = now;
        Ok(())
    }
}

fn hand_over_one(deps: &Deps, row: &TeamRow, change: Change) {
    let (id, store, shown) = (row.id, deps.store.clone(), deps.store.clone());
    let still_true = move || {
        let waiting = waiting(&store);
        waiting.len() <= MAX_ALONE && waiting.contains(&(id, change))
    };
    let (now, zone) = (deps.now(), Deps::zone());
    let notice = text::notice(&row.shown, change, now, &zone, Box::new(still_true));
    deps.alerts
        .notify(notice.on_shown(Box::new(move || record(&shown, vec![(id, change)]))));
}

fn hand_over_several(deps: &Deps, rows: &[TeamRow]) {
    let (store, shown) = (deps.store.clone(), deps.store.clone());
    let still_true = move || waiting(&store).len() > MAX_ALONE;
    let told: Vec<_> = rows
        .iter()
        .filter_map(|row| Some((row.id, row.waiting?)))
        .collect();
    let incidents: Vec<_> = rows.iter().map(|row| row.shown.clone()).collect();
    let notice = text::several(&incidents, Box::new(still_true));
    deps.alerts
        .notify(notice.on_shown(Box::new(move || record(&shown, told))));
}

fn waiting(store: &Store) -> Vec<(i64, Change)> {
    let rows = store.read(|reader| reader.team_to_notify());
    let rows = rows.unwrap_or_default().into_iter();
    rows.filter_map(|row| Some((row.id, row.waiting?)))
        .collect()
}

fn record(store: &Store, told: Vec<(i64, Change)>) {
    if let Err(error) = store.record_team_told(told) {
        tracing::warn!(%error, "what was notified of colleagues' incidents can't be noted");
    }
}
