//! The supervisor: one task that owns the configured tunnel. It adopts an agent that already forwards to this receiver
//! or starts the tunnel, publishes its status, and restarts it with growing pauses when it ends. The desired state
//! comes in through one channel and the status goes out through another. It keeps no history of public URLs and proves
//! nothing.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use tokio::{
    sync::{mpsc, watch},
    time::{Instant, sleep, sleep_until, timeout},
};
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use super::{
    BoxFuture, Ended, RunContext, Tunnel, TunnelDeps, TunnelEvent, log::Log, problem, tunnel,
};
use crate::model::tunnel::{TunnelConfig, TunnelKind, TunnelStatus};
use crate::{
    model::{backoff::backoff, moment::Moment, problem::Problem},
    worker::{self, Role, Worker, Workers},
};

/// The worker that keeps the tunnel.
const ROLE: Role = Role {
    name: "tunnel",
    does: "keeps the tunnel",
    meaning: "RETM may not reach you.",
};
/// How long the worker may take to end: a run, and the search for an agent before it.
const WORKER_END_LIMIT: Duration = Duration::from_secs(10);

/// How long a run may take to end when told to. A program's guard takes less.
const END_LIMIT: Duration = Duration::from_secs(8);
/// How many times in a row an adopted agent may not answer before it counts as gone: it may only be busy.
const MAX_MISSES: u32 = 2;

/// The desired state.
#[derive(Clone, Default)]
struct DesiredState {
    wanted: Option<TunnelConfig>,
    /// Incremented to restart the tunnel.
    turn: u64,
}

/// The tunnel of this program. Dropping it ends the tunnel without waiting.
pub struct Supervisor {
    // Dropped first, so that the tunnel is told to end before its orders are gone.
    worker: Worker,
    orders: watch::Sender<DesiredState>,
    status: watch::Receiver<TunnelStatus>,
    log: Arc<Log>,
}

impl Supervisor {
    /// Starts the configured tunnel, if any, to `local`.
    pub fn start(
        wanted: Option<TunnelConfig>,
        local: SocketAddr,
        deps: TunnelDeps,
        workers: &Workers,
    ) -> Self {
        let first = at_first(wanted.as_ref());
        let (orders, heard) = watch::channel(DesiredState {
            wanted,
            ..DesiredState::default()
        });
        let (status_sender, status) = watch::channel(first);
        let log = Arc::new(Log::default());
        let (local, kept) = (from_here(local), Arc::clone(&log));
        let worker = workers.orderly_task(ROLE, move |end| {
            let task = SupervisorTask {
                end,
                orders: heard.clone(),
                local,
                deps: deps.clone(),
                status: status_sender.clone(),
                log: Arc::clone(&kept),
            };
            task.run()
        });
        Self {
            worker,
            orders,
            status,
            log,
        }
    }

    /// Ends the running tunnel and starts that one; `None` switches tunnels off. The same value again changes nothing.
    pub fn change(&self, wanted: Option<TunnelConfig>) {
        self.orders.send_if_modified(|order| {
            let changed = order.wanted != wanted;
            order.wanted = wanted;
            changed
        });
    }

    /// Restarts the tunnel at once: for one that looks connected but does not work. One that waits for its next attempt
    /// is started now.
    pub fn restart(&self) {
        self.orders.send_modify(|order| order.turn += 1);
    }

    /// The current status and its changes.
    pub fn status(&self) -> watch::Receiver<TunnelStatus> {
        self.status.clone()
    }

    /// Its latest output, oldest first, without secrets.
    pub fn log(&self) -> Vec<String> {
        self.log.lines()
    }

    /// Ends the tunnel for good and waits until it has ended.
    pub async fn stop(&self) {
        if !self.worker.finish(WORKER_END_LIMIT).await {
            tracing::warn!("the tunnel did not end in time");
        }
    }
}

/// The supervisor's task.
struct SupervisorTask {
    end: CancellationToken,
    orders: watch::Receiver<DesiredState>,
    local: SocketAddr,
    deps: TunnelDeps,
    status: watch::Sender<TunnelStatus>,
    log: Arc<Log>,
}

/// How an attempt to run a tunnel ended.
enum Attempt {
    /// By a new order.
    Superseded,
    /// On its own, after it was up for that long.
    Failed(Problem, Duration),
}

impl SupervisorTask {
    async fn run(mut self) {
        let mut failures: u32 = 0;
        let mut before = None;
        loop {
            worker::heartbeat(ROLE.name);
            let order = self.orders.borrow_and_update().clone();
            if self.end.is_cancelled() {
                self.update_status(|_| TunnelStatus::Off);
                return;
            }
            if order.wanted != before {
                failures = 0;
                self.log
                    .hide(order.wanted.as_ref().and_then(TunnelConfig::secret));
                self.update_status(|_| at_first(order.wanted.as_ref()));
                before.clone_from(&order.wanted);
            }
            let Some(wanted) = order.wanted else {
                self.ordered().await;
                continue;
            };
            let kind = wanted.kind();
            self.trying(kind);
            let span = tracing::info_span!("tunnel", kind = kind.into_str(), failures);
            let Attempt::Failed(problem, up_for) = self.attempt(&wanted).instrument(span).await
            else {
                failures = 0;
                continue;
            };
            if up_for >= self.deps.timings.stable_after {
                failures = 0;
            }
            failures = failures.saturating_add(1);
            // fastrand: small and quick; a pause needs no secret randomness.
            let timings = self.deps.timings;
            let pause = backoff(timings.first, timings.most, failures, fastrand::f64());
            self.log.note(&format!("missedhook: {}", problem.what));
            self.down(kind, problem, Some(self.now().plus(pause)));
            tokio::select! {
                () = sleep(pause) => {}
                () = self.ordered() => failures = 0,
            }
        }
    }

    /// Waits for an order, or for the end.
    async fn ordered(&mut self) {
        tokio::select! {
            _ = self.orders.changed() => {}
            () = self.end.cancelled() => {}
        }
    }

    /// One attempt: adopts a running agent, else runs the tunnel, until that ends.
    async fn attempt(&mut self, wanted: &TunnelConfig) -> Attempt {
        let tunnel = tunnel(wanted, &self.deps);
        let adopted = tokio::select! {
            adopted = tunnel.adopt(self.local) => adopted,
            () = self.ordered() => return Attempt::Superseded,
        };
        match adopted {
            Some(url) => self.watch(wanted.kind(), &*tunnel, url).await,
            None => self.run_tunnel(wanted.kind(), &*tunnel).await,
        }
    }

    /// Watches an adopted agent until it is gone.
    async fn watch(&mut self, kind: TunnelKind, tunnel: &dyn Tunnel, mut url: String) -> Attempt {
        let (begun, mut missed) = (Instant::now(), 0);
        self.log
            .note(&format!("missedhook: adopted what leads here from {url}"));
        while missed < MAX_MISSES {
            self.up(kind, &url, true);
            let (wait, local) = (self.deps.timings.look_again, self.local);
            let looking = async {
                sleep(wait).await;
                tunnel.adopt(local).await
            };
            tokio::select! {
                found = looking => match found {
                    Some(found) => (url, missed) = (found, 0),
                    None => missed += 1,
                },
                () = self.ordered() => return Attempt::Superseded,
            }
        }
        let gone = problem(
            format!("The {} that led here has ended.", kind.title()),
            "No action needed: a new one is being started.",
        );
        Attempt::Failed(gone, begun.elapsed())
    }

    /// Runs the tunnel until it ends, fails to come up in time, or another one is wanted.
    async fn run_tunnel(&mut self, kind: TunnelKind, tunnel: &dyn Tunnel) -> Attempt {
        let timings = self.deps.timings;
        let (saying, mut event) = mpsc::channel(16);
        let stop = CancellationToken::new();
        let context = RunContext {
            event: saying,
            log: Arc::clone(&self.log),
            stop: stop.clone(),
        };
        let mut run = tunnel.run(self.local, &context);
        let mut up_since: Option<Instant> = None;
        let mut failure = None;
        let mut limit = Some((Instant::now() + timings.start, timings.start));
        let up_for = |up_since: Option<Instant>| up_since.map_or(Duration::ZERO, |at| at.elapsed());
        loop {
            tokio::select! {
                // Events from before the end are handled before the end.
                biased;
                Some(event) = event.recv() => match event {
                    TunnelEvent::Url(url) => {
                        up_since.get_or_insert_with(Instant::now);
                        (failure, limit) = (None, None);
                        self.up(kind, &url, false);
                    }
                    TunnelEvent::Connected(_) => {}
                    TunnelEvent::Lost(_) => {
                        limit = Some((Instant::now() + timings.reconnect, timings.reconnect));
                        self.down(kind, lost(kind), None);
                    }
                    TunnelEvent::Failed(problem) => {
                        limit.get_or_insert((Instant::now() + timings.reconnect, timings.reconnect));
                        failure = Some(problem.clone());
                        self.down(kind, problem, None);
                    }
                },
                ended = &mut run => return match ended {
                    Ended::Failed(problem) => Attempt::Failed(problem, up_for(up_since)),
                    Ended::Stopped => Attempt::Superseded,
                },
                () = self.ordered() => {
                    drop(event);
                    stop_run(&stop, run).await;
                    return Attempt::Superseded;
                }
                () = until(limit), if limit.is_some() => {
                    drop(event);
                    stop_run(&stop, run).await;
                    let time = limit.map_or(Duration::ZERO, |(_, time)| time);
                    let problem = failure.unwrap_or_else(|| too_late(kind, time, up_since.is_some()));
                    return Attempt::Failed(problem, up_for(up_since));
                }
            }
        }
    }

    fn now(&self) -> Moment {
        (self.deps.clock)()
    }

    /// Updates the status; wakes subscribers only if it changes.
    fn update_status(&self, next: impl FnOnce(&TunnelStatus) -> TunnelStatus) {
        self.status.send_if_modified(|status| {
            let next = next(status);
            let changed = *status != next;
            *status = next;
            changed
        });
    }

    /// A tunnel that is down stays down while it is retried.
    fn trying(&self, trying: TunnelKind) {
        self.update_status(|status| match status.clone() {
            TunnelStatus::Down {
                kind,
                problem,
                since,
                ..
            } => TunnelStatus::Down {
                kind,
                problem,
                since,
                retry_at: None,
            },
            _ => TunnelStatus::Starting { kind: trying },
        });
    }

    fn up(&self, kind: TunnelKind, url: &str, adopted: bool) {
        let now = self.now();
        match &*self.status.borrow() {
            TunnelStatus::Up { .. } => {}
            TunnelStatus::Down { since, .. } => tracing::info!(
                kind = kind.into_str(),
                down_ms = now.since(*since).as_millis(),
                "the tunnel is up again"
            ),
            _ => tracing::info!(kind = kind.into_str(), adopted, "the tunnel is up"),
        }
        self.update_status(|status| match status {
            TunnelStatus::Up { public_url, .. } if public_url == url => status.clone(),
            _ => TunnelStatus::Up {
                kind,
                public_url: url.to_owned(),
                since: now,
                adopted,
            },
        });
    }

    fn down(&self, kind: TunnelKind, problem: Problem, retry_at: Option<Moment>) {
        let now = self.now();
        if !matches!(*self.status.borrow(), TunnelStatus::Down { .. }) {
            let why = self.log.clean(&problem.what);
            tracing::info!(kind = kind.into_str(), "the tunnel is down: {why}");
        }
        self.update_status(|status| TunnelStatus::Down {
            kind,
            problem,
            since: match status {
                TunnelStatus::Down { since, .. } => *since,
                _ => now,
            },
            retry_at,
        });
    }
}

fn at_first(wanted: Option<&TunnelConfig>) -> TunnelStatus {
    wanted.map_or(TunnelStatus::Off, |wanted| TunnelStatus::Starting {
        kind: wanted.kind(),
    })
}

/// The address for a program on this machine: a receiver that listens on all interfaces is reached on loopback.
fn from_here(local: SocketAddr) -> SocketAddr {
    let ip = match local.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, local.port())
}

/// Tells a run to stop and waits for it. Its event receiver must be dropped first, or the run could block on sending.
async fn stop_run(stop: &CancellationToken, run: BoxFuture<'_, Ended>) {
    stop.cancel();
    if timeout(END_LIMIT, run).await.is_err() {
        tracing::warn!("a tunnel did not end in time");
    }
}

async fn until(limit: Option<(Instant, Duration)>) {
    if let Some((at, _)) = limit {
        sleep_until(at).await;
    }
}

fn lost(kind: TunnelKind) -> Problem {
    problem(
        format!("{} has lost its connection.", kind.title()),
        "It reconnects automatically. Make sure this computer is online.",
    )
}

fn too_late(kind: TunnelKind, time: Duration, was_up: bool) -> Problem {
    let (title, seconds) = (kind.title(), time.as_secs());
    problem(
        match was_up {
            true => format!("{title} made no new connection within {seconds} s."),
            false => format!("{title} made no public URL within {seconds} s."),
        },
        "Make sure this computer is online, and check its log.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receiver_that_listens_everywhere_is_reached_on_loopback() {
        for (local, expected) in [
            ("0.0.0.0:7386", "127.0.0.1:7386"),
            ("[::]:7386", "[::1]:7386"),
            ("127.0.0.1:7386", "127.0.0.1:7386"),
            ("192.0.2.1:7386", "192.0.2.1:7386"),
        ] {
            assert_eq!(from_here(local.parse().unwrap()).to_string(), expected);
        }
    }
}
