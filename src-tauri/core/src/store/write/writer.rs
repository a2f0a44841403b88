//! What the writer of the reports' database does of its own: it indexes what it has stored when no job waits, puts a
//! restored history in place, and publishes what a commit changed. `commit.rs` lets a job fail on its own.

use std::{
    path::Path,
    sync::{Arc, atomic::Ordering},
    thread,
    time::{Duration, Instant},
};

use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::mpsc;

use super::{
    commit::{self, Committed},
    index_backoff::{IndexBackoff, log_renewal, pause_ms},
    reports::{self, Job, Reports},
};
use crate::{
    feed::Topic,
    model::moment::Moment,
    store::{
        error::StoreError,
        file::{
            connect,
            database_files::DatabaseFiles,
            open::{self, Check},
            restore,
            set_aside::SetAside,
        },
        search::{
            fulltext,
            renewal::{self, Renewal},
        },
        table::last_ids::LastIds,
        writer::run::{BATCH, Writer, WriterHooks},
    },
};

/// The topics that may change with a restore.
const RESTORED: [Topic; 5] = [
    Topic::Settings,
    Topic::Alerts,
    Topic::Reports,
    Topic::Monitors,
    Topic::Ingress,
];

/// What only this database's writer has.
pub struct ReportsWriter {
    /// The last ids that were given out, for a history that has to begin again.
    last_ids: LastIds,
    /// Whether the database was checked after a reader met damage: once, because a second check would repair nothing.
    has_rechecked: bool,
    /// Whether some reports may not be indexed yet, as after a crash.
    index_pending: bool,
    renewal: Renewal,
    backoff: IndexBackoff,
}

impl Default for ReportsWriter {
    fn default() -> Self {
        Self {
            last_ids: LastIds::default(),
            has_rechecked: false,
            index_pending: true,
            renewal: Renewal::Part(0),
            backoff: IndexBackoff::default(),
        }
    }
}

impl WriterHooks for Reports {
    type State = ReportsWriter;

    fn open(
        path: &Path,
        now: Moment,
        check: Check,
        announce: impl FnOnce(SetAside),
    ) -> Result<Connection, StoreError> {
        open::for_writing(path, now, check, announce)
    }

    fn reopen(path: &Path) -> Result<Connection, StoreError> {
        open::check(path)?;
        connect::writer(path)
    }

    fn on_new_database(state: &ReportsWriter, connection: &Connection) -> Result<(), StoreError> {
        state.last_ids.raise(connection)
    }

    fn recovered(writer: &Writer<Self>, was_damaged: bool) {
        // A report that was refused may be stored all the same, and is then notified.
        writer.feed.publish(Topic::Alerts);
        if was_damaged {
            writer.publish_restored();
        }
    }

    fn between_jobs(
        writer: &mut Writer<Self>,
        queue: &mut mpsc::Receiver<Job>,
        batch: &mut Vec<Job>,
    ) -> bool {
        if writer.state.index_pending {
            drain_within(queue, batch, writer.state.backoff.delay_ms());
            if batch.is_empty() && !queue.is_closed() {
                writer.state.index_pending = writer.index_pending(writer.state.backoff.chunk());
                writer.state.backoff.indexed();
                return true;
            }
        } else if writer.state.renewal != Renewal::Done {
            drain_within(queue, batch, pause_ms(writer.state.renewal));
            if batch.is_empty() && !queue.is_closed() {
                writer.state.renewal = writer.renew_index(writer.state.renewal);
                return true;
            }
        }
        false
    }

    fn commit(writer: &mut Writer<Self>, jobs: &mut Vec<Job>) {
        writer.state.backoff.add(jobs.len());
        writer.state.index_pending = true;
        writer.commit(jobs);
    }
}

impl Writer<Reports> {
    /// Indexes some of what is not indexed yet. Returns whether there may be more. Not synced to the disk: whatever a
    /// power cut takes from the index is indexed again.
    fn index_pending(&mut self, chunk: i64) -> bool {
        // In this order: the first commit after a checkpoint reuses the log from its start, which takes one more sync.
        // This way no report has to wait for it.
        self.checkpoint();
        let Some(connection) = &mut self.connection else {
            return true;
        };
        match index_with(connection, |connection| {
            fulltext::index_some(connection, chunk)
        }) {
            Ok(more) => {
                self.schedule_empty();
                if matches!(self.shared.failure(), Some(StoreError::Locked)) {
                    self.set_failure(None);
                }
                if !more {
                    self.feed.publish(Topic::Reports);
                }
                more
            }
            Err(error) => self.cannot_index(error),
        }
    }

    /// Whether to try again.
    fn cannot_index(&mut self, error: StoreError) -> bool {
        let again = error.is_outcome_unknown() || matches!(error, StoreError::Locked);
        tracing::warn!(%error, "can't index the latest reports yet");
        if error.is_outcome_unknown() {
            self.enter_failed_state(error);
        }
        again
    }

    /// Renews some of an older program's index.
    fn renew_index(&mut self, before: Renewal) -> Renewal {
        self.checkpoint();
        let Some(connection) = &mut self.connection else {
            return before;
        };
        match index_with(connection, renewal::renew_some) {
            Ok(now) => {
                self.schedule_empty();
                log_renewal(before, now);
                now
            }
            Err(error) => match self.cannot_index(error) {
                true => before,
                // The next start continues with it.
                false => Renewal::Done,
            },
        }
    }

    fn commit(&mut self, jobs: &mut Vec<Job>) {
        if self.shared.restore.swap(false, Ordering::Relaxed) {
            self.restore();
            self.begin_work();
        }
        if self.shared.damage_met.swap(false, Ordering::Relaxed) && !self.state.has_rechecked {
            self.state.has_rechecked = true;
            self.enter_failed_state(StoreError::Damaged(
                "that was met while it was read".to_owned(),
            ));
        }
        let mut changes = Vec::new();
        let Some(connection) = &mut self.connection else {
            self.refuse(jobs);
            return;
        };
        let now = (self.clock)();
        let options = commit::CommitOptions {
            ids_apart: self.shared.ids_apart.load(Ordering::Relaxed),
            targets: Arc::clone(&self.shared.targets.lock()),
            rows_wanted: self.shared.committed.are_wanted(),
        };
        let outcome = commit::commit(connection, jobs, (now, &options), &mut changes)
            .and_then(|committed| self.files.check().map(|()| committed));
        match outcome {
            Ok(committed) => self.committed(jobs, committed, &changes),
            Err(error) => self.on_commit_failure(jobs, &error),
        }
    }

    fn committed(&mut self, jobs: &mut Vec<Job>, committed: Committed, changes: &[Topic]) {
        self.schedule_empty();
        let has_reports = jobs.iter().any(|job| matches!(job, Job::Insert(_)));
        self.set_failure(reports::common_refusal(jobs, &committed.outcomes));
        for (job, outcome) in jobs.drain(..).zip(committed.outcomes) {
            if let Ok(Some(stored)) = &outcome {
                self.state.last_ids.note(stored.id, stored.incident_id);
            }
            job.reply(outcome);
        }
        self.shared.committed.add(committed.rows);
        self.feed.publish_all(changes);
        match has_reports {
            true => self.checkpoint(),
            false => self.checkpoint_after_change(),
        }
    }

    /// Puts a restored history in place. If that is not possible now, it is requested again as long as the file waits.
    pub fn restore(&mut self) {
        let Some(old) = self.connection.take() else {
            return;
        };
        let path = self.files.path().to_owned();
        self.shared.committed.forget();
        match restore::swap(old, &path, &self.shared, (self.clock)()) {
            Ok((connection, aside)) => {
                self.connection = Some(connection);
                self.files = DatabaseFiles::of_open(&path);
                self.schedule_empty();
                let former = aside.map_or_else(String::new, |aside| {
                    format!(" The former history is {}.", aside.display())
                });
                tracing::warn!("A backup was restored.{former}");
                self.publish_restored();
            }
            Err((error, Some(connection))) => {
                self.connection = Some(*connection);
                tracing::warn!(%error, "can't restore the backup yet");
            }
            Err((error, None)) => {
                self.tried_at = Instant::now();
                if path.exists() {
                    // The restored history may already be in place, and only has to be opened.
                    self.files = DatabaseFiles::of_open(&path);
                }
                self.set_failure(Some(error));
                self.publish_restored();
            }
        }
    }

    /// Everything that was read from the previous history is out of date.
    fn publish_restored(&self) {
        self.feed.publish_all(&RESTORED);
    }
}

/// Changes an index in a transaction that is not synced to the disk.
fn index_with<T>(
    connection: &mut Connection,
    index: impl FnOnce(&Connection) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    let outcome = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(StoreError::from)
        .and_then(|transaction| {
            let outcome = index(&transaction)?;
            transaction.commit()?;
            Ok(outcome)
        });
    connection.pragma_update(None, "synchronous", "FULL")?;
    outcome
}

/// Takes the jobs that wait or that arrive in time.
fn drain_within(queue: &mut mpsc::Receiver<Job>, batch: &mut Vec<Job>, milliseconds: u32) {
    for waited in 0..=milliseconds {
        while batch.len() < BATCH
            && let Ok(job) = queue.try_recv()
        {
            batch.push(job);
        }
        if !batch.is_empty() || waited == milliseconds {
            return;
        }
        thread::sleep(Duration::from_millis(1));
    }
}
