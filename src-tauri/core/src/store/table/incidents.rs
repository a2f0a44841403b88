//! The table `incidents`.

use rusqlite::{Connection, Params, Row, params_from_iter, types::Value};
use serde::Serialize;
use ts_rs::TS;

use super::{last_ids, lasting_mutes, probes, row, tally::IncidentDelta};
use crate::{
    alert::AlertFacts,
    history::search::Query,
    incident::{
        Incident, IncidentState, LatestIncident, Subject, Triage, WEEK, delivery_error::Source,
        recovery::RecoveryState,
    },
    model::{endpoint, moment::Moment},
    store::{
        error::StoreError,
        reader::Reader,
        search::{filter, fulltext, where_clause::WhereClause},
        sql::Sql,
    },
};

const ENDPOINT: &str = "endpoint:";
const UNREADABLE: &str = "unreadable";

pub fn subject_text(subject: &Subject) -> String {
    match subject {
        Subject::Endpoint(key) => format!("{ENDPOINT}{key}"),
        Subject::Unreadable => UNREADABLE.to_owned(),
    }
}

/// Parses the column `subject`.
pub fn subject_from(text: &str) -> Subject {
    match text.strip_prefix(ENDPOINT) {
        Some(key) => Subject::Endpoint(key.to_owned()),
        None => Subject::Unreadable,
    }
}

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
        state: row::word(row, "state", IncidentState::Open)?,
        opened_at: row::moment(row, "opened_at")?,
        last_error_at: row::moment(row, "last_error_at")?,
        error_count: row.get("error_count")?,
        last_code: row.get("last_code")?,
        previous_id: row.get("previous_id")?,
        muted_until: row::optional_moment(row, "muted_until")?,
        changed_at: row::moment(row, "changed_at")?,
        first_code: row.get("first_code")?,
        worst_code: row.get("worst_code")?,
        last_error_id: row.get("last_error_id")?,
        last_message: row.get("last_message")?,
        last_endpoint: row.get("last_endpoint")?,
        last_source: row::word(row, "last_source", Source::Retm)?,
        merchant: row.get("last_merchant")?,
        until_change: row.get::<_, Option<String>>("until_change")?.is_some(),
        times_this_week: row.get("times_this_week")?,
    })
}

/// The incident with that id, or the one it was merged into (`file/regrouping.rs`).
pub fn by_id(connection: &Connection, id: i64) -> Result<Option<Incident>, StoreError> {
    let of_number =
        |id| connection.fetch_optional("SELECT * FROM incidents WHERE id = ?1", [id], from_row);
    if let Some(found) = of_number(id)? {
        return Ok(Some(found));
    }
    let merged = "SELECT into_id FROM merged_incidents WHERE id = ?1";
    match connection.fetch_optional(merged, [id], |row| row.get(0))? {
        Some(into) => of_number(into),
        None => Ok(None),
    }
}

/// The unresolved incident with that subject, else its latest one.
pub fn latest(
    connection: &Connection,
    subject: &Subject,
) -> Result<Option<LatestIncident>, StoreError> {
    let latest = |sql: &str| {
        connection.fetch_optional(sql, [subject_text(subject)], |row| {
            Ok(LatestIncident {
                id: row.get(0)?,
                state: row::word(row, "state", IncidentState::Open)?,
                recovered_at: row::optional_moment(row, "recovered_at")?,
            })
        })
    };
    // Separate queries, because each has its own index.
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

pub fn unresolved(
    connection: &Connection,
    subject: &Subject,
) -> Result<Option<Incident>, StoreError> {
    match latest(connection, subject)? {
        Some(latest) if latest.state != IncidentState::Resolved => by_id(connection, latest.id),
        _ => Ok(None),
    }
}

/// The unresolved incident of exactly this endpoint: its own, or that of its pattern if the latest report there is from
/// this endpoint.
pub fn unresolved_of(
    connection: &Connection,
    endpoint: &str,
) -> Result<Option<Incident>, StoreError> {
    let own = Subject::of_endpoint(endpoint);
    if let Some(incident) = unresolved(connection, &own)? {
        return Ok(Some(incident));
    }
    let pattern = Subject::of_pattern(endpoint);
    if pattern == own {
        return Ok(None);
    }
    let incident = unresolved(connection, &pattern)?;
    Ok(incident.filter(|incident| Subject::Endpoint(incident.probe_endpoint()) == own))
}

/// Opens an incident without a delivery error. It inherits the mute of the previous one.
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
    let muted_for_good = lasting_mutes::of_subject(connection, subject)?;
    let subject = subject_text(subject);
    let week_ago = at.minus(WEEK).millis();
    let id = last_ids::next_incident(connection)?;
    connection.run(
        "INSERT INTO incidents
           (id, subject, state, opened_at, changed_at, last_error_at, error_count, first_code,
            worst_code, previous_id, muted_until, times_this_week, well_before)
         VALUES (?7, ?1, 'open', ?2, ?2, ?2, 0, ?3, ?3, ?4,
            ifnull(?8, (SELECT muted_until FROM incidents WHERE id = ?4 AND muted_until > ?2)),
            (SELECT count(*) + 1 FROM incidents WHERE subject = ?1 AND opened_at > ?5), ?6)",
        (
            &subject,
            at.millis(),
            code,
            previous_id,
            week_ago,
            well_before.map(Moment::millis),
            id,
            muted_for_good.map(Moment::millis),
        ),
    )?;
    Ok(id)
}

/// Adds new delivery errors to the counts. Earlier good probes no longer count.
pub fn grow(connection: &Connection, id: i64, growth: &IncidentDelta) -> Result<(), StoreError> {
    connection.run(
        "UPDATE incidents SET error_count = error_count + ?8, kept_count = kept_count + ?8,
           last_error_at = ?2, last_code = ?3, worst_code = ?4, last_error_id = ?5,
           last_message = ?6, last_source = ?7, last_endpoint = ?9, last_merchant = ?10,
           good_since = NULL, good_probe_id = NULL
         WHERE id = ?1",
        (
            id,
            growth.at.millis(),
            growth.code,
            growth.worst,
            growth.error_id,
            &growth.message,
            growth.source.into_str(),
            growth.count,
            &growth.endpoint,
            &growth.merchant,
        ),
    )
}

/// How far an incident has recovered. A recovery does not count if its probe would not count as good today, as 404 once
/// did.
pub fn recovery_state(
    connection: &Connection,
    id: i64,
) -> Result<Option<RecoveryState>, StoreError> {
    let state = connection.fetch_optional(
        "SELECT good_since, recovered_at, times_come_back, first_recovered_at, well_before
         FROM incidents WHERE id = ?1",
        [id],
        |row| {
            Ok(RecoveryState {
                good_since: row::optional_moment(row, "good_since")?,
                recovered_at: row::optional_moment(row, "recovered_at")?,
                times_reopened: row.get("times_come_back")?,
                first_recovered_at: row::optional_moment(row, "first_recovered_at")?,
                well_before: row::optional_moment(row, "well_before")?,
            })
        },
    )?;
    let Some(mut state) = state else {
        return Ok(None);
    };
    if state.good_since.is_some()
        && probes::good_of(connection, id)?.is_some_and(|probe| !probe.is_good())
    {
        state.good_since = None;
    }
    Ok(Some(state))
}

/// What the alert policy needs to know of an incident.
pub fn alert_facts(
    connection: &Connection,
    incident: &Incident,
    test: bool,
) -> Result<AlertFacts, StoreError> {
    let recovery = recovery_state(connection, incident.id)?.unwrap_or_default();
    Ok(AlertFacts {
        triage: incident.triage(),
        error_count: incident.error_count,
        test,
        times_reopened: recovery.times_reopened,
    })
}

/// Whether a newer incident with the same subject is unresolved.
pub fn has_newer_unresolved(connection: &Connection, id: i64) -> Result<bool, StoreError> {
    connection.fetch_value(
        "SELECT EXISTS (SELECT 1 FROM incidents
           WHERE subject = (SELECT subject FROM incidents WHERE id = ?1)
             AND state <> 'resolved' AND id <> ?1)",
        [id],
    )
}

/// Stores the result of an action. If a user resolves an incident, it no longer counts as resolved by rule. If they
/// reopen it, its recovery starts from the beginning.
pub fn set_state(
    connection: &Connection,
    id: i64,
    triage: Triage,
    resolved_by_hand: bool,
    now: Moment,
) -> Result<(), StoreError> {
    connection.run(
        "UPDATE incidents SET muted_until = ?3,
           until_change = iif(?6, until_change, NULL),
           recovered_at = iif(?5, NULL, recovered_at),
           good_since = iif(state = 'resolved' AND ?2 <> 'resolved', NULL, good_since),
           good_probe_id = iif(state = 'resolved' AND ?2 <> 'resolved', NULL, good_probe_id),
           changed_at = iif(state = ?2, changed_at, ?4), state = ?2
         WHERE id = ?1",
        (
            id,
            triage.state.into_str(),
            triage.muted_until.map(Moment::millis),
            now.millis(),
            resolved_by_hand,
            triage.until_change,
        ),
    )
}

/// Resolves an incident by rule.
pub fn recover(connection: &Connection, id: i64, now: Moment) -> Result<(), StoreError> {
    connection.run(
        "UPDATE incidents SET state = 'resolved', changed_at = ?2, recovered_at = ?2, until_change = NULL,
           first_recovered_at = ifnull(first_recovered_at, ?2)
         WHERE id = ?1",
        (id, now.millis()),
    )
}

/// Reopens an incident that was resolved by rule.
pub fn reopen(connection: &Connection, id: i64, at: Moment) -> Result<(), StoreError> {
    connection.run(
        "UPDATE incidents SET state = 'open', changed_at = ?2,
           times_come_back = times_come_back + 1
         WHERE id = ?1",
        (id, at.millis()),
    )
}

pub fn matching(
    connection: &Connection,
    query: &Query,
    now: Moment,
) -> Result<WhereClause, StoreError> {
    let mut conditions = filter::incidents(query, now);
    if let Some(words) = query.full_text() {
        fulltext::in_incidents(connection, &mut conditions, &words)?;
    }
    Ok(conditions)
}

/// A page of incidents, the most recently active first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct IncidentPage {
    /// The rows, the most recently active first.
    pub rows: Vec<Incident>,
    /// Whether more rows match, older than the last one here.
    pub more: bool,
}

/// An endpoint and what happened there.
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

const MAX_ENDPOINTS: i64 = 1_000;

impl Reader {
    pub fn incident(&self, id: i64) -> Result<Option<Incident>, StoreError> {
        by_id(&self.0, id)
    }

    /// The unresolved incidents, the most recently active first.
    pub fn unresolved(&self, limit: u32) -> Result<Vec<Incident>, StoreError> {
        // Reads both states through their index; the result is short and then sorted.
        self.0.fetch_all(
            "SELECT * FROM incidents WHERE state IN ('open', 'acknowledged')
             ORDER BY last_error_id DESC LIMIT ?1",
            [limit],
            from_row,
        )
    }

    /// The open incidents that failed last, without tests, the newest first. By the index of states: they keep their
    /// order while they fail again.
    pub fn newest_open(&self, limit: usize) -> Result<Vec<Incident>, StoreError> {
        let mut rows = self.0.fetch_all(
            "SELECT * FROM incidents WHERE state = 'open' AND last_source <> 'test'
             ORDER BY last_error_id DESC LIMIT ?1",
            [i64::try_from(limit).unwrap_or(i64::MAX)],
            from_row,
        )?;
        rows.sort_by_key(|incident| std::cmp::Reverse(incident.id));
        Ok(rows)
    }

    /// The incidents before this one at the same endpoint, newest first.
    pub fn previous_incidents(&self, id: i64, limit: u32) -> Result<Vec<Incident>, StoreError> {
        self.0.fetch_all(
            "SELECT * FROM incidents
             WHERE subject = (SELECT subject FROM incidents WHERE id = ?1) AND id < ?1
             ORDER BY id DESC LIMIT ?2",
            (id, limit),
            from_row,
        )
    }

    /// How far an incident has recovered.
    pub fn recovery_state(&self, id: i64) -> Result<Option<RecoveryState>, StoreError> {
        recovery_state(&self.0, id)
    }

    /// A page of the incidents that match a query, the most recently active first, from `before` on.
    pub fn incidents(
        &self,
        query: &Query,
        before: Option<i64>,
        limit: u32,
    ) -> Result<IncidentPage, StoreError> {
        let mut conditions = matching(&self.0, query, Moment::now())?;
        if let Some(before) = before {
            conditions.add("last_error_id < ?", [Value::Integer(before)]);
        }
        let sql = format!(
            "SELECT * FROM incidents WHERE {} ORDER BY last_error_id DESC LIMIT ?",
            conditions.sql()
        );
        let mut values = conditions.values;
        values.push(Value::Integer(i64::from(limit) + 1));
        let mut rows = self.0.fetch_all(&sql, params_from_iter(values), from_row)?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        Ok(IncidentPage { rows, more })
    }

    /// The endpoints of the incidents that match a query, the most recently active first; up to 1,000.
    pub fn endpoints(&self, query: &Query) -> Result<Vec<EndpointRow>, StoreError> {
        let conditions = matching(&self.0, query, Moment::now())?;
        let sql = format!(
            "SELECT count(*), sum(error_count), max(id), max(last_error_id) AS latest
             FROM incidents WHERE {} GROUP BY subject ORDER BY latest DESC LIMIT {MAX_ENDPOINTS}",
            conditions.sql()
        );
        let found: Vec<(i64, i64, i64)> =
            self.0
                .fetch_all(&sql, params_from_iter(conditions.values), |row| {
                    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
                })?;
        let mut rows = Vec::new();
        for (incidents, errors, latest) in found {
            if let Some(latest) = self.incident(latest)? {
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

    /// How many delivery errors are stored.
    pub fn total(&self) -> Result<i64, StoreError> {
        self.count("SELECT kept FROM totals", [])
    }

    pub(super) fn count(&self, sql: &str, params: impl Params) -> Result<i64, StoreError> {
        let mut statement = self.0.prepare_cached(sql)?;
        Ok(statement.query_row(params, |row| row.get(0))?)
    }
}
