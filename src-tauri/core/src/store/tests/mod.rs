//! The store from the outside: a real file, a real writer thread. Retention is in `prune.rs`, full-text search in
//! `full_text.rs`.

mod endpoints;
mod full_text;
mod groups;
mod prune;
mod search;
mod team;
mod until_change;

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use parking_lot::Mutex;
use rusqlite::Connection;
use tokio::sync::oneshot;

use super::{
    search::{fulltext, indexing::CHUNK},
    table::counters,
    write::reports::{Ingest, Job},
    *,
};
use crate::{
    alert::{AlertKind, AlertSubject, Pause, PendingAlert, PlanStep, SuppressReason},
    feed::Feed,
    incident::{
        Action, Incident, IncidentState,
        delivery_error::{Arrival, Source},
        retention::RetentionLimits,
        timeline::{Actor, TimelineKind},
    },
    locale::Locale,
    model::moment::{Clock, Moment, system_clock},
    platform::data_dir::DataDir,
};

fn arrival(body: &str) -> Arrival {
    Arrival {
        received_at: Moment::now(),
        source: Source::Retm,
        merchant: None,
        relay_request: None,
        body: body.to_owned().into(),
        headers: BTreeMap::from([("host".to_owned(), "x".to_owned())]),
        remote_addr: "127.0.0.1:1".to_owned(),
    }
}

fn fresh() -> (tempfile::TempDir, DataDir) {
    let temp = tempfile::tempdir().unwrap();
    let dir = DataDir::open(temp.path().join("data")).unwrap();
    (temp, dir)
}

fn open(dir: &DataDir) -> Store {
    Store::open(dir, system_clock(), Feed::default()).unwrap()
}

async fn close(store: Store) {
    tokio::task::spawn_blocking(move || store.close())
        .await
        .unwrap();
}

#[tokio::test]
async fn what_the_relay_reports_is_no_report_of_retms() {
    let (_temp, dir) = fresh();
    let store = open(&dir);
    let any = || store.read(|reader| reader.any_from_retm()).unwrap();
    let body = r#"{"code": 422, "endpoint": "/retm/orders", "message": ""}"#;
    for source in [Source::Relay, Source::Test] {
        let of_relay = (source == Source::Relay).then_some(7);
        let told = Arrival {
            source,
            relay_request: of_relay,
            ..arrival(body)
        };
        store.ingest(told).await.unwrap();
        assert!(!any(), "{source:?}");
    }
    store.ingest(arrival(body)).await.unwrap();
    assert!(any());
    close(store).await;
}

#[tokio::test]
async fn reports_are_kept_to_the_letter_and_filed_under_one_incident_an_endpoint() {
    let (_temp, dir) = fresh();
    let store = open(&dir);
    let body = r#"{"code":503,"endpoint":"/retm/orders","message":"m"}"#;
    let first = store.ingest(arrival(body)).await.unwrap();
    let second = store.ingest(arrival(body)).await.unwrap();
    let other = store.ingest(arrival("{")).await.unwrap();
    assert_eq!((first.id, first.incident_id, first.readable), (1, 1, true));
    assert_eq!((second.id, second.incident_id), (2, 1));
    assert_eq!((other.incident_id, other.readable), (2, false));
    close(store).await;

    let reader = Reader::open(&dir).unwrap().unwrap();
    let detail = reader.delivery_error(1).unwrap().unwrap();
    assert_eq!(detail.body.as_deref(), Some(body));
    assert_eq!(detail.incident.error_count, 2);
    assert_eq!(reader.total().unwrap(), 3);
    assert_eq!(reader.newest_id().unwrap(), 3);
    let page = reader
        .delivery_errors(&PageQuery {
            limit: 2,
            ..PageQuery::default()
        })
        .unwrap();
    assert_eq!(
        page.rows.iter().map(|row| row.id).collect::<Vec<_>>(),
        [3, 2]
    );
    assert!(page.more);
}

#[tokio::test]
async fn what_was_decided_is_pending_until_raised_and_late_comers_get_another_alert() {
    let (_temp, dir) = fresh();
    let store = open(&dir);
    let body = r#"{"code":503,"endpoint":"/a"}"#;
    for _ in 0..3 {
        store.ingest(arrival(body)).await.unwrap();
    }
    let pending = store.read(Reader::pending_alerts).unwrap();
    assert_eq!(pending.len(), 1);
    close(store).await;

    let store = open(&dir);
    let waited = PendingAlert {
        held: Some(SuppressReason::Away),
        ..pending[0]
    };
    assert_eq!(
        store.read(Reader::pending_alerts).unwrap(),
        [waited],
        "it waited while the program was away"
    );
    let raised = {
        let store = store.clone();
        tokio::task::spawn_blocking(move || store.record_alert_shown(pending[0].id, 2, "Notified"))
    };
    raised.await.unwrap().unwrap();
    let next = store.read(Reader::pending_alerts).unwrap();
    assert_eq!(next.len(), 1);
    assert!(matches!(
        next[0].about,
        AlertSubject::Incident {
            kind: AlertKind::Grew,
            ..
        }
    ));
    assert!(next[0].due_at > Moment::now().plus(Duration::from_secs(2)));
    close(store).await;
}

fn incident(store: &Store, id: i64) -> Incident {
    store.read(|reader| reader.incident(id)).unwrap().unwrap()
}

/// Kind, text and count of each entry, oldest first.
fn timeline_of(store: &Store, id: i64) -> Vec<(TimelineKind, String, i64)> {
    let mut entries = store.read(|reader| reader.timeline(id)).unwrap();
    entries.reverse();
    entries
        .into_iter()
        .map(|entry| (entry.kind, entry.text, entry.count))
        .collect()
}

#[tokio::test]
async fn codes_are_counted_and_the_first_the_last_and_the_worst_are_known() {
    let (_temp, dir) = fresh();
    let store = open(&dir);
    for code in ["404", "0", "503", "503"] {
        let body = format!(r#"{{"code":{code},"endpoint":"/a","message":"m{code}"}}"#);
        store.ingest(arrival(&body)).await.unwrap();
    }
    let found = incident(&store, 1);
    assert_eq!(
        (found.first_code, found.last_code, found.worst_code),
        (Some(404), Some(503), Some(0))
    );
    assert_eq!(
        (found.last_error_id, &*found.last_message, found.error_count),
        (4, "m503", 4)
    );
    let codes = store.read(|reader| reader.codes(1)).unwrap();
    let counts: Vec<_> = codes.iter().map(|code| (code.code, code.count)).collect();
    assert_eq!(counts, [(Some(503), 2), (Some(0), 1), (Some(404), 1)]);
    close(store).await;
}

/// All rows that reports leave in other tables, one per line. Entries of different incidents may come in any order.
fn traces(dir: &DataDir) -> Vec<String> {
    const QUERIES: [&str; 6] = [
        "SELECT * FROM incidents ORDER BY id",
        "SELECT * FROM incident_codes ORDER BY incident_id, code",
        "SELECT * FROM minutes ORDER BY incident_id, minute",
        "SELECT incident_id, at, last_at, count, who, kind, text FROM timeline
         ORDER BY incident_id, id",
        "SELECT * FROM alerts ORDER BY id",
        "SELECT id, incident_id FROM delivery_errors ORDER BY id",
    ];
    let database = rusqlite::Connection::open(dir.database()).unwrap();
    let mut lines = Vec::new();
    for sql in QUERIES {
        let mut statement = database.prepare(sql).unwrap();
        let width = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let value = |place| row.get::<_, rusqlite::types::Value>(place).unwrap();
            let values: Vec<_> = (0..width).map(value).collect();
            lines.push(format!("{sql}: {values:?}"));
        }
    }
    lines
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_in_one_commit_leave_what_they_leave_one_by_one() {
    let clock: Clock = Arc::new(|| Moment::from_millis(1_000_000_000_000));
    let reports: Vec<Arrival> = (0..60)
        .map(|number| Arrival {
            received_at: Moment::from_millis(1_000_000_000_000 + number * 4_000),
            source: [Source::Retm, Source::Retm, Source::Test][number as usize % 3],
            merchant: None,
            relay_request: None,
            ..arrival(&match number % 7 {
                6 => "{".to_owned(),
                place => format!(
                    r#"{{"code":{},"endpoint":"/{}","message":"{number}"}}"#,
                    [503, 404, 0][number as usize % 3],
                    ["orders", "menu"][place as usize % 2]
                ),
            })
        })
        .collect();
    let mut left = Vec::new();
    for at_once in [false, true] {
        let (_temp, dir) = fresh();
        let store = Store::open(&dir, Arc::clone(&clock), Feed::default()).unwrap();
        // Earlier notifications and a mute, for several reasons not to notify.
        store.ingest(reports[1].clone()).await.unwrap();
        store.act(Action::Acknowledge, vec![1]).await.unwrap();
        if at_once {
            let (go, wait) = std::sync::mpsc::channel::<()>();
            let held = store.clone();
            let holding = tokio::task::spawn_blocking(move || {
                held.change_blocking(move |_| Ok(wait.recv().is_ok()))
                    .unwrap()
            });
            // The writer waits in the change before; everything that arrives in the meantime becomes one commit.
            while store.jobs.capacity() < QUEUE_CAPACITY {
                tokio::task::yield_now().await;
            }
            let keeping = reports.iter().cloned().map(|report| {
                let (reply, answer) = oneshot::channel();
                let arrival = Box::new(report);
                let job = Job::Insert(Ingest { arrival, reply });
                store.jobs.try_send(job).unwrap();
                answer
            });
            let answers: Vec<_> = keeping.collect();
            go.send(()).unwrap();
            assert!(holding.await.unwrap());
            for answer in answers {
                answer.await.unwrap().unwrap();
            }
        } else {
            for report in &reports {
                store.ingest(report.clone()).await.unwrap();
            }
        }
        close(store).await;
        left.push(traces(&dir));
    }
    let differ = left[0]
        .iter()
        .zip(&left[1])
        .find(|(one, other)| one != other);
    assert_eq!(differ, None);
    assert_eq!(left[0].len(), left[1].len());
    assert!(left[0].len() > 80, "{:#?}", left[0]);
}

#[tokio::test]
async fn what_a_person_does_stands_on_the_timeline_and_can_be_taken_back() {
    let (_temp, dir) = fresh();
    let store = open(&dir);
    for endpoint in ["/a", "/b"] {
        let body = format!(r#"{{"code":503,"endpoint":"{endpoint}"}}"#);
        store.ingest(arrival(&body)).await.unwrap();
    }
    let done = store.act(Action::Resolve, vec![1, 2, 99]).await.unwrap();
    assert_eq!(
        (done.changed, &*done.localized(Locale::default()).text),
        (2, "Resolved 2 incidents")
    );
    let again = store.act(Action::Resolve, vec![1]).await.unwrap();
    assert_eq!(again.changed, 0, "it was resolved already");

    let back = store.undo().await.unwrap().unwrap();
    assert_eq!(
        (back.changed, incident(&store, 1).state),
        (2, IncidentState::Open)
    );
    assert_eq!(store.undo().await.unwrap(), None, "nothing is left");
    let person: Vec<_> = store
        .read(|reader| reader.timeline(1))
        .unwrap()
        .into_iter()
        .filter(|entry| entry.who == Actor::Person)
        .map(|entry| entry.kind)
        .collect();
    assert_eq!(person, [TimelineKind::Reopened, TimelineKind::Resolved]);

    let muted = store
        .act(Action::Mute { minutes: 60 }, vec![1])
        .await
        .unwrap();
    assert_eq!(muted.localized(Locale::default()).text, "Muted 1 incident");
    assert!(incident(&store, 1).triage().muted(Moment::now()).is_some());
    close(store).await;
}

#[tokio::test]
async fn a_resolved_endpoint_that_fails_again_opens_a_linked_incident_and_stays_muted() {
    let (_temp, dir) = fresh();
    let store = open(&dir);
    let body = r#"{"code":503,"endpoint":"/a"}"#;
    store.ingest(arrival(body)).await.unwrap();
    store
        .act(Action::Mute { minutes: 60 }, vec![1])
        .await
        .unwrap();
    store.act(Action::Resolve, vec![1]).await.unwrap();
    let second = store.ingest(arrival(body)).await.unwrap();
    assert_eq!(second.incident_id, 2);
    let found = incident(&store, 2);
    assert_eq!((found.previous_id, found.times_this_week), (Some(1), 2));
    assert_eq!(
        timeline_of(&store, 2),
        [
            (TimelineKind::Opened, "Opened".to_owned(), 1),
            (
                TimelineKind::NotNotified,
                "Not notified: muted".to_owned(),
                1
            )
        ]
    );
    let former = store
        .read(|reader| reader.previous_incidents(2, 5))
        .unwrap();
    assert_eq!(former.len(), 1);
    let back = store.undo().await.unwrap().unwrap();
    assert_eq!(back.changed, 0, "two unresolved incidents can't be");
    close(store).await;
}

#[tokio::test]
async fn a_storm_is_one_summary_that_knows_how_many_and_which() {
    let (_temp, dir) = fresh();
    let store = open(&dir);
    for endpoint in 1..=5 {
        let body = format!(r#"{{"code":503,"endpoint":"/{endpoint}"}}"#);
        store.ingest(arrival(&body)).await.unwrap();
    }
    let pending = store.read(Reader::pending_alerts).unwrap();
    let ids: Vec<i64> = pending.iter().map(|alert| alert.id).collect();
    let storm = {
        let store = store.clone();
        tokio::task::spawn_blocking(move || {
            store.record_alert_shown(ids[0], 1, "Notified")?;
            store.apply_alert_steps(vec![PlanStep::BeginStorm {
                alerts: ids[1..].to_vec(),
                announced_before: vec![1],
                why: SuppressReason::Storm,
            }])
        })
    };
    storm.await.unwrap().unwrap();
    let pending = store.read(Reader::pending_alerts).unwrap();
    assert_eq!(pending.len(), 1);
    let summary = store
        .read(|reader| reader.summary(pending[0].id))
        .unwrap()
        .unwrap();
    assert_eq!(
        (summary.incidents, summary.errors, summary.why, summary.over),
        (5, 5, SuppressReason::Storm, false)
    );
    assert_eq!(
        timeline_of(&store, 2).last().unwrap().1,
        "Not notified: included in a summary"
    );
    let history = store
        .read(|reader| reader.alert_history(Moment::now()))
        .unwrap();
    assert_eq!(history.storm.map(|storm| storm.id), Some(summary.id));
    close(store).await;
}

#[tokio::test]
async fn marks_survive_a_restart() {
    let (_temp, dir) = fresh();
    let store = open(&dir);
    store.ingest(arrival("{\"code\":1}")).await.unwrap();
    assert_eq!(store.read(Reader::unseen).unwrap(), 1);
    store.mark_seen(1).await.unwrap();
    let until = Pause::Until(Moment::now().plus(Duration::from_secs(60)));
    store.pause_alerts(Some(until)).await.unwrap();
    close(store).await;
    let store = open(&dir);
    assert_eq!(store.read(Reader::unseen).unwrap(), 0);
    assert_eq!(store.read(Reader::alert_pause).unwrap(), Some(until));
    store.pause_alerts(Some(Pause::Always)).await.unwrap();
    assert_eq!(
        store.read(Reader::alert_pause).unwrap(),
        Some(Pause::Always)
    );
    store.pause_alerts(None).await.unwrap();
    assert_eq!(store.read(Reader::alert_pause).unwrap(), None);
    close(store).await;
    assert!(matches!(
        store_closed(&dir).await,
        Err(IngestError::Store(StoreError::Closed))
    ));
}

async fn store_closed(dir: &DataDir) -> Result<StoredReport, IngestError> {
    let store = open(dir);
    close(store.clone()).await;
    store.ingest(arrival("{}")).await
}

#[tokio::test]
async fn a_damaged_database_is_set_aside_whole_and_a_new_one_begun() {
    let (_temp, dir) = fresh();
    let store = open(&dir);
    store.ingest(arrival("{\"code\":1}")).await.unwrap();
    close(store).await;
    std::fs::write(
        dir.database(),
        b"this is no database at all, whatever its name says",
    )
    .unwrap();
    let damaged = std::fs::read(dir.database()).unwrap();
    let store = open(&dir);
    let aside = store.take_set_aside();
    assert_eq!(std::fs::read(aside.unwrap().path).unwrap(), damaged);
    store.ingest(arrival("{\"code\":1}")).await.unwrap();
    close(store).await;
}

#[test]
fn a_database_from_the_future_is_refused_and_untouched() {
    let (_temp, dir) = fresh();
    open(&dir).close();
    let connection = Connection::open(dir.database()).unwrap();
    connection
        .pragma_update(None, "user_version", 9999)
        .unwrap();
    drop(connection);
    let before = std::fs::read(dir.database()).unwrap();
    let refused = Store::open(&dir, system_clock(), Feed::default()).map(|_| ());
    assert!(matches!(
        refused,
        Err(StoreError::FromTheFuture { found: 9999, .. })
    ));
    assert_eq!(std::fs::read(dir.database()).unwrap(), before);
}
