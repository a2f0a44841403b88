//! Connects the supervisor, which runs the tunnel, to the watcher, which proves that it reaches this receiver. Settings
//! go to the supervisor, tunnel status goes to the watcher, and the results are published, stored and announced. It has
//! no rules of its own, except one: a tunnel that reports itself up but can't be reached is restarted once per outage.

use std::{io, net::SocketAddr, sync::Arc};

use jiff::tz::TimeZone;
use parking_lot::Mutex;
use tokio::sync::watch;

use crate::{
    alert::SystemNotice,
    alerts::worker::Alerts,
    feed::{Feed, Subscription, Topic},
    ingress::{
        tunnel::{Supervisor, TunnelDeps},
        watcher::{self, Watcher},
    },
    locale::Locale,
    model::{
        moment::Clock,
        tunnel::{TunnelKind, TunnelStatus},
    },
    monitor::reachability::{
        outcome::Hop,
        policy::{IngressTarget, Reachability, ReachabilityNotice, in_words_of},
        proof::SigningKey,
    },
    settings::SettingsHandle,
    store::Store,
    worker::{self, Role, Worker, Workers},
};

/// The worker that connects the tunnel with the reachability check.
const ROLE: Role = Role {
    name: "way-in",
    does: "connects the tunnel with the reachability check",
    meaning: "Tunnel changes are not noticed.",
};

/// The dependencies of the ingress, without the tunnel's.
#[derive(Clone)]
pub struct IngressDeps {
    /// The settings: which tunnel, which key.
    pub settings: Arc<SettingsHandle>,
    /// Where public URLs are stored.
    pub store: Store,
    pub feed: Feed,
    pub clock: Clock,
    /// Signs the receiver's proof.
    pub secret: SigningKey,
    pub alerts: Arc<Alerts>,
    pub workers: Workers,
}

/// A public URL and the kind of tunnel that it came from.
type KnownUrl = Arc<Mutex<Option<(TunnelKind, String)>>>;

/// The running ingress.
pub struct IngressService {
    supervisor: Arc<Supervisor>,
    watcher: Watcher,
    settings: Arc<SettingsHandle>,
    known: KnownUrl,
    worker: Worker,
}

impl IngressService {
    /// Starts the configured tunnel, if any, to the receiver at `local`, and follows the settings from then on. Must be
    /// called inside a tokio runtime.
    ///
    /// # Errors
    /// The system does not report where this program is.
    pub fn start(parts: IngressDeps, local: SocketAddr) -> io::Result<Self> {
        let deps = TunnelDeps {
            clock: Arc::clone(&parts.clock),
            ..TunnelDeps::of_this_machine()?
        };
        let settings = Arc::clone(&parts.settings);
        let wanted = settings.get().tunnel();
        let supervisor = Arc::new(Supervisor::start(wanted, local, deps, &parts.workers));
        let (target, targets) = watch::channel(None);
        let (notify, notices) = latest_notice();
        let every = Arc::clone(&settings);
        let deps = watcher::WatcherDeps::real(
            Arc::clone(&parts.clock),
            parts.secret.clone(),
            Arc::new(move || every.get().tunnel.check_every),
            parts.workers.clone(),
        );
        let watcher = Watcher::start(deps, targets, notify);
        let (status, reachability) = (supervisor.status(), watcher.subscribe());
        let (supervisor_for_task, recalled) = (Arc::clone(&supervisor), KnownUrl::default());
        let (known, notices) = (
            Arc::clone(&recalled),
            Arc::new(tokio::sync::Mutex::new(notices)),
        );
        let worker = parts.workers.clone().task(ROLE, move || {
            let task = IngressTask {
                status: status.clone(),
                reachability: reachability.clone(),
                supervisor: Arc::clone(&supervisor_for_task),
                known: Arc::clone(&known),
                parts: parts.clone(),
                target: target.clone(),
                warned: None,
                lost: false,
            };
            let (changes, notices) = (parts.feed.subscribe(), Arc::clone(&notices));
            async move { task.run(changes, &mut *notices.lock().await).await }
        });
        Ok(Self {
            worker,
            supervisor,
            watcher,
            settings,
            known: recalled,
        })
    }

    /// The status of the tunnel.
    pub fn tunnel(&self) -> TunnelStatus {
        self.supervisor.status().borrow().clone()
    }

    /// Whether RETM can reach the receiver.
    pub fn reachability(&self) -> Reachability {
        self.watcher.reachability()
    }

    /// The public URL of the configured tunnel: the current one, or its last.
    pub fn public_url(&self) -> Option<String> {
        let settings = self.settings.get();
        let kind = settings.tunnel.kind?;
        if kind == TunnelKind::OwnUrl {
            return settings.public_url.as_ref().map(ToString::to_string);
        }
        let known = self.known.lock();
        known
            .as_ref()
            .and_then(|(of, url)| (*of == kind).then(|| url.clone()))
    }

    /// The latest output of the tunnel, oldest first.
    pub fn log(&self) -> Vec<String> {
        self.supervisor.log()
    }

    /// Restarts the tunnel.
    pub fn restart(&self) {
        self.supervisor.restart();
    }

    /// Starts a reachability check now.
    pub fn check(&self) {
        self.watcher.check_now();
    }

    /// Stops the tunnel and waits until it has ended.
    pub async fn stop(&self) {
        self.worker.stop();
        self.watcher.stop();
        self.supervisor.stop().await;
    }
}

/// The watcher's notices. If they are not received at once, only the newest counts: an outage that ended in the
/// meantime is over.
type Notices = watch::Receiver<Option<ReachabilityNotice>>;

/// A channel that keeps only the latest notice. Sending never fails, however long nobody receives.
fn latest_notice() -> (impl Fn(ReachabilityNotice) + Send + 'static, Notices) {
    let (sender, notices) = watch::channel(None);
    (
        move |notice| drop(sender.send_replace(Some(notice))),
        notices,
    )
}

/// Waits for the newest notice that was not received yet.
async fn next_notice(notices: &mut Notices) -> ReachabilityNotice {
    loop {
        if notices.changed().await.is_err() {
            // The watcher has ended and sends nothing more.
            std::future::pending().await
        }
        if let Some(notice) = notices.borrow_and_update().clone() {
            return notice;
        }
    }
}

struct IngressTask {
    parts: IngressDeps,
    supervisor: Arc<Supervisor>,
    status: watch::Receiver<TunnelStatus>,
    reachability: watch::Receiver<Reachability>,
    target: watch::Sender<Option<IngressTarget>>,
    known: KnownUrl,
    /// The last problem that was logged of a tunnel that was never up.
    warned: Option<String>,
    /// Whether an outage was notified that is not over yet: a changed URL is then announced together with its end.
    lost: bool,
}

impl IngressTask {
    async fn run(mut self, mut changes: Subscription, notices: &mut Notices) {
        self.recall().await;
        self.on_settings().await;
        loop {
            worker::heartbeat(ROLE.name);
            tokio::select! {
                // An outage is handled before what the tunnel reports after it.
                biased;
                notice = next_notice(notices) => self.on_notice(notice).await,
                // If the sender is gone, everything is shutting down.
                Ok(()) = self.status.changed() => self.on_tunnel_status().await,
                Ok(()) = self.reachability.changed() => self.on_proof().await,
                Some(()) = changes.next_of(Topic::Settings) => self.on_settings().await,
            }
        }
    }

    /// Restores the public URL that the configured tunnel had in the last run.
    async fn recall(&self) {
        let Some(kind) = self.parts.settings.get().tunnel.kind else {
            return;
        };
        let store = self.parts.store.clone();
        let read =
            move || store.read(|reader| Ok(reader.latest_public_url(kind)?.map(|url| (kind, url))));
        match tokio::task::spawn_blocking(read).await {
            Ok(Ok(latest)) => *self.known.lock() = latest,
            Ok(Err(error)) => tracing::warn!(%error, "can't read the last public URL"),
            Err(_) => {}
        }
    }

    /// Passes the tunnel's status to the watcher, and stores its public URL.
    async fn on_tunnel_status(&mut self) {
        let status = self.status.borrow_and_update().clone();
        if let TunnelStatus::Up {
            kind, public_url, ..
        } = &status
        {
            *self.known.lock() = Some((*kind, public_url.clone()));
            if self.store_public_url(*kind, public_url).await && !self.lost {
                self.notify_changed(public_url).await;
            }
        }
        let path = self.parts.settings.get().receiver_path();
        let known = self.known.lock().clone();
        self.target.send_if_modified(|target| {
            let next = ingress_target(target.as_ref(), &status, known.as_ref(), &path);
            let changed = *target != next;
            *target = next;
            changed
        });
        let has_target = self.target.borrow().is_some();
        // Without an ingress there is no outage, and no end of one.
        self.lost &= has_target;
        self.warn_once(&status, has_target);
        self.parts.feed.publish(Topic::Ingress);
    }

    /// The watcher does not watch a tunnel without a URL. So this logs, once, what keeps it from coming up: the window
    /// and the tray show it, but a terminal would not.
    fn warn_once(&mut self, status: &TunnelStatus, has_target: bool) {
        match status {
            TunnelStatus::Down { problem, .. } if !has_target => {
                if self.warned.as_ref() != Some(&problem.what) {
                    tracing::warn!("{problem}");
                    self.warned = Some(problem.what.clone());
                }
            }
            TunnelStatus::Down { .. } | TunnelStatus::Starting { .. } => {}
            TunnelStatus::Off | TunnelStatus::Up { .. } => self.warned = None,
        }
    }

    /// Stores the current public URL. Returns whether it has changed.
    async fn store_public_url(&self, kind: TunnelKind, public_url: &str) -> bool {
        let seen = self
            .parts
            .store
            .record_public_url(kind, public_url.to_owned());
        seen.await.unwrap_or_else(|error| {
            tracing::warn!(%error, "can't store the public URL");
            false
        })
    }

    async fn on_proof(&mut self) {
        let proven = matches!(
            *self.reachability.borrow_and_update(),
            Reachability::Proven { .. }
        );
        let known = self.known.lock().clone();
        if let (true, Some((kind, url))) = (proven, known) {
            self.store_public_url(kind, &url).await;
            if let Err(error) = self.parts.store.connection_proven().await {
                tracing::warn!(%error, "can't record that the connection is proven");
            }
        }
        self.parts.feed.publish(Topic::Ingress);
    }

    async fn on_settings(&mut self) {
        let settings = self.parts.settings.get();
        self.supervisor.change(settings.tunnel());
        // The key may have changed.
        self.on_tunnel_status().await;
    }

    /// Notifies that RETM needs a new public URL, if another one than this was copied.
    async fn notify_changed(&self, public_url: &str) {
        let (store, known) = (self.parts.store.clone(), Arc::clone(&self.known));
        let url = public_url.to_owned();
        let still = move || {
            let is_present = known
                .lock()
                .as_ref()
                .is_some_and(|(_, present)| *present == url);
            is_present
                && store
                    .read(|reader| reader.is_changed(&url))
                    .unwrap_or(false)
        };
        let notice = SystemNotice::public_url_changed(public_url, Box::new(still));
        let alerts = Arc::clone(&self.parts.alerts);
        let telling = tokio::task::spawn_blocking(move || {
            if notice.is_still_true() {
                log_notice(&notice);
                alerts.notify(notice);
            }
        });
        let _ = telling.await;
    }

    /// The public URL that RETM has to be given, if it differs from the one that was copied or the one that was lost.
    async fn url_to_copy(&self, moved: bool) -> Option<String> {
        let (_, url) = self.known.lock().clone()?;
        let receiver_url = self.parts.settings.get().receiver_url_at(&url);
        let store = self.parts.store.clone();
        let reading = tokio::task::spawn_blocking(move || {
            store.read(|reader| {
                let copied = reader.is_copied(&receiver_url)?;
                Ok((moved && !copied) || reader.is_changed(&url)?).map(|so| so.then_some(url))
            })
        });
        reading.await.ok()?.ok()?
    }

    async fn on_notice(&mut self, notice: ReachabilityNotice) {
        self.lost = matches!(notice, ReachabilityNotice::Unreachable { .. });
        let status = self.status.borrow().clone();
        if must_restart(&notice, &status) {
            tracing::info!("the tunnel is up but does not reach the receiver; restarting it");
            self.supervisor.restart();
        }
        let notice = with_tunnel_reason(notice, &status);
        let (reachability, good) = (
            self.reachability.clone(),
            matches!(notice, ReachabilityNotice::ReachableAgain { .. }),
        );
        let still = move || match &*reachability.borrow() {
            Reachability::Failing { .. } => !good,
            Reachability::Proven { .. } => good,
            // Between one state and the other.
            Reachability::Checking { .. } => true,
            Reachability::Off => false,
        };
        let given = match &notice {
            ReachabilityNotice::ReachableAgain { after, moved } => {
                let url = self.url_to_copy(*moved).await;
                url.map(|url| (*after, url))
            }
            ReachabilityNotice::Unreachable { .. } => None,
        };
        let notice = match given {
            Some((after, url)) => SystemNotice::reachable_at_new_url(after, &url, Box::new(still)),
            None => SystemNotice::reachability(&notice, &TimeZone::system(), Box::new(still)),
        };
        log_notice(&notice);
        self.parts.alerts.notify(notice);
    }
}

/// Logs a notice in English, for users without a desktop.
fn log_notice(notice: &SystemNotice) {
    let notice = notice.notice(Locale::default());
    tracing::warn!("{}. {}", notice.title, notice.body);
}

/// The ingress that follows from the tunnel's status. A tunnel that restarts keeps the previous one.
fn ingress_target(
    before: Option<&IngressTarget>,
    status: &TunnelStatus,
    known: Option<&(TunnelKind, String)>,
    path: &str,
) -> Option<IngressTarget> {
    let last = |kind: TunnelKind| {
        known.and_then(|(of, url)| (*of == kind).then(|| format!("{url}{path}")))
    };
    match status {
        TunnelStatus::Off => None,
        TunnelStatus::Up { public_url, .. } => {
            Some(IngressTarget::open(format!("{public_url}{path}")))
        }
        TunnelStatus::Down { kind, .. } => last(*kind).map(IngressTarget::down),
        TunnelStatus::Starting { kind } => {
            let last = last(*kind);
            before
                .filter(|before| Some(&before.url) == last.as_ref())
                .cloned()
        }
    }
}

/// Whether to restart the tunnel: it looks connected but does not reach the receiver. Not if it is only watched,
/// because then it is not ours to restart. Not if this machine has no network, because a restart would only cost the
/// URL.
fn must_restart(notice: &ReachabilityNotice, status: &TunnelStatus) -> bool {
    let lost =
        matches!(notice, ReachabilityNotice::Unreachable { hop, .. } if *hop != Hop::Machine);
    let ours = matches!(
        status,
        TunnelStatus::Up { kind, adopted: false, .. } if *kind != TunnelKind::OwnUrl
    );
    lost && ours
}

/// Prefers the tunnel's own explanation, which is better than what the check can see from outside.
fn with_tunnel_reason(notice: ReachabilityNotice, status: &TunnelStatus) -> ReachabilityNotice {
    match notice {
        ReachabilityNotice::Unreachable {
            since,
            hop,
            problem,
        } => ReachabilityNotice::Unreachable {
            since,
            hop,
            problem: in_words_of(status, hop, &problem),
        },
        notice @ ReachabilityNotice::ReachableAgain { .. } => notice,
    }
}

#[cfg(test)]
#[path = "service_tests.rs"]
mod tests;
