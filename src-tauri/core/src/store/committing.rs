//! One commit: does the jobs that have queued up in one transaction. A change that fails fails alone: it has a
//! savepoint of its own. Reports have none, as that would cost each of them; where one of them can't be kept, all of
//! the transaction is taken back and done again with a savepoint for each job.

use rusqlite::{Connection, TransactionBehavior};

use super::{
    Kept, StoreError,
    writer::{Job, Scope},
};
use crate::store::{batch::Gathered, ingest};
use crate::{feed::Change, model::moment::Moment};

/// What became of one job: what was kept, where it was a report.
pub type Outcome = Result<Option<Kept>, StoreError>;

/// Does all jobs in one transaction, and gives what became of each, in their order. `ids_apart`: whether endpoints that
/// differ only in an id have incidents of their own.
///
/// # Errors
/// Why nothing of all that is on disk.
pub fn commit(
    connection: &mut Connection,
    jobs: &mut [Job],
    (now, ids_apart): (Moment, bool),
    changes: &mut Vec<Change>,
) -> Result<Vec<Outcome>, StoreError> {
    match transact(connection, jobs, (now, ids_apart), changes, false) {
        Err(error) if error.is_of_one_job() => {
            changes.clear();
            transact(connection, jobs, (now, ids_apart), changes, true)
        }
        outcome => outcome,
    }
}

fn transact(
    connection: &mut Connection,
    jobs: &mut [Job],
    (now, ids_apart): (Moment, bool),
    changes: &mut Vec<Change>,
    apart: bool,
) -> Result<Vec<Outcome>, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut scope = Scope {
        transaction: &transaction,
        now,
        ids_apart,
        changes,
    };
    let mut gathered = Gathered::default();
    let mut outcomes = Vec::with_capacity(jobs.len());
    for job in jobs {
        outcomes.push(match job {
            Job::Keep { arrival, .. } if apart => by_itself(&mut scope, |scope| {
                let mut gathered = Gathered::default();
                let kept = ingest::keep(scope, &mut gathered, arrival)?;
                gathered.write(scope.transaction, scope.now)?;
                Ok(Some(kept))
            })?,
            Job::Keep { arrival, .. } => {
                Ok(Some(ingest::keep(&mut scope, &mut gathered, arrival)?))
            }
            Job::Change(change) => {
                // It may look at incidents and change them.
                gathered.write(&transaction, now)?;
                by_itself(&mut scope, |scope| change.work(scope).map(|()| None))?
            }
            Job::Close => Ok(None),
        });
    }
    gathered.write(&transaction, now)?;
    transaction.commit()?;
    Ok(outcomes)
}

/// Does one job so that its failure leaves the others alone. A failure of the disk is one of all.
fn by_itself(
    scope: &mut Scope<'_>,
    work: impl FnOnce(&mut Scope<'_>) -> Outcome,
) -> Result<Outcome, StoreError> {
    let run = |scope: &Scope<'_>, sql: &str| -> Result<(), StoreError> {
        scope.transaction.prepare_cached(sql)?.execute([])?;
        Ok(())
    };
    let before = scope.changes.len();
    run(scope, "SAVEPOINT job")?;
    let outcome = work(scope);
    if let Err(error) = &outcome {
        // SQLite takes back all of a transaction after some failures.
        if !error.is_of_one_job() || scope.transaction.is_autocommit() {
            return outcome.map(Ok);
        }
        scope.changes.truncate(before);
        run(scope, "ROLLBACK TO job")?;
    }
    run(scope, "RELEASE job")?;
    Ok(outcome)
}
