//! Passes pending notices about colleagues' incidents to the alert worker, which shows them once nothing holds them back.
//! Shown notices are recorded in the store; after a restart the others are passed on again.

use std::collections::BTreeMap;

use tokio::time::sleep;

use super::deps::{Deps, STORE_PAUSE};
use crate::{
    feed::{Subscription, Topic},
    model::moment::Moment,
    share::{target::message::Change, team::text},
    store::{Reader, Store, StoreError, TeamRow},
    worker,
};

/// When more than this many incidents wait, they share one notification.
const MAX_ALONE: usize = 3;

/// The pending changes by local id, each with the time of the last notification, so that a repeated change counts as new.
type Waiting = BTreeMap<i64, (Change, Option<Moment>)>;

/// Passes on what is pending, now and after each change, whether or not the server can be reached.
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

/// What was passed on already.
#[derive(Default)]
struct Handed(Waiting);

impl Handed {
    /// Passes on the pending changes that were not passed on yet.
    async fn catch_up(&mut self, deps: &Deps) -> Result<(), StoreError> {
        let store = deps.store.clone();
        let waiting = worker::blocking(move || store.read(Reader::team_to_notify)).await?;
        // Alerts look for what is over, too.
        deps.alerts.wake();
        let now: Waiting = waiting
            .iter()
            .filter_map(|row| {
                Some((
                    row.id,
                    (row.waiting?, row.notified.map(|notified| notified.at)),
                ))
            })
            .collect();
        if now == self.0 {
            return Ok(());
        }
        if now.len() > MAX_ALONE {
            hand_over_several(deps, &waiting);
        } else {
            let new = new_alone(&self.0, &now);
            for row in waiting.iter().filter(|row| new.contains(&row.id)) {
                if let Some(change) = row.waiting {
                    hand_over_one(deps, row, change);
                }
            }
        }
        self.0 = now;
        Ok(())
    }
}

/// Which of the pending changes get a notification of their own now. All, where they shared one before: that one is not
/// shown any more.
fn new_alone(before: &Waiting, now: &Waiting) -> Vec<i64> {
    let shared_one = before.len() > MAX_ALONE;
    now.iter()
        .filter(|(id, change)| shared_one || before.get(id) != Some(change))
        .map(|(id, _)| *id)
        .collect()
}

fn hand_over_one(deps: &Deps, row: &TeamRow, change: Change) {
    let (id, store, shown) = (row.id, deps.store.clone(), deps.store.clone());
    let still_true = move || {
        let waiting = waiting(&store);
        waiting.len() <= MAX_ALONE && waiting.contains(&(id, change))
    };
    let (now, zone) = (deps.now(), Deps::zone());
    let notice = text::notice(&row.shown, change, now, &zone, Box::new(still_true));
    let row = row.clone();
    deps.alerts
        .notify(notice.on_shown(Box::new(move || record(&shown, vec![(row, change)]))));
}

fn hand_over_several(deps: &Deps, rows: &[TeamRow]) {
    let (store, shown) = (deps.store.clone(), deps.store.clone());
    let still_true = move || waiting(&store).len() > MAX_ALONE;
    let changes: Vec<_> = rows
        .iter()
        .filter_map(|row| Some((row.clone(), row.waiting?)))
        .collect();
    let incidents: Vec<_> = rows.iter().map(|row| row.shown.clone()).collect();
    let notice = text::several(&incidents, Box::new(still_true));
    deps.alerts
        .notify(notice.on_shown(Box::new(move || record(&shown, changes))));
}

fn waiting(store: &Store) -> Vec<(i64, Change)> {
    let rows = store.read(|reader| reader.team_to_notify());
    let rows = rows.unwrap_or_default().into_iter();
    rows.filter_map(|row| Some((row.id, row.waiting?)))
        .collect()
}

fn record(store: &Store, notified: Vec<(TeamRow, Change)>) {
    if let Err(error) = store.record_team_notified(notified) {
        tracing::warn!(%error, "what was notified of colleagues' incidents can't be noted");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pending(ids: &[i64]) -> Waiting {
        ids.iter().map(|id| (*id, (Change::Opened, None))).collect()
    }

    #[test]
    fn a_change_that_was_passed_on_is_not_passed_on_again() {
        let mut now = pending(&[1, 2]);
        assert_eq!(new_alone(&pending(&[1]), &now), [2]);
        now.insert(1, (Change::Opened, Some(Moment::from_millis(5))));
        assert_eq!(new_alone(&pending(&[1, 2]), &now), [1]);
    }

    #[test]
    fn what_is_left_of_a_shared_notification_gets_its_own() {
        let before = pending(&[1, 2, 3, 4]);
        assert_eq!(new_alone(&before, &pending(&[1, 3, 4])), [1, 3, 4]);
    }
}
