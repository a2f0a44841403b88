//! The schema of the relay's database and its history: one migration per released version, never edited after its
//! release.

use rusqlite_migration::{M, Migrations};

/// The number of migrations.
pub const VERSION: i64 = 3;

/// Times are milliseconds since 1970 in UTC. Rows are ordered by id, never by time: a clock can be set back. Columns
/// that may be long come last, so that the others are read without them.
const FIRST: &str = "
CREATE TABLE requests (
    id                 INTEGER PRIMARY KEY AUTOINCREMENT,
    -- the id that the integration is given, the same for each attempt
    webhook_id         TEXT NOT NULL,
    received_at        INTEGER NOT NULL,
    method             TEXT NOT NULL,
    -- behind the key, percent-encoded as sent
    path               TEXT NOT NULL,
    query              TEXT,
    event              TEXT,
    -- RETM's business_refrence
    merchant_reference TEXT,
    -- the label of the token
    merchant           TEXT,
    mode               TEXT NOT NULL CHECK (mode IN ('through', 'catch', 'keep')),
    state              TEXT NOT NULL
                       CHECK (state IN ('delivered', 'waiting', 'needs_you', 'dead', 'passed')),
    -- the status that RETM was given; NULL while it has no answer
    answered           INTEGER,
    -- when it is tried next; NULL where no attempt is planned
    next_at            INTEGER,
    -- attempts, without replays
    tries              INTEGER NOT NULL DEFAULT 0,
    first_tried_at     INTEGER,
    -- when something last happened to it
    changed_at         INTEGER NOT NULL,
    remote_addr        TEXT NOT NULL,
    -- JSON, an array of names and values in their order, secrets redacted
    headers            TEXT NOT NULL,
    -- to the letter
    body               BLOB NOT NULL
) STRICT;
CREATE INDEX requests_unsettled ON requests (state, id)
    WHERE state IN ('waiting', 'needs_you', 'dead');
CREATE INDEX requests_waiting ON requests (id) WHERE state = 'waiting';
CREATE INDEX requests_due ON requests (next_at) WHERE state = 'waiting';
CREATE INDEX requests_of_waiting_merchant ON requests (merchant_reference, id)
    WHERE state = 'waiting';
CREATE INDEX requests_by_rest ON requests (changed_at, id, state) WHERE state <> 'waiting';

-- The values of the headers that were redacted, for handing on: never shown, and deleted with their request.
CREATE TABLE request_secrets (
    request_id INTEGER PRIMARY KEY REFERENCES requests (id) ON DELETE CASCADE,
    -- JSON, an array of places in the headers and the values there
    headers    TEXT NOT NULL
) STRICT;

CREATE TABLE attempts (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    request_id       INTEGER NOT NULL REFERENCES requests (id) ON DELETE CASCADE,
    at               INTEGER NOT NULL,
    ms               INTEGER NOT NULL,
    cause            TEXT NOT NULL CHECK (cause IN ('initial', 'automatic', 'manual', 'replay')),
    -- of the answer; NULL where none came
    status           INTEGER,
    -- why none came, or why it is not whole
    error            TEXT,
    disk_ms          INTEGER NOT NULL,
    connect_ms       INTEGER NOT NULL,
    answer_ms        INTEGER NOT NULL,
    target           TEXT NOT NULL,
    response_cut     INTEGER NOT NULL,
    -- as a request's, secrets redacted
    response_headers TEXT NOT NULL,
    response_body    BLOB NOT NULL
) STRICT;
CREATE INDEX attempts_by_request ON attempts (request_id, id);

-- Small numbers that survive a restart, by name.
CREATE TABLE marks (
    name  TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
";

/// What to report to the history about a request: that it needs a person or was given up, and later that it got
/// through. A row is written in the transaction of the attempt, so that nothing is lost if the program dies.
const INCIDENT_OUTBOX: &str = "
CREATE TABLE incident_outbox (
    request_id  INTEGER PRIMARY KEY REFERENCES requests (id) ON DELETE CASCADE,
    -- the attempt that is told of
    attempt_id  INTEGER NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('untold', 'told', 'delivered')),
    -- the incident in the history; NULL until it is told
    incident_id INTEGER
) STRICT;
CREATE INDEX incident_outbox_pending ON incident_outbox (request_id) WHERE state <> 'told';
CREATE INDEX incident_outbox_by_incident ON incident_outbox (incident_id);
";

/// The body that a user wrote for a replay, instead of the request's own. Also, for the delivery rates, the counts of the
/// deleted requests. The rates read the attempts from their index alone.
const EDITED_BODY_AND_RATES: &str = "
ALTER TABLE attempts ADD COLUMN edited_body BLOB;
DROP INDEX attempts_by_request;
CREATE INDEX attempts_by_request ON attempts (request_id, id, status, cause, ms);
CREATE TABLE daily_rates (
    -- when the requests were received: days since 1970 in UTC
    day                   INTEGER NOT NULL,
    -- with `:id` in the place of each id; empty for the paths beyond the first hundred of the day
    path                  TEXT NOT NULL,
    received              INTEGER NOT NULL,
    tried                 INTEGER NOT NULL,
    first_try             INTEGER NOT NULL,
    settled               INTEGER NOT NULL,
    delivered             INTEGER NOT NULL,
    attempts_of_delivered INTEGER NOT NULL,
    -- JSON: how long the attempts took that got through, in milliseconds of two digits, and how often
    took_ms               TEXT NOT NULL,
    PRIMARY KEY (day, path)
) STRICT, WITHOUT ROWID;
";

/// All migrations, oldest first.
pub fn migrations() -> Migrations<'static> {
    Migrations::new(vec![
        M::up(FIRST),
        M::up(INCIDENT_OUTBOX),
        M::up(EDITED_BODY_AND_RATES),
    ])
}
