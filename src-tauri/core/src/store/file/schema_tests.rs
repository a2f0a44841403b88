use super::{VERSION, migrations};
use crate::store::relay::schema as relay;

#[test]
fn the_migrations_are_sound_and_counted() {
    for (migrations, version) in [
        (migrations(), VERSION),
        (relay::migrations(), relay::VERSION),
    ] {
        migrations.validate().unwrap();
        let mut connection = rusqlite::Connection::open_in_memory().unwrap();
        migrations.to_latest(&mut connection).unwrap();
        let found: i64 = connection
            .query_row("PRAGMA user_version", [], |row| row.get(0))
            .unwrap();
        assert_eq!(found, version);
    }
}

#[test]
fn a_database_of_the_first_schema_keeps_everything() {
    let mut connection = rusqlite::Connection::open_in_memory().unwrap();
    migrations().to_version(&mut connection, 1).unwrap();
    connection
        .execute_batch(
            "INSERT INTO incidents VALUES
                (1, 'endpoint:/a', 'resolved', 60000, 120000, 2, 404, NULL),
                (2, 'endpoint:/a', 'open', 180000, 180000, 1, NULL, 1);
             INSERT INTO delivery_errors
                (incident_id, received_at, source, code, endpoint, message, remote_addr,
                 headers, body)
             VALUES (1, 60000, 'retm', 503, '/a', 'x', '', '{}', x''),
                    (1, 120000, 'retm', 404, '/a', 'y', '', '{}', x''),
                    (2, 180000, 'test', NULL, '/a', 'z', '', '{}', x'');
             INSERT INTO alerts (incident_id, is_update, decided_at, due_at, raised_at)
             VALUES (1, 0, 60000, 60000, 60001), (1, 1, 120000, 120000, NULL);",
        )
        .unwrap();
    migrations().to_latest(&mut connection).unwrap();
    let text = |sql: &str| -> String { connection.query_row(sql, [], |row| row.get(0)).unwrap() };
    assert_eq!(
        text(
            "SELECT group_concat(concat_ws(',', id, first_code, kept_count, last_error_id,
                last_message, last_source, changed_at), ';') FROM incidents"
        ),
        "1,503,2,2,y,retm,60000;2,1,3,z,test,180000"
    );
    assert_eq!(
        text("SELECT group_concat(concat_ws(',', id, kind, raised_at, outcome), ';') FROM alerts"),
        "1,opened,60001,told;2,grew"
    );
    assert_eq!(
        text(
            "SELECT group_concat(concat_ws(',', incident_id, code, count), ';') FROM incident_codes"
        ),
        "1,404,1;1,503,1;2,,1"
    );
    assert_eq!(
        text("SELECT value || '' FROM marks WHERE name = 'notified'"),
        "1"
    );
    assert_eq!(text("SELECT sum(count) || '' FROM minutes"), "3");
    assert_eq!(text("SELECT count(*) || '' FROM timeline"), "2");
    assert_eq!(
        text("SELECT group_concat(rowid) FROM words WHERE words MATCH 'y'"),
        "2"
    );
}

#[test]
fn a_history_that_never_counted_a_notification_knows_that_one_was_shown() {
    for (outcome, expected) in [("told", 1), ("summarised", 0)] {
        let mut connection = rusqlite::Connection::open_in_memory().unwrap();
        migrations().to_version(&mut connection, 15).unwrap();
        let alert = "INSERT INTO alerts (kind, decided_at, due_at, raised_at, outcome)
             VALUES ('digest', 60000, 60000, 60001, ?1)";
        connection.execute(alert, [outcome]).unwrap();
        migrations().to_latest(&mut connection).unwrap();
        let count = "SELECT count(*) FROM marks WHERE name = 'notified' AND value = 1";
        let found: i64 = connection.query_row(count, [], |row| row.get(0)).unwrap();
        assert_eq!(found, expected, "{outcome}");
    }
}
