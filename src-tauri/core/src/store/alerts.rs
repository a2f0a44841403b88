//! The tables `alerts` and `summaries`: what was decided to be told, what became of it, and which alerts were
//! told as one. The policy decides; here it is only written down, with its reason on the incident's timeline.

use rusqlite::{Connection, OptionalExtension, Row};

use super::{StoreError, incidents, moment_at, timeline};
use crate::store::counters;
use crate::{
    alert::{
        AlertDecision, AlertHistory, AlertKind, AlertSubject, MOST_PENDING, PendingAlert, PlanStep,
        RecentAlerts, STORM_GATHERS, STORM_WITHIN, Storm, Summary, SuppressReason,
    },
    incident::timeline::{Actor, TimelineKind},
    model::moment::Moment,
};

const fn word(kind: AlertKind) -> &'static str {
    match kind {
        AlertKind::Opened => "opened",
        AlertKind::Escalated => "escalated",
        AlertKind::Grew => "grew",
        // Whether its failure was told is seen from what else stands in the table.
        AlertKind::Recovered | AlertKind::Passed => "recovered",
        AlertKind::Flapping => "flapping",
    }
}

fn kind_from(word: &str) -> AlertKind {
    match word {
        "opened" => AlertKind::Opened,
        "escalated" => AlertKind::Escalated,
        "recovered" => AlertKind::Recovered,
        "flapping" => AlertKind::Flapping,
        _ => AlertKind::Grew,
    }
}

/// Writes down what was decided about a delivery error; whether something is to be raised now.
pub fn write_down(
    connection: &Connection,
    incident_id: i64,
    verdict: AlertDecision,
    test: bool,
    now: Moment,
) -> Result<bool, StoreError> {
    match verdict {
        AlertDecision::Covered => return Ok(false),
        AlertDecision::Silent(why) => {
            not_told(connection, incident_id, why, 1, now)?;
            return Ok(false);
        }
        AlertDecision::Raise => connection
            .prepare_cached(
                "UPDATE alerts SET kind = 'escalated' WHERE incident_id = ?1 AND raised_at IS NULL
                   AND kind = 'grew'",
            )?
            .execute([incident_id])?,
        AlertDecision::Tell { kind, due } => connection
            .prepare_cached(
                "INSERT INTO alerts (incident_id, kind, is_test, decided_at, due_at)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute((incident_id, word(kind), test, now.millis(), due.millis()))?,
    };
    Ok(true)
}

/// Writes down that so many delivery errors were not told, and why.
pub fn not_told(
    connection: &Connection,
    incident_id: i64,
    why: SuppressReason,
    times: i64,
    now: Moment,
) -> Result<(), StoreError> {
    let text = format!("Not notified: {why}");
    let entry = timeline::Entry::new(Actor::Rule, TimelineKind::NotTold, &text);
    timeline::add_times(connection, incident_id, now, &entry, times)
}

/// Whether the failure of an incident was told before. A condition on a row of `incidents`, where `?1` is a summary that
/// does not count.
const TOLD_BEFORE: &str = "EXISTS (SELECT 1 FROM alerts AS earlier
    WHERE earlier.incident_id = incidents.id AND earlier.outcome <> 'dropped'
      AND earlier.kind IN ('opened', 'escalated', 'flapping') AND earlier.summary_id IS NOT ?1)";

/// What was decided and said of an incident so far.
pub fn said(connection: &Connection, incident_id: i64) -> Result<AlertHistory, StoreError> {
    // One that tells of a recovery tells of no report.
    let pending: Option<String> = connection
        .prepare_cached(
            "SELECT kind FROM alerts WHERE incident_id = ?1 AND raised_at IS NULL
               AND kind <> 'recovered' ORDER BY id DESC LIMIT 1",
        )?
        .query_row([incident_id], |row| row.get(0))
        .optional()?;
    let at: Option<i64> = connection
        .prepare_cached(
            "SELECT raised_at FROM alerts WHERE incident_id = ?1 AND outcome <> 'dropped'
             ORDER BY id DESC LIMIT 1",
        )?
        .query_row([incident_id], |row| row.get(0))
        .optional()?;
    let loud = connection
        .prepare_cached(
            "SELECT raised_at, told_count, summary_id IS NULL FROM alerts
             WHERE incident_id = ?1 AND outcome <> 'dropped' AND kind IN ('opened', 'escalated', 'flapping')
             ORDER BY id DESC LIMIT 1",
        )?
        .query_row([incident_id], |row| {
            Ok((moment_at(row, "raised_at")?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    if let Some(kind) = pending {
        let kind = kind_from(&kind);
        let loud_count = loud.map_or(0, |(_, count, _)| count);
        return Ok(AlertHistory::Pending { kind, loud_count });
    }
    Ok(match (at, loud) {
        (Some(at), Some((loud_at, loud_count, alone))) => AlertHistory::Told {
            at: Moment::from_millis(at),
            loud_at,
            loud_count,
            alone,
        },
        _ => AlertHistory::Nothing,
    })
}

/// How many alerts about incidents are read at once, with some of the crowd: what one look may cost.
const PENDING: usize = 2 * MOST_PENDING;

/// How many alerts about summaries are read at once.
const PENDING_SUMMARIES: usize = 100;

/// What is decided and not yet raised: about summaries, then about incidents, the first due first. No more than the
/// policy looks at, however much waits.
pub fn pending(connection: &Connection) -> Result<Vec<PendingAlert>, StoreError> {
    let mut rows = Vec::new();
    for (about, most) in [
        ("incident_id IS NULL", PENDING_SUMMARIES),
        ("incident_id IS NOT NULL", PENDING),
    ] {
        let mut statement = connection.prepare_cached(&format!(
            "SELECT alerts.id AS alert_id, alerts.summary_id, alerts.kind, alerts.is_test,
                    alerts.due_at, alerts.held, {TOLD_BEFORE} AS told_before, incidents.*
             FROM alerts LEFT JOIN incidents ON incidents.id = alerts.incident_id
             WHERE alerts.id IN (SELECT id FROM alerts WHERE raised_at IS NULL AND {about}
                                 ORDER BY due_at, id LIMIT {most})
             ORDER BY alerts.due_at, alerts.id"
        ))?;
        // No summary has that number.
        for row in statement.query_map([0], pending_from)? {
            rows.push(row?);
        }
    }
    Ok(rows)
}

fn pending_from(row: &Row<'_>) -> rusqlite::Result<PendingAlert> {
    let about = match row.get::<_, Option<i64>>("id")? {
        Some(id) => AlertSubject::Incident {
            id,
            kind: match kind_from(&row.get::<_, String>("kind")?) {
                AlertKind::Recovered if !row.get::<_, bool>("told_before")? => AlertKind::Passed,
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
        due_at: moment_at(row, "due_at")?,
        held: row
            .get::<_, Option<String>>("held")?
            .map(|word| SuppressReason::from_word(&word)),
    })
}

/// Among how many of the latest active incidents those of a storm are looked for, however many a storm has.
const LATEST: usize = 2_000;

/// What was said lately, as the policy wants to know it.
pub fn history(connection: &Connection, now: Moment) -> Result<RecentAlerts, StoreError> {
    let told_lately = connection
        .prepare_cached(
            "SELECT DISTINCT incident_id FROM alerts
             WHERE raised_at > ?1 AND raised_at <= ?2 AND outcome = 'told' AND is_test = 0
               AND summary_id IS NULL AND kind IN ('opened', 'escalated', 'flapping')",
        )?
        .query_map((now.minus(STORM_WITHIN).millis(), now.millis()), |row| {
            row.get(0)
        })?
        .collect::<Result<_, _>>()?;
    let storm = connection
        .prepare_cached(&format!(
            "SELECT id, began_at, max(began_at, ifnull(
               (SELECT max(last_error_at) FROM
                  (SELECT id, last_error_at FROM incidents ORDER BY last_error_id DESC LIMIT {LATEST})
                  AS active
                WHERE EXISTS (SELECT 1 FROM alerts INDEXED BY alerts_by_incident
                  WHERE alerts.incident_id = active.id AND alerts.summary_id = summaries.id)), 0)
             ) AS last_error_at
             FROM summaries WHERE kind = 'storm' AND ended_at IS NULL ORDER BY id DESC LIMIT 1"
        ))?
        .query_row([], |row| {
            Ok(Storm {
                id: row.get("id")?,
                began_at: moment_at(row, "began_at")?,
                last_error_at: moment_at(row, "last_error_at")?,
            })
        })
        .optional()?;
    Ok(RecentAlerts { told_lately, storm })
}

/// Writes down what the policy planned. [`PlanStep::Raise`] is not among it: that is written down once it is done.
pub fn take(connection: &Connection, steps: &[PlanStep], now: Moment) -> Result<(), StoreError> {
    for step in steps {
        match step {
            PlanStep::Raise(_) => {}
            PlanStep::Hold(id, why) => hold(connection, *id, *why, now)?,
            PlanStep::Drop(id, why) => {
                if let Some(incident) = close(connection, *id, "dropped", None, now)? {
                    not_told(connection, incident, *why, 1, now)?;
                }
            }
            PlanStep::BeginStorm {
                alerts,
                told_before,
            } => begin_storm(connection, alerts, told_before, now)?,
            PlanStep::JoinStorm { storm, alerts } => {
                join(connection, *storm, alerts, SuppressReason::Storm, now)?
            }
            PlanStep::EndStorm(storm) => end_storm(connection, *storm, now)?,
            PlanStep::Digest { alerts, why } => {
                let waiting = waiting_digest(connection, *why)?;
                let summary = match waiting {
                    Some(summary) => summary,
                    None => summarise(connection, "digest", why.word(), now)?,
                };
                join(connection, summary, alerts, *why, now)?;
                if waiting.is_none() {
                    tell(connection, summary, "digest", now, now)?;
                }
            }
        }
    }
    Ok(())
}

fn hold(
    connection: &Connection,
    id: i64,
    why: SuppressReason,
    now: Moment,
) -> Result<(), StoreError> {
    let incident: Option<Option<i64>> = connection
        .prepare_cached("UPDATE alerts SET held = ?2 WHERE id = ?1 RETURNING incident_id")?
        .query_row((id, why.word()), |row| row.get(0))
        .optional()?;
    match incident.flatten() {
        Some(incident) => not_told(connection, incident, why, 1, now),
        None => Ok(()),
    }
}

/// Ends an alert; gives its incident, where it is about one.
fn close(
    connection: &Connection,
    id: i64,
    outcome: &str,
    summary: Option<i64>,
    now: Moment,
) -> Result<Option<i64>, StoreError> {
    let incident: Option<Option<i64>> = connection
        .prepare_cached(
            "UPDATE alerts SET raised_at = ?2, outcome = ?3, summary_id = ifnull(?4, summary_id),
               told_count = ifnull((SELECT error_count FROM incidents
                                    WHERE id = alerts.incident_id), 0)
             WHERE id = ?1 AND raised_at IS NULL RETURNING incident_id",
        )?
        .query_row((id, now.millis(), outcome, summary), |row| row.get(0))
        .optional()?;
    Ok(incident.flatten())
}

/// Lets go of what is decided of an incident and not yet raised: something else is to be said of it. That a recovery
/// is not told stands on the timeline; what a recovery takes the place of does not.
pub fn overtake(connection: &Connection, incident_id: i64, now: Moment) -> Result<(), StoreError> {
    let kinds: Vec<String> = connection
        .prepare_cached(
            "UPDATE alerts SET raised_at = ?2, outcome = 'dropped'
             WHERE incident_id = ?1 AND raised_at IS NULL RETURNING kind",
        )?
        .query_map((incident_id, now.millis()), |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    if kinds
        .iter()
        .any(|kind| kind_from(kind) == AlertKind::Recovered)
    {
        not_told(connection, incident_id, SuppressReason::CameBack, 1, now)?;
    }
    Ok(())
}

fn summarise(
    connection: &Connection,
    kind: &str,
    reason: &str,
    now: Moment,
) -> Result<i64, StoreError> {
    connection
        .prepare_cached("INSERT INTO summaries (kind, reason, began_at) VALUES (?1, ?2, ?3)")?
        .execute((kind, reason, now.millis()))?;
    Ok(connection.last_insert_rowid())
}

/// The digest for that reason that is not told yet.
fn waiting_digest(connection: &Connection, why: SuppressReason) -> Result<Option<i64>, StoreError> {
    Ok(connection
        .prepare_cached(
            "SELECT summaries.id FROM alerts JOIN summaries ON summaries.id = alerts.summary_id
             WHERE alerts.raised_at IS NULL AND alerts.incident_id IS NULL
               AND alerts.kind = 'digest' AND summaries.reason = ?1
             ORDER BY summaries.id DESC LIMIT 1",
        )?
        .query_row([why.word()], |row| row.get(0))
        .optional()?)
}

/// An alert about a summary.
fn tell(
    connection: &Connection,
    summary: i64,
    kind: &str,
    now: Moment,
    due: Moment,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO alerts (summary_id, kind, decided_at, due_at) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute((summary, kind, now.millis(), due.millis()))?;
    Ok(())
}

fn join(
    connection: &Connection,
    summary: i64,
    alerts: &[i64],
    why: SuppressReason,
    now: Moment,
) -> Result<(), StoreError> {
    for id in alerts {
        let Some(incident) = close(connection, *id, "summarised", Some(summary), now)? else {
            continue;
        };
        if why == SuppressReason::Storm {
            not_told(connection, incident, why, 1, now)?;
        } else {
            let entry =
                timeline::Entry::new(Actor::Rule, TimelineKind::Told, "Notified in a summary");
            timeline::add(connection, incident, now, &entry)?;
        }
    }
    Ok(())
}

fn begin_storm(
    connection: &Connection,
    alerts: &[i64],
    told_before: &[i64],
    now: Moment,
) -> Result<(), StoreError> {
    let storm = summarise(connection, "storm", SuppressReason::Storm.word(), now)?;
    join(connection, storm, alerts, SuppressReason::Storm, now)?;
    for incident in told_before {
        connection
            .prepare_cached(
                "UPDATE alerts SET summary_id = ?1 WHERE id =
                   (SELECT max(id) FROM alerts WHERE incident_id = ?2 AND outcome = 'told'
                      AND kind IN ('opened', 'escalated', 'flapping'))",
            )?
            .execute((storm, incident))?;
    }
    let due = now.plus(STORM_GATHERS);
    tell(connection, storm, "storm", now, due)
}

fn end_storm(connection: &Connection, storm: i64, now: Moment) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE summaries SET ended_at = ?2 WHERE id = ?1")?
        .execute((storm, now.millis()))?;
    // Where the storm could not be told yet, its end says it all.
    connection
        .prepare_cached(
            "UPDATE alerts SET raised_at = ?2, outcome = 'dropped'
             WHERE summary_id = ?1 AND kind = 'storm' AND raised_at IS NULL",
        )?
        .execute((storm, now.millis()))?;
    tell(connection, storm, "storm_over", now, now)
}

/// Notes that an alert was raised, in these words; gives its incident where it is about one and more delivery
/// errors have come than it told of, with whether a test report caused it.
pub fn raised(
    connection: &Connection,
    id: i64,
    told_count: i64,
    text: &str,
    now: Moment,
) -> Result<Option<(i64, bool)>, StoreError> {
    let found = connection
        .prepare_cached(
            "UPDATE alerts SET raised_at = ?2, outcome = 'told', told_count = ?3
             WHERE id = ?1 AND raised_at IS NULL RETURNING incident_id, kind, is_test",
        )?
        .query_row((id, now.millis(), told_count), |row| {
            Ok((
                row.get::<_, Option<i64>>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, bool>(2)?,
            ))
        })
        .optional()?;
    if found.is_some() {
        counters::set(connection, counters::NOTIFIED)?;
    }
    let Some((Some(incident_id), kind, test)) = found else {
        return Ok(None);
    };
    if kind_from(&kind) == AlertKind::Grew {
        // One a span of growth is enough to know; the timeline counts them.
        connection
            .prepare_cached(
                "DELETE FROM alerts WHERE incident_id = ?1 AND kind = 'grew' AND id < ?2",
            )?
            .execute((incident_id, id))?;
    }
    let entry = timeline::Entry::new(Actor::Rule, TimelineKind::Told, text);
    timeline::add(connection, incident_id, now, &entry)?;
    let incident = incidents::by_id(connection, incident_id)?;
    Ok(incident
        .filter(|incident| incident.error_count > told_count)
        .map(|_| (incident_id, test)))
}

/// Whether a notification about a report was shown, as far as that is still kept.
pub fn any_told(connection: &Connection) -> Result<bool, StoreError> {
    Ok(connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM alerts WHERE outcome = 'told')")?
        .query_row([], |row| row.get(0))?)
}

/// Marks what waits since before this start of the program.
pub fn mark_away(connection: &Connection) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE alerts SET held = ?1
             WHERE raised_at IS NULL AND held IS NULL
               AND kind IN ('opened', 'escalated', 'recovered', 'flapping')",
        )?
        .execute([SuppressReason::Away.word()])?;
    Ok(())
}

/// The summary that an alert is about.
pub fn summary(connection: &Connection, alert_id: i64) -> Result<Option<Summary>, StoreError> {
    let found = connection
        .prepare_cached(
            "SELECT summaries.id, alerts.kind, summaries.reason, summaries.began_at
             FROM alerts JOIN summaries ON summaries.id = alerts.summary_id
             WHERE alerts.id = ?1 AND alerts.incident_id IS NULL",
        )?
        .query_row([alert_id], |row| {
            Ok((
                row.get::<_, i64>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, String>(2)?,
                moment_at(row, "began_at")?,
            ))
        })
        .optional()?;
    let Some((id, kind, reason, began_at)) = found else {
        return Ok(None);
    };
    const RECOVERED: &str = "state = 'resolved' AND EXISTS (SELECT 1 FROM alerts
        WHERE summary_id = ?1 AND incident_id = incidents.id AND kind = 'recovered')";
    const MEMBERS: &str = "FROM incidents WHERE id IN
        (SELECT incident_id FROM alerts WHERE summary_id = ?1)";
    let busiest = connection
        .prepare_cached(&format!(
            "SELECT * {MEMBERS} ORDER BY state = 'resolved', error_count DESC, id LIMIT 2"
        ))?
        .query_map([id], incidents::from_row)?
        .collect::<Result<_, _>>()?;
    let summary = connection
        .prepare_cached(&format!(
            "SELECT count(*), ifnull(sum(state <> 'resolved'), 0), ifnull(sum(error_count), 0),
                    ifnull(max(last_error_at), 0) AS last_error_at,
                    ifnull(sum({RECOVERED}), 0) AS recovered,
                    ifnull(sum({RECOVERED} AND NOT {TOLD_BEFORE}), 0) AS passed
             {MEMBERS}"
        ))?
        .query_row([id], |row| {
            Ok(Summary {
                id,
                over: kind == "storm_over",
                why: SuppressReason::from_word(&reason),
                began_at,
                last_error_at: moment_at(row, "last_error_at")?.max(began_at),
                incidents: row.get(0)?,
                unresolved: row.get(1)?,
                errors: row.get(2)?,
                recovered: row.get("recovered")?,
                passed: row.get("passed")?,
                busiest,
            })
        })?;
    Ok(Some(summary))
}
