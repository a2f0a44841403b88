CREATE SCHEMA missedhook;

-- The version of these tables, and random digits that tell one team's server from another.
CREATE TABLE missedhook.team (
    id      integer PRIMARY KEY CHECK (id = 1),
    version integer NOT NULL,
    name    text NOT NULL
);

CREATE TABLE missedhook.machines (
    machine   text PRIMARY KEY,
    name      text NOT NULL,
    -- up to which number its incidents are older than its membership
    silent_to bigint NOT NULL,
    seen_at   timestamptz NOT NULL DEFAULT now()
);

-- One row an incident, as its machine last saw it.
CREATE TABLE missedhook.incidents (
    machine       text NOT NULL,
    incident      bigint NOT NULL,
    -- counted by the machine: the larger is the later
    number        bigint NOT NULL,
    -- grows each time that the incident opens
    episode       bigint NOT NULL,
    state         text NOT NULL CHECK (state IN ('open', 'acknowledged', 'resolved')),
    acted_by      text,
    endpoint      text NOT NULL,
    code          bigint,
    message       text NOT NULL,
    error_count   bigint NOT NULL,
    opened_at     bigint NOT NULL,
    last_error_at bigint NOT NULL,
    stored_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (machine, incident)
);
CREATE INDEX incidents_by_number ON missedhook.incidents (machine, number);
CREATE INDEX incidents_by_time ON missedhook.incidents (stored_at);

-- What somebody did to a colleague's incident.
CREATE TABLE missedhook.acts (
    actor     text NOT NULL,
    -- counted by the actor's machine
    number    bigint NOT NULL,
    machine   text NOT NULL,
    incident  bigint NOT NULL,
    episode   bigint NOT NULL,
    state     text NOT NULL CHECK (state IN ('acknowledged', 'resolved')),
    acted_by  text NOT NULL,
    acted_at  bigint NOT NULL,
    stored_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (actor, number)
);
CREATE INDEX acts_by_time ON missedhook.acts (stored_at);
