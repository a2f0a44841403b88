//! The table `summaries`: alerts that are shown as one, in a storm or a digest.

use rusqlite::Connection;

use super::{
    alerts::{self, ANNOUNCED_BEFORE},
    failing_hosts, incidents, row, timeline,
};
use crate::{
    alert::{RecentAlerts, STORM_GATHERS, STORM_WITHIN, Storm, Summary, SuppressReason},
    incident::timeline::{Actor, TimelineKind},
    model::moment::Moment,
    store::{error::StoreError, reader::Reader, sql::Sql},
};

/// A storm's incidents are looked for among this many of the most recently active ones, however many the storm has.
const LATEST: usize = 2_000;

pub fn insert(
    connection: &Connection,
    kind: &str,
    reason: &str,
    now: Moment,
) -> Result<i64, StoreError> {
    connection.run(
        "INSERT INTO summaries (kind, reason, began_at) VALUES (?1, ?2, ?3)",
        (kind, reason, now.millis()),
    )?;
    Ok(connection.last_insert_rowid())
}

/// The digest for that reason that was not notified yet.
pub fn waiting_digest(
    connection: &Connection,
    why: SuppressReason,
) -> Result<Option<i64>, StoreError> {
    connection.fetch_optional(
        "SELECT summaries.id FROM alerts JOIN summaries ON summaries.id = alerts.summary_id
         WHERE alerts.raised_at IS NULL AND alerts.incident_id IS NULL
           AND alerts.kind = 'digest' AND summaries.reason = ?1
         ORDER BY summaries.id DESC LIMIT 1",
        [why.into_str()],
        |row| row.get(0),
    )
}

/// An alert about a summary.
pub fn insert_alert(
    connection: &Connection,
    summary: i64,
    kind: &str,
    now: Moment,
    due: Moment,
) -> Result<(), StoreError> {
    connection.run(
        "INSERT INTO alerts (summary_id, kind, decided_at, due_at) VALUES (?1, ?2, ?3, ?4)",
        (summary, kind, now.millis(), due.millis()),
    )
}

pub fn join(
    connection: &Connection,
    summary: i64,
    alert_ids: &[i64],
    why: SuppressReason,
    now: Moment,
) -> Result<(), StoreError> {
    for id in alert_ids {
        let Some(incident) = alerts::end(connection, *id, "summarised", Some(summary), now)? else {
            continue;
        };
        if matches!(why, SuppressReason::Storm | SuppressReason::Host) {
            alerts::note_suppressed(connection, incident, why, 1, now)?;
        } else {
            let text = "Notified in a summary";
            timeline::note(
                connection,
                incident,
                now,
                Actor::Rule,
                TimelineKind::Notified,
                text,
            )?;
        }
    }
    Ok(())
}

pub fn begin_storm(
    connection: &Connection,
    alert_ids: &[i64],
    (announced_before, why): (&[i64], SuppressReason),
    now: Moment,
) -> Result<(), StoreError> {
    let storm = insert(connection, "storm", why.into_str(), now)?;
    join(connection, storm, alert_ids, why, now)?;
    for incident in announced_before {
        connection.run(
            "UPDATE alerts SET summary_id = ?1 WHERE id =
               (SELECT max(id) FROM alerts WHERE incident_id = ?2 AND outcome = 'told'
                  AND kind IN ('opened', 'escalated', 'flapping'))",
            (storm, incident),
        )?;
    }
    let due = now.plus(STORM_GATHERS);
    insert_alert(connection, storm, "storm", now, due)
}

pub fn end_storm(connection: &Connection, storm: i64, now: Moment) -> Result<(), StoreError> {
    connection.run(
        "UPDATE summaries SET ended_at = ?2 WHERE id = ?1",
        (storm, now.millis()),
    )?;
    // If the storm was not notified yet, the notification about its end says everything.
    connection.run(
        "UPDATE alerts SET raised_at = ?2, outcome = 'dropped'
         WHERE summary_id = ?1 AND kind = 'storm' AND raised_at IS NULL",
        (storm, now.millis()),
    )?;
    insert_alert(connection, storm, "storm_over", now, now)
}

/// The incidents of summary `?1`.
const MEMBERS: &str = "FROM incidents WHERE id IN
    (SELECT incident_id FROM alerts WHERE summary_id = ?1)";

/// Whether an incident of summary `?1` has recovered. Looked up by the incident: by the summary, each of the thousands of
/// incidents of a storm would look at the alerts of all of them.
const RECOVERED: &str = "state = 'resolved' AND EXISTS
    (SELECT 1 FROM alerts INDEXED BY alerts_by_incident
     WHERE summary_id = ?1 AND incident_id = incidents.id AND kind = 'recovered')";

/// What the incidents of summary `?1` come to.
fn counts() -> String {
    format!(
        "SELECT count(*), ifnull(sum(state <> 'resolved'), 0), ifnull(sum(error_count), 0),
                ifnull(max(last_error_at), 0) AS last_error_at,
                ifnull(sum({RECOVERED}), 0) AS recovered,
                ifnull(sum({RECOVERED} AND NOT {ANNOUNCED_BEFORE}), 0) AS passed
         {MEMBERS}"
    )
}

impl Reader {
    /// What was notified recently.
    pub fn alert_history(&self, now: Moment) -> Result<RecentAlerts, StoreError> {
        let recently_announced = self.0.fetch_all(
            "SELECT DISTINCT incident_id FROM alerts
             WHERE raised_at > ?1 AND raised_at <= ?2 AND outcome = 'told' AND is_test = 0
               AND summary_id IS NULL AND kind IN ('opened', 'escalated', 'flapping')",
            (now.minus(STORM_WITHIN).millis(), now.millis()),
            |row| row.get(0),
        )?;
        let storm = self.0.fetch_optional(&format!(
                "SELECT id, reason, began_at, max(began_at, ifnull(
                   (SELECT max(last_error_at) FROM
                      (SELECT id, last_error_at FROM incidents ORDER BY last_error_id DESC LIMIT {LATEST})
                      AS active
                    WHERE EXISTS (SELECT 1 FROM alerts INDEXED BY alerts_by_incident
                      WHERE alerts.incident_id = active.id AND alerts.summary_id = summaries.id)), 0)
                 ) AS last_error_at
                 FROM summaries WHERE kind = 'storm' AND ended_at IS NULL ORDER BY id DESC LIMIT 1"
            ), [], |row| {
                Ok(Storm {
                    id: row.get("id")?,
                    began_at: row::moment(row, "began_at")?,
                    last_error_at: row::moment(row, "last_error_at")?,
                    is_host_outage: row::word(row, "reason", SuppressReason::Storm)? == SuppressReason::Host,
                })
            })?;
        let failing = failing_hosts::failing_host(&self.0, storm)?;
        Ok(RecentAlerts {
            recently_announced,
            storm,
            in_host_outage: failing.waiting,
            announced_of_host: failing.announced,
        })
    }

    /// What an alert about a storm or a digest is about; `None` if it is about an incident.
    pub fn summary(&self, alert_id: i64) -> Result<Option<Summary>, StoreError> {
        let found = self.0.fetch_optional(
            "SELECT summaries.id, alerts.kind, summaries.reason, summaries.began_at
         FROM alerts JOIN summaries ON summaries.id = alerts.summary_id
         WHERE alerts.id = ?1 AND alerts.incident_id IS NULL",
            [alert_id],
            |row| {
                Ok((
                    row.get::<_, i64>(0)?,
                    row.get::<_, String>(1)?,
                    row.get::<_, String>(2)?,
                    row::moment(row, "began_at")?,
                ))
            },
        )?;
        let Some((id, kind, reason, began_at)) = found else {
            return Ok(None);
        };
        let busiest = self.0.fetch_all(
            &format!(
                "SELECT * {MEMBERS} ORDER BY state = 'resolved', error_count DESC, id LIMIT 2"
            ),
            [id],
            incidents::from_row,
        )?;
        let summary = self.0.prepare_cached(&counts())?.query_row([id], |row| {
            Ok(Summary {
                id,
                over: kind == "storm_over",
                why: row::read_word(&reason, SuppressReason::Away),
                began_at,
                last_error_at: row::moment(row, "last_error_at")?.max(began_at),
                incidents: row.get(0)?,
                unresolved: row.get(1)?,
                errors: row.get(2)?,
                recovered: row.get("recovered")?,
                passed: row.get("passed")?,
                host: match row::read_word(&reason, SuppressReason::Away) {
                    SuppressReason::Host => failing_hosts::of_summary(&self.0, id)?,
                    _ => None,
                },
                busiest,
            })
        })?;
        Ok(Some(summary))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::file::schema;

    #[test]
    fn each_incident_of_a_storm_looks_only_at_its_own_alerts() {
        let mut connection = Connection::open_in_memory().unwrap();
        schema::migrations().to_latest(&mut connection).unwrap();
        let sql = format!("EXPLAIN QUERY PLAN {}", counts());
        let mut statement = connection.prepare(&sql).unwrap();
        let steps = statement.query_map([1], |row| row.get::<_, String>(3));
        let plan: Vec<_> = steps.unwrap().map(Result::unwrap).collect();
        let by = |index: &str| plan.iter().filter(|step| step.contains(index)).count();
        assert_eq!(
            (by("alerts_by_summary"), by("alerts_by_incident")),
            (1, 3),
            "{plan:#?}"
        );
    }
}
