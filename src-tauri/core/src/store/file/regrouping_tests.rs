use super::*;
use crate::{
    incident::{Action, Incident},
    model::moment::Moment,
    store::{
        file::schema,
        table::{incidents, last_ids},
        write::{actions, context::WriteContext},
    },
};
use rusqlite::OptionalExtension as _;

/// A history of the seventh schema: `sql`, plus the rows that belong to each delivery error in it.
fn history(sql: &str) -> Connection {
    let mut db = Connection::open_in_memory().unwrap();
    db.pragma_update(None, "foreign_keys", "ON").unwrap();
    schema::migrations().to_version(&mut db, 7).unwrap();
    db.execute_batch(sql).unwrap();
    db.execute_batch(
        "UPDATE incidents SET
           (error_count, kept_count, last_error_at, last_error_id, last_code, last_message, last_source) =
             (SELECT count(*), count(*), max(received_at), max(id), code, message, source
              FROM delivery_errors WHERE incident_id = incidents.id);
         UPDATE incidents SET
           first_code = last_code, worst_code = last_code, changed_at = opened_at;
         INSERT INTO incident_codes SELECT incident_id, ifnull(CAST(code AS TEXT), ''), count(*), min(received_at),
             max(received_at) FROM delivery_errors GROUP BY 1, 2;
         INSERT INTO minutes SELECT incident_id, received_at / 60000, count(*), min(id), max(id)
             FROM delivery_errors GROUP BY 1, 2;
         INSERT INTO timeline (incident_id, at, last_at, count, who, kind, text)
             SELECT id, opened_at, opened_at, 1, 'retm', 'opened', 'Opened' FROM incidents;
         INSERT INTO alerts (incident_id, kind, decided_at, due_at, raised_at, outcome, told_count)
             SELECT id, 'opened', opened_at, opened_at, opened_at, 'told', 1 FROM incidents;",
    )
    .unwrap();
    db
}

const INCIDENT: &str = "INSERT INTO incidents
    (id, subject, state, opened_at, last_error_at, error_count, previous_id, muted_until) VALUES ";
const REPORT: &str = "INSERT INTO delivery_errors
    (id, incident_id, received_at, source, code, endpoint, message, remote_addr, headers, body) VALUES ";

fn brought_up_to_date(mut db: Connection) -> Connection {
    schema::migrations().to_latest(&mut db).unwrap();
    let wrong: Option<String> = db
        .query_row("PRAGMA foreign_key_check", [], |row| row.get(0))
        .optional()
        .unwrap();
    assert_eq!(wrong, None);
    db
}

fn text(db: &Connection, sql: &str) -> String {
    db.query_row(sql, [], |row| row.get(0)).unwrap()
}

fn all(db: &Connection) -> Vec<Incident> {
    let mut statement = db.prepare("SELECT * FROM incidents ORDER BY id").unwrap();
    let rows = statement.query_map([], incidents::from_row).unwrap();
    rows.map(Result::unwrap).collect()
}

#[test]
fn unresolved_incidents_of_one_pattern_become_one_and_nothing_is_lost() {
    let db = brought_up_to_date(history(&format!(
        "{INCIDENT}
            (1, 'endpoint:https://a.example/orders/7', 'resolved', 60000, 0, 0, NULL, NULL),
            (2, 'endpoint:https://a.example/orders/7', 'acknowledged', 120000, 0, 0, 1, 999000),
            (3, 'endpoint:a.example/orders/8', 'open', 180000, 0, 0, NULL, NULL),
            (4, 'endpoint:https://a.example/orders/9', 'open', 190000, 0, 0, NULL, 888000),
            (5, 'endpoint:https://a.example/menu', 'open', 200000, 0, 0, NULL, NULL),
            (6, 'unreadable', 'open', 210000, 0, 0, NULL, NULL);
         {REPORT}
            (1, 1, 60000, 'retm', 500, 'https://a.example/orders/7', '', '', '{{}}', x'31'),
            (2, 2, 120000, 'retm', 503, 'https://a.example/orders/7', '', '', '{{}}', x'32'),
            (3, 3, 180000, 'retm', 0, 'A.example/orders/8?x=1', 'm', '', '{{}}', x'33'),
            (4, 4, 190000, 'retm', 503, 'https://a.example/orders/9', 'last', '', '{{}}', x'34'),
            (5, 5, 200000, 'retm', 404, 'https://a.example/menu', '', '', '{{}}', x'35'),
            (6, 6, 210000, 'retm', NULL, '', '', '', '{{}}', x'36');
         INSERT INTO timeline (incident_id, at, last_at, count, who, kind, text, action, before_state)
         VALUES (2, 130000, 130000, 1, 'person', 'acknowledged', 'Acknowledged', 1, 'open');
         INSERT INTO probes (endpoint, at, good, probe) VALUES ('a.example/orders/8', 185000, 0, '{{}}');
         INSERT INTO monitors (endpoint) VALUES ('https://a.example./orders/7'), ('https://a.example/orders/7');"
    )));
    let numbers: Vec<_> = all(&db).iter().map(|incident| incident.id).collect();
    assert_eq!(numbers, [1, 2, 5, 6]);
    let [former, orders, menu, unreadable] = &all(&db)[..] else {
        panic!("four are left");
    };
    assert_eq!(former.endpoint, "https://a.example/orders/:id");
    assert_eq!(
        (former.state, former.error_count),
        (IncidentState::Resolved, 1)
    );
    assert_eq!(former.last_endpoint, "https://a.example/orders/7");

    assert_eq!(orders.endpoint, "https://a.example/orders/:id");
    assert_eq!(orders.label, "/orders/:id");
    assert_eq!(
        orders.state,
        IncidentState::Open,
        "not all are acknowledged"
    );
    assert_eq!(orders.muted_until, None, "not all are muted");
    assert_eq!(
        (orders.error_count, orders.last_error_id, orders.last_code),
        (3, 4, Some(503))
    );
    assert_eq!(
        (&*orders.last_message, orders.worst_code),
        ("last", Some(0))
    );
    assert_eq!(orders.probe_endpoint(), "https://a.example/orders/9");
    assert_eq!(
        (orders.opened_at.millis(), orders.last_error_at.millis()),
        (120_000, 190_000)
    );
    assert_eq!(orders.previous_id, Some(1));
    assert_eq!(menu.endpoint, "https://a.example/menu");
    assert_eq!(unreadable.label, "unreadable reports");

    for (sql, expected) in [
        (
            "SELECT group_concat(incident_id ORDER BY id) FROM delivery_errors",
            "1,2,2,2,5,6",
        ),
        (
            "SELECT group_concat(endpoint, ' ' ORDER BY id) FROM delivery_errors WHERE incident_id = 2",
            "https://a.example/orders/7 A.example/orders/8?x=1 https://a.example/orders/9",
        ),
        (
            "SELECT group_concat(code || ':' || count, ' ' ORDER BY code) FROM incident_codes WHERE incident_id = 2",
            "0:1 503:2",
        ),
        (
            "SELECT group_concat(concat_ws(':', minute, count, first_id, last_id), ' ') FROM minutes WHERE incident_id = 2",
            "2:1:2:2 3:2:3:4",
        ),
        (
            "SELECT group_concat(concat_ws(':', kind, count, at), ' ' ORDER BY at) FROM timeline WHERE incident_id = 2 AND kind <> 'not_told'",
            "opened:3:120000 acknowledged:1:130000",
        ),
        (
            "SELECT text FROM timeline WHERE incident_id = 2 AND kind = 'not_told'",
            "Joined with 2 other incidents whose endpoint is the same but for its spelling or an id",
        ),
        (
            "SELECT group_concat(incident_id ORDER BY id) FROM alerts",
            "1,2,2,2,5,6",
        ),
        (
            "SELECT endpoint FROM probes",
            "https://a.example/orders/:id",
        ),
        // Whichever was first.
        (
            "SELECT group_concat(endpoint, ' ' ORDER BY id) FROM monitors",
            "https://a.example./orders/7 https://a.example/orders/7",
        ),
    ] {
        assert_eq!(text(&db, sql), expected, "{sql}");
    }
    for gone in [3, 4] {
        assert_eq!(incidents::by_id(&db, gone).unwrap().unwrap().id, 2);
    }
    assert!(last_ids::next_incident(&db).unwrap() > 6);
}

#[test]
fn a_number_is_not_given_out_again() {
    let db = brought_up_to_date(history(&format!(
        "{INCIDENT} (1, 'endpoint:/orders/1', 'open', 0, 0, 0, NULL, NULL),
                    (2, 'endpoint:/orders/2', 'open', 0, 0, 0, NULL, NULL);
         {REPORT} (1, 1, 0, 'retm', 503, '/orders/1', '', '', '{{}}', x''),
                  (2, 2, 0, 'retm', 503, '/orders/2', '', '', '{{}}', x'');"
    )));
    assert_eq!(all(&db).len(), 1);
    assert_eq!(last_ids::next_incident(&db).unwrap(), 3);
}

#[test]
fn a_number_that_leads_to_another_is_acted_on_as_that_one_and_once() {
    let mut db = brought_up_to_date(history(&format!(
        "{INCIDENT} (1, 'endpoint:/orders/1', 'open', 0, 0, 0, NULL, NULL),
                    (2, 'endpoint:/orders/2', 'open', 0, 0, 0, NULL, NULL);
         {REPORT} (1, 1, 0, 'retm', 503, '/orders/1', '', '', '{{}}', x''),
                  (2, 2, 0, 'retm', 503, '/orders/2', '', '', '{{}}', x'');"
    )));
    let transaction = db.transaction().unwrap();
    let mut context = WriteContext {
        transaction: &transaction,
        now: Moment::from_millis(60_000),
        ids_apart: false,
        targets: &[],
        changes: &mut Vec::new(),
    };
    let done = actions::act(&mut context, Action::Resolve, &[2, 1]).unwrap();
    assert_eq!(done.changed, 1);
    transaction.commit().unwrap();
    assert_eq!(
        text(&db, "SELECT group_concat(id || state) FROM incidents"),
        "1resolved"
    );
}

#[test]
fn what_was_announced_separately_and_waits_is_announced_once() {
    let db = history(&format!(
        "{INCIDENT} (1, 'endpoint:/orders/1', 'open', 0, 0, 0, NULL, NULL),
                    (2, 'endpoint:/orders/2', 'open', 0, 0, 0, NULL, NULL);
         {REPORT} (1, 1, 0, 'retm', 503, '/orders/1', '', '', '{{}}', x''),
                  (2, 2, 0, 'retm', 503, '/orders/2', '', '', '{{}}', x'');"
    ));
    db.execute_batch("UPDATE alerts SET raised_at = NULL, outcome = NULL")
        .unwrap();
    let db = brought_up_to_date(db);
    assert_eq!(
        text(
            &db,
            "SELECT group_concat(incident_id || ifnull(outcome, ' waits'), ', ' ORDER BY id) FROM alerts"
        ),
        "1dropped, 1 waits"
    );
}

/// A shop that had one incident per order for a year. Prints how long the migration takes.
#[test]
fn a_hundred_thousand_incidents_of_one_pattern_become_one() {
    let of = |column: &str| {
        format!(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) {column}"
        )
    };
    let db = history(&format!(
        "INSERT INTO incidents (id, subject, state, opened_at, last_error_at, error_count) {};
         INSERT INTO delivery_errors
            (id, incident_id, received_at, source, code, endpoint, message, remote_addr, headers, body) {};",
        of("SELECT i, 'endpoint:https://a.example/orders/' || i, 'open', i * 1000, 0, 0 FROM n"),
        of("SELECT i, i, i * 1000, 'retm', 503, 'https://a.example/orders/' || i, 'm', '', '{}', x'7b7d' FROM n"),
    ));
    let begun = Instant::now();
    let db = brought_up_to_date(db);
    println!(
        "100,000 incidents became one in {} ms",
        begun.elapsed().as_millis()
    );
    let [orders] = &all(&db)[..] else {
        panic!("one is left");
    };
    assert_eq!(orders.error_count, 100_000);
    assert_eq!(text(&db, "SELECT '' || sum(count) FROM minutes"), "100000");
    assert_eq!(text(&db, "SELECT '' || count(*) FROM timeline"), "2");
}
