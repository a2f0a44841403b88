//! The database of reports and incidents, as its writer knows it.

use tokio::sync::oneshot;

use super::context::WriteContext;
use crate::{
    feed::Topic,
    incident::delivery_error::Arrival,
    model::problem::Problem,
    store::{
        error::StoreError,
        writer::job::{self, Database, Insert},
    },
};

pub type Job = job::Job<Reports>;
pub type Outcome = job::Outcome<Reports>;

/// The database of reports and incidents.
pub struct Reports;

impl Database for Reports {
    type Context<'a> = WriteContext<'a>;
    type Insert = Ingest;

    const WRITER: &'static str = "writer";
    const FILE: &'static str = "missedhook.db";
    const TOPIC: Topic = Topic::Store;

    fn problem(error: StoreError) -> Problem {
        error.problem()
    }
}

/// A delivery error that is on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredReport {
    pub id: i64,
    pub incident_id: i64,
    pub readable: bool,
}

/// A report to store.
pub struct Ingest {
    pub arrival: Box<Arrival>,
    pub reply: oneshot::Sender<Result<StoredReport, StoreError>>,
}

impl Insert for Ingest {
    type Row = StoredReport;

    fn reply(self, outcome: Result<StoredReport, StoreError>) {
        drop(self.reply.send(outcome));
    }
}

/// Why reports can't be stored, if every one of these was refused: the next ones will be refused as well.
pub fn common_refusal(jobs: &[Job], outcomes: &[Outcome]) -> Option<StoreError> {
    let mut reports = jobs
        .iter()
        .zip(outcomes)
        .filter(|(job, _)| matches!(job, Job::Insert(_)))
        .map(|(_, outcome)| outcome.as_ref().err());
    let first = reports.next()??;
    reports.all(|error| error.is_some()).then(|| first.clone())
}
