//! The writer: the one thread that changes the database. It takes whatever has queued up, does it in one
//! transaction (group commit), and only after the commit lets the callers know and the feed hear of it. A
//! commit that fails fails for everyone in it; nothing of it is acknowledged or told. What then becomes of the
//! database is said in `failing.rs`; what a change other than a report's does is not known here.

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
    failing::{self, Place},
    gathering::Gathered,
    keeping, restore, words,
};
use crate::{
    delivery_error::Arrival,
    feed::{Change, Feed},
    moment::{Clock, Moment},
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

/// How often is looked for a job while the disk fails.
const LOOK: Duration = Duration::from_millis(20);

/// What may look different after a restore.
const RESTORED: [Change; 5] = [
    Change::Settings,
    Change::Alerts,
    Change::Findable,
    Change::Monitors,
    Change::WayIn,
];

/// What a change works with: the transaction, the time, and what the feed is to hear once it is on disk.
pub struct Scope<'a> {
    pub transaction: &'a Transaction<'a>,
    pub now: Moment,
    pub changes: &'a mut Vec<Change>,
}

/// Lets a caller know that what it asked for is on disk. Dropped where it is not.
pub type Tell = Box<dyn FnOnce()>;

/// A change: does its work and gives what lets its caller know.
pub type Work = Box<dyn FnOnce(&mut Scope<'_>) -> Result<Tell, StoreError> + Send>;

/// What the writer is asked to do. A caller that has gone away does not undo what it asked for.
pub enum Job {
    Keep {
        arrival: Box<Arrival>,
        reply: oneshot::Sender<Result<Kept, StoreError>>,
    },
    Change(Work),
    /// Finish what came before this, then end.
    Close,
}

/// Starts the thread. It ends at [`Job::Close`], or when every sender is gone.
pub fn start(
    connection: Connection,
    place: Place,
    queue: mpsc::Receiver<Job>,
    clock: Clock,
    feed: Feed,
    shared: Arc<Shared>,
) -> io::Result<JoinHandle<()>> {
    let writer = Writer {
        connection: Some(connection),
        waiting: Builder::new_current_thread().enable_time().build()?,
        place,
        tried: Instant::now(),
        clock,
        feed,
        shared,
    };
    thread::Builder::new()
        .name("missedhook-writer".to_owned())
        .spawn(move || {
            let (mut writer, mut queue) = (writer, queue);
            // A panic in one job loses the jobs of its commit, which nobody has acknowledged, and nothing else.
            while let Err(panic) = worker::catch(|| writer.run(&mut queue)) {
                writer.broke_off(&panic);
            }
        })
}

struct Writer {
    /// None while the disk is in doubt: nothing is acknowledged then. See [`failing`].
    connection: Option<Connection>,
    /// For waits that have a limit.
    waiting: Runtime,
    place: Place,
    /// When it was last tried to open the database anew.
    tried: Instant,
    clock: Clock,
    feed: Feed,
    shared: Arc<Shared>,
}

impl Writer {
    /// Jobs come first, always; what was kept is made findable whenever none waits.
    fn run(&mut self, queue: &mut mpsc::Receiver<Job>) {
        let mut batch = Vec::with_capacity(BATCH);
        let mut open = true;
        // After a crash some may wait from the last time.
        let mut behind = true;
        let mut put_off = PutOff::default();
        while open {
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
            if batch.is_empty() && !self.wait(queue, &mut batch) {
                return;
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
            self.commit(batch.drain(..));
            behind = true;
        }
    }

    /// Waits for jobs; false where none can come any more. Once none has come for a while, the pages that were held
    /// for the last ones are given back: not at once, as the next one would only read them again.
    fn wait(&self, queue: &mut mpsc::Receiver<Job>, batch: &mut Vec<Job>) -> bool {
        let soon = async { timeout(REST, queue.recv_many(batch, BATCH)).await };
        if let Ok(count) = self.waiting.block_on(soon) {
            return count > 0;
        }
        if let Some(connection) = &self.connection
            && let Err(error) = connection.execute_batch("PRAGMA shrink_memory")
        {
            tracing::debug!(%error, "no memory was given back");
        }
        queue.blocking_recv_many(batch, BATCH) > 0
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
        }
    }

    /// Opens the database anew, unless that was tried just now.
    fn try_again(&mut self) {
        if self.tried.elapsed() < failing::RETRY {
            return;
        }
        let shared = Arc::clone(&self.shared);
        let idle = || lock(&shared.idle).clear();
        match failing::reopen(&self.place, &shared.gate, idle) {
            Ok(connection) => {
                tracing::warn!("the disk is well again; reports are kept");
                self.place = Place::of(self.place.path());
                self.connection = Some(connection);
                self.note_failure(None);
                // What was refused may be there all the same, and then it is told.
                self.feed.publish(Change::Alerts);
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

    /// Takes an error of the disk for what it is: nothing is acknowledged from here on.
    fn doubt(&mut self, error: StoreError) {
        if let Some(connection) = self.connection.take() {
            failing::give_up(connection, &self.place);
        }
        self.tried = Instant::now();
        self.note_failure(Some(error));
    }

    /// Brings the full-text index on by a little; whether there may be more to do. Not synced to the disk for
    /// it: what a power cut takes of the index is made again.
    fn make_findable(&mut self) -> bool {
        let Some(connection) = &mut self.connection else {
            return true;
        };
        // In this order: the first commit after a checkpoint begins the log anew, which takes a sync more. No report
        // need wait for it.
        match failing::checkpoint(connection).and_then(|()| index_some(connection)) {
            Ok(true) => true,
            Ok(false) => {
                self.feed.publish(Change::Findable);
                false
            }
            Err(error) => {
                let in_doubt = error.leaves_doubt();
                tracing::warn!(%error, "what was kept can't be made findable yet");
                if in_doubt {
                    self.doubt(error);
                }
                in_doubt
            }
        }
    }

    fn commit(&mut self, jobs: impl ExactSizeIterator<Item = Job>) {
        if jobs.len() == 0 {
            return;
        }
        if self.shared.restore.swap(false, Ordering::Relaxed) {
            self.restore();
        }
        let count = jobs.len();
        let mut changes = Vec::new();
        let mut done = Vec::with_capacity(count);
        let Some(connection) = &mut self.connection else {
            let error = lock(&self.shared.failure).clone();
            refuse(jobs, &error.unwrap_or(StoreError::Closed));
            return;
        };
        let now = (self.clock)();
        let outcome = transact(connection, jobs, now, &mut changes, &mut done)
            .and_then(|()| self.place.check());
        match outcome {
            Ok(()) => {
                self.note_failure(None);
                for done in done {
                    done.tell(Ok(()));
                }
                for change in changes {
                    self.feed.publish(change);
                }
                self.checkpoint();
            }
            Err(error) => {
                tracing::error!(%error, jobs = count, "a commit failed; nothing of it was acknowledged");
                if error.leaves_doubt() {
                    self.doubt(error.clone());
                } else {
                    self.note_failure(Some(error.clone()));
                }
                for done in done {
                    done.tell(Err(&error));
                }
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
                self.connection = Some(connection);
                tracing::warn!(%error, "the backup can't be restored now");
            }
            Err((error, None)) => {
                self.tried = Instant::now();
                self.note_failure(Some(error));
            }
        }
    }

    /// After the callers were answered, who need not wait for it.
    fn checkpoint(&mut self) {
        let Some(connection) = &self.connection else {
            return;
        };
        if let Err(error) = failing::checkpoint(connection) {
            tracing::error!(%error, "the log could not be copied into the database");
            if error.leaves_doubt() {
                self.doubt(error);
            }
        }
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
            let more = words::index_some(&transaction)?;
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

/// A job that is done but not yet on disk, or that could not be done.
enum Done {
    Kept(oneshot::Sender<Result<Kept, StoreError>>, Option<Kept>),
    Changed(Tell),
}

impl Done {
    /// Lets the caller know how the commit went. One that has gone away needs no answer; one whose change
    /// failed learns it from the reply that is dropped.
    fn tell(self, outcome: Result<(), &StoreError>) {
        match (self, outcome) {
            (Self::Kept(reply, Some(kept)), Ok(())) => drop(reply.send(Ok(kept))),
            (Self::Kept(reply, _), Err(error)) => drop(reply.send(Err(error.clone()))),
            (Self::Kept(reply, None), Ok(())) => drop(reply.send(Err(StoreError::Closed))),
            (Self::Changed(tell), Ok(())) => tell(),
            (Self::Changed(_), Err(_)) => {}
        }
    }
}

/// Does all jobs in one transaction. After a failure the rest is only listed, to be refused.
fn transact(
    connection: &mut Connection,
    jobs: impl Iterator<Item = Job>,
    now: Moment,
    changes: &mut Vec<Change>,
    done: &mut Vec<Done>,
) -> Result<(), StoreError> {
    let mut jobs = jobs.peekable();
    let begun = connection.transaction_with_behavior(TransactionBehavior::Immediate);
    let result = begun.map_err(StoreError::from).and_then(|transaction| {
        let mut scope = Scope {
            transaction: &transaction,
            now,
            changes,
        };
        let mut gathered = Gathered::default();
        while jobs.peek().is_some() {
            work(&mut jobs, &mut scope, &mut gathered, done)?;
        }
        gathered.write(&transaction, now)?;
        Ok(transaction.commit()?)
    });
    for job in jobs {
        if let Job::Keep { reply, .. } = job {
            done.push(Done::Kept(reply, None));
        }
    }
    result
}

/// Refuses jobs that can't be done. Who asked for a change learns it from the reply that is dropped.
fn refuse(jobs: impl Iterator<Item = Job>, error: &StoreError) {
    for job in jobs {
        if let Job::Keep { reply, .. } = job {
            drop(reply.send(Err(error.clone())));
        }
    }
}

fn work(
    jobs: &mut impl Iterator<Item = Job>,
    scope: &mut Scope<'_>,
    gathered: &mut Gathered,
    done: &mut Vec<Done>,
) -> Result<(), StoreError> {
    match jobs.next() {
        Some(Job::Keep { arrival, reply }) => {
            let kept = keeping::keep(scope, gathered, &arrival);
            let (kept, result) = match kept {
                Ok(kept) => (Some(kept), Ok(())),
                Err(error) => (None, Err(error)),
            };
            done.push(Done::Kept(reply, kept));
            result
        }
        Some(Job::Change(change)) => {
            // It may look at incidents and change them.
            gathered.write(scope.transaction, scope.now)?;
            done.push(Done::Changed(change(scope)?));
            Ok(())
        }
        Some(Job::Close) | None => Ok(()),
    }
}
