//! The schema and how it came to be: one migration a released version, never edited once released. Each
//! table's columns are explained here; who reads and writes it stands in the file of its name.

use rusqlite_migration::{M, Migrations};

/// How many migrations there are: the schema version that this program writes (`PRAGMA user_version`).
pub const VERSION: i64 = 1;

/// Times are milliseconds since 1970 in UTC. Order is by id, never by time: a clock can be set back.
const FIRST: &str = "
CREATE TABLE incidents (
    id            INTEGER PRIMARY KEY,
    -- 'endpoint:' and the normalised endpoint, or 'unreadable'
    subject       TEXT NOT NULL,
    state         TEXT NOT NULL CHECK (state IN ('open', 'acknowledged', 'resolved')),
    opened_at     INTEGER NOT NULL,
    last_error_at INTEGER NOT NULL,
    error_count   INTEGER NOT NULL,
    last_code     INTEGER,
    -- the incident before this one with the same subject
    previous_id   INTEGER REFERENCES incidents (id)
) STRICT;
CREATE INDEX incidents_by_subject ON incidents (subject, id);
CREATE UNIQUE INDEX one_unresolved_incident ON incidents (subject) WHERE state <> 'resolved';

CREATE TABLE delivery_errors (
    id                INTEGER PRIMARY KEY AUTOINCREMENT,
    incident_id       INTEGER NOT NULL REFERENCES incidents (id),
    received_at       INTEGER NOT NULL,
    source            TEXT NOT NULL CHECK (source IN ('retm', 'test', 'simulated')),
    code              INTEGER,
    endpoint          TEXT NOT NULL,
    message           TEXT NOT NULL,
    -- why the body could not be read; NULL for a readable report
    unreadable_reason TEXT,
    remote_addr       TEXT NOT NULL,
    -- a JSON object, name to value, secrets redacted
    headers           TEXT NOT NULL,
    -- to the letter
    body              BLOB NOT NULL
) STRICT;
CREATE INDEX delivery_errors_by_incident ON delivery_errors (incident_id, id);

-- What was decided to be told. A row is written in the transaction of the delivery error that it tells of, and
-- raised afterwards: so nothing that was decided is forgotten, whenever the program ends.
CREATE TABLE alerts (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    incident_id INTEGER NOT NULL REFERENCES incidents (id),
    -- 1 where it replaces what was said of the incident before
    is_update   INTEGER NOT NULL,
    decided_at  INTEGER NOT NULL,
    due_at      INTEGER NOT NULL,
    -- NULL until it is raised
    raised_at   INTEGER
) STRICT;
CREATE INDEX alerts_by_incident ON alerts (incident_id, id);
CREATE INDEX alerts_pending ON alerts (due_at) WHERE raised_at IS NULL;

-- Small numbers that survive a restart, by name.
CREATE TABLE marks (
    name  TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
";

/// All migrations, oldest first.
pub fn migrations() -> Migrations<'static> {
    Migrations::new(vec![M::up(FIRST)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_migrations_are_sound_and_counted() {
        let migrations = migrations();
        migrations.validate().unwrap();
        let mut connection = rusqlite::Connection::open_in_memory().unwrap();
        migrations.to_latest(&mut connection).unwrap();
        let version: i64 = connection
            .query_row("PRAGMA user_version", [], |row| row.get(0))
            .unwrap();
        assert_eq!(version, VERSION);
    }
}
