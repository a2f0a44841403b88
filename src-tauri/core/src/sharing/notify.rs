//! Hands what waits to be notified to the alert worker, which shows it as soon as nothing holds it back. What was shown
//! is noted in the store, so after a restart what was not is handed over again.

use std::collections::BTreeMap;

use super::deps::Deps;
use crate::{
    model::moment::Moment,
    store::{Store, TeamRow},
    target::message::Change,
    team::text,
    worker,
};

/// When more than this many incidents wait, they share one notification.
const MAX_ALONE: usize = 3;

/// What waits, with when its incident was last notified: so the same change, once more, is another one.
type Waiting = BTreeMap<i64, (Change, Option<Moment>)>;

/// What was handed over, by the incident's number here.
#[derive(Default)]
pub(super) struct Handed(Waiting);

impl Handed {
    /// Hands over what waits and was not yet.
    pub async fn hand_over(&mut self, deps: &Deps) {
        let store = deps.store.clone();
        let waiting = worker::blocking(move || store.read(|reader| reader.team_to_notify())).await;
        let Ok(waiting) = waiting.inspect_err(
            |error| tracing::warn!(%error, "what colleagues' incidents wait can't be read"),
        ) else {
            return;
        };
        // Alerts look for what is over, too.
        deps.alerts.wake();
        let now: Waiting = waiting
            .iter()
            .filter_map(|row| Some((row.id, (row.waiting?, row.told.map(|told| told.at)))))
            .collect();
        if now == self.0 {
            return;
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
