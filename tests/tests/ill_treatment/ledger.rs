//! What was acknowledged, and how the rest was answered; and checks of the database that all of it is there exactly
//! once.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use rusqlite::{Connection, OpenFlags};

/// A report that the receiver acknowledged as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub id: i64,
    pub incident: i64,
    pub endpoint: String,
    /// Its message, which is unique.
    pub marker: String,
}

/// All of them, oldest first, and counts of all other answers.
#[derive(Debug, Default)]
pub struct Ledger {
    entries: Mutex<Vec<Entry>>,
    answers: Mutex<BTreeMap<String, usize>>,
    markers: AtomicUsize,
    checked: AtomicUsize,
}

impl Ledger {
    /// A unique message.
    pub fn marker(&self) -> String {
        format!("marker {}", self.markers.fetch_add(1, Ordering::SeqCst))
    }

    pub fn add(&self, entry: Entry) {
        self.entries.lock().unwrap().push(entry);
    }

    pub fn count(&self) -> usize {
        self.entries.lock().unwrap().len()
    }

    /// Counts an answer that acknowledges nothing.
    pub fn answered(&self, how: &str) {
        let mut answers = self.answers.lock().unwrap();
        *answers.entry(how.to_owned()).or_insert(0) += 1;
    }

    pub fn answers(&self) -> BTreeMap<String, usize> {
        self.answers.lock().unwrap().clone()
    }

    /// All entries from an index on.
    pub fn from(&self, place: usize) -> Vec<Entry> {
        self.entries
            .lock()
            .unwrap()
            .iter()
            .skip(place)
            .cloned()
            .collect()
    }

    /// The last path segment of the endpoint of each incident.
    pub fn names(&self) -> BTreeMap<i64, String> {
        let entries = self.entries.lock().unwrap();
        let name = |entry: &Entry| {
            entry
                .endpoint
                .rsplit('/')
                .next()
                .unwrap_or_default()
                .to_owned()
        };
        entries
            .iter()
            .map(|entry| (entry.incident, name(entry)))
            .collect()
    }

    /// Checks that everything acknowledged since the last check is in the database.
    ///
    /// # Errors
    /// What is missing, or why that can't be determined.
    pub fn check_new(&self, database: &Path) -> Result<usize, String> {
        let from = self.checked.load(Ordering::SeqCst);
        let new = self.from(from);
        check(&open(database)?, &new)?;
        self.checked.store(from + new.len(), Ordering::SeqCst);
        Ok(new.len())
    }

    /// Checks that everything is in the database exactly once.
    ///
    /// # Errors
    /// What is missing, or why that can't be determined.
    pub fn check_all(&self, database: &Path) -> Result<usize, String> {
        let (database, all) = (open(database)?, self.from(0));
        check(&database, &all)?;
        let twice = "SELECT count(*), min(message) FROM (SELECT message FROM delivery_errors
                     WHERE message GLOB 'marker *' GROUP BY message HAVING count(*) > 1)";
        let (twice, one): (i64, Option<String>) = database
            .query_row(twice, [], |row| Ok((row.get(0)?, row.get(1)?)))
            .map_err(|e| format!("{twice}: {e}"))?;
        if twice > 0 {
            return Err(format!("{twice} reports are there twice, e.g. {one:?}"));
        }
        is_sound(&database)?;
        Ok(all.len())
    }
}

/// Opens a database for reading.
///
/// # Errors
/// Why it can't be opened.
pub fn open(database: &Path) -> Result<Connection, String> {
    let connection = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY);
    let connection = connection.map_err(|e| format!("{}: {e}", database.display()))?;
    let waits = connection.busy_timeout(crate::GENEROUS);
    waits.map_err(|e| e.to_string())?;
    Ok(connection)
}

/// Checks the integrity of the database.
///
/// # Errors
/// What SQLite found.
pub fn is_sound(database: &Connection) -> Result<(), String> {
    let said = database.query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0));
    match said {
        Ok(said) if said == "ok" => Ok(()),
        Ok(said) => Err(format!("integrity_check: {said}")),
        Err(error) => Err(format!("integrity_check: {error}")),
    }
}

/// Checks that each of these entries is stored as it was acknowledged.
///
/// # Errors
/// The first ones that are not.
pub fn check(database: &Connection, entries: &[Entry]) -> Result<(), String> {
    let select = "SELECT incident_id, message, endpoint FROM delivery_errors WHERE id = ?1";
    let mut select = database.prepare(select).map_err(|e| e.to_string())?;
    let (mut wrong, mut count) = (Vec::new(), 0);
    let mut ids = std::collections::BTreeSet::new();
    for entry in entries {
        let found = select.query_row([entry.id], |row| {
            Ok(Entry {
                id: entry.id,
                incident: row.get(0)?,
                marker: row.get(1)?,
                endpoint: row.get(2)?,
            })
        });
        let found = match found {
            Err(rusqlite::Error::QueryReturnedNoRows) => None,
            Err(error) => return Err(format!("delivery error {}: {error}", entry.id)),
            Ok(found) => Some(found),
        };
        if found.as_ref() != Some(entry) || !ids.insert(entry.id) {
            count += 1;
            if wrong.len() < 3 {
                wrong.push(format!("{entry:?} is {found:?}"));
            }
        }
    }
    match count {
        0 => Ok(()),
        _ => Err(format!(
            "{count} of {}: {}",
            entries.len(),
            wrong.join("; ")
        )),
    }
}

/// Counts the incidents without a notification of their own, in a summary, or a reason for none; and the pending
/// alerts.
pub const UNTOLD: &str = "
SELECT (SELECT count(*) FROM incidents WHERE NOT EXISTS
         (SELECT 1 FROM alerts WHERE incident_id = incidents.id AND kind = 'opened'
            AND outcome IN ('told', 'summarised'))
       AND NOT EXISTS (SELECT 1 FROM timeline WHERE incident_id = incidents.id AND kind = 'not_told'))
     + (SELECT count(*) FROM alerts WHERE summary_id IS NOT NULL AND raised_at IS NULL)";

/// The incidents recorded as announced one by one.
///
/// # Errors
/// The error of SQLite.
pub fn notified_alone(database: &Connection) -> Result<Vec<i64>, String> {
    let sql = "SELECT DISTINCT incident_id FROM alerts
               WHERE incident_id IS NOT NULL AND kind = 'opened' AND outcome = 'told'";
    let mut select = database.prepare(sql).map_err(|e| e.to_string())?;
    let rows = select.query_map([], |row| row.get(0));
    let rows = rows.and_then(Iterator::collect);
    rows.map_err(|e| e.to_string())
}
