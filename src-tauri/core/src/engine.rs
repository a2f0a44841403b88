//! The engine: the only place where the parts are wired. [`Engine::boot`] reads as the whole life of the
//! program: take the data directory, read the settings, open the store, raise what is pending; then listen when
//! told to. It owns no rule of its own.

mod diagnosing;
mod probing;

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use jiff::tz::TimeZone;
use serde::Serialize;
use thiserror::Error;
use tokio::{sync::watch, task::JoinHandle};
use ts_rs::TS;

pub use diagnosing::{case, no_incident};
pub use probing::ProbeOrder;

use crate::{
    alert::{AlertPause, Pause, Told, raising::Alerts},
    data_dir::{DataDir, DataDirError, Lock, Running},
    feed::{Change, Feed, Heard},
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
    simulate,
    status::{self, ReceiverStatus, Status, StoreStatus, WayStatus},
    store::{SetAside, Store, StoreError},
    tunnel::{self, Offer, TunnelStatus},
    way_in::{self, Way},
};

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

/// Where a report that was sent ended up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct Sent {
    /// The delivery error.
    #[ts(type = "number")]
    pub id: i64,
    /// Its incident.
    #[ts(type = "number")]
    pub incident: i64,
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
        dir.announce(&lock, &running)?;
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

    /// The way in; none until the receiver has listened once.
    fn way(&self) -> Option<Arc<Way>> {
        self.way
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Opens the way in to the receiver, as the settings want it. A later one leads to the same receiver.
    fn open_way(&self, local: SocketAddr) {
        let mut way = self.way.lock().unwrap_or_else(PoisonError::into_inner);
        if way.is_some() {
            return;
        }
        let parts = way_in::Parts {
            settings: Arc::clone(&self.settings),
            store: self.store.clone(),
            feed: self.feed.clone(),
            clock: Arc::clone(&self.clock),
            secret: self.desk.secret.clone(),
            alerts: Arc::clone(&self.alerts),
        };
        match Way::start(parts, local) {
            Ok(started) => *way = Some(Arc::new(started)),
            Err(error) => tracing::error!(%error, "no tunnel can be run"),
        }
    }

    /// Where the way in begins, as far as it is known: the tunnel's public URL, else the one that is set.
    pub fn public_url(&self) -> Option<String> {
        self.way()
            .and_then(|way| way.public_url())
            .or_else(|| self.settings().public_url.clone())
    }

    /// What is pasted into RETM's portal; none while the receiver does not listen. Secret.
    pub fn receiver_url(&self) -> Option<String> {
        let public = self.public_url();
        self.address()
            .map(|address| self.settings().receiver_url(public.as_deref(), address))
    }

    /// Notes that this receiver URL was copied.
    ///
    /// # Errors
    /// Why it could not be kept.
    pub async fn receiver_url_copied(&self, receiver_url: String) -> Result<(), StoreError> {
        let public = self.public_url();
        self.store.receiver_url_copied(receiver_url, public).await
    }

    /// The tunnels to choose from on this machine. Asks programs for their versions: a few seconds at the most.
    ///
    /// # Errors
    /// Where the system does not tell where this program is.
    pub async fn tunnel_offers(&self) -> Result<Vec<Offer>, Problem> {
        let means = tunnel::Means::of_this_machine().map_err(|error| {
            Problem::new(
                format!("The system does not tell where this program is: {error}."),
                "No tunnel can be run.",
                "Restart Missedhook.",
            )
        })?;
        Ok(tunnel::offers(&means, self.address()).await)
    }

    /// What the tunnel printed lately, oldest first, without secrets.
    pub fn tunnel_log(&self) -> Vec<String> {
        self.way().map(|way| way.log()).unwrap_or_default()
    }

    /// Starts the tunnel anew.
    pub fn restart_tunnel(&self) {
        if let Some(way) = self.way() {
            way.restart();
        }
    }

    /// Proves now whether RETM can reach the receiver; the outcome comes with the status.
    pub fn check_reachability(&self) {
        if let Some(way) = self.way() {
            way.check();
        }
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

/// Sends a test report to the receiver of that data directory, in this process or another.
///
/// # Errors
/// What kept it from arriving.
pub fn send_test(settings: &Settings, address: Option<SocketAddr>) -> Result<Sent, Problem> {
    let Some(address) = address else {
        return Err(Problem::new(
            "The receiver is not listening.",
            "A test report can't arrive.",
            "Start Missedhook (`missedhook`, or `missedhook serve`) and try again.",
        ));
    };
    let not_kept = |what: String| {
        Problem::new(
            what,
            "The test report was not kept.",
            "See `missedhook doctor`.",
        )
    };
    let token = settings.bearer_token.as_ref();
    let answer = simulate::test_report(&settings.local_url(address), token)
        .map_err(|words| not_kept(format!("The receiver did not answer: {words}.")))?;
    let body: serde_json::Value = serde_json::from_str(&answer.body).unwrap_or_default();
    match (
        answer.status,
        body["id"].as_i64(),
        body["incident"].as_i64(),
    ) {
        (200, Some(id), Some(incident)) => Ok(Sent { id, incident }),
        (status, ..) => Err(not_kept(format!("The receiver answered {status}."))),
    }
}

/// Tells that reports can't be kept, and that they are kept again: each once.
fn tell_of_store(
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

/// What must happen is in the store; a change, or a missed one, only says when to look.
fn wake_on_change(
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
