//! The migration that added the team's tables.

/// What this machine shares with its colleagues, and what it knows of theirs. A machine is named by random digits that
/// its history keeps; what it shares is numbered by itself, so that others can tell what they have.
pub const TEAM: &str = "
-- This machine in the team.
CREATE TABLE team_self (
    -- the one row, once a team was set
    id           INTEGER PRIMARY KEY CHECK (id = 1),
    -- random; the same for as long as this history lasts
    machine      TEXT NOT NULL,
    -- whether changes are noted: whether there is a team in the settings
    is_on        INTEGER NOT NULL,
    -- which server: what its schema calls itself; empty before the first connection
    server       TEXT NOT NULL DEFAULT '',
    -- 1 once everything of the others was fetched: what was there before is not notified
    is_caught_up INTEGER NOT NULL DEFAULT 0,
    -- the largest number of a change that the server has
    confirmed    INTEGER NOT NULL DEFAULT 0,
    -- how the connection is, as JSON, for other commands
    link         TEXT NOT NULL DEFAULT ''
) STRICT;

-- The incidents that have changed since they were shared; a further change gives a new number.
CREATE TABLE team_changes (
    number      INTEGER PRIMARY KEY AUTOINCREMENT,
    incident_id INTEGER NOT NULL UNIQUE REFERENCES incidents (id) ON DELETE CASCADE
) STRICT;

-- What the user did to colleagues' incidents and is not shared yet.
CREATE TABLE team_own_acts (
    number   INTEGER PRIMARY KEY AUTOINCREMENT,
    machine  TEXT NOT NULL,
    incident INTEGER NOT NULL,
    -- a JSON object: episode, state, by, at
    act      TEXT NOT NULL
) STRICT;

-- In the transaction of whatever changes an incident, for as long as there is a team. Tests are not shared.
CREATE TRIGGER team_of_incident AFTER UPDATE OF state, error_count, last_message ON incidents
WHEN new.error_count > 0 AND new.last_source <> 'test' AND (SELECT is_on FROM team_self) BEGIN
    INSERT OR REPLACE INTO team_changes (incident_id) VALUES (new.id);
END;

-- The others.
CREATE TABLE team_machines (
    machine      TEXT PRIMARY KEY,
    name         TEXT NOT NULL,
    -- up to which of their numbers we have everything
    incidents_to INTEGER NOT NULL DEFAULT 0,
    acts_to      INTEGER NOT NULL DEFAULT 0,
    -- up to which number their incidents are older than their membership and not notified
    silent_to    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Their incidents, as they were last shared.
CREATE TABLE team_incidents (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    machine       TEXT NOT NULL REFERENCES team_machines (machine) ON DELETE CASCADE,
    -- its number there
    incident      INTEGER NOT NULL,
    number        INTEGER NOT NULL,
    episode       INTEGER NOT NULL,
    -- as its machine says
    state         TEXT NOT NULL CHECK (state IN ('open', 'acknowledged', 'resolved')),
    acted_by      TEXT,
    endpoint      TEXT NOT NULL,
    code          INTEGER,
    message       TEXT NOT NULL,
    error_count   INTEGER NOT NULL,
    opened_at     INTEGER NOT NULL,
    last_error_at INTEGER NOT NULL,
    -- when we last heard of it, by our clock
    heard_at      INTEGER NOT NULL,
    -- what waits to be notified
    waiting       TEXT CHECK (waiting IN ('opened', 'escalated', 'recovered')),
    -- what was notified; told_at is NULL where nothing was
    told_at       INTEGER,
    told_count    INTEGER NOT NULL DEFAULT 0,
    told_episode  INTEGER NOT NULL DEFAULT 0,
    told_is_open  INTEGER NOT NULL DEFAULT 0,
    UNIQUE (machine, incident)
) STRICT;
CREATE INDEX team_incidents_waiting ON team_incidents (id) WHERE waiting IS NOT NULL;

-- The act that counts of each incident, ours and theirs.
CREATE TABLE team_acts (
    machine  TEXT NOT NULL,
    incident INTEGER NOT NULL,
    act      TEXT NOT NULL,
    PRIMARY KEY (machine, incident)
) STRICT, WITHOUT ROWID;
";
