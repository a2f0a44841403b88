//! The engine: the only place where the parts are wired. [`Engine::boot`] reads as the whole life of the
//! program: take the data directory, read the settings, open the store, raise what is pending; then listen when
//! told to. It owns no rule of its own.

mod diagnosing;
mod probing;
mod reacting;
mod test_report;
mod way;

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use jiff::tz::TimeZone;
use thiserror::Error;
use tokio::{sync::watch, task::JoinHandle};

pub use diagnosing::{case, no_incident};
pub use probing::ProbeOrder;
pub use test_report::{Sent, send_test};

use crate::{
    alert::{AlertPause, Pause, raising::Alerts},
    data_dir::{DataDir, DataDirError, Lock, Running},
    feed::{Change, Feed},
    health::{self, Health},
    moment::{Clock, Moment, system_clock},
    notifier::Notifier,
    problem::Problem,
    reachability::{
        proof::{NoRandomness, Secret},
        watch::Reachability,
    },
    receiver::{self, Desk, FailedAuthentications, Limits, ListenError},
    retention::Retention,
    settings::{self, Live, Settings, SettingsError},
    status::{self, ReceiverStatus, Status, StoreStatus, WayStatus},
    store::{SetAside, Store, StoreError},
    tunnel::TunnelStatus,
    way_in::Way,
    worker::Workers,
};
use reacting::{tell_of_store, wake_on_change};

/// Why the program can't start.
#[derive(Debug, Error)]
pub enum BootError {
    /// The data directory.
    #[error(transparent)]
    DataDir(#[from] DataDirError),
    /// The settings.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A thread.
    #[error("The system gives no new thread: {0}.")]
    Thread(#[from] std::io::Error),
    /// The secret behind the proof of reachability.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
}

impl BootError {
    /// The same for a person.
    pub fn problem(&self) -> Problem {
        match self {
            Self::DataDir(error) => error.problem(),
            Self::Settings(error) => error.problem(),
            Self::Store(error) => error.problem(),
            Self::NoRandomness(error) => error.problem(),
            Self::Thread(error) => Problem::new(
                format!("The system gives no new thread: {error}."),
                "Missedhook can't start.",
                "Close other programs and try again.",
            ),
        }
    }
}

/// The running program, without a face. Shared by whoever shows it.
pub struct Engine {
    dir: DataDir,
    settings: Arc<Live>,
    store: Store,
    feed: Feed,
    clock: Clock,
    desk: Desk,
    alerts: Arc<Alerts>,
    retention: Arc<Retention>,
    health: Health,
    workers: Workers,
    set_aside: Option<SetAside>,
    // Std mutexes: nothing awaits while they are held.
    receiver: Mutex<Listening>,
    way: Mutex<Option<Arc<Way>>>,
    lock: Mutex<Option<Lock>>,
}

struct Listening {
    status: ReceiverStatus,
    address: Option<SocketAddr>,
    stop: watch::Sender<bool>,
    task: Option<JoinHandle<()>>,
}

impl Engine {
    /// Starts everything but the receiver. Needs a tokio runtime around it.
    ///
    /// # Errors
    /// [`BootError`]; nothing is changed then.
    pub fn boot(
        dir: DataDir,
        limits: Limits,
        notifier: Box<dyn Notifier>,
    ) -> Result<Self, BootError> {
        let lock = dir.lock()?;
        let (feed, clock) = (Feed::default(), system_clock());
        let settings = Arc::new(Live::load(&dir, &feed)?);
        tokio::spawn(settings::follow(Arc::downgrade(&settings)));
        let (store, set_aside) = Store::open(&dir, Arc::clone(&clock), feed.clone())?;
        let alerts = Arc::new(Alerts::start(
            store.clone(),
            feed.clone(),
            Arc::clone(&clock),
            Arc::clone(&settings),
            notifier,
        )?);
        let retention = Arc::new(Retention::start(store.clone(), Arc::clone(&settings))?);
        let running = Running {
            pid: std::process::id(),
            receiver: None,
        };
        // On a full disk it can't be written; everything else works.
        if let Err(error) = dir.announce(&lock, &running) {
            tracing::warn!(%error, "other commands can't find this one");
        }
        let desk = Desk {
            settings: Arc::clone(&settings),
            store: store.clone(),
            clock: Arc::clone(&clock),
            limits,
            secret: Secret::random()?,
            failed: Arc::new(FailedAuthentications::new(feed.clone())),
        };
        wake_on_change(&feed, &alerts, &retention, &desk.failed);
        tokio::spawn(tell_of_store(
            store.clone(),
            &feed,
            Arc::clone(&clock),
            &alerts,
        ));
        let health = Health::start(health::Parts {
            settings: Arc::clone(&settings),
            store: store.clone(),
            feed: feed.clone(),
            clock: Arc::clone(&clock),
            alerts: Arc::clone(&alerts),
            ask: health::ask(Arc::clone(&settings), Arc::clone(&clock)),
            watched: probing::watched(Arc::clone(&settings), store.clone()),
            on_probe: probing::keeping(Arc::clone(&settings), store.clone()),
        });
        Ok(Self {
            dir,
            settings,
            store,
            feed,
            clock,
            desk,
            alerts,
            retention,
            health,
            workers: Workers::default(),
            set_aside,
            receiver: Mutex::new(Listening {
                status: ReceiverStatus::Failed {
                    problem: Problem::new(
                        "The receiver is not listening yet.",
                        "RETM's reports can't reach you.",
                        "Wait a moment.",
                    ),
                },
                address: None,
                stop: watch::Sender::new(false),
                task: None,
            }),
            way: Mutex::default(),
            lock: Mutex::new(Some(lock)),
        })
    }

    /// The damaged database that was set aside at the start, if there was one.
    pub fn set_aside(&self) -> Option<&SetAside> {
        self.set_aside.as_ref()
    }

    /// Where everything is kept.
    pub fn dir(&self) -> &DataDir {
        &self.dir
    }

    /// The change feed.
    pub fn feed(&self) -> &Feed {
        &self.feed
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The settings in force.
    pub fn settings(&self) -> Arc<Settings> {
        self.settings.get()
    }

    /// The settings, to look at and to change.
    pub fn live_settings(&self) -> &Live {
        &self.settings
    }

    /// The monitors.
    pub fn health(&self) -> &Health {
        &self.health
    }

    /// What the time is.
    pub fn now(&self) -> Moment {
        (self.clock)()
    }

    /// Where the receiver listens; none while it does not.
    pub fn address(&self) -> Option<SocketAddr> {
        self.listening().address
    }

    fn listening(&self) -> std::sync::MutexGuard<'_, Listening> {
        self.receiver.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets the receiver listen there; where it listens already, nothing happens.
    ///
    /// # Errors
    /// [`ListenError`]; it is also in the status from then on.
    pub async fn listen(&self, address: SocketAddr) -> Result<SocketAddr, ListenError> {
        if let Some(address) = self.address() {
            return Ok(address);
        }
        let bound = match receiver::bind(address).await {
            Ok(listener) => listener
                .local_addr()
                .map(|address| (listener, address))
                .map_err(|source| ListenError::Refused { address, source }),
            Err(error) => Err(error),
        };
        let result = match bound {
            Ok((listener, address)) => {
                let mut listening = self.listening();
                let serving =
                    receiver::serve(listener, self.desk.clone(), listening.stop.subscribe());
                listening.task = Some(tokio::spawn(serving));
                listening.address = Some(address);
                listening.status = ReceiverStatus::Listening {
                    address: address.to_string(),
                };
                Ok(address)
            }
            Err(error) => {
                self.listening().status = ReceiverStatus::Failed {
                    problem: error.problem(),
                };
                Err(error)
            }
        };
        self.announce();
        if let Ok(address) = result {
            self.open_way(address);
        }
        self.feed.publish(Change::Receiver);
        result
    }

    fn announce(&self) {
        let running = Running {
            pid: std::process::id(),
            receiver: self.address(),
        };
        let lock = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(Err(error)) = lock.as_ref().map(|lock| self.dir.announce(lock, &running)) {
            tracing::warn!(%error, "other commands can't find this one");
        }
    }

    /// The state of everything. Reads the database: not for async code.
    pub fn status(&self) -> Status {
        let (receiver_url, public_url) = (self.receiver_url(), self.public_url());
        let counts = self.store.read(|reader| {
            let copied = receiver_url.as_deref().map(|url| reader.is_copied(url));
            let changed = public_url.as_deref().map(|url| reader.is_changed(url));
            Ok((
                reader.counts()?,
                reader.newest_id()?,
                reader.unseen()?,
                reader.alert_pause()?,
                copied.transpose()?.unwrap_or(false),
                changed.transpose()?.unwrap_or(false),
                self.health.counts(reader)?,
            ))
        });
        let failure = self.store.failure().or(counts.as_ref().err().cloned());
        let (counts, newest_id, unseen, pause, url_copied, url_changed, monitors) =
            counts.unwrap_or_default();
        let way = self.way();
        let listening = self.listening();
        let mut status = Status {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            receiver_url,
            receiver: listening.status.clone(),
            way: WayStatus {
                tunnel: way.as_ref().map_or(TunnelStatus::Off, |way| way.tunnel()),
                reachability: way.map_or(Reachability::Off, |way| way.reachability()),
                url_copied,
                url_changed,
            },
            store: match failure {
                None => StoreStatus::Working,
                Some(error) => StoreStatus::Failing {
                    problem: error.problem(),
                },
            },
            notifications: self.alerts.status(),
            workers: self.workers.failures(),
            counts,
            monitors,
            worst: None,
            revision: self.feed.revision(),
            alerts_paused_until: match pause {
                Some(Pause::Until(until)) if self.holds(pause) => Some(until),
                _ => None,
            },
            settings_problem: self.settings.problem(),
            theme: self.settings().theme,
            alerts_paused: self.holds(pause),
            total: counts.errors,
            newest_id,
            unseen,
            data_dir: self.dir.path().display().to_string(),
        };
        status.worst = status::worst(&status);
        status
    }

    fn holds(&self, pause: Option<Pause>) -> bool {
        match pause {
            None => false,
            Some(Pause::Always) => true,
            Some(Pause::Until(until)) => until > (self.clock)(),
        }
    }

    /// Holds alerts back for as long as that says.
    ///
    /// # Errors
    /// Why it could not be kept.
    pub async fn pause_alerts(&self, choice: AlertPause) -> Result<(), StoreError> {
        let pause = choice.begin((self.clock)(), &TimeZone::system());
        self.store.pause_alerts(pause).await
    }

    /// Sends a test report through the receiver's own door. Blocks: not for async code.
    ///
    /// # Errors
    /// What kept it from arriving.
    pub fn send_test(&self) -> Result<Sent, Problem> {
        send_test(&self.settings(), self.address())
    }

    /// Ends the tunnel, stops listening, lets accepted requests end, drains the writer and gives the data directory back.
    pub async fn shut_down(&self) {
        let task = {
            let mut listening = self.listening();
            listening.stop.send_replace(true);
            listening.address = None;
            listening.task.take()
        };
        self.health.stop();
        let way = self.way();
        let tunnel = async {
            if let Some(way) = way {
                way.stop().await;
            }
        };
        let receiver = async {
            if let Some(task) = task {
                let _ = task.await;
            }
        };
        tokio::join!(tunnel, receiver);
        let (alerts, retention) = (Arc::clone(&self.alerts), Arc::clone(&self.retention));
        let store = self.store.clone();
        let ended = tokio::task::spawn_blocking(move || {
            retention.end();
            alerts.end();
            store.close();
        });
        // The alert thread may hang in a notification server that does not answer; nothing is lost by then.
        let _ = tokio::time::timeout(Duration::from_secs(10), ended).await;
        self.lock
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
    }
}
