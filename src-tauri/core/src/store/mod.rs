//! The store: owns the database. One writer thread takes jobs from a bounded queue and commits whatever has
//! queued up in one transaction; readers have read-only connections of their own and never wait for it. The
//! only folder that knows SQL. It decides nothing itself: where a delivery error belongs and whether it is told
//! are asked of the pure rules, inside the transaction that keeps it.

mod actions;
mod alerts;
pub mod backup;
mod batch;
mod causes;
mod codes;
mod committing;
mod counters;
mod delivery_errors;
mod disk_failure;
mod error;
mod filter;
mod fulltext;
mod gate;
mod hosts;
mod incidents;
mod ingest;
mod last_ids;
mod looking;
mod minutes;
mod monitors;
mod open;
mod probe_results;
mod probes;
mod prune;
mod public_urls;
mod reader;
pub mod restore;
pub mod retention;
mod schema;
mod searching;
mod stall;
mod test_reports;
mod timeline;
mod visiting;
mod wal;
mod writer;

use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc::RecvTimeoutError,
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

// rusqlite: SQLite with its bundled source, so that every machine runs the same version with FTS5 in it.
use rusqlite::Connection;
use tokio::{
    sync::{
        mpsc::{self, error::TrySendError},
        oneshot,
    },
    time::timeout,
};

pub use delivery_errors::{Page, PageQuery};
pub use error::{KeepError, StoreError};
pub use incidents::{EndpointRow, IncidentPage};
pub use monitors::{Checked, KeptMonitor};
pub use open::{SetAside, check, set_aside_problem};
pub use probes::ProbesOf;
pub use reader::Reader;
pub use searching::Matches;

use crate::{
    alert::{Occurrence, Pause, PlanStep},
    feed::{Change, Feed},
    incident::{
        Action, ActionDone, delivery_error::Arrival, retention::RetentionLimits, test_report,
    },
    model::moment::{Clock, Moment},
    model::tunnel::TunnelKind,
    monitor::{certificate::Warned, notices::Announcement},
    platform::data_dir::DataDir,
    probe::Probe,
};
use writer::{Job, Scope, Work};

/// How many reports may wait for the writer before the receiver answers 503: as many as it has connections at the
/// most, each of which waits for one.
pub const QUEUE_CAPACITY: usize = 1024;

/// How often it is tried to hand the writer a job while its queue is full.
const FULL: Duration = Duration::from_millis(10);

/// How many idle reading connections are kept.
const IDLE_READERS: usize = 4;

/// A delivery error that is on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its number.
    pub id: i64,
    /// The incident it belongs to.
    pub incident_id: i64,
    /// Whether it could be read.
    pub readable: bool,
}

/// The handle on the database. Cheap to clone; the writer ends when [`Store::close`] is called.
#[derive(Clone)]
pub struct Store {
    jobs: mpsc::Sender<Job>,
    inner: Arc<Inner>,
}

struct Inner {
    path: PathBuf,
    feed: Feed,
    writer: Mutex<Option<JoinHandle<()>>>,
    shared: Arc<Shared>,
}

/// What the writer and the readers share.
#[derive(Default)]
struct Shared {
    // Std mutexes: nothing awaits while they are held, and each is held for a push or a pop only.
    idle: Mutex<Vec<Connection>>,
    failure: Mutex<Option<StoreError>>,
    /// What was set aside and not told yet.
    set_aside: Mutex<Option<SetAside>>,
    /// Set where a restored history waits to be put in place.
    restore: AtomicBool,
    /// Set where a reader met damage.
    damage_met: AtomicBool,
    gate: gate::Gate,
    stall: stall::Stall,
    /// Whether the writer has ended: no connection is kept for the next reader then.
    ended: AtomicBool,
}

impl Shared {
    fn note_set_aside(&self, aside: SetAside) {
        tracing::error!("{}", aside.problem());
        *self
            .set_aside
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some(aside);
    }

    fn fail(&self, error: StoreError) {
        *self.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
    }
}

/// A change that is asked for, and how its caller hears of it.
struct Asked<T, F, R> {
    work: F,
    value: Option<T>,
    reply: R,
}

impl<T, F, R> Work for Asked<T, F, R>
where
    T: Send,
    F: FnMut(&mut Scope<'_>) -> Result<T, StoreError> + Send,
    R: FnOnce(Result<T, StoreError>) + Send,
{
    fn work(&mut self, scope: &mut Scope<'_>) -> Result<(), StoreError> {
        self.value = Some((self.work)(scope)?);
        Ok(())
    }

    fn tell(self: Box<Self>, outcome: Result<(), StoreError>) {
        let Self { value, reply, .. } = *self;
        reply(outcome.and_then(|()| value.ok_or(StoreError::Closed)));
    }
}

/// A caller that has gone away needs no answer: `reply` may throw it away.
fn change_job<T: Send + 'static>(
    work: impl FnMut(&mut Scope<'_>) -> Result<T, StoreError> + Send + 'static,
    reply: impl FnOnce(Result<T, StoreError>) + Send + 'static,
) -> Job {
    Job::Change(Box::new(Asked {
        work,
        value: None,
        reply,
    }))
}

impl Store {
    /// Opens the database for writing and reading; makes it, migrates it, or sets a damaged one aside and
    /// begins a new one: [`Store::take_set_aside`] tells of it. Where the disk is full or another program holds the database, the
    /// store fails for now, as it does when that happens later, and goes on by itself.
    ///
    /// # Errors
    /// [`StoreError::FromTheFuture`], or what the disk says. The database is then as it was.
    pub fn open(dir: &DataDir, clock: Clock, feed: Feed) -> Result<Self, StoreError> {
        let path = dir.database();
        let shared = Arc::<Shared>::default();
        let opened = open::for_writing(&path, clock(), open::Check::Quick, |aside| {
            shared.note_set_aside(aside);
        });
        // SQLite says of a log that finds no room only that it can't be used.
        let is_full = || {
            let proven = disk_failure::prove_room(&path).map_err(StoreError::from);
            matches!(proven, Err(StoreError::DiskFull))
        };
        let opened = opened.map_err(|error| match error {
            StoreError::Failed(_) if is_full() => StoreError::DiskFull,
            other => other,
        });
        let (jobs, queue) = mpsc::channel(QUEUE_CAPACITY);
        let (connection, place) = match opened {
            Ok(connection) => (Some(connection), disk_failure::Place::of(&path)),
            Err(error @ (StoreError::DiskFull | StoreError::Locked)) => {
                tracing::error!("{}", error.problem());
                shared.fail(error);
                (None, disk_failure::Place::of_unopened(&path))
            }
            Err(error) => return Err(error),
        };
        let writer = writer::start(
            connection,
            place,
            queue,
            clock,
            feed.clone(),
            Arc::clone(&shared),
        )?;
        let inner = Inner {
            path,
            feed,
            writer: Mutex::new(Some(writer)),
            shared,
        };
        Ok(Self {
            jobs,
            inner: Arc::new(inner),
        })
    }

    /// Keeps a report: returns once it is on disk and filed under its incident.
    ///
    /// # Errors
    /// [`KeepError::QueueFull`] at once, or why the commit failed. The report is then not kept. While the disk hangs,
    /// [`StoreError::Hangs`]: a report that waited for it may be kept once the disk answers again.
    pub async fn keep(&self, arrival: Arrival) -> Result<Kept, KeepError> {
        if self.hangs() {
            return Err(StoreError::Hangs.into());
        }
        let (reply, answer) = oneshot::channel();
        self.jobs
            .try_send(Job::Keep {
                arrival: Box::new(arrival),
                reply,
            })
            .map_err(|refused| match refused {
                TrySendError::Full(_) => KeepError::QueueFull,
                TrySendError::Closed(_) => StoreError::Closed.into(),
            })?;
        Ok(self.answered(answer).await?)
    }

    /// Waits for the writer's answer for as long as a disk may take.
    async fn answered<T>(
        &self,
        answer: oneshot::Receiver<Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        match timeout(stall::LIMIT, answer).await {
            Ok(answer) => answer.unwrap_or_else(|_| Err(StoreError::broken_off(""))),
            Err(_) => {
                self.note_stall();
                Err(StoreError::Hangs)
            }
        }
    }

    /// Lets the feed know once that the writer waits for the disk for too long.
    pub fn note_stall(&self) {
        if self.inner.shared.stall.note() {
            tracing::error!("{}", StoreError::Hangs.problem());
            self.inner.feed.publish(Change::Store);
        }
    }

    /// Changes the database in the writer's next transaction: returns once that is on disk. What waits for a disk that
    /// hangs may still be done once it answers.
    async fn change<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut Scope<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        if self.hangs() {
            return Err(StoreError::Hangs);
        }
        let (reply, answer) = oneshot::channel();
        let job = change_job(work, |outcome| drop(reply.send(outcome)));
        match timeout(stall::LIMIT, self.jobs.send(job)).await {
            Ok(sent) => sent.map_err(|_| StoreError::Closed)?,
            Err(_) => return Err(StoreError::Hangs),
        }
        self.answered(answer).await
    }

    /// The same for who may block.
    fn change_blocking<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut Scope<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        if self.hangs() {
            return Err(StoreError::Hangs);
        }
        let (reply, answer) = std::sync::mpsc::sync_channel(1);
        let job = change_job(work, move |outcome| drop(reply.send(outcome)));
        self.send_blocking(job)?;
        match answer.recv_timeout(stall::LIMIT) {
            Ok(outcome) => outcome,
            Err(RecvTimeoutError::Disconnected) => Err(StoreError::broken_off("")),
            Err(RecvTimeoutError::Timeout) => {
                self.note_stall();
                Err(StoreError::Hangs)
            }
        }
    }

    /// Hands a job to the writer; waits for a place in the queue for as long as a disk may take.
    fn send_blocking(&self, mut job: Job) -> Result<(), StoreError> {
        let until = Instant::now() + stall::LIMIT;
        loop {
            job = match self.jobs.try_send(job) {
                Ok(()) => return Ok(()),
                Err(TrySendError::Closed(_)) => return Err(StoreError::Closed),
                Err(TrySendError::Full(_)) if Instant::now() > until => {
                    return Err(StoreError::Hangs);
                }
                Err(TrySendError::Full(job)) => job,
            };
            thread::sleep(FULL);
        }
    }

    /// Notes that everything up to that delivery error has been seen.
    ///
    /// # Errors
    /// Why the commit failed.
    pub async fn mark_seen(&self, up_to: i64) -> Result<(), StoreError> {
        self.change(move |scope| {
            let seen = counters::read(scope.transaction, counters::SEEN_UP_TO)?;
            counters::write(scope.transaction, counters::SEEN_UP_TO, seen.max(up_to))?;
            scope.changes.push(Change::Seen);
            Ok(())
        })
        .await
    }

    /// Holds alerts back, or no longer.
    ///
    /// # Errors
    /// Why the commit failed.
    pub async fn pause_alerts(&self, pause: Option<Pause>) -> Result<(), StoreError> {
        self.change(move |scope| pause_alerts(scope, pause)).await
    }

    /// Ends a pause that is over, so that all hear of it. Blocks; what can't be written now is tried again.
    pub fn forget_pause(&self) {
        if let Err(error) = self.change_blocking(|scope| pause_alerts(scope, None)) {
            tracing::warn!(%error, "the end of the pause can't be written");
        }
    }

    /// Does something with incidents, as a person. Those that are not there, or where it changes nothing, are
    /// passed over.
    ///
    /// # Errors
    /// Why the commit failed.
    pub async fn act(&self, action: Action, incidents: Vec<i64>) -> Result<ActionDone, StoreError> {
        self.change(move |scope| actions::act(scope, action, &incidents))
            .await
    }

    /// Takes back what a person did last; none where there is nothing to take back.
    ///
    /// # Errors
    /// Why the commit failed.
    pub async fn undo(&self) -> Result<Option<ActionDone>, StoreError> {
        self.change(actions::undo).await
    }

    /// Keeps a probe that was made of an endpoint, and asks whether the incident there has recovered, which is then
    /// resolved and told. `endpoint` is the incident's or the monitor's, which may be a bare path where the probe
    /// went to the URL that it stands for; `settle` is how long it has to answer to be sure.
    ///
    /// # Errors
    /// Why the commit failed.
    pub async fn probe_seen(
        &self,
        endpoint: String,
        probe: Probe,
        settle: Duration,
    ) -> Result<(), StoreError> {
        self.change(move |scope| probe_results::probe_seen(scope, &endpoint, &probe, settle))
            .await
    }

    /// Notes that a public URL of a tunnel of that kind is the present one. Whether it is another than the one
    /// before it, if there was one.
    ///
    /// # Errors
    /// Why the commit failed.
    pub async fn public_url_seen(&self, kind: TunnelKind, url: String) -> Result<bool, StoreError> {
        self.change(move |scope| public_urls::seen(scope, kind.word(), &url))
            .await
    }

    /// Notes that a receiver URL was copied, and the public URL in it. Neither is written down.
    ///
    /// # Errors
    /// Why the commit failed.
    pub async fn receiver_url_copied(
        &self,
        receiver_url: String,
        public_url: Option<String>,
    ) -> Result<(), StoreError> {
        self.change(move |scope| public_urls::copied(scope, &receiver_url, public_url.as_deref()))
            .await
    }

    /// Notes that RETM's way in was proven.
    ///
    /// # Errors
    /// Why the commit failed.
    pub async fn connection_proven(&self) -> Result<(), StoreError> {
        self.change(|scope| counters::set(scope.transaction, counters::CONNECTION_PROVEN))
            .await
    }

    /// Writes down what the policy planned. Blocks.
    ///
    /// # Errors
    /// Why the commit failed.
    pub fn take_steps(&self, steps: Vec<PlanStep>) -> Result<(), StoreError> {
        self.change_blocking(move |scope| {
            scope.changes.push(Change::Alerts);
            alerts::take(scope.transaction, &steps, scope.now)
        })
    }

    /// Notes that an alert was raised, telling of so many delivery errors, in these words; asks the policy what
    /// becomes of those that came since. Blocks.
    ///
    /// # Errors
    /// Why the commit failed.
    pub fn alert_raised(
        &self,
        id: i64,
        told_count: i64,
        text: &'static str,
    ) -> Result<(), StoreError> {
        self.change_blocking(move |scope| {
            scope.changes.push(Change::Alerts);
            let more = alerts::raised(scope.transaction, id, told_count, text, scope.now)?;
            match more {
                Some((incident, test)) => ingest::decide(scope, incident, Occurrence::Grew, test),
                None => Ok(()),
            }
        })
    }

    /// Makes a row for each of these endpoints that has none, and gives all of them. One that is named no more is
    /// deleted with its history once it was not for an hour: a line that a person takes out to try something keeps
    /// its history. Blocks.
    ///
    /// # Errors
    /// Why the commit failed.
    pub fn take_on_monitors(&self, endpoints: Vec<String>) -> Result<Vec<KeptMonitor>, StoreError> {
        self.change_blocking(move |scope| monitors::take_on(scope, &endpoints))
    }

    /// Keeps a check of a monitor and how it stands since. Blocks.
    ///
    /// # Errors
    /// Why the commit failed.
    pub fn monitor_checked(&self, checked: Checked) -> Result<(), StoreError> {
        self.change_blocking(move |scope| monitors::checked(scope, &checked))
    }

    /// Notes what a person was told of monitors. Blocks.
    ///
    /// # Errors
    /// Why the commit failed.
    pub fn monitors_announced(&self, marks: Vec<Announcement>) -> Result<(), StoreError> {
        self.change_blocking(move |scope| monitors::announced(scope, &marks))
    }

    /// Notes which warning of its certificate was given for a monitor. Blocks.
    ///
    /// # Errors
    /// Why the commit failed.
    pub fn monitor_warned(&self, id: i64, warned: Warned) -> Result<(), StoreError> {
        self.change_blocking(move |scope| monitors::warned(scope, id, warned))
    }

    /// Deletes a monitor with all its history. Blocks.
    ///
    /// # Errors
    /// Why the commit failed.
    pub fn delete_monitor(&self, id: i64) -> Result<(), StoreError> {
        self.change_blocking(move |scope| monitors::delete(scope, id))
    }

    /// Resolves the incidents of test reports that are due; gives when the next one is.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn resolve_test_reports(&self, now: Moment) -> Result<Option<Moment>, StoreError> {
        let unresolved = || self.read(Reader::unresolved_tests);
        let mut left = unresolved()?;
        if left.iter().any(|test| test_report::is_due(test, now)) {
            self.change_blocking(test_reports::resolve_due)?;
            left = unresolved()?;
        }
        Ok(left.iter().filter_map(test_report::resolves_at).min())
    }

    /// Deletes one small batch of what is past keeping, or hands some space back to the disk; whether there is
    /// more to do. Blocks.
    ///
    /// # Errors
    /// Why the commit failed.
    pub fn let_go(&self, limits: RetentionLimits) -> Result<bool, StoreError> {
        self.change_blocking(move |scope| prune::one_batch(scope, limits))
    }

    /// Deletes the incidents that have no report from RETM, in small batches; gives how many there were. Blocks.
    ///
    /// # Errors
    /// Why a commit failed. What was deleted before it is gone.
    pub fn delete_test_data(&self) -> Result<usize, StoreError> {
        let mut deleted = 0;
        loop {
            let (gone, more) = self.change_blocking(prune::one_batch_of_tests)?;
            deleted += gone;
            if !more {
                return Ok(deleted);
            }
        }
    }

    /// The damaged database that was set aside, once.
    pub fn take_set_aside(&self) -> Option<SetAside> {
        let mut aside = self
            .inner
            .shared
            .set_aside
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        aside.take()
    }

    /// Whether the writer has been waiting for the disk for too long.
    pub fn hangs(&self) -> bool {
        self.inner.shared.stall.lasts().is_some()
    }

    /// Why the last commit failed, or that the disk hangs; none while the store works.
    pub fn failure(&self) -> Option<StoreError> {
        let shared = &self.inner.shared;
        let failure = shared
            .failure
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let hangs = || self.hangs().then_some(StoreError::Hangs);
        failure.clone().or_else(hangs)
    }

    /// Looks whether `missedhook restore` has laid a history ready, and has the writer put it in place.
    pub fn look_for_restore(&self) {
        if !restore::waiting_file(&self.inner.path).exists() {
            return;
        }
        self.inner.shared.restore.store(true, Ordering::Relaxed);
        // The writer puts it in place before its next commit. A full queue brings one without this.
        let job = change_job(|_| Ok(()), drop);
        let _ = self.jobs.try_send(job);
    }

    /// Has the writer look at the whole database: damage was met while it was read.
    fn look_for_damage(&self) {
        self.inner.shared.damage_met.store(true, Ordering::Relaxed);
        let _ = self.jobs.try_send(change_job(|_| Ok(()), drop));
    }

    /// Lets the writer finish what it has accepted, then ends it. Blocks until it has. Later jobs are refused.
    pub fn close(&self) {
        // Refused only if the writer has ended already, or the disk hangs.
        let _ = self.send_blocking(Job::Close);
        let writer = self
            .inner
            .writer
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(writer) = writer {
            let _ = writer.join();
        }
    }

    /// Reads with a connection of one's own. Blocks on the disk: not for async code.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn read<T>(
        &self,
        read: impl FnOnce(&Reader) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let shared = &self.inner.shared;
        let _passed = shared.gate.pass();
        let idle = shared
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let reader = Reader(match idle {
            Some(connection) => connection,
            // Nobody takes the log away after the end but who made it.
            None if shared.ended.load(Ordering::Acquire) => visiting::open(&self.inner.path)?.0,
            None => open::for_reading(&self.inner.path)?,
        });
        let result = read(&reader).inspect_err(|error| {
            if matches!(error, StoreError::Damaged(_)) {
                self.look_for_damage();
            }
        })?;
        let mut idle = shared.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE_READERS && !shared.ended.load(Ordering::Acquire) {
            idle.push(reader.0);
        }
        Ok(result)
    }
}

fn pause_alerts(scope: &mut Scope<'_>, pause: Option<Pause>) -> Result<(), StoreError> {
    let (paused, until) = match pause {
        None => (0, 0),
        Some(Pause::Always) => (1, 0),
        Some(Pause::Until(until)) => (1, until.millis()),
    };
    counters::write(scope.transaction, counters::ALERTS_PAUSED, paused)?;
    counters::write(scope.transaction, counters::ALERTS_PAUSED_UNTIL, until)?;
    scope.changes.push(Change::Alerts);
    Ok(())
}

/// A number from a row as a moment.
fn moment_at(row: &rusqlite::Row<'_>, column: &str) -> rusqlite::Result<Moment> {
    row.get(column).map(Moment::from_millis)
}

#[cfg(test)]
mod recovery_tests;
#[cfg(test)]
mod released;
#[cfg(test)]
mod tests;
