//! The part of the ninth migration that is not SQL alone. Incidents that were grouped under another spelling of their
//! endpoint, or under an endpoint with an id in it, are grouped as they would be today. Unresolved incidents of one
//! endpoint are merged: the oldest gets the reports, codes, minutes, alerts and timelines of the others, and their ids
//! redirect to it (`merged_incidents`). Resolved incidents stay as they are, except for their names. Nothing is lost.

use std::{collections::BTreeMap, time::Instant};

use rusqlite::{Connection, params};

use crate::{
    incident::{IncidentState, Subject, worse_code},
    model::endpoint,
    store::table::row,
};

const ENDPOINT: &str = "endpoint:";

/// Groups the whole history as it would be grouped today.
pub fn regroup(connection: &Connection) -> rusqlite::Result<()> {
    let begun = Instant::now();
    let renamed = rename(connection)?;
    let merged = merge(connection)?;
    if renamed + merged > 0 {
        tracing::info!(
            "Regrouped the history: {renamed} endpoints renamed, {merged} incidents merged, in {} ms.",
            begun.elapsed().as_millis()
        );
    }
    Ok(())
}

/// Records the current name of each subject in a table, and renames the resolved incidents. Unresolved ones are renamed
/// later, because several may get the same name.
fn rename(connection: &Connection) -> rusqlite::Result<usize> {
    connection.execute_batch(
        "CREATE TEMP TABLE renamed (former TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;",
    )?;
    let former: Vec<String> = connection
        .prepare("SELECT DISTINCT subject FROM incidents WHERE subject <> 'unreadable'")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    if former.len() > LARGE {
        tracing::info!("Regrouping the history: {} endpoints.", former.len());
    }
    let mut insert = connection.prepare("INSERT INTO renamed VALUES (?1, ?2)")?;
    let mut count = 0;
    for former in former {
        let name = today(&former);
        if name != former {
            count += insert.execute((&former, &name))?;
        }
    }
    connection.execute_batch(
        "UPDATE incidents SET subject = (SELECT name FROM renamed WHERE former = subject)
         WHERE state = 'resolved' AND subject IN (SELECT former FROM renamed);
         UPDATE probes SET endpoint = (SELECT substr(name, 10) FROM renamed
                                       WHERE former = 'endpoint:' || endpoint)
         WHERE 'endpoint:' || endpoint IN (SELECT former FROM renamed);",
    )?;
    rename_monitors(connection)?;
    Ok(count)
}

/// From this many endpoints on, renaming takes so long that the log says what is going on.
const LARGE: usize = 1_000;

fn today(subject: &str) -> String {
    let endpoint = subject.strip_prefix(ENDPOINT).unwrap_or_default();
    match Subject::of_pattern(endpoint) {
        Subject::Endpoint(name) => format!("{ENDPOINT}{name}"),
        Subject::Unreadable => subject.to_owned(),
    }
}

/// A monitor belongs to one endpoint, whatever id is in its URL. If two were spelled differently, the first one stays.
fn rename_monitors(connection: &Connection) -> rusqlite::Result<()> {
    let former: Vec<(i64, String)> = connection
        .prepare("SELECT id, endpoint FROM monitors ORDER BY id")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (id, endpoint) in former {
        connection.execute(
            "UPDATE OR IGNORE monitors SET endpoint = ?2 WHERE id = ?1",
            (id, endpoint::normalise(&endpoint)),
        )?;
    }
    Ok(())
}

/// An unresolved incident, with the fields that a merge needs.
struct Unresolved {
    id: i64,
    state: IncidentState,
    muted_until: Option<i64>,
    worst_code: Option<i64>,
}

/// Merges the unresolved incidents that now have the same name.
fn merge(connection: &Connection) -> rusqlite::Result<usize> {
    let mut by_name: BTreeMap<String, Vec<Unresolved>> = BTreeMap::new();
    let mut statement = connection.prepare(
        "SELECT id, state, muted_until, worst_code, ifnull(name, subject) FROM incidents
         LEFT JOIN renamed ON former = subject WHERE state <> 'resolved' ORDER BY id",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        by_name.entry(row.get(4)?).or_default().push(Unresolved {
            id: row.get(0)?,
            state: row::word(row, "state", IncidentState::Open)?,
            muted_until: row.get(2)?,
            worst_code: row.get(3)?,
        });
    }
    let mut insert = connection.prepare("INSERT INTO merged_incidents VALUES (?1, ?2)")?;
    let mut merged = 0;
    for incidents in by_name.values() {
        if let [first, rest @ ..] = &incidents[..] {
            for other in rest {
                merged += insert.execute((other.id, first.id))?;
            }
        }
    }
    for incidents in by_name.values().filter(|incidents| incidents.len() > 1) {
        add_up_counts(connection, incidents)?;
    }
    if merged > 0 {
        redirect_ids(connection)?;
        move_dependent_rows(connection)?;
    }
    connection.execute_batch(
        "UPDATE incidents SET subject = (SELECT name FROM renamed WHERE former = subject)
         WHERE subject IN (SELECT former FROM renamed);
         DROP TABLE renamed;",
    )?;
    Ok(merged)
}

/// The id of a merged incident is never given out again.
fn redirect_ids(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute(
        "INSERT INTO marks (name, value) SELECT 'last_incident', max(id) FROM incidents WHERE true
         ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)",
        [],
    )?;
    Ok(())
}

/// Sums up all incidents in the first one. An acknowledged or muted incident does not hide the others.
fn add_up_counts(connection: &Connection, incidents: &[Unresolved]) -> rusqlite::Result<()> {
    let Some(first) = incidents.first() else {
        return Ok(());
    };
    let is_known = incidents
        .iter()
        .all(|incident| incident.state == IncidentState::Acknowledged);
    let state = match is_known {
        true => IncidentState::Acknowledged,
        false => IncidentState::Open,
    };
    let mutes: Option<Vec<i64>> = incidents
        .iter()
        .map(|incident| incident.muted_until)
        .collect();
    let muted_until = mutes.and_then(|mutes| mutes.into_iter().min());
    let worst = incidents
        .iter()
        .map(|incident| incident.worst_code)
        .reduce(worse_code);
    connection
        .prepare_cached(
            "UPDATE incidents SET state = ?2, muted_until = ?3, worst_code = ?4,
               (opened_at, changed_at, error_count, kept_count, times_this_week, times_come_back, previous_id) =
                 (SELECT min(opened_at), max(changed_at), sum(error_count), sum(kept_count),
                         max(times_this_week), max(times_come_back), max(iif(previous_id < ?1, previous_id, NULL))
                  FROM incidents AS one WHERE id = ?1
                     OR id IN (SELECT id FROM merged_incidents WHERE into_id = ?1)),
               (last_error_at, last_code, last_error_id, last_message, last_endpoint, last_source) =
                 (SELECT last_error_at, last_code, last_error_id, last_message, last_endpoint, last_source
                  FROM incidents AS latest WHERE id = ?1
                     OR id IN (SELECT id FROM merged_incidents WHERE into_id = ?1)
                  ORDER BY last_error_id DESC LIMIT 1),
               good_since = NULL, good_probe_id = NULL
             WHERE id = ?1",
        )?
        .execute(params![first.id, state.into_str(), muted_until, worst.flatten()])?;
    Ok(())
}

/// Moves the rows of the merged incidents to the first one. Timeline entries that repeat each other become one entry
/// with a count, as usual. A user's actions stay as they are.
fn move_dependent_rows(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(
        "UPDATE delivery_errors SET incident_id = (SELECT into_id FROM merged_incidents WHERE id = incident_id)
         WHERE incident_id IN (SELECT id FROM merged_incidents);

         INSERT INTO incident_codes
            SELECT into_id, code, sum(count), min(first_at), max(last_at)
            FROM incident_codes JOIN merged_incidents ON id = incident_id GROUP BY into_id, code
         ON CONFLICT (incident_id, code) DO UPDATE SET count = count + excluded.count,
            first_at = min(first_at, excluded.first_at), last_at = max(last_at, excluded.last_at);
         DELETE FROM incident_codes WHERE incident_id IN (SELECT id FROM merged_incidents);

         INSERT INTO minutes (incident_id, minute, count, first_id, last_id)
            SELECT into_id, minute, sum(count), min(first_id), max(last_id)
            FROM minutes JOIN merged_incidents ON id = incident_id GROUP BY into_id, minute
         ON CONFLICT (incident_id, minute) DO UPDATE SET count = count + excluded.count,
            first_id = min(first_id, excluded.first_id), last_id = max(last_id, excluded.last_id);
         DELETE FROM minutes WHERE incident_id IN (SELECT id FROM merged_incidents);

         UPDATE timeline SET incident_id = (SELECT into_id FROM merged_incidents WHERE id = incident_id)
         WHERE incident_id IN (SELECT id FROM merged_incidents);
         CREATE TEMP TABLE repeated AS
            SELECT min(id) AS id, min(at) AS at, max(last_at) AS last_at, sum(count) AS count,
                   incident_id, who, kind, text
            FROM timeline WHERE who <> 'person' AND action IS NULL
              AND incident_id IN (SELECT into_id FROM merged_incidents)
            GROUP BY incident_id, who, kind, text HAVING count(*) > 1;
         CREATE INDEX temp.repeated_by_what ON repeated (incident_id, who, kind, text);
         DELETE FROM timeline WHERE who <> 'person' AND action IS NULL AND EXISTS
            (SELECT 1 FROM repeated WHERE repeated.incident_id = timeline.incident_id
               AND repeated.who = timeline.who AND repeated.kind = timeline.kind
               AND repeated.text = timeline.text AND repeated.id <> timeline.id);
         UPDATE timeline SET (at, last_at, count) =
            (SELECT at, last_at, count FROM repeated WHERE repeated.id = timeline.id)
         WHERE id IN (SELECT id FROM repeated);
         DROP TABLE repeated;
         INSERT INTO timeline (incident_id, at, last_at, count, who, kind, text)
            SELECT into_id, changed_at, changed_at, 1, 'rule', 'not_told',
                   'Joined with ' || count(*) || ' other incident' || iif(count(*) = 1, '', 's')
                   || ' whose endpoint is the same but for its spelling or an id'
            FROM merged_incidents JOIN incidents ON incidents.id = into_id GROUP BY into_id;

         UPDATE alerts SET incident_id = (SELECT into_id FROM merged_incidents WHERE id = incident_id)
         WHERE incident_id IN (SELECT id FROM merged_incidents);
         -- One alert tells of all of them.
         UPDATE alerts SET raised_at = due_at, outcome = 'dropped'
         WHERE raised_at IS NULL AND incident_id IN (SELECT into_id FROM merged_incidents)
           AND id NOT IN (SELECT max(id) FROM alerts WHERE raised_at IS NULL GROUP BY incident_id);

         UPDATE incidents SET previous_id = (SELECT into_id FROM merged_incidents
                                             WHERE merged_incidents.id = previous_id)
         WHERE previous_id IN (SELECT id FROM merged_incidents);
         DELETE FROM incidents WHERE id IN (SELECT id FROM merged_incidents);",
    )
}

#[cfg(test)]
#[path = "regrouping_tests.rs"]
mod tests;
