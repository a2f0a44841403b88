//! The engine: the only place where the parts are wired. [`Engine::boot`] reads as the whole life of the
//! program: take the data directory, read the settings, open the store, raise what is pending; then listen when
//! told to. It owns no rule of its own.

mod diagnosing;
mod judging;
mod orders;
mod probing;
mod reacting;
mod resolving;
mod test_report;
mod way;

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use jiff::tz::TimeZone;
use thiserror::Error;
use tokio::{
    net::TcpListener,
    sync::{oneshot, watch},
};

pub use diagnosing::{case, diagnosis, evidence, no_incident};
pub use judging::{Parts, status};
pub use orders::act;
pub use probing::{ProbeOrder, keep_probe};
pub use test_report::{Sent, send_test, send_test_from_outside};

use crate::{
    alert::{AlertPause, system_notice::SystemNotice},
    alerts::{notifier::Notifier, worker::Alerts},
    feed::{Change, Feed},
    ingress::service::IngressService,
    model::{
        moment::{Clock, Moment, system_clock},
        problem::Problem,
    },
    monitoring,
    monitoring::MonitorService,
    platform::{
        data_dir::{DataDir, DataDirError, Lock, Running},
        random::{self, NoRandomness},
    },
    receiver::{
        self, FailedAuthentications, ListenError, ReceiverLimits, ReceiverState,
        source_proof::Proofs,
    },
    settings::{Settings, SettingsError, SettingsHandle},
    status::ReceiverStatus,
    store::{Store, StoreError, retention::Retention},
    worker::{Worker, Workers},
};

/// How long the receiver may take to end; it limits itself to less.
const RECEIVER_END: Duration = Duration::from_secs(15);
/// How long the store may take to close.
const STORE_END: Duration = Duration::from_secs(10);

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

/// What it means that the receiver listens there, in one sentence; none where only this machine gets in.
pub fn open_to_network(address: SocketAddr) -> Option<String> {
    let is_open = !address.ip().to_canonical().is_loopback();
    is_open.then(|| {
        format!(
            "The receiver listens on {address}: everyone on your network can post to it, unencrypted, and only the secret path of the receiver URL keeps others out."
        )
    })
}

/// The running program, without a face. Shared by whoever shows it.
pub struct Engine {
    dir: DataDir,
    settings: Arc<SettingsHandle>,
    store: Store,
    feed: Feed,
    clock: Clock,
    desk: ReceiverState,
    alerts: Arc<Alerts>,
    retention: Arc<Retention>,
    health: MonitorService,
    workers: Workers,
    // Ended when the engine is dropped.
    reacting: Vec<Worker>,
    // Std mutexes: nothing awaits while they are held.
    receiver: Mutex<Listening>,
    way: Mutex<Option<Arc<IngressService>>>,
    /// Shared with whoever writes beside it: the end does not wait for a file that hangs.
    lock: Mutex<Option<Arc<Lock>>>,
}

struct Listening {
    status: ReceiverStatus,
    address: Option<SocketAddr>,
    stop: watch::Sender<bool>,
    /// The port, kept while the worker that accepts connections there is started anew.
    running: Option<(Arc<TcpListener>, Worker)>,
}

impl Engine {
    /// Starts everything but the receiver. Needs a tokio runtime around it.
    ///
    /// # Errors
    /// [`BootError`]; nothing is changed then.
    pub fn boot(
        dir: DataDir,
        limits: ReceiverLimits,
        notifier: Box<dyn Notifier>,
    ) -> Result<Self, BootError> {
        let lock = dir.lock()?;
        log_start(&dir);
        let (feed, clock) = (Feed::default(), system_clock());
        let workers = Workers::new(feed.clone(), Arc::clone(&clock));
        let settings = Arc::new(SettingsHandle::load(&dir, &feed)?);
        let is_history_gone = dir.lacks_its_history();
        let store = Store::open(&dir, Arc::clone(&clock), feed.clone())?;
        let alerts = Arc::new(Alerts::start(
            store.clone(),
            feed.clone(),
            Arc::clone(&clock),
            Arc::clone(&settings),
            notifier,
            &workers,
        )?);
        if is_history_gone {
            let problem = Problem::new(
                format!("{} was missing.", dir.database().display()),
                "A new history was begun.",
                "If you did not delete it, put it back, or restore a backup: `missedhook restore FILE`.",
            );
            tracing::warn!("{problem}");
            alerts.notify(SystemNotice::history_gone(&problem));
        }
        let retention = Arc::new(Retention::start(
            store.clone(),
            Arc::clone(&settings),
            Arc::clone(&clock),
            &workers,
        )?);
        let running = Running {
            pid: std::process::id(),
            receiver: None,
        };
        // On a full disk it can't be written; everything else works.
        if let Err(error) = dir.announce(&lock, &running) {
            tracing::warn!(%error, "other commands can't find this one");
        }
        let desk = ReceiverState {
            settings: Arc::clone(&settings),
            store: store.clone(),
            clock: Arc::clone(&clock),
            limits,
            secret: random::secret()?,
            proofs: Arc::new(Proofs::start(&dir)?),
            auth_failures: Arc::new(FailedAuthentications::new(feed.clone())),
            report_log: Arc::default(),
        };
        let reacting = reacting::start(&workers, &feed, &clock, &desk, &alerts, &retention, &dir);
        let health = MonitorService::start(monitoring::MonitorServiceDeps {
            settings: Arc::clone(&settings),
            store: store.clone(),
            feed: feed.clone(),
            clock: Arc::clone(&clock),
            alerts: Arc::clone(&alerts),
            ask: monitoring::ask(Arc::clone(&settings), Arc::clone(&clock)),
            watched: probing::watched(Arc::clone(&settings), store.clone()),
            on_probe: probing::keeping(Arc::clone(&settings), store.clone()),
            workers: workers.clone(),
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
            workers,
            reacting,
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
                running: None,
            }),
            way: Mutex::default(),
            lock: Mutex::new(Some(Arc::new(lock))),
        })
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
    pub fn live_settings(&self) -> &SettingsHandle {
        &self.settings
    }

    /// The monitors.
    pub fn health(&self) -> &MonitorService {
        &self.health
    }

    /// The workers, to start another beside them.
    pub fn workers(&self) -> &Workers {
        &self.workers
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
                let (listener, desk) = (Arc::new(listener), self.desk.clone());
                let (lent, stop) = (Arc::downgrade(&listener), listening.stop.subscribe());
                let worker = self.workers.task(receiver::ROLE, move || {
                    let (listener, desk, stop) = (lent.upgrade(), desk.clone(), stop.clone());
                    async move {
                        if let Some(listener) = listener {
                            receiver::serve(listener, desk, stop).await;
                        }
                    }
                });
                listening.running = Some((listener, worker));
                listening.address = Some(address);
                tracing::info!(port = address.port(), "the receiver listens");
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
            if let Some(said) = open_to_network(address) {
                tracing::warn!("{said}");
            }
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
        let lock = self.lock();
        if let Some(Err(error)) = lock.as_ref().map(|lock| self.dir.announce(lock, &running)) {
            tracing::warn!(%error, "other commands can't find this one");
        }
    }

    fn lock(&self) -> Option<Arc<Lock>> {
        let lock = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        lock.clone()
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
        send_test(&self.settings(), self.address(), self.desk.proofs.key())
    }

    /// Ends the tunnel, stops listening, lets accepted requests end, drains the writer and gives the data directory
    /// back. Each part has a time limit.
    pub async fn shut_down(&self) {
        let receiver = {
            let mut listening = self.listening();
            let worker = listening.running.take().map(|(_, worker)| {
                worker.stop();
                worker
            });
            listening.stop.send_replace(true);
            listening.address = None;
            worker
        };
        self.health.stop();
        let way = self.way();
        let tunnel = async {
            if let Some(way) = way {
                way.stop().await;
            }
        };
        let receiver = async {
            if let Some(worker) = receiver {
                worker.finish(RECEIVER_END).await;
            }
        };
        tokio::join!(tunnel, receiver);
        tokio::join!(self.retention.end(), self.alerts.end());
        for worker in &self.reacting {
            worker.abort();
        }
        self.close_store().await;
        self.lock
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        tracing::info!("Missedhook ends");
    }

    /// Closes the store, on a thread that nobody waits for where the disk hangs: nothing that was acknowledged is in
    /// doubt by then.
    async fn close_store(&self) {
        let limit = match self.store.hangs() {
            true => Duration::ZERO,
            false => STORE_END,
        };
        let store = self.store.clone();
        let (tell, told) = oneshot::channel();
        let closing = std::thread::Builder::new()
            .name("missedhook-close".to_owned())
            .spawn(move || {
                store.close();
                // Nobody waits any more.
                let _ = tell.send(());
            });
        if closing.is_err() || tokio::time::timeout(limit, told).await.is_err() {
            tracing::error!(
                "The database could not be closed in time; what was acknowledged is kept."
            );
        }
    }
}

/// The first line of a log: what somebody who looks for a fault asks first. No path, which names the user.
fn log_start(dir: &DataDir) {
    let is_default = DataDir::default_path().is_ok_and(|path| path == dir.path());
    let database = std::fs::metadata(dir.database()).map_or_else(
        |_| "none yet".to_owned(),
        |metadata| format!("{} bytes", metadata.len()),
    );
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        pid = std::process::id(),
        data_dir = if is_default { "default" } else { "chosen" },
        shared = dir.is_shared(),
        database,
        "Missedhook starts"
    );
}
