//! The writer: the one thread that changes the database. It takes whatever has queued up, does it in one
//! transaction (group commit), and only after the commit lets the callers know and the feed hear of it. A
//! commit that fails fails for everyone in it; nothing of it is kept or told.

use std::{
    io,
    sync::{Arc, Mutex, PoisonError},
    thread::{self, JoinHandle},
};

use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::sync::{mpsc, oneshot};

use super::{Kept, QUEUE_CAPACITY, StoreError, alerts, delivery_errors, incidents, marks};
use crate::{
    alert::{self, Decision, Occurrence},
    delivery_error::Arrival,
    feed::{Change, Feed},
    incident::{self, Filing, Subject},
    moment::{Clock, Moment},
    report,
};

type Reply<T> = oneshot::Sender<Result<T, StoreError>>;

/// What the writer is asked to do. A caller that has gone away does not undo what it asked for.
pub enum Job {
    Keep {
        arrival: Box<Arrival>,
        reply: Reply<Kept>,
    },
    MarkSeen {
        up_to: i64,
        reply: Reply<()>,
    },
    PauseAlerts {
        paused: bool,
        reply: Reply<()>,
    },
    AlertRaised {
        alert_id: i64,
        told: i64,
        reply: Reply<()>,
    },
    /// Finish what came before this, then end.
    Close,
}

/// What a job came to, to be told once it is on disk.
enum Done {
    Kept(Reply<Kept>, Kept),
    Applied(Reply<()>),
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
    fn run(mut self, mut queue: mpsc::Receiver<Job>) {
        let mut batch = Vec::with_capacity(QUEUE_CAPACITY);
        let mut open = true;
        while open && queue.blocking_recv_many(&mut batch, QUEUE_CAPACITY) > 0 {
            if batch.iter().any(|job| matches!(job, Job::Close)) {
                open = false;
                queue.close();
                while let Ok(job) = queue.try_recv() {
                    batch.push(job);
                }
            }
            self.commit(
                batch
                    .drain(..)
                    .filter(|job| !matches!(job, Job::Close))
                    .collect(),
            );
        }
    }

    fn commit(&mut self, jobs: Vec<Job>) {
        if jobs.is_empty() {
            return;
        }
        let now = (self.clock)();
        let mut changes = Vec::new();
        match transact(&mut self.connection, &jobs, now, &mut changes) {
            Ok(results) => {
                self.note_failure(None);
                answer(jobs, results);
                for change in changes {
                    self.feed.publish(change);
                }
            }
            Err(error) => {
                tracing::error!(%error, jobs = jobs.len(), "a commit failed; nothing of it was kept");
                self.note_failure(Some(error.clone()));
                refuse(jobs, &error);
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

/// Does all jobs in one transaction; the numbers of what was kept, in the order of the jobs.
fn transact(
    connection: &mut Connection,
    jobs: &[Job],
    now: Moment,
    changes: &mut Vec<Change>,
) -> Result<Vec<Option<Kept>>, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut results = Vec::with_capacity(jobs.len());
    for job in jobs {
        results.push(match job {
            Job::Keep { arrival, .. } => Some(keep(&transaction, arrival, now, changes)?),
            Job::MarkSeen { up_to, .. } => {
                let seen = marks::read(&transaction, marks::SEEN_UP_TO)?;
                marks::write(&transaction, marks::SEEN_UP_TO, seen.max(*up_to))?;
                changes.push(Change::Seen);
                None
            }
            Job::PauseAlerts { paused, .. } => {
                marks::write(&transaction, marks::ALERTS_PAUSED, i64::from(*paused))?;
                changes.push(Change::Alerts);
                None
            }
            Job::AlertRaised { alert_id, told, .. } => {
                alert_raised(&transaction, *alert_id, *told, now)?;
                changes.push(Change::Alerts);
                None
            }
            Job::Close => None,
        });
    }
    transaction.commit()?;
    Ok(results)
}

/// Keeps one report, files it under its incident and decides whether it is told.
fn keep(
    transaction: &Transaction<'_>,
    arrival: &Arrival,
    now: Moment,
    changes: &mut Vec<Change>,
) -> Result<Kept, StoreError> {
    let reading = report::read(&arrival.body);
    let (subject, code) = match &reading {
        Ok(report) => (Subject::of_endpoint(&report.endpoint), report.code),
        Err(_) => (Subject::Unreadable, None),
    };
    let at = arrival.received_at;
    let filing = incident::file(incidents::latest(transaction, &subject)?);
    let incident_id = match filing {
        Filing::Opens { previous_id } => {
            incidents::open(transaction, &subject, at, code, previous_id)?
        }
        Filing::Grows { id } => {
            incidents::grow(transaction, id, at, code)?;
            id
        }
    };
    let id = delivery_errors::insert(transaction, incident_id, arrival, &reading)?;
    let occurrence = match filing {
        Filing::Opens { .. } => Occurrence::Opened,
        Filing::Grows { .. } => Occurrence::Grew,
    };
    decide(transaction, incident_id, occurrence, now)?;
    changes.push(match occurrence {
        Occurrence::Opened => Change::Opened {
            incident_id,
            delivery_error_id: id,
        },
        Occurrence::Grew => Change::Grew {
            incident_id,
            delivery_error_id: id,
        },
    });
    Ok(Kept {
        id,
        incident_id,
        readable: reading.is_ok(),
    })
}

fn decide(
    transaction: &Transaction<'_>,
    incident_id: i64,
    occurrence: Occurrence,
    now: Moment,
) -> Result<(), StoreError> {
    let said = alerts::said(transaction, incident_id)?;
    if let Decision::Tell { due } = alert::decide(occurrence, said, now) {
        let update = occurrence == Occurrence::Grew;
        alerts::decided(transaction, incident_id, update, now, due)?;
    }
    Ok(())
}

/// What came while the alert was being raised is in no alert yet: the policy is asked about it now.
fn alert_raised(
    transaction: &Transaction<'_>,
    alert_id: i64,
    told: i64,
    now: Moment,
) -> Result<(), StoreError> {
    let Some(incident_id) = alerts::raised(transaction, alert_id, now)? else {
        return Ok(());
    };
    match incidents::by_id(transaction, incident_id)? {
        Some(incident) if incident.error_count > told => {
            decide(transaction, incident_id, Occurrence::Grew, now)
        }
        _ => Ok(()),
    }
}

fn answer(jobs: Vec<Job>, results: Vec<Option<Kept>>) {
    let done = jobs
        .into_iter()
        .zip(results)
        .filter_map(|(job, kept)| match (job, kept) {
            (Job::Keep { reply, .. }, Some(kept)) => Some(Done::Kept(reply, kept)),
            (
                Job::MarkSeen { reply, .. }
                | Job::PauseAlerts { reply, .. }
                | Job::AlertRaised { reply, .. },
                _,
            ) => Some(Done::Applied(reply)),
            _ => None,
        });
    for done in done {
        // A caller that has gone away needs no answer.
        let _ = match done {
            Done::Kept(reply, kept) => reply.send(Ok(kept)).is_ok(),
            Done::Applied(reply) => reply.send(Ok(())).is_ok(),
        };
    }
}

fn refuse(jobs: Vec<Job>, error: &StoreError) {
    for job in jobs {
        let _ = match job {
            Job::Keep { reply, .. } => reply.send(Err(error.clone())).is_ok(),
            Job::MarkSeen { reply, .. }
            | Job::PauseAlerts { reply, .. }
            | Job::AlertRaised { reply, .. } => reply.send(Err(error.clone())).is_ok(),
            Job::Close => true,
        };
    }
}
