//! Finds hosts where everything fails, and which pending alerts belong to such a host. A host is the part before the
//! path in a URL; a bare path has none.

use rusqlite::{Connection, OptionalExtension as _};

use crate::{
    alert::{STORM_ABOVE, Storm},
    model::endpoint,
    store::error::StoreError,
};

/// How many pending alerts, and how many endpoints of a host, are considered.
const MAX_COUNT: usize = 500;

/// The failing incidents of a host.
#[derive(Default)]
pub struct FailingHost {
    /// Its incidents with a pending alert.
    pub waiting: Vec<i64>,
    /// Its unresolved incidents that were notified separately.
    pub announced: Vec<i64>,
}

/// The failing incidents of the storm's host. Without a storm: of the first host where more than [`STORM_ABOVE`]
/// endpoints fail and no other endpoint is known.
pub fn failing_host(
    connection: &Connection,
    storm: Option<Storm>,
) -> Result<FailingHost, StoreError> {
    let mut waiting: Vec<(i64, String)> = Vec::new();
    if storm.is_none_or(|storm| storm.is_host_outage) {
        waiting = waiting_with_host(connection)?;
    }
    let found = match storm {
        _ if waiting.is_empty() => None,
        Some(storm) => shared_host_prefix(connection, storm.id)?,
        None => {
            let mut begins: Vec<&str> = waiting.iter().map(|(_, begin)| &**begin).collect();
            begins.dedup();
            let mut found = None;
            for begin in begins {
                if found.is_none() && everything_fails(connection, begin)? {
                    found = Some(begin.to_owned());
                }
            }
            found
        }
    };
    let Some(begin) = found else {
        return Ok(FailingHost::default());
    };
    waiting.retain(|(_, of)| *of == begin);
    Ok(FailingHost {
        waiting: waiting.into_iter().map(|(id, _)| id).collect(),
        announced: announced_alone(connection, &begin)?,
    })
}

/// The host that all incidents of a summary share, as people write it.
pub fn of_summary(connection: &Connection, summary: i64) -> rusqlite::Result<Option<String>> {
    let begin = shared_host_prefix(connection, summary)?;
    Ok(begin.and_then(|begin| endpoint::any_host(begin.strip_prefix("endpoint:")?)))
}

/// The common prefix of all subjects with the same host: `endpoint:https://a.example/`. `None` if there is no host.
fn host_prefix(subject: &str) -> Option<String> {
    let host_at = subject.find("://")? + 3;
    let path_at = host_at + subject.get(host_at..)?.find('/')?;
    Some(subject[..=path_at].to_owned())
}

/// The end of the range of that prefix: `0` comes after `/`.
fn end_of_range(begin: &str) -> String {
    format!("{}0", begin.trim_end_matches('/'))
}

/// The incidents with a pending alert, and the prefixes of their hosts.
fn waiting_with_host(connection: &Connection) -> Result<Vec<(i64, String)>, StoreError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT DISTINCT incidents.id, subject FROM alerts JOIN incidents ON incidents.id = incident_id
         WHERE alerts.id IN (SELECT id FROM alerts WHERE raised_at IS NULL AND incident_id IS NOT NULL
                             AND is_test = 0 ORDER BY due_at, id LIMIT {MAX_COUNT})
         ORDER BY subject"
    ))?;
    let mut waiting = Vec::new();
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let subject: String = row.get(1)?;
        waiting.extend(host_prefix(&subject).map(|begin| (row.get(0), begin)));
    }
    let waiting = waiting.into_iter().map(|(id, begin)| Ok((id?, begin)));
    Ok(waiting.collect::<rusqlite::Result<_>>()?)
}

fn shared_host_prefix(connection: &Connection, summary: i64) -> rusqlite::Result<Option<String>> {
    let subject: Option<String> = connection
        .prepare_cached(
            "SELECT subject FROM alerts JOIN incidents ON incidents.id = incident_id
             WHERE summary_id = ?1 ORDER BY alerts.id LIMIT 1",
        )?
        .query_row([summary], |row| row.get(0))
        .optional()?;
    Ok(subject.as_deref().and_then(host_prefix))
}

/// Whether more than [`STORM_ABOVE`] endpoints of a host fail, and no known one works.
fn everything_fails(connection: &Connection, begin: &str) -> Result<bool, StoreError> {
    let (most, end_of_range) = (STORM_ABOVE + 1, end_of_range(begin));
    let failing: i64 = connection
        .prepare_cached(&format!(
            "SELECT count(*) FROM (SELECT 1 FROM incidents WHERE subject >= ?1 AND subject < ?2
               AND state <> 'resolved' AND last_source <> 'test' LIMIT {most})"
        ))?
        .query_row((begin, &end_of_range), |row| row.get(0))?;
    if usize::try_from(failing).unwrap_or(0) < most {
        return Ok(false);
    }
    let without_subject = |text: &str| text.replacen("endpoint:", "", 1);
    let another: bool = connection
        .prepare_cached(&format!(
            "SELECT EXISTS (SELECT 1 FROM
                (SELECT DISTINCT subject FROM incidents WHERE subject >= ?1 AND subject < ?2 LIMIT {MAX_COUNT}) AS known
              WHERE NOT EXISTS (SELECT 1 FROM incidents
                WHERE incidents.subject = known.subject AND state <> 'resolved'))
             OR EXISTS (SELECT 1 FROM monitors WHERE endpoint >= ?3 AND endpoint < ?4 AND state = 'up'
                AND gone_at IS NULL)"
        ))?
        .query_row(
            (begin, &end_of_range, without_subject(begin), without_subject(&end_of_range)),
            |row| row.get(0),
        )?;
    Ok(!another)
}

fn announced_alone(connection: &Connection, begin: &str) -> Result<Vec<i64>, StoreError> {
    let ids = connection
        .prepare_cached(&format!(
            "SELECT id FROM incidents WHERE subject >= ?1 AND subject < ?2 AND state <> 'resolved'
               AND EXISTS (SELECT 1 FROM alerts WHERE incident_id = incidents.id AND outcome = 'told'
                 AND summary_id IS NULL AND kind IN ('opened', 'escalated', 'flapping'))
             ORDER BY id LIMIT {MAX_COUNT}"
        ))?
        .query_map((begin, end_of_range(begin)), |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(ids)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_stands_before_the_path() {
        for (subject, begin) in [
            (
                "endpoint:https://a.example/x/y",
                Some("endpoint:https://a.example/"),
            ),
            (
                "endpoint:https://a.example:8443/",
                Some("endpoint:https://a.example:8443/"),
            ),
            ("endpoint:/retm/orders", None),
            ("endpoint:orders", None),
            ("unreadable", None),
        ] {
            assert_eq!(host_prefix(subject).as_deref(), begin);
        }
        assert_eq!(
            end_of_range("endpoint:https://a.example/"),
            "endpoint:https://a.example0"
        );
    }
}
