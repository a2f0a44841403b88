//! The jobs of the writer, and how the result gets back to the caller.

use tokio::sync::oneshot;

use super::context::WriteContext;
use crate::{incident::delivery_error::Arrival, store::error::StoreError};

/// A delivery error that is on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredReport {
    pub id: i64,
    pub incident_id: i64,
    pub readable: bool,
}

/// A job for the writer. It is done even if the caller is gone by then.
pub enum Job {
    Ingest {
        arrival: Box<Arrival>,
        reply: oneshot::Sender<Result<StoredReport, StoreError>>,
    },
    Change(Box<dyn Work>),
    /// Finish what came before this, then end.
    Close,
}

/// The outcome of one job; `None` if it was no report.
pub type Outcome = Result<Option<StoredReport>, StoreError>;

/// A change and the caller that waits for it.
pub trait Work: Send {
    /// Makes the change. Called again if the transaction was rolled back as a whole.
    fn work(&mut self, context: &mut WriteContext<'_>) -> Result<(), StoreError>;

    /// Called once the change is on disk or has failed.
    fn reply(self: Box<Self>, outcome: Result<(), StoreError>);
}

impl Job {
    /// A change whose value goes to `reply`.
    pub fn change<T: Send + 'static>(
        work: impl FnMut(&mut WriteContext<'_>) -> Result<T, StoreError> + Send + 'static,
        reply: impl FnOnce(Result<T, StoreError>) + Send + 'static,
    ) -> Self {
        Self::Change(Box::new(Closures {
            work,
            value: None,
            reply,
        }))
    }

    /// Answers the caller. A caller that is gone needs no answer.
    pub fn reply(self, outcome: Outcome) {
        match self {
            Self::Ingest { reply, .. } => {
                drop(reply.send(outcome.and_then(|stored| stored.ok_or(StoreError::Closed))));
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

impl<T, F, R> Work for Closures<T, F, R>
where
    T: Send,
    F: FnMut(&mut WriteContext<'_>) -> Result<T, StoreError> + Send,
    R: FnOnce(Result<T, StoreError>) + Send,
{
    fn work(&mut self, context: &mut WriteContext<'_>) -> Result<(), StoreError> {
        self.value = Some((self.work)(context)?);
        Ok(())
    }

    fn reply(self: Box<Self>, outcome: Result<(), StoreError>) {
        let Self { value, reply, .. } = *self;
        reply(outcome.and_then(|()| value.ok_or(StoreError::Closed)));
    }
}

pub fn refuse_all(jobs: &mut Vec<Job>, error: &StoreError) {
    for job in jobs.drain(..) {
        job.reply(Err(error.clone()));
    }
}

/// Why reports can't be stored, if every one of these was refused: the next ones will be refused as well.
pub fn common_refusal(jobs: &[Job], outcomes: &[Outcome]) -> Option<StoreError> {
    let mut reports = jobs
        .iter()
        .zip(outcomes)
        .filter(|(job, _)| matches!(job, Job::Ingest { .. }))
        .map(|(_, outcome)| outcome.as_ref().err());
    let first = reports.next()??;
    reports.all(|error| error.is_some()).then(|| first.clone())
}
