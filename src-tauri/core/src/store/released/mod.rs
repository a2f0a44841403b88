//! Databases as each schema left them, with one of everything that the schema had: the starting point of upgrade tests.
//! Those up to the fifth were written by the migrations up to that schema; each later one by a program of that schema,
//! which went on from there (`sample_history.rs`). `cargo test -p missedhook-core released -- --ignored` writes the
//! database of the current schema into `tests/fixtures/databases/` if it is missing; those of earlier schemas are never
//! rewritten.

mod sample_history;

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension as _};

use super::{
    file::{open, schema},
    search::patterns,
    table::{
        alerts, delivery_errors, endpoint_notes, incident_merchants, incidents, lasting_mutes,
        monitor_checks, monitors, outbox, probes, team, timeline, totals, until_change,
    },
};
use crate::{
    incident::{IncidentState, delivery_error::Source, recovery::RecoveryState},
    model::moment::Moment,
    monitor::{MonitorConfig, MonitorState},
    probe::Cause,
    share::target::message::Change,
};
use sample_history::{
    ACKNOWLEDGED, BEGUN, CERTIFICATE_UNTIL, COLLEAGUE, MENU, MERCHANT, MUTED, NOTE, PRICES,
    RELAY_REQUEST, STOCK, TABLES, TARGET, after,
};

fn fixture(version: i64) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!(
        "../../tests/fixtures/databases/schema-{version}.db"
    ))
}

/// Rows that all schemas have. Incidents: a resolved one, the open one after it, an acknowledged one at an Arabic
/// endpoint, unreadable reports, and a test. Time runs backwards at 7: a clock was set back.
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

/// What the second schema added to the same history: a mute, codes, a timeline with an action, a digest that was
/// notified, a pending alert.
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

const SINCE_3: &str = "
INSERT INTO words (rowid, endpoint, message, body)
  SELECT id, endpoint, message, CAST(body AS TEXT) FROM delivery_errors WHERE id < 7;
";

/// Since the fourth schema the index lags behind: it does not have the last two yet.
const SINCE_4: &str = "
UPDATE minutes SET last_id = (SELECT max(id) FROM delivery_errors
  WHERE incident_id = minutes.incident_id AND received_at / 60000 = minutes.minute);
INSERT INTO marks VALUES ('findable_up_to', 6) ON CONFLICT (name) DO UPDATE SET value = 6;
";

const SINCE_5: &str = "
INSERT INTO public_urls (url, kind, first_at, last_at, turn) VALUES
  ('https://former.example.com', 'cloudflared', 1764000000000, 1764000000000, 1),
  ('https://present.example.com', 'custom', 1764100000000, 1764100000000, 2);
";

/// Writes a database of the current schema.
fn write(path: &Path) {
    let mut connection = Connection::open(path).unwrap();
    connection
        .pragma_update(None, "auto_vacuum", "INCREMENTAL")
        .unwrap();
    connection
        .pragma_update(None, "journal_mode", "WAL")
        .unwrap();
    let migrations = schema::migrations();
    migrations.to_version(&mut connection, 5).unwrap();
    for sql in [ROWS, SINCE_2, SINCE_3, SINCE_4, SINCE_5] {
        connection.execute_batch(sql).unwrap();
    }
    migrations.to_latest(&mut connection).unwrap();
    patterns::register(&connection).unwrap();
    sample_history::live(&mut connection);
    connection
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .unwrap();
}

/// Includes the current schema: a new one needs its database before it can be merged.
#[test]
fn every_schema_has_its_database_in_the_tree() {
    for version in 1..=schema::VERSION {
        let path = fixture(version);
        // "user version" in the header of the file format. Opening the database would leave files beside it.
        let header = std::fs::read(&path)
            .unwrap_or_else(|error| panic!("{}: {error}; see README.md in tests", path.display()));
        let found = header[60..64].try_into().map(u32::from_be_bytes).unwrap();
        assert_eq!(i64::from(found), version, "{}", path.display());
    }
}

#[test]
#[ignore = "writes into the tree what is missing there"]
fn write_the_database_of_the_present_schema() {
    let path = fixture(schema::VERSION);
    if !path.exists() {
        write(&path);
    }
}

/// Calls `read` with a migrated copy of each schema's database, beginning with `first`.
fn each_since(first: i64, read: impl Fn(i64, &Connection)) {
    for version in first..=schema::VERSION {
        let temp = tempfile::tempdir().unwrap();
        let path = temp.path().join("missedhook.db");
        std::fs::copy(fixture(version), &path).unwrap();
        let mut aside = None;
        let opened = open::for_writing(&path, Moment::now(), open::Check::Quick, |set| {
            aside = Some(set);
        });
        let connection = opened.unwrap();
        assert_eq!(aside, None, "schema {version}");
        read(version, &connection);
    }
}

#[test]
fn what_recovered_and_came_back_is_read_right() {
    each_since(6, |schema, db| {
        let [stock, prices] = [6, 7].map(|id| incidents::by_id(db, id).unwrap().unwrap());
        assert_eq!((&*stock.endpoint, &*prices.endpoint), (STOCK, PRICES));
        let states = [stock.state, prices.state];
        let (resolved, open) = (IncidentState::Resolved, IncidentState::Open);
        assert_eq!(states, [resolved, open], "schema {schema}");
        assert_eq!((stock.error_count, prices.error_count), (2, 4));

        let recovery_history = RecoveryState {
            good_since: Some(after(1_020)),
            recovered_at: Some(after(1_080)),
            times_reopened: 1,
            first_recovered_at: Some(after(780)),
            well_before: Some(BEGUN),
        };
        assert_eq!(
            incidents::recovery_state(db, 6).unwrap(),
            Some(recovery_history)
        );
        let flaps = incidents::recovery_state(db, 7).unwrap().unwrap();
        assert_eq!(flaps.times_reopened, 3);
        assert_eq!(flaps.good_since, Some(after(2_720)));

        let of_stock = probes::of_incident(db, &stock).unwrap();
        let (bad, good) = (of_stock.bad.unwrap(), of_stock.good.unwrap());
        assert_eq!((bad.at, bad.cause), (after(960), Cause::Refused));
        assert_eq!((good.at, good.status), (after(1_020), Some(200)));
        assert_eq!(of_stock.latest.unwrap().at, after(1_080));

        let kinds = |incident: i64| -> String {
            let sql =
                "SELECT group_concat(kind, ' ' ORDER BY id) FROM alerts WHERE incident_id = ?1";
            db.query_row(sql, [incident], |row| row.get(0)).unwrap()
        };
        assert_eq!(kinds(6), "opened recovered escalated recovered");
        assert!(kinds(7).ends_with("recovered flapping"), "{}", kinds(7));
        let waiting = alerts::pending(db).unwrap();
        assert_eq!(waiting.len(), 1, "what waited before: {waiting:?}");
        let story = timeline::of_incident(db, 6).unwrap();
        let came_back = |text: &str| text.starts_with("Came back after");
        assert!(
            story.iter().any(|entry| came_back(&entry.text)),
            "{story:?}"
        );
    });
}

#[test]
fn mutes_for_good_and_notes_are_read_right() {
    // Since the schema that added `lasting_mutes` and `endpoint_notes`.
    each_since(8, |_, db| {
        let mutes = lasting_mutes::all(db).unwrap();
        assert_eq!(mutes.len(), 1);
        assert_eq!(mutes[0].pattern, MUTED);
        assert_eq!(endpoint_notes::of_endpoint(db, MENU).unwrap(), NOTE);
    });
}

#[test]
fn merchants_and_the_relays_reports_are_read_right() {
    each_since(1, |schema, db| {
        let newest = "SELECT * FROM delivery_errors ORDER BY id DESC LIMIT 1";
        let newest = db.query_row(newest, [], delivery_errors::from_row).unwrap();
        let incident = incidents::by_id(db, newest.incident_id).unwrap().unwrap();
        let merchants = incident_merchants::of_incident(db, incident.id).unwrap();
        if schema < 10 {
            assert_eq!((&newest.merchant, newest.relay_request), (&None, None));
            assert_eq!((&incident.merchant, merchants.len()), (&None, 0));
            return;
        }
        let merchant = Some(MERCHANT.to_owned());
        assert_eq!(incident.endpoint, TABLES);
        assert_eq!(
            (&newest.merchant, &incident.merchant),
            (&merchant, &merchant)
        );
        assert_eq!(
            (newest.source, newest.relay_request),
            (Source::Relay, Some(RELAY_REQUEST))
        );
        assert_eq!(incident.last_source, Source::Relay);
        assert_eq!((&*merchants[0].merchant, merchants[0].count), (MERCHANT, 2));
    });
}

#[test]
fn what_waits_for_a_target_is_read_right() {
    each_since(13, |_, db| {
        let waiting = outbox::waiting(db, TARGET, 10).unwrap();
        let [row] = &waiting[..] else {
            panic!("{waiting:?}");
        };
        let incident = incidents::by_id(db, row.incident_id).unwrap().unwrap();
        assert_eq!((&*incident.endpoint, row.change), (TABLES, Change::Opened));
        assert_eq!((row.at, row.message_id.len()), (after(8_000), 32));
    });
}

#[test]
fn what_is_acknowledged_until_it_changes_is_read_right() {
    each_since(1, |schema, db| {
        let changing = "SELECT id FROM incidents WHERE until_change IS NOT NULL";
        let found: Option<i64> = db
            .query_row(changing, [], |row| row.get(0))
            .optional()
            .unwrap();
        if schema < 14 {
            assert_eq!(found, None, "schema {schema}");
            return;
        }
        assert_eq!(found, Some(ACKNOWLEDGED));
        let incident = incidents::by_id(db, ACKNOWLEDGED).unwrap().unwrap();
        assert_eq!(incident.state, IncidentState::Acknowledged);
        let baseline = until_change::baseline(db, ACKNOWLEDGED).unwrap().unwrap();
        assert_eq!((baseline.code, baseline.per_hour), (None, 0));
    });
}

#[test]
fn what_a_team_shared_is_read_right() {
    each_since(15, |_, db| {
        let row = team::of_machine(db, "theirs", 1).unwrap().unwrap();
        assert_eq!(row.shown.reference, format!("{COLLEAGUE}/1"));
        assert_eq!((&*row.shown.endpoint, row.shown.error_count), (MENU, 3));
        assert_eq!((row.waiting, row.notified), (Some(Change::Opened), None));
        let waiting = "SELECT group_concat(incident_id) FROM team_changes";
        let waiting: String = db.query_row(waiting, [], |row| row.get(0)).unwrap();
        assert_eq!(waiting, ACKNOWLEDGED.to_string());
    });
}

#[test]
fn monitors_and_their_history_are_read_right() {
    each_since(7, |schema, db| {
        let now = after(7_200);
        let [stock, menu] =
            [STOCK, MENU].map(|url| monitors::shown(db, &MonitorConfig::of(url), now).unwrap());
        let states = [stock.state, menu.state];
        let (up, down) = (MonitorState::Up, MonitorState::Down);
        assert_eq!(states, [up, down], "schema {schema}");
        assert_eq!(stock.since, Some(BEGUN));
        assert_eq!(menu.since, Some(after(5_400)));
        assert_eq!(menu.next_at, Some(after(7_200)));
        assert_eq!(stock.certificate_until, Some(CERTIFICATE_UNTIL));
        assert_eq!((stock.strip.len(), menu.strip.len()), (12, 12));
        let last = menu.last.unwrap();
        assert_eq!((last.at, last.cause), (after(6_600), Cause::Refused));
        let day = &menu.uptimes[0];
        assert_eq!((day.checks, day.good_per_100k), (12, Some(75_000)));
        assert!(day.p50_ms.is_some(), "{day:?}");
        let hours = monitor_checks::hours(db, menu.id, 0, i64::MAX).unwrap();
        assert_eq!(hours.iter().map(|(_, hour)| hour.checks).sum::<u32>(), 12);
        assert!(hours.len() > 1, "{hours:?}");
        let of_both = "SELECT group_concat(concat_ws(' ', told, warned_days), ', ' ORDER BY id) FROM monitors";
        let of_both: String = db.query_row(of_both, [], |row| row.get(0)).unwrap();
        assert_eq!(of_both, "7, itself");
    });
}

#[test]
fn the_totals_are_those_of_what_was_there() {
    each_since(1, |schema, db| {
        assert!(totals::are_right(db), "schema {schema}");
        db.execute_batch(
            "UPDATE incidents SET subject = subject || '2', last_source = 'test' WHERE id = 1;
             UPDATE incidents SET subject = 'endpoint:/both' WHERE state = 'resolved' AND id > 1;",
        )
        .unwrap();
        assert!(totals::are_right(db), "schema {schema}: changed");
    });
}
