//! The jobs of the writer, and how the result gets back to the caller.

use rusqlite::Connection;

use crate::{model::moment::Moment, relay::quota::Traffic, store::error::StoreError};

/// A job for the writer. It is done even if the caller is gone by then.
pub enum Job {
    Change(Box<dyn Work>),
    /// Finish what came before this, then end.
    Close,
}

/// A change and the caller that waits for it.
pub trait Work: Send {
    /// Makes the change. Called again if the transaction was rolled back as a whole.
    fn work(&mut self, connection: &Connection, now: Moment) -> Result<(), StoreError>;

    /// The traffic through the tunnel that belongs to this change, counted once per commit; `None` if there is none.
    fn traffic(&self) -> Option<Came>;

    /// Called once the change is on disk or has failed.
    fn reply(self: Box<Self>, outcome: Result<(), StoreError>);
}

/// An amount of traffic through the tunnel, and when it came.
#[derive(Clone, Copy, Debug)]
pub struct Came {
    pub at: Moment,
    pub traffic: Traffic,
}

impl Job {
    /// A change whose value goes to `reply`.
    pub fn change<T: Send + 'static>(
        work: impl FnMut(&Connection, Moment) -> Result<T, StoreError> + Send + 'static,
        reply: impl FnOnce(Result<T, StoreError>) + Send + 'static,
        came: Option<Came>,
    ) -> Self {
        Self::Change(Box::new(Closures {
            work,
            value: None,
            reply,
            came,
        }))
    }

    pub fn traffic(&self) -> Option<Came> {
        match self {
            Self::Change(change) => change.traffic(),
            Self::Close => None,
        }
    }

    pub fn work(&mut self, connection: &Connection, now: Moment) -> Result<(), StoreError> {
        match self {
            Self::Change(change) => change.work(connection, now),
            Self::Close => Ok(()),
        }
    }

    /// Answers the caller. A caller that is gone needs no answer.
    pub fn reply(self, outcome: Result<(), StoreError>) {
        if let Self::Change(change) = self {
            change.reply(outcome);
        }
    }
}

struct Closures<T, F, R> {
    work: F,
    value: Option<T>,
    reply: R,
    came: Option<Came>,
}

impl<T, F, R> Work for Closures<T, F, R>
where
    T: Send,
    F: FnMut(&Connection, Moment) -> Result<T, StoreError> + Send,
    R: FnOnce(Result<T, StoreError>) + Send,
{
    fn work(&mut self, connection: &Connection, now: Moment) -> Result<(), StoreError> {
        self.value = Some((self.work)(connection, now)?);
        Ok(())
    }

    fn traffic(&self) -> Option<Came> {
        self.came
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
