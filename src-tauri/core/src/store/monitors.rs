//! The tables `monitors`, `monitor_checks` and `monitor_hours`: how each monitor stands, its last checks and its
//! hours, under the normalised URL. What is asked of a monitor stands in the settings.

use std::time::Duration;

use rusqlite::{Connection, OptionalExtension as _, Row, types::Type};

use super::{StoreError, moment_at, probes, writer::Scope};
use crate::{
    feed::Change,
    incident::{IncidentState, Subject},
    model::moment::Moment,
    monitor::{
        Monitor, MonitorCheck, MonitorConfig, MonitorHour, MonitorState, RECENT_CHECKS,
        UnprobedEndpoint,
        certificate::Warned,
        notices::{Announced, AnnouncedVia, Announcement, EndpointIncident},
        rollup::{self, Histogram, Rollup},
        status,
        status::MonitorStatus,
    },
    probe::Cause,
};

/// How long the history of a monitor is kept that the settings name no more.
const SPARED: Duration = Duration::from_secs(3600);

/// What is kept of a monitor beside its checks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptMonitor {
    /// Its number.
    pub id: i64,
    /// The normalised URL.
    pub endpoint: String,
    /// How it stands by its checks.
    pub status: MonitorStatus,
    /// When the next check is due.
    pub next_at: Option<Moment>,
    /// When its certificate expires, as last seen.
    pub certificate_until: Option<Moment>,
    /// The last warning of its certificate.
    pub warned: Option<Warned>,
    /// What was said of its outage.
    pub announced: Option<Announced>,
    /// Its latest check.
    pub last: Option<MonitorCheck>,
}

/// A check and what follows from it.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The monitor.
    pub id: i64,
    /// The check.
    pub check: MonitorCheck,
    /// How it stands since.
    pub status: MonitorStatus,
    /// When the next one is due.
    pub next_at: Moment,
    /// When the certificate expires that was shown; none keeps what was known.
    pub certificate_until: Option<Moment>,
}

/// Makes rows for endpoints that have none, marks those that are named no more, and deletes those that have been
/// marked for long.
pub fn take_on(
    scope: &mut Scope<'_>,
    endpoints: &[String],
) -> Result<Vec<KeptMonitor>, StoreError> {
    let (transaction, now) = (scope.transaction, scope.now.millis());
    let mut changed = 0;
    for endpoint in endpoints {
        changed += transaction
            .prepare_cached(
                "UPDATE monitors SET gone_at = NULL WHERE endpoint = ?1 AND gone_at IS NOT NULL",
            )?
            .execute([endpoint])?;
        // An INSERT that fails on a row that is there would use up a number.
        changed += transaction
            .prepare_cached(
                "INSERT INTO monitors (endpoint)
                 SELECT ?1 WHERE NOT EXISTS (SELECT 1 FROM monitors WHERE endpoint = ?1)",
            )?
            .execute([endpoint])?;
    }
    let mut kept = Vec::new();
    for found in all(transaction)? {
        if endpoints.contains(&found.endpoint) {
            kept.push(found);
        } else {
            changed += transaction
                .prepare_cached(
                    "UPDATE monitors SET gone_at = ?2 WHERE id = ?1 AND gone_at IS NULL",
                )?
                .execute((found.id, now))?;
        }
    }
    let spared = scope.now.minus(SPARED).millis();
    changed += transaction
        .prepare_cached("DELETE FROM monitors WHERE gone_at <= ?1")?
        .execute([spared])?;
    if changed > 0 {
        scope.changes.push(Change::Monitors);
    }
    Ok(kept)
}

/// Keeps a check: in the strip, in its hour, and in how the monitor stands.
pub fn checked(scope: &mut Scope<'_>, checked: &Checked) -> Result<(), StoreError> {
    let (transaction, check, status) = (scope.transaction, &checked.check, &checked.status);
    let updated = transaction
        .prepare_cached(
            "UPDATE monitors SET state = ?2, since = ?3, failures = ?4, good_at = ?5, next_at = ?6,
                certificate_until = ifnull(?7, certificate_until)
             WHERE id = ?1",
        )?
        .execute((
            checked.id,
            word(status.state),
            status.since.map(Moment::millis),
            status.failures,
            status.good_at.map(Moment::millis),
            checked.next_at.millis(),
            checked.certificate_until.map(Moment::millis),
        ))?;
    if updated == 0 {
        // It was deleted meanwhile.
        return Ok(());
    }
    transaction
        .prepare_cached(
            "INSERT INTO monitor_checks (monitor_id, at, good, took_ms, cause, status, sentence)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute((
            checked.id,
            check.at.millis(),
            check.good,
            check.took_ms,
            serde_json::to_string(&check.cause).unwrap_or_default(),
            check.status,
            &check.sentence,
        ))?;
    transaction
        .prepare_cached(
            "DELETE FROM monitor_checks WHERE monitor_id = ?1 AND id <= (
                SELECT id FROM monitor_checks WHERE monitor_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
        )?
        .execute((checked.id, RECENT_CHECKS as u32))?;
    count(transaction, checked.id, check)?;
    scope.changes.push(Change::Monitors);
    Ok(())
}

/// Counts a check in its hour; of a new hour, lets go of those past keeping.
fn count(connection: &Connection, id: i64, check: &MonitorCheck) -> Result<(), StoreError> {
    let hour = rollup::hour_of(check.at);
    let known = hours(connection, id, hour, hour)?.pop();
    let is_new = known.is_none();
    let mut rollup = known.map(|(_, rollup)| rollup).unwrap_or_default();
    rollup.add(check);
    connection
        .prepare_cached(
            "INSERT INTO monitor_hours (monitor_id, hour, checks, good, took) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (monitor_id, hour) DO UPDATE SET
                checks = excluded.checks, good = excluded.good, took = excluded.took",
        )?
        .execute((id, hour, rollup.checks, rollup.good, rollup.took.to_bytes()))?;
    if is_new {
        let oldest = rollup::hour_of(check.at.minus(rollup::KEPT));
        connection
            .prepare_cached("DELETE FROM monitor_hours WHERE monitor_id = ?1 AND hour < ?2")?
            .execute((id, oldest))?;
    }
    Ok(())
}

/// Notes what a person was told of monitors.
pub fn announced(scope: &mut Scope<'_>, marks: &[Announcement]) -> Result<(), StoreError> {
    for (id, announced) in marks {
        scope
            .transaction
            .prepare_cached("UPDATE monitors SET told = ?2, told_since = ?3 WHERE id = ?1")?
            .execute((
                id,
                announced.map(|announced| announced.via.word()),
                announced.map(|announced| announced.since.millis()),
            ))?;
    }
    Ok(())
}

/// Notes which warning was given.
pub fn warned(scope: &mut Scope<'_>, id: i64, warned: Warned) -> Result<(), StoreError> {
    scope
        .transaction
        .prepare_cached("UPDATE monitors SET warned_until = ?2, warned_days = ?3 WHERE id = ?1")?
        .execute((id, warned.until.millis(), warned.days))?;
    Ok(())
}

/// Deletes a monitor with all its history.
pub fn delete(scope: &mut Scope<'_>, id: i64) -> Result<(), StoreError> {
    scope
        .transaction
        .prepare_cached("DELETE FROM monitors WHERE id = ?1")?
        .execute([id])?;
    scope.changes.push(Change::Monitors);
    Ok(())
}

/// The endpoint of a monitor.
pub fn endpoint_of(connection: &Connection, id: i64) -> Result<Option<String>, StoreError> {
    Ok(connection
        .prepare_cached("SELECT endpoint FROM monitors WHERE id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?)
}

/// A monitor as it is shown, by what is kept of it alone.
pub fn shown(
    connection: &Connection,
    wish: &MonitorConfig,
    now: Moment,
) -> Result<Monitor, StoreError> {
    let endpoint = wish.endpoint();
    let incident = unresolved_at(connection, &endpoint, now)?;
    let unseen = Monitor {
        incident_id: incident.map(|incident| incident.incident_id),
        incident_state: incident.map(|incident| incident.state),
        ..Monitor::unseen(wish)
    };
    let Some(kept) = by_endpoint(connection, &endpoint)? else {
        return Ok(unseen);
    };
    let longest = rollup::SPANS.map(|(_, length)| length).into_iter().max();
    let from = rollup::hour_of(now) - longest.unwrap_or(0);
    let hours = hours(connection, kept.id, from, i64::MAX)?;
    let mut strip = strip(connection, kept.id)?;
    for check in &mut strip {
        check.good = wish.still_counts(check);
    }
    let mut status = kept.status;
    if status.state == MonitorState::Up && strip.last().is_some_and(|last| !last.good) {
        // Good by an earlier rule: the next check tells.
        status = MonitorStatus::default();
    }
    Ok(Monitor {
        id: kept.id,
        state: status::displayed(&status, wish.on, false),
        since: status.since.filter(|_| wish.on),
        next_at: kept.next_at.filter(|_| wish.on),
        not_asked: probes::latest(connection, &endpoint)?
            .filter(|_| wish.on)
            .and_then(|probe| UnprobedEndpoint::of(probe, kept.last.as_ref())),
        last: strip.last().cloned(),
        strip,
        uptimes: rollup::uptimes(&hours, now),
        certificate_until: kept.certificate_until,
        ..unseen
    })
}

/// How many of these are down.
pub fn count_down(connection: &Connection, wishes: &[MonitorConfig]) -> Result<i64, StoreError> {
    let mut count = 0;
    for wish in wishes.iter().filter(|wish| wish.on) {
        let state: Option<String> = connection
            .prepare_cached("SELECT state FROM monitors WHERE endpoint = ?1")?
            .query_row([wish.endpoint()], |row| row.get(0))
            .optional()?;
        count += i64::from(state.as_deref() == Some(word(MonitorState::Down)));
    }
    Ok(count)
}

/// The hours from that moment on, as they are shown.
pub fn hours_shown(
    connection: &Connection,
    id: i64,
    from: Moment,
) -> Result<Vec<MonitorHour>, StoreError> {
    let hours = hours(connection, id, rollup::hour_of(from), i64::MAX)?;
    Ok(hours
        .iter()
        .map(|(hour, rollup)| rollup::shown(*hour, rollup))
        .collect())
}

/// The incident at that endpoint that is not resolved. The person knows of it where it was told or is about to be, or
/// where they have muted it.
pub fn unresolved_at(
    connection: &Connection,
    endpoint: &str,
    now: Moment,
) -> Result<Option<EndpointIncident>, StoreError> {
    let Subject::Endpoint(key) = Subject::of_endpoint(endpoint) else {
        return Ok(None);
    };
    Ok(connection
        .prepare_cached(
            "SELECT id, state, last_error_at, ifnull(muted_until, 0) > ?2 OR EXISTS (
                SELECT 1 FROM alerts WHERE incident_id = incidents.id
                    AND (outcome IS NULL OR outcome <> 'dropped')) AS is_known
             FROM incidents WHERE subject = 'endpoint:' || ?1 AND state <> 'resolved'",
        )?
        .query_row((key, now.millis()), |row| {
            Ok(EndpointIncident {
                incident_id: row.get("id")?,
                state: IncidentState::from_word(&row.get::<_, String>("state")?)
                    .unwrap_or(IncidentState::Open),
                last_error_at: moment_at(row, "last_error_at")?,
                is_known: row.get("is_known")?,
            })
        })
        .optional()?)
}

fn all(connection: &Connection) -> Result<Vec<KeptMonitor>, StoreError> {
    let mut found = connection
        .prepare_cached("SELECT * FROM monitors ORDER BY id")?
        .query_map([], kept_from)?
        .collect::<Result<Vec<_>, _>>()?;
    for kept in &mut found {
        kept.last = last(connection, kept.id)?;
    }
    Ok(found)
}

/// When the monitor of an endpoint checks next; none where there is none or it is paused.
pub fn next_check(connection: &Connection, endpoint: &str) -> Result<Option<Moment>, StoreError> {
    let monitor = by_endpoint(connection, &crate::model::endpoint::normalise(endpoint))?;
    Ok(monitor.and_then(|monitor| monitor.next_at))
}

fn by_endpoint(connection: &Connection, endpoint: &str) -> Result<Option<KeptMonitor>, StoreError> {
    let found = connection
        .prepare_cached("SELECT * FROM monitors WHERE endpoint = ?1")?
        .query_row([endpoint], kept_from)
        .optional()?;
    found
        .map(|kept| {
            Ok(KeptMonitor {
                last: last(connection, kept.id)?,
                ..kept
            })
        })
        .transpose()
}

fn kept_from(row: &Row<'_>) -> rusqlite::Result<KeptMonitor> {
    let moment = |column| -> rusqlite::Result<Option<Moment>> {
        Ok(row.get::<_, Option<i64>>(column)?.map(Moment::from_millis))
    };
    let state: String = row.get("state")?;
    let told: Option<String> = row.get("told")?;
    let told = told.as_deref().and_then(AnnouncedVia::from_word);
    let days: Option<u32> = row.get("warned_days")?;
    Ok(KeptMonitor {
        id: row.get("id")?,
        endpoint: row.get("endpoint")?,
        status: MonitorStatus {
            state: state_from(&state),
            since: moment("since")?,
            failures: row.get("failures")?,
            good_at: moment("good_at")?,
        },
        next_at: moment("next_at")?,
        certificate_until: moment("certificate_until")?,
        warned: moment("warned_until")?
            .zip(days)
            .map(|(until, days)| Warned { until, days }),
        announced: told
            .zip(moment("told_since")?)
            .map(|(told, since)| Announced { via: told, since }),
        last: None,
    })
}

fn last(connection: &Connection, id: i64) -> Result<Option<MonitorCheck>, StoreError> {
    Ok(connection
        .prepare_cached(
            "SELECT * FROM monitor_checks WHERE monitor_id = ?1 ORDER BY id DESC LIMIT 1",
        )?
        .query_row([id], check_from)
        .optional()?)
}

fn strip(connection: &Connection, id: i64) -> Result<Vec<MonitorCheck>, StoreError> {
    let mut checks = connection
        .prepare_cached(
            "SELECT * FROM monitor_checks WHERE monitor_id = ?1 ORDER BY id DESC LIMIT ?2",
        )?
        .query_map((id, RECENT_CHECKS as u32), check_from)?
        .collect::<Result<Vec<_>, _>>()?;
    checks.reverse();
    Ok(checks)
}

fn check_from(row: &Row<'_>) -> rusqlite::Result<MonitorCheck> {
    let cause: String = row.get("cause")?;
    let cause: Cause = serde_json::from_str(&cause)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, Type::Text, error.into()))?;
    Ok(MonitorCheck {
        at: moment_at(row, "at")?,
        good: row.get("good")?,
        took_ms: row.get("took_ms")?,
        cause,
        status: row.get("status")?,
        sentence: row.get("sentence")?,
    })
}

fn hours(
    connection: &Connection,
    id: i64,
    from: i64,
    to: i64,
) -> Result<Vec<(i64, Rollup)>, StoreError> {
    let rows = connection
        .prepare_cached(
            "SELECT hour, checks, good, took FROM monitor_hours
             WHERE monitor_id = ?1 AND hour BETWEEN ?2 AND ?3 ORDER BY hour",
        )?
        .query_map((id, from, to), |row| {
            let took: Vec<u8> = row.get("took")?;
            let rollup = Rollup {
                checks: row.get("checks")?,
                good: row.get("good")?,
                took: Histogram::from_bytes(&took),
            };
            Ok((row.get("hour")?, rollup))
        })?
        .collect::<Result<_, _>>()?;
    Ok(rows)
}

const fn word(state: MonitorState) -> &'static str {
    match state {
        MonitorState::Up => "up",
        MonitorState::Failing => "failing",
        MonitorState::Down => "down",
        // That it rests or is offline is not kept.
        MonitorState::Unknown | MonitorState::Resting | MonitorState::Offline => "unknown",
    }
}

fn state_from(word: &str) -> MonitorState {
    match word {
        "up" => MonitorState::Up,
        "failing" => MonitorState::Failing,
        "down" => MonitorState::Down,
        _ => MonitorState::Unknown,
    }
}

#[cfg(test)]
#[path = "monitors_tests.rs"]
mod tests;
