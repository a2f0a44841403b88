//! One commit: does the queued jobs in one transaction. Each change has a savepoint, so a failure affects only that
//! change. Reports have none, because it would slow each of them down: if one can't be stored, the transaction is
//! rolled back and repeated with a savepoint per job.

use std::sync::Arc;

use rusqlite::{Connection, TransactionBehavior};

use super::{
    batch::BatchedReports,
    context::WriteContext,
    ingest,
    reports::{Ingest, Job, Outcome},
};
use crate::{
    feed::Topic,
    incident::delivery_error::DeliveryError,
    model::moment::Moment,
    store::{error::StoreError, writer::job},
};

/// The settings that decide how reports are grouped and sent to targets.
pub struct CommitOptions {
    /// Whether endpoints that differ only in an id get separate incidents.
    pub ids_apart: bool,
    /// The names of the targets.
    pub targets: Arc<[String]>,
    /// Whether the stored rows are wanted.
    pub rows_wanted: bool,
}

/// What was committed.
#[derive(Default)]
pub struct Committed {
    /// The outcome of each job, in order.
    pub outcomes: Vec<Outcome>,
    /// The rows of the reports, in order, if they are wanted.
    pub rows: Vec<DeliveryError>,
}

/// An error if nothing was committed.
pub fn commit(
    connection: &mut Connection,
    jobs: &mut [Job],
    (now, options): (Moment, &CommitOptions),
    changes: &mut Vec<Topic>,
) -> Result<Committed, StoreError> {
    match transact(connection, jobs, (now, options), changes, false) {
        Err(error) if error.concerns_one_job() => {
            changes.clear();
            transact(connection, jobs, (now, options), changes, true)
        }
        outcome => outcome,
    }
}

fn transact(
    connection: &mut Connection,
    jobs: &mut [Job],
    (now, options): (Moment, &CommitOptions),
    changes: &mut Vec<Topic>,
    with_savepoints: bool,
) -> Result<Committed, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut context = WriteContext {
        transaction: &transaction,
        now,
        ids_apart: options.ids_apart,
        targets: &options.targets,
        changes,
    };
    let batch = || {
        let mut batch = BatchedReports::default();
        batch.rows.inserted = options.rows_wanted.then(Vec::new);
        batch
    };
    let mut batched = batch();
    let mut outcomes = Vec::with_capacity(jobs.len());
    let mut rows = Vec::new();
    for job in jobs {
        outcomes.push(match job {
            Job::Insert(Ingest { arrival, .. }) if with_savepoints => {
                in_savepoint(&mut context, |context| {
                    let mut batched = batch();
                    let kept = ingest::ingest(context, &mut batched, arrival)?;
                    batched.write(context.transaction, context.now)?;
                    rows.extend(batched.rows.inserted.unwrap_or_default());
                    Ok(Some(kept))
                })?
            }
            Job::Insert(Ingest { arrival, .. }) => {
                Ok(Some(ingest::ingest(&mut context, &mut batched, arrival)?))
            }
            Job::Change(change) => {
                // The change may read or change incidents.
                batched.write(&transaction, now)?;
                in_savepoint(&mut context, |context| change.work(context).map(|()| None))?
            }
            Job::Close => Ok(None),
        });
    }
    batched.write(&transaction, now)?;
    rows.extend(batched.rows.inserted.take().unwrap_or_default());
    transaction.commit()?;
    Ok(Committed { outcomes, rows })
}

/// Does one job in a savepoint. If it fails, nothing of it is published.
fn in_savepoint(
    context: &mut WriteContext<'_>,
    work: impl FnOnce(&mut WriteContext<'_>) -> Outcome,
) -> Result<Outcome, StoreError> {
    let before = context.changes.len();
    let outcome = job::in_savepoint(context.transaction, || work(context))?;
    if outcome.is_err() {
        context.changes.truncate(before);
    }
    Ok(outcome)
}
