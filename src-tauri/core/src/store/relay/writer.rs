//! What the writer of the relay's database does of its own: collects jobs, and counts what came through the tunnel once
//! a commit.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use rusqlite::{Connection, TransactionBehavior};
use tokio::{sync::mpsc, time::timeout_at};

use super::{
    database::{Job, RelayContext, Requests},
    file, traffic,
};
use crate::{
    feed::Topic,
    model::moment::Moment,
    store::{
        error::StoreError,
        file::{open::Check, set_aside::SetAside},
        writer::{
            job::{Outcome, in_savepoint},
            run::{BATCH, Writer, WriterHooks},
        },
    },
};

/// How long after a commit jobs are collected for the next one, and how many jobs end that wait.
const GATHER_FOR: Duration = Duration::from_millis(1);
const GATHER_UP_TO: usize = 32;

impl WriterHooks for Requests {
    /// When the last commit ended.
    type State = Option<Instant>;

    fn open(
        path: &Path,
        now: Moment,
        _: Check,
        announce: impl FnOnce(SetAside),
    ) -> Result<Connection, StoreError> {
        file::for_writing(path, now, announce)
    }

    fn reopen(path: &Path) -> Result<Connection, StoreError> {
        file::check(path)?;
        file::writer(path)
    }

    /// Just after a commit, waits a moment for more jobs: the reports' own database shares the disk, and each commit
    /// syncs it. A job that comes alone does not wait.
    fn gather(writer: &mut Writer<Self>, queue: &mut mpsc::Receiver<Job>, batch: &mut Vec<Job>) {
        let Some(committed_at) = writer.state else {
            return;
        };
        let until = tokio::time::Instant::from_std(committed_at + GATHER_FOR);
        while batch.len() < GATHER_UP_TO && Instant::now() < until.into_std() {
            let room = BATCH - batch.len();
            let received = async { timeout_at(until, queue.recv_many(batch, room)).await };
            let count = writer.runtime.block_on(received);
            if count.is_ok_and(|count| count == 0) {
                return;
            }
        }
    }

    fn commit(writer: &mut Writer<Self>, jobs: &mut Vec<Job>) {
        let Some(connection) = &mut writer.connection else {
            writer.refuse(jobs);
            return;
        };
        let now = (writer.clock)();
        let outcome = transact(connection, jobs, now, false)
            .or_else(|error| match error.concerns_one_job() {
                true => transact(connection, jobs, now, true),
                false => Err(error),
            })
            .and_then(|outcomes| writer.files.check().map(|()| outcomes));
        match outcome {
            Ok(outcomes) => {
                writer.set_failure(None);
                writer.schedule_empty();
                for (job, outcome) in jobs.drain(..).zip(outcomes) {
                    job.reply(outcome);
                }
                writer.feed.publish(Topic::Requests);
                writer.checkpoint();
            }
            Err(error) => writer.on_commit_failure(jobs, &error),
        }
        writer.state = Some(Instant::now());
    }
}

/// Runs the jobs in one transaction. A savepoint per job would slow each of them down, so jobs get one only after one
/// has failed.
fn transact(
    connection: &mut Connection,
    jobs: &mut [Job],
    now: Moment,
    with_savepoints: bool,
) -> Result<Vec<Outcome<Requests>>, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut context = RelayContext {
        connection: &transaction,
        now,
        traffic: Vec::with_capacity(jobs.len()),
    };
    let mut outcomes = Vec::with_capacity(jobs.len());
    for job in jobs {
        let Job::Change(change) = job else {
            continue;
        };
        let mut work = || change.work(&mut context).map(|()| None);
        outcomes.push(match with_savepoints {
            true => in_savepoint(&transaction, work)?,
            false => Ok(work()?),
        });
    }
    traffic::count_traffic(&transaction, context.traffic.into_iter())?;
    transaction.commit()?;
    Ok(outcomes)
}
