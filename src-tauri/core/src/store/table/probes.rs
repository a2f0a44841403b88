//! The table `probes`: the latest probes of each endpoint, and those that its incidents refer to.

use rusqlite::{Connection, Row};

use crate::{
    incident::{Incident, IncidentState, recovery::Finding},
    model::moment::Moment,
    probe::Probe,
    store::{error::StoreError, reader::Reader, sql::Sql},
};

/// How many of the latest probes are kept for each endpoint, besides those that an incident refers to.
pub const KEPT: i64 = 20;

/// The probes behind an incident's diagnosis and report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IncidentProbes {
    /// The latest probe of its endpoint since the incident began, and until its end if it is over.
    pub latest: Option<Probe>,
    /// The latest probe that found the endpoint failing.
    pub bad: Option<Probe>,
    /// The first of the good probes since its last report.
    pub good: Option<Probe>,
}

pub fn insert(
    connection: &Connection,
    endpoint: &str,
    probe: &Probe,
    finding: Finding,
) -> Result<i64, StoreError> {
    let good = match finding {
        Finding::Good => Some(true),
        Finding::Bad => Some(false),
        Finding::Nothing => None,
    };
    let json = serde_json::to_string(probe)
        .map_err(|error| StoreError::Failed(format!("a probe can't be written: {error}")))?;
    connection.run(
        "INSERT INTO probes (endpoint, at, good, probe) VALUES (?1, ?2, ?3, ?4)",
        (endpoint, probe.at.millis(), good, json),
    )?;
    Ok(connection.last_insert_rowid())
}

/// Whether exactly this probe of that endpoint is stored.
pub fn is_kept(connection: &Connection, endpoint: &str, probe: &Probe) -> Result<bool, StoreError> {
    Ok(connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM
               (SELECT at FROM probes WHERE endpoint = ?1 ORDER BY id DESC LIMIT ?3) WHERE at = ?2)",
        )?
        .query_row((endpoint, probe.at.millis(), KEPT), |row| row.get(0))?)
}

/// Updates an incident with a probe: since when probes have been good in a row, and whether this is the first.
pub fn note_on_incident(
    connection: &Connection,
    incident: i64,
    (good_since, begins): (Option<Moment>, bool),
    (id, finding): (i64, Finding),
) -> Result<(), StoreError> {
    connection.run(
        "UPDATE incidents SET
           good_probe_id = CASE WHEN ?2 IS NULL THEN NULL
                                WHEN ?5 THEN ?3 ELSE good_probe_id END,
           bad_probe_id = iif(?4, ?3, bad_probe_id), good_since = ?2
         WHERE id = ?1",
        (
            incident,
            good_since.map(Moment::millis),
            id,
            finding == Finding::Bad,
            begins,
        ),
    )
}

/// Deletes the oldest probes of an endpoint beyond [`KEPT`].
pub fn delete_old(connection: &Connection, endpoint: &str) -> Result<(), StoreError> {
    connection.run(
        "DELETE FROM probes WHERE endpoint = ?1
           AND id <= (SELECT id FROM probes WHERE endpoint = ?1
                      ORDER BY id DESC LIMIT 1 OFFSET ?2)
           AND NOT EXISTS (SELECT 1 FROM incidents WHERE subject = 'endpoint:' || ?1
                           AND probes.id IN (good_probe_id, bad_probe_id))",
        (endpoint, KEPT),
    )
}

/// Deletes the probes of an incident's endpoint, if no other incident has that endpoint.
pub fn delete_with(connection: &Connection, incident: i64) -> Result<(), StoreError> {
    connection.run(
        "DELETE FROM probes WHERE endpoint =
           (SELECT substr(subject, length('endpoint:') + 1) FROM incidents
            WHERE id = ?1 AND subject <> 'unreadable')
         AND NOT EXISTS (SELECT 1 FROM incidents
            WHERE subject = 'endpoint:' || probes.endpoint AND id <> ?1)",
        [incident],
    )
}

/// When the last good probe of an endpoint before then was made.
pub fn last_good(
    connection: &Connection,
    endpoint: &str,
    before: Moment,
) -> Result<Option<Moment>, StoreError> {
    let at: Option<i64> = connection.fetch_value(
        // An older version took any answer below 500 as good.
        "SELECT max(at) FROM probes WHERE endpoint = ?1 AND good = 1 AND at <= ?2
           AND (probe ->> 'status' BETWEEN 200 AND 299
                OR probe ->> 'get_status' BETWEEN 200 AND 299)",
        (endpoint, before.millis()),
    )?;
    Ok(at.map(Moment::from_millis))
}

/// The first good probe behind an incident's recovery, if it is still stored.
pub fn good_of(connection: &Connection, incident: i64) -> Result<Option<Probe>, StoreError> {
    of_column(connection, incident, "good_probe_id")
}

/// The probe that a column of an incident refers to.
fn of_column(
    connection: &Connection,
    incident: i64,
    column: &str,
) -> Result<Option<Probe>, StoreError> {
    let sql = format!(
        "SELECT probe FROM probes WHERE id = (SELECT {column} FROM incidents WHERE id = ?1)"
    );
    Ok(connection
        .fetch_optional(&sql, [incident], from_row)?
        .flatten())
}

/// The latest probe of an endpoint, whatever its outcome.
pub fn latest(connection: &Connection, endpoint: &str) -> Result<Option<Probe>, StoreError> {
    Ok(connection
        .fetch_optional(
            "SELECT probe FROM probes WHERE endpoint = ?1 ORDER BY id DESC LIMIT 1",
            [endpoint],
            from_row,
        )?
        .flatten())
}

/// The latest probes of an incident's endpoint while it lasted, as far as they are stored.
pub fn during(
    connection: &Connection,
    incident: &Incident,
    limit: i64,
) -> Result<Vec<Probe>, StoreError> {
    let (from, until) = (incident.opened_at.millis(), until(incident));
    let found: Vec<Option<Probe>> = connection.fetch_all(
        "SELECT probe FROM probes
         WHERE endpoint = ?1 AND good IS NOT NULL AND at >= ?2 AND at <= ?3
         ORDER BY id DESC LIMIT ?4",
        (&incident.endpoint, from, until, limit),
        from_row,
    )?;
    Ok(found.into_iter().flatten().collect())
}

/// The probes behind an incident's diagnosis and report.
pub fn of_incident(
    connection: &Connection,
    incident: &Incident,
) -> Result<IncidentProbes, StoreError> {
    Ok(IncidentProbes {
        latest: during(connection, incident, 1)?.pop(),
        bad: of_column(connection, incident.id, "bad_probe_id")?,
        good: good_of(connection, incident.id)?.filter(Probe::is_good),
    })
}

/// The end of an incident: when it was resolved.
fn until(incident: &Incident) -> i64 {
    match incident.state {
        IncidentState::Resolved => incident.changed_at.millis(),
        _ => i64::MAX,
    }
}

/// A probe that a later version wrote in another format is skipped.
fn from_row(row: &Row<'_>) -> rusqlite::Result<Option<Probe>> {
    Ok(serde_json::from_str(&row.get::<_, String>(0)?).ok())
}

impl Reader {
    /// The probes behind an incident's diagnosis and report.
    pub fn probes_of(&self, incident: &Incident) -> Result<IncidentProbes, StoreError> {
        of_incident(&self.0, incident)
    }
}
