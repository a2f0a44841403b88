//! The table `alerts`: which notifications were decided on, and what happened to them. The policy decides. This file
//! stores its decisions, and writes the reasons to the incident's timeline.

use rusqlite::{Connection, Row};

use super::{counters, incidents, row, timeline};
use crate::{
    alert::{
        AlertDecision, AlertHistory, AlertKind, AlertSubject, MAX_PENDING, PendingAlert,
        SuppressReason,
    },
    incident::{
        Change,
        timeline::{Actor, TimelineKind},
    },
    model::moment::Moment,
    store::{error::StoreError, reader::Reader, sql::Sql},
};

/// The word for a kind in the table. Whether the failure was notified follows from the other rows.
const fn word(kind: AlertKind) -> &'static str {
    match kind {
        AlertKind::FailedAndRecovered => AlertKind::Recovered.into_str(),
        kind => kind.into_str(),
    }
}

/// Stores a decision about a delivery error. Returns whether an alert is due.
pub fn store_decision(
    connection: &Connection,
    incident_id: i64,
    verdict: AlertDecision,
    test: bool,
    now: Moment,
) -> Result<bool, StoreError> {
    match verdict {
        AlertDecision::Covered => return Ok(false),
        AlertDecision::Silent(why) => {
            note_suppressed(connection, incident_id, why, 1, now)?;
            return Ok(false);
        }
        AlertDecision::Raise => connection.run(
            "UPDATE alerts SET kind = 'escalated' WHERE incident_id = ?1 AND raised_at IS NULL
               AND kind = 'grew'",
            [incident_id],
        )?,
        AlertDecision::Announce { kind, due } => connection.run(
            "INSERT INTO alerts (incident_id, kind, is_test, decided_at, due_at)
             VALUES (?1, ?2, ?3, ?4, ?5)",
            (incident_id, word(kind), test, now.millis(), due.millis()),
        )?,
    };
    Ok(true)
}

/// Stores a change for the pending alert to mention.
pub fn note_change(
    connection: &Connection,
    incident_id: i64,
    change: Change,
) -> Result<(), StoreError> {
    let text = serde_json::to_string(&change).unwrap_or_default();
    connection.run(
        "UPDATE alerts SET change = ?2 WHERE incident_id = ?1 AND raised_at IS NULL",
        (incident_id, text),
    )
}

/// Stores why delivery errors were not notified.
pub fn note_suppressed(
    connection: &Connection,
    incident_id: i64,
    why: SuppressReason,
    times: i64,
    now: Moment,
) -> Result<(), StoreError> {
    let text = format!("Not notified: {why}");
    let entry = timeline::Entry::new(Actor::Rule, TimelineKind::NotNotified, &text);
    timeline::add_times(connection, incident_id, now, &entry, times)
}

/// Whether the failure of an incident was notified before. A condition on a row of `incidents`; `?1` is a summary that
/// does not count.
pub const ANNOUNCED_BEFORE: &str = "EXISTS (SELECT 1 FROM alerts AS earlier
    WHERE earlier.incident_id = incidents.id AND earlier.outcome <> 'dropped'
      AND earlier.kind IN ('opened', 'escalated', 'flapping') AND earlier.summary_id IS NOT ?1)";

/// What was decided and notified of an incident so far.
pub fn history(connection: &Connection, incident_id: i64) -> Result<AlertHistory, StoreError> {
    // An alert about a recovery is not about a report.
    let pending: Option<String> = connection.fetch_optional(
        "SELECT kind FROM alerts WHERE incident_id = ?1 AND raised_at IS NULL
           AND kind <> 'recovered' ORDER BY id DESC LIMIT 1",
        [incident_id],
        |row| row.get(0),
    )?;
    let at: Option<i64> = connection.fetch_optional(
        "SELECT raised_at FROM alerts WHERE incident_id = ?1 AND outcome <> 'dropped'
         ORDER BY id DESC LIMIT 1",
        [incident_id],
        |row| row.get(0),
    )?;
    let loud = connection.fetch_optional(
        "SELECT raised_at, told_count, summary_id IS NULL FROM alerts
         WHERE incident_id = ?1 AND outcome <> 'dropped'
           AND kind IN ('opened', 'escalated', 'flapping')
         ORDER BY id DESC LIMIT 1",
        [incident_id],
        |row| Ok((row::moment(row, "raised_at")?, row.get(1)?, row.get(2)?)),
    )?;
    if let Some(kind) = pending {
        let kind = row::read_word(&kind, AlertKind::Grew);
        let loud_count = loud.map_or(0, |(_, count, _)| count);
        return Ok(AlertHistory::Pending { kind, loud_count });
    }
    Ok(match (at, loud) {
        (Some(at), Some((loud_at, loud_count, alone))) => AlertHistory::Announced {
            at: Moment::from_millis(at),
            loud_at,
            loud_count,
            alone,
        },
        _ => AlertHistory::Nothing,
    })
}

/// How many alerts about incidents are read at once: those that the policy considers, and some more.
const PENDING: usize = 2 * MAX_PENDING;

const PENDING_SUMMARIES: usize = 100;

/// The alerts that are decided but not shown yet: first the summaries, then the incidents, each in the order in which
/// they are due. At most [`PENDING`] of incidents.
pub fn pending(connection: &Connection) -> Result<Vec<PendingAlert>, StoreError> {
    let begin = (i64::MIN, i64::MIN);
    let mut rows = pending_after(connection, "incident_id IS NULL", begin, PENDING_SUMMARIES)?;
    rows.extend(pending_after(
        connection,
        "incident_id IS NOT NULL",
        begin,
        PENDING,
    )?);
    Ok(rows)
}

/// Those behind that time and id.
fn pending_after(
    connection: &Connection,
    about: &str,
    (due_at, id): (i64, i64),
    most: usize,
) -> Result<Vec<PendingAlert>, StoreError> {
    let sql = format!(
        "SELECT alerts.id AS alert_id, alerts.summary_id, alerts.kind, alerts.is_test,
                alerts.due_at, alerts.held, {ANNOUNCED_BEFORE} AS told_before, incidents.*
         FROM alerts LEFT JOIN incidents ON incidents.id = alerts.incident_id
         WHERE alerts.id IN (SELECT id FROM alerts WHERE raised_at IS NULL AND {about}
                               AND (due_at, id) > (?2, ?3)
                             ORDER BY due_at, id LIMIT {most})
         ORDER BY alerts.due_at, alerts.id"
    );
    // No summary has the id 0.
    connection.fetch_all(&sql, (0, due_at, id), pending_from)
}

fn pending_from(row: &Row<'_>) -> rusqlite::Result<PendingAlert> {
    let about = match row.get::<_, Option<i64>>("id")? {
        Some(id) => AlertSubject::Incident {
            id,
            kind: match row::word(row, "kind", AlertKind::Grew)? {
                AlertKind::Recovered if !row.get::<_, bool>("told_before")? => {
                    AlertKind::FailedAndRecovered
                }
                kind => kind,
            },
            triage: incidents::from_row(row)?.triage(),
            test: row.get("is_test")?,
        },
        None => AlertSubject::Summary(row.get("summary_id")?),
    };
    Ok(PendingAlert {
        id: row.get("alert_id")?,
        about,
        due_at: row::moment(row, "due_at")?,
        held: row
            .get::<_, Option<String>>("held")?
            .map(|word| row::read_word(&word, SuppressReason::Away)),
    })
}

pub fn hold(
    connection: &Connection,
    id: i64,
    why: SuppressReason,
    now: Moment,
) -> Result<(), StoreError> {
    let incident: Option<Option<i64>> = connection.fetch_optional(
        "UPDATE alerts SET held = ?2 WHERE id = ?1 RETURNING incident_id",
        (id, why.into_str()),
        |row| row.get(0),
    )?;
    match incident.flatten() {
        Some(incident) => note_suppressed(connection, incident, why, 1, now),
        None => Ok(()),
    }
}

/// Ends an alert. Returns its incident, if it has one.
pub fn end(
    connection: &Connection,
    id: i64,
    outcome: &str,
    summary: Option<i64>,
    now: Moment,
) -> Result<Option<i64>, StoreError> {
    let incident: Option<Option<i64>> = connection.fetch_optional(
        "UPDATE alerts SET raised_at = ?2, outcome = ?3, summary_id = ifnull(?4, summary_id),
           told_count = ifnull((SELECT error_count FROM incidents
                                WHERE id = alerts.incident_id), 0)
         WHERE id = ?1 AND raised_at IS NULL RETURNING incident_id",
        (id, now.millis(), outcome, summary),
        |row| row.get(0),
    )?;
    Ok(incident.flatten())
}

/// Removes a pending alert. Returns its incident, if it has one. If a rule silences an endpoint, each of its reports
/// would otherwise leave a row.
pub fn remove_pending(connection: &Connection, id: i64) -> Result<Option<i64>, StoreError> {
    let incident: Option<Option<i64>> = connection.fetch_optional(
        "DELETE FROM alerts WHERE id = ?1 AND raised_at IS NULL RETURNING incident_id",
        [id],
        |row| row.get(0),
    )?;
    Ok(incident.flatten())
}

/// Drops the pending alerts of an incident, because something newer will be notified. The timeline notes that a
/// recovery was not notified, but not what a recovery replaces.
pub fn drop_pending(
    connection: &Connection,
    incident_id: i64,
    now: Moment,
) -> Result<(), StoreError> {
    let kinds: Vec<String> = connection.fetch_all(
        "UPDATE alerts SET raised_at = ?2, outcome = 'dropped'
         WHERE incident_id = ?1 AND raised_at IS NULL RETURNING kind",
        (incident_id, now.millis()),
        |row| row.get(0),
    )?;
    if kinds.iter().any(|kind| kind == word(AlertKind::Recovered)) {
        note_suppressed(connection, incident_id, SuppressReason::CameBack, 1, now)?;
    }
    Ok(())
}

/// Records that an alert was shown with this text. Returns its incident if more delivery errors have arrived than the
/// alert mentioned, and whether a test report caused it.
pub fn mark_shown(
    connection: &Connection,
    id: i64,
    error_count: i64,
    text: &str,
    now: Moment,
) -> Result<Option<(i64, bool)>, StoreError> {
    let found = connection.fetch_optional(
        "UPDATE alerts SET raised_at = ?2, outcome = 'told', told_count = ?3
         WHERE id = ?1 AND raised_at IS NULL RETURNING incident_id, kind, is_test",
        (id, now.millis(), error_count),
        |row| {
            Ok((
                row.get::<_, Option<i64>>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, bool>(2)?,
            ))
        },
    )?;
    if found.is_some() {
        counters::set(connection, counters::NOTIFIED)?;
    }
    let Some((Some(incident_id), kind, test)) = found else {
        return Ok(None);
    };
    if kind == word(AlertKind::Grew) {
        // The timeline counts the earlier ones.
        connection.run(
            "DELETE FROM alerts WHERE incident_id = ?1 AND kind = 'grew' AND id < ?2",
            (incident_id, id),
        )?;
    }
    timeline::note(
        connection,
        incident_id,
        now,
        Actor::Rule,
        TimelineKind::Notified,
        text,
    )?;
    let incident = incidents::by_id(connection, incident_id)?;
    Ok(incident
        .filter(|incident| incident.error_count > error_count)
        .map(|_| (incident_id, test)))
}

/// Marks the alerts that have been pending since before this start of the program.
pub fn hold_as_away(connection: &Connection) -> Result<(), StoreError> {
    connection.run(
        "UPDATE alerts SET held = ?1
         WHERE raised_at IS NULL AND held IS NULL
           AND kind IN ('opened', 'escalated', 'recovered', 'flapping')",
        [SuppressReason::Away.into_str()],
    )
}

impl Reader {
    /// The change that an alert mentions. An alert that an older version has left pending has it in words, and is
    /// shown without.
    pub fn alert_change(&self, id: i64) -> Result<Option<Change>, StoreError> {
        let change = "SELECT change FROM alerts WHERE id = ?1";
        let found: Option<Option<String>> =
            self.0.fetch_optional(change, [id], |row| row.get(0))?;
        let found = found.flatten();
        Ok(found.and_then(|text| serde_json::from_str(&text).ok()))
    }

    /// The alerts that are decided but not yet raised: the summaries, then the first [`PENDING`] of incidents, each in
    /// the order in which they are due.
    pub fn pending_alerts(&self) -> Result<Vec<PendingAlert>, StoreError> {
        pending(&self.0)
    }

    /// The next [`PENDING`] alerts of incidents behind that one.
    pub fn pending_alerts_after(
        &self,
        last: &PendingAlert,
    ) -> Result<Vec<PendingAlert>, StoreError> {
        let last = (last.due_at.millis(), last.id);
        pending_after(&self.0, "incident_id IS NOT NULL", last, PENDING)
    }
}
