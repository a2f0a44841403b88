//! The writer: the one thread that changes the database. It takes whatever has queued up, does it in one
//! transaction (group commit), and only after the commit lets the callers know and the feed hear of it. A
//! commit that fails fails for everyone in it; nothing of it is acknowledged or told. What then becomes of the
//! database is said in `failing.rs`, how one job fails alone in `committing.rs`; what a change other than a report's
//! does is not known here. After a minute, and at the end, the log is emptied: the database file alone is whole then.

use std::{
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::Ordering},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::{
    runtime::{Builder, Runtime},
    sync::{mpsc, oneshot},
    time::timeout,
};

use super::{
    Kept, Shared, StoreError,
    committing::{self, Outcome},
    last_ids::LastIds,
    open::{self, Check},
    restore,
};
use crate::store::{disk_failure, disk_failure::Place, fulltext};
use crate::{
    feed::{Change, Feed},
    incident::delivery_error::Arrival,
    model::moment::{Clock, Moment},
    worker,
};

/// How many jobs go into one commit at the most.
const BATCH: usize = 512;

/// How long the writer stands back after a commit before it makes findable what was kept, in milliseconds. Whoever was
/// just answered may need this very processor to hear of it; a crowd needs longer to send again.
const STAND_BACK: u32 = 1;
const STAND_BACK_FOR_A_CROWD: u32 = 5;

/// How many jobs in one commit are a crowd.
const CROWD: usize = 32;

/// It stands back no more once so many jobs, or so many commits of a crowd, came since it last made something findable:
/// else what was kept would stay unfindable for as long as somebody sends without a pause.
const PUT_OFF: usize = 64;
const PUT_OFF_FOR_A_CROWD: u32 = 16;

/// After how long without a job memory is given back.
const REST: Duration = Duration::from_secs(1);

/// How long what was committed stands in the log alone, where the writer comes to rest meanwhile.
const SETTLE: Duration = Duration::from_secs(60);

/// How long the end waits for those who read from the log.
const END: Duration = Duration::from_secs(3);

/// How often it is tried to begin a large log anew that others read from.
const LARGE_EVERY: Duration = Duration::from_secs(1);

/// How often is looked for a job while the disk fails.
const LOOK: Duration = Duration::from_millis(20);

/// What may look different after a restore.
const RESTORED: [Change; 5] = [
    Change::Settings,
    Change::Alerts,
    Change::Findable,
    Change::Monitors,
    Change::Ingress,
];

/// What a change works with: the transaction, the time, and what the feed is to hear once it is on disk.
pub struct Scope<'a> {
    pub transaction: &'a Transaction<'a>,
    pub now: Moment,
    pub changes: &'a mut Vec<Change>,
}

/// A change, and whoever waits for it.
pub trait Work: Send {
    /// Does it. May be asked for again, where all of the transaction was taken back.
    ///
    /// # Errors
    /// Why it can't be done; nothing of it is kept then.
    fn work(&mut self, scope: &mut Scope<'_>) -> Result<(), StoreError>;

    /// Lets the caller know that it is on disk, or why it is not.
    fn tell(self: Box<Self>, outcome: Result<(), StoreError>);
}

/// What the writer is asked to do. A caller that has gone away does not undo what it asked for.
pub enum Job {
    Keep {
        arrival: Box<Arrival>,
        reply: oneshot::Sender<Result<Kept, StoreError>>,
    },
    Change(Box<dyn Work>),
    /// Finish what came before this, then end.
    Close,
}

/// Starts the thread. It ends at [`Job::Close`], or when every sender is gone. No connection: the database could not be
/// opened for now, and the writer tries it again.
pub fn start(
    connection: Option<Connection>,
    place: Place,
    queue: mpsc::Receiver<Job>,
    clock: Clock,
    feed: Feed,
    shared: Arc<Shared>,
) -> io::Result<JoinHandle<()>> {
    let writer = Writer {
        opened: connection.is_some(),
        connection,
        waiting: Builder::new_current_thread().enable_time().build()?,
        place,
        last: LastIds::default(),
        has_looked: false,
        tried: Instant::now(),
        settle_after: settle_after(),
        // What the log holds from the last time.
        settle_at: Some(Instant::now() + settle_after()),
        large_tried: None,
        clock,
        feed,
        shared,
    };
    thread::Builder::new()
        .name("missedhook-writer".to_owned())
        .spawn(move || {
            let (mut writer, mut queue) = (writer, queue);
            // A panic in one job loses the jobs of its commit, which nobody has acknowledged, and nothing else.
            while let Err(panic) = worker::catch(|| writer.work(&mut queue)) {
                writer.broke_off(&panic);
            }
            writer.end();
        })
}

/// A minute; tests may shorten it.
fn settle_after() -> Duration {
    let set = std::env::var("MISSEDHOOK_TEST_REST_MS").ok();
    set.and_then(|millis| millis.parse().ok())
        .map_or(SETTLE, Duration::from_millis)
}

struct Writer {
    /// Whether the database was ever opened.
    opened: bool,
    /// None while the disk is in doubt: nothing is acknowledged then. See [`disk_failure`].
    connection: Option<Connection>,
    /// For waits that have a limit.
    waiting: Runtime,
    place: Place,
    /// The last numbers that were given out, for a history that has to be begun anew.
    last: LastIds,
    /// Whether it was looked for damage that a reader had met: once, as more than that would mend nothing.
    has_looked: bool,
    /// When it was last tried to open the database anew.
    tried: Instant,
    settle_after: Duration,
    /// When the log is to be emptied; none while it is empty.
    settle_at: Option<Instant>,
    /// When it was last tried to begin a large log anew.
    large_tried: Option<Instant>,
    clock: Clock,
    feed: Feed,
    shared: Arc<Shared>,
}

impl Writer {
    /// Jobs come first, always; what was kept is made findable whenever none waits.
    fn work(&mut self, queue: &mut mpsc::Receiver<Job>) {
        let mut batch = Vec::with_capacity(BATCH);
        let mut open = true;
        // After a crash some may wait from the last time.
        let mut behind = true;
        let mut put_off = PutOff::default();
        while open {
            self.begin_work();
            if self.connection.is_none() {
                self.wait_for_disk(queue, &mut batch);
                if self.connection.is_some() && batch.is_empty() {
                    continue;
                }
            } else if behind {
                take_waiting(queue, &mut batch, put_off.stand_back());
                if batch.is_empty() && !queue.is_closed() {
                    behind = self.make_findable();
                    put_off = PutOff::default();
                    continue;
                }
            }
            if batch.is_empty() {
                if !self.wait(queue, &mut batch) {
                    return;
                }
                if batch.is_empty() {
                    continue;
                }
            }
            if batch.iter().any(|job| matches!(job, Job::Close)) {
                open = false;
                queue.close();
                while let Ok(job) = queue.try_recv() {
                    batch.push(job);
                }
            }
            batch.retain(|job| !matches!(job, Job::Close));
            put_off.add(batch.len());
            worker::turn("writer");
            self.commit(&mut batch);
            behind = true;
        }
    }

    /// Waits for jobs; false where none can come any more. Where the disk can't be written any more, it comes back without
    /// one. Once none has come for a while, the pages that were held
    /// for the last ones are given back: not at once, as the next one would only read them again. Later the log is
    /// emptied.
    fn wait(&mut self, queue: &mut mpsc::Receiver<Job>, batch: &mut Vec<Job>) -> bool {
        if let Some(count) = self.wait_for(REST, queue, batch) {
            return count > 0;
        }
        if let Some(connection) = &self.connection
            && let Err(error) = connection.execute_batch("PRAGMA shrink_memory")
        {
            tracing::debug!(%error, "no memory was given back");
        }
        while let Some(at) = self.settle_at {
            let left = at.saturating_duration_since(Instant::now());
            if let Some(count) = self.wait_for(left, queue, batch) {
                return count > 0;
            }
            self.settle();
        }
        // Nothing is written at rest, so a disk that is full by now would be noticed by the next report only.
        loop {
            let look = self.settle_after.max(REST);
            if let Some(count) = self.wait_for(look, queue, batch) {
                return count > 0;
            }
            let path = self.place.path();
            if !disk_failure::seems_writable(path)
                && let Err(error) = disk_failure::prove_room(path)
            {
                self.doubt(error.into());
                return true;
            }
        }
    }

    /// Waits for jobs for so long; none where none came.
    fn wait_for(
        &self,
        limit: Duration,
        queue: &mut mpsc::Receiver<Job>,
        batch: &mut Vec<Job>,
    ) -> Option<usize> {
        if self.shared.stall.rest() {
            self.feed.publish(Change::Store);
        }
        let soon = async { timeout(limit, queue.recv_many(batch, BATCH)).await };
        let count = self.waiting.block_on(soon).ok();
        self.begin_work();
        count
    }

    /// From here on a call to the disk that does not come back is a stall.
    fn begin_work(&self) {
        if self.shared.stall.begin() {
            self.feed.publish(Change::Store);
        }
    }

    /// Empties the log; where somebody reads from it, or the disk fails, it is tried again later.
    fn settle(&mut self) {
        self.settle_at = None;
        if !self.empty_log(Duration::ZERO) {
            self.settle_at = Some(Instant::now() + self.settle_after);
        }
    }

    /// Copies all of the log into the database and empties it; whether that is done. Readers of this program are waited
    /// for, so long at the most.
    fn empty_log(&mut self, readers: Duration) -> bool {
        let Some(connection) = &self.connection else {
            return false;
        };
        let shut = self.shared.gate.shut(readers);
        let emptied = disk_failure::empty_log(connection);
        drop(shut);
        match emptied {
            Ok(emptied) => emptied,
            Err(error) => {
                tracing::error!(%error, "the log could not be copied into the database");
                if error.leaves_doubt() {
                    self.doubt(error);
                }
                false
            }
        }
    }

    /// Leaves the database file alone and whole: nothing in the log, and no log, unless somebody else has it open.
    fn end(mut self) {
        let shared = Arc::clone(&self.shared);
        shared.ended.store(true, Ordering::Release);
        let until = Instant::now() + END;
        while self.connection.is_some() {
            lock(&shared.idle).clear();
            if self.empty_log(disk_failure::READERS) {
                break;
            }
            if Instant::now() > until {
                tracing::warn!(
                    "another program reads from the database: what came last may stand in missedhook.db-wal alone"
                );
                break;
            }
        }
        // With the gate shut: the last connection takes the log away.
        let _shut = shared.gate.shut(disk_failure::READERS);
        lock(&shared.idle).clear();
        drop(self.connection.take());
    }

    /// Waits for a job, and tries meanwhile whether the disk is well.
    fn wait_for_disk(&mut self, queue: &mut mpsc::Receiver<Job>, batch: &mut Vec<Job>) {
        while self.connection.is_none() {
            self.try_again();
            if let Ok(job) = queue.try_recv() {
                batch.push(job);
                return;
            }
            if queue.is_closed() {
                return;
            }
            thread::sleep(LOOK);
            self.begin_work();
        }
    }

    /// Opens the database anew, unless that was tried just now.
    fn try_again(&mut self) {
        if self.tried.elapsed() < disk_failure::RETRY {
            return;
        }
        let shared = Arc::clone(&self.shared);
        let idle = || lock(&shared.idle).clear();
        let is_damaged = matches!(*lock(&shared.failure), Some(StoreError::Damaged(_)));
        let opened = if !self.opened {
            self.open_first(Check::Quick)
        } else if is_damaged {
            // Nothing is set aside where another directory has taken the place of ours.
            self.place
                .check_database()
                .and_then(|()| disk_failure::shut_out_readers(&shared.gate, idle))
                .and_then(|_shut| self.open_first(Check::Whole))
        } else {
            disk_failure::reopen(&self.place, &shared.gate, idle)
        };
        match opened {
            Ok(connection) => {
                tracing::warn!("the database can be written again; reports are kept");
                self.place = Place::of(self.place.path());
                self.connection = Some(connection);
                self.opened = true;
                self.note_failure(None);
                // What was refused may be there all the same, and then it is told.
                self.feed.publish(Change::Alerts);
                if is_damaged {
                    for change in RESTORED {
                        self.feed.publish(change);
                    }
                }
            }
            Err(error) => self.note_failure(Some(error)),
        }
        self.tried = Instant::now();
    }

    /// Its work panicked: the connection is in an unknown state, so the store fails until it is opened anew.
    fn broke_off(&mut self, panic: &worker::Panic) {
        let error = StoreError::broken_off(&format!(": {panic}"));
        tracing::error!("{}", error.problem());
        self.doubt(error);
    }

    /// Opens the database as at the start: one that could not be opened then, or one that is damaged.
    fn open_first(&mut self, check: Check) -> Result<Connection, StoreError> {
        let path = self.place.path().to_owned();
        disk_failure::prove_room(&path)?;
        let mut aside = None;
        let opened = open::for_writing(&path, (self.clock)(), check, |set| aside = Some(set));
        if let Some(aside) = aside {
            // Where the new one can't be begun yet, that is tried as at the start.
            self.opened = false;
            self.place = Place::of_unopened(&path);
            self.shared.note_set_aside(aside);
            if let Ok(connection) = &opened {
                self.last.raise(connection)?;
            }
        }
        opened
    }

    /// Takes an error of the disk for what it is: nothing is acknowledged from here on.
    fn doubt(&mut self, error: StoreError) {
        if let Some(connection) = self.connection.take() {
            disk_failure::give_up(connection, &self.place);
        }
        self.tried = Instant::now();
        self.note_failure(Some(error));
    }

    /// Brings the full-text index on by a little; whether there may be more to do. Not synced to the disk for
    /// it: what a power cut takes of the index is made again.
    fn make_findable(&mut self) -> bool {
        // In this order: the first commit after a checkpoint begins the log anew, which takes a sync more. No report
        // need wait for it.
        self.checkpoint();
        let Some(connection) = &mut self.connection else {
            return true;
        };
        match index_some(connection) {
            Ok(more) => {
                self.committed();
                if matches!(*lock(&self.shared.failure), Some(StoreError::Locked)) {
                    self.note_failure(None);
                }
                if !more {
                    self.feed.publish(Change::Findable);
                }
                more
            }
            Err(error) => {
                let again = error.leaves_doubt() || matches!(error, StoreError::Locked);
                tracing::warn!(%error, "what was kept can't be made findable yet");
                if error.leaves_doubt() {
                    self.doubt(error);
                }
                again
            }
        }
    }

    /// Does the jobs in one commit, and lets each caller know.
    fn commit(&mut self, jobs: &mut Vec<Job>) {
        if jobs.is_empty() {
            return;
        }
        let _span = tracing::info_span!("commit", jobs = jobs.len()).entered();
        self.begin_work();
        if self.shared.restore.swap(false, Ordering::Relaxed) {
            self.restore();
            self.begin_work();
        }
        if self.shared.damage_met.swap(false, Ordering::Relaxed) && !self.has_looked {
            self.has_looked = true;
            self.doubt(StoreError::Damaged(
                "that was met while it was read".to_owned(),
            ));
        }
        let mut changes = Vec::new();
        let Some(connection) = &mut self.connection else {
            let error = lock(&self.shared.failure).clone();
            tell_all(jobs, &error.unwrap_or(StoreError::Closed));
            return;
        };
        let now = (self.clock)();
        let outcome = committing::commit(connection, jobs, now, &mut changes)
            .and_then(|outcomes| self.place.check().map(|()| outcomes));
        match outcome {
            Ok(outcomes) => {
                self.committed();
                self.note_failure(refused_all(jobs, &outcomes));
                for (job, outcome) in jobs.drain(..).zip(outcomes) {
                    if let Ok(Some(kept)) = &outcome {
                        self.last.note(kept.id, kept.incident_id);
                    }
                    job.tell(outcome);
                }
                for change in changes {
                    self.feed.publish(change);
                }
                self.checkpoint();
            }
            Err(error) => {
                tracing::error!(%error, jobs = jobs.len(), "a commit failed; nothing of it was acknowledged");
                if error.leaves_doubt() {
                    self.doubt(error.clone());
                } else {
                    self.note_failure(Some(error.clone()));
                }
                tell_all(jobs, &error);
            }
        }
    }

    /// Puts a restored history in place. What can't be done now is asked for again while the file waits.
    fn restore(&mut self) {
        let Some(old) = self.connection.take() else {
            return;
        };
        let shared = Arc::clone(&self.shared);
        let idle = || lock(&shared.idle).clear();
        let path = self.place.path().to_owned();
        match restore::swap(old, &path, &shared.gate, idle, (self.clock)()) {
            Ok((connection, aside)) => {
                self.connection = Some(connection);
                self.place = Place::of(&path);
                self.committed();
                tracing::warn!(
                    ?aside,
                    "a backup was restored; the former history was set aside"
                );
                // Whatever was read from the former history is out of date.
                for change in RESTORED {
                    self.feed.publish(change);
                }
            }
            Err((error, Some(connection))) => {
                self.connection = Some(*connection);
                tracing::warn!(%error, "the backup can't be restored now");
            }
            Err((error, None)) => {
                self.tried = Instant::now();
                if path.exists() {
                    // The restored history may be in place already, and is to be opened anew.
                    self.place = Place::of(&path);
                }
                self.note_failure(Some(error));
                for change in RESTORED {
                    self.feed.publish(change);
                }
            }
        }
    }

    /// Something is on disk, in the log.
    fn committed(&mut self) {
        if self.settle_at.is_none() {
            self.settle_at = Some(Instant::now() + self.settle_after);
        }
    }

    /// After the callers were answered, who need not wait for it.
    fn checkpoint(&mut self) {
        let Some(connection) = &self.connection else {
            return;
        };
        match disk_failure::checkpoint(connection) {
            Ok(pages) if pages >= disk_failure::LARGE => self.begin_log_anew(),
            Ok(_) => {}
            Err(error) => {
                tracing::error!(%error, "the log could not be copied into the database");
                if error.leaves_doubt() {
                    self.doubt(error);
                }
            }
        }
    }

    /// Readers that come one after the other keep SQLite from beginning the log anew: they are kept out for a moment.
    fn begin_log_anew(&mut self) {
        let tried = self.large_tried.map(|at| at.elapsed());
        if tried.is_some_and(|ago| ago < LARGE_EVERY) {
            return;
        }
        let emptied = self.empty_log(disk_failure::READERS);
        if !emptied && self.large_tried.is_none() {
            tracing::warn!(
                "another program reads from the database without a pause; missedhook.db-wal grows"
            );
        }
        self.large_tried = (!emptied).then(Instant::now);
    }

    fn note_failure(&self, now: Option<StoreError>) {
        let words = |failure: &Option<StoreError>| failure.as_ref().map(ToString::to_string);
        let mut failure = lock(&self.shared.failure);
        let changed = words(&failure) != words(&now);
        *failure = now;
        drop(failure);
        if changed {
            self.feed.publish(Change::Store);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn index_some(connection: &mut Connection) -> Result<bool, StoreError> {
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    let more = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(StoreError::from)
        .and_then(|transaction| {
            let more = fulltext::index_some(&transaction)?;
            transaction.commit()?;
            Ok(more)
        });
    connection.pragma_update(None, "synchronous", "FULL")?;
    more
}

/// What came since something was made findable, and how large the last commit was.
#[derive(Default)]
struct PutOff {
    jobs: usize,
    last: usize,
    crowds: u32,
}

impl PutOff {
    fn add(&mut self, jobs: usize) {
        self.jobs += jobs;
        self.last = jobs;
        self.crowds = if jobs < CROWD { 0 } else { self.crowds + 1 };
    }

    /// How many milliseconds the writer waits for jobs before it makes findable what was kept.
    fn stand_back(&self) -> u32 {
        match (self.last, self.crowds) {
            (0, _) => 0,
            (_, 0) if self.jobs < PUT_OFF => STAND_BACK,
            (_, 1..=PUT_OFF_FOR_A_CROWD) => STAND_BACK_FOR_A_CROWD,
            _ => 0,
        }
    }
}

/// Takes the jobs that wait, or that come within so many milliseconds.
fn take_waiting(queue: &mut mpsc::Receiver<Job>, batch: &mut Vec<Job>, milliseconds: u32) {
    for waited in 0..=milliseconds {
        while batch.len() < BATCH
            && let Ok(job) = queue.try_recv()
        {
            batch.push(job);
        }
        if !batch.is_empty() || waited == milliseconds {
            return;
        }
        thread::sleep(Duration::from_millis(1));
    }
}

impl Job {
    /// Lets the caller know. One that has gone away needs no answer.
    fn tell(self, outcome: Outcome) {
        match self {
            Self::Keep { reply, .. } => {
                let kept = outcome.and_then(|kept| kept.ok_or(StoreError::Closed));
                drop(reply.send(kept));
            }
            Self::Change(change) => change.tell(outcome.map(drop)),
            Self::Close => {}
        }
    }
}

fn tell_all(jobs: &mut Vec<Job>, error: &StoreError) {
    for job in jobs.drain(..) {
        job.tell(Err(error.clone()));
    }
}

/// Why reports can't be kept, where each of these was refused: the next ones will be, too.
fn refused_all(jobs: &[Job], outcomes: &[Outcome]) -> Option<StoreError> {
    let mut reports = jobs
        .iter()
        .zip(outcomes)
        .filter(|(job, _)| matches!(job, Job::Keep { .. }))
        .map(|(_, outcome)| outcome.as_ref().err());
    let first = reports.next()??;
    reports.all(|error| error.is_some()).then(|| first.clone())
}
