//! Databases as each released schema left them, for the black-box test of upgrades: written by the migrations up to
//! that schema, with one of everything that it knew. `cargo test -p missedhook-core released -- --ignored` writes
//! them anew into `tests/fixtures/databases/`; what is there already stays as it is.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::schema;

/// The last schema that was released: each up to it has its database in the tree. Raised with each release.
const RELEASED: usize = 5;

fn fixture(version: usize) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!(
        "../../tests/fixtures/databases/schema-{version}.db"
    ))
}

/// What all schemas know. Incidents: one resolved, the open one after it, one at an Arabic endpoint that is
/// acknowledged, unreadable reports, and a test's. Times run backwards at 7: a clock was set.
const ROWS: &str = r#"
INSERT INTO incidents (id, subject, state, opened_at, last_error_at, error_count, last_code, previous_id) VALUES
  (1, 'endpoint:https://pos.example.com/retm/orders', 'resolved', 1764000000000, 1764000060000, 2, 404, NULL),
  (2, 'endpoint:https://pos.example.com/retm/orders', 'open', 1764100000000, 1764100120000, 3, 503, 1),
  (3, 'endpoint:https://pos.example.com/retm/menu', 'acknowledged', 1764100300000, 1764100300000, 1, NULL, NULL),
  (4, 'unreadable', 'open', 1764100400000, 1764100400000, 1, NULL, NULL),
  (5, 'endpoint:test', 'open', 1764100500000, 1764100500000, 1, 500, NULL);
INSERT INTO delivery_errors
  (id, incident_id, received_at, source, code, endpoint, message, unreadable_reason, remote_addr, headers, body) VALUES
  (1, 1, 1764000000000, 'retm', 503, 'https://pos.example.com/retm/orders', 'first', NULL, '127.0.0.1:1', '{"host":"x"}',
   CAST('{"code":503,"endpoint":"https://pos.example.com/retm/orders","message":"first"}' AS BLOB)),
  (2, 1, 1764000060000, 'retm', 404, 'https://pos.example.com/retm/orders', '', NULL, '127.0.0.1:1', '{}',
   CAST('{"code":"404","endpoint":"https://pos.example.com/retm/orders"}' AS BLOB)),
  (4, 2, 1764100000000, 'retm', 503, 'https://pos.example.com/retm/orders', 'again', NULL, '127.0.0.1:1', '{}',
   CAST('{"code":503,"endpoint":"https://pos.example.com/retm/orders","message":"again"}' AS BLOB)),
  (5, 2, 1764100120000, 'simulated', 503, 'https://pos.example.com/retm/orders', 'تعذر الاتصال بنقطة النهاية', NULL,
   '127.0.0.1:1', '{"content-type":"application/json"}',
   CAST('{"code":503,"endpoint":"https://pos.example.com/retm/orders","message":"تعذر الاتصال بنقطة النهاية"}' AS BLOB)),
  (6, 3, 1764100300000, 'retm', NULL, 'https://pos.example.com/retm/menu', '=cmd|'' /C calc''!A0', NULL, '[::1]:9', '{}',
   CAST('{"endpoint":"https://pos.example.com/retm/menu"}' AS BLOB)),
  (7, 2, 1764050000000, 'retm', 503, 'https://pos.example.com/retm/orders', 'by a clock that was set back', NULL,
   '127.0.0.1:1', '{}', CAST('{"code":503}' AS BLOB)),
  (8, 4, 1764100400000, 'retm', NULL, '', '', 'it is no JSON', '127.0.0.1:1', '{}', x'7b22fffe00636f6465'),
  (9, 5, 1764100500000, 'test', 500, 'test', 'a test', NULL, '127.0.0.1:1', '{}', CAST('{"code":500}' AS BLOB));
INSERT INTO marks VALUES ('seen_up_to', 4);
"#;

/// What the second schema added to the same history: a mute, codes, a timeline with an action, a digest that was told,
/// an alert that waits.
const SINCE_2: &str = "
UPDATE incidents SET changed_at = opened_at, first_code = last_code, worst_code = last_code, times_this_week = 1,
  kept_count = error_count,
  (last_error_id, last_message, last_source) = (SELECT id, message, source FROM delivery_errors
    WHERE incident_id = incidents.id ORDER BY id DESC LIMIT 1);
UPDATE incidents SET muted_until = 4102444800000 WHERE id = 4;
INSERT INTO incident_codes SELECT incident_id, ifnull(CAST(code AS TEXT), ''), count(*), min(received_at), max(received_at)
  FROM delivery_errors GROUP BY 1, 2;
INSERT INTO minutes (incident_id, minute, count, first_id)
  SELECT incident_id, received_at / 60000, count(*), min(id) FROM delivery_errors GROUP BY 1, 2;
INSERT INTO timeline (incident_id, at, last_at, count, who, kind, text)
  SELECT id, opened_at, opened_at, 1, 'retm', 'opened', 'Opened' FROM incidents;
INSERT INTO timeline (incident_id, at, last_at, count, who, kind, text, action, before_state) VALUES
  (1, 1764000090000, 1764000090000, 1, 'person', 'resolved', 'Resolved', 1, 'open'),
  (3, 1764100310000, 1764100310000, 1, 'person', 'acknowledged', 'Acknowledged', 2, 'open');
INSERT INTO summaries (id, kind, reason, began_at, ended_at) VALUES (1, 'digest', 'quiet_hours', 1764100350000, NULL);
INSERT INTO alerts (incident_id, summary_id, kind, decided_at, due_at, raised_at, outcome, told_count) VALUES
  (1, NULL, 'opened', 1764000000000, 1764000000000, 1764000000010, 'told', 1),
  (3, 1, 'opened', 1764100300000, 1764100300000, 1764100350000, 'summarised', 1),
  (NULL, 1, 'digest', 1764100350000, 1764100350000, 1764100350010, 'told', 0),
  (2, NULL, 'opened', 1764100000000, 1764100000000, NULL, NULL, 0);
";

const IN_1: &str = "
INSERT INTO alerts (incident_id, is_update, decided_at, due_at, raised_at) VALUES
  (1, 0, 1764000000000, 1764000000000, 1764000000010),
  (3, 0, 1764100300000, 1764100300000, 1764100300010),
  (2, 0, 1764100000000, 1764100000000, NULL);
";

const SINCE_3: &str = "
INSERT INTO words (rowid, endpoint, message, body)
  SELECT id, endpoint, message, CAST(body AS TEXT) FROM delivery_errors WHERE id < 7;
";

/// The index lags behind since the fourth: the last two are not in it yet.
const SINCE_4: &str = "
UPDATE minutes SET last_id = (SELECT max(id) FROM delivery_errors
  WHERE incident_id = minutes.incident_id AND received_at / 60000 = minutes.minute);
INSERT INTO marks VALUES ('findable_up_to', 6) ON CONFLICT (name) DO UPDATE SET value = 6;
";

/// Before the fourth the index had everything.
const ONLY_3: &str = "
INSERT INTO words (rowid, endpoint, message, body)
  SELECT id, endpoint, message, CAST(body AS TEXT) FROM delivery_errors WHERE id >= 7;
";

const SINCE_5: &str = "
INSERT INTO public_urls (url, kind, first_at, last_at, turn) VALUES
  ('https://former.example.com', 'cloudflared', 1764000000000, 1764000000000, 1),
  ('https://present.example.com', 'custom', 1764100000000, 1764100000000, 2);
";

fn write(path: &Path, version: usize) {
    let mut connection = Connection::open(path).unwrap();
    if version >= 4 {
        connection
            .pragma_update(None, "auto_vacuum", "INCREMENTAL")
            .unwrap();
    }
    connection
        .pragma_update(None, "journal_mode", "WAL")
        .unwrap();
    schema::migrations()
        .to_version(&mut connection, version)
        .unwrap();
    let parts = [
        (ROWS, true),
        (IN_1, version == 1),
        (SINCE_2, version >= 2),
        (SINCE_3, version >= 3),
        (ONLY_3, version == 3),
        (SINCE_4, version >= 4),
        (SINCE_5, version >= 5),
    ];
    for (sql, known) in parts {
        if known {
            connection.execute_batch(sql).unwrap();
        }
    }
    connection
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .unwrap();
}

#[test]
fn every_released_schema_has_its_database_in_the_tree() {
    for version in 1..=RELEASED {
        let path = fixture(version);
        // "user version" of the file format's header; to open it would leave files beside it.
        let header = std::fs::read(&path).unwrap();
        let found = header[60..64].try_into().map(u32::from_be_bytes).unwrap();
        assert_eq!(usize::try_from(found), Ok(version), "{}", path.display());
    }
}

#[test]
#[ignore = "writes into the tree what is missing there"]
fn write_the_released_databases() {
    let newest = usize::try_from(schema::VERSION).unwrap();
    for version in 1..=newest {
        let path = fixture(version);
        if !path.exists() {
            write(&path, version);
        }
    }
}
