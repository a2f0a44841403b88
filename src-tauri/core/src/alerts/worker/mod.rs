//! The alert worker: takes what the policy has decided from the store, displays it when it is due and not held back,
//! and records that it was shown. It runs on its own thread because a notification server may be slow. What can't be
//! shown stays pending and is retried.

mod projects;
mod showing;

use projects::ByProjects;
pub use showing::timeline_text;

use std::{
    collections::BTreeMap,
    io,
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::tz::TimeZone;

use parking_lot::Mutex;

use crate::{
    alert::{
        self, HoldConditions, Pause, PendingAlert, PlanStep,
        system_notice::{NoticeQueue, SystemNotice},
    },
    alerts::{
        notifier::{DoNotDisturb, Notifier, NotifierError},
        sample::{self, SampleShown},
    },
    feed::{Feed, Topic},
    model::{
        moment::{Clock, Moment},
        problem::Problem,
    },
    settings::SettingsHandle,
    status::NotificationStatus,
    store::{Store, StoreError},
    worker::{self, Role, Wake, Worker, Workers},
};

const ROLE: Role = Role {
    name: "alerts",
    does: "shows notifications",
    meaning: "Reports are kept, but nothing pops up.",
};
/// How long shutdown waits for the worker. It may be waiting for a notification server that does not answer; pending
/// alerts are then shown after the next start.
const END_LIMIT: Duration = Duration::from_secs(1);

/// How long after a failure a notification is retried, if nothing else happens. Doubles with each failure that follows,
/// up to [`MAX_RETRY`]: each attempt makes the bus start a server that can't start.
const RETRY: Duration = match cfg!(test) {
    true => Duration::from_millis(200),
    false => Duration::from_secs(10),
};
const MAX_RETRY: Duration = RETRY.saturating_mul(6);
/// How long the thread sleeps while something is pending. Short, because the timer stops while the machine sleeps and
/// does not notice a changed clock.
const MAX_SLEEP: Duration = Duration::from_secs(60);
/// How long the thread sleeps while nothing is pending.
const IDLE: Duration = Duration::from_secs(3600);

/// If the wall clock has advanced this much more than the monotonic one, the machine slept; less means that the clock
/// was set.
const SLEEP_THRESHOLD: Duration = Duration::from_secs(60);
/// How long alerts are collected after the machine wakes up.
const GATHER_AFTER_WAKE: Duration = Duration::from_secs(10);

/// The thread that raises alerts.
pub struct Alerts {
    wake: Arc<Wake>,
    status: Arc<Mutex<NotificationStatus>>,
    waiting: NoticeQueue,
    sample: sample::Request,
    worker: Worker,
}

impl Alerts {
    /// Starts the thread, which handles pending alerts at once.
    ///
    /// # Errors
    /// The system provides no new thread.
    pub fn start(
        store: Store,
        feed: Feed,
        clock: Clock,
        settings: Arc<SettingsHandle>,
        mut notifier: Box<dyn Notifier>,
        workers: &Workers,
    ) -> io::Result<Self> {
        let wake = Arc::new(Wake::default());
        let changed = Arc::clone(&wake);
        notifier.listen_with(workers, Arc::new(move || changed.notify()));
        let status = Arc::new(Mutex::new(NotificationStatus::Unknown));
        let last_seen = (clock(), Instant::now());
        let waiting = NoticeQueue::default();
        let sample = sample::Request::default();
        let worker_state = AlertWorker {
            last_seen,
            waiting: waiting.clone(),
            sample: sample.clone(),
            waking_until: None,
            shown_not_recorded: BTreeMap::new(),
            summaries: BTreeMap::new(),
            failed_at: None,
            failures: 0,
            settings,
            store,
            feed,
            clock,
            notifier,
            status: Arc::clone(&status),
        };
        // The state survives a panic.
        let worker_state = Mutex::new(worker_state);
        let worker =
            workers.sleeping_thread(ROLE, &wake, move |woken| worker_state.lock().run(woken))?;
        Ok(Self {
            wake,
            status,
            waiting,
            sample,
            worker,
        })
    }

    /// Wakes the worker: something may be pending.
    pub fn wake(&self) {
        self.wake.notify();
    }

    /// Shows a notice that belongs to no incident, as soon as nothing holds it back. The newest replaces an older one
    /// that waits. Does not block.
    pub fn notify(&self, notice: SystemNotice) {
        self.waiting.add(notice);
        self.wake();
    }

    /// Shows a sample notification and returns who showed it.
    ///
    /// # Errors
    /// Why it was not shown.
    pub async fn show_sample(&self) -> Result<SampleShown, Problem> {
        let answer = self.sample.ask();
        self.wake();
        sample::wait(answer).await
    }

    /// Whether notifications could be shown at the last attempt.
    pub fn status(&self) -> NotificationStatus {
        self.status.lock().clone()
    }

    /// Ends the thread and waits for it, up to [`END_LIMIT`].
    pub async fn end(&self) {
        self.worker.finish(END_LIMIT).await;
    }
}

struct AlertWorker {
    store: Store,
    feed: Feed,
    clock: Clock,
    settings: Arc<SettingsHandle>,
    notifier: Box<dyn Notifier>,
    status: Arc<Mutex<NotificationStatus>>,
    /// When it last looked, by the wall clock and by a clock that stops while the machine sleeps.
    last_seen: (Moment, Instant),
    waking_until: Option<Moment>,
    waiting: NoticeQueue,
    sample: sample::Request,
    /// Alerts that were shown but not recorded as shown, with their number of delivery errors and their text. While the
    /// disk fails, this keeps them from being shown again and again.
    shown_not_recorded: BTreeMap<i64, (i64, &'static str)>,
    /// The alert of each summary on the screen.
    summaries: BTreeMap<i64, i64>,
    /// When an alert or notice could not be shown; `None` if the last one was.
    failed_at: Option<Instant>,
    /// How often in a row showing has failed.
    failures: u32,
}

impl AlertWorker {
    fn run(&mut self, woken: &Wake) {
        let server = self.notifier.server();
        self.note(server.map(Some));
        let mut wait = Duration::ZERO;
        let mut checked = Instant::now();
        while woken.wait(wait.min(self.check_after(checked))) {
            worker::heartbeat(ROLE.name);
            if let Some(outcome) = self
                .sample
                .answer(&mut *self.notifier, self.settings.get().locale())
            {
                self.note(outcome.map(|()| None));
            }
            if self.notifier.has_changed() || self.check_after(checked).is_zero() {
                let outcome = match (self.notifier.check(), self.is_missing()) {
                    // A missing server counts as working again only after it has answered.
                    (Ok(()), true) => self.notifier.server().map(Some),
                    (outcome, _) => outcome.map(|()| None),
                };
                self.note(outcome);
                checked = Instant::now();
            }
            wait = self.deliver_due().unwrap_or_else(|error| {
                tracing::warn!(%error, "can't read pending alerts");
                RETRY
            });
        }
    }

    /// How long until the next check.
    fn check_after(&self, checked: Instant) -> Duration {
        self.notifier
            .check_every()
            .saturating_sub(checked.elapsed())
    }

    /// Carries out the policy's plan until nothing is due. Returns how long to wait for the next.
    fn deliver_due(&mut self) -> Result<Duration, StoreError> {
        self.notice_sleep();
        loop {
            let now = (self.clock)();
            let read = self.store.read(|reader| {
                Ok((
                    reader.alert_pause()?,
                    reader.pending_alerts()?,
                    reader.alert_history(now)?,
                ))
            });
            let (pause, pending, history) = match read {
                Ok(read) => read,
                Err(error) => {
                    // The notice that the store fails does not need the store.
                    let conditions = self.hold_conditions(None, true, now);
                    let _ = self.show_system_notices(&conditions, now);
                    return Err(error);
                }
            };
            let ByProjects {
                free: pending,
                held,
                steps,
                until,
            } = ByProjects::sort(&self.store, &self.settings.get(), pending, now)?;
            if !steps.is_empty() {
                self.store.apply_alert_steps(steps)?;
                continue;
            }
            self.dismiss_known(pending.iter().chain(&held), now);
            let conditions = self.hold_conditions(pause, !pending.is_empty(), now);
            let shown = self.show_system_notices(&conditions, now);
            let plan = alert::plan(&pending, &history, &conditions, now);
            if plan.steps.is_empty() {
                let Ok(look_again) = shown else {
                    return Ok(self.until_retry());
                };
                let wake_at = [plan.wake_at, look_again, until]
                    .into_iter()
                    .flatten()
                    .min();
                return Ok(self.rest(wake_at, pause, now));
            }
            if !self.carry_out(plan.steps, &pending, shown.is_ok(), now)? {
                return Ok(self.until_retry());
            }
        }
    }

    /// Carries out a plan. Returns false if something could not be shown and stays pending.
    fn carry_out(
        &mut self,
        steps: Vec<PlanStep>,
        pending: &[PendingAlert],
        can_show: bool,
        now: Moment,
    ) -> Result<bool, StoreError> {
        let (raise, mut note): (Vec<_>, Vec<_>) = steps
            .into_iter()
            .partition(|step| matches!(step, PlanStep::Raise(_)));
        // A plan that shows nothing is carried out anyway; otherwise alerts would pile up.
        let mut shown = raise.is_empty() || (can_show && !self.failed_just_now());
        for id in raise.iter().filter_map(PlanStep::raised) {
            let about = pending
                .iter()
                .find(|alert| alert.id == id)
                .map(|alert| alert.about);
            if let Some(about) = about
                && shown
            {
                shown = self.raise(id, about, now)?;
            }
        }
        if !shown {
            // Alerts that join a pending summary, or are dropped, need not wait for the notifier.
            note.retain(|step| matches!(step, PlanStep::JoinStorm { .. } | PlanStep::Drop(..)));
        }
        if !note.is_empty() {
            self.store.apply_alert_steps(note)?;
        }
        Ok(shown)
    }

    /// What holds alerts back now. Asks the desktop only if there is something to show now.
    fn hold_conditions(
        &mut self,
        pause: Option<Pause>,
        pending: bool,
        now: Moment,
    ) -> HoldConditions {
        let settings = self.settings.get();
        HoldConditions {
            pause,
            quiet_until: settings
                .quiet_hours
                .and_then(|hours| hours.ends(now, &TimeZone::system())),
            do_not_disturb: settings.respect_do_not_disturb
                && (pending || !self.waiting.is_empty())
                && !self.failed_just_now()
                && self.notifier.do_not_disturb() == DoNotDisturb::On,
            waking_until: self.waking_until,
        }
    }

    /// How long there is nothing to do. Ends an expired pause, so that the tray and the window see it.
    fn rest(&self, wake_at: Option<Moment>, pause: Option<Pause>, now: Moment) -> Duration {
        let end = match pause {
            Some(Pause::Until(until)) if until > now => Some(until),
            Some(Pause::Until(_)) => {
                self.store.clear_expired_pause();
                None
            }
            _ => None,
        };
        let next = [wake_at, end].into_iter().flatten().min();
        next.map_or(IDLE, |at| at.since(now).min(MAX_SLEEP))
    }

    /// Detects that the machine slept: the wall clock advanced, and the monotonic clock did not.
    fn notice_sleep(&mut self) {
        let (now, still) = ((self.clock)(), Instant::now());
        let slept = now
            .since(self.last_seen.0)
            .saturating_sub(still.duration_since(self.last_seen.1));
        if slept > SLEEP_THRESHOLD {
            self.waking_until = Some(now.plus(GATHER_AFTER_WAKE));
        } else if now < self.last_seen.0 {
            // The clock was set back: the end of the wait may be a day ahead.
            self.waking_until = None;
        }
        self.last_seen = (now, still);
    }

    /// Notes whether something could be shown.
    fn note_attempt(&mut self, is_shown: bool) {
        self.failures = if is_shown { 0 } else { self.failures + 1 };
        self.failed_at = (!is_shown).then(Instant::now);
    }

    /// Whether showing failed a moment ago. If so, it is not tried for each new report.
    fn failed_just_now(&self) -> bool {
        !self.until_retry().is_zero()
    }

    /// How long until what failed is tried again.
    fn until_retry(&self) -> Duration {
        let Some(failed_at) = self.failed_at else {
            return Duration::ZERO;
        };
        let doubled = 1_u32.checked_shl(self.failures.saturating_sub(1));
        let pause = RETRY.saturating_mul(doubled.unwrap_or(u32::MAX));
        pause.min(MAX_RETRY).saturating_sub(failed_at.elapsed())
    }

    fn is_missing(&self) -> bool {
        let status = self.status.lock();
        matches!(*status, NotificationStatus::Missing { .. })
    }

    /// Records whether notifications work, and reports changes.
    fn note(&mut self, outcome: Result<Option<String>, NotifierError>) {
        let before = self.status.lock().clone();
        let now = match (outcome, &before) {
            (Ok(None), NotificationStatus::Working { .. }) => return,
            (Ok(name), _) => NotificationStatus::Working {
                server: name
                    .or_else(|| self.notifier.server().ok())
                    .unwrap_or_default(),
            },
            (Err(error), _) => NotificationStatus::Missing {
                problem: error.problem(),
            },
        };
        let was_missing = matches!(before, NotificationStatus::Missing { .. });
        if let (NotificationStatus::Missing { problem }, false) = (&now, was_missing) {
            tracing::warn!("{problem}");
        }
        if now != before {
            if was_missing {
                // A server that has just appeared gets what waits at once.
                (self.failed_at, self.failures) = (None, 0);
            }
            *self.status.lock() = now;
            self.feed.publish(Topic::Notifications);
        }
    }
}

#[cfg(test)]
mod tests;
