//! The table `probes`: the latest of each endpoint, and those that its incidents rest on. What a probe says is asked
//! of the pure rules; here it is only kept and found again.

use rusqlite::{Connection, Row};

use crate::{
    incident::{Incident, IncidentState, recovery::Finding},
    model::moment::Moment,
    probe::Probe,
    store::{error::StoreError, reader::Reader, sql::Sql},
};

/// How many are kept of each endpoint, the latest, beside those that an incident rests on.
const KEPT: i64 = 20;

/// What an incident's diagnosis and evidence want to know of probes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IncidentProbes {
    /// The latest of its endpoint since it began, and where it is over, until it was.
    pub latest: Option<Probe>,
    /// The latest that found the endpoint failing.
    pub bad: Option<Probe>,
    /// The first of the good ones since its last report.
    pub good: Option<Probe>,
}

/// Keeps one; gives its number.
pub fn keep(
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

/// Notes on an incident what the probe of that number says of it: since when probes are good in a row, and whether it
/// is the first of them.
pub fn note(
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
    )?;
    Ok(())
}

/// Forgets those of an endpoint that are too many.
pub fn forget_old(connection: &Connection, endpoint: &str) -> Result<(), StoreError> {
    connection.run(
        "DELETE FROM probes WHERE endpoint = ?1
           AND id <= (SELECT id FROM probes WHERE endpoint = ?1
                      ORDER BY id DESC LIMIT 1 OFFSET ?2)
           AND NOT EXISTS (SELECT 1 FROM incidents WHERE subject = 'endpoint:' || ?1
                           AND probes.id IN (good_probe_id, bad_probe_id))",
        (endpoint, KEPT),
    )?;
    Ok(())
}

/// Forgets those of an incident's endpoint, where there is no other incident at it.
pub fn forget_with(connection: &Connection, incident: i64) -> Result<(), StoreError> {
    connection.run(
        "DELETE FROM probes WHERE endpoint =
           (SELECT substr(subject, length('endpoint:') + 1) FROM incidents
            WHERE id = ?1 AND subject <> 'unreadable')
         AND NOT EXISTS (SELECT 1 FROM incidents
            WHERE subject = 'endpoint:' || probes.endpoint AND id <> ?1)",
        [incident],
    )?;
    Ok(())
}

/// When the last good one of an endpoint before then began.
pub fn last_good(
    connection: &Connection,
    endpoint: &str,
    before: Moment,
) -> Result<Option<Moment>, StoreError> {
    let at: Option<i64> = connection.fetch_value("SELECT max(at) FROM probes WHERE endpoint = ?1 AND good = 1 AND at <= ?2
               -- What an older version took for good: any answer below 500.
               AND (probe ->> 'status' BETWEEN 200 AND 299 OR probe ->> 'get_status' BETWEEN 200 AND 299)", (endpoint, before.millis()))?;
    Ok(at.map(Moment::from_millis))
}

/// The first good one on which an incident's recovery rests, where it is kept.
pub fn good_of(connection: &Connection, incident: i64) -> Result<Option<Probe>, StoreError> {
    of_column(connection, incident, "good_probe_id")
}

/// The one that a column of an incident names.
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

/// The latest of an endpoint, whatever it says.
pub fn latest(connection: &Connection, endpoint: &str) -> Result<Option<Probe>, StoreError> {
    Ok(connection
        .fetch_optional(
            "SELECT probe FROM probes WHERE endpoint = ?1 ORDER BY id DESC LIMIT 1",
            [endpoint],
            from_row,
        )?
        .flatten())
}

/// Those of an incident's endpoint while it lasted, as far as they are kept.
pub fn during(connection: &Connection, incident: &Incident) -> Result<Vec<Probe>, StoreError> {
    let found: Vec<Option<Probe>> = connection.fetch_all(
        "SELECT probe FROM probes
         WHERE endpoint = ?1 AND good IS NOT NULL AND at >= ?2 AND at <= ?3
         ORDER BY id DESC LIMIT ?4",
        (
            &incident.endpoint,
            incident.opened_at.millis(),
            until(incident),
            KEPT,
        ),
        from_row,
    )?;
    Ok(found.into_iter().flatten().collect())
}

/// Those that an incident's diagnosis and evidence rest on.
pub fn of_incident(
    connection: &Connection,
    incident: &Incident,
) -> Result<IncidentProbes, StoreError> {
    let latest = connection
        .fetch_optional(
            "SELECT probe FROM probes
             WHERE endpoint = ?1 AND good IS NOT NULL AND at >= ?2 AND at <= ?3
             ORDER BY id DESC LIMIT 1",
            (
                &incident.endpoint,
                incident.opened_at.millis(),
                until(incident),
            ),
            from_row,
        )?
        .flatten();
    Ok(IncidentProbes {
        latest,
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

/// One that a later version wrote otherwise is passed over.
fn from_row(row: &Row<'_>) -> rusqlite::Result<Option<Probe>> {
    Ok(serde_json::from_str(&row.get::<_, String>(0)?).ok())
}

impl Reader {
    /// The probes that an incident's diagnosis and report rest on.
    pub fn probes_of(&self, incident: &Incident) -> Result<IncidentProbes, StoreError> {
        of_incident(&self.0, incident)
    }
}
