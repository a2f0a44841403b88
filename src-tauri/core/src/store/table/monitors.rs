//! The table `monitors`: the status of each monitor by its normalised URL. What it checks is in the settings.

use std::time::Duration;

use rusqlite::{Connection, Row};

use super::{incidents, monitor_checks, probes, row};
use crate::{
    feed::Topic,
    incident::IncidentState,
    model::{endpoint, moment::Moment},
    monitor::{
        Monitor, MonitorCheck, MonitorConfig, MonitorState, UnprobedEndpoint,
        certificate::Warned,
        notices::{Announced, AnnouncedVia, Announcement, EndpointIncident},
        rollup, status,
        status::MonitorStatus,
    },
    store::{
        error::StoreError, handle::Store, reader::Reader, sql::Sql, write::context::WriteContext,
    },
};

/// How long the history of a monitor is kept after it was removed from the settings.
const SPARED: Duration = Duration::from_secs(3600);

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoredMonitor {
    pub id: i64,
    pub endpoint: String,
    pub status: MonitorStatus,
    pub next_at: Option<Moment>,
    pub certificate_until: Option<Moment>,
    pub warned: Option<Warned>,
    /// How its outage was announced.
    pub announced: Option<Announced>,
    pub last: Option<MonitorCheck>,
}

/// A check and its consequences.
#[derive(Clone, Debug)]
pub struct MonitorUpdate {
    pub id: i64,
    pub check: MonitorCheck,
    /// The status after the check.
    pub status: MonitorStatus,
    pub next_at: Moment,
    /// `None` keeps the known value.
    pub certificate_until: Option<Moment>,
}

/// Creates rows for new endpoints, marks those that are no longer in the settings, and deletes those that were marked
/// long ago.
pub fn sync(
    context: &mut WriteContext<'_>,
    endpoints: &[String],
) -> Result<Vec<StoredMonitor>, StoreError> {
    let (transaction, now) = (context.transaction, context.now.millis());
    let mut changed = 0;
    for endpoint in endpoints {
        changed += transaction.run_counted(
            "UPDATE monitors SET gone_at = NULL WHERE endpoint = ?1 AND gone_at IS NOT NULL",
            [endpoint],
        )?;
        // A failed INSERT would use up an id.
        changed += transaction.run_counted(
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
            changed += transaction.run_counted(
                "UPDATE monitors SET gone_at = ?2 WHERE id = ?1 AND gone_at IS NULL",
                (found.id, now),
            )?;
        }
    }
    let spared = context.now.minus(SPARED).millis();
    changed += transaction.run_counted("DELETE FROM monitors WHERE gone_at <= ?1", [spared])?;
    if changed > 0 {
        context.changes.push(Topic::Monitors);
    }
    Ok(kept)
}

/// Stores a check and its consequences.
pub fn record_check(
    context: &mut WriteContext<'_>,
    update: &MonitorUpdate,
) -> Result<(), StoreError> {
    let (transaction, status) = (context.transaction, &update.status);
    let updated = transaction.run_counted(
        "UPDATE monitors SET state = ?2, since = ?3, failures = ?4, good_at = ?5, next_at = ?6,
            certificate_until = ifnull(?7, certificate_until)
         WHERE id = ?1",
        (
            update.id,
            word(status.state),
            status.since.map(Moment::millis),
            status.failures,
            status.good_at.map(Moment::millis),
            update.next_at.millis(),
            update.certificate_until.map(Moment::millis),
        ),
    )?;
    // No row if the monitor was deleted in the meantime.
    if updated > 0 {
        monitor_checks::add(transaction, update.id, &update.check)?;
        context.changes.push(Topic::Monitors);
    }
    Ok(())
}

pub fn record_notices(
    context: &mut WriteContext<'_>,
    marks: &[Announcement],
) -> Result<(), StoreError> {
    for (id, announced) in marks {
        context.transaction.run(
            "UPDATE monitors SET told = ?2, told_since = ?3 WHERE id = ?1",
            (
                id,
                announced.map(|announced| announced.via.into_str()),
                announced.map(|announced| announced.since.millis()),
            ),
        )?;
    }
    Ok(())
}

pub fn record_certificate_warning(
    context: &mut WriteContext<'_>,
    id: i64,
    warned: Warned,
) -> Result<(), StoreError> {
    context.transaction.run(
        "UPDATE monitors SET warned_until = ?2, warned_days = ?3 WHERE id = ?1",
        (id, warned.until.millis(), warned.days),
    )
}

pub fn delete(context: &mut WriteContext<'_>, id: i64) -> Result<(), StoreError> {
    context
        .transaction
        .run("DELETE FROM monitors WHERE id = ?1", [id])?;
    context.changes.push(Topic::Monitors);
    Ok(())
}

/// A monitor for display, from stored data alone.
pub fn shown(
    connection: &Connection,
    config: &MonitorConfig,
    now: Moment,
) -> Result<Monitor, StoreError> {
    let endpoint = config.endpoint();
    let incident = unresolved_at(connection, &endpoint, now)?;
    let unseen = Monitor {
        incident_id: incident.map(|incident| incident.incident_id),
        incident_state: incident.map(|incident| incident.state),
        ..Monitor::unseen(config)
    };
    let Some(kept) = by_endpoint(connection, &endpoint)? else {
        return Ok(unseen);
    };
    let longest = rollup::SPANS.map(|(_, length)| length).into_iter().max();
    let from = rollup::hour_of(now) - longest.unwrap_or(0);
    let hours = monitor_checks::hours(connection, kept.id, from, i64::MAX)?;
    let mut strip = monitor_checks::strip(connection, kept.id)?;
    for check in &mut strip {
        check.good = config.still_counts(check);
    }
    let mut status = kept.status;
    if status.state == MonitorState::Up && strip.last().is_some_and(|last| !last.good) {
        // It was good by an older rule; the next check decides.
        status = MonitorStatus::default();
    }
    Ok(Monitor {
        id: kept.id,
        state: status::displayed(&status, config.on, false),
        since: status.since.filter(|_| config.on),
        next_at: kept.next_at.filter(|_| config.on),
        not_asked: probes::latest(connection, &endpoint)?
            .filter(|_| config.on)
            .and_then(|probe| UnprobedEndpoint::of(probe, kept.last.as_ref())),
        last: strip.last().cloned(),
        strip,
        uptimes: rollup::uptimes(&hours, now),
        certificate_until: kept.certificate_until,
        ..unseen
    })
}

/// The unresolved incident at that endpoint. The user knows of it if it was or will be notified, or if they have muted
/// it.
pub fn unresolved_at(
    connection: &Connection,
    endpoint: &str,
    now: Moment,
) -> Result<Option<EndpointIncident>, StoreError> {
    let Some(incident) = incidents::unresolved_of(connection, endpoint)? else {
        return Ok(None);
    };
    connection.fetch_optional(
        "SELECT id, state, last_error_at, ifnull(muted_until, 0) > ?2 OR EXISTS (
            SELECT 1 FROM alerts WHERE incident_id = incidents.id
                AND (outcome IS NULL OR outcome <> 'dropped')) AS is_known
         FROM incidents WHERE id = ?1",
        (incident.id, now.millis()),
        |row| {
            Ok(EndpointIncident {
                incident_id: row.get("id")?,
                state: row::word(row, "state", IncidentState::Open)?,
                last_error_at: row::moment(row, "last_error_at")?,
                is_known: row.get("is_known")?,
            })
        },
    )
}

fn all(connection: &Connection) -> Result<Vec<StoredMonitor>, StoreError> {
    let mut found = connection.fetch_all("SELECT * FROM monitors ORDER BY id", [], kept_from)?;
    for kept in &mut found {
        kept.last = monitor_checks::last(connection, kept.id)?;
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
                last: monitor_checks::last(connection, kept.id)?,
                ..kept
            })
        })
        .transpose()
}

fn kept_from(row: &Row<'_>) -> rusqlite::Result<StoredMonitor> {
    let via: Option<String> = row.get("told")?;
    let via = via.and_then(|via| via.parse::<AnnouncedVia>().ok());
    let days: Option<u32> = row.get("warned_days")?;
    Ok(StoredMonitor {
        id: row.get("id")?,
        endpoint: row.get("endpoint")?,
        status: MonitorStatus {
            state: row::word(row, "state", MonitorState::Unknown)?,
            since: row::optional_moment(row, "since")?,
            failures: row.get("failures")?,
            good_at: row::optional_moment(row, "good_at")?,
        },
        next_at: row::optional_moment(row, "next_at")?,
        certificate_until: row::optional_moment(row, "certificate_until")?,
        warned: row::optional_moment(row, "warned_until")?
            .zip(days)
            .map(|(until, days)| Warned { until, days }),
        announced: via
            .zip(row::optional_moment(row, "told_since")?)
            .map(|(via, since)| Announced { via, since }),
        last: None,
    })
}

/// The word for a state in the table. The states "resting" and "offline" are not stored.
const fn word(state: MonitorState) -> &'static str {
    match state {
        MonitorState::Paused | MonitorState::Offline => MonitorState::Unknown.into_str(),
        state => state.into_str(),
    }
}

impl Reader {
    /// The endpoint of a monitor; `None` if there is no such monitor.
    pub fn monitored_endpoint(&self, id: i64) -> Result<Option<String>, StoreError> {
        self.0
            .fetch_optional("SELECT endpoint FROM monitors WHERE id = ?1", [id], |row| {
                row.get(0)
            })
    }

    /// How many of these monitors are down.
    pub fn count_monitors_down(&self, configs: &[MonitorConfig]) -> Result<i64, StoreError> {
        let mut count = 0;
        for config in configs.iter().filter(|config| config.on) {
            let state: Option<String> = self.0.fetch_optional(
                "SELECT state FROM monitors WHERE endpoint = ?1",
                [config.endpoint()],
                |row| row.get(0),
            )?;
            count += i64::from(state.as_deref() == Some(word(MonitorState::Down)));
        }
        Ok(count)
    }

    /// These monitors and their status as stored; the id is 0 if nothing is stored yet.
    pub fn monitors(
        &self,
        configs: &[MonitorConfig],
        now: Moment,
    ) -> Result<Vec<Monitor>, StoreError> {
        let monitors = configs.iter().map(|config| shown(&self.0, config, now));
        monitors.collect()
    }

    /// When the monitor of an endpoint checks next; `None` if there is no monitor or it is paused.
    pub fn next_check(&self, endpoint: &str) -> Result<Option<Moment>, StoreError> {
        let monitor = by_endpoint(&self.0, &endpoint::normalise(endpoint))?;
        Ok(monitor.and_then(|monitor| monitor.next_at))
    }

    /// The unresolved incident at a normalised endpoint, and whether the user knows of it.
    pub fn unresolved_at(
        &self,
        endpoint: &str,
        now: Moment,
    ) -> Result<Option<EndpointIncident>, StoreError> {
        unresolved_at(&self.0, endpoint, now)
    }
}

impl Store {
    /// Creates the missing monitors for these endpoints, and returns all of them. A monitor that was removed from the
    /// settings is deleted with its history one hour later, so that a user who removes a line to try something keeps
    /// the history. Blocks.
    pub fn sync_monitors(&self, endpoints: Vec<String>) -> Result<Vec<StoredMonitor>, StoreError> {
        self.change_blocking(move |context| sync(context, &endpoints))
    }

    /// Stores a check of a monitor and its new status. Blocks.
    pub fn record_check(&self, result: MonitorUpdate) -> Result<(), StoreError> {
        self.change_blocking(move |context| record_check(context, &result))
    }

    /// Records which notices about monitors were shown. Blocks.
    pub fn record_monitor_notices(&self, marks: Vec<Announcement>) -> Result<(), StoreError> {
        self.change_blocking(move |context| record_notices(context, &marks))
    }

    /// Records which certificate warning was shown for a monitor. Blocks.
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
