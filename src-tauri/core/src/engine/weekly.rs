//! Sends the weekly summary once a week. The store records the last week that was sent.

use std::{sync::Arc, time::Duration};

use jiff::tz::TimeZone;
use parking_lot::Mutex;
use tokio::time::timeout;

use crate::{
    alert::SystemNotice,
    alerts::worker::Alerts,
    feed::{Feed, Topic},
    history::weekly::{Due, Week, WeekSummary},
    model::moment::{Clock, Moment},
    settings::SettingsHandle,
    store::{Store, StoreError},
    worker::{self, Role},
};

pub(super) const ROLE: Role = Role {
    name: "weekly-summary",
    does: "sums up the past week",
    meaning: "You get no weekly summary.",
};

/// The longest sleep: after this time at most, a machine that was suspended notices that it is late.
const MAX_SLEEP: Duration = Duration::from_secs(15 * 60);
/// The pause after the history could not be read.
const RETRY: Duration = Duration::from_secs(60);

/// The summary that this run of the program decided to send, for `serve` to print.
#[derive(Clone, Default)]
pub(super) struct DecidedWeek(Arc<Mutex<Option<WeekSummary>>>);

impl DecidedWeek {
    pub fn get(&self) -> Option<WeekSummary> {
        self.0.lock().clone()
    }
}

/// The dependencies of the summary.
#[derive(Clone)]
pub(super) struct WeeklyDeps {
    pub settings: Arc<SettingsHandle>,
    pub store: Store,
    pub alerts: Arc<Alerts>,
    pub clock: Clock,
    pub feed: Feed,
    pub decided: DecidedWeek,
}

pub(super) async fn run(deps: WeeklyDeps) {
    let mut changes = deps.feed.subscribe();
    // The week whose notice waits to be shown.
    let mut queued = None;
    loop {
        worker::heartbeat(ROLE.name);
        let wait = match deps.look(&mut queued).await {
            Ok(wait) => wait.min(MAX_SLEEP),
            Err(error) => {
                tracing::warn!(%error, "can't sum up the past week");
                RETRY
            }
        };
        let changed = timeout(wait, changes.next_of(Topic::Settings)).await;
        if changed == Ok(None) {
            return;
        }
    }
}

impl WeeklyDeps {
    /// Tells the summary if it is due. Returns when to look again.
    async fn look(&self, queued: &mut Option<Week>) -> Result<Duration, StoreError> {
        let settings = self.settings.get();
        if !settings.summary.weekly {
            *queued = None;
            return Ok(MAX_SLEEP);
        }
        let (locale, now, zone) = (settings.locale(), (self.clock)(), TimeZone::system());
        let schedule = settings.summary.schedule(locale);
        let store = self.store.clone();
        let last =
            worker::blocking(move || store.read(|reader| reader.last_summarised_week())).await?;
        let (week, until) = match schedule.due(last, now, &zone) {
            Due::Later(next) => return Ok(next.since(now)),
            Due::Now { week, .. } if *queued == Some(week) => return Ok(MAX_SLEEP),
            Due::Now { week, until } => (week, until),
        };
        let (store, begins) = (self.store.clone(), schedule.begins);
        let read =
            move || store.read(|reader| reader.week_summary(week, begins, now, &zone, locale));
        let summary = worker::blocking(read).await?;
        if summary.is_quiet() {
            return Ok(MAX_SLEEP);
        }
        let is_new = self.store.decide_week(week).await?;
        *queued = Some(week);
        if is_new {
            *self.decided.0.lock() = Some(summary.clone());
            self.feed.publish(Topic::Alerts);
        }
        self.notify(week, summary, until);
        Ok(MAX_SLEEP)
    }

    /// Queues the notice. It is dropped if it can't be shown before `until`.
    fn notify(&self, week: Week, summary: WeekSummary, until: Moment) {
        let (clock, settings) = (Arc::clone(&self.clock), Arc::clone(&self.settings));
        let still_true = Box::new(move || clock() < until && settings.get().summary.weekly);
        let store = self.store.clone();
        let notice = SystemNotice::week(week, summary, still_true).on_shown(Box::new(move || {
            if let Err(error) = store.record_summarised_week(week) {
                tracing::warn!(%error, "can't record that the summary of the past week was shown");
            }
        }));
        self.alerts.notify(notice);
    }
}
