//! The task that keeps the reachability proof fresh. It runs checks when [`crate::monitor::reachability::policy`] says so,
//! watches the network, publishes the state and forwards notices. It only ever requests our own URL.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::{Notify, watch},
    task::JoinHandle,
};

use super::check;
use crate::monitor::reachability::{
    network::{CHECK_INTERVAL, Network, slept},
    outcome::{CheckResult, Outcome, judge},
    policy::{IngressTarget, Reachability, ReachabilityNotice, ReachabilityTracker},
    proof::SigningKey,
};
use crate::{
    model::moment::{Clock, Moment},
    platform::network,
    worker::{self, Role, Worker, Workers},
};

/// The worker that keeps the proof fresh.
const ROLE: Role = Role {
    name: "reachability",
    does: "checks that RETM can reach you",
    meaning: "Nothing checks whether it can.",
};

/// Checks a URL. Blocks.
pub type CheckFn = Arc<dyn Fn(&str) -> Outcome + Send + Sync>;
/// Reads the machine's current network. Fast.
pub type ReadNetwork = Arc<dyn Fn() -> Network + Send + Sync>;

/// How long a proof is currently valid. Fast.
pub type ProofLifetime = Arc<dyn Fn() -> Duration + Send + Sync>;

/// The dependencies of the watcher: the machine's own, or a test's.
#[derive(Clone)]
pub struct WatcherDeps {
    pub clock: Clock,
    /// Runs a check.
    pub ask: CheckFn,
    /// Reads the network.
    pub network: ReadNetwork,
    /// How long a proof is valid.
    pub every: ProofLifetime,
    pub workers: Workers,
}

impl WatcherDeps {
    /// Real checks of real URLs, proven by that secret, which must be the receiver's.
    pub fn real(clock: Clock, secret: SigningKey, every: ProofLifetime, workers: Workers) -> Self {
        Self {
            clock,
            every,
            ask: Arc::new(move |url| check::ask(url, &secret)),
            network: Arc::new(network::current),
            workers,
        }
    }
}

/// The running watcher. Dropping it ends the task.
pub struct Watcher {
    reachability: watch::Receiver<Reachability>,
    check_now: Arc<Notify>,
    worker: Worker,
}

impl Watcher {
    /// Watches the ingress that `target` names, whenever it names one. Passes notices to `notify`, which must not block.
    /// Must be called inside a tokio runtime.
    pub fn start(
        deps: WatcherDeps,
        target: watch::Receiver<Option<IngressTarget>>,
        notify: impl Fn(ReachabilityNotice) + Send + Sync + 'static,
    ) -> Self {
        let (state, reachability) = watch::channel(Reachability::Off);
        let check_now = Arc::new(Notify::new());
        let (workers, checks, notify) = (
            deps.workers.clone(),
            Arc::clone(&check_now),
            Arc::new(notify),
        );
        let worker = workers.task(ROLE, move || {
            let task = WatcherTask {
                now: (deps.clock)(),
                network: (deps.network)(),
                deps: deps.clone(),
                tracker: ReachabilityTracker::default(),
                running: None,
            };
            let (check_now, notify) = (Arc::clone(&checks), Arc::clone(&notify));
            task.run(target.clone(), check_now, state.clone(), move |notice| {
                notify(notice)
            })
        });
        Self {
            reachability,
            check_now,
            worker,
        }
    }

    /// Ends the task.
    pub fn stop(&self) {
        self.worker.stop();
    }

    /// Checks now, if there is an ingress.
    pub fn check_now(&self) {
        self.check_now.notify_one();
    }

    /// The current state.
    pub fn reachability(&self) -> Reachability {
        self.reachability.borrow().clone()
    }

    /// The state and its changes.
    pub fn subscribe(&self) -> watch::Receiver<Reachability> {
        self.reachability.clone()
    }
}

/// A check in flight; its result is ignored once its URL is no longer wanted.
struct RunningCheck {
    url: String,
    outcome: JoinHandle<Outcome>,
}

struct WatcherTask {
    deps: WatcherDeps,
    tracker: ReachabilityTracker,
    /// When the network was last read, and its state then.
    now: Moment,
    network: Network,
    running: Option<RunningCheck>,
}

impl WatcherTask {
    async fn run(
        mut self,
        mut target: watch::Receiver<Option<IngressTarget>>,
        check_now: Arc<Notify>,
        state: watch::Sender<Reachability>,
        notify: impl Fn(ReachabilityNotice) + Send + 'static,
    ) {
        self.set_target(target.borrow_and_update().clone());
        loop {
            worker::heartbeat(ROLE.name);
            self.tracker.check_every((self.deps.every)());
            self.start_check();
            publish(&state, self.tracker.reachability());
            let before = (self.deps.clock)();
            let wait = self.next_wakeup(before);
            let notice = tokio::select! {
                Ok(()) = target.changed() => {
                    self.set_target(target.borrow_and_update().clone());
                    None
                }
                () = check_now.notified() => {
                    self.tracker.check_now((self.deps.clock)());
                    None
                }
                (url, outcome) = finished(&mut self.running) => {
                    let now = (self.deps.clock)();
                    let outcome = outcome.with_network((self.deps.network)());
                    self.tracker.on_outcome(now, &url, outcome)
                }
                () = tokio::time::sleep(wait.unwrap_or_default()), if wait.is_some() => None,
            };
            if let Some(notice) = notice {
                publish(&state, self.tracker.reachability());
                notify(notice);
            }
            self.check_network(before, wait.unwrap_or(Duration::MAX));
        }
    }

    fn set_target(&mut self, target: Option<IngressTarget>) {
        self.tracker.on_target((self.deps.clock)(), target.clone());
        let wanted = target.map(|target| target.url);
        if self.running.as_ref().map(|running| &running.url) != wanted.as_ref() {
            self.running = None;
        }
    }

    /// Begins a check, if one is due and none is in flight.
    fn start_check(&mut self) {
        if self.running.is_some() {
            return;
        }
        if let Some(url) = self.tracker.begin_check((self.deps.clock)()) {
            let (ask, asked) = (Arc::clone(&self.deps.ask), url.clone());
            self.running = Some(RunningCheck {
                url,
                outcome: tokio::task::spawn_blocking(move || ask(&asked)),
            });
        }
    }

    /// How long until something other than reading the network is due; `None` if nothing is watched.
    fn next_wakeup(&self, now: Moment) -> Option<Duration> {
        if self.tracker.reachability() == Reachability::Off {
            return None;
        }
        Some(match self.tracker.next_check(now) {
            Some(due) if self.running.is_none() => due.since(now).min(CHECK_INTERVAL),
            _ => CHECK_INTERVAL,
        })
    }

    fn check_network(&mut self, before: Moment, meant: Duration) {
        let now = (self.deps.clock)();
        let woke = slept(meant, now.since(before));
        if woke || now < self.now || now.since(self.now) >= CHECK_INTERVAL {
            self.now = now;
            let network = (self.deps.network)();
            if woke || network != self.network {
                self.network = network;
                self.tracker.on_change(now);
            }
        }
    }
}

/// Waits for the check in flight; never returns if there is none.
async fn finished(running: &mut Option<RunningCheck>) -> (String, Outcome) {
    let Some(under_way) = running else {
        return std::future::pending().await;
    };
    let outcome = (&mut under_way.outcome).await.unwrap_or_else(|_| {
        let seen = CheckResult::NotAsked("it broke off".to_owned());
        judge(&seen, "", 0)
    });
    let url = std::mem::take(&mut under_way.url);
    *running = None;
    (url, outcome)
}

fn publish(state: &watch::Sender<Reachability>, now: Reachability) {
    state.send_if_modified(|before| {
        let changed = *before != now;
        *before = now;
        changed
    });
}

#[cfg(test)]
mod tests {
    use parking_lot::Mutex;
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;
    use crate::{
        feed::Feed,
        model::moment::system_clock,
        monitor::reachability::{outcome::Hop, policy::EVERY_SECONDS},
    };

    fn workers() -> Workers {
        Workers::new(Feed::default(), system_clock())
    }

    const URL: &str = "https://abc.example/error/k";

    /// A machine whose clock follows tokio's paused one, with an ingress and a network that the test controls.
    struct World {
        open: Mutex<bool>,
        asked: AtomicU64,
        notices: Mutex<Vec<ReachabilityNotice>>,
        network: Mutex<Network>,
        slept: AtomicU64,
        started: tokio::time::Instant,
    }

    impl World {
        fn new() -> Arc<Self> {
            Arc::new(Self {
                open: Mutex::new(true),
                asked: AtomicU64::new(0),
                notices: Mutex::default(),
                network: Mutex::new(Network {
                    v4: Some([192, 168, 1, 5].into()),
                    v6: None,
                }),
                slept: AtomicU64::new(0),
                started: tokio::time::Instant::now(),
            })
        }

        fn seconds(&self) -> u64 {
            self.started.elapsed().as_secs() + self.slept.load(Ordering::SeqCst)
        }

        fn watch(self: &Arc<Self>) -> (Watcher, watch::Sender<Option<IngressTarget>>) {
            let target = watch::Sender::new(None);
            let [clock, ask, network, notify] = [(); 4].map(|()| Arc::clone(self));
            let deps = WatcherDeps {
                clock: Arc::new(move || {
                    Moment::from_millis(0).plus(Duration::from_secs(clock.seconds()))
                }),
                ask: Arc::new(move |url| {
                    assert_eq!(url, URL);
                    ask.asked.fetch_add(1, Ordering::SeqCst);
                    let seen = if *ask.open.lock() {
                        CheckResult::Answer {
                            status: 200,
                            proven: true,
                            familiar: true,
                        }
                    } else {
                        CheckResult::NoName("x".to_owned())
                    };
                    judge(&seen, "abc.example", 7)
                }),
                network: Arc::new(move || *network.network.lock()),
                every: Arc::new(|| Duration::from_secs(EVERY_SECONDS.into())),
                workers: workers(),
            };
            let notice = move |notice| notify.notices.lock().push(notice);
            (Watcher::start(deps, target.subscribe(), notice), target)
        }

        fn checks(&self) -> u64 {
            self.asked.load(Ordering::SeqCst)
        }
    }

    async fn until(
        state: &mut watch::Receiver<Reachability>,
        wanted: impl FnMut(&Reachability) -> bool,
    ) -> Reachability {
        let waiting = tokio::time::timeout(Duration::from_secs(3600), state.wait_for(wanted));
        waiting.await.unwrap().unwrap().clone()
    }

    fn is_proven(state: &Reachability) -> bool {
        matches!(state, Reachability::Proven { .. })
    }

    fn is_failing(state: &Reachability) -> bool {
        matches!(state, Reachability::Failing { .. })
    }

    #[tokio::test(start_paused = true)]
    async fn an_ingress_is_proven_lost_announced_and_healed() {
        let world = World::new();
        let (watcher, target) = world.watch();
        assert_eq!(watcher.reachability(), Reachability::Off);
        let mut state = watcher.subscribe();
        target.send_replace(Some(IngressTarget::open(URL)));
        until(&mut state, is_proven).await;
        assert_eq!(world.checks(), 1);

        *world.open.lock() = false;
        target.send_replace(Some(IngressTarget::down(URL)));
        until(&mut state, is_failing).await;
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert!(matches!(
            world.notices.lock()[..],
            [ReachabilityNotice::Unreachable { hop: Hop::Dns, .. }]
        ));
        tokio::time::sleep(Duration::from_secs(200)).await;
        assert_eq!(world.notices.lock().len(), 1, "told once");

        *world.open.lock() = true;
        watcher.check_now();
        until(&mut state, is_proven).await;
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert!(matches!(
            world.notices.lock()[..],
            [_, ReachabilityNotice::ReachableAgain { moved: false, .. }]
        ));

        target.send_replace(None);
        until(&mut state, |state| *state == Reachability::Off).await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_network_that_goes_and_a_sleep_are_noticed_within_a_minute() {
        let world = World::new();
        let (watcher, target) = world.watch();
        let mut state = watcher.subscribe();
        target.send_replace(Some(IngressTarget::open(URL)));
        until(&mut state, is_proven).await;

        *world.network.lock() = Network::default();
        *world.open.lock() = false;
        let gone_at = world.seconds();
        let found = until(&mut state, is_failing).await;
        assert!(
            matches!(
                found,
                Reachability::Failing {
                    hop: Hop::Machine,
                    ..
                }
            ),
            "{found:?}"
        );
        assert!(world.seconds() - gone_at < 60);

        *world.open.lock() = true;
        until(&mut state, is_proven).await;
        let checks = world.checks();
        tokio::time::sleep(Duration::from_secs(60)).await;
        assert_eq!(world.checks(), checks, "nothing has changed");
        world.slept.fetch_add(8 * 3600, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_secs(60)).await;
        assert_eq!(world.checks(), checks + 1, "after a sleep");
    }

    #[tokio::test(start_paused = true)]
    async fn a_check_that_hangs_keeps_no_new_url_waiting() {
        let (release, held) = std::sync::mpsc::channel::<()>();
        let held = Mutex::new(held);
        let deps = WatcherDeps {
            every: Arc::new(|| Duration::from_secs(EVERY_SECONDS.into())),
            clock: Arc::new(|| Moment::from_millis(0)),
            ask: Arc::new(move |url| {
                if url == URL {
                    let _ = held.lock().recv();
                }
                Outcome::Reachable { took_ms: 1 }
            }),
            network: Arc::new(Network::default),
            workers: workers(),
        };
        let target = watch::Sender::new(Some(IngressTarget::open(URL)));
        let watcher = Watcher::start(deps, target.subscribe(), |_| {});
        let mut state = watcher.subscribe();
        until(&mut state, |state| {
            matches!(state, Reachability::Checking { .. })
        })
        .await;
        target.send_replace(Some(IngressTarget::open("https://new.example/error/k")));
        let found = until(&mut state, is_proven).await;
        assert!(
            matches!(&found, Reachability::Proven { url, .. } if url.contains("new")),
            "{found:?}"
        );
        drop(release);
    }
}
