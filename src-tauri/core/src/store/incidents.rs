//! The table `incidents`: its rows, what is asked of them and what is written to them.

use rusqlite::{Connection, OptionalExtension, Row, params_from_iter, types::Value};
use serde::Serialize;
use ts_rs::TS;

use super::{StoreError, last_ids, moment_at, probes};
use crate::store::{batch::Growth, filter, fulltext};
use crate::{
    history::search::Query,
    incident::{
        Incident, IncidentState, LatestIncident, Subject, Triage, WEEK, delivery_error::Source,
        recovery::RecoveryState,
    },
    model::{endpoint, moment::Moment},
};

const ENDPOINT: &str = "endpoint:";
const UNREADABLE: &str = "unreadable";

fn subject_text(subject: &Subject) -> String {
    match subject {
        Subject::Endpoint(key) => format!("{ENDPOINT}{key}"),
        Subject::Unreadable => UNREADABLE.to_owned(),
    }
}

/// What an incident is about, from the column `subject`.
pub fn subject_from(text: &str) -> Subject {
    match text.strip_prefix(ENDPOINT) {
        Some(key) => Subject::Endpoint(key.to_owned()),
        None => Subject::Unreadable,
    }
}

/// The schema allows no other word.
pub fn state_from(text: &str) -> IncidentState {
    IncidentState::from_word(text).unwrap_or(IncidentState::Open)
}

/// An incident from a row of the table.
pub fn from_row(row: &Row<'_>) -> rusqlite::Result<Incident> {
    let subject = subject_from(&row.get::<_, String>("subject")?);
    Ok(Incident {
        id: row.get("id")?,
        label: subject.label(),
        host: match &subject {
            Subject::Endpoint(key) => endpoint::host(key),
            Subject::Unreadable => None,
        },
        endpoint: match subject {
            Subject::Endpoint(key) => key,
            Subject::Unreadable => String::new(),
        },
        state: state_from(&row.get::<_, String>("state")?),
        opened_at: moment_at(row, "opened_at")?,
        last_error_at: moment_at(row, "last_error_at")?,
        error_count: row.get("error_count")?,
        last_code: row.get("last_code")?,
        previous_id: row.get("previous_id")?,
        muted_until: row
            .get::<_, Option<i64>>("muted_until")?
            .map(Moment::from_millis),
        changed_at: moment_at(row, "changed_at")?,
        first_code: row.get("first_code")?,
        worst_code: row.get("worst_code")?,
        last_error_id: row.get("last_error_id")?,
        last_message: row.get("last_message")?,
        last_source: Source::from_word(&row.get::<_, String>("last_source")?),
        times_this_week: row.get("times_this_week")?,
    })
}

/// The incident of that number.
pub fn by_id(connection: &Connection, id: i64) -> Result<Option<Incident>, StoreError> {
    Ok(connection
        .prepare_cached("SELECT * FROM incidents WHERE id = ?1")?
        .query_row([id], from_row)
        .optional()?)
}

/// The incident with that subject that is not resolved, else the latest one with it.
pub fn latest(
    connection: &Connection,
    subject: &Subject,
) -> Result<Option<LatestIncident>, StoreError> {
    let latest = |sql: &str| {
        connection
            .prepare_cached(sql)?
            .query_row([subject_text(subject)], |row| {
                Ok(LatestIncident {
                    id: row.get(0)?,
                    state: state_from(&row.get::<_, String>(1)?),
                    recovered_at: row.get::<_, Option<i64>>(2)?.map(Moment::from_millis),
                })
            })
            .optional()
    };
    // Two questions, each of an index of its own.
    let unresolved = latest(
        "SELECT id, state, recovered_at FROM incidents WHERE subject = ?1 AND state <> 'resolved'",
    )?;
    Ok(match unresolved {
        Some(found) => Some(found),
        None => latest(
            "SELECT id, state, recovered_at FROM incidents WHERE subject = ?1
             ORDER BY id DESC LIMIT 1",
        )?,
    })
}

/// The incident with that subject that is not resolved.
pub fn unresolved(
    connection: &Connection,
    subject: &Subject,
) -> Result<Option<Incident>, StoreError> {
    match latest(connection, subject)? {
        Some(latest) if latest.state != IncidentState::Resolved => by_id(connection, latest.id),
        _ => Ok(None),
    }
}

/// The incidents that are not resolved, the latest active first.
pub fn all_unresolved(connection: &Connection, limit: u32) -> Result<Vec<Incident>, StoreError> {
    // Both states by their index; the few that there are get sorted.
    let rows = connection
        .prepare_cached(
            "SELECT * FROM incidents WHERE state IN ('open', 'acknowledged')
             ORDER BY last_error_id DESC LIMIT ?1",
        )?
        .query_map([limit], from_row)?
        .collect::<Result<_, _>>()?;
    Ok(rows)
}

/// Begins an incident that has no delivery error yet. A mute of the one before goes on in it.
pub fn open(
    connection: &Connection,
    subject: &Subject,
    at: Moment,
    code: Option<i64>,
    previous_id: Option<i64>,
) -> Result<i64, StoreError> {
    let well_before = match subject {
        Subject::Endpoint(endpoint) => probes::last_good(connection, endpoint, at)?,
        Subject::Unreadable => None,
    };
    let subject = subject_text(subject);
    let week_ago = at.minus(WEEK).millis();
    let id = last_ids::next_incident(connection)?;
    connection
        .prepare_cached(
            "INSERT INTO incidents
               (id, subject, state, opened_at, changed_at, last_error_at, error_count, first_code,
                worst_code, previous_id, muted_until, times_this_week, well_before)
             VALUES (?7, ?1, 'open', ?2, ?2, ?2, 0, ?3, ?3, ?4,
                (SELECT muted_until FROM incidents WHERE id = ?4 AND muted_until > ?2),
                (SELECT count(*) + 1 FROM incidents WHERE subject = ?1 AND opened_at > ?5), ?6)",
        )?
        .execute((
            &subject,
            at.millis(),
            code,
            previous_id,
            week_ago,
            well_before.map(Moment::millis),
            id,
        ))?;
    Ok(id)
}

/// Counts the delivery errors that came. What probes said before them no longer counts.
pub fn grow(connection: &Connection, id: i64, growth: &Growth) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE incidents SET error_count = error_count + ?8, kept_count = kept_count + ?8,
               last_error_at = ?2, last_code = ?3, worst_code = ?4, last_error_id = ?5,
               last_message = ?6, last_source = ?7, good_since = NULL, good_probe_id = NULL
             WHERE id = ?1",
        )?
        .execute((
            id,
            growth.at.millis(),
            growth.code,
            growth.worst,
            growth.error_id,
            &growth.message,
            growth.source.word(),
            growth.count,
        ))?;
    Ok(())
}

/// Whether another incident with the same subject is not resolved.
pub fn followed(connection: &Connection, id: i64) -> Result<bool, StoreError> {
    Ok(connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM incidents
               WHERE subject = (SELECT subject FROM incidents WHERE id = ?1)
                 AND state <> 'resolved' AND id <> ?1)",
        )?
        .query_row([id], |row| row.get(0))?)
}

/// Puts an incident where an action takes it. One that a person resolves was not resolved by rule, and one that they
/// open again has to answer anew.
pub fn stand(
    connection: &Connection,
    id: i64,
    triage: Triage,
    resolved_by_hand: bool,
    now: Moment,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE incidents SET muted_until = ?3,
               recovered_at = iif(?5, NULL, recovered_at),
               good_since = iif(state = 'resolved' AND ?2 <> 'resolved', NULL, good_since),
               good_probe_id = iif(state = 'resolved' AND ?2 <> 'resolved', NULL, good_probe_id),
               changed_at = iif(state = ?2, changed_at, ?4), state = ?2
             WHERE id = ?1",
        )?
        .execute((
            id,
            triage.state.word(),
            triage.muted_until.map(Moment::millis),
            now.millis(),
            resolved_by_hand,
        ))?;
    Ok(())
}

/// How an incident came to where it is. A recovery that rests on a probe which would not count today, as one that found
/// 404 once did, is none.
pub fn course(connection: &Connection, id: i64) -> Result<Option<RecoveryState>, StoreError> {
    let Some(mut course) = course_as_kept(connection, id)? else {
        return Ok(None);
    };
    if course.good_since.is_some()
        && probes::good_of(connection, id)?.is_some_and(|probe| !probe.is_good())
    {
        course.good_since = None;
    }
    Ok(Some(course))
}

fn course_as_kept(connection: &Connection, id: i64) -> Result<Option<RecoveryState>, StoreError> {
    let moment = |row: &Row<'_>, column| -> rusqlite::Result<Option<Moment>> {
        Ok(row.get::<_, Option<i64>>(column)?.map(Moment::from_millis))
    };
    Ok(connection
        .prepare_cached(
            "SELECT good_since, recovered_at, times_come_back, first_recovered_at, well_before
             FROM incidents WHERE id = ?1",
        )?
        .query_row([id], |row| {
            Ok(RecoveryState {
                good_since: moment(row, "good_since")?,
                recovered_at: moment(row, "recovered_at")?,
                times_reopened: row.get("times_come_back")?,
                first_recovered_at: moment(row, "first_recovered_at")?,
                well_before: moment(row, "well_before")?,
            })
        })
        .optional()?)
}

/// Resolves an incident by rule.
pub fn recover(connection: &Connection, id: i64, now: Moment) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE incidents SET state = 'resolved', changed_at = ?2, recovered_at = ?2,
               first_recovered_at = ifnull(first_recovered_at, ?2)
             WHERE id = ?1",
        )?
        .execute((id, now.millis()))?;
    Ok(())
}

/// Opens an incident again that was resolved by rule.
pub fn come_back(connection: &Connection, id: i64, at: Moment) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE incidents SET state = 'open', changed_at = ?2,
               times_come_back = times_come_back + 1
             WHERE id = ?1",
        )?
        .execute((id, at.millis()))?;
    Ok(())
}

/// The incidents before one at the same endpoint, newest first.
pub fn former(connection: &Connection, id: i64, limit: u32) -> Result<Vec<Incident>, StoreError> {
    let rows = connection
        .prepare_cached(
            "SELECT * FROM incidents
             WHERE subject = (SELECT subject FROM incidents WHERE id = ?1) AND id < ?1
             ORDER BY id DESC LIMIT ?2",
        )?
        .query_map((id, limit), from_row)?
        .collect::<Result<_, _>>()?;
    Ok(rows)
}

/// Which incidents a query finds.
pub fn found(
    connection: &Connection,
    query: &Query,
    now: Moment,
) -> Result<filter::Conditions, StoreError> {
    let mut conditions = filter::incidents(query, now);
    if let Some(words) = query.full_text() {
        fulltext::in_incidents(connection, &mut conditions, &words)?;
    }
    Ok(conditions)
}

/// A page of incidents, the latest active first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct IncidentPage {
    /// The rows, the latest active first.
    pub rows: Vec<Incident>,
    /// Whether more rows match, older than the last one here.
    pub more: bool,
}

/// A page of incidents whose latest delivery error is older than `before`.
pub fn page(
    connection: &Connection,
    query: &Query,
    before: Option<i64>,
    limit: u32,
    now: Moment,
) -> Result<IncidentPage, StoreError> {
    let mut conditions = found(connection, query, now)?;
    if let Some(before) = before {
        conditions.add("last_error_id < ?", [Value::Integer(before)]);
    }
    let sql = format!(
        "SELECT * FROM incidents WHERE {} ORDER BY last_error_id DESC LIMIT ?",
        conditions.sql()
    );
    let mut values = conditions.values;
    values.push(Value::Integer(i64::from(limit) + 1));
    let mut rows = connection
        .prepare_cached(&sql)?
        .query_map(params_from_iter(values), from_row)?
        .collect::<Result<Vec<_>, _>>()?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    Ok(IncidentPage { rows, more })
}

/// An endpoint, with what happened at it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct EndpointRow {
    /// The normalised endpoint; empty for unreadable reports.
    pub endpoint: String,
    /// A short name for it.
    pub label: String,
    /// How many incidents it has had.
    #[ts(type = "number")]
    pub incidents: i64,
    /// How many delivery errors it has had.
    #[ts(type = "number")]
    pub errors: i64,
    /// Its latest incident.
    pub latest: Incident,
}

/// The most endpoints that are listed.
const MOST_ENDPOINTS: i64 = 1_000;

/// The endpoints of the incidents that a query finds, the latest active first.
pub fn endpoint_rows(
    connection: &Connection,
    query: &Query,
    now: Moment,
) -> Result<Vec<EndpointRow>, StoreError> {
    let conditions = found(connection, query, now)?;
    let sql = format!(
        "SELECT count(*), sum(error_count), max(id), max(last_error_id) AS latest
         FROM incidents WHERE {} GROUP BY subject ORDER BY latest DESC LIMIT {MOST_ENDPOINTS}",
        conditions.sql()
    );
    let found: Vec<(i64, i64, i64)> = connection
        .prepare_cached(&sql)?
        .query_map(params_from_iter(conditions.values), |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?
        .collect::<Result<_, _>>()?;
    let mut rows = Vec::new();
    for (incidents, errors, latest) in found {
        if let Some(latest) = by_id(connection, latest)? {
            rows.push(EndpointRow {
                endpoint: latest.endpoint.clone(),
                label: latest.label.clone(),
                incidents,
                errors,
                latest,
            });
        }
    }
    Ok(rows)
}

/// How many there are in a state. Test reports are not counted.
pub fn count(connection: &Connection, state: IncidentState) -> Result<i64, StoreError> {
    Ok(connection
        // By indexes alone: there may be a million, and few are tests.
        .prepare_cached(
            "SELECT (SELECT count(*) FROM incidents WHERE state = ?1)
               - (SELECT count(*) FROM incidents WHERE +state = ?1 AND last_source = 'test'
                  AND id IN (SELECT incident_id FROM delivery_errors
                    WHERE source = 'test' AND source <> 'retm'))",
        )?
        .query_row([state.word()], |row| row.get(0))?)
}

/// How many incidents of that state are of an endpoint of RETM's: no test, and no unreadable report.
pub fn count_failing_endpoints(
    connection: &Connection,
    state: IncidentState,
) -> Result<i64, StoreError> {
    Ok(connection
        .prepare_cached(
            "SELECT count(*) FROM incidents
             WHERE state = ?1 AND last_source <> 'test' AND subject <> 'unreadable'",
        )?
        .query_row([state.word()], |row| row.get(0))?)
}

/// How many endpoints there are, the unreadable reports counted as one.
pub fn endpoints(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection
        .prepare_cached("SELECT count(DISTINCT subject) FROM incidents")?
        .query_row([], |row| row.get(0))?)
}

/// How many delivery errors are kept.
pub fn total(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection
        .prepare_cached("SELECT coalesce(sum(kept_count), 0) FROM incidents")?
        .query_row([], |row| row.get(0))?)
}
