//! The tables `monitors`, `monitor_checks` and `monitor_hours`: how each monitor stands, its last checks and its
//! hours, under the normalised URL. What is asked of a monitor stands in the settings.

use std::time::Duration;

use rusqlite::{Connection, Row, types::Type};

use super::{incidents, probes, row};
use crate::{
    feed::Topic,
    incident::Subject,
    model::{endpoint, moment::Moment},
    monitor::{
        Monitor, MonitorCheck, MonitorHour, MonitorState, MonitorWish, NotAsked, STRIP,
        certificate::Warned,
        notices::{Announced, AtEndpoint, Mark, ToldAs},
        rollup::{self, Histogram, Rollup},
        status,
        status::Standing,
    },
    probe::Cause,
    store::{
        error::StoreError, handle::Store, reader::Reader, sql::Sql, write::context::WriteContext,
    },
};

/// How long the history of a monitor is kept that the settings name no more.
const SPARED: Duration = Duration::from_secs(3600);

/// What is kept of a monitor beside its checks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoredMonitor {
    /// Its number.
    pub id: i64,
    /// The normalised URL.
    pub endpoint: String,
    /// How it stands by its checks.
    pub standing: Standing,
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
pub struct CheckResult {
    /// The monitor.
    pub id: i64,
    /// The check.
    pub check: MonitorCheck,
    /// How it stands since.
    pub standing: Standing,
    /// When the next one is due.
    pub next_at: Moment,
    /// When the certificate expires that was shown; none keeps what was known.
    pub certificate_until: Option<Moment>,
}

/// Makes rows for endpoints that have none, marks those that are named no more, and deletes those that have been
/// marked for long.
pub fn sync(
    context: &mut WriteContext<'_>,
    endpoints: &[String],
) -> Result<Vec<StoredMonitor>, StoreError> {
    let (transaction, now) = (context.transaction, context.now.millis());
    let mut changed = 0;
    for endpoint in endpoints {
        changed += transaction.run(
            "UPDATE monitors SET gone_at = NULL WHERE endpoint = ?1 AND gone_at IS NOT NULL",
            [endpoint],
        )?;
        // An INSERT that fails on a row that is there would use up a number.
        changed += transaction.run(
            "INSERT INTO monitors (endpoint)
             SELECT ?1 WHERE NOT EXISTS (SELECT 1 FROM monitors WHERE endpoint = ?1)",
            [endpoint],
        )?;
    }
    let mut kept = Vec::new();
    for found in all(transaction)? {
        if endpoints.contains(&found.endpoint) {
            kept.push(found);
        } else {
            changed += transaction.run(
                "UPDATE monitors SET gone_at = ?2 WHERE id = ?1 AND gone_at IS NULL",
                (found.id, now),
            )?;
        }
    }
    let spared = context.now.minus(SPARED).millis();
    changed += transaction.run("DELETE FROM monitors WHERE gone_at <= ?1", [spared])?;
    if changed > 0 {
        context.changes.push(Topic::Monitors);
    }
    Ok(kept)
}

/// Keeps a check: in the strip, in its hour, and in how the monitor stands.
pub fn record_check(
    context: &mut WriteContext<'_>,
    checked: &CheckResult,
) -> Result<(), StoreError> {
    let (transaction, check, standing) = (context.transaction, &checked.check, &checked.standing);
    let updated = transaction.run(
        "UPDATE monitors SET state = ?2, since = ?3, failures = ?4, good_at = ?5, next_at = ?6,
            certificate_until = ifnull(?7, certificate_until)
         WHERE id = ?1",
        (
            checked.id,
            word(standing.state),
            standing.since.map(Moment::millis),
            standing.failures,
            standing.good_at.map(Moment::millis),
            checked.next_at.millis(),
            checked.certificate_until.map(Moment::millis),
        ),
    )?;
    if updated == 0 {
        // It was deleted meanwhile.
        return Ok(());
    }
    transaction.run(
        "INSERT INTO monitor_checks (monitor_id, at, good, took_ms, cause, status, sentence)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        (
            checked.id,
            check.at.millis(),
            check.good,
            check.took_ms,
            serde_json::to_string(&check.cause).unwrap_or_default(),
            check.status,
            &check.sentence,
        ),
    )?;
    transaction.run("DELETE FROM monitor_checks WHERE monitor_id = ?1 AND id <= (
                SELECT id FROM monitor_checks WHERE monitor_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)", (checked.id, STRIP as u32))?;
    count(transaction, checked.id, check)?;
    context.changes.push(Topic::Monitors);
    Ok(())
}

/// Counts a check in its hour; of a new hour, lets go of those past keeping.
fn count(connection: &Connection, id: i64, check: &MonitorCheck) -> Result<(), StoreError> {
    let hour = rollup::hour_of(check.at);
    let known = hours(connection, id, hour, hour)?.pop();
    let is_new = known.is_none();
    let mut rollup = known.map(|(_, rollup)| rollup).unwrap_or_default();
    rollup.add(check);
    connection.run("INSERT INTO monitor_hours (monitor_id, hour, checks, good, took) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (monitor_id, hour) DO UPDATE SET
                checks = excluded.checks, good = excluded.good, took = excluded.took", (id, hour, rollup.checks, rollup.good, rollup.took.to_bytes()))?;
    if is_new {
        let oldest = rollup::hour_of(check.at.minus(rollup::KEPT));
        connection.run(
            "DELETE FROM monitor_hours WHERE monitor_id = ?1 AND hour < ?2",
            (id, oldest),
        )?;
    }
    Ok(())
}

/// Notes what a person was told of monitors.
pub fn record_notices(context: &mut WriteContext<'_>, marks: &[Mark]) -> Result<(), StoreError> {
    for (id, announced) in marks {
        context.transaction.run(
            "UPDATE monitors SET told = ?2, told_since = ?3 WHERE id = ?1",
            (
                id,
                announced.map(|announced| announced.told.word()),
                announced.map(|announced| announced.since.millis()),
            ),
        )?;
    }
    Ok(())
}

/// Notes which warning was given.
pub fn record_certificate_warning(
    context: &mut WriteContext<'_>,
    id: i64,
    warned: Warned,
) -> Result<(), StoreError> {
    context.transaction.run(
        "UPDATE monitors SET warned_until = ?2, warned_days = ?3 WHERE id = ?1",
        (id, warned.until.millis(), warned.days),
    )?;
    Ok(())
}

/// Deletes a monitor with all its history.
pub fn delete(context: &mut WriteContext<'_>, id: i64) -> Result<(), StoreError> {
    context
        .transaction
        .run("DELETE FROM monitors WHERE id = ?1", [id])?;
    context.changes.push(Topic::Monitors);
    Ok(())
}

/// The endpoint of a monitor.
pub fn endpoint_of(connection: &Connection, id: i64) -> Result<Option<String>, StoreError> {
    connection.fetch_optional("SELECT endpoint FROM monitors WHERE id = ?1", [id], |row| {
        row.get(0)
    })
}

/// A monitor as it is shown, by what is kept of it alone.
pub fn shown(
    connection: &Connection,
    wish: &MonitorWish,
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
    let mut standing = kept.standing;
    if standing.state == MonitorState::Up && strip.last().is_some_and(|last| !last.good) {
        // Good by an earlier rule: the next check tells.
        standing = Standing::default();
    }
    Ok(Monitor {
        id: kept.id,
        state: status::shown(&standing, wish.on, false),
        since: standing.since.filter(|_| wish.on),
        next_at: kept.next_at.filter(|_| wish.on),
        not_asked: probes::latest(connection, &endpoint)?
            .filter(|_| wish.on)
            .and_then(|probe| NotAsked::of(probe, kept.last.as_ref())),
        last: strip.last().cloned(),
        strip,
        uptimes: rollup::uptimes(&hours, now),
        certificate_until: kept.certificate_until,
        ..unseen
    })
}

/// How many of these are down.
pub fn count_down(connection: &Connection, wishes: &[MonitorWish]) -> Result<i64, StoreError> {
    let mut count = 0;
    for wish in wishes.iter().filter(|wish| wish.on) {
        let state: Option<String> = connection.fetch_optional(
            "SELECT state FROM monitors WHERE endpoint = ?1",
            [wish.endpoint()],
            |row| row.get(0),
        )?;
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
) -> Result<Option<AtEndpoint>, StoreError> {
    let Subject::Endpoint(key) = Subject::of_endpoint(endpoint) else {
        return Ok(None);
    };
    connection.fetch_optional(
        "SELECT id, state, last_error_at, ifnull(muted_until, 0) > ?2 OR EXISTS (
            SELECT 1 FROM alerts WHERE incident_id = incidents.id
                AND (outcome IS NULL OR outcome <> 'dropped')) AS is_known
         FROM incidents WHERE subject = 'endpoint:' || ?1 AND state <> 'resolved'",
        (key, now.millis()),
        |row| {
            Ok(AtEndpoint {
                incident_id: row.get("id")?,
                state: incidents::state_from(&row.get::<_, String>("state")?),
                last_error_at: row::moment(row, "last_error_at")?,
                is_known: row.get("is_known")?,
            })
        },
    )
}

fn all(connection: &Connection) -> Result<Vec<StoredMonitor>, StoreError> {
    let mut found = connection.fetch_all("SELECT * FROM monitors ORDER BY id", [], kept_from)?;
    for kept in &mut found {
        kept.last = last(connection, kept.id)?;
    }
    Ok(found)
}

fn by_endpoint(
    connection: &Connection,
    endpoint: &str,
) -> Result<Option<StoredMonitor>, StoreError> {
    let found = connection.fetch_optional(
        "SELECT * FROM monitors WHERE endpoint = ?1",
        [endpoint],
        kept_from,
    )?;
    found
        .map(|kept| {
            Ok(StoredMonitor {
                last: last(connection, kept.id)?,
                ..kept
            })
        })
        .transpose()
}

fn kept_from(row: &Row<'_>) -> rusqlite::Result<StoredMonitor> {
    let state: String = row.get("state")?;
    let told: Option<String> = row.get("told")?;
    let told = told.as_deref().and_then(ToldAs::from_word);
    let days: Option<u32> = row.get("warned_days")?;
    Ok(StoredMonitor {
        id: row.get("id")?,
        endpoint: row.get("endpoint")?,
        standing: Standing {
            state: state_from(&state),
            since: row::optional_moment(row, "since")?,
            failures: row.get("failures")?,
            good_at: row::optional_moment(row, "good_at")?,
        },
        next_at: row::optional_moment(row, "next_at")?,
        certificate_until: row::optional_moment(row, "certificate_until")?,
        warned: row::optional_moment(row, "warned_until")?
            .zip(days)
            .map(|(until, days)| Warned { until, days }),
        announced: told
            .zip(row::optional_moment(row, "told_since")?)
            .map(|(told, since)| Announced { told, since }),
        last: None,
    })
}

fn last(connection: &Connection, id: i64) -> Result<Option<MonitorCheck>, StoreError> {
    connection.fetch_optional(
        "SELECT * FROM monitor_checks WHERE monitor_id = ?1 ORDER BY id DESC LIMIT 1",
        [id],
        check_from,
    )
}

fn strip(connection: &Connection, id: i64) -> Result<Vec<MonitorCheck>, StoreError> {
    let mut checks = connection.fetch_all(
        "SELECT * FROM monitor_checks WHERE monitor_id = ?1 ORDER BY id DESC LIMIT ?2",
        (id, STRIP as u32),
        check_from,
    )?;
    checks.reverse();
    Ok(checks)
}

fn check_from(row: &Row<'_>) -> rusqlite::Result<MonitorCheck> {
    let cause: String = row.get("cause")?;
    let cause: Cause = serde_json::from_str(&cause)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, Type::Text, error.into()))?;
    Ok(MonitorCheck {
        at: row::moment(row, "at")?,
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
    let rows = connection.fetch_all(
        "SELECT hour, checks, good, took FROM monitor_hours
         WHERE monitor_id = ?1 AND hour BETWEEN ?2 AND ?3 ORDER BY hour",
        (id, from, to),
        |row| {
            let took: Vec<u8> = row.get("took")?;
            let rollup = Rollup {
                checks: row.get("checks")?,
                good: row.get("good")?,
                took: Histogram::from_bytes(&took),
            };
            Ok((row.get("hour")?, rollup))
        },
    )?;
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

impl Reader {
    /// These monitors and their status by what is stored; the number is 0 if nothing is stored yet.
    pub fn monitors(
        &self,
        wishes: &[MonitorWish],
        now: Moment,
    ) -> Result<Vec<Monitor>, StoreError> {
        let monitors = wishes.iter().map(|wish| shown(&self.0, wish, now));
        monitors.collect()
    }

    /// How many of these monitors are down.
    pub fn count_monitors_down(&self, wishes: &[MonitorWish]) -> Result<i64, StoreError> {
        count_down(&self.0, wishes)
    }

    /// The endpoint of a monitor; none if there is no such monitor.
    pub fn monitored_endpoint(&self, id: i64) -> Result<Option<String>, StoreError> {
        endpoint_of(&self.0, id)
    }

    /// When the monitor of an endpoint checks next; none if there is none or it is paused.
    pub fn next_check(&self, endpoint: &str) -> Result<Option<Moment>, StoreError> {
        let monitor = by_endpoint(&self.0, &endpoint::normalise(endpoint))?;
        Ok(monitor.and_then(|monitor| monitor.next_at))
    }

    /// The hours of a monitor from that moment on, oldest first.
    pub fn monitor_hours(&self, id: i64, from: Moment) -> Result<Vec<MonitorHour>, StoreError> {
        hours_shown(&self.0, id, from)
    }

    /// The incident at a normalised endpoint that is not resolved, and whether the person knows of it.
    pub fn unresolved_at(
        &self,
        endpoint: &str,
        now: Moment,
    ) -> Result<Option<AtEndpoint>, StoreError> {
        unresolved_at(&self.0, endpoint, now)
    }
}

impl Store {
    /// Creates the monitors of endpoints that have none, and returns all of them. One that the settings no longer name is
    /// deleted with its history an hour later, so that somebody who takes a line out to try something keeps the
    /// history. Blocks.
    pub fn sync_monitors(&self, endpoints: Vec<String>) -> Result<Vec<StoredMonitor>, StoreError> {
        self.change_blocking(move |context| sync(context, &endpoints))
    }

    /// Stores a check of a monitor, and its status since. Blocks.
    pub fn record_check(&self, result: CheckResult) -> Result<(), StoreError> {
        self.change_blocking(move |context| record_check(context, &result))
    }

    /// Notes what a person was told of monitors. Blocks.
    pub fn record_monitor_notices(&self, marks: Vec<Mark>) -> Result<(), StoreError> {
        self.change_blocking(move |context| record_notices(context, &marks))
    }

    /// Notes which certificate warning was shown for a monitor. Blocks.
    pub fn record_certificate_warning(&self, id: i64, warned: Warned) -> Result<(), StoreError> {
        self.change_blocking(move |context| record_certificate_warning(context, id, warned))
    }

    /// Deletes a monitor with all its history. Blocks.
    pub fn delete_monitor(&self, id: i64) -> Result<(), StoreError> {
        self.change_blocking(move |context| delete(context, id))
    }
}

#[cfg(test)]
#[path = "monitors_tests.rs"]
mod tests;
