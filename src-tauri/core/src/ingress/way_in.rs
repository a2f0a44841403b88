//! The way in: joins the supervisor, which runs the tunnel, and the watcher, which proves that it leads here.
//! What the settings want goes to the one, what the tunnel says goes to the other, and what comes of both is
//! published, kept and told. It holds no rule of either; a tunnel that says it is up and is deaf is started anew,
//! once an outage.

use std::{io, net::SocketAddr, sync::Arc};

use jiff::tz::TimeZone;
use parking_lot::Mutex;
use tokio::sync::watch;

use crate::{
    alert::Told,
    alerts::worker::Alerts,
    feed::{Feed, Subscription, Topic},
    ingress::{
        tunnel::{Means, Supervisor},
        watcher::{self, Watcher},
    },
    model::{
        moment::Clock,
        tunnel::{Kind, TunnelStatus},
    },
    reachability::{
        outcome::Hop,
        policy::{Reachability, Tell, WayIn},
        proof::SigningKey,
    },
    settings::Live,
    store::Store,
    worker::{self, Role, Worker, Workers},
};

/// The worker that joins the tunnel and its proof.
const ROLE: Role = Role {
    name: "way-in",
    does: "joins the tunnel and its proof",
    meaning: "What becomes of the tunnel is not noticed.",
};

/// What the way in is made of, beside the tunnel.
#[derive(Clone)]
pub struct Parts {
    /// The settings: which tunnel, which key.
    pub settings: Arc<Live>,
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
type Known = Arc<Mutex<Option<(Kind, String)>>>;

/// The running way in.
pub struct Way {
    supervisor: Arc<Supervisor>,
    watcher: Watcher,
    settings: Arc<Live>,
    known: Known,
    worker: Worker,
}

impl Way {
    /// Starts the wanted tunnel, if one is, towards the receiver at `local`, and follows the settings from then
    /// on. Needs a tokio runtime around it.
    ///
    /// # Errors
    /// Where the system does not tell where this program is.
    pub fn start(parts: Parts, local: SocketAddr) -> io::Result<Self> {
        let means = Means {
            clock: Arc::clone(&parts.clock),
            ..Means::of_this_machine()?
        };
        let settings = Arc::clone(&parts.settings);
        let wanted = settings.get().tunnel();
        let supervisor = Arc::new(Supervisor::start(wanted, local, means, &parts.workers));
        let (way, led) = watch::channel(None);
        let (tell, tells) = latest_tell();
        let every = Arc::clone(&settings);
        let means = watcher::Means::real(
            Arc::clone(&parts.clock),
            parts.secret.clone(),
            Arc::new(move || every.get().tunnel.check_every),
            parts.workers.clone(),
        );
        let watcher = Watcher::start(means, led, tell);
        let (status, reachability) = (supervisor.status(), watcher.subscribe());
        let (keeper, recalled) = (Arc::clone(&supervisor), Known::default());
        let (known, tells) = (
            Arc::clone(&recalled),
            Arc::new(tokio::sync::Mutex::new(tells)),
        );
        let worker = parts.workers.clone().task(ROLE, move || {
            let driver = Driver {
                status: status.clone(),
                reachability: reachability.clone(),
                supervisor: Arc::clone(&keeper),
                known: Arc::clone(&known),
                parts: parts.clone(),
                way: way.clone(),
                complained: None,
                lost: false,
            };
            let (changes, tells) = (parts.feed.subscribe(), Arc::clone(&tells));
            async move { driver.drive(changes, &mut *tells.lock().await).await }
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
        if kind == Kind::OwnUrl {
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
        self.watcher.poke();
    }

    /// Ends the tunnel and waits for that.
    pub async fn stop(&self) {
        self.worker.stop();
        self.watcher.stop();
        self.supervisor.stop().await;
    }
}

/// What the watcher tells. Where it is not heard at once, the newest counts: what was lost and found meanwhile is over.
type Tells = watch::Receiver<Option<Tell>>;

/// Takes what is to be told, and where it is heard. None is refused, however long nobody hears.
fn latest_tell() -> (impl Fn(Tell) + Send + 'static, Tells) {
    let (sender, tells) = watch::channel(None);
    (move |tell| drop(sender.send_replace(Some(tell))), tells)
}

/// The newest that was not heard yet; waits for one.
async fn next_tell(tells: &mut Tells) -> Tell {
    loop {
        if tells.changed().await.is_err() {
            // The watcher has ended, and says no more.
            std::future::pending().await
        }
        if let Some(tell) = tells.borrow_and_update().clone() {
            return tell;
        }
    }
}

struct Driver {
    parts: Parts,
    supervisor: Arc<Supervisor>,
    status: watch::Receiver<TunnelStatus>,
    reachability: watch::Receiver<Reachability>,
    way: watch::Sender<Option<WayIn>>,
    known: Known,
    /// What a tunnel that never was up said last.
    complained: Option<String>,
    /// Whether a loss was told whose end has not come: what is to be said of the URL is said with that.
    lost: bool,
}

impl Driver {
    async fn drive(mut self, mut changes: Subscription, tells: &mut Tells) {
        self.recall().await;
        self.on_settings().await;
        loop {
            worker::turn(ROLE.name);
            tokio::select! {
                // A loss that was told counts before what the tunnel says after it.
                biased;
                tell = next_tell(tells) => self.on_tell(tell).await,
                // One that has ended says no more: all of this is ending.
                Ok(()) = self.status.changed() => self.lead().await,
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
    async fn lead(&mut self) {
        let status = self.status.borrow_and_update().clone();
        if let TunnelStatus::Up {
            kind, public_url, ..
        } = &status
        {
            *self.known.lock() = Some((*kind, public_url.clone()));
            if self.keep(*kind, public_url).await && !self.lost {
                self.tell_changed(public_url).await;
            }
        }
        let path = self.parts.settings.get().receiver_path();
        let known = self.known.lock().clone();
        self.way.send_if_modified(|way| {
            let next = way_in(way.as_ref(), &status, known.as_ref(), &path);
            let changed = *way != next;
            *way = next;
            changed
        });
        let way_known = self.way.borrow().is_some();
        // Without a way in nothing is lost, and no end comes.
        self.lost &= way_known;
        self.complain(&status, way_known);
        self.parts.feed.publish(Topic::Ingress);
    }

    /// A tunnel that has no URL yet is watched by nobody, so what keeps it from coming up is said here, once: the
    /// window and the tray show it, a terminal would not.
    fn complain(&mut self, status: &TunnelStatus, way_known: bool) {
        match status {
            TunnelStatus::Down { problem, .. } if !way_known => {
                if self.complained.as_ref() != Some(&problem.what) {
                    tracing::warn!("{problem}");
                    self.complained = Some(problem.what.clone());
                }
            }
            TunnelStatus::Down { .. } | TunnelStatus::Starting { .. } => {}
            TunnelStatus::Off | TunnelStatus::Up { .. } => self.complained = None,
        }
    }

    /// Notes that this is the public URL now; whether it is another than before.
    async fn keep(&self, kind: Kind, public_url: &str) -> bool {
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
            self.keep(kind, &url).await;
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
        self.lead().await;
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
        let told = Told::changed_url(public_url, Box::new(still));
        let alerts = Arc::clone(&self.parts.alerts);
        let telling = tokio::task::spawn_blocking(move || {
            if told.holds() {
                say(&told);
                alerts.tell(told);
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

    async fn on_tell(&mut self, tell: Tell) {
        self.lost = matches!(tell, Tell::Unreachable { .. });
        let status = self.status.borrow().clone();
        if is_deaf(&tell, &status) {
            tracing::info!("the tunnel says that it is up and leads nowhere: it is started anew");
            self.supervisor.restart();
        }
        let tell = in_its_words(tell, &status);
        let (reachability, good) = (
            self.reachability.clone(),
            matches!(tell, Tell::ReachableAgain { .. }),
        );
        let still = move || match &*reachability.borrow() {
            Reachability::Failing { .. } => !good,
            Reachability::Proven { .. } => good,
            // On its way from one to the other.
            Reachability::Checking { .. } => true,
            Reachability::Off => false,
        };
        let given = match &tell {
            Tell::ReachableAgain { after, moved } => {
                let url = self.to_be_given(*moved).await;
                url.map(|url| (*after, url))
            }
            Tell::Unreachable { .. } => None,
        };
        let told = match given {
            Some((after, url)) => Told::moved(after, &url, Box::new(still)),
            None => Told::reachability(&tell, &TimeZone::system(), Box::new(still)),
        };
        say(&told);
        self.parts.alerts.tell(told);
    }
}

/// For the log and the terminal: who has no desktop reads it there.
fn say(told: &Told) {
    let notice = told.notice();
    tracing::warn!("{}. {}", notice.title, notice.body);
}

/// The way in that follows from what the tunnel says. One that is being started anew is still the one before.
fn way_in(
    before: Option<&WayIn>,
    status: &TunnelStatus,
    known: Option<&(Kind, String)>,
    path: &str,
) -> Option<WayIn> {
    let last =
        |kind: Kind| known.and_then(|(of, url)| (*of == kind).then(|| format!("{url}{path}")));
    match status {
        TunnelStatus::Off => None,
        TunnelStatus::Up { public_url, .. } => Some(WayIn::open(format!("{public_url}{path}"))),
        TunnelStatus::Down { kind, .. } => last(*kind).map(WayIn::down),
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
fn is_deaf(tell: &Tell, status: &TunnelStatus) -> bool {
    let lost = matches!(tell, Tell::Unreachable { hop, .. } if *hop != Hop::Machine);
    let ours = matches!(
        status,
        TunnelStatus::Up { kind, adopted: false, .. } if *kind != Kind::OwnUrl
    );
    lost && ours
}

/// Where the tunnel says itself why it is down, that is better than what is seen from outside.
fn in_its_words(tell: Tell, status: &TunnelStatus) -> Tell {
    match (tell, status) {
        (Tell::Unreachable { since, hop, .. }, TunnelStatus::Down { problem, .. })
            if hop != Hop::Machine =>
        {
            Tell::Unreachable {
                since,
                hop,
                problem: problem.clone(),
            }
        }
        (tell, _) => tell,
    }
}

#[cfg(test)]
#[path = "way_in_tests.rs"]
mod tests;
