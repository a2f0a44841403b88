//! The single endpoints of an incident. They are not kept: each report has its own, to the letter, and those of one
//! incident are counted when they are asked for, the newest that there are.

use std::collections::{HashMap, hash_map::Entry};

use rusqlite::Connection;

use super::{StoreError, moment_at};
use crate::{
    incident::{EndpointCount, Incident},
    model::endpoint,
};

/// How many of an incident's delivery errors are looked at, the newest.
const LOOKED_AT: u32 = 10_000;
/// How many endpoints are named.
const NAMED: usize = 100;

/// How many reports came of each endpoint, the most frequent first; of as many the one that came last. Of the newest
/// reports only.
pub fn of_incident(
    connection: &Connection,
    incident: &Incident,
) -> Result<Vec<EndpointCount>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT endpoint, received_at FROM delivery_errors
         WHERE incident_id = ?1 AND unreadable_reason IS NULL ORDER BY id DESC LIMIT ?2",
    )?;
    let mut rows = statement.query((incident.id, LOOKED_AT))?;
    // By the letter first: reading a URL costs more than looking a text up.
    let mut by_letter: HashMap<String, usize> = HashMap::new();
    let mut found: Vec<EndpointCount> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    while let Some(row) = rows.next()? {
        let letter: String = row.get(0)?;
        let at = match by_letter.entry(letter) {
            Entry::Occupied(entry) => *entry.get(),
            Entry::Vacant(entry) => {
                let endpoint = endpoint::normalise(entry.key());
                let at = *places.entry(endpoint.clone()).or_insert(found.len());
                if at == found.len() {
                    found.push(EndpointCount {
                        label: endpoint::path(&endpoint),
                        endpoint,
                        count: 0,
                        last_at: moment_at(row, "received_at")?,
                    });
                }
                *entry.insert(at)
            }
        };
        if let Some(counted) = found.get_mut(at) {
            counted.count += 1;
        }
    }
    // Stable: the newest stay first.
    found.sort_by_key(|counted| std::cmp::Reverse(counted.count));
    found.truncate(NAMED);
    Ok(found)
}
