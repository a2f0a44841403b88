//! The tables of monitors in an in-memory database; the size of a year in a real file.

use super::*;
use crate::store::file::schema;
use crate::{
    monitor::{RECENT_CHECKS, rollup::Rollup},
    probe::Cause,
};

fn database() -> Reader {
    let mut connection = Connection::open_in_memory().unwrap();
    connection
        .pragma_update(None, "foreign_keys", "ON")
        .unwrap();
    schema::migrations().to_latest(&mut connection).unwrap();
    Reader(connection)
}

const T0: Moment = Moment::from_millis(1_700_000_000_000);

fn after(seconds: u64) -> Moment {
    T0.plus(Duration::from_secs(seconds))
}

/// Runs something in its own transaction at that time. Returns what is published.
fn at<T>(
    reader: &mut Reader,
    now: Moment,
    work: impl FnOnce(&mut WriteContext<'_>) -> Result<T, StoreError>,
) -> (T, Vec<Topic>) {
    let transaction = reader.0.transaction().unwrap();
    let mut changes = Vec::new();
    let mut context = WriteContext {
        transaction: &transaction,
        now,
        ids_apart: false,
        targets: &[],
        changes: &mut changes,
    };
    let done = work(&mut context).unwrap();
    transaction.commit().unwrap();
    (done, changes)
}

fn check(at: Moment, good: bool, took_ms: u32) -> MonitorUpdate {
    let check = MonitorCheck {
        at,
        good,
        took_ms,
        cause: if good { Cause::Answers } else { Cause::Refused },
        status: good.then_some(200),
        sentence: format!("Found at {at}."),
    };
    MonitorUpdate {
        id: 1,
        status: MonitorStatus::default().after(&check, 1),
        check,
        next_at: at.plus(Duration::from_secs(300)),
        certificate_until: None,
    }
}

fn names(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn count_of(connection: &Connection, table: &str) -> i64 {
    connection
        .query_row(&format!("SELECT count(*) FROM {table}"), [], |row| {
            row.get(0)
        })
        .unwrap()
}

#[test]
fn what_is_kept_of_a_check_is_shown() {
    let mut db = database();
    let config = MonitorConfig::of("https://a.example/x?deep=1");
    let unseen = shown(&db.0, &config, T0).unwrap();
    assert_eq!((unseen.id, unseen.state), (0, MonitorState::Unknown));
    let (kept, heard) = at(&mut db, T0, |context| sync(context, &[config.endpoint()]));
    assert_eq!((kept[0].id, heard), (1, vec![Topic::Monitors]));
    let (_, heard) = at(&mut db, T0, |context| sync(context, &[config.endpoint()]));
    assert_eq!(heard, [], "nothing changed");
    let until = after(1_000_000);
    let first = MonitorUpdate {
        certificate_until: Some(until),
        ..check(after(10), true, 40)
    };
    let (_, heard) = at(&mut db, T0, |context| record_check(context, &first));
    assert_eq!(heard, [Topic::Monitors]);
    let second = check(after(20), false, 0);
    at(&mut db, T0, |context| record_check(context, &second));
    let monitor = shown(&db.0, &config, after(30)).unwrap();
    assert_eq!(monitor.strip, [first.check, second.check.clone()]);
    assert_eq!(monitor.last, Some(second.check));
    assert_eq!(
        (monitor.state, monitor.since),
        (MonitorState::Down, Some(after(20)))
    );
    assert_eq!(monitor.next_at, Some(after(320)));
    assert_eq!(
        monitor.certificate_until,
        Some(until),
        "kept where none was shown"
    );
    let day = &monitor.uptimes[0];
    assert_eq!(
        (day.checks, day.good_per_100k, day.p50_ms),
        (2, Some(50_000), Some(41))
    );
    assert_eq!(
        db.count_monitors_down(std::slice::from_ref(&config))
            .unwrap(),
        1
    );
    let paused = MonitorConfig {
        on: false,
        ..config
    };
    assert_eq!(
        shown(&db.0, &paused, T0).unwrap().state,
        MonitorState::Paused
    );
    assert_eq!(db.count_monitors_down(&[paused]).unwrap(), 0);
}

#[test]
fn the_strip_and_the_hours_have_an_end() {
    let mut db = database();
    at(&mut db, T0, |context| {
        sync(context, &names(&["https://a.example/x"]))
    });
    for i in 0..RECENT_CHECKS as u64 + 30 {
        at(&mut db, T0, |context| {
            record_check(context, &check(after(i * 60), true, 40))
        });
    }
    assert_eq!(count_of(&db.0, "monitor_checks"), RECENT_CHECKS as i64);
    assert_eq!(
        monitor_checks::last(&db.0, 1).unwrap().unwrap().at,
        after((RECENT_CHECKS as u64 + 29) * 60)
    );
    assert_eq!(count_of(&db.0, "monitor_hours"), 3);
    let much_later = T0.plus(rollup::KEPT + Duration::from_secs(4 * 3600));
    at(&mut db, T0, |context| {
        record_check(context, &check(much_later, true, 40))
    });
    let hours = db.monitor_hours(1, T0).unwrap();
    assert_eq!(hours.len(), 1, "{hours:?}");
}

#[test]
fn what_the_settings_name_no_more_is_spared_for_an_hour_and_then_gone_with_all_of_it() {
    let mut db = database();
    let both = names(&["https://a.example/x", "https://b.example/y"]);
    let one = names(&["https://b.example/y"]);
    at(&mut db, T0, |context| sync(context, &both));
    at(&mut db, T0, |context| {
        record_check(context, &check(T0, true, 40))
    });
    at(&mut db, T0, |context| sync(context, &one));
    let (kept, _) = at(&mut db, after(3_500), |context| sync(context, &both));
    assert_eq!(kept.len(), 2);
    assert!(kept[0].last.is_some(), "taken back in time");
    at(&mut db, after(3_600), |context| sync(context, &one));
    at(&mut db, after(7_200), |context| sync(context, &one));
    for (table, left) in [("monitors", 1), ("monitor_checks", 0), ("monitor_hours", 0)] {
        assert_eq!(count_of(&db.0, table), left, "{table}");
    }
    let (kept, _) = at(&mut db, after(7_300), |context| sync(context, &both));
    assert_eq!(kept.last().unwrap().id, 3, "a number is not used again");
    at(&mut db, after(7_300), |context| delete(context, 3));
    // A check that was in flight.
    let late = MonitorUpdate {
        id: 3,
        ..check(after(7_301), true, 1)
    };
    at(&mut db, T0, |context| record_check(context, &late));
    assert_eq!(count_of(&db.0, "monitor_checks"), 0);
}

#[test]
fn what_was_said_is_remembered() {
    let mut db = database();
    at(&mut db, T0, |context| {
        sync(context, &names(&["https://a.example/x"]))
    });
    let said = Announced {
        via: AnnouncedVia::Host,
        since: after(3),
    };
    let warning = Warned {
        until: after(9),
        days: 3,
    };
    at(&mut db, T0, |context| {
        record_notices(context, &[(1, Some(said))])
    });
    at(&mut db, T0, |context| {
        record_certificate_warning(context, 1, warning)
    });
    let kept = all(&db.0).unwrap().remove(0);
    assert_eq!((kept.announced, kept.warned), (Some(said), Some(warning)));
    at(&mut db, T0, |context| record_notices(context, &[(1, None)]));
    assert_eq!(all(&db.0).unwrap()[0].announced, None);
}

#[test]
fn an_incident_counts_as_known_if_it_was_announced_will_be_or_is_muted() {
    let db = database();
    let endpoint = "https://a.example/x";
    let known = || {
        db.unresolved_at(endpoint, T0)
            .unwrap()
            .map(|at| at.is_known)
    };
    assert_eq!(known(), None);
    db.0.execute_batch(
        "INSERT INTO incidents (id, subject, state, opened_at, last_error_at, error_count)
         VALUES (7, 'endpoint:https://a.example/x', 'open', 1, 5, 1);",
    )
    .unwrap();
    assert_eq!(known(), Some(false));
    let alert = |outcome: &str| {
        db.0.execute_batch(&format!(
            "DELETE FROM alerts; INSERT INTO alerts (incident_id, kind, decided_at, due_at, outcome)
             VALUES (7, 'opened', 1, 1, {outcome});"
        ))
        .unwrap();
    };
    for (outcome, expected) in [
        ("NULL", true),
        ("'told'", true),
        ("'summarised'", true),
        ("'dropped'", false),
    ] {
        alert(outcome);
        assert_eq!(known(), Some(expected), "{outcome}");
    }
    let muted = format!("UPDATE incidents SET muted_until = {}", after(1).millis());
    db.0.execute_batch(&muted).unwrap();
    assert_eq!(known(), Some(true));
    db.0.execute_batch("UPDATE incidents SET state = 'resolved'")
        .unwrap();
    assert_eq!(known(), None);
}

/// Writes a year of hours at that interval, with response times typical of an endpoint on the internet. Returns the
/// file's size in bytes.
fn year_of(interval_s: u64) -> u64 {
    let temp = tempfile::tempdir().unwrap();
    let path = temp.path().join("a.db");
    let mut db = Connection::open(&path).unwrap();
    schema::migrations().to_latest(&mut db).unwrap();
    db.execute_batch("INSERT INTO monitors (endpoint) VALUES ('https://a.example/x'); VACUUM")
        .unwrap();
    let empty = std::fs::metadata(&path).unwrap().len();
    let transaction = db.transaction().unwrap();
    let mut random = fastrand::Rng::with_seed(7);
    for hour in 0..365 * 24_i64 {
        let mut rollup = Rollup::default();
        for _ in 0..3600 / interval_s {
            // From 60 ms on, with a tail.
            let took = 60.0 + 15.0 * -(1.0 - random.f64()).ln();
            rollup.add(&check(T0, true, took as u32).check);
        }
        let took = rollup.took.to_bytes();
        transaction
            .prepare_cached("INSERT INTO monitor_hours VALUES (1, ?1, ?2, ?3, ?4)")
            .unwrap()
            .execute((480_000 + hour, rollup.checks, rollup.good, took))
            .unwrap();
    }
    transaction.commit().unwrap();
    db.execute_batch("VACUUM").unwrap();
    std::fs::metadata(&path).unwrap().len() - empty
}

#[test]
fn a_year_of_a_monitor_costs_little() {
    let (often, usual) = (year_of(30), year_of(300));
    println!("a monitor-year: {often} bytes at 30 s, {usual} bytes at 5 min");
    assert!(often < 750_000, "{often} bytes at 30 s");
    assert!(usual < 400_000, "{usual} bytes at 5 min");
}
