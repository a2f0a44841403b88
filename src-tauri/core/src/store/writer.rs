//! The writer: the one thread that changes the database. It takes whatever has queued up, does it in one
//! transaction (group commit), and only after the commit lets the callers know and the feed hear of it. A
//! commit that fails fails for everyone in it; nothing of it is kept or told. What a change other than a
//! report's does is not known here.

use std::{
    io,
    sync::{Arc, Mutex, PoisonError},
    thread::{self, JoinHandle},
    time::Duration,
};

use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::sync::{mpsc, oneshot};

use super::{Kept, QUEUE_CAPACITY, StoreError, gathering::Gathered, keeping, words};
use crate::{
    delivery_error::Arrival,
    feed::{Change, Feed},
    moment::{Clock, Moment},
};

/// How many jobs in one commit are a crowd, and after how many such commits in a row what was kept is made findable
/// all the same.
const CROWD: usize = 32;
const CROWDED_COMMITS: u32 = 16;

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
    queue: mpsc::Receiver<Job>,
    clock: Clock,
    feed: Feed,
    failure: Arc<Mutex<Option<StoreError>>>,
) -> io::Result<JoinHandle<()>> {
    let writer = Writer {
        connection,
        clock,
        feed,
        failure,
    };
    thread::Builder::new()
        .name("missedhook-writer".to_owned())
        .spawn(move || writer.run(queue))
}

struct Writer {
    connection: Connection,
    clock: Clock,
    feed: Feed,
    failure: Arc<Mutex<Option<StoreError>>>,
}

impl Writer {
    /// Jobs come first, always; what was kept is made findable whenever none waits.
    fn run(mut self, mut queue: mpsc::Receiver<Job>) {
        let mut batch = Vec::with_capacity(QUEUE_CAPACITY);
        let mut open = true;
        // After a crash some may wait from the last time.
        let mut behind = true;
        let mut crowded_commits = 0;
        while open {
            if behind {
                take_waiting(&mut queue, &mut batch, crowded_commits);
                if batch.is_empty() && !queue.is_closed() {
                    behind = self.make_findable();
                    crowded_commits = 0;
                    continue;
                }
            }
            if batch.is_empty() && queue.blocking_recv_many(&mut batch, QUEUE_CAPACITY) == 0 {
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
            crowded_commits = if batch.len() < CROWD {
                0
            } else {
                crowded_commits + 1
            };
            self.commit(batch.drain(..));
            behind = true;
        }
    }

    /// Brings the full-text index on by a little; whether there may be more to do. Not synced to the disk for
    /// it: what a power cut takes of the index is made again.
    fn make_findable(&mut self) -> bool {
        match index_some(&mut self.connection) {
            Ok(true) => true,
            Ok(false) => {
                self.feed.publish(Change::Findable);
                // Nothing is left to do: the pages that were held for it are given back.
                if let Err(error) = self.connection.execute_batch("PRAGMA shrink_memory") {
                    tracing::debug!(%error, "no memory was given back");
                }
                false
            }
            Err(error) => {
                tracing::warn!(%error, "what was kept can't be made findable yet");
                false
            }
        }
    }

    fn commit(&mut self, jobs: impl ExactSizeIterator<Item = Job>) {
        if jobs.len() == 0 {
            return;
        }
        let now = (self.clock)();
        let count = jobs.len();
        let mut changes = Vec::new();
        let mut done = Vec::with_capacity(count);
        match transact(&mut self.connection, jobs, now, &mut changes, &mut done) {
            Ok(()) => {
                self.note_failure(None);
                for done in done {
                    done.tell(Ok(()));
                }
                for change in changes {
                    self.feed.publish(change);
                }
            }
            Err(error) => {
                tracing::error!(%error, jobs = count, "a commit failed; nothing of it was kept");
                self.note_failure(Some(error.clone()));
                for done in done {
                    done.tell(Err(&error));
                }
            }
        }
    }

    fn note_failure(&self, now: Option<StoreError>) {
        let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        if failure.is_some() || now.is_some() {
            *failure = now;
            drop(failure);
            self.feed.publish(Change::Store);
        }
    }
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

/// Takes the jobs that wait. After a commit that answered a crowd, its senders get a moment to send again; for so
/// many commits only, so that what was kept does not stay unfindable however long the crowd stays.
fn take_waiting(queue: &mut mpsc::Receiver<Job>, batch: &mut Vec<Job>, crowded_commits: u32) {
    let moments = if (1..=CROWDED_COMMITS).contains(&crowded_commits) {
        5
    } else {
        0
    };
    for waited in 0..=moments {
        while batch.len() < QUEUE_CAPACITY
            && let Ok(job) = queue.try_recv()
        {
            batch.push(job);
        }
        if !batch.is_empty() || waited == moments {
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
