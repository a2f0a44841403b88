//! Raising alerts: takes what the policy has decided from the store, shows it when it is due and not held back,
//! and notes that it was. Runs on a thread of its own, because a notification server may take its time. What
//! can't be shown stays pending and is tried again.

use std::{
    io,
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread::{self, JoinHandle},
    time::Duration,
};

use crate::{
    alert,
    feed::{Change, Feed},
    moment::Clock,
    notifier::{Notifier, NotifierError},
    status::NotificationStatus,
    store::{PendingAlert, Reader, Store, StoreError},
};

/// How long a failed notification waits before it is tried again, where nothing else happens.
const RETRY: Duration = Duration::from_secs(10);
/// How long the thread sleeps where nothing is pending.
const IDLE: Duration = Duration::from_secs(3600);

/// The thread that raises alerts.
pub struct Alerts {
    wake: mpsc::SyncSender<Wake>,
    status: Arc<Mutex<NotificationStatus>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

enum Wake {
    Look,
    End,
}

impl Alerts {
    /// Starts the thread; it looks at what is pending at once.
    ///
    /// # Errors
    /// What the system says of a new thread.
    pub fn start(
        store: Store,
        feed: Feed,
        clock: Clock,
        notifier: Box<dyn Notifier>,
    ) -> io::Result<Self> {
        let (wake, woken) = mpsc::sync_channel(8);
        let status = Arc::new(Mutex::new(NotificationStatus::Unknown));
        let raiser = Raiser {
            store,
            feed,
            clock,
            notifier,
            status: Arc::clone(&status),
        };
        let thread = thread::Builder::new()
            .name("missedhook-alerts".to_owned())
            .spawn(move || raiser.run(&woken))?;
        Ok(Self {
            wake,
            status,
            thread: Mutex::new(Some(thread)),
        })
    }

    /// Something may be pending.
    pub fn look(&self) {
        // Full: it will look anyway.
        let _ = self.wake.try_send(Wake::Look);
    }

    /// Whether notifications can be shown, as last seen.
    pub fn status(&self) -> NotificationStatus {
        self.status
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Ends the thread and waits for it.
    pub fn end(&self) {
        let _ = self.wake.send(Wake::End);
        let thread = self
            .thread
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(thread) = thread {
            let _ = thread.join();
        }
    }
}

struct Raiser {
    store: Store,
    feed: Feed,
    clock: Clock,
    notifier: Box<dyn Notifier>,
    status: Arc<Mutex<NotificationStatus>>,
}

impl Raiser {
    fn run(mut self, woken: &mpsc::Receiver<Wake>) {
        let server = self.notifier.server();
        self.note(server.map(Some));
        let mut wait = Duration::ZERO;
        loop {
            match woken.recv_timeout(wait) {
                Ok(Wake::Look) | Err(mpsc::RecvTimeoutError::Timeout) => {}
                Ok(Wake::End) | Err(mpsc::RecvTimeoutError::Disconnected) => return,
            }
            wait = self.raise_due().unwrap_or_else(|error| {
                tracing::warn!(%error, "pending alerts can't be read");
                RETRY
            });
        }
    }

    /// Raises what is due; says how long to wait for the next.
    fn raise_due(&mut self) -> Result<Duration, StoreError> {
        let (paused, pending) = self
            .store
            .read(|reader| Ok((reader.alerts_paused()?, reader.pending_alerts()?)))?;
        if paused {
            return Ok(IDLE);
        }
        for alert in pending {
            let now = (self.clock)();
            if alert.due_at > now {
                return Ok(alert.due_at.since(now));
            }
            if !self.raise(alert)? {
                return Ok(RETRY);
            }
        }
        Ok(IDLE)
    }

    /// Raises one alert; whether it was shown.
    fn raise(&mut self, pending: PendingAlert) -> Result<bool, StoreError> {
        let id = pending.incident_id;
        let now = (self.clock)();
        let found = self
            .store
            .read(|reader: &Reader| Ok(reader.incident(id)?.zip(reader.newest_of(id)?)))?;
        let Some((incident, newest)) = found else {
            self.store.alert_raised(pending.id, i64::MAX)?;
            return Ok(true);
        };
        let shown = self
            .notifier
            .show(&alert::word(&incident, &newest, pending.update, now));
        let ok = shown.is_ok();
        self.note(shown.map(|()| None));
        if ok {
            self.store.alert_raised(pending.id, incident.error_count)?;
        }
        Ok(ok)
    }

    /// Notes whether notifications work; says it once when that changes.
    fn note(&mut self, outcome: Result<Option<String>, NotifierError>) {
        let before = self
            .status
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
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
            *self.status.lock().unwrap_or_else(PoisonError::into_inner) = now;
            self.feed.publish(Change::Notifications);
        }
    }
}
