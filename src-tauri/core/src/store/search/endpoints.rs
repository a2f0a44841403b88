//! Endpoints: finds them by a part, as stored, as people write it, or as it is in a report; and lists the separate
//! endpoints of an incident. Those are not stored: each report has its exact endpoint, and the newest of an incident
//! are counted on request.

use std::{
    cell::RefCell,
    collections::{HashMap, hash_map::Entry},
};

use rusqlite::{Connection, functions::FunctionFlags};

use crate::{
    incident::{EndpointCount, Incident},
    model::{endpoint, fold::fold},
    store::{error::StoreError, table::row},
};

/// Incidents whose endpoint contains that part: as stored, or as people write it if that differs.
pub const NAMED: &str = "(subject <> 'unreadable' AND endpoint_has(subject, ?))";

/// Incidents of a pattern with one of the newest delivery errors whose own endpoint contains that part.
pub const WITH_ONE: &str = "instr(subject, '/:id') AND EXISTS (SELECT 1 FROM delivery_errors AS one
    WHERE one.incident_id = incidents.id AND one.id > (SELECT max(id) FROM delivery_errors) - 100000
      AND endpoint_has(one.endpoint, ?))";

/// Delivery errors whose own endpoint contains that part.
pub const OWN: &str = "endpoint_has(endpoint, ?)";

/// How many endpoints as people write them are remembered per connection, up to that many bytes each: an endpoint that fails
/// has many incidents.
const MAX_REMEMBERED: usize = 4_000;
const MAX_REMEMBERED_BYTES: usize = 1_000;

/// Registers the SQL function `endpoint_has(subject, part)`: whether an endpoint, with or without the prefix of a subject,
/// contains a folded text.
pub fn register(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_DIRECTONLY;
    let written = RefCell::new(HashMap::new());
    connection.create_scalar_function("endpoint_has", 2, flags, move |context| {
        let [subject, part] = [0, 1].map(|at| context.get_raw(at).as_str().unwrap_or_default());
        let endpoint = subject.strip_prefix("endpoint:").unwrap_or(subject);
        Ok(endpoint_has(&mut written.borrow_mut(), endpoint, part))
    })
}

fn endpoint_has(written: &mut HashMap<String, String>, endpoint: &str, part: &str) -> bool {
    if endpoint.to_ascii_lowercase().contains(part) {
        return true;
    }
    if endpoint.is_ascii() && !endpoint.contains('%') && !endpoint.contains("xn--") {
        return false;
    }
    if let Some(written) = written.get(endpoint) {
        return written.contains(part);
    }
    let as_written = fold(&endpoint::readable(endpoint));
    let has = as_written.contains(part);
    if endpoint.len() <= MAX_REMEMBERED_BYTES {
        if written.len() >= MAX_REMEMBERED {
            written.clear();
        }
        written.insert(endpoint.to_owned(), as_written);
    }
    has
}

/// How many of an incident's newest delivery errors are counted.
const MAX_COUNTED: u32 = 10_000;
/// The maximum number of listed endpoints.
const MAX_COUNT: usize = 100;

/// How many reports each endpoint has, the most frequent first; among equals, the most recent first. Counts only the
/// newest reports.
pub fn of_incident(
    connection: &Connection,
    incident: &Incident,
) -> Result<Vec<EndpointCount>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT endpoint, received_at FROM delivery_errors
         WHERE incident_id = ?1 AND unreadable_reason IS NULL ORDER BY id DESC LIMIT ?2",
    )?;
    let mut rows = statement.query((incident.id, MAX_COUNTED))?;
    // By exact text first: parsing a URL costs more than looking up a text.
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
                        last_at: row::moment(row, "received_at")?,
                    });
                }
                *entry.insert(at)
            }
        };
        if let Some(counted) = found.get_mut(at) {
            counted.count += 1;
        }
    }
    // A stable sort: the newest stay first.
    found.sort_by_key(|counted| std::cmp::Reverse(counted.count));
    found.truncate(MAX_COUNT);
    Ok(found)
}
