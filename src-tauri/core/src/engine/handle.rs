//! The running program without a window: its parts, where the receiver listens, and how everything is shut down.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use jiff::tz::TimeZone;
use parking_lot::Mutex;
use tokio::{net::TcpListener, sync::oneshot};

use super::{silence::Silences, weekly::DecidedWeek};
use crate::{
    alert::{AlertPause, Slot, system_notice::SystemNotice},
    alerts::{notifier::Choice, sample::SampleShown, worker::Alerts},
    engine::updates::installed::Upgrades,
    feed::{Feed, Topic},
    history::weekly::WeekSummary,
    incident::IncidentState,
    ingress::service::IngressService,
    model::{
        installed::Upgrade,
        moment::{Clock, Moment},
        problem::Problem,
    },
    monitoring::MonitorService,
    platform::data_dir::{DataDir, Lock, Running},
    receiver::{self, ListenError, ReceiverState},
    relaying::Relay,
    settings::{Settings, SettingsHandle},
    status::ReceiverStatus,
    store::{Store, StoreError, retention::Retention},
    worker::{Worker, Workers},
};

/// An upper bound: the receiver's own limits are shorter.
const RECEIVER_END: Duration = Duration::from_secs(15);
const STORE_END: Duration = Duration::from_secs(10);

/// Returns a warning if machines other than this one can reach the receiver.
pub fn open_to_network(address: SocketAddr) -> Option<String> {
    let is_open = !crate::model::http_url::is_loopback(address.ip());
    is_open.then(|| {
        format!(
            "The receiver listens on {address}: everyone on your network can post to it, unencrypted, and only the secret path of the receiver URL keeps others out."
        )
    })
}

/// The running program without a window. Shared by everything that displays it.
pub struct Engine {
    pub(super) dir: DataDir,
    pub(super) settings: Arc<SettingsHandle>,
    pub(super) store: Store,
    pub(super) feed: Feed,
    pub(super) clock: Clock,
    pub(super) receiver_state: ReceiverState,
    pub(super) alerts: Arc<Alerts>,
    pub(super) retention: Arc<Retention>,
    pub(super) monitoring: MonitorService,
    pub(super) relay: Relay,
    pub(super) workers: Workers,
    pub(super) _reactors: Vec<Worker>,
    // Never held across an await.
    pub(super) receiver: Mutex<Listening>,
    pub(super) ingress: Mutex<Option<Arc<IngressService>>>,
    /// Starts together with the ingress.
    pub(super) silence: Mutex<Option<Worker>>,
    pub(super) silences: Silences,
    pub(super) decided_week: DecidedWeek,
    pub(super) upgrades: Upgrades,
    /// Whether the program with the window is installed.
    pub(super) has_window: bool,
    /// Shared with threads that write independently of the engine: shutdown does not wait for a file that hangs.
    pub(super) lock: Mutex<Option<Arc<Lock>>>,
}

pub(super) struct Listening {
    pub status: ReceiverStatus,
    pub address: Option<SocketAddr>,
    /// The port stays bound while the worker that accepts connections restarts.
    pub running: Option<(Arc<TcpListener>, Worker)>,
}

impl Listening {
    pub fn not_yet() -> Self {
        Self {
            status: ReceiverStatus::Failed {
                problem: Problem::new(
                    "The receiver is not listening yet.",
                    "RETM's reports can't reach you.",
                    "Wait a moment.",
                ),
            },
            address: None,
            running: None,
        }
    }
}

impl Engine {
    pub fn dir(&self) -> &DataDir {
        &self.dir
    }

    pub fn feed(&self) -> &Feed {
        &self.feed
    }

    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The settings in force.
    pub fn settings(&self) -> Arc<Settings> {
        self.settings.get()
    }

    /// The handle that changes the settings.
    pub fn settings_handle(&self) -> &SettingsHandle {
        &self.settings
    }

    pub fn monitoring(&self) -> &MonitorService {
        &self.monitoring
    }

    /// The summary of a week that this run has told or is about to tell; `None` if there is none yet.
    pub fn decided_week(&self) -> Option<WeekSummary> {
        self.decided_week.get()
    }

    /// Whether the program was replaced while it runs.
    pub fn upgrade(&self) -> Option<Upgrade> {
        self.upgrades.found()
    }

    /// The relay of RETM's ordinary webhooks.
    pub fn relay(&self) -> &Relay {
        &self.relay
    }

    pub fn workers(&self) -> &Workers {
        &self.workers
    }

    pub fn now(&self) -> Moment {
        (self.clock)()
    }

    /// None while the receiver does not listen.
    pub fn address(&self) -> Option<SocketAddr> {
        self.receiver.lock().address
    }

    /// Starts the receiver on `address`. Does nothing if it already listens. An error also appears in the status from
    /// then on.
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
                let mut listening = self.receiver.lock();
                let (listener, state) = (Arc::new(listener), self.receiver_state.clone());
                let lent = Arc::downgrade(&listener);
                let worker = self.workers.orderly_task(receiver::ROLE, move |end| {
                    let (listener, state) = (lent.upgrade(), state.clone());
                    async move {
                        if let Some(listener) = listener {
                            receiver::serve(listener, state, end).await;
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
                self.receiver.lock().status = ReceiverStatus::Failed {
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
            self.start_ingress(address);
        }
        self.feed.publish(Topic::Receiver);
        result
    }

    pub(super) fn announce(&self) {
        let running = Running {
            pid: std::process::id(),
            receiver: self.address(),
        };
        let lock = self.lock();
        // Fails on a full disk; everything else still works.
        if let Some(Err(error)) = lock.as_ref().map(|lock| self.dir.announce(lock, &running)) {
            tracing::warn!(%error, "can't announce this process to other commands");
        }
    }

    pub(super) fn lock(&self) -> Option<Arc<Lock>> {
        let lock = self.lock.lock();
        lock.clone()
    }

    /// Notifies the user of something that belongs to no incident.
    pub fn notify(&self, notice: SystemNotice) {
        self.alerts.notify(notice);
    }

    pub async fn pause_alerts(&self, choice: AlertPause) -> Result<(), StoreError> {
        let pause = choice.begin((self.clock)(), &TimeZone::system());
        self.store.pause_alerts(pause).await
    }

    /// Does what the user chose on a notification, if it acts on an incident.
    pub async fn choose(&self, slot: Slot, choice: Choice) {
        let done = if let Some((action, incident)) = choice.action(slot) {
            self.store.act(action, vec![incident]).await.map(drop)
        } else if let Some(id) = choice.for_team(slot) {
            let acted = self.act_for_team(IncidentState::Acknowledged, vec![id]);
            acted.await.map(drop)
        } else {
            // Not offered on other notifications.
            Ok(())
        };
        if let Err(error) = done {
            tracing::warn!("{}", error.problem());
        }
    }

    /// Acknowledges or resolves colleagues' incidents, by their numbers here, for everybody.
    pub async fn act_for_team(
        &self,
        state: IncidentState,
        ids: Vec<i64>,
    ) -> Result<i64, StoreError> {
        let name = self.settings().team.shown_name();
        self.store.act_for_team(state, ids, name).await
    }

    /// Shows a sample notification and returns who showed it.
    ///
    /// # Errors
    /// Why it was not shown.
    pub async fn show_sample_notification(&self) -> Result<SampleShown, Problem> {
        self.alerts.show_sample().await
    }

    /// Stops the tunnel, stops listening, lets accepted requests finish, drains the writer and unlocks the data
    /// directory. Each step has a time limit.
    pub async fn shut_down(&self) {
        let receiver = {
            let mut listening = self.receiver.lock();
            listening.address = None;
            listening.running.take().map(|(_, worker)| worker)
        };
        self.monitoring.stop();
        let ingress = self.ingress();
        let tunnel = async {
            if let Some(ingress) = ingress {
                ingress.stop().await;
            }
        };
        let receiver = async {
            if let Some(worker) = receiver {
                worker.finish(RECEIVER_END).await;
            }
        };
        tokio::join!(tunnel, receiver);
        tokio::join!(self.retention.end(), self.alerts.end());
        self.workers.stop();
        tokio::join!(self.close_store(), self.relay.end());
        self.lock.lock().take();
        tracing::info!("Missedhook ends");
    }

    /// Closes the store on its own thread. If the disk hangs, nothing waits for that thread: everything acknowledged is
    /// already on disk.
    async fn close_store(&self) {
        let limit = match self.store.hangs() {
            true => Duration::ZERO,
            false => STORE_END,
        };
        let store = self.store.clone();
        let (sender, receiver) = oneshot::channel();
        let closing = std::thread::Builder::new()
            .name("missedhook-close".to_owned())
            .spawn(move || {
                store.close();
                let _ = sender.send(());
            });
        if closing.is_err() || tokio::time::timeout(limit, receiver).await.is_err() {
            tracing::error!(
                "The database was not closed in time. Everything acknowledged is stored."
            );
        }
    }
}
