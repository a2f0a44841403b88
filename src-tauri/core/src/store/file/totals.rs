//! The migration that added the table `totals`.

/// Running totals of the incidents, so that a status takes the same time however many there are. Triggers update them
/// in the transaction of each change. The exception: code that changes a `kept_count` updates `kept` itself, once for
/// many rows.
pub const TOTALS: &str = "
CREATE TABLE totals (
    -- the one row
    id                     INTEGER PRIMARY KEY CHECK (id = 1),
    -- how many delivery errors are here
    kept                   INTEGER NOT NULL,
    -- how many incidents are in each state, test reports included
    open                   INTEGER NOT NULL,
    acknowledged           INTEGER NOT NULL,
    resolved               INTEGER NOT NULL,
    -- of those, how many are an endpoint's and not about a test report
    open_endpoints         INTEGER NOT NULL,
    acknowledged_endpoints INTEGER NOT NULL,
    -- how many different subjects there are
    subjects               INTEGER NOT NULL
) STRICT;
INSERT INTO totals
    SELECT 1, ifnull(sum(kept_count), 0), ifnull(sum(state = 'open'), 0),
           ifnull(sum(state = 'acknowledged'), 0), ifnull(sum(state = 'resolved'), 0),
           ifnull(sum(state = 'open' AND last_source <> 'test' AND subject <> 'unreadable'), 0),
           ifnull(sum(state = 'acknowledged' AND last_source <> 'test' AND subject <> 'unreadable'), 0),
           count(DISTINCT subject)
    FROM incidents;

CREATE TRIGGER totals_with_incident AFTER INSERT ON incidents BEGIN
    UPDATE totals SET
        kept = kept + new.kept_count,
        open = open + (new.state = 'open'),
        acknowledged = acknowledged + (new.state = 'acknowledged'),
        resolved = resolved + (new.state = 'resolved'),
        open_endpoints = open_endpoints
            + (new.state = 'open' AND new.last_source <> 'test' AND new.subject <> 'unreadable'),
        acknowledged_endpoints = acknowledged_endpoints
            + (new.state = 'acknowledged' AND new.last_source <> 'test' AND new.subject <> 'unreadable'),
        subjects = subjects
            + (NOT EXISTS (SELECT 1 FROM incidents WHERE subject = new.subject AND id <> new.id));
END;
CREATE TRIGGER totals_without_incident AFTER DELETE ON incidents BEGIN
    UPDATE totals SET
        kept = kept - old.kept_count,
        open = open - (old.state = 'open'),
        acknowledged = acknowledged - (old.state = 'acknowledged'),
        resolved = resolved - (old.state = 'resolved'),
        open_endpoints = open_endpoints
            - (old.state = 'open' AND old.last_source <> 'test' AND old.subject <> 'unreadable'),
        acknowledged_endpoints = acknowledged_endpoints
            - (old.state = 'acknowledged' AND old.last_source <> 'test' AND old.subject <> 'unreadable'),
        subjects = subjects - (NOT EXISTS (SELECT 1 FROM incidents WHERE subject = old.subject));
END;
CREATE TRIGGER totals_of_state AFTER UPDATE OF state, last_source ON incidents
WHEN new.state <> old.state OR new.last_source <> old.last_source BEGIN
    UPDATE totals SET
        open = open + (new.state = 'open') - (old.state = 'open'),
        acknowledged = acknowledged + (new.state = 'acknowledged') - (old.state = 'acknowledged'),
        resolved = resolved + (new.state = 'resolved') - (old.state = 'resolved'),
        open_endpoints = open_endpoints + (new.subject <> 'unreadable'
            AND new.state = 'open' AND new.last_source <> 'test') - (new.subject <> 'unreadable'
            AND old.state = 'open' AND old.last_source <> 'test'),
        acknowledged_endpoints = acknowledged_endpoints + (new.subject <> 'unreadable'
            AND new.state = 'acknowledged' AND new.last_source <> 'test') - (new.subject <> 'unreadable'
            AND old.state = 'acknowledged' AND old.last_source <> 'test');
END;
CREATE TRIGGER totals_of_subject AFTER UPDATE OF subject ON incidents
WHEN new.subject <> old.subject BEGIN
    UPDATE totals SET subjects = subjects
        + (NOT EXISTS (SELECT 1 FROM incidents WHERE subject = new.subject AND id <> new.id))
        - (NOT EXISTS (SELECT 1 FROM incidents WHERE subject = old.subject AND id <> new.id));
END;
";
