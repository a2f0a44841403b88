//! The jobs of a writer, and how the result gets back to the caller.

use rusqlite::Connection;

use crate::{
    feed::Topic,
    model::problem::Problem,
    store::{error::StoreError, sql::Sql as _},
};

/// One of the two databases: what its jobs are, and how it is named.
pub trait Database: Sized + Send + 'static {
    /// What a change has access to.
    type Context<'a>;
    /// A job that comes too often for a closure.
    type Insert: Insert;

    /// The name of its writer.
    const WRITER: &'static str;
    /// The name of its file.
    const FILE: &'static str;
    /// Published when it fails, hangs or works again.
    const TOPIC: Topic;

    /// An error in words for the user.
    fn problem(error: StoreError) -> Problem;
}

/// A job for the writer. It is done even if the caller is gone by then.
pub enum Job<D: Database> {
    Insert(D::Insert),
    Change(Box<dyn Work<D>>),
    /// Finish what came before this, then end.
    Close,
}

/// The outcome of one job, with the stored row if it was an insert.
pub type Outcome<D> = Result<Option<<<D as Database>::Insert as Insert>::Row>, StoreError>;

/// One row to insert, and the caller that waits for it.
pub trait Insert: Send {
    type Row;

    /// Called once the row is on disk or has been refused.
    fn reply(self, outcome: Result<Self::Row, StoreError>);
}

/// A change and the caller that waits for it.
pub trait Work<D: Database>: Send {
    /// Makes the change. Called again if the transaction was rolled back as a whole.
    fn work(&mut self, context: &mut D::Context<'_>) -> Result<(), StoreError>;

    /// Called once the change is on disk or has failed.
    fn reply(self: Box<Self>, outcome: Result<(), StoreError>);
}

impl<D: Database> Job<D> {
    /// A change whose value goes to `reply`.
    pub fn change<T: Send + 'static>(
        work: impl FnMut(&mut D::Context<'_>) -> Result<T, StoreError> + Send + 'static,
        reply: impl FnOnce(Result<T, StoreError>) + Send + 'static,
    ) -> Self {
        Self::Change(Box::new(Closures {
            work,
            value: None,
            reply,
        }))
    }

    /// Answers the caller. A caller that is gone needs no answer.
    pub fn reply(self, outcome: Outcome<D>) {
        match self {
            Self::Insert(insert) => {
                insert.reply(outcome.and_then(|row| row.ok_or(StoreError::Closed)));
            }
            Self::Change(change) => change.reply(outcome.map(drop)),
            Self::Close => {}
        }
    }
}

struct Closures<T, F, R> {
    work: F,
    value: Option<T>,
    reply: R,
}

impl<D, T, F, R> Work<D> for Closures<T, F, R>
where
    D: Database,
    T: Send,
    F: FnMut(&mut D::Context<'_>) -> Result<T, StoreError> + Send,
    R: FnOnce(Result<T, StoreError>) + Send,
{
    fn work(&mut self, context: &mut D::Context<'_>) -> Result<(), StoreError> {
        self.value = Some((self.work)(context)?);
        Ok(())
    }

    fn reply(self: Box<Self>, outcome: Result<(), StoreError>) {
        let Self { value, reply, .. } = *self;
        reply(outcome.and_then(|()| value.ok_or(StoreError::Closed)));
    }
}

/// Does one job so that its failure does not affect the others. A disk failure affects all of them.
pub fn in_savepoint<T>(
    connection: &Connection,
    work: impl FnOnce() -> Result<T, StoreError>,
) -> Result<Result<T, StoreError>, StoreError> {
    connection.run("SAVEPOINT job", [])?;
    let outcome = work();
    if let Err(error) = &outcome {
        // After some failures SQLite rolls back the whole transaction.
        if !error.concerns_one_job() || connection.is_autocommit() {
            return outcome.map(Ok);
        }
        connection.run("ROLLBACK TO job", [])?;
    }
    connection.run("RELEASE job", [])?;
    Ok(outcome)
}
