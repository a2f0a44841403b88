//! Stores what the alert policy planned, and which notifications were shown.

use rusqlite::Connection;

use super::ingest;
use crate::{
    alert::{Occurrence, PlanStep, SuppressReason},
    feed::Topic,
    model::moment::Moment,
    store::{
        error::StoreError,
        handle::Store,
        table::{alerts, summaries},
    },
};

impl Store {
    /// Blocks.
    pub fn apply_alert_steps(&self, steps: Vec<PlanStep>) -> Result<(), StoreError> {
        self.change_blocking(move |context| {
            context.changes.push(Topic::Alerts);
            apply(context.transaction, &steps, context.now)
        })
    }

    /// Records that an alert was shown, with that many delivery errors and this text. Asks the policy about those that
    /// arrived since. Blocks.
    pub fn record_alert_shown(
        &self,
        id: i64,
        error_count: i64,
        text: &'static str,
    ) -> Result<(), StoreError> {
        self.change_blocking(move |context| {
            context.changes.push(Topic::Alerts);
            let more = alerts::mark_shown(context.transaction, id, error_count, text, context.now)?;
            match more {
                Some((incident, test)) => ingest::decide(context, incident, Occurrence::Grew, test),
                None => Ok(()),
            }
        })
    }
}

/// [`PlanStep::Raise`] is stored once the alert was shown.
fn apply(connection: &Connection, steps: &[PlanStep], now: Moment) -> Result<(), StoreError> {
    for step in steps {
        match step {
            PlanStep::Raise(_) => {}
            PlanStep::Hold(id, why) => alerts::hold(connection, *id, *why, now)?,
            PlanStep::Drop(id, SuppressReason::Rule) => {
                if let Some(incident) = alerts::remove_pending(connection, *id)? {
                    alerts::note_suppressed(connection, incident, SuppressReason::Rule, 1, now)?;
                }
            }
            PlanStep::Drop(id, why) => {
                if let Some(incident) = alerts::end(connection, *id, "dropped", None, now)? {
                    alerts::note_suppressed(connection, incident, *why, 1, now)?;
                }
            }
            PlanStep::BeginStorm {
                alerts: members,
                announced_before,
                why,
            } => summaries::begin_storm(connection, members, (announced_before, *why), now)?,
            PlanStep::JoinStorm {
                storm,
                alerts: members,
            } => summaries::join(connection, *storm, members, SuppressReason::Storm, now)?,
            PlanStep::EndStorm(storm) => summaries::end_storm(connection, *storm, now)?,
            PlanStep::Digest {
                alerts: members,
                why,
            } => {
                let waiting = summaries::waiting_digest(connection, *why)?;
                let summary = match waiting {
                    Some(summary) => summary,
                    None => summaries::insert(connection, "digest", why.into_str(), now)?,
                };
                summaries::join(connection, summary, members, *why, now)?;
                if waiting.is_none() {
                    summaries::insert_alert(connection, summary, "digest", now, now)?;
                }
            }
        }
    }
    Ok(())
}
