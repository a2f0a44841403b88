//! The schema and its history: one migration per released version, never edited after its release. The columns are
//! explained here; `table/` has one file per table.

use rusqlite_migration::{M, Migrations};

use super::{regrouping, targets_schema, team_schema, totals::TOTALS};

/// The number of migrations: the schema version that this program writes (`PRAGMA user_version`).
pub const VERSION: i64 = 16;

/// Times are milliseconds since 1970 in UTC. Rows are ordered by id, never by time: a clock can be set back.
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

/// Incidents with a lifecycle: mutes, codes, a timeline, several kinds of alert, counts per minute, words to search.
const SECOND: &str = "
ALTER TABLE incidents ADD COLUMN muted_until INTEGER;
-- when the state last changed
ALTER TABLE incidents ADD COLUMN changed_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE incidents ADD COLUMN first_code INTEGER;
ALTER TABLE incidents ADD COLUMN worst_code INTEGER;
-- of the latest delivery error; kept here so that a list needs no other table
ALTER TABLE incidents ADD COLUMN last_error_id INTEGER NOT NULL DEFAULT 0;
ALTER TABLE incidents ADD COLUMN last_message TEXT NOT NULL DEFAULT '';
ALTER TABLE incidents ADD COLUMN last_source TEXT NOT NULL DEFAULT 'retm';
-- how many of its delivery errors are still here: error_count less what retention deleted
ALTER TABLE incidents ADD COLUMN kept_count INTEGER NOT NULL DEFAULT 0;
-- how many incidents with this subject opened in the seven days up to this one, this one included
ALTER TABLE incidents ADD COLUMN times_this_week INTEGER NOT NULL DEFAULT 1;
CREATE INDEX incidents_by_state ON incidents (state, last_error_id);
CREATE INDEX incidents_by_activity ON incidents (last_error_id);

CREATE INDEX delivery_errors_by_code ON delivery_errors (code, id);

-- How often each code came. The code as text; empty where the reports carried none.
CREATE TABLE incident_codes (
    incident_id INTEGER NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
    code        TEXT NOT NULL,
    count       INTEGER NOT NULL,
    first_at    INTEGER NOT NULL,
    last_at     INTEGER NOT NULL,
    PRIMARY KEY (incident_id, code)
) STRICT, WITHOUT ROWID;

-- The timeline. What repeats in a row is counted in one entry.
CREATE TABLE timeline (
    id                 INTEGER PRIMARY KEY AUTOINCREMENT,
    incident_id        INTEGER NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
    at                 INTEGER NOT NULL,
    last_at            INTEGER NOT NULL,
    count              INTEGER NOT NULL,
    who                TEXT NOT NULL CHECK (who IN ('retm', 'person', 'rule')),
    kind               TEXT NOT NULL,
    text               TEXT NOT NULL,
    -- until when it holds, for a mute
    until              INTEGER,
    -- one number for all that a person did at once, and how it stood before, to take it back
    action             INTEGER,
    before_state       TEXT,
    before_muted_until INTEGER
) STRICT;
CREATE INDEX timeline_by_incident ON timeline (incident_id, id);
CREATE INDEX timeline_by_action ON timeline (action) WHERE action IS NOT NULL;

-- Storms and digests: several alerts told as one.
CREATE TABLE summaries (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    kind     TEXT NOT NULL CHECK (kind IN ('storm', 'digest')),
    -- why the alerts of a digest were held back
    reason   TEXT NOT NULL,
    began_at INTEGER NOT NULL,
    -- NULL while a storm lasts
    ended_at INTEGER
) STRICT;

CREATE TABLE alerts_2 (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    -- NULL for an alert about a summary
    incident_id INTEGER REFERENCES incidents (id) ON DELETE CASCADE,
    -- the summary that it is about, or that told of it
    summary_id  INTEGER REFERENCES summaries (id),
    kind        TEXT NOT NULL
        CHECK (kind IN ('opened', 'escalated', 'grew', 'storm', 'storm_over', 'digest')),
    -- 1 where a test report caused it: such an alert is told whatever happens around it
    is_test     INTEGER NOT NULL DEFAULT 0,
    decided_at  INTEGER NOT NULL,
    due_at      INTEGER NOT NULL,
    -- why it is held back just now
    held        TEXT,
    -- NULL until it is told, told within a summary, or dropped
    raised_at   INTEGER,
    outcome     TEXT CHECK (outcome IN ('told', 'summarised', 'dropped')),
    -- how many delivery errors it told of
    told_count  INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO alerts_2 (id, incident_id, kind, decided_at, due_at, raised_at, outcome)
    SELECT id, incident_id, iif(is_update, 'grew', 'opened'), decided_at, due_at, raised_at,
           iif(raised_at IS NULL, NULL, 'told')
    FROM alerts;
DROP TABLE alerts;
ALTER TABLE alerts_2 RENAME TO alerts;
CREATE INDEX alerts_by_incident ON alerts (incident_id, id);
CREATE INDEX alerts_by_summary ON alerts (summary_id) WHERE summary_id IS NOT NULL;
CREATE INDEX alerts_by_raising ON alerts (raised_at);
CREATE INDEX alerts_pending ON alerts (due_at) WHERE raised_at IS NULL;

-- How many delivery errors of an incident came in each minute since 1970, and the first one's number.
CREATE TABLE minutes (
    incident_id INTEGER NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
    minute      INTEGER NOT NULL,
    count       INTEGER NOT NULL,
    first_id    INTEGER NOT NULL,
    PRIMARY KEY (incident_id, minute)
) STRICT, WITHOUT ROWID;
CREATE INDEX minutes_by_time ON minutes (minute);

-- What is there from the version before.
UPDATE incidents SET (last_error_id, last_message, last_source) =
    (SELECT id, message, source FROM delivery_errors
     WHERE incident_id = incidents.id ORDER BY id DESC LIMIT 1)
WHERE EXISTS (SELECT 1 FROM delivery_errors WHERE incident_id = incidents.id);
UPDATE incidents SET
    changed_at = opened_at,
    kept_count = (SELECT count(*) FROM delivery_errors WHERE incident_id = incidents.id),
    worst_code = last_code,
    first_code = (SELECT code FROM delivery_errors
                  WHERE incident_id = incidents.id ORDER BY id LIMIT 1);
INSERT INTO incident_codes
    SELECT incident_id, ifnull(CAST(code AS TEXT), ''), count(*), min(received_at), max(received_at)
    FROM delivery_errors GROUP BY 1, 2;
INSERT INTO minutes
    SELECT incident_id, received_at / 60000, count(*), min(id) FROM delivery_errors GROUP BY 1, 2;
INSERT INTO timeline (incident_id, at, last_at, count, who, kind, text)
    SELECT id, opened_at, opened_at, 1, 'retm', 'opened', 'Opened' FROM incidents;
";

/// A full-text index (FTS5, "Contentless-Delete Tables"). It ignores diacritics and Arabic vowel signs.
const THIRD: &str = "
CREATE VIRTUAL TABLE words USING fts5 (
    endpoint, message, body,
    content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
INSERT INTO words (rowid, endpoint, message, body)
    SELECT id, endpoint, message, CAST(body AS TEXT) FROM delivery_errors;
";

/// For a history of a million reports: what retention deletes first, where each span of time begins and ends, which
/// reports are not RETM's. Also an index from each incident to the next one, so that a delete finds it at once.
const FOURTH: &str = "
CREATE INDEX incidents_at_rest ON incidents (max(last_error_at, changed_at)) WHERE state = 'resolved';
CREATE INDEX incidents_by_previous ON incidents (previous_id) WHERE previous_id IS NOT NULL;
CREATE INDEX delivery_errors_of_others ON delivery_errors (source, id) WHERE source <> 'retm';

-- the number of the last delivery error of that minute
ALTER TABLE minutes ADD COLUMN last_id INTEGER NOT NULL DEFAULT 0;
UPDATE minutes SET last_id = (SELECT max(id) FROM delivery_errors
    WHERE incident_id = minutes.incident_id AND received_at / 60000 = minutes.minute)
WHERE EXISTS (SELECT 1 FROM delivery_errors
    WHERE incident_id = minutes.incident_id AND received_at / 60000 = minutes.minute);
-- the full-text index lags behind from now on: up to where it has everything
INSERT INTO marks (name, value)
    SELECT 'findable_up_to', ifnull(max(id), 0) FROM delivery_errors;
DROP INDEX minutes_by_time;
CREATE INDEX minutes_by_time ON minutes (minute, first_id, last_id);
";

/// Ingress: every public URL that the receiver had.
const FIFTH: &str = "
CREATE TABLE public_urls (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    -- where the tunnel began; without the key
    url      TEXT NOT NULL UNIQUE,
    -- the tunnel's kind, as the settings have it
    kind     TEXT NOT NULL,
    first_at INTEGER NOT NULL,
    last_at  INTEGER NOT NULL,
    -- grows whenever another URL becomes the present one: the largest is the latest
    turn     INTEGER NOT NULL
) STRICT;
";

/// Recovery: the probes of each endpoint, and what they say about its incident.
const SIXTH: &str = "
CREATE TABLE probes (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    -- the normalised endpoint that was meant, which may be a bare path
    endpoint TEXT NOT NULL,
    at       INTEGER NOT NULL,
    -- 1 where the endpoint is well, 0 where it is not, NULL where the probe says nothing of it
    good     INTEGER,
    -- the probe, as JSON
    probe    TEXT NOT NULL
) STRICT;
CREATE INDEX probes_by_endpoint ON probes (endpoint, id);

-- the first of the good probes in a row since the last report
ALTER TABLE incidents ADD COLUMN good_since INTEGER;
-- that probe, and the latest one that found the endpoint failing
ALTER TABLE incidents ADD COLUMN good_probe_id INTEGER;
ALTER TABLE incidents ADD COLUMN bad_probe_id INTEGER;
-- when it was last resolved by rule; NULL once a person has resolved it
ALTER TABLE incidents ADD COLUMN recovered_at INTEGER;
ALTER TABLE incidents ADD COLUMN first_recovered_at INTEGER;
-- how often it came back after it was resolved by rule
ALTER TABLE incidents ADD COLUMN times_come_back INTEGER NOT NULL DEFAULT 0;
-- the last good probe before its first report
ALTER TABLE incidents ADD COLUMN well_before INTEGER;

-- As before, with two kinds more.
CREATE TABLE alerts_6 (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    incident_id INTEGER REFERENCES incidents (id) ON DELETE CASCADE,
    summary_id  INTEGER REFERENCES summaries (id),
    kind        TEXT NOT NULL
        CHECK (kind IN ('opened', 'escalated', 'grew', 'recovered', 'flapping',
                        'storm', 'storm_over', 'digest')),
    is_test     INTEGER NOT NULL DEFAULT 0,
    decided_at  INTEGER NOT NULL,
    due_at      INTEGER NOT NULL,
    held        TEXT,
    raised_at   INTEGER,
    outcome     TEXT CHECK (outcome IN ('told', 'summarised', 'dropped')),
    told_count  INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO alerts_6 SELECT * FROM alerts;
DROP TABLE alerts;
ALTER TABLE alerts_6 RENAME TO alerts;
CREATE INDEX alerts_by_incident ON alerts (incident_id, id);
CREATE INDEX alerts_by_summary ON alerts (summary_id) WHERE summary_id IS NOT NULL;
CREATE INDEX alerts_by_raising ON alerts (raised_at);
CREATE INDEX alerts_pending ON alerts (due_at) WHERE raised_at IS NULL;
";

/// Monitors: the status, the last checks and the hours of each. Their configuration is in the settings.
const SEVENTH: &str = "
CREATE TABLE monitors (
    id                INTEGER PRIMARY KEY AUTOINCREMENT,
    -- the normalised URL
    endpoint          TEXT NOT NULL UNIQUE,
    state             TEXT NOT NULL DEFAULT 'unknown'
        CHECK (state IN ('unknown', 'up', 'failing', 'down')),
    since             INTEGER,
    -- how many checks in a row were not good
    failures          INTEGER NOT NULL DEFAULT 0,
    -- when it was last good
    good_at           INTEGER,
    next_at           INTEGER,
    certificate_until INTEGER,
    -- the last warning of a certificate: when that expires, and how many days ahead it was
    warned_until      INTEGER,
    warned_days       INTEGER,
    -- as what its outage was told, and since when it lasts
    told              TEXT CHECK (told IN ('itself', 'host', 'incident', 'certificate')),
    told_since        INTEGER,
    -- since when the settings name it no more
    gone_at           INTEGER
) STRICT;

-- The last checks of each.
CREATE TABLE monitor_checks (
    id         INTEGER PRIMARY KEY,
    monitor_id INTEGER NOT NULL REFERENCES monitors (id) ON DELETE CASCADE,
    at         INTEGER NOT NULL,
    good       INTEGER NOT NULL,
    took_ms    INTEGER NOT NULL,
    cause      TEXT NOT NULL,
    status     INTEGER,
    sentence   TEXT NOT NULL
) STRICT;
CREATE INDEX monitor_checks_by_monitor ON monitor_checks (monitor_id, id);

CREATE TABLE monitor_hours (
    monitor_id INTEGER NOT NULL REFERENCES monitors (id) ON DELETE CASCADE,
    -- since 1970
    hour       INTEGER NOT NULL,
    checks     INTEGER NOT NULL,
    good       INTEGER NOT NULL,
    -- how long the good ones took: bucket and count, in pairs
    took       BLOB NOT NULL,
    PRIMARY KEY (monitor_id, hour)
) STRICT, WITHOUT ROWID;
";

/// What users keep for endpoints: mutes without an end, and notes.
const ENDPOINTS: &str = "
CREATE TABLE lasting_mutes (
    id      INTEGER PRIMARY KEY,
    -- the normalised endpoint, or text in which '*' stands for any other
    pattern TEXT NOT NULL UNIQUE,
    since   INTEGER NOT NULL
) STRICT;

CREATE TABLE endpoint_notes (
    -- the normalised endpoint
    endpoint   TEXT PRIMARY KEY,
    note       TEXT NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
";

/// One incident for an endpoint, whatever its spelling or the id in it. Adds the endpoint of the latest report, exactly
/// as sent, and the incident that a merged one became part of. [`regrouping`] does the rest.
const NINTH: &str = "
ALTER TABLE incidents ADD COLUMN last_endpoint TEXT NOT NULL DEFAULT '';
UPDATE incidents SET last_endpoint =
    ifnull((SELECT endpoint FROM delivery_errors WHERE id = incidents.last_error_id), '');

CREATE TABLE merged_incidents (
    id      INTEGER PRIMARY KEY,
    -- the incident that has all of it now
    into_id INTEGER NOT NULL REFERENCES incidents (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX merged_incidents_by_into ON merged_incidents (into_id);
";

/// The merchant whose token came with a report, and the relay's request that a report is about. Adds only columns and
/// an empty table, so a history of a million reports need not be read.
const TENTH: &str = "
-- the label of the token that matched; NULL where none has one
ALTER TABLE delivery_errors ADD COLUMN merchant TEXT;
-- the relay's request that it tells of, in relay.db; 'source' is 'retm' then
ALTER TABLE delivery_errors ADD COLUMN relay_request INTEGER;
-- of the latest delivery error
ALTER TABLE incidents ADD COLUMN last_merchant TEXT;

-- How many delivery errors of an incident came with each merchant's token.
CREATE TABLE incident_merchants (
    incident_id INTEGER NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
    merchant    TEXT NOT NULL,
    count       INTEGER NOT NULL,
    last_at     INTEGER NOT NULL,
    PRIMARY KEY (incident_id, merchant)
) STRICT, WITHOUT ROWID;
";

/// The index of folded text; `stems` holds the Arabic words without article and prefixes, for texts that have any. The
/// old index is rebuilt in the background, newest first; the migration does not read a million reports.
const ELEVENTH: &str = "
CREATE VIRTUAL TABLE folded_words USING fts5 (
    endpoint, message, body, stems,
    content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
INSERT INTO marks (name, value)
    SELECT 'folded_from', value + 1 FROM marks WHERE name = 'findable_up_to' AND value > 0;
";

/// Incidents that are acknowledged until they change.
const FOURTEENTH: &str = "
-- how it failed when it was acknowledged until it changes, as JSON; NULL where it is not
ALTER TABLE incidents ADD COLUMN until_change TEXT;
-- whether it was so before that action
ALTER TABLE timeline ADD COLUMN before_until_change INTEGER NOT NULL DEFAULT 0;
-- what has changed of an incident that was so, in words
ALTER TABLE alerts ADD COLUMN change TEXT;
";

/// Whether a notification was ever shown, for histories of programs that did not count it.
const NOTIFIED: &str = "
INSERT OR IGNORE INTO marks (name, value)
    SELECT 'notified', 1 WHERE EXISTS (SELECT 1 FROM alerts WHERE outcome = 'told')";

/// All migrations, oldest first.
pub fn migrations() -> Migrations<'static> {
    Migrations::new(vec![
        M::up(FIRST),
        M::up(SECOND),
        M::up(THIRD),
        M::up(FOURTH),
        M::up(FIFTH),
        M::up(SIXTH),
        M::up(SEVENTH),
        M::up(ENDPOINTS),
        M::up_with_hook(NINTH, |transaction| Ok(regrouping::regroup(transaction)?)),
        M::up(TENTH),
        M::up_with_hook(ELEVENTH, |transaction| {
            let has_nothing = "SELECT NOT EXISTS (SELECT 1 FROM delivery_errors)
                OR NOT EXISTS (SELECT 1 FROM marks WHERE name = 'folded_from')";
            if transaction.query_row(has_nothing, [], |row| row.get(0))? {
                transaction.execute_batch(
                    "DROP TABLE words; DELETE FROM marks WHERE name = 'folded_from'",
                )?;
            }
            Ok(())
        }),
        M::up(TOTALS),
        M::up(targets_schema::TARGETS),
        M::up(FOURTEENTH),
        M::up(team_schema::TEAM),
        M::up(NOTIFIED),
    ])
}

#[cfg(test)]
#[path = "schema_tests.rs"]
mod tests;
