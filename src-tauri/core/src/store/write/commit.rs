//! One commit: does the jobs that have queued up in one transaction. A change that fails fails alone: it has a
//! savepoint of its own. Reports have none, as that would cost each of them; where one of them can't be kept, all of
//! the transaction is taken back and done again with a savepoint for each job.

use rusqlite::{Connection, TransactionBehavior};

use super::{
    batch::BatchedIncidents,
    context::WriteContext,
    ingest,
    job::{Job, Outcome},
};
use crate::{
    feed::Topic,
    model::moment::Moment,
    store::{error::StoreError, sql::Sql},
};

/// Does all jobs in one transaction, and gives what became of each, in their order.
///
/// # Errors
/// Why nothing of all that is on disk.
pub fn commit(
    connection: &mut Connection,
    jobs: &mut [Job],
    now: Moment,
    changes: &mut Vec<Topic>,
) -> Result<Vec<Outcome>, StoreError> {
    match transact(connection, jobs, now, changes, false) {
        Err(error) if error.is_of_one_job() => {
            changes.clear();
            transact(connection, jobs, now, changes, true)
        }
        outcome => outcome,
    }
}

fn transact(
    connection: &mut Connection,
    jobs: &mut [Job],
    now: Moment,
    changes: &mut Vec<Topic>,
    apart: bool,
) -> Result<Vec<Outcome>, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut context = WriteContext {
        transaction: &transaction,
        now,
        changes,
    };
    let mut batched = BatchedIncidents::default();
    let mut outcomes = Vec::with_capacity(jobs.len());
    for job in jobs {
        outcomes.push(match job {
            Job::Ingest { arrival, .. } if apart => by_itself(&mut context, |context| {
                let mut batched = BatchedIncidents::default();
                let kept = ingest::ingest(context, &mut batched, arrival)?;
                batched.write(context.transaction, context.now)?;
                Ok(Some(kept))
            })?,
            Job::Ingest { arrival, .. } => {
                Ok(Some(ingest::ingest(&mut context, &mut batched, arrival)?))
            }
            Job::Change(change) => {
                // It may look at incidents and change them.
                batched.write(&transaction, now)?;
                by_itself(&mut context, |context| change.work(context).map(|()| None))?
            }
            Job::Close => Ok(None),
        });
    }
    batched.write(&transaction, now)?;
    transaction.commit()?;
    Ok(outcomes)
}

/// Does one job so that its failure leaves the others alone. A failure of the disk is one of all.
fn by_itself(
    context: &mut WriteContext<'_>,
    work: impl FnOnce(&mut WriteContext<'_>) -> Outcome,
) -> Result<Outcome, StoreError> {
    let run = |context: &WriteContext<'_>, sql: &str| -> Result<(), StoreError> {
        context.transaction.run(sql, [])?;
        Ok(())
    };
    let before = context.changes.len();
    run(context, "SAVEPOINT job")?;
    let outcome = work(context);
    if let Err(error) = &outcome {
        // SQLite takes back all of a transaction after some failures.
        if !error.is_of_one_job() || context.transaction.is_autocommit() {
            return outcome.map(Ok);
        }
        context.changes.truncate(before);
        run(context, "ROLLBACK TO job")?;
    }
    run(context, "RELEASE job")?;
    Ok(outcome)
}
