//! The full-text index is filled a little at a time, and a search finds what it does not have yet.

use super::{
    super::{
        file::{open as file, schema},
        search::renewal::{self, Renewal},
    },
    *,
};

#[tokio::test]
async fn large_bodies_are_indexed_a_few_at_a_time() {
    let (_temp, dir) = fresh();
    let store = open(&dir);
    for kib in [600, 200, 200, 1, 1] {
        store
            .ingest(arrival(&"a ".repeat(kib * 512)))
            .await
            .unwrap();
    }
    close(store).await;
    let connection = Connection::open(dir.database()).unwrap();
    let index = "INSERT INTO folded_words (folded_words) VALUES ('delete-all')";
    connection.execute(index, []).unwrap();
    counters::write(&connection, counters::INDEXED_UP_TO, 0).unwrap();
    let (mut ends, mut more) = (Vec::new(), true);
    while more {
        more = fulltext::index_some(&connection, CHUNK).unwrap();
        ends.push(counters::read(&connection, counters::INDEXED_UP_TO).unwrap());
    }
    assert_eq!(ends, [1, 3, 5]);
}

#[tokio::test]
async fn what_is_not_in_the_index_yet_is_found_by_its_words_all_the_same() {
    let (_temp, dir) = fresh();
    let store = open(&dir);
    for message in ["zebra one", "zebra two", "زرافة"] {
        let body = format!(r#"{{"code":1,"endpoint":"/{message}","message":"{message}"}}"#);
        store.ingest(arrival(&body)).await.unwrap();
    }
    close(store).await;
    let connection = Connection::open(dir.database()).unwrap();
    let reader = Reader::open(&dir).unwrap().unwrap();
    // The index as the writer leaves it if it gets this far and no further.
    for findable in 0..=3 {
        let index = "INSERT INTO folded_words (folded_words) VALUES ('delete-all')";
        connection.execute(index, []).unwrap();
        counters::write(&connection, counters::INDEXED_UP_TO, 0).unwrap();
        if findable > 0 {
            assert!(
                !fulltext::index_some(&connection, CHUNK).unwrap(),
                "all at once"
            );
        }
        for id in findable + 1..=3 {
            fulltext::remove(&connection, id).unwrap();
        }
        counters::write(&connection, counters::INDEXED_UP_TO, findable).unwrap();
        let found = |words: &str| {
            let query =
                crate::history::search::Query::read(words, Moment::now(), &jiff::tz::TimeZone::UTC);
            let page = PageQuery {
                query: query.clone(),
                limit: 10,
                ..PageQuery::default()
            };
            let rows = reader.delivery_errors(&page).unwrap().rows;
            let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
            let incidents = reader.incidents(&query, None, 10).unwrap().rows.len();
            (ids, incidents, reader.count_matching(&query).unwrap())
        };
        assert_eq!(
            found("zebra"),
            (vec![2, 1], 2, 2),
            "findable up to {findable}"
        );
        assert_eq!(found("زراف"), (vec![3], 1, 1), "findable up to {findable}");
        assert_eq!(found("lion"), (vec![], 0, 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sender_who_never_pauses_does_not_keep_the_index_from_being_filled() {
    let (_temp, dir) = fresh();
    let store = open(&dir);
    let connection = Connection::open(dir.database()).unwrap();
    let mut behind = Vec::new();
    for _ in 0..500 {
        let kept = store.ingest(arrival("{}")).await.unwrap();
        behind.push(kept.id - counters::read(&connection, counters::INDEXED_UP_TO).unwrap());
    }
    close(store).await;
    let most = behind.into_iter().max().unwrap();
    assert!(most < 250, "{most} of 500 could not be found at once");
}

/// A history of the schema before the folded index, with that many reports, some of them indexed.
fn with_old_index(dir: &DataDir, reports: i64, indexed: i64) {
    let mut connection = Connection::open(dir.database()).unwrap();
    let migrations = schema::migrations();
    migrations.to_version(&mut connection, 10).unwrap();
    connection
        .execute_batch(
            "INSERT INTO incidents (id, subject, state, opened_at, last_error_at, error_count, changed_at)
             VALUES (1, 'endpoint:/a', 'open', 60000, 60000, 1, 60000);",
        )
        .unwrap();
    let mut insert = connection
        .prepare(
            "INSERT INTO delivery_errors
               (incident_id, received_at, source, code, endpoint, message, remote_addr, headers, body)
             VALUES (1, 60000, 'retm', 503, '/a', ?1, '', '{}', ?2)",
        )
        .unwrap();
    for number in 1..=reports {
        let message = format!("zebra{number} فشل الإتصال");
        insert.execute((&message, message.as_bytes())).unwrap();
    }
    drop(insert);
    connection
        .execute_batch(&format!(
            "INSERT INTO words (rowid, endpoint, message, body)
               SELECT id, endpoint, message, CAST(body AS TEXT) FROM delivery_errors WHERE id <= {indexed};
             UPDATE marks SET value = {indexed} WHERE name = 'findable_up_to';"
        ))
        .unwrap();
}

/// Migrates it, as a start does.
fn migrated(dir: &DataDir) -> Connection {
    file::for_writing(&dir.database(), Moment::now(), file::Check::Quick, |_| {}).unwrap()
}

fn found(reader: &Reader, words: &str) -> i64 {
    let query = crate::history::search::Query::read(words, Moment::now(), &jiff::tz::TimeZone::UTC);
    reader.count_matching(&query).unwrap()
}

#[test]
fn an_old_index_is_renewed_from_the_newest_on_and_everything_is_found_in_the_meantime() {
    let (_temp, dir) = fresh();
    with_old_index(&dir, 200, 190);
    let connection = migrated(&dir);
    let reader = Reader::open(&dir).unwrap().unwrap();
    assert_eq!(found(&reader, "الاتصال"), 10, "what is not indexed yet");
    while fulltext::index_some(&connection, CHUNK).unwrap() {}
    let (mut parts, mut deleted) = (Vec::new(), 0);
    loop {
        assert_eq!(found(&reader, "zebra"), 200 - deleted, "{parts:?}");
        assert_eq!(found(&reader, "zebra100 فشل"), 1, "{parts:?}");
        assert_eq!(found(&reader, "فشل"), 200 - deleted, "{parts:?}");
        match renewal::renew_some(&connection).unwrap() {
            Renewal::Part(percent) => parts.push((percent, found(&reader, "الاتصال"))),
            Renewal::Whole => assert_eq!(reader.index_renewed().unwrap(), None),
            Renewal::Done => break,
        }
        if deleted == 0 {
            // In either index.
            for id in [1, 200] {
                let delete = "DELETE FROM delivery_errors WHERE id = ?1";
                connection.execute(delete, [id]).unwrap();
                fulltext::remove(&connection, id).unwrap();
                deleted += 1;
            }
        }
        assert!(parts.len() < 10, "it never ends");
    }
    assert_eq!(parts, [(37, 74), (69, 137), (100, 198)]);
    assert_eq!(found(&reader, "الاتصال"), 198);
    let says = |sql: &str| -> String { connection.query_row(sql, [], |row| row.get(0)).unwrap() };
    let old = "SELECT count(*) || '' FROM sqlite_schema WHERE name = 'words'";
    assert_eq!(says(old), "0");
    assert_eq!(says("PRAGMA quick_check"), "ok");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_renews_an_old_index_by_itself() {
    let (_temp, dir) = fresh();
    with_old_index(&dir, 200, 190);
    let store = open(&dir);
    let limit = std::time::Instant::now() + Duration::from_secs(30);
    let renewed = || store.read(|reader| Ok(found(reader, "الاتصال"))).unwrap();
    while renewed() < 200 {
        assert!(std::time::Instant::now() < limit, "never renewed");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    close(store).await;
}

#[tokio::test]
async fn the_index_is_merged_a_little_with_each_step() {
    const STEPS: i64 = 60;
    let (_temp, dir) = fresh();
    let store = open(&dir);
    for number in 0..STEPS {
        store
            .ingest(arrival(&format!("zebra{number}")))
            .await
            .unwrap();
    }
    close(store).await;
    let mut connection = Connection::open(dir.database()).unwrap();
    fulltext::rebuild(&mut connection).unwrap();
    let mut most = 0;
    while fulltext::index_some(&connection, 1).unwrap() {
        // Each step adds one.
        let segments = "SELECT count(DISTINCT segid) FROM folded_words_idx";
        most = most.max(
            connection
                .query_row(segments, [], |row| row.get(0))
                .unwrap(),
        );
    }
    // FTS5's own merges are off, so that none takes long. It would leave up to 15 on each level by its last resort.
    let own = "SELECT v FROM folded_words_config WHERE k = 'automerge'";
    assert_eq!(
        connection.query_row(own, [], |row| row.get::<_, i64>(0)),
        Ok(0)
    );
    assert!((3..12).contains(&most), "{most} segments");
    let reader = Reader::open(&dir).unwrap().unwrap();
    assert_eq!(found(&reader, "zebra7"), 1);
}
