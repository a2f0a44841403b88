//! The twelfth migration. In a file of its own, because nothing else refers to its tables.

/// What is sent to targets. A target is identified by its name in the settings, which hold everything else about it.
pub const TARGETS: &str = "
-- What waits to be sent, written in the transaction of what it tells of.
CREATE TABLE outbox (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    target      TEXT NOT NULL,
    -- random; the same each time that it is sent
    message_id  TEXT NOT NULL,
    incident_id INTEGER NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
    change      TEXT NOT NULL CHECK (change IN ('opened', 'escalated', 'recovered')),
    -- when it happened
    at          INTEGER NOT NULL,
    -- it is sent no sooner
    due_at      INTEGER NOT NULL
) STRICT;
CREATE INDEX outbox_by_target ON outbox (target, id);
CREATE INDEX outbox_by_incident ON outbox (incident_id);

-- What was passed on of an incident, to whichever targets there were.
CREATE TABLE passed_on (
    incident_id INTEGER PRIMARY KEY REFERENCES incidents (id) ON DELETE CASCADE,
    told_at     INTEGER NOT NULL,
    -- how many delivery errors it had then
    told_count  INTEGER NOT NULL,
    -- 0 once its recovery was passed on
    is_open     INTEGER NOT NULL
) STRICT;

-- What a target calls the message about an incident, where it can be changed in place.
CREATE TABLE target_messages (
    target      TEXT NOT NULL,
    incident_id INTEGER NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
    reference   TEXT NOT NULL,
    PRIMARY KEY (target, incident_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX target_messages_by_incident ON target_messages (incident_id);

-- How targets do.
CREATE TABLE target_states (
    target        TEXT PRIMARY KEY,
    -- why it could not be told; NULL while it works
    problem       TEXT,
    failing_since INTEGER,
    retry_at      INTEGER,
    -- when something last got there
    sent_at       INTEGER
) STRICT, WITHOUT ROWID;
";
