//! Connects the supervisor, which runs the tunnel, to the watcher, which proves that it leads here. Settings go to the
//! supervisor, tunnel status goes to the watcher, and the results are published, stored and announced. It has no rules of
//! its own, except one: a tunnel that reports itself up but can't be reached is restarted once per outage.

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
    model::{
        moment::Clock,
        tunnel::{TunnelKind, TunnelStatus},
    },
    reachability::{
        outcome::Hop,
        policy::{IngressTarget, Reachability, ReachabilityNotice, in_words_of},
        proof::SigningKey,
    },
    settings::SettingsHandle,
    store::Store,
    worker::{self, Role, Worker, Workers},
};

/// The worker that joins the tunnel and its check.
const ROLE: Role = Role {
    name: "way-in",
    does: "joins the tunnel and its check",
    meaning: "What becomes of the tunnel is not noticed.",
};

/// What the way in is made of, beside the tunnel.
#[derive(Clone)]
pub struct IngressDeps {
    /// The settings: which tunnel, which key.
    pub settings: Arc<SettingsHandle>,
    /// Where public URLs are kept.
    pub store: Store,
    /// Who is told of every change.
    pub feed: Feed,
    /// What the time is.
    pub clock: Clock,
    /// The receiver's proof.
    pub secret: SigningKey,
    /// Who tells a person.
    pub alerts: Arc<Alerts>,
    /// Who runs it.
    pub workers: Workers,
}

/// A public URL and the kind of the tunnel that had it.
type KnownUrl = Arc<Mutex<Option<(TunnelKind, String)>>>;

/// The running way in.
pub struct IngressService {
    supervisor: Arc<Supervisor>,
    watcher: Watcher,
    settings: Arc<SettingsHandle>,
    known: KnownUrl,
    worker: Worker,
}

impl IngressService {
    /// Starts the wanted tunnel, if one is, towards the receiver at `local`, and follows the settings from then
    /// on. Needs a tokio runtime around it.
    ///
    /// # Errors
    /// Where the system does not tell where this program is.
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

    /// What the tunnel is doing.
    pub fn tunnel(&self) -> TunnelStatus {
        self.supervisor.status().borrow().clone()
    }

    /// Whether it leads here.
    pub fn reachability(&self) -> Reachability {
        self.watcher.reachability()
    }

    /// The public URL of the tunnel that is wanted: of one that is up, or the last that it had.
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

    /// What the tunnel printed lately, oldest first.
    pub fn log(&self) -> Vec<String> {
        self.supervisor.log()
    }

    /// Starts the tunnel anew.
    pub fn restart(&self) {
        self.supervisor.restart();
    }

    /// Proves now whether it leads here.
    pub fn check(&self) {
        self.watcher.check_now();
    }

    /// Ends the tunnel and waits for that.
    pub async fn stop(&self) {
        self.worker.stop();
        self.watcher.stop();
        self.supervisor.stop().await;
    }
}

/// What the watcher tells. Where it is not heard at once, the newest counts: what was lost and found meanwhile is over.
type Notices = watch::Receiver<Option<ReachabilityNotice>>;

/// Takes what is to be told, and where it is heard. None is refused, however long nobody hears.
fn latest_notice() -> (impl Fn(ReachabilityNotice) + Send + 'static, Notices) {
    let (sender, notices) = watch::channel(None);
    (
        move |notice| drop(sender.send_replace(Some(notice))),
        notices,
    )
}

/// The newest that was not heard yet; waits for one.
async fn next_notice(notices: &mut Notices) -> ReachabilityNotice {
    loop {
        if notices.changed().await.is_err() {
            // The watcher has ended, and says no more.
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
    /// What a tunnel that never was up said last.
    warned: Option<String>,
    /// Whether a loss was told whose end has not come: what is to be said of the URL is said with that.
    lost: bool,
}

impl IngressTask {
    async fn run(mut self, mut changes: Subscription, notices: &mut Notices) {
        self.recall().await;
        self.on_settings().await;
        loop {
            worker::turn(ROLE.name);
            tokio::select! {
                // A loss that was told counts before what the tunnel says after it.
                biased;
                notice = next_notice(notices) => self.on_notice(notice).await,
                // One that has ended says no more: all of this is ending.
                Ok(()) = self.status.changed() => self.on_tunnel_status().await,
                Ok(()) = self.reachability.changed() => self.on_proof().await,
                Some(()) = changes.next_of(Topic::Settings) => self.on_settings().await,
            }
        }
    }

    /// The public URL that the wanted tunnel had when the program ran last.
    async fn recall(&self) {
        let Some(kind) = self.parts.settings.get().tunnel.kind else {
            return;
        };
        let store = self.parts.store.clone();
        let read =
            move || store.read(|reader| Ok(reader.latest_public_url(kind)?.map(|url| (kind, url))));
        match tokio::task::spawn_blocking(read).await {
            Ok(Ok(latest)) => *self.known.lock() = latest,
            Ok(Err(error)) => tracing::warn!(%error, "the last public URL can't be read"),
            Err(_) => {}
        }
    }

    /// What the tunnel says goes to the watcher; its public URL is kept.
    async fn on_tunnel_status(&mut self) {
        let status = self.status.borrow_and_update().clone();
        if let TunnelStatus::Up {
            kind, public_url, ..
        } = &status
        {
            *self.known.lock() = Some((*kind, public_url.clone()));
            if self.store_public_url(*kind, public_url).await && !self.lost {
                self.tell_changed(public_url).await;
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
        let way_known = self.target.borrow().is_some();
        // Without a way in nothing is lost, and no end comes.
        self.lost &= way_known;
        self.warn_once(&status, way_known);
        self.parts.feed.publish(Topic::Ingress);
    }

    /// A tunnel that has no URL yet is watched by nobody, so what keeps it from coming up is said here, once: the
    /// window and the tray show it, a terminal would not.
    fn warn_once(&mut self, status: &TunnelStatus, way_known: bool) {
        match status {
            TunnelStatus::Down { problem, .. } if !way_known => {
                if self.warned.as_ref() != Some(&problem.what) {
                    tracing::warn!("{problem}");
                    self.warned = Some(problem.what.clone());
                }
            }
            TunnelStatus::Down { .. } | TunnelStatus::Starting { .. } => {}
            TunnelStatus::Off | TunnelStatus::Up { .. } => self.warned = None,
        }
    }

    /// Notes that this is the public URL now; whether it is another than before.
    async fn store_public_url(&self, kind: TunnelKind, public_url: &str) -> bool {
        let seen = self
            .parts
            .store
            .record_public_url(kind, public_url.to_owned());
        seen.await.unwrap_or_else(|error| {
            tracing::warn!(%error, "the public URL can't be kept");
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
                tracing::warn!(%error, "that RETM's way in is proven can't be kept");
            }
        }
        self.parts.feed.publish(Topic::Ingress);
    }

    async fn on_settings(&mut self) {
        let settings = self.parts.settings.get();
        self.supervisor.change(settings.tunnel());
        // The key may be another one.
        self.on_tunnel_status().await;
    }

    /// Tells that RETM has another public URL than this one, where one was copied.
    async fn tell_changed(&self, public_url: &str) {
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
        let notice = SystemNotice::changed_url(public_url, Box::new(still));
        let alerts = Arc::clone(&self.parts.alerts);
        let telling = tokio::task::spawn_blocking(move || {
            if notice.is_still_true() {
                log_notice(&notice);
                alerts.notify(notice);
            }
        });
        let _ = telling.await;
    }

    /// The public URL, where RETM has to be given it: it is another than the one that was copied, or than the one
    /// that was lost.
    async fn to_be_given(&self, moved: bool) -> Option<String> {
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
        if is_deaf(&notice, &status) {
            tracing::info!("the tunnel says that it is up and leads nowhere: it is started anew");
            self.supervisor.restart();
        }
        let notice = in_its_words(notice, &status);
        let (reachability, good) = (
            self.reachability.clone(),
            matches!(notice, ReachabilityNotice::ReachableAgain { .. }),
        );
        let still = move || match &*reachability.borrow() {
            Reachability::Failing { .. } => !good,
            Reachability::Proven { .. } => good,
            // On its way from one to the other.
            Reachability::Checking { .. } => true,
            Reachability::Off => false,
        };
        let given = match &notice {
            ReachabilityNotice::ReachableAgain { after, moved } => {
                let url = self.to_be_given(*moved).await;
                url.map(|url| (*after, url))
            }
            ReachabilityNotice::Unreachable { .. } => None,
        };
        let notice = match given {
            Some((after, url)) => SystemNotice::moved(after, &url, Box::new(still)),
            None => SystemNotice::reachability(&notice, &TimeZone::system(), Box::new(still)),
        };
        log_notice(&notice);
        self.parts.alerts.notify(notice);
    }
}

/// For the log and the terminal: who has no desktop reads it there.
fn log_notice(notice: &SystemNotice) {
    let notice = notice.notice();
    tracing::warn!("{}. {}", notice.title, notice.body);
}

/// The way in that follows from what the tunnel says. One that is being started anew is still the one before.
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

/// Whether the tunnel is to be started anew: it looks connected and leads nowhere. One that only is watched is not
/// ours to start; where this machine has no network, a new start would only cost a URL.
fn is_deaf(notice: &ReachabilityNotice, status: &TunnelStatus) -> bool {
    let lost =
        matches!(notice, ReachabilityNotice::Unreachable { hop, .. } if *hop != Hop::Machine);
    let ours = matches!(
        status,
        TunnelStatus::Up { kind, adopted: false, .. } if *kind != TunnelKind::OwnUrl
    );
    lost && ours
}

/// What the tunnel knows of it is better than what is seen from outside.
fn in_its_words(notice: ReachabilityNotice, status: &TunnelStatus) -> ReachabilityNotice {
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
