//! Retention: expired data is deleted without a trace, and nothing else is.

use super::*;

/// A manual clock.
fn settable_clock(at: Moment) -> (Arc<Mutex<Moment>>, Clock) {
    let at = Arc::new(Mutex::new(at));
    let hand = Arc::clone(&at);
    (at, Arc::new(move || *hand.lock()))
}

/// The number of rows about an incident that are left in the database.
fn traces_of(dir: &DataDir, incident: i64) -> i64 {
    let connection = Connection::open(dir.database()).unwrap();
    [
        "delivery_errors",
        "incident_codes",
        "timeline",
        "minutes",
        "alerts",
    ]
    .iter()
    .map(|table| -> i64 {
        let sql = format!("SELECT count(*) FROM {table} WHERE incident_id = ?1");
        connection
            .query_row(&sql, [incident], |row| row.get(0))
            .unwrap()
    })
    .sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn expired_incidents_are_deleted_without_a_trace_and_unresolved_ones_stay() {
    let (_temp, dir) = fresh();
    let day = Duration::from_secs(24 * 3600);
    let begun = Moment::now();
    let (at, clock) = settable_clock(begun);
    let store = Store::open(&dir, clock, Feed::default()).unwrap();
    for number in 0..500 {
        let body = format!(
            r#"{{"code":503,"endpoint":"/gone","message":"zebra {number} {}"}}"#,
            "long ".repeat(400)
        );
        store.ingest(arrival(&body)).await.unwrap();
    }
    let open = r#"{"code":1,"endpoint":"/open","message":"giraffe"}"#;
    store.ingest(arrival(open)).await.unwrap();
    store.act(Action::Resolve, vec![1]).await.unwrap();
    let again = r#"{"code":503,"endpoint":"/gone","message":"okapi"}"#;
    let later = store.ingest(arrival(again)).await.unwrap();
    assert_eq!(incident(&store, later.incident_id).previous_id, Some(1));

    let limits = RetentionLimits {
        keep: Some(30 * day),
        max_bytes: None,
    };
    let store = tokio::task::spawn_blocking(move || {
        *at.lock() = begun.plus(29 * day);
        assert!(!store.prune(limits).unwrap(), "too early");
        assert_eq!(store.read(Reader::total).unwrap(), 502);
        *at.lock() = begun.plus(31 * day);
        let mut batches = 0;
        while store.prune(limits).unwrap() {
            batches += 1;
            assert!(batches < 100, "it never ends");
        }
        assert!(batches > 3, "all at once: {batches}");
        store
    })
    .await
    .unwrap();
    assert_eq!(store.read(|reader| reader.incident(1)).unwrap(), None);
    assert_eq!(traces_of(&dir, 1), 0);
    assert_eq!(store.read(Reader::total).unwrap(), 2);
    assert_eq!(incident(&store, later.incident_id).previous_id, None);
    let found = |words: &str| {
        let query = crate::history::search::Query::read(words, begun, &jiff::tz::TimeZone::UTC);
        store.read(|reader| reader.count_matching(&query)).unwrap()
    };
    assert_eq!(
        (found("zebra"), found("giraffe"), found("okapi")),
        (0, 1, 1)
    );
    close(store).await;
    let connection = Connection::open(dir.database()).unwrap();
    let number =
        |pragma: &str| -> i64 { connection.query_row(pragma, [], |row| row.get(0)).unwrap() };
    assert!(
        number("PRAGMA freelist_count") <= 256,
        "the space was not given back"
    );
    assert!(
        number("PRAGMA page_count") < 400,
        "{}",
        number("PRAGMA page_count")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_history_that_grew_too_large_loses_its_oldest_resolved_incidents_only() {
    let (_temp, dir) = fresh();
    let begun = Moment::now();
    let (at, clock) = settable_clock(begun);
    let store = Store::open(&dir, clock, Feed::default()).unwrap();
    for endpoint in ["/a", "/b", "/c"] {
        for _ in 0..100 {
            let body = format!(
                r#"{{"code":503,"endpoint":"{endpoint}","message":"{}"}}"#,
                "long ".repeat(1_000)
            );
            store.ingest(arrival(&body)).await.unwrap();
        }
    }
    store.act(Action::Resolve, vec![2]).await.unwrap();
    *at.lock() = begun.plus(Duration::from_secs(60));
    store.act(Action::Resolve, vec![3]).await.unwrap();
    *at.lock() = begun.plus(Duration::from_secs(7200));
    // The index is written after the acknowledgement and is a large part of the size, so it must be complete first.
    let database = Connection::open(dir.database()).unwrap();
    let limit = std::time::Instant::now() + Duration::from_secs(60);
    while counters::read(&database, counters::INDEXED_UP_TO).unwrap() < 300 {
        assert!(std::time::Instant::now() < limit, "never indexed");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    // A delivery error takes some 20 kB with its words: three of them take well over what two may.
    let size: i64 = database
        .query_row(
            "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
            [],
            |row| row.get(0),
        )
        .unwrap();
    let kept = |store: &Store| -> Vec<usize> {
        let page = |id| PageQuery {
            incident_id: Some(id),
            limit: 1_000,
            ..PageQuery::default()
        };
        let count = |id| store.read(|reader| Ok(reader.delivery_errors(&page(id))?.rows.len()));
        (1..=3).map(|id| count(id).unwrap()).collect()
    };
    let store = tokio::task::spawn_blocking(move || {
        let limits = |max_bytes| RetentionLimits {
            keep: None,
            max_bytes: Some(max_bytes),
        };
        while store.prune(limits(size.unsigned_abs() * 3 / 4)).unwrap() {}
        let [100, some, 100] = kept(&store)[..] else {
            panic!("{:?}", kept(&store));
        };
        assert!(some < 100, "nothing went");
        while store.prune(limits(1)).unwrap() {}
        assert_eq!(kept(&store), [100, 0, 0]);
        assert_eq!(store.read(Reader::counts).unwrap().resolved, 0);
        store
    })
    .await
    .unwrap();
    close(store).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn test_data_goes_at_once_and_what_retm_sent_stays() {
    let (_temp, dir) = fresh();
    let store = Store::open(&dir, Arc::new(Moment::now), Feed::default()).unwrap();
    let keep = async |endpoint: &str, source| {
        let body = format!(r#"{{"code":503,"endpoint":"{endpoint}","message":"m"}}"#);
        let arrival = Arrival {
            source,
            merchant: None,
            relay_request: None,
            ..arrival(&body)
        };
        store.ingest(arrival).await.unwrap().incident_id
    };
    let real = keep("/real", Source::Retm).await;
    let mixed = keep("/mixed", Source::Retm).await;
    assert_eq!(keep("/mixed", Source::Simulated).await, mixed);
    let mut simulated = 0;
    for _ in 0..250 {
        simulated = keep("/simulated", Source::Simulated).await;
    }
    let test = keep("/test", Source::Test).await;
    assert_eq!(
        store.read(Reader::counts).unwrap().open,
        3,
        "no test is counted"
    );
    let deleting = store.clone();
    let deleted = tokio::task::spawn_blocking(move || deleting.delete_test_data());
    assert_eq!(deleted.await.unwrap().unwrap(), 2);
    for gone in [simulated, test] {
        assert_eq!(traces_of(&dir, gone), 0);
    }
    assert_eq!(incident(&store, real).error_count, 1);
    assert_eq!(incident(&store, mixed).error_count, 2);
    close(store).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn retention_copies_the_log_in_small_pieces() {
    let (_temp, dir) = fresh();
    let day = Duration::from_secs(24 * 3600);
    let store = open(&dir);
    for number in 0..600 {
        let long = "long ".repeat(700);
        let body = format!(r#"{{"code":503,"endpoint":"/gone","message":"{number} {long}"}}"#);
        store.ingest(arrival(&body)).await.unwrap();
    }
    store.act(Action::Resolve, vec![1]).await.unwrap();
    // Deletes the log.
    close(store).await;
    let clock: Clock = Arc::new(move || Moment::now().plus(2 * day));
    let store = Store::open(&dir, clock, Feed::default()).unwrap();
    let limits = RetentionLimits {
        keep: Some(day),
        max_bytes: None,
    };
    let log = dir.database().with_extension("db-wal");
    let pages = move || std::fs::metadata(&log).unwrap().len() / 4096;
    let store = tokio::task::spawn_blocking(move || {
        while store.prune(limits).unwrap() {
            // SQLite begins the log again once all of it is copied.
            assert!(pages() < 700, "{} pages", pages());
        }
        store
    })
    .await
    .unwrap();
    assert_eq!(store.read(Reader::total).unwrap(), 0);
    close(store).await;
}
