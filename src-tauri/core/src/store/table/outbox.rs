//! The tables `outbox`, `passed_on`, `target_messages` and `target_states`: what is sent to targets. One row per target
//! is written to the outbox in the transaction of the change, and deleted once it was sent.

use rusqlite::{Connection, Row};

use super::{incidents, row, target_tests};
use crate::{
    alert::{self, AlertDecision, AlertFacts, AlertHistory, AlertKind, Occurrence},
    feed::Topic,
    history::search::Query,
    model::moment::Moment,
    share::target::{TargetTest, message::Change},
    store::{
        error::StoreError, handle::Store, reader::Reader, sql::Sql, write::context::WriteContext,
    },
};

/// A change that waits to be sent to a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxRow {
    pub id: i64,
    /// Random; the same at each attempt to send it.
    pub message_id: String,
    pub incident_id: i64,
    pub change: Change,
    pub at: Moment,
    pub due_at: Moment,
}

/// How a target is doing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TargetState {
    /// How many changes wait.
    pub waiting: i64,
    /// Why the latest attempt failed; `None` if it succeeded.
    pub problem: Option<String>,
    pub failing_since: Option<Moment>,
    pub retry_at: Option<Moment>,
    pub sent_at: Option<Moment>,
    /// The last test message.
    pub test: Option<TargetTest>,
}

/// Decides whether a report is sent to targets, and adds it to the outbox. A test never is.
pub fn on_report(
    context: &mut WriteContext<'_>,
    incident_id: i64,
    occurrence: Occurrence,
    facts: &AlertFacts,
) -> Result<(), StoreError> {
    if context.targets.is_empty() || facts.test {
        return Ok(());
    }
    let history = history(context.transaction, incident_id)?;
    let AlertDecision::Announce { kind, .. } =
        alert::on_report(occurrence, facts, &history, context.now)
    else {
        return Ok(());
    };
    let change = match kind {
        AlertKind::Opened => Change::Opened,
        AlertKind::Escalated | AlertKind::Flapping => Change::Escalated,
        AlertKind::Grew | AlertKind::Recovered | AlertKind::FailedAndRecovered => return Ok(()),
    };
    context.transaction.run(
        "INSERT INTO passed_on (incident_id, told_at, told_count, is_open) VALUES (?1, ?2, ?3, 1)
         ON CONFLICT (incident_id) DO UPDATE
           SET told_at = excluded.told_at, told_count = excluded.told_count, is_open = 1",
        (incident_id, context.now.millis(), facts.error_count),
    )?;
    put(context, incident_id, change, context.now)
}

/// Adds a recovery to the outbox, if the failure was sent and the incident is not muted.
pub fn on_recovery(
    context: &mut WriteContext<'_>,
    incident_id: i64,
    facts: &AlertFacts,
) -> Result<(), StoreError> {
    let history = history(context.transaction, incident_id)?;
    let AlertDecision::Announce { due, .. } = alert::on_recovery(facts, &history, context.now)
    else {
        return Ok(());
    };
    let was_passed_on = context.transaction.run_counted(
        "UPDATE passed_on SET is_open = 0 WHERE incident_id = ?1 AND is_open = 1",
        [incident_id],
    )?;
    if was_passed_on == 0 {
        return Ok(());
    }
    put(context, incident_id, Change::Recovered, due)
}

/// Removes a recovery that is no longer true and was not sent yet: to the targets the failure is not over.
pub fn take_back_recovery(connection: &Connection, incident_id: i64) -> Result<(), StoreError> {
    let taken_back = connection.run_counted(
        "DELETE FROM outbox WHERE incident_id = ?1 AND change = 'recovered'",
        [incident_id],
    )?;
    if taken_back > 0 {
        connection.run(
            "UPDATE passed_on SET is_open = 1 WHERE incident_id = ?1",
            [incident_id],
        )?;
    }
    Ok(())
}

/// Adds one row per target, unless the same change already waits: a target gets the state at the time of sending.
fn put(
    context: &mut WriteContext<'_>,
    incident_id: i64,
    change: Change,
    due: Moment,
) -> Result<(), StoreError> {
    for target in context.targets {
        context.transaction.run(
            "INSERT INTO outbox (target, message_id, incident_id, change, at, due_at)
             SELECT ?1, lower(hex(randomblob(16))), ?2, ?3, ?4, ?5 WHERE NOT EXISTS (
               SELECT 1 FROM outbox WHERE incident_id = ?2 AND target = ?1
                 AND (change = ?3 OR (change = 'opened' AND ?3 = 'escalated')))",
            (
                target,
                incident_id,
                change.into_str(),
                context.now.millis(),
                due.millis(),
            ),
        )?;
    }
    context.changes.push(Topic::Outbox);
    Ok(())
}

/// What was sent about an incident, in the form that the alert policy expects.
fn history(connection: &Connection, incident_id: i64) -> Result<AlertHistory, StoreError> {
    let passed_on = connection.fetch_optional(
        "SELECT told_at, told_count FROM passed_on WHERE incident_id = ?1",
        [incident_id],
        |row| Ok((row::moment(row, "told_at")?, row.get(1)?)),
    )?;
    Ok(match passed_on {
        None => AlertHistory::Nothing,
        Some((at, loud_count)) => AlertHistory::Announced {
            at,
            loud_at: at,
            loud_count,
            alone: true,
        },
    })
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<OutboxRow> {
    Ok(OutboxRow {
        id: row.get("id")?,
        message_id: row.get("message_id")?,
        incident_id: row.get("incident_id")?,
        change: row::word(row, "change", Change::Escalated)?,
        at: row::moment(row, "at")?,
        due_at: row::moment(row, "due_at")?,
    })
}

/// The changes that wait for a target, oldest first, up to `most`.
pub fn waiting(
    connection: &Connection,
    target: &str,
    most: u32,
) -> Result<Vec<OutboxRow>, StoreError> {
    connection.fetch_all(
        "SELECT * FROM outbox WHERE target = ?1 ORDER BY id LIMIT ?2",
        (target, most),
        from_row,
    )
}

impl Reader {
    /// The changes that wait for a target, oldest first, up to `most`.
    pub fn outbox(&self, target: &str, most: u32) -> Result<Vec<OutboxRow>, StoreError> {
        waiting(&self.0, target, most)
    }

    /// Whether an incident matches a query.
    pub fn is_match(&self, query: &Query, incident_id: i64) -> Result<bool, StoreError> {
        let query = Query {
            incident: Some(incident_id),
            ..query.clone()
        };
        let conditions = incidents::matching(&self.0, &query, Moment::now())?;
        let sql = format!(
            "SELECT EXISTS (SELECT 1 FROM incidents WHERE {})",
            conditions.sql()
        );
        self.0
            .fetch_value(&sql, rusqlite::params_from_iter(conditions.values))
    }

    /// The target's own id of the message about an incident.
    pub fn target_message(
        &self,
        target: &str,
        incident_id: i64,
    ) -> Result<Option<String>, StoreError> {
        self.0.fetch_optional(
            "SELECT reference FROM target_messages WHERE target = ?1 AND incident_id = ?2",
            (target, incident_id),
            |row| row.get(0),
        )
    }

    /// How a target is doing.
    pub fn target_state(&self, target: &str) -> Result<TargetState, StoreError> {
        let state = self.0.fetch_optional(
            "SELECT * FROM target_states WHERE target = ?1",
            [target],
            |row| {
                Ok(TargetState {
                    waiting: 0,
                    problem: row.get("problem")?,
                    failing_since: row::optional_moment(row, "failing_since")?,
                    retry_at: row::optional_moment(row, "retry_at")?,
                    sent_at: row::optional_moment(row, "sent_at")?,
                    test: None,
                })
            },
        )?;
        Ok(TargetState {
            waiting: self
                .0
                .fetch_value("SELECT count(*) FROM outbox WHERE target = ?1", [target])?,
            test: target_tests::last(&self.0, target)?,
            ..state.unwrap_or_default()
        })
    }
}

impl Store {
    /// Sets the targets whose changes go into the outbox, from the next report on.
    pub fn pass_on_to(&self, targets: Vec<String>) {
        *self.inner.shared.targets.lock() = targets.into();
    }

    /// Removes rows that were sent, or that their target does not want, from the outbox, and records the target's id of
    /// its message. Blocks.
    pub fn record_passed_on(
        &self,
        target: &str,
        ids: Vec<i64>,
        sent: bool,
        reference: Option<(i64, String)>,
    ) -> Result<(), StoreError> {
        let target = target.to_owned();
        self.change_blocking(move |context| {
            let connection = context.transaction;
            for id in &ids {
                connection.run("DELETE FROM outbox WHERE id = ?1", [id])?;
            }
            if let Some((incident, reference)) = &reference {
                connection.run(
                    "INSERT INTO target_messages (target, incident_id, reference)
                     SELECT ?1, id, ?3 FROM incidents WHERE id = ?2
                     ON CONFLICT (target, incident_id) DO UPDATE SET reference = excluded.reference",
                    (&target, incident, reference),
                )?;
            }
            if sent {
                connection.run(
                    "INSERT INTO target_states (target, sent_at) VALUES (?1, ?2)
                     ON CONFLICT (target) DO UPDATE SET sent_at = excluded.sent_at,
                       problem = NULL, failing_since = NULL, retry_at = NULL",
                    (&target, context.now.millis()),
                )?;
            }
            Ok(())
        })
    }

    /// Records why sending to a target failed, and when it is tried again. Blocks.
    pub fn record_target_failure(
        &self,
        target: &str,
        problem: &str,
        retry_at: Moment,
    ) -> Result<(), StoreError> {
        let (target, problem) = (target.to_owned(), problem.to_owned());
        self.change_blocking(move |context| {
            context.transaction.run(
                "INSERT INTO target_states (target, problem, failing_since, retry_at)
                 VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (target) DO UPDATE SET problem = excluded.problem,
                   failing_since = ifnull(failing_since, excluded.failing_since),
                   retry_at = excluded.retry_at",
                (&target, &problem, context.now.millis(), retry_at.millis()),
            )
        })
    }

    /// Deletes the waiting rows and the states of targets that no longer exist. Blocks.
    pub fn forget_other_targets(&self, known: Vec<String>) -> Result<(), StoreError> {
        self.change_blocking(move |context| {
            let known = serde_json::to_string(&known).unwrap_or_default();
            for table in ["outbox", "target_messages", "target_states"] {
                let sql = format!(
                    "DELETE FROM {table} WHERE target NOT IN (SELECT value FROM json_each(?1))"
                );
                context.transaction.run(&sql, [&known])?;
            }
            target_tests::forget_others(context.transaction, &known)
        })
    }

    /// Keeps what is known of a target that gets another name, and what waits for it. Blocks.
    pub fn rename_target(&self, before: &str, after: &str) -> Result<(), StoreError> {
        let (before, after) = (before.to_owned(), after.to_owned());
        // What is filed from now on has the new name; the transaction changes what was filed before.
        let mut targets = self.inner.shared.targets.lock();
        let names = targets.iter().map(|name| match *name == before {
            true => after.clone(),
            false => name.clone(),
        });
        *targets = names.collect();
        drop(targets);
        self.change_blocking(move |context| {
            for table in ["outbox", "target_messages", "target_states"] {
                let sql = format!("UPDATE OR REPLACE {table} SET target = ?2 WHERE target = ?1");
                context.transaction.run(&sql, (&before, &after))?;
            }
            target_tests::rename(context.transaction, &before, &after)
        })
    }
}
