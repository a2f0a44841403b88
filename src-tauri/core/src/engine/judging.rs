//! How things stand: gathers the facts from every part, and keeps the verdict that follows from them known. The rule
//! is [`crate::status`]'s.

use std::{
    sync::{
        Arc, Weak,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use jiff::tz::TimeZone;
use tokio::time::timeout;

use super::Engine;
use crate::{
    alert::Pause,
    model::{moment::Moment, problem::Problem, tunnel::TunnelStatus},
    monitoring,
    platform::data_dir::{DataDir, PublishedStatus, Running},
    reachability::policy::Reachability,
    settings::{Settings, SettingsHandle},
    status::{
        AlertsHeld, ConnectionState, ConnectionStatus, Level, MonitorCounts, NotificationStatus,
        ReceiverStatus, Setup, SetupFacts, Status, StatusFacts, StoreStatus, Unresolved, Verdict,
        ViewCounts, WorkerFailure, verdict::LONGEST,
    },
    store::{self, Reader, Store, StoreError},
    worker::{self, Role, Worker},
};

const VERDICT: Role = Role {
    name: "verdict",
    does: "keeps the state known to other commands",
    meaning: "`doctor` may show an old state.",
};

/// How long the keeper of the verdict rests between two looks.
const REST: Duration = Duration::from_secs(1);
/// How long writing it may take.
const TELLING: Duration = Duration::from_secs(5);
/// How often the verdict is written for other commands where nothing changes: it has its age.
const WRITE_EVERY: Duration = Duration::from_secs(300);

/// What is read from the store at one look.
#[derive(Default)]
struct Read {
    counts: ViewCounts,
    unresolved: Unresolved,
    newest_id: i64,
    unseen: i64,
    several_hosts: bool,
    pause: Option<Pause>,
    url_copied: bool,
    url_changed: bool,
    monitors: MonitorCounts,
    setup: SetupFacts,
    history_problem: Option<Problem>,
}

/// What the running parts say of themselves, for the status.
pub struct Parts {
    /// The receiver.
    pub receiver: ReceiverStatus,
    /// What is pasted into RETM's portal.
    pub receiver_url: Option<String>,
    /// Where the way in begins.
    pub public_url: Option<String>,
    /// The tunnel.
    pub tunnel: TunnelStatus,
    /// Whether RETM can reach the receiver.
    pub reachability: Reachability,
    /// The notifications.
    pub notifications: NotificationStatus,
    /// The workers that have ended.
    pub workers: Vec<WorkerFailure>,
    /// How many changes there were.
    pub revision: u64,
    /// Where everything is kept.
    pub dir: DataDir,
}

/// The state of everything, from what the parts say and what is stored. Reads the database: not for async code.
pub fn status(
    store: &Store,
    live: &SettingsHandle,
    parts: Parts,
    now: Moment,
    zone: &TimeZone,
) -> Status {
    let settings = live.get();
    let connection = settings.connection_facts(parts.tunnel, parts.reachability);
    let local_only = connection.state(now) == ConnectionState::Local;
    let urls = (parts.receiver_url.as_deref(), parts.public_url.as_deref());
    let read = match store.hangs() {
        // Reading would hang, too.
        true => Err(StoreError::Hangs),
        false => store.read(|reader| look_at(reader, &parts.dir, &settings, urls, local_only)),
    };
    let failure = store.failure().or(read.as_ref().err().cloned());
    let read = read.unwrap_or_default();
    let paused = holds(read.pause, now);
    let paused_until = match read.pause {
        Some(Pause::Until(until)) if paused => Some(until),
        _ => None,
    };
    let quiet = || settings.quiet_hours.and_then(|hours| hours.ends(now, zone));
    let facts = StatusFacts {
        receiver: parts.receiver,
        connection,
        store: match failure {
            None => StoreStatus::Working,
            Some(error) => StoreStatus::Failing {
                problem: error.problem(),
            },
        },
        notifications: parts.notifications,
        held: match paused {
            true => Some(AlertsHeld::Paused(paused_until)),
            false => quiet().map(AlertsHeld::Quiet),
        },
        workers: parts.workers,
        unresolved: read.unresolved,
        monitors: read.monitors,
        history_problem: read.history_problem,
        setup: Setup::of(&read.setup),
        url_changed: read.url_changed,
        settings_problem: live.problem(),
    };
    let verdict = facts.verdict(now, zone);
    Status {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        receiver_url: parts.receiver_url,
        receiver: facts.receiver,
        connection: ConnectionStatus {
            state: facts.connection.state(now),
            tunnel: facts.connection.tunnel,
            reachability: facts.connection.reachability,
            url_copied: read.url_copied,
            url_changed: read.url_changed,
        },
        store: facts.store,
        notifications: facts.notifications,
        workers: facts.workers,
        counts: read.counts,
        monitors: read.monitors,
        verdict,
        setup: facts.setup,
        revision: parts.revision,
        alerts_paused_until: paused_until,
        settings_problem: facts.settings_problem,
        theme: settings.theme,
        alerts_paused: paused,
        total: read.counts.errors,
        newest_id: read.newest_id,
        unseen: read.unseen,
        several_hosts: read.several_hosts,
        data_dir: parts.dir.path().display().to_string(),
    }
}

fn look_at(
    reader: &Reader,
    dir: &DataDir,
    settings: &Settings,
    (receiver_url, public_url): (Option<&str>, Option<&str>),
    local_only: bool,
) -> Result<Read, StoreError> {
    let copied = receiver_url.map(|url| reader.is_copied(url));
    let changed = public_url.map(|url| reader.is_changed(url));
    Ok(Read {
        counts: reader.counts()?,
        unresolved: reader.unresolved_counts()?,
        newest_id: reader.newest_id()?,
        unseen: reader.unseen()?,
        several_hosts: reader.has_several_hosts()?,
        pause: reader.alert_pause()?,
        url_copied: copied.transpose()?.unwrap_or(false),
        url_changed: changed.transpose()?.unwrap_or(false),
        monitors: monitoring::counts(reader, settings)?,
        setup: reader.setup(receiver_url, public_url, local_only)?,
        history_problem: store::set_aside_problem(&dir.database()),
    })
}

fn holds(pause: Option<Pause>, now: Moment) -> bool {
    match pause {
        None => false,
        Some(Pause::Always) => true,
        Some(Pause::Until(until)) => until > now,
    }
}

impl Engine {
    /// The state of everything. Reads the database: not for async code.
    pub fn status(&self) -> Status {
        let (now, way) = (self.now(), self.way());
        let parts = Parts {
            receiver: self.receiver_status(now),
            receiver_url: self.receiver_url(),
            public_url: self.public_url(),
            tunnel: way.as_ref().map_or(TunnelStatus::Off, |way| way.tunnel()),
            reachability: way.map_or(Reachability::Off, |way| way.reachability()),
            notifications: self.alerts.status(),
            workers: self.workers.failures(),
            revision: self.feed.revision(),
            dir: self.dir.clone(),
        };
        status(&self.store, &self.settings, parts, now, &TimeZone::system())
    }

    /// Keeps the verdict known for as long as the engine lives: for other commands, and in the log.
    pub fn keep_verdict(self: &Arc<Self>) -> Worker {
        let engine = Arc::downgrade(self);
        self.workers
            .task(VERDICT, move || keep_verdict(engine.clone()))
    }

    /// Whether the receiver takes reports: with a clock that HTTP has no date for, it refuses all of them.
    fn receiver_status(&self, now: Moment) -> ReceiverStatus {
        if now.is_http_time() {
            return self.listening().status.clone();
        }
        ReceiverStatus::Failed {
            problem: Problem::new(
                format!("This machine's clock says {now}."),
                "RETM's reports are refused with 503.",
                "Set the clock.",
            ),
        }
    }

    /// Writes the verdict for other commands on this data directory, such as `doctor`.
    fn tell(&self, verdict: Verdict) -> bool {
        let told = PublishedStatus {
            pid: std::process::id(),
            at: self.now(),
            verdict,
        };
        let lock = self.lock();
        let outcome = lock
            .as_ref()
            .map(|lock| self.dir.publish_status(lock, &told));
        if let Some(Err(error)) = &outcome {
            tracing::debug!(%error, "other commands can't see how this one is");
        }
        let is_told = outcome.is_none_or(|outcome| outcome.is_ok());
        if is_told {
            self.stay_findable();
        }
        is_told
    }

    /// What other commands need was perhaps not written at the start, for want of room, or was deleted since.
    fn stay_findable(&self) {
        let is_named = |running: Running| {
            running.pid == std::process::id() && running.receiver == self.address()
        };
        if !self.dir.running().is_some_and(is_named) {
            self.announce();
        }
        self.desk.proofs.save_key_again(&self.dir);
    }
}

/// Looks at every change, and when the last proof gets too old; writes the verdict for other commands, and logs each
/// change of level.
async fn keep_verdict(engine: Weak<Engine>) {
    let Some(mut changes) = engine.upgrade().map(|engine| engine.feed.subscribe()) else {
        return;
    };
    let mut last: Option<(Verdict, Moment)> = None;
    let mut is_written = true;
    let is_telling = Arc::default();
    loop {
        changes.skip_waiting();
        worker::turn(VERDICT.name);
        let (verdict, now) = match timeout(LONGEST, look(&engine)).await {
            Ok(Some(looked)) => looked,
            Ok(None) => return,
            // Whatever it reads hangs. Once the store has noticed that, nothing is read any more.
            Err(_) => continue,
        };
        if last
            .as_ref()
            .is_none_or(|(last, _)| last.level != verdict.level)
        {
            log(&verdict, last.is_none());
        }
        let wait = verdict.holds_for(now);
        let is_due = |(last, at): &(Verdict, Moment)| {
            *last != verdict || now.since(*at) >= WRITE_EVERY || now < *at
        };
        if !is_written || last.as_ref().is_none_or(is_due) {
            last = Some((verdict.clone(), now));
            // What could not be written is due at the next look.
            is_written = tell(&engine, verdict, &is_telling).await;
        }
        tokio::time::sleep(REST).await;
        tokio::select! {
            heard = changes.next() => if heard.is_none() { return },
            () = tokio::time::sleep(wait) => {}
        }
    }
}

/// Whether it could be written. A write that hangs is not waited for, and none is begun beside it.
async fn tell(engine: &Weak<Engine>, verdict: Verdict, is_telling: &Arc<AtomicBool>) -> bool {
    if is_telling.swap(true, Ordering::AcqRel) {
        return false;
    }
    let (engine, is_telling) = (engine.clone(), Arc::clone(is_telling));
    let telling = worker::blocking(move || {
        let is_told = engine.upgrade().is_none_or(|engine| engine.tell(verdict));
        is_telling.store(false, Ordering::Release);
        is_told
    });
    timeout(TELLING, telling).await.unwrap_or(false)
}

async fn look(engine: &Weak<Engine>) -> Option<(Verdict, Moment)> {
    let engine = engine.upgrade()?;
    engine.store.note_stall();
    let looked = worker::blocking(move || {
        let status = engine.status();
        (status.verdict, engine.now())
    });
    Some(looked.await)
}

/// Whoever has no desktop reads it in the terminal.
fn log(verdict: &Verdict, first: bool) {
    match (verdict.level, first) {
        (Level::Calm, true) => tracing::info!("{} {}", verdict.headline, verdict.detail),
        (Level::Calm, false) => tracing::warn!("All is well again. {}", verdict.detail),
        _ => tracing::warn!("{} {}", verdict.headline, verdict.detail),
    }
}
